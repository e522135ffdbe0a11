/* The vector functions of the transcoders, for SSE4.1: 16-bit and 32-bit units. A lane has 16
 * bytes: all of a vector. */
#ifndef SEAM_KERNEL_LANES_SSE41_H
#define SEAM_KERNEL_LANES_SSE41_H

#include "kernel/compress.h"
#include "kernel/vec_sse41.h"

typedef __m128i lane;

static inline void lane_store(uint8_t *p, lane h)
{
    _mm_storeu_si128((void *)p, h);
}

/* The bytes of `h` in the order of a row of compress.h. */
static inline lane lane_shuffle(lane h, const uint8_t *row)
{
    return _mm_shuffle_epi8(h, _mm_load_si128((const void *)row));
}

/* Stores eight 16-bit units below 100 as eight bytes. */
static inline void lane_store_as_u8(uint8_t *p, lane h)
{
    _mm_storel_epi64((void *)p, _mm_packus_epi16(h, h));
}

/* Stores eight 16-bit units as 32-bit units. */
static inline void lane_store_as_u32(uint8_t *p, lane h, bool big)
{
    const lane zero = _mm_setzero_si128();

    lane_store(p, big ? _mm_unpacklo_epi16(zero, h) : _mm_unpacklo_epi16(h, zero));
    lane_store(p + 16, big ? _mm_unpackhi_epi16(zero, h) : _mm_unpackhi_epi16(h, zero));
}

/* The 16-bit units of `a` and `b` in turn: the first four of each, or the last four. */
static inline lane lane_interleave16_low(lane a, lane b)
{
    return _mm_unpacklo_epi16(a, b);
}

static inline lane lane_interleave16_high(lane a, lane b)
{
    return _mm_unpackhi_epi16(a, b);
}

/* ---- bytes */

/* Shift each byte by itself; `bits` is below 8. */
static inline vec vec_left(vec v, int bits)
{
    return _mm_and_si128(_mm_slli_epi16(v, bits), vec_splat((uint8_t)(0xFF << bits)));
}

static inline vec vec_right(vec v, int bits)
{
    return _mm_and_si128(_mm_srli_epi16(v, bits), vec_splat((uint8_t)(0xFF >> bits)));
}

/* FF where a > b as signed numbers. */
static inline vec vec_greater_signed(vec a, vec b)
{
    return _mm_cmpgt_epi8(a, b);
}

/* Whether no bit of `mask` is set in `v`. */
static inline bool vec_none(vec v, vec mask)
{
    return _mm_testz_si128(v, mask) != 0;
}

/* A mask of the top bits of the bytes. The first byte has the lowest bit. */
static inline uint32_t vec_movemask(vec v)
{
    return (uint32_t)_mm_movemask_epi8(v);
}

/* The number of bits that are set; `bits` is below 2^16. */
static inline size_t bits_popcount(uint32_t bits)
{
    return (size_t)seam__bit_counts[bits & 0xFF] + seam__bit_counts[bits >> 8];
}

/* Interleaves the bytes of `a` and `b`; each lane of `out` holds eight of each. */
static inline void vec_interleave(vec a, vec b, lane *out)
{
    out[0] = _mm_unpacklo_epi8(a, b);
    out[1] = _mm_unpackhi_epi8(a, b);
}

/* Stores each byte as a 32-bit unit. */
static inline void vec_store_as_u32(uint8_t *p, vec v, bool big)
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

/* ---- 16-bit units */

static inline vec vec16_splat(uint16_t unit)
{
    return _mm_set1_epi16((short)unit);
}

static inline vec vec16_left(vec v, int bits)
{
    return _mm_slli_epi16(v, bits);
}

static inline vec vec16_right(vec v, int bits)
{
    return _mm_srli_epi16(v, bits);
}

static inline vec vec16_add(vec a, vec b)
{
    return _mm_add_epi16(a, b);
}

/* a + b, or FFFF where the sum is greater. */
static inline vec vec16_add_sat(vec a, vec b)
{
    return _mm_adds_epu16(a, b);
}

static inline vec vec16_min(vec a, vec b)
{
    return _mm_min_epu16(a, b);
}

