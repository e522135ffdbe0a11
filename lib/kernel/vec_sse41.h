/* The vector functions of the shared kernel bodies, for SSE4.1: 16 bytes. */
#ifndef SEAM_KERNEL_VEC_SSE41_H
#define SEAM_KERNEL_VEC_SSE41_H

#include <smmintrin.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/partial.h"

#define VEC_BYTES ((size_t)16)

typedef __m128i vec;

static inline vec vec_load(const uint8_t *p)
{
    return _mm_loadu_si128((const void *)p);
}

static inline void vec_store(uint8_t *p, vec v)
{
    _mm_storeu_si128((void *)p, v);
}

/* Loads the first `n` <= VEC_BYTES bytes at p, with zeros behind them. Nothing else is read. */
static inline vec vec_load_partial(const uint8_t *p, size_t n)
{
    const seam__partial part = seam__partial_load(p, n);

    return _mm_set_epi64x((long long)part.words[1], (long long)part.words[0]);
}

/* The bytes of two vectors that follow each other in memory. */
#define PAIR_BYTES (2 * VEC_BYTES)

typedef struct vec_pair {
    vec first, second;
} vec_pair;

/* Loads the first `n` <= 2 * VEC_BYTES bytes at p, with zeros behind them. Nothing else is read. */
static inline vec_pair vec_load_pair(const uint8_t *p, size_t n)
{
    if (n < VEC_BYTES)
        return (vec_pair){vec_load_partial(p, n), _mm_setzero_si128()};
    return (vec_pair){vec_load(p), vec_load_partial(p + VEC_BYTES, n - VEC_BYTES)};
}

static inline vec vec_splat(uint8_t byte)
{
    return _mm_set1_epi8((char)byte);
}

/* A vector that repeats four bytes. */
static inline vec vec_broadcast_4(const uint8_t bytes[4])
{
    return _mm_set1_epi32((int)seam__load32(bytes));
}

/* A table of 16 bytes for vec_lookup(), in each lane. */
static inline vec vec_table(const uint8_t *table)
{
    return vec_load(table);
}

/* Keeps a constant in a register: gcc would load it anew wherever it is used. */
static inline vec vec_pin(vec v)
{
    __asm__("" : "+x"(v));
    return v;
}

/* Prefetches the cache line `ahead` bytes after p. The address may be outside of any object. */
static inline void vec_prefetch(const uint8_t *p, size_t ahead)
{
    _mm_prefetch((const void *)((uintptr_t)p + ahead), _MM_HINT_T0);
}

static inline vec vec_or(vec a, vec b)
{
    return _mm_or_si128(a, b);
}

static inline vec vec_and(vec a, vec b)
{
    return _mm_and_si128(a, b);
}

static inline vec vec_xor(vec a, vec b)
{
    return _mm_xor_si128(a, b);
}

static inline vec vec_min(vec a, vec b)
{
    return _mm_min_epu8(a, b);
}

static inline vec vec_max(vec a, vec b)
{
    return _mm_max_epu8(a, b);
}

/* The lesser of each two bytes as signed numbers. */
static inline vec vec_min_signed(vec a, vec b)
{
    return _mm_min_epi8(a, b);
}

/* a + b, modulo 256. */
static inline vec vec_add(vec a, vec b)
{
    return _mm_add_epi8(a, b);
}

/* a + b, or 255 where the sum is greater. */
static inline vec vec_add_sat(vec a, vec b)
{
    return _mm_adds_epu8(a, b);
}

/* a - b, modulo 256. */
static inline vec vec_sub(vec a, vec b)
{
    return _mm_sub_epi8(a, b);
}

/* a - b, or 0 where the difference is negative. */
static inline vec vec_sub_sat(vec a, vec b)
{
    return _mm_subs_epu8(a, b);
}

/* FF where a == b, else 0. */
static inline vec vec_equal(vec a, vec b)
{
    return _mm_cmpeq_epi8(a, b);
}

/* FF where a < b as signed numbers, else 0. */
static inline vec vec_less_signed(vec a, vec b)
{
    return _mm_cmplt_epi8(a, b);
}

