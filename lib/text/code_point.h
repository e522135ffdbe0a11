/* Reading one character of a text, forwards or backwards. Each maximal subpart of ill-formed bytes
 * counts as one character, so that code which only counts or cuts accepts any bytes. */
#ifndef SEAM_TEXT_CODE_POINT_H
#define SEAM_TEXT_CODE_POINT_H

#include "codec/sequence.h"

/* Stands for the code point of ill-formed bytes. It has no properties. */
#define SEAM__NO_CODE_POINT UINT32_MAX

typedef struct seam__character {
    uint32_t code_point;
    uint32_t len; /* bytes: 1 to 4 */
} seam__character;

/* The code point of the well-formed sequence of `len` bytes at p, 2 to 4 of them. */
static inline uint32_t seam__code_point_of(const uint8_t *p, size_t len)
{
    if (len == 2)
        return (p[0] & 0x1Fu) << 6 | (p[1] & 0x3Fu);
    if (len == 3)
        return (p[0] & 0x0Fu) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
    return (p[0] & 0x07u) << 18 | (p[1] & 0x3Fu) << 12 | (p[2] & 0x3Fu) << 6 | (p[3] & 0x3Fu);
}

/* The first character of the `n` bytes at p; n is 1 at least. A sequence that the end cuts short is
 * ill-formed. */
static inline seam__character seam__character_at(const uint8_t *p, size_t n)
{
    size_t len;

    if (p[0] < 0x80)
        return (seam__character){p[0], 1};
    len = seam__whole_sequence(p, n);
    if (len == 0)
        return (seam__character){SEAM__NO_CODE_POINT, seam__sequence_at(p, n).len};
    return (seam__character){seam__code_point_of(p, len), (uint32_t)len};
}

/* The character that ends at p + at, where `at` is not 0. Going backwards finds the characters that
 * going forwards finds. */
static inline seam__character seam__character_before(const uint8_t *p, size_t at)
{
    size_t len = 1;

    while (len < 4 && len < at && seam__is_continuation(p[at - len]))
        len++;
    if (seam__sequence_at(p + at - len, len).len == len)
        return seam__character_at(p + at - len, len);
    return (seam__character){SEAM__NO_CODE_POINT, 1};
}

/* The bytes of a code point in UTF-8. */
static inline size_t seam__encoded_len(uint32_t code_point)
{
    return code_point < 0x80 ? 1 : code_point < 0x800 ? 2 : code_point < 0x10000 ? 3 : 4;
}

/* Writes a code point as UTF-8 and returns its bytes. */
static inline size_t seam__encode(uint32_t c, uint8_t *dst)
{
    const size_t len = seam__encoded_len(c);

    if (len == 1) {
        dst[0] = (uint8_t)c;
        return 1;
    }
    dst[0] = (uint8_t)((0xF00u >> len & 0xFF) | c >> 6 * (len - 1));
    for (size_t i = 1; i < len; i++)
        dst[i] = (uint8_t)(0x80 | (c >> 6 * (len - 1 - i) & 0x3F));
    return len;
}

#endif
