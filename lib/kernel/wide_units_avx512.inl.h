/* To UTF-16 and UTF-32 from UTF-8 for AVX-512: the units of a vector of valid text, and their store.
 *
 * Every byte is taken for a lead, and what the bytes behind it would make of it is computed; then the
 * units of those that are leads are brought together. So the next vector does not wait for where
 * characters end. */
#ifndef SEAM_KERNEL_WIDE_UNITS_AVX512_INL_H
#define SEAM_KERNEL_WIDE_UNITS_AVX512_INL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attributes.h"
#include "base/bits.h"
#include "kernel/transcoders.h"

typedef struct wide_form {
    size_t unit; /* 2 or 4 */
    bool big;
    seam__transcode_fn *rest; /* scalar's */
} wide_form;

/* Where a conversion stands. */
typedef struct wide_place {
    const uint8_t *p;
    uint8_t *out;
} wide_place;

/* Whether stores spoil nothing. */
typedef enum wide_stores { WIDE_SPOILING, WIDE_EXACT } wide_stores;

/* What stays in registers for a call: of units of two bytes, but for `from_c0` and `to_four`. */
typedef struct wide_constants {
    vec from_c0, to_four;
    vec two, three;          /* leads of sequences of two bytes, and of three */
    vec of_second, of_third; /* the marks of their bytes, moved as the bytes are */
    vec swap;
} wide_constants;

static inline vec wide_splat2(uint16_t unit)
{
    return _mm512_set1_epi16((short)unit);
}

static inline vec wide_splat4(uint32_t unit)
{
    return _mm512_set1_epi32((int)unit);
}

/* The bytes of each unit in the other order. */
static inline vec wide_swap_for(const wide_form *f)
{
    static const uint8_t of_two[16] = {1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14};
    static const uint8_t of_four[16] = {3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12};

    return vec_repeat_16(f->unit == 2 ? of_two : of_four);
}

SEAM__TEMPLATE wide_constants wide_constants_load(const wide_form *f)
{
    return (wide_constants){
        .from_c0 = vec_pin(vec_splat(0xC0)),
        .to_four = vec_pin(vec_splat(0x70)),
        .two = vec_pin(wide_splat2(0xC0)),
        .three = vec_pin(wide_splat2(0xE0)),
        .of_second = vec_pin(wide_splat2(0x3080)),
        .of_third = vec_pin(wide_splat2(0x0080)),
        .swap = vec_pin(wide_swap_for(f)),
    };
}

/* ---- stores: `n` units at `out`, VEC_BYTES of bytes at most */

SEAM__TEMPLATE void wide_store(const wide_form *f, const wide_constants *k, wide_stores how,
                               uint8_t *out, size_t n, vec units)
{
    const vec v = f->big ? _mm512_shuffle_epi8(units, k->swap) : units;

    if (how == WIDE_EXACT)
        vec_store_partial(out, seam__min(n * f->unit, VEC_BYTES), v);
    else
        vec_store(out, v);
}

/* Units of two bytes. */
SEAM__TEMPLATE void wide_store_twos(const wide_form *f, const wide_constants *k, wide_stores how,
                                    uint8_t *out, size_t n, vec twos)
{
    if (f->unit == 2) {
        wide_store(f, k, how, out, n, twos);
        return;
    }
    wide_store(f, k, how, out, n, _mm512_cvtepu16_epi32(_mm512_castsi512_si256(twos)));
    if (how == WIDE_SPOILING || n > VEC_BYTES / 4)
        wide_store(f, k, how, out + VEC_BYTES, n - VEC_BYTES / 4,
                   _mm512_cvtepu16_epi32(_mm512_extracti64x4_epi64(twos, 1)));
}

/* ---- vectors */

/* A vector of ASCII, which spoils nothing. */
SEAM__TEMPLATE void wide_ascii(const wide_form *f, const wide_constants *k, wide_place *at, vec v)
{
    const size_t half = VEC_BYTES / 2;

    wide_store_twos(f, k, WIDE_SPOILING, at->out, half,
                    _mm512_cvtepu8_epi16(_mm512_castsi512_si256(v)));
    wide_store_twos(f, k, WIDE_SPOILING, at->out + half * f->unit, half,
                    _mm512_cvtepu8_epi16(_mm512_extracti64x4_epi64(v, 1)));
    at->p += VEC_BYTES;
    at->out += VEC_BYTES * f->unit;
}

static inline vec wide_bytes2(const uint8_t *p)
{
    return _mm512_cvtepu8_epi16(_mm256_loadu_si256((const void *)p));
}

static inline vec wide_bytes4(const uint8_t *p)
{
    return _mm512_cvtepu8_epi32(_mm_loadu_si128((const void *)p));
}

