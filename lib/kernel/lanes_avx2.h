/* The vector functions of the transcoders, for AVX2: 16-bit and 32-bit units. A lane has 16 bytes:
 * half of a vector. */
#ifndef SEAM_KERNEL_LANES_AVX2_H
#define SEAM_KERNEL_LANES_AVX2_H

#include "kernel/vec_avx2.h"

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
    const vec fours = _mm256_cvtepu16_epi32(h);

    vec_store(p, big ? _mm256_slli_epi32(fours, 16) : fours);
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
    return _mm256_and_si256(_mm256_slli_epi16(v, bits), vec_splat((uint8_t)(0xFF << bits)));
}

static inline vec vec_right(vec v, int bits)
{
    return _mm256_and_si256(_mm256_srli_epi16(v, bits), vec_splat((uint8_t)(0xFF >> bits)));
}

/* FF where a > b as signed numbers. */
static inline vec vec_greater_signed(vec a, vec b)
{
    return _mm256_cmpgt_epi8(a, b);
}

/* Whether no bit of `mask` is set in `v`. */
static inline bool vec_none(vec v, vec mask)
{
    return _mm256_testz_si256(v, mask) != 0;
}

/* A mask of the top bits of the bytes. The first byte has the lowest bit. */
static inline uint32_t vec_movemask(vec v)
{
    return (uint32_t)_mm256_movemask_epi8(v);
}

static inline size_t bits_popcount(uint32_t bits)
{
    return (unsigned)_mm_popcnt_u32(bits);
}

/* Interleaves the bytes of `a` and `b`; each lane of `out` holds eight of each. */
static inline void vec_interleave(vec a, vec b, lane *out)
{
    const vec low = _mm256_unpacklo_epi8(a, b);
    const vec high = _mm256_unpackhi_epi8(a, b);

    out[0] = _mm256_castsi256_si128(low);
    out[1] = _mm256_castsi256_si128(high);
    out[2] = _mm256_extracti128_si256(low, 1);
    out[3] = _mm256_extracti128_si256(high, 1);
}

/* Stores each byte as a 32-bit unit. */
static inline void vec_store_as_u32(uint8_t *p, vec v, bool big)
{
    const __m128i low = _mm256_castsi256_si128(v);
    const __m128i high = _mm256_extracti128_si256(v, 1);
    const __m128i parts[4] = {low, _mm_srli_si128(low, 8), high, _mm_srli_si128(high, 8)};

    for (size_t i = 0; i < 4; i++) {
        const vec fours = _mm256_cvtepu8_epi32(parts[i]);

        vec_store(p + 32 * i, big ? _mm256_slli_epi32(fours, 24) : fours);
    }
}

/* ---- 16-bit units */

static inline vec vec16_splat(uint16_t unit)
{
    return _mm256_set1_epi16((short)unit);
}

static inline vec vec16_left(vec v, int bits)
{
    return _mm256_slli_epi16(v, bits);
}

static inline vec vec16_right(vec v, int bits)
{
    return _mm256_srli_epi16(v, bits);
}

static inline vec vec16_add(vec a, vec b)
{
    return _mm256_add_epi16(a, b);
}

/* a + b, or FFFF where the sum is greater. */
static inline vec vec16_add_sat(vec a, vec b)
{
    return _mm256_adds_epu16(a, b);
}

static inline vec vec16_min(vec a, vec b)
{
    return _mm256_min_epu16(a, b);
}

/* FFFF where a > b as signed numbers. */
static inline vec vec16_greater_signed(vec a, vec b)
{
    return _mm256_cmpgt_epi16(a, b);
}

/* FFFF where a == b, else 0. */
static inline vec vec16_equal(vec a, vec b)
{
    return _mm256_cmpeq_epi16(a, b);
}

static inline vec vec16_byteswap(vec v)
{
    return _mm256_or_si256(_mm256_slli_epi16(v, 8), _mm256_srli_epi16(v, 8));
}

/* One bit for each unit of `mask`, whose units are FFFF or 0. */
static inline uint32_t vec16_movemask(vec mask)
{
    const __m128i low = _mm256_castsi256_si128(mask);
    const __m128i high = _mm256_extracti128_si256(mask, 1);

    return (uint32_t)_mm_movemask_epi8(_mm_packs_epi16(low, high));
}

