/* Counting for AVX-512: comparisons give one bit for each byte, and the CPU counts bits. */
#ifndef SEAM_KERNEL_COUNT_AVX512_INL_H
#define SEAM_KERNEL_COUNT_AVX512_INL_H

#include <stddef.h>
#include <stdint.h>

#define STEP (4 * VEC_BYTES)

/* What a vector adds to a sum, modulo SIZE_MAX + 1; zeros add nothing. */
typedef size_t (*addend_fn)(vec);

static inline size_t n_continuations(vec v)
{
    const uint64_t bits = _mm512_cmplt_epi8_mask(v, vec_splat(0xC0));

    return (size_t)__builtin_popcountll(bits);
}

static inline size_t n_fours(vec v)
{
    const uint64_t bits = _mm512_cmpge_epu8_mask(v, vec_splat(0xF0));

    return (size_t)__builtin_popcountll(bits);
}

static inline size_t n_lacking_in_utf16(vec v)
{
    return n_continuations(v) - n_fours(v);
}

static inline size_t n_line_feeds(vec v)
{
    return (size_t)__builtin_popcountll(vec_equal_mask(v, vec_splat('\n')));
}

static inline size_t sum_of(const uint8_t *p, size_t n, addend_fn addend)
{
    size_t sum = 0;

    for (; n >= STEP; n -= STEP, p += STEP) {
        sum += addend(vec_load(p)) + addend(vec_load(p + VEC_BYTES));
        sum += addend(vec_load(p + 2 * VEC_BYTES)) + addend(vec_load(p + 3 * VEC_BYTES));
    }
    for (; n >= VEC_BYTES; n -= VEC_BYTES, p += VEC_BYTES)
        sum += addend(vec_load(p));
    return sum + addend(vec_load_partial(p, n));
}

size_t KERNEL(utf8_count)(const uint8_t *p, size_t n)
{
    return n - sum_of(p, n, n_continuations);
}

size_t KERNEL(utf8_utf16_len)(const uint8_t *p, size_t n)
{
    return n - sum_of(p, n, n_lacking_in_utf16);
}

size_t KERNEL(scan_lines)(const uint8_t *p, size_t n)
{
    return sum_of(p, n, n_line_feeds);
}

#endif
