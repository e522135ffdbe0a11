/* The vector functions of the shared kernel bodies, for NEON on little-endian AArch64: 16 bytes. */
#ifndef SEAM_KERNEL_VEC_NEON_H
#define SEAM_KERNEL_VEC_NEON_H

#include <arm_neon.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/partial.h"

#define VEC_BYTES ((size_t)16)

typedef uint8x16_t vec;

static inline vec vec_load(const uint8_t *p)
{
    return vld1q_u8(p);
}

static inline void vec_store(uint8_t *p, vec v)
{
    vst1q_u8(p, v);
}

/* Loads the first `n` <= VEC_BYTES bytes at p, with zeros behind them. Nothing else is read. */
static inline vec vec_load_partial(const uint8_t *p, size_t n)
{
    const seam__partial part = seam__partial_load(p, n);

    return vreinterpretq_u8_u64(vld1q_u64(part.words));
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
        return (vec_pair){vec_load_partial(p, n), vdupq_n_u8(0)};
    return (vec_pair){vec_load(p), vec_load_partial(p + VEC_BYTES, n - VEC_BYTES)};
}

static inline vec vec_splat(uint8_t byte)
{
    return vdupq_n_u8(byte);
}

/* A vector that repeats four bytes. */
static inline vec vec_broadcast_4(const uint8_t bytes[4])
{
    return vreinterpretq_u8_u32(vdupq_n_u32((uint32_t)seam__load32(bytes)));
}

/* A table of 16 bytes for vec_lookup(), in each lane. */
static inline vec vec_table(const uint8_t *table)
{
    return vld1q_u8(table);
}

/* Keeps a constant in a register. */
static inline vec vec_pin(vec v)
{
    __asm__("" : "+w"(v));
    return v;
}

/* Prefetches the cache line `ahead` bytes after p. The address may be outside of any object. */
static inline void vec_prefetch(const uint8_t *p, size_t ahead)
{
    __builtin_prefetch((const void *)((uintptr_t)p + ahead));
}

static inline vec vec_or(vec a, vec b)
{
    return vorrq_u8(a, b);
}

static inline vec vec_and(vec a, vec b)
{
    return vandq_u8(a, b);
}

static inline vec vec_xor(vec a, vec b)
{
    return veorq_u8(a, b);
}

static inline vec vec_min(vec a, vec b)
{
    return vminq_u8(a, b);
}

static inline vec vec_max(vec a, vec b)
{
    return vmaxq_u8(a, b);
}

/* The lesser of each two bytes as signed numbers. */
static inline vec vec_min_signed(vec a, vec b)
{
    return vreinterpretq_u8_s8(vminq_s8(vreinterpretq_s8_u8(a), vreinterpretq_s8_u8(b)));
}

/* a + b, modulo 256. */
static inline vec vec_add(vec a, vec b)
{
    return vaddq_u8(a, b);
}

/* a + b, or 255 where the sum is greater. */
static inline vec vec_add_sat(vec a, vec b)
{
    return vqaddq_u8(a, b);
}

/* a - b, modulo 256. */
static inline vec vec_sub(vec a, vec b)
{
    return vsubq_u8(a, b);
}

/* a - b, or 0 where the difference is negative. */
static inline vec vec_sub_sat(vec a, vec b)
{
    return vqsubq_u8(a, b);
}

/* FF where a == b, else 0. */
static inline vec vec_equal(vec a, vec b)
{
    return vceqq_u8(a, b);
}

/* FF where a < b as signed numbers, else 0. */
static inline vec vec_less_signed(vec a, vec b)
{
    return vcltq_s8(vreinterpretq_s8_u8(a), vreinterpretq_s8_u8(b));
}

/* FF where the byte is a continuation byte, which is below C0 as a signed number, else 0. */
static inline vec vec_is_continuation(vec v)
{
    return vcltq_s8(vreinterpretq_s8_u8(v), vdupq_n_s8(-0x40));
}

/* `yes` where the top bit of `top` is set, else `no`. */
static inline vec vec_select(vec top, vec yes, vec no)
{
    return vbslq_u8(vcltzq_s8(vreinterpretq_s8_u8(top)), yes, no);
}

/* Stores two vectors: the bytes of `a` and `b` in turn, those of `a` first. */
static inline void vec_store_interleaved(uint8_t *p, vec a, vec b)
{
    vec_store(p, vzip1q_u8(a, b));
    vec_store(p + VEC_BYTES, vzip2q_u8(a, b));
}

/* A shift of single bytes needs no mask. */
static inline vec vec_high_nibble(vec v, vec nibble)
{
    (void)nibble;
    return vshrq_n_u8(v, 4);
}

/* The table's entry for each byte of `index`, which is below 16. */
static inline vec vec_lookup(vec table, vec index)
{
    return vqtbl1q_u8(table, index);
}

/* The table's entry for the low nibble of each byte below 80; any entry or 0 for other bytes. */
static inline vec vec_lookup_low(vec table, vec index)
{
    return vqtbl1q_u8(table, vandq_u8(index, vdupq_n_u8(0x0F)));
}

/* The entry of a table of 64 bytes for the low six bits of each byte. */
static inline vec vec_lookup_64(const uint8_t table[64], vec index)
{
    return vqtbl4q_u8(vld1q_u8_x4(table), vandq_u8(index, vdupq_n_u8(0x3F)));
}

/* The bytes one, two or three places before each byte of `v`; `before` is the vector in front of
 * it. */
static inline vec vec_prev_1(vec before, vec v)
{
    return vextq_u8(before, v, 15);
}

static inline vec vec_prev_2(vec before, vec v)
{
    return vextq_u8(before, v, 14);
}

static inline vec vec_prev_3(vec before, vec v)
{
    return vextq_u8(before, v, 13);
}

/* Whether some byte has its top bit set. */
static inline bool vec_any_top(vec v)
{
    return vmaxvq_u8(v) >= 0x80;
}

static inline bool vec_any(vec v)
{
    return vmaxvq_u8(v) != 0;
}

/* The index of the first byte that is not 0; VEC_BYTES when there is none. A narrowing shift leaves
 * four bits for each byte. */
static inline size_t vec_first(vec v)
{
    const uint16x8_t set = vreinterpretq_u16_u8(vtstq_u8(v, v));
    const uint64_t bits = vget_lane_u64(vreinterpret_u64_u8(vshrn_n_u16(set, 4)), 0);

    return bits == 0 ? VEC_BYTES : (size_t)__builtin_ctzll(bits) / 4;
}

/* A mask with one bit for each byte: whether it is not 0. The first byte has the lowest bit. */
static inline uint64_t vec_nonzero_mask(vec v)
{
    static const uint8_t weights[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
    const uint8x16_t set = vandq_u8(vtstq_u8(v, v), vld1q_u8(weights));

    return (uint64_t)vaddv_u8(vget_low_u8(set)) | (uint64_t)vaddv_u8(vget_high_u8(set)) << 8;
}

/* The index of the first byte that has its top bit set; VEC_BYTES when there is none. */
static inline size_t vec_first_top(vec v)
{
    return vec_first(vcltzq_s8(vreinterpretq_s8_u8(v)));
}

/* The sum of all bytes. */
static inline size_t vec_sum(vec v)
{
    return vaddlvq_u8(v);
}

#endif
