/* The vector functions of hex and base64. vec_sse41.h comes first. */
#ifndef SEAM_KERNEL_DIGITS_SSE41_H
#define SEAM_KERNEL_DIGITS_SSE41_H

#include <string.h>

#include "kernel/vec_sse41.h"

/* Packs each two bytes below 10 into one: the first is the high nibble, the second the low one. The
 * results of `b` follow those of `a`. */
static inline vec vec_pack_nibbles(vec a, vec b)
{
    const vec weights = _mm_set1_epi16(0x0110);

    return _mm_packus_epi16(_mm_maddubs_epi16(a, weights), _mm_maddubs_epi16(b, weights));
}

/* Loads three quarters of a vector and no byte more, each three bytes in a place of four, in the
 * order that vec_unpack_sextets() expects. */
static inline vec vec_load_triples(const uint8_t *p)
{
    static const uint8_t sixes_order[16] = {1, 0, 2, 1, 4, 3, 5, 4, 7, 6, 8, 7, 10, 9, 11, 10};
    int last;

    memcpy(&last, p + 8, sizeof(last));
    return _mm_shuffle_epi8(_mm_insert_epi32(_mm_loadl_epi64((const void *)p), last, 2),
                            vec_table(sixes_order));
}

/* Unpacks each three bytes into four values of six bits, the highest bits first. */
static inline vec vec_unpack_sextets(vec v)
{
    const vec upper = _mm_and_si128(v, _mm_set1_epi32(0x0FC0FC00));
    const vec lower = _mm_and_si128(v, _mm_set1_epi32(0x003F03F0));

    return _mm_or_si128(_mm_mulhi_epu16(upper, _mm_set1_epi32(0x04000040)),
                        _mm_mullo_epi16(lower, _mm_set1_epi32(0x01000010)));
}

/* Packs each four values of six bits into three bytes, in the first three quarters of the
 * result. */
static inline vec vec_pack_sextets(vec v)
{
    static const uint8_t thirds_order[16] = {2, 1,  0,  6,  5,   4,   10,  9,
                                             8, 14, 13, 12, 255, 255, 255, 255};
    const vec twelve = _mm_maddubs_epi16(v, _mm_set1_epi32(0x01400140));
    const vec all = _mm_madd_epi16(twelve, _mm_set1_epi32(0x00011000));

    return _mm_shuffle_epi8(all, vec_table(thirds_order));
}

/* Stores the first three quarters of a vector and no byte more. */
static inline void vec_store_three_quarters(uint8_t *p, vec v)
{
    const int last = _mm_extract_epi32(v, 2);

    _mm_storel_epi64((void *)p, v);
    memcpy(p + 8, &last, sizeof(last));
}

#endif
