/* The vector functions of hex and base64. vec_neon.h comes first. */
#ifndef SEAM_KERNEL_DIGITS_NEON_H
#define SEAM_KERNEL_DIGITS_NEON_H

#include <string.h>

#include "kernel/vec_neon.h"

/* Packs each two bytes below 10 into one: the first is the high nibble, the second the low one. The
 * results of `b` follow those of `a`. */
static inline vec vec_pack_nibbles(vec a, vec b)
{
    return vorrq_u8(vshlq_n_u8(vuzp1q_u8(a, b), 4), vuzp2q_u8(a, b));
}

/* Loads three quarters of a vector and no byte more, each three bytes in a place of four, in the
 * order that vec_unpack_sextets() expects. */
static inline vec vec_load_triples(const uint8_t *p)
{
    static const uint8_t sixes_order[16] = {2, 1, 0, 255, 5,  4,  3, 255,
                                            8, 7, 6, 255, 11, 10, 9, 255};
    uint32_t last;

    memcpy(&last, p + 8, sizeof(last));
    return vqtbl1q_u8(vcombine_u8(vld1_u8(p), vcreate_u8(last)), vec_table(sixes_order));
}

/* Unpacks each three bytes into four values of six bits, the highest bits first. */
static inline vec vec_unpack_sextets(vec v)
{
    const uint32x4_t w = vreinterpretq_u32_u8(v);
    const uint32x4_t low = vorrq_u32(vandq_u32(vshrq_n_u32(w, 18), vdupq_n_u32(0x3F)),
                                     vandq_u32(vshrq_n_u32(w, 4), vdupq_n_u32(0x3F00)));
    const uint32x4_t high = vorrq_u32(vandq_u32(vshlq_n_u32(w, 10), vdupq_n_u32(0x3F0000)),
                                      vandq_u32(vshlq_n_u32(w, 24), vdupq_n_u32(0x3F000000)));

    return vreinterpretq_u8_u32(vorrq_u32(low, high));
}

/* Packs each four values of six bits into three bytes, in the first three quarters of the
 * result. */
static inline vec vec_pack_sextets(vec v)
{
    static const uint8_t thirds_order[16] = {2, 1,  0,  6,  5,   4,   10,  9,
                                             8, 14, 13, 12, 255, 255, 255, 255};
    const uint32x4_t w = vreinterpretq_u32_u8(v);
    const uint32x4_t high = vorrq_u32(vshlq_n_u32(vandq_u32(w, vdupq_n_u32(0x3F)), 18),
                                      vshlq_n_u32(vandq_u32(w, vdupq_n_u32(0x3F00)), 4));
    const uint32x4_t low =
        vorrq_u32(vshrq_n_u32(vandq_u32(w, vdupq_n_u32(0x3F0000)), 10), vshrq_n_u32(w, 24));

    return vqtbl1q_u8(vreinterpretq_u8_u32(vorrq_u32(high, low)), vec_table(thirds_order));
}

/* Stores the first three quarters of a vector and no byte more. */
static inline void vec_store_three_quarters(uint8_t *p, vec v)
{
    const uint32_t last = vgetq_lane_u32(vreinterpretq_u32_u8(v), 2);

    vst1_u8(p, vget_low_u8(v));
    memcpy(p + 8, &last, sizeof(last));
}

#endif
