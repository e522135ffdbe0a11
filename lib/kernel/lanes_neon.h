/* The vector functions of the transcoders, for NEON: 16-bit and 32-bit units. A lane has 16 bytes:
 * all of a vector. */
#ifndef SEAM_KERNEL_LANES_NEON_H
#define SEAM_KERNEL_LANES_NEON_H

#include "kernel/compress.h"
#include "kernel/vec_neon.h"

typedef uint8x16_t lane;

static inline void lane_store(uint8_t *p, lane h)
{
    vst1q_u8(p, h);
}

/* The bytes of `h` in the order of a row of compress.h. */
static inline lane lane_shuffle(lane h, const uint8_t *row)
{
    return vqtbl1q_u8(h, vld1q_u8(row));
}

/* Stores eight 16-bit units below 100 as eight bytes. */
static inline void lane_store_as_u8(uint8_t *p, lane h)
{
    vst1_u8(p, vmovn_u16(vreinterpretq_u16_u8(h)));
}

/* Stores eight 16-bit units as 32-bit units. */
static inline void lane_store_as_u32(uint8_t *p, lane h, bool big)
{
    const uint16x8_t zero = vdupq_n_u16(0);
    const uint16x8_t units = vreinterpretq_u16_u8(h);
    const uint16x8_t first = big ? zero : units;
    const uint16x8_t second = big ? units : zero;

    lane_store(p, vreinterpretq_u8_u16(vzip1q_u16(first, second)));
    lane_store(p + 16, vreinterpretq_u8_u16(vzip2q_u16(first, second)));
}

/* The 16-bit units of `a` and `b` in turn: the first four of each, or the last four. */
static inline lane lane_interleave16_low(lane a, lane b)
{
    return vreinterpretq_u8_u16(vzip1q_u16(vreinterpretq_u16_u8(a), vreinterpretq_u16_u8(b)));
}

static inline lane lane_interleave16_high(lane a, lane b)
{
    return vreinterpretq_u8_u16(vzip2q_u16(vreinterpretq_u16_u8(a), vreinterpretq_u16_u8(b)));
}

/* ---- bytes */

/* Shift each byte by itself; `bits` is below 8. */
static inline vec vec_left(vec v, int bits)
{
    return vshlq_u8(v, vdupq_n_s8((int8_t)bits));
}

static inline vec vec_right(vec v, int bits)
{
    return vshlq_u8(v, vdupq_n_s8((int8_t)-bits));
}

/* FF where a > b as signed numbers. */
static inline vec vec_greater_signed(vec a, vec b)
{
    return vcgtq_s8(vreinterpretq_s8_u8(a), vreinterpretq_s8_u8(b));
}

/* Whether no bit of `mask` is set in `v`. */
static inline bool vec_none(vec v, vec mask)
{
    return !vec_any(vec_and(v, mask));
}

