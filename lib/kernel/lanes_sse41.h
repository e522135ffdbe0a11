/* More words for SSE4.1, those of the transcoders: units of two and four bytes. A half is all of a
 * vector. */
#ifndef SEAM_KERNEL_LANES_SSE41_H
#define SEAM_KERNEL_LANES_SSE41_H

#include "kernel/compress.h"
#include "kernel/vec_sse41.h"

typedef __m128i half;

static inline void half_store(uint8_t *p, half h)
{
    _mm_storeu_si128((void *)p, h);
}

/* The bytes of `h` in the order of a row of compress.h. */
static inline half half_pick(half h, const uint8_t *row)
{
    return _mm_shuffle_epi8(h, _mm_load_si128((const void *)row));
}

/* Eight units whose high bytes are 0, as eight bytes. */
static inline void half_store_narrow(uint8_t *p, half h)
{
    _mm_storel_epi64((void *)p, _mm_packus_epi16(h, h));
}

/* Eight units of two bytes as units of four. */
static inline void half_store_fours(uint8_t *p, half h, bool big)
{
    const half zero = _mm_setzero_si128();

    half_store(p, big ? _mm_unpacklo_epi16(zero, h) : _mm_unpacklo_epi16(h, zero));
    half_store(p + 16, big ? _mm_unpackhi_epi16(zero, h) : _mm_unpackhi_epi16(h, zero));
}

/* The units of two bytes of `a` and `b` in turn. */
static inline half half_zip_low(half a, half b)
{
    return _mm_unpacklo_epi16(a, b);
}

static inline half half_zip_high(half a, half b)
{
    return _mm_unpackhi_epi16(a, b);
}

/* ---- bytes */

/* Each byte by itself, `bits` below 8. */
static inline vec vec_left(vec v, int bits)
{
    return _mm_and_si128(_mm_slli_epi16(v, bits), vec_splat((uint8_t)(0xFF << bits)));
}

static inline vec vec_right(vec v, int bits)
{
    return _mm_and_si128(_mm_srli_epi16(v, bits), vec_splat((uint8_t)(0xFF >> bits)));
}

/* FF where a > b as signed numbers. */
static inline vec vec_above(vec a, vec b)
{
    return _mm_cmpgt_epi8(a, b);
}

/* No bit of `mask` is set. */
static inline bool vec_none(vec v, vec mask)
{
    return _mm_testz_si128(v, mask) != 0;
}

/* The top bits, that of the first byte lowest. */
static inline uint32_t vec_bits(vec v)
{
    return (uint32_t)_mm_movemask_epi8(v);
}

/* Of 16 bits. */
static inline size_t bits_count(uint32_t bits)
{
    return (size_t)seam__bit_counts[bits & 0xFF] + seam__bit_counts[bits >> 8];
}

/* The bytes of `a` and `b` in turn, eight of each in a half. */
static inline void vec_zip(vec a, vec b, half *out)
{
    out[0] = _mm_unpacklo_epi8(a, b);
    out[1] = _mm_unpackhi_epi8(a, b);
}

/* The same, stored one after the other. */
static inline void vec_store_zip(uint8_t *p, vec a, vec b)
{
    vec_store(p, _mm_unpacklo_epi8(a, b));
    vec_store(p + 16, _mm_unpackhi_epi8(a, b));
}

/* Each byte as a unit of four. */
static inline void vec_store_fours(uint8_t *p, vec v, bool big)
{
    const vec zero = _mm_setzero_si128();
    const vec pairs[2] = {big ? _mm_unpacklo_epi8(zero, v) : _mm_unpacklo_epi8(v, zero),
                          big ? _mm_unpackhi_epi8(zero, v) : _mm_unpackhi_epi8(v, zero)};

    for (size_t i = 0; i < 2; i++) {
        const vec first = big ? zero : pairs[i];
        const vec second = big ? pairs[i] : zero;

        vec_store(p + 32 * i, _mm_unpacklo_epi16(first, second));
        vec_store(p + 32 * i + 16, _mm_unpackhi_epi16(first, second));
    }
}

/* ---- units of two bytes */

static inline vec vec2_splat(uint16_t unit)
{
    return _mm_set1_epi16((short)unit);
}

