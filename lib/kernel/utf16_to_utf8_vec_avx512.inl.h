/* Converting one vector of characters to UTF-8 for AVX-512. All bytes that a character may need are
 * computed in a lane of its own; then those that it does need are compressed. The compression is
 * done in a register, because compressing stores are slow on some CPUs. */
#ifndef SEAM_KERNEL_UTF16_TO_UTF8_VEC_AVX512_INL_H
#define SEAM_KERNEL_UTF16_TO_UTF8_VEC_AVX512_INL_H

#include <stddef.h>
#include <stdint.h>

#include "base/attributes.h"
#include "kernel/table.h"

/* The 16-bit units in a vector, and the 32-bit units. */
#define UNITS2 (VEC_BYTES / 2)
#define UNITS4 (VEC_BYTES / 4)

/* For _mm512_ternarylogic_epi64(): the bits of the first operand under the second, and the bits of
 * the third. */
#define T_CHOOSE ((T_A & T_B) | T_C)

/* The state of a conversion. */
typedef struct encode_state {
    const uint8_t *p;
    const uint8_t *p_end;
    uint8_t *out;
    uint8_t *out_end;
} encode_state;

static inline size_t encode_left(const encode_state *at)
{
    return (size_t)(at->p_end - at->p);
}

static inline size_t encode_room(const encode_state *at)
{
    return (size_t)(at->out_end - at->out);
}

/* Begins to convert the `n` bytes at p to at most `cap` bytes. */
static inline encode_state encode_begin(const uint8_t *p, size_t n, uint8_t *out, size_t cap)
{
    encode_state at = {.p = p, .p_end = p + n};

    at.out = out;
    at.out_end = out + cap;
    return at;
}

/* Ends the conversion of the text at p: scalar code converts what is left. Returns the number of
 * bytes read; *n_out is the number of bytes written to `out`. */
static inline size_t encode_end(const encode_state *at, seam__transcode_fn *scalar,
                                const uint8_t *p, const uint8_t *out, size_t *n_out)
{
    size_t n_bytes;
    size_t len;

    if (SEAM__LIKELY(encode_left(at) == 0)) {
        *n_out = (size_t)(at->out - out);
        return (size_t)(at->p - p);
    }
    len = scalar(at->p, encode_left(at), at->out, encode_room(at), &n_bytes);

    *n_out = (size_t)(at->out - out) + n_bytes;
    return (size_t)(at->p - p) + len;
}

