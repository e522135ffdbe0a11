/* The vector functions of the shared kernel bodies, for AVX2: 32 bytes, two lanes of 16. */
#ifndef SEAM_KERNEL_VEC_AVX2_H
#define SEAM_KERNEL_VEC_AVX2_H

#include <immintrin.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/partial.h"

#define VEC_BYTES ((size_t)32)

typedef __m256i vec;

static inline vec vec_load(const uint8_t *p)
{
    return _mm256_loadu_si256((const void *)p);
}

static inline void vec_store(uint8_t *p, vec v)
{
    _mm256_storeu_si256((void *)p, v);
}

/* The bytes of two vectors that follow each other in memory. */
#define PAIR_BYTES (2 * VEC_BYTES)

typedef struct vec_pair {
    vec first, second;
} vec_pair;

/* From entry s on, the 16 entries that shuffle s bytes out of 16 down and zeros in behind them. */
static const uint8_t vec_shuffle_down[32] = {
    0,    1,    2,    3,    4,    5,    6,    7,    8,    9,    10,   11,   12,   13,   14,   15,
    0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80};

/* Loads those of the `n` >= 16 bytes at p that are 16 from `from` on, with zeros behind them. */
static inline __m128i vec_load_quarter(const uint8_t *p, size_t n, size_t from)
{
    const size_t at = seam__min(from, n - 16);
    const size_t down = seam__min(from - at, 16);

    return _mm_shuffle_epi8(_mm_loadu_si128((const void *)(p + at)),
                            _mm_loadu_si128((const void *)(vec_shuffle_down + down)));
}

/* Loads the first `n` <= 2 * VEC_BYTES bytes at p, with zeros behind them. Nothing else is read. Above 16 bytes no
 * branch depends on the length, because branches on the length of a short text are badly predicted. Two masked
 * loads would do the same, but the first Zen takes 12 cycles for each. */
static inline vec_pair vec_load_pair(const uint8_t *p, size_t n)
{
    if (n <= 16) {
        const seam__partial low = seam__partial_load(p, n);

        return (vec_pair){_mm256_set_epi64x(0, 0, (long long)low.words[1], (long long)low.words[0]),
                          _mm256_setzero_si256()};
    }
    return (vec_pair){
        _mm256_set_m128i(vec_load_quarter(p, n, 16), _mm_loadu_si128((const void *)p)),
        _mm256_set_m128i(vec_load_quarter(p, n, 48), vec_load_quarter(p, n, 32)),
    };
}

/* Loads the first `n` < VEC_BYTES bytes at p, with zeros behind them. Nothing else is read. */
static inline vec vec_load_partial(const uint8_t *p, size_t n)
{
    return vec_load_pair(p, n).first;
}

static inline vec vec_splat(uint8_t byte)
{
    return _mm256_set1_epi8((char)byte);
}

/* A vector that repeats four bytes. */
static inline vec vec_broadcast_4(const uint8_t bytes[4])
{
    return _mm256_set1_epi32((int)seam__load32(bytes));
}

/* A table of 16 bytes for vec_lookup(), in each lane. */
static inline vec vec_table(const uint8_t *table)
{
    return _mm256_broadcastsi128_si256(_mm_loadu_si128((const void *)table));
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
    return _mm256_or_si256(a, b);
}

static inline vec vec_and(vec a, vec b)
{
    return _mm256_and_si256(a, b);
}

static inline vec vec_xor(vec a, vec b)
{
    return _mm256_xor_si256(a, b);
}

static inline vec vec_min(vec a, vec b)
{
    return _mm256_min_epu8(a, b);
}

static inline vec vec_max(vec a, vec b)
{
    return _mm256_max_epu8(a, b);
}

/* The lesser of each two bytes as signed numbers. */
static inline vec vec_min_signed(vec a, vec b)
{
    return _mm256_min_epi8(a, b);
}

/* a + b, modulo 256. */
static inline vec vec_add(vec a, vec b)
{
    return _mm256_add_epi8(a, b);
}

/* a + b, or 255 where the sum is greater. */
static inline vec vec_add_sat(vec a, vec b)
{
    return _mm256_adds_epu8(a, b);
}

/* a - b, modulo 256. */
static inline vec vec_sub(vec a, vec b)
{
    return _mm256_sub_epi8(a, b);
}

/* a - b, or 0 where the difference is negative. */
static inline vec vec_sub_sat(vec a, vec b)
{
    return _mm256_subs_epu8(a, b);
}

