/* The vector functions of the AVX-512 bodies: 64 bytes, with VBMI, VBMI2 and BMI2 beside them. The
 * tests compile the same bodies for CPUs without AVX-512: SEAM_KERNEL_EMULATED puts portable
 * functions of the same names in the place of the intrinsics. */
#ifndef SEAM_KERNEL_VEC_AVX512_H
#define SEAM_KERNEL_VEC_AVX512_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifndef SEAM_KERNEL_EMULATED
#include <immintrin.h>
#endif

#include "kernel/partial.h"

#define VEC_BYTES ((size_t)64)

typedef __m512i vec;

/* The truth tables of the three operands of _mm512_ternarylogic_epi64(): its last argument is a
 * formula of them, such as T_A | (T_B ^ T_C). */
#define T_A 0xF0
#define T_B 0xCC
#define T_C 0xAA

static inline vec vec_load(const uint8_t *p)
{
    return _mm512_loadu_si512((const void *)p);
}

static inline void vec_store(uint8_t *p, vec v)
{
    _mm512_storeu_si512((void *)p, v);
}

/* The low `n` bits; all 64 where n is 64 or more. */
static inline uint64_t vec_low_bits(size_t n)
{
    return n < 64 ? (UINT64_C(1) << n) - 1 : UINT64_MAX;
}

/* The low `n` bits, all 64 where n is more but below 256: one instruction. */
static inline uint64_t vec_tail_mask(size_t n)
{
#ifdef SEAM_KERNEL_EMULATED
    return vec_low_bits(n);
#else
    return _bzhi_u64(UINT64_MAX, (unsigned)n);
#endif
}

/* Loads the first `n` <= VEC_BYTES bytes at p, with zeros behind them. Nothing else is read. */
static inline vec vec_load_partial(const uint8_t *p, size_t n)
{
    return _mm512_maskz_loadu_epi8(vec_tail_mask(n), (const void *)p);
}

/* Stores the first `n` <= VEC_BYTES bytes of `v`. Nothing else is written. */
static inline void vec_store_partial(uint8_t *p, size_t n, vec v)
{
    _mm512_mask_storeu_epi8((void *)p, vec_tail_mask(n), v);
}

static inline vec vec_splat(uint8_t byte)
{
    return _mm512_set1_epi8((char)byte);
}

static inline vec vec16_splat(uint16_t unit)
{
    return _mm512_set1_epi16((short)unit);
}

static inline vec vec32_splat(uint32_t unit)
{
    return _mm512_set1_epi32((int)unit);
}

/* A vector that repeats four bytes. */
static inline vec vec_broadcast_4(const uint8_t bytes[4])
{
    return _mm512_set1_epi32((int)seam__load32(bytes));
}

/* A vector that repeats 16 bytes. */
static inline vec vec_broadcast_16(const uint8_t bytes[16])
{
    return _mm512_broadcast_i32x4(_mm_loadu_si128((const void *)bytes));
}

/* Keeps a constant in a register: gcc would load it anew wherever it is used. */
static inline vec vec_pin(vec v)
{
#ifndef SEAM_KERNEL_EMULATED
    __asm__("" : "+v"(v));
#endif
    return v;
}

/* A vector that repeats a constant of 32 bits that lies in memory, which the load does by itself; of a
 * constant in its code the compiler makes a vector in the unit that shuffles wait for. */
static inline vec vec_constant4(const uint32_t *word)
{
#ifdef SEAM_KERNEL_EMULATED
    return _mm512_set1_epi32((int)*word);
#else
    vec v;

    __asm__("vpbroadcastd %1, %0" : "=v"(v) : "m"(*word));
    return v;
#endif
}

/* A vector that repeats a constant of 64 bits. */
static inline vec vec_constant8(const uint64_t *word)
{
#ifdef SEAM_KERNEL_EMULATED
    return _mm512_set1_epi64((long long)*word);
#else
    vec v;

    __asm__("vpbroadcastq %1, %0" : "=v"(v) : "m"(*word));
    return v;
#endif
}

/* Prefetches the cache line `ahead` bytes after p. The address may be outside of any object. */
static inline void vec_prefetch(const uint8_t *p, size_t ahead)
{
    __builtin_prefetch((const void *)((uintptr_t)p + ahead), 0, 3);
}

static inline vec vec_xor(vec a, vec b)
{
    return _mm512_xor_si512(a, b);
}

static inline vec vec_or3(vec a, vec b, vec c)
{
    return _mm512_ternarylogic_epi64(a, b, c, T_A | T_B | T_C);
}

/* A mask of the top bits of the bytes. The first byte has the lowest bit. */
static inline uint64_t vec_movemask(vec v)
{
    return _mm512_movepi8_mask(v);
}

/* A mask with one bit for each byte: whether a == b. */
static inline uint64_t vec_equal_mask(vec a, vec b)
{
    return _mm512_cmpeq_epi8_mask(a, b);
}

/* The index of the first bit that is set; VEC_BYTES when there is none. */
static inline size_t vec_first_bit(uint64_t bits)
{
    return bits != 0 ? (size_t)__builtin_ctzll(bits) : VEC_BYTES;
}

/* The index of the first byte with its top bit set; VEC_BYTES when there is none. */
static inline size_t vec_first_top(vec v)
{
    return vec_first_bit(vec_movemask(v));
}

#endif
