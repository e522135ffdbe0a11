/* The vector functions of hex and base64. vec_avx2.h comes first. */
#ifndef SEAM_KERNEL_DIGITS_AVX2_H
#define SEAM_KERNEL_DIGITS_AVX2_H

#include <string.h>

#include "kernel/vec_avx2.h"

/* Packs each two bytes below 10 into one: the first is the high nibble, the second the low one. The
 * results of `b` follow those of `a`. */
static inline vec vec_pack_nibbles(vec a, vec b)
{
    const vec weights = _mm256_set1_epi16(0x0110);
    const vec mixed =
        _mm256_packus_epi16(_mm256_maddubs_epi16(a, weights), _mm256_maddubs_epi16(b, weights));

    return _mm256_permute4x64_epi64(mixed, 0xD8);
}

/* Loads three quarters of a vector and no byte more, each three bytes in a place of four, in the
 * order that vec_unpack_sextets() expects. */
static inline vec vec_load_triples(const uint8_t *p)
{
    const vec order = _mm256_setr_epi8(1, 0, 2, 1, 4, 3, 5, 4, 7, 6, 8, 7, 10, 9, 11, 10, 5, 4, 6,
                                       5, 8, 7, 9, 8, 11, 10, 12, 11, 14, 13, 15, 14);
    const __m128i low = _mm_loadu_si128((const void *)p);
    const __m128i high = _mm_loadu_si128((const void *)(p + 8));

    return _mm256_shuffle_epi8(_mm256_set_m128i(high, low), order);
}

/* Unpacks each three bytes into four values of six bits, the highest bits first. */
static inline vec vec_unpack_sextets(vec v)
{
    const vec upper = _mm256_and_si256(v, _mm256_set1_epi32(0x0FC0FC00));
    const vec lower = _mm256_and_si256(v, _mm256_set1_epi32(0x003F03F0));

    return _mm256_or_si256(_mm256_mulhi_epu16(upper, _mm256_set1_epi32(0x04000040)),
                           _mm256_mullo_epi16(lower, _mm256_set1_epi32(0x01000010)));
}

/* Packs each four values of six bits into three bytes, in the first three quarters of the
 * result. */
static inline vec vec_pack_sextets(vec v)
{
    static const uint8_t thirds_order[16] = {2, 1,  0,  6,  5,   4,   10,  9,
                                             8, 14, 13, 12, 255, 255, 255, 255};
    const vec twelve = _mm256_maddubs_epi16(v, _mm256_set1_epi32(0x01400140));
    const vec all = _mm256_madd_epi16(twelve, _mm256_set1_epi32(0x00011000));
    const vec packed = _mm256_shuffle_epi8(all, vec_table(thirds_order));

    return _mm256_permutevar8x32_epi32(packed, _mm256_setr_epi32(0, 1, 2, 4, 5, 6, 7, 7));
}

/* Stores the first three quarters of a vector and no byte more. */
static inline void vec_store_three_quarters(uint8_t *p, vec v)
{
    _mm_storeu_si128((void *)p, _mm256_castsi256_si128(v));
    _mm_storel_epi64((void *)(p + 16), _mm256_extracti128_si256(v, 1));
}

#endif