/* FF where the byte is a continuation byte, which is below C0 as a signed number, else 0. */
static inline vec vec_is_continuation(vec v)
{
    return _mm_cmplt_epi8(v, _mm_set1_epi8(-0x40));
}

/* `yes` where the top bit of `top` is set, else `no`. */
static inline vec vec_select(vec top, vec yes, vec no)
{
    return _mm_blendv_epi8(no, yes, top);
}

/* Stores two vectors: the bytes of `a` and `b` in turn, those of `a` first. */
static inline void vec_store_interleaved(uint8_t *p, vec a, vec b)
{
    vec_store(p, _mm_unpacklo_epi8(a, b));
    vec_store(p + VEC_BYTES, _mm_unpackhi_epi8(a, b));
}

/* The high nibble of each byte; `nibble` is 0F in each byte. */
static inline vec vec_high_nibble(vec v, vec nibble)
{
    return _mm_and_si128(_mm_srli_epi16(v, 4), nibble);
}

/* The table's entry for each byte of `index`, which is below 16. */
static inline vec vec_lookup(vec table, vec index)
{
    return _mm_shuffle_epi8(table, index);
}

/* The table's entry for the low nibble of each byte below 80; any entry or 0 for other bytes. */
static inline vec vec_lookup_low(vec table, vec index)
{
    return _mm_shuffle_epi8(table, index);
}

/* The entry of a table of 64 bytes for the low six bits of each byte. The rows of 16 are looked up
 * by the low nibble; the two bits above it choose a row. */
static inline vec vec_lookup_64(const uint8_t table[64], vec index)
{
    const vec nibble = vec_and(index, vec_splat(0x0F));
    const vec odd_row = _mm_slli_epi16(index, 3);
    const vec high_rows = _mm_slli_epi16(index, 2);
    const vec low = vec_select(odd_row, vec_lookup(vec_table(table + 16), nibble),
                               vec_lookup(vec_table(table), nibble));
    const vec high = vec_select(odd_row, vec_lookup(vec_table(table + 48), nibble),
                                vec_lookup(vec_table(table + 32), nibble));

    return vec_select(high_rows, high, low);
}

/* The bytes one, two or three places before each byte of `v`; `before` is the vector in front of
 * it. */
static inline vec vec_prev_1(vec before, vec v)
{
    return _mm_alignr_epi8(v, before, 15);
}

static inline vec vec_prev_2(vec before, vec v)
{
    return _mm_alignr_epi8(v, before, 14);
}

static inline vec vec_prev_3(vec before, vec v)
{
    return _mm_alignr_epi8(v, before, 13);
}

/* Whether some byte has its top bit set. */
static inline bool vec_any_top(vec v)
{
    return _mm_movemask_epi8(v) != 0;
}

static inline bool vec_any(vec v)
{
    return _mm_testz_si128(v, v) == 0;
}

/* The index of the first byte that is not 0; VEC_BYTES when there is none. */
static inline size_t vec_first(vec v)
{
    const unsigned zero = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(v, _mm_setzero_si128()));

    return (size_t)__builtin_ctz(~zero);
}

/* A mask with one bit for each byte: whether it is not 0. The first byte has the lowest bit. */
static inline uint64_t vec_nonzero_mask(vec v)
{
    return (uint16_t)~_mm_movemask_epi8(_mm_cmpeq_epi8(v, _mm_setzero_si128()));
}

/* The index of the first byte that has its top bit set; VEC_BYTES when there is none. */
static inline size_t vec_first_top(vec v)
{
    const unsigned top = (unsigned)_mm_movemask_epi8(v);

    return (size_t)__builtin_ctz(top | 1u << VEC_BYTES);
}

/* The sum of all bytes. */
static inline size_t vec_sum(vec v)
{
    const __m128i by_8 = _mm_sad_epu8(v, _mm_setzero_si128());

    return (size_t)_mm_cvtsi128_si64(by_8) + (size_t)_mm_extract_epi64(by_8, 1);
}

#endif