/* One bit for each unit of `mask`, whose units are FFFF or 0. The bits of lane i begin at bit 16 *
 * i. */
static inline uint32_t vec16_movemask_by_lane(vec mask)
{
    return vec_movemask(_mm256_packs_epi16(mask, mask)) & 0x00FF00FF;
}

/* The units of both vectors, which are below 100, as bytes. */
static inline vec vec16_pack(vec a, vec b)
{
    return _mm256_permute4x64_epi64(_mm256_packus_epi16(a, b), 0xD8);
}

/* Stores units, which are below 100, as bytes. */
static inline void vec16_store_as_u8(uint8_t *p, vec v)
{
    lane_store(p, _mm_packus_epi16(_mm256_castsi256_si128(v), _mm256_extracti128_si256(v, 1)));
}

static inline void vec_lanes(vec v, lane *out)
{
    out[0] = _mm256_castsi256_si128(v);
    out[1] = _mm256_extracti128_si256(v, 1);
}

/* Interleaves the units of `a` and `b`; each lane of `out` holds four of each. */
static inline void vec16_interleave(vec a, vec b, lane *out)
{
    const vec low = _mm256_unpacklo_epi16(a, b);
    const vec high = _mm256_unpackhi_epi16(a, b);

    out[0] = _mm256_castsi256_si128(low);
    out[1] = _mm256_castsi256_si128(high);
    out[2] = _mm256_extracti128_si256(low, 1);
    out[3] = _mm256_extracti128_si256(high, 1);
}

/* ---- 32-bit units */

static inline vec vec32_splat(uint32_t unit)
{
    return _mm256_set1_epi32((int)unit);
}

/* Reverses the bytes of each unit. */
static inline vec vec32_byteswap(vec v)
{
    static const uint8_t places[16] = {3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12};

    return vec_lookup(v, vec_table(places));
}

static inline vec vec32_left(vec v, int bits)
{
    return _mm256_slli_epi32(v, bits);
}

static inline vec vec32_right(vec v, int bits)
{
    return _mm256_srli_epi32(v, bits);
}

/* FFFFFFFF where a > b as signed numbers. */
static inline vec vec32_greater_signed(vec a, vec b)
{
    return _mm256_cmpgt_epi32(a, b);
}

static inline vec vec32_add(vec a, vec b)
{
    return _mm256_add_epi32(a, b);
}

/* The code points of UTF-8 sequences, each in a unit with its last byte lowest. `bits` selects the
 * payload bits of the four bytes, six each; two steps of multiplication join them. */
static inline vec vec32_of_sequences(vec v, uint32_t bits)
{
    const vec twelves = _mm256_maddubs_epi16(vec_and(v, vec32_splat(bits)), vec16_splat(0x4001));

    return _mm256_madd_epi16(twelves, vec32_splat(0x10000001));
}

/* The code points of the VEC_BYTES / 4 sequences of three bytes at p. Four bytes behind them are
 * read. */
static inline vec vec32_of_threes(const uint8_t *p)
{
    static const uint8_t places[16] = {2, 1, 0, 0xFF, 5,  4,  3, 0xFF,
                                       8, 7, 6, 0xFF, 11, 10, 9, 0xFF};
    const vec low = _mm256_castsi128_si256(_mm_loadu_si128((const void *)p));
    const vec v = _mm256_inserti128_si256(low, _mm_loadu_si128((const void *)(p + 12)), 1);

    return vec32_of_sequences(vec_lookup(v, vec_table(places)), 0x000F3F3F);
}

/* The code points of VEC_BYTES / 4 sequences of four bytes. */
static inline vec vec32_of_fours(vec v)
{
    return vec32_of_sequences(vec32_byteswap(v), 0x073F3F3F);
}

/* Stores 32-bit units below 10000 as 16-bit units. */
static inline void vec32_store_as_u16(uint8_t *p, vec v)
{
    lane_store(p, _mm_packus_epi32(_mm256_castsi256_si128(v), _mm256_extracti128_si256(v, 1)));
}

/* The 32-bit units of both vectors, which are below 10000, as 16-bit units. */
static inline vec vec32_pack(vec a, vec b)
{
    return _mm256_permute4x64_epi64(_mm256_packus_epi32(a, b), 0xD8);
}

#endif