/* Defines the function of the table that converts from `name`: convert(&at, big) does what vectors can. */
#define ENCODER(name, convert, big)                                                     \
    size_t KERNEL(name##_to_utf8)(const uint8_t *p, size_t n, uint8_t *out, size_t cap, \
                                  size_t *n_out)                                        \
    {                                                                                   \
        encode_state at = encode_begin(p, n, out, cap);                                 \
                                                                                        \
        convert(&at, big);                                                              \
        return encode_end(&at, seam__scalar_##name##_to_utf8, p, out, n_out);           \
    }

/* A result of `len` bytes, with meaningless bytes behind them. */
typedef struct encode_piece {
    vec bytes;
    size_t len;
} encode_piece;

/* Compresses the bytes of `v` whose bits are set. */
static inline encode_piece encode_compress(uint64_t bits, vec v)
{
    return (encode_piece){_mm512_maskz_compress_epi8(bits, v), (size_t)__builtin_popcountll(bits)};
}

/* Stores a result, and overwrites what lies behind it up to VEC_BYTES. Returns the end of the
 * result. */
static inline uint8_t *encode_store(uint8_t *out, encode_piece piece)
{
    vec_store(out, piece.bytes);
    return out + piece.len;
}

/* Stores a result that is not empty, and nothing behind it. Returns the end of the result. */
static inline uint8_t *encode_store_masked(uint8_t *out, encode_piece piece)
{
    _mm512_mask_storeu_epi8((void *)out, UINT64_MAX >> (VEC_BYTES - piece.len), piece.bytes);
    return out + piece.len;
}

/* Stores a result that may be empty, and nothing behind it. Returns the end of the result. */
static inline uint8_t *encode_store_exact(uint8_t *out, encode_piece piece)
{
    vec_store_partial(out, piece.len, piece.bytes);
    return out + piece.len;
}

/* ---- one and two bytes */

/* Two vectors of ASCII units. */
static inline vec encode_ascii(vec v0, vec v1)
{
    const vec order = _mm512_set_epi64(7, 5, 3, 1, 6, 4, 2, 0);

    return _mm512_permutexvar_epi64(order, _mm512_packus_epi16(v0, v1));
}

/* What stays in registers for a call. */
typedef struct encode_two_constants {
    vec places, bits, tags, keep, more;
} encode_two_constants;

static inline encode_two_constants encode_two_load(void)
{
    static const uint64_t places = UINT64_C(0x3036202610160006);
    static const uint32_t words[] = {0x3FFF3FFF, 0x80C080C0, 0x80008000, 0xFF80FF80};

    return (encode_two_constants){
        /* Where in 64 bits the bits of a byte begin: those above the last six, and the unit's
         * last. */
        .places = vec_constant8(&places),
        .bits = vec_constant4(&words[0]),
        .tags = vec_constant4(&words[1]),
        /* A second byte is 80 or more. */
        .keep = vec_constant4(&words[2]),
        .more = vec_constant4(&words[3]),
    };
}

/* Units below 800. */
static inline encode_piece encode_two(const encode_two_constants *k, vec v)
{
    const vec both = _mm512_multishift_epi64_epi8(k->places, v);
    const vec two = _mm512_ternarylogic_epi64(both, k->bits, k->tags, T_CHOOSE);
    const vec pairs = _mm512_mask_mov_epi16(v, _mm512_test_epi16_mask(v, k->more), two);

    return encode_compress(_mm512_cmpge_epu8_mask(pairs, k->keep), pairs);
}

/* ---- up to four bytes */

typedef struct encode_four_constants {
    vec places, bits;
    vec tags4, tags3, tags2;
    vec high3, high2; /* the bytes that a sequence of three, or of two, shares with one of four */
    vec keep;
} encode_four_constants;

static inline encode_four_constants encode_four_load(void)
{
    static const uint64_t places = UINT64_C(0x20262C3200060C12);
    static const uint32_t words[] = {0x3F3F3F07, 0x808080F0, 0x8080E000, 0x80C00000,
                                     0xFFFFFF00, 0xFFFF0000, 0x00808080};

    return (encode_four_constants){
        /* The bit at which each of four groups of six bits begins, the highest first. */
        .places = vec_constant8(&places),
        .bits = vec_constant4(&words[0]),
        .tags4 = vec_constant4(&words[1]),
        .tags3 = vec_constant4(&words[2]),
        .tags2 = vec_constant4(&words[3]),
        .high3 = vec_constant4(&words[4]),
        .high2 = vec_constant4(&words[5]),
        /* The least byte that is kept: any in the last place, 80 in the others. */
        .keep = vec_constant4(&words[6]),
    };
}

/* Sixteen code points as sequences of up to four bytes, each at the end of its lane, with zeros
 * before it. */
static inline vec encode_sequences(const encode_four_constants *k, vec c)
{
    const uint16_t one = _mm512_cmplt_epu32_mask(c, vec32_splat(0x80));
    const uint16_t two = _mm512_cmplt_epu32_mask(c, vec32_splat(0x800));
    const uint16_t three = _mm512_cmplt_epu32_mask(c, vec32_splat(0x10000));
    vec v = _mm512_multishift_epi64_epi8(k->places, c);

    v = _mm512_ternarylogic_epi32(v, k->bits, k->tags4, T_CHOOSE);
    v = _mm512_mask_ternarylogic_epi32(v, three, k->high3, k->tags3, T_CHOOSE);
    v = _mm512_mask_ternarylogic_epi32(v, two, k->high2, k->tags2, T_CHOOSE);
    return _mm512_mask_slli_epi32(v, one, c, 24);
}

/* Sixteen code points below 10000 as sequences of up to three bytes, each at the end of its lane,
 * with zeros before it. */
static inline vec encode_short_sequences(const encode_four_constants *k, vec c)
{
    const uint16_t one = _mm512_cmplt_epu32_mask(c, vec32_splat(0x80));
    const uint16_t two = _mm512_cmplt_epu32_mask(c, vec32_splat(0x800));
    vec v = _mm512_multishift_epi64_epi8(k->places, c);

    v = _mm512_ternarylogic_epi32(v, k->bits, k->tags3, T_CHOOSE);
    v = _mm512_mask_ternarylogic_epi32(v, two, k->high2, k->tags2, T_CHOOSE);
    return _mm512_mask_slli_epi32(v, one, c, 24);
}

static inline encode_piece encode_bmp(const encode_four_constants *k, vec c)
{
    const vec v = encode_short_sequences(k, c);

    return encode_compress(_mm512_cmpge_epu8_mask(v, k->keep), v);
}

/* clang-format off */
#define THREE_OF_FOUR(i) (i) + 1, (i) + 2, (i) + 3
static const uint8_t encode_threes[64] = {
    THREE_OF_FOUR(0),  THREE_OF_FOUR(4),  THREE_OF_FOUR(8),  THREE_OF_FOUR(12),
    THREE_OF_FOUR(16), THREE_OF_FOUR(20), THREE_OF_FOUR(24), THREE_OF_FOUR(28),
    THREE_OF_FOUR(32), THREE_OF_FOUR(36), THREE_OF_FOUR(40), THREE_OF_FOUR(44),
    THREE_OF_FOUR(48), THREE_OF_FOUR(52), THREE_OF_FOUR(56), THREE_OF_FOUR(60),
};
/* clang-format on */

/* Code points that need three bytes each. */
static inline encode_piece encode_three(const encode_four_constants *k, vec order, vec c)
{
    const vec both = _mm512_multishift_epi64_epi8(k->places, c);
    const vec v = _mm512_ternarylogic_epi32(both, k->bits, k->tags3, T_CHOOSE);

    return (encode_piece){_mm512_permutexvar_epi8(order, v), 3 * UNITS4};
}

/* Code points that need four bytes each. */
static inline vec encode_four(const encode_four_constants *k, vec c)
{
    const vec both = _mm512_multishift_epi64_epi8(k->places, c);

    return _mm512_ternarylogic_epi32(both, k->bits, k->tags4, T_CHOOSE);
}

/* Any code points; those that are not `chosen` are left out. */
static inline encode_piece encode_any(const encode_four_constants *k, uint16_t chosen, vec c)
{
    const vec v = encode_sequences(k, c);
    const vec keep = _mm512_mask_mov_epi32(vec_splat(0xFF), chosen, k->keep);

    /* FF keeps nothing, because no sequence has the byte FF. */
    return encode_compress(_mm512_cmpge_epu8_mask(v, keep), v);
}

#endif
