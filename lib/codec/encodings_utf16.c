#include "base/bits.h"
#include "codec/encodings.h"
#include "codec/utf16_sequence.h"
#include "kernel/units.h"

/* U+FFFD 64 times, in each encoding. */
#define TIMES_4(...)  __VA_ARGS__, __VA_ARGS__, __VA_ARGS__, __VA_ARGS__
#define TIMES_64(...) TIMES_4(TIMES_4(TIMES_4(__VA_ARGS__)))
static const uint8_t run16le[] = {TIMES_64(0xFD, 0xFF)};
static const uint8_t run16be[] = {TIMES_64(0xFF, 0xFD)};
static const uint8_t run32le[] = {TIMES_64(0xFD, 0xFF, 0, 0)};
static const uint8_t run32be[] = {TIMES_64(0, 0, 0xFF, 0xFD)};

static bool is_big(const seam__encoding *self)
{
    return self->bom[0] != 0xFF;
}

/* ---- UTF-16 */

/* Four code units of a text, each with `byte` as its high byte and 0 as its low byte. */
static uint64_t high_bytes(uint8_t byte, bool big)
{
    uint8_t bytes[8] = {0};

    for (size_t i = big ? 0 : 1; i < 8; i += 2)
        bytes[i] = byte;
    return seam__load64(bytes);
}

/* The length in bytes of a prefix without surrogates: all words of four code units before the first
 * that has one. */
static size_t without_surrogates(const uint8_t *p, size_t n, bool big)
{
    const uint64_t mask = high_bytes(0xF8, big);
    const uint64_t pattern = high_bytes(0xD8, big);
    const uint64_t ones = UINT64_C(0x0001000100010001);
    size_t at = 0;

    for (; n - at >= 8; at += 8) {
        const uint64_t x = (seam__load64(p + at) & mask) ^ pattern;

        /* A unit of x is 0 where a surrogate stands. Subtracting 1 from each unit sets the top bit
         * of such a unit; a borrow can set it wrongly only in a unit above one that is 0. */
        if (((x - ones) & ~x & (ones << 15)) != 0)
            break;
    }
    return at;
}

static size_t utf16_prefix(const seam__encoding *self, const uint8_t *p, size_t n, unsigned where)
{
    const bool big = is_big(self);
    size_t at = 0;

    (void)where;
    for (;;) {
        at += without_surrogates(p + at, n - at, big);
        for (size_t i = 0; i < 4; i++) {
            seam__sequence seq;

            if (at == n)
                return at;
            seq = seam__utf16_at(p + at, n - at, big);
            if (seq.kind != SEAM__SEQUENCE_WHOLE)
                return at;
            at += seq.len;
        }
    }
}

static seam__sequence utf16_at(const seam__encoding *self, const uint8_t *p, size_t n,
                               unsigned where)
{
    (void)where;
    return seam__utf16_at(p, n, is_big(self));
}

static uint32_t utf16_get(const seam__encoding *self, const uint8_t *p, size_t *len)
{
    const bool big = is_big(self);
    const uint32_t unit = seam__unit16_load(p, big);

    /* A lone surrogate is a character of two bytes. */
    if (!seam__is_lead_surrogate(unit) || *len < 4) {
        *len = 2;
        return unit;
    }
    if (!seam__is_trail_surrogate(seam__unit16_load(p + 2, big))) {
        *len = 2;
        return unit;
    }
    *len = 4;
    return seam__pair(unit, seam__unit16_load(p + 2, big));
}

static size_t utf16_put(const seam__encoding *self, uint32_t c, uint8_t *out)
{
    const bool big = is_big(self);

    if (c < 0x10000) {
        if (seam__is_surrogate(c) && !self->has_surrogate)
            return 0;
        seam__unit16_store(out, c, big);
        return 2;
    }
    seam__unit16_store(out, 0xD800 + ((c - 0x10000) >> 10), big);
    seam__unit16_store(out + 2, 0xDC00 + (c & 0x3FF), big);
    return 4;
}

/* ---- UTF-16 with lone surrogates */

/* A lead surrogate at the end is open until it is known what follows; at the end of the stream it
 * is a character. */
static seam__sequence wtf16_at(const seam__encoding *self, const uint8_t *p, size_t n,
                               unsigned where)
{
    seam__sequence seq = seam__utf16_at(p, n, is_big(self));
    const bool lone = seq.kind == SEAM__SEQUENCE_FAULT ||
                      (seq.kind == SEAM__SEQUENCE_OPEN && n >= 2 && (where & SEAM__AT_END) != 0);

    return lone ? (seam__sequence){SEAM__SEQUENCE_WHOLE, 2, SEAM_REASON_NONE, 0} : seq;
}

static size_t wtf16_prefix(const seam__encoding *self, const uint8_t *p, size_t n, unsigned where)
{
    const size_t even = n - n % 2;

    if (even > 0 && (where & SEAM__AT_END) == 0 &&
        seam__is_lead_surrogate(seam__unit16_load(p + even - 2, is_big(self))))
        return even - 2;
    return even;
}

/* ---- UTF-32 */

static seam__sequence utf32_at(const seam__encoding *self, const uint8_t *p, size_t n,
                               unsigned where)
{
    (void)where;
    return seam__utf32_at(p, n, self->bom[0] == 0);
}

static size_t utf32_prefix(const seam__encoding *self, const uint8_t *p, size_t n, unsigned where)
{
    const bool big = self->bom[0] == 0;
    size_t at = 0;

    (void)where;
    for (; n - at >= 4; at += 4) {
        const uint32_t unit = seam__unit32_load(p + at, big);

        if (seam__is_surrogate(unit) || unit > 0x10FFFF)
            break;
    }
    return at;
}

static uint32_t utf32_get(const seam__encoding *self, const uint8_t *p, size_t *len)
{
    *len = 4;
    return seam__unit32_load(p, self->bom[0] == 0);
}

static size_t utf32_put(const seam__encoding *self, uint32_t c, uint8_t *out)
{
    if (seam__is_surrogate(c))
        return 0;
    seam__unit32_store(out, c, self->bom[0] == 0);
    return 4;
}

/* ---- the entries */

#define UTF16(order, first, second, lone)                                                     \
    {                                                                                         \
        .unit = 2, .longest = 4, .n_bom = 2, .bom = {first, second}, .has_surrogate = (lone), \
        .n_replacement = 2, .run = 64, .replacements = run16##order,                          \
        .prefix = (lone) ? wtf16_prefix : utf16_prefix, .at = (lone) ? wtf16_at : utf16_at,   \
        .get = utf16_get, .put = utf16_put                                                    \
    }
#define UTF32(order, ...)                                                                         \
    {                                                                                             \
        .unit = 4, .longest = 4, .n_bom = 4, .bom = {__VA_ARGS__}, .n_replacement = 4, .run = 64, \
        .replacements = run32##order, .prefix = utf32_prefix, .at = utf32_at, .get = utf32_get,   \
        .put = utf32_put                                                                          \
    }

const seam__encoding seam__utf16le = UTF16(le, 0xFF, 0xFE, false);
const seam__encoding seam__utf16be = UTF16(be, 0xFE, 0xFF, false);
const seam__encoding seam__wtf16le = UTF16(le, 0xFF, 0xFE, true);
const seam__encoding seam__wtf16be = UTF16(be, 0xFE, 0xFF, true);
const seam__encoding seam__utf32le = UTF32(le, 0xFF, 0xFE, 0, 0);
const seam__encoding seam__utf32be = UTF32(be, 0, 0, 0xFE, 0xFF);