/* FF where a == b, else 0. */
static inline vec vec_equal(vec a, vec b)
{
    return _mm256_cmpeq_epi8(a, b);
}

/* FF where a < b as signed numbers, else 0. */
static inline vec vec_less_signed(vec a, vec b)
{
    return _mm256_cmpgt_epi8(b, a);
}

/* FF where the byte is a continuation byte, which is below C0 as a signed number, else 0. */
static inline vec vec_is_continuation(vec v)
{
    return _mm256_cmpgt_epi8(_mm256_set1_epi8(-0x40), v);
}

/* `yes` where the top bit of `top` is set, else `no`. */
static inline vec vec_select(vec top, vec yes, vec no)
{
    return _mm256_blendv_epi8(no, yes, top);
}

/* Stores two vectors: the bytes of `a` and `b` in turn, those of `a` first. */
static inline void vec_store_interleaved(uint8_t *p, vec a, vec b)
{
    const vec a_apart = _mm256_permute4x64_epi64(a, 0xD8);
    const vec b_apart = _mm256_permute4x64_epi64(b, 0xD8);

    vec_store(p, _mm256_unpacklo_epi8(a_apart, b_apart));
    vec_store(p + VEC_BYTES, _mm256_unpackhi_epi8(a_apart, b_apart));
}

/* The high nibble of each byte; `nibble` is 0F in each byte. */
static inline vec vec_high_nibble(vec v, vec nibble)
{
    return _mm256_and_si256(_mm256_srli_epi16(v, 4), nibble);
}

/* The table's entry for each byte of `index`, which is below 16. */
static inline vec vec_lookup(vec table, vec index)
{
    return _mm256_shuffle_epi8(table, index);
}

/* The table's entry for the low nibble of each byte below 80; any entry or 0 for other bytes. */
static inline vec vec_lookup_low(vec table, vec index)
{
    return _mm256_shuffle_epi8(table, index);
}

/* The entry of a table of 64 bytes for the low six bits of each byte. The rows of 16 are looked up
 * by the low nibble; the two bits above it choose a row. */
static inline vec vec_lookup_64(const uint8_t table[64], vec index)
{
    const vec nibble = vec_and(index, vec_splat(0x0F));
    const vec odd_row = _mm256_slli_epi16(index, 3);
    const vec high_rows = _mm256_slli_epi16(index, 2);
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
    return _mm256_alignr_epi8(v, _mm256_permute2x128_si256(before, v, 0x21), 15);
}

static inline vec vec_prev_2(vec before, vec v)
{
    return _mm256_alignr_epi8(v, _mm256_permute2x128_si256(before, v, 0x21), 14);
}

static inline vec vec_prev_3(vec before, vec v)
{
    return _mm256_alignr_epi8(v, _mm256_permute2x128_si256(before, v, 0x21), 13);
}

/* Whether some byte has its top bit set. */
static inline bool vec_any_top(vec v)
{
    return _mm256_movemask_epi8(v) != 0;
}

static inline bool vec_any(vec v)
{
    return _mm256_testz_si256(v, v) == 0;
}

/* The index of the first byte that is not 0; VEC_BYTES when there is none. */
static inline size_t vec_first(vec v)
{
    const uint32_t zero =
        (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(v, _mm256_setzero_si256()));

    return zero == UINT32_MAX ? VEC_BYTES : (size_t)__builtin_ctz(~zero);
}

/* A mask with one bit for each byte: whether it is not 0. The first byte has the lowest bit. */
static inline uint64_t vec_nonzero_mask(vec v)
{
    return (uint32_t)~_mm256_movemask_epi8(_mm256_cmpeq_epi8(v, _mm256_setzero_si256()));
}

/* The index of the first byte that has its top bit set; VEC_BYTES when there is none. */
static inline size_t vec_first_top(vec v)
{
    const uint32_t top = (uint32_t)_mm256_movemask_epi8(v);

    return top == 0 ? VEC_BYTES : (size_t)__builtin_ctz(top);
}

/* The sum of all bytes. */
static inline size_t vec_sum(vec v)
{
    const __m256i by_8 = _mm256_sad_epu8(v, _mm256_setzero_si256());
    const __m128i by_2 =
        _mm_add_epi64(_mm256_castsi256_si128(by_8), _mm256_extracti128_si256(by_8, 1));

    return (size_t)_mm_cvtsi128_si64(by_2) + (size_t)_mm_extract_epi64(by_2, 1);
}

#endif