/* The 32 bytes at p, of which those of `leads` begin characters up to U+FFFF. */
SEAM__TEMPLATE void wide_half(const wide_form *f, const wide_constants *k, wide_stores how,
                              wide_place *at, const uint8_t *p, uint32_t leads)
{
    const size_t n = (size_t)__builtin_popcount(leads);
    const vec b0 = wide_bytes2(p);
    const vec b1 = _mm512_sub_epi16(wide_bytes2(p + 1), k->of_second);
    const vec b2 = _mm512_sub_epi16(wide_bytes2(p + 2), k->of_third);
    vec v = b0;

    v = _mm512_mask_mov_epi16(v, _mm512_cmpge_epu16_mask(b0, k->two),
                              _mm512_add_epi16(_mm512_slli_epi16(v, 6), b1));
    v = _mm512_mask_mov_epi16(v, _mm512_cmpge_epu16_mask(b0, k->three),
                              _mm512_add_epi16(_mm512_slli_epi16(v, 6), b2));
    wide_store_twos(f, k, how, at->out, n, _mm512_maskz_compress_epi16(leads, v));
    at->out += n * f->unit;
}

/* Code points from 10000 up as pairs of surrogates. */
static inline vec wide_pairs(vec points)
{
    const vec trails = _mm512_slli_epi32(_mm512_and_si512(points, wide_splat4(0x3FF)), 16);
    const vec leads = _mm512_srli_epi32(points, 10);

    /* 10000 is 40 times 400. */
    return _mm512_add_epi32(_mm512_or_si512(leads, trails), wide_splat4(0xDC00D800 - 0x40));
}

/* Code points as units of two bytes, one or two of each; returns how many. */
static inline size_t wide_twos(vec *points, size_t n)
{
    const vec v = _mm512_mask_mov_epi32(
        *points, _mm512_cmpge_epu32_mask(*points, wide_splat4(0x10000)), wide_pairs(*points));
    /* The first of two is one in any case. */
    const uint32_t kept = ~_mm512_cmpeq_epi16_mask(v, vec_splat(0)) | 0x55555555;
    const uint32_t units = kept & (uint32_t)vec_low_bits(2 * n);

    *points = _mm512_maskz_compress_epi16(units, v);
    return (size_t)__builtin_popcount(units);
}

/* The 16 bytes at p, of which those of `leads` begin any characters. */
SEAM__TEMPLATE void wide_quarter(const wide_form *f, const wide_constants *k, wide_stores how,
                                 wide_place *at, const uint8_t *p, uint16_t leads)
{
    const vec b0 = wide_bytes4(p);
    const vec b1 = _mm512_sub_epi32(wide_bytes4(p + 1), wide_splat4(0x3080));
    const vec b2 = _mm512_sub_epi32(wide_bytes4(p + 2), wide_splat4(0x20080));
    const vec b3 = _mm512_sub_epi32(wide_bytes4(p + 3), wide_splat4(0x400080));
    size_t n = (size_t)__builtin_popcount(leads);
    vec v = b0;

    v = _mm512_mask_mov_epi32(v, _mm512_cmpge_epu32_mask(b0, wide_splat4(0xC0)),
                              _mm512_add_epi32(_mm512_slli_epi32(v, 6), b1));
    v = _mm512_mask_mov_epi32(v, _mm512_cmpge_epu32_mask(b0, wide_splat4(0xE0)),
                              _mm512_add_epi32(_mm512_slli_epi32(v, 6), b2));
    v = _mm512_mask_mov_epi32(v, _mm512_cmpge_epu32_mask(b0, wide_splat4(0xF0)),
                              _mm512_add_epi32(_mm512_slli_epi32(v, 6), b3));
    v = _mm512_maskz_compress_epi32(leads, v);
    if (f->unit == 2)
        n = wide_twos(&v, n);
    wide_store(f, k, how, at->out, n, v);
    at->out += n * f->unit;
}

/* The characters that begin in the vector at p, as far as `inside` has bits. */
SEAM__TEMPLATE void wide_mixed(const wide_form *f, const wide_constants *k, wide_stores how,
                               wide_place *at, const uint8_t *p, uint64_t inside)
{
    const vec v = vec_load(p);
    const uint64_t leads = ~_mm512_cmplt_epi8_mask(v, k->from_c0) & inside;

    if (SEAM__LIKELY(vec_tops(_mm512_subs_epu8(v, k->to_four)) == 0)) {
        wide_half(f, k, how, at, p, (uint32_t)leads);
        wide_half(f, k, how, at, p + 32, (uint32_t)(leads >> 32));
        return;
    }
    for (unsigned i = 0; i < 64; i += 16)
        wide_quarter(f, k, how, at, p + i, (uint16_t)(leads >> i));
}

#endif