static inline vec vec2_left(vec v, int bits)
{
    return _mm_slli_epi16(v, bits);
}

static inline vec vec2_right(vec v, int bits)
{
    return _mm_srli_epi16(v, bits);
}

static inline vec vec2_add(vec a, vec b)
{
    return _mm_add_epi16(a, b);
}

/* a + b, but not above FFFF. */
static inline vec vec2_add_cap(vec a, vec b)
{
    return _mm_adds_epu16(a, b);
}

static inline vec vec2_min(vec a, vec b)
{
    return _mm_min_epu16(a, b);
}

/* FFFF where a > b as signed numbers. */
static inline vec vec2_above(vec a, vec b)
{
    return _mm_cmpgt_epi16(a, b);
}

/* FFFF where a == b, else 0. */
static inline vec vec2_equal(vec a, vec b)
{
    return _mm_cmpeq_epi16(a, b);
}

static inline vec vec2_swap(vec v)
{
    return _mm_or_si128(_mm_slli_epi16(v, 8), _mm_srli_epi16(v, 8));
}

/* One bit for each unit of a mask. */
static inline uint32_t vec2_bits(vec mask)
{
    return (uint32_t)_mm_movemask_epi8(_mm_packs_epi16(mask, _mm_setzero_si128()));
}

/* The same, those of each half from a multiple of 16 on. */
static inline uint32_t vec2_bits_apart(vec mask)
{
    return vec2_bits(mask);
}

/* Units below 100 of both, as bytes. */
static inline vec vec2_narrow(vec a, vec b)
{
    return _mm_packus_epi16(a, b);
}

/* Units below 100, as bytes. */
static inline void vec2_store_narrow(uint8_t *p, vec v)
{
    half_store_narrow(p, v);
}

static inline void vec_halves(vec v, half *out)
{
    out[0] = v;
}

/* The units of `a` and `b` in turn, four of each in a half. */
static inline void vec2_zip(vec a, vec b, half *out)
{
    out[0] = _mm_unpacklo_epi16(a, b);
    out[1] = _mm_unpackhi_epi16(a, b);
}

/* ---- units of four bytes */

static inline vec vec4_splat(uint32_t unit)
{
    return _mm_set1_epi32((int)unit);
}

/* The bytes of each in the other order. */
static inline vec vec4_swap(vec v)
{
    static const uint8_t places[16] = {3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12};

    return vec_lookup(v, vec_table(places));
}

static inline vec vec4_left(vec v, int bits)
{
    return _mm_slli_epi32(v, bits);
}

static inline vec vec4_right(vec v, int bits)
{
    return _mm_srli_epi32(v, bits);
}

static inline vec vec4_add(vec a, vec b)
{
    return _mm_add_epi32(a, b);
}

/* The code points of sequences whose bytes lie in each unit from the last one on, of which `bits`
 * are meant: four times six bits, put together by two steps of multiplication. */
static inline vec vec4_of_sequences(vec v, uint32_t bits)
{
    const vec twelves = _mm_maddubs_epi16(vec_and(v, vec4_splat(bits)), vec2_splat(0x4001));

    return _mm_madd_epi16(twelves, vec4_splat(0x10000001));
}

/* The code points of VEC_BYTES / 4 sequences of three bytes. Four bytes behind them are read. */
static inline vec vec4_of_threes(const uint8_t *p)
{
    static const uint8_t places[16] = {2, 1, 0, 0xFF, 5,  4,  3, 0xFF,
                                       8, 7, 6, 0xFF, 11, 10, 9, 0xFF};

    return vec4_of_sequences(vec_lookup(vec_load(p), vec_table(places)), 0x000F3F3F);
}

/* The same of sequences of four bytes. */
static inline vec vec4_of_fours(vec v)
{
    return vec4_of_sequences(vec4_swap(v), 0x073F3F3F);
}

/* Units below 10000, as units of two bytes. */
static inline void vec4_store_narrow(uint8_t *p, vec v)
{
    _mm_storel_epi64((void *)p, _mm_packus_epi32(v, v));
}

/* Units below 10000 of both, as units of two bytes. */
static inline vec vec4_narrow(vec a, vec b)
{
    return _mm_packus_epi32(a, b);
}

#endif