/* A mask of the top bits of the bytes. The first byte has the lowest bit. */
static inline uint32_t vec_movemask(vec v)
{
    static const uint8_t weights[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
    const vec set = vcltzq_s8(vreinterpretq_s8_u8(v));
    const vec bits = vandq_u8(set, vld1q_u8(weights));

    return (uint32_t)vaddv_u8(vget_low_u8(bits)) | (uint32_t)vaddv_u8(vget_high_u8(bits)) << 8;
}

/* The number of bits that are set; `bits` is below 2^16. */
static inline size_t bits_popcount(uint32_t bits)
{
    return (size_t)seam__bit_counts[bits & 0xFF] + seam__bit_counts[bits >> 8];
}

/* Interleaves the bytes of `a` and `b`; each lane of `out` holds eight of each. */
static inline void vec_interleave(vec a, vec b, lane *out)
{
    out[0] = vzip1q_u8(a, b);
    out[1] = vzip2q_u8(a, b);
}

/* Stores each byte as a 32-bit unit. */
static inline void vec_store_as_u32(uint8_t *p, vec v, bool big)
{
    const vec zero = vdupq_n_u8(0);
    const vec low = big ? vzip1q_u8(zero, v) : vzip1q_u8(v, zero);
    const vec high = big ? vzip2q_u8(zero, v) : vzip2q_u8(v, zero);

    vec_store(p, lane_interleave16_low(big ? zero : low, big ? low : zero));
    vec_store(p + 16, lane_interleave16_high(big ? zero : low, big ? low : zero));
    vec_store(p + 32, lane_interleave16_low(big ? zero : high, big ? high : zero));
    vec_store(p + 48, lane_interleave16_high(big ? zero : high, big ? high : zero));
}

/* ---- 16-bit units */

static inline vec vec16_splat(uint16_t unit)
{
    return vreinterpretq_u8_u16(vdupq_n_u16(unit));
}

static inline vec vec16_left(vec v, int bits)
{
    return vreinterpretq_u8_u16(vshlq_u16(vreinterpretq_u16_u8(v), vdupq_n_s16((int16_t)bits)));
}

static inline vec vec16_right(vec v, int bits)
{
    return vec16_left(v, -bits);
}

static inline vec vec16_add(vec a, vec b)
{
    return vreinterpretq_u8_u16(vaddq_u16(vreinterpretq_u16_u8(a), vreinterpretq_u16_u8(b)));
}

/* a + b, or FFFF where the sum is greater. */
static inline vec vec16_add_sat(vec a, vec b)
{
    return vreinterpretq_u8_u16(vqaddq_u16(vreinterpretq_u16_u8(a), vreinterpretq_u16_u8(b)));
}

static inline vec vec16_min(vec a, vec b)
{
    return vreinterpretq_u8_u16(vminq_u16(vreinterpretq_u16_u8(a), vreinterpretq_u16_u8(b)));
}

/* FFFF where a > b as signed numbers. */
static inline vec vec16_greater_signed(vec a, vec b)
{
    return vreinterpretq_u8_u16(vcgtq_s16(vreinterpretq_s16_u8(a), vreinterpretq_s16_u8(b)));
}

/* FFFF where a == b, else 0. */
static inline vec vec16_equal(vec a, vec b)
{
    return vreinterpretq_u8_u16(vceqq_u16(vreinterpretq_u16_u8(a), vreinterpretq_u16_u8(b)));
}

static inline vec vec16_byteswap(vec v)
{
    return vrev16q_u8(v);
}

/* One bit for each unit of `mask`, whose units are FFFF or 0. */
static inline uint32_t vec16_movemask(vec mask)
{
    static const uint8_t weights[8] = {1, 2, 4, 8, 16, 32, 64, 128};

    return vaddv_u8(vand_u8(vmovn_u16(vreinterpretq_u16_u8(mask)), vld1_u8(weights)));
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
    return vuzp1q_u8(a, b);
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
    out[0] = lane_interleave16_low(a, b);
    out[1] = lane_interleave16_high(a, b);
}

/* ---- 32-bit units */

static inline vec vec32_splat(uint32_t unit)
{
    return vreinterpretq_u8_u32(vdupq_n_u32(unit));
}

static inline vec vec32_byteswap(vec v)
{
    return vrev32q_u8(v);
}

static inline vec vec32_left(vec v, int bits)
{
    return vreinterpretq_u8_u32(vshlq_u32(vreinterpretq_u32_u8(v), vdupq_n_s32(bits)));
}

static inline vec vec32_right(vec v, int bits)
{
    return vec32_left(v, -bits);
}

/* FFFFFFFF where a > b as signed numbers. */
static inline vec vec32_greater_signed(vec a, vec b)
{
    return vreinterpretq_u8_u32(vcgtq_s32(vreinterpretq_s32_u8(a), vreinterpretq_s32_u8(b)));
}

static inline vec vec32_add(vec a, vec b)
{
    return vreinterpretq_u8_u32(vaddq_u32(vreinterpretq_u32_u8(a), vreinterpretq_u32_u8(b)));
}

/* The code points of sequences whose bytes lie in each unit from the last one on, of which `bits`
 * are meant. */
static inline vec vec32_of_sequences(vec v, uint32_t bits)
{
    const vec meant = vec_and(v, vec32_splat(bits));
    const vec middle = vec_and(vec32_right(meant, 2), vec32_splat(0x00000FC0));
    const vec third = vec_and(vec32_right(meant, 4), vec32_splat(0x0003F000));
    const vec top = vec_and(vec32_right(meant, 6), vec32_splat(0x001C0000));

    return vec_or(vec_or(vec_and(meant, vec32_splat(0x3F)), middle), vec_or(third, top));
}

/* The code points of four sequences of three bytes. Four bytes behind them are read. */
static inline vec vec32_of_threes(const uint8_t *p)
{
    static const uint8_t places[16] = {2, 1, 0, 0xFF, 5,  4,  3, 0xFF,
                                       8, 7, 6, 0xFF, 11, 10, 9, 0xFF};

    return vec32_of_sequences(vqtbl1q_u8(vec_load(p), vld1q_u8(places)), 0x000F3F3F);
}

/* The code points of VEC_BYTES / 4 sequences of four bytes. */
static inline vec vec32_of_fours(vec v)
{
    return vec32_of_sequences(vec32_byteswap(v), 0x073F3F3F);
}

/* Stores 32-bit units below 10000 as 16-bit units. */
static inline void vec32_store_as_u16(uint8_t *p, vec v)
{
    vst1_u16((void *)p, vmovn_u32(vreinterpretq_u32_u8(v)));
}

/* The 32-bit units of both vectors, which are below 10000, as 16-bit units. */
static inline vec vec32_pack(vec a, vec b)
{
    return vreinterpretq_u8_u16(vuzp1q_u16(vreinterpretq_u16_u8(a), vreinterpretq_u16_u8(b)));
}

#endif