/* FFFF where a > b as signed numbers. */
static inline vec vec16_greater_signed(vec a, vec b)
{
    return _mm_cmpgt_epi16(a, b);
}

/* FFFF where a == b, else 0. */
static inline vec vec16_equal(vec a, vec b)
{
    return _mm_cmpeq_epi16(a, b);
}

static inline vec vec16_byteswap(vec v)
{
    return _mm_or_si128(_mm_slli_epi16(v, 8), _mm_srli_epi16(v, 8));
}

/* One bit for each unit of `mask`, whose units are FFFF or 0. */
static inline uint32_t vec16_movemask(vec mask)
{
    return (uint32_t)_mm_movemask_epi8(_mm_packs_epi16(mask, _mm_setzero_si128()));
}

/* One bit for each unit of `mask`, whose units are FFFF or 0. The bits of lane i begin at bit 16 *
 * i. */
static inline uint32_t vec16_movemask_by_lane(vec mask)
{
    return vec16_movemask(mask);
}

/* The units of both vectors, which are below 100, as bytes. */
static inline vec vec16_pack(vec a, vec b)
{
    return _mm_packus_epi16(a, b);
}

/* Stores units, which are below 100, as bytes. */
static inline void vec16_store_as_u8(uint8_t *p, vec v)
{
    lane_store_as_u8(p, v);
}

static inline void vec_lanes(vec v, lane *out)
{
    out[0] = v;
}

/* Interleaves the units of `a` and `b`; each lane of `out` holds four of each. */
static inline void vec16_interleave(vec a, vec b, lane *out)
{
    out[0] = _mm_unpacklo_epi16(a, b);
    out[1] = _mm_unpackhi_epi16(a, b);
}

/* ---- 32-bit units */

static inline vec vec32_splat(uint32_t unit)
{
    return _mm_set1_epi32((int)unit);
}

/* Reverses the bytes of each unit. */
static inline vec vec32_byteswap(vec v)
{
    static const uint8_t places[16] = {3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12};

    return vec_lookup(v, vec_table(places));
}

static inline vec vec32_left(vec v, int bits)
{
    return _mm_slli_epi32(v, bits);
}

static inline vec vec32_right(vec v, int bits)
{
    return _mm_srli_epi32(v, bits);
}

/* FFFFFFFF where a > b as signed numbers. */
static inline vec vec32_greater_signed(vec a, vec b)
{
    return _mm_cmpgt_epi32(a, b);
}

static inline vec vec32_add(vec a, vec b)
{
    return _mm_add_epi32(a, b);
}

/* The code points of UTF-8 sequences, each in a unit with its last byte lowest. `bits` selects the
 * payload bits of the four bytes, six each; two steps of multiplication join them. */
static inline vec vec32_of_sequences(vec v, uint32_t bits)
{
    const vec twelves = _mm_maddubs_epi16(vec_and(v, vec32_splat(bits)), vec16_splat(0x4001));

    return _mm_madd_epi16(twelves, vec32_splat(0x10000001));
}

/* The code points of the VEC_BYTES / 4 sequences of three bytes at p. Four bytes behind them are
 * read. */
static inline vec vec32_of_threes(const uint8_t *p)
{
    static const uint8_t places[16] = {2, 1, 0, 0xFF, 5,  4,  3, 0xFF,
                                       8, 7, 6, 0xFF, 11, 10, 9, 0xFF};

    return vec32_of_sequences(vec_lookup(vec_load(p), vec_table(places)), 0x000F3F3F);
}

/* The code points of VEC_BYTES / 4 sequences of four bytes. */
static inline vec vec32_of_fours(vec v)
{
    return vec32_of_sequences(vec32_byteswap(v), 0x073F3F3F);
}

/* Stores 32-bit units below 10000 as 16-bit units. */
static inline void vec32_store_as_u16(uint8_t *p, vec v)
{
    _mm_storel_epi64((void *)p, _mm_packus_epi32(v, v));
}

/* The 32-bit units of both vectors, which are below 10000, as 16-bit units. */
static inline vec vec32_pack(vec a, vec b)
{
    return _mm_packus_epi32(a, b);
}

#endif
