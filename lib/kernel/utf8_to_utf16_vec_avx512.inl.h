/* To UTF-16 and UTF-32 from UTF-8 for AVX-512: the units of a vector of valid text, and their store.
 *
 * Every byte is taken for a lead, and what the bytes behind it would make of it is computed; then the
 * units of those that are leads are brought together. So the next vector does not wait for where
 * characters end. */
#ifndef SEAM_KERNEL_UTF8_TO_UTF16_VEC_AVX512_INL_H
#define SEAM_KERNEL_UTF8_TO_UTF16_VEC_AVX512_INL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attributes.h"
#include "base/bits.h"
#include "kernel/scalar.h"

typedef struct decode_form {
    size_t unit; /* 2 or 4 */
    bool big;
    seam__transcode_fn *rest; /* scalar's */
} decode_form;

/* Where a conversion stands. */
typedef struct decode_state {
    const uint8_t *p;
    uint8_t *out;
} decode_state;

/* Whether stores spoil nothing. */
typedef enum decode_stores { DECODE_OVERWRITING, DECODE_EXACT } decode_stores;

/* What stays in registers for a call: of units of two bytes, but for `from_c0` and `to_four`. */
typedef struct decode_constants {
    vec from_c0, to_four;
    vec two, three;          /* leads of sequences of two bytes, and of three */
    vec of_second, of_third; /* the group_mask of their bytes, moved as the bytes are */
    vec swap;
} decode_constants;

/* The bytes of each unit in the other order. */
static inline vec decode_swap_for(const decode_form *f)
{
    static const uint8_t of_two[16] = {1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14};
    static const uint8_t of_four[16] = {3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12};

    return vec_broadcast_16(f->unit == 2 ? of_two : of_four);
}

SEAM__TEMPLATE decode_constants decode_constants_load(const decode_form *f)
{
    return (decode_constants){
        .from_c0 = vec_pin(vec_splat(0xC0)),
        .to_four = vec_pin(vec_splat(0x70)),
        .two = vec_pin(vec16_splat(0xC0)),
        .three = vec_pin(vec16_splat(0xE0)),
        .of_second = vec_pin(vec16_splat(0x3080)),
        .of_third = vec_pin(vec16_splat(0x0080)),
        .swap = vec_pin(decode_swap_for(f)),
    };
}

/* ---- stores: `n` units at `out`, VEC_BYTES of bytes at most */

SEAM__TEMPLATE void decode_store(const decode_form *f, const decode_constants *k, decode_stores how,
                                 uint8_t *out, size_t n, vec units)
{
    const vec v = f->big ? _mm512_shuffle_epi8(units, k->swap) : units;

    if (how == DECODE_EXACT)
        vec_store_partial(out, seam__min(n * f->unit, VEC_BYTES), v);
    else
        vec_store(out, v);
}

/* Units of two bytes. */
SEAM__TEMPLATE void decode_store_twos(const decode_form *f, const decode_constants *k,
                                      decode_stores how, uint8_t *out, size_t n, vec twos)
{
    if (f->unit == 2) {
        decode_store(f, k, how, out, n, twos);
        return;
    }
    decode_store(f, k, how, out, n, _mm512_cvtepu16_epi32(_mm512_castsi512_si256(twos)));
    if (how == DECODE_OVERWRITING || n > VEC_BYTES / 4)
        decode_store(f, k, how, out + VEC_BYTES, n - VEC_BYTES / 4,
                     _mm512_cvtepu16_epi32(_mm512_extracti64x4_epi64(twos, 1)));
}

/* ---- vectors */

/* A vector of ASCII, which spoils nothing. */
SEAM__TEMPLATE void decode_ascii(const decode_form *f, const decode_constants *k, decode_state *at,
                                 vec v)
{
    const size_t half = VEC_BYTES / 2;

    decode_store_twos(f, k, DECODE_OVERWRITING, at->out, half,
                      _mm512_cvtepu8_epi16(_mm512_castsi512_si256(v)));
    decode_store_twos(f, k, DECODE_OVERWRITING, at->out + half * f->unit, half,
                      _mm512_cvtepu8_epi16(_mm512_extracti64x4_epi64(v, 1)));
    at->p += VEC_BYTES;
    at->out += VEC_BYTES * f->unit;
}

static inline vec decode_bytes2(const uint8_t *p)
{
    return _mm512_cvtepu8_epi16(_mm256_loadu_si256((const void *)p));
}

static inline vec decode_bytes4(const uint8_t *p)
{
    return _mm512_cvtepu8_epi32(_mm_loadu_si128((const void *)p));
}

/* 32 bytes and, in the same lanes, those one and two places on. */
typedef struct decode_bytes {
    vec b0, b1, b2;
} decode_bytes;

static inline decode_bytes decode_bytes_at(const uint8_t *p)
{
    return (decode_bytes){decode_bytes2(p), decode_bytes2(p + 1), decode_bytes2(p + 2)};
}

/* As units: what each lead up to EF and the bytes behind it make. */
static inline vec decode_units(const decode_constants *k, const decode_bytes *b)
{
    const vec b1 = _mm512_sub_epi16(b->b1, k->of_second);
    const vec b2 = _mm512_sub_epi16(b->b2, k->of_third);
    vec v = b->b0;

    v = _mm512_mask_mov_epi16(v, _mm512_cmpge_epu16_mask(b->b0, k->two),
                              _mm512_add_epi16(_mm512_slli_epi16(v, 6), b1));
    return _mm512_mask_mov_epi16(v, _mm512_cmpge_epu16_mask(b->b0, k->three),
                                 _mm512_add_epi16(_mm512_slli_epi16(v, 6), b2));
}

/* The units of the lanes of `kept`. */
SEAM__TEMPLATE void decode_store_kept(const decode_form *f, const decode_constants *k,
                                      decode_stores how, decode_state *at, uint32_t kept, vec units)
{
    const size_t n = (size_t)__builtin_popcount(kept);

    decode_store_twos(f, k, how, at->out, n, _mm512_maskz_compress_epi16(kept, units));
    at->out += n * f->unit;
}

/* 32 bytes, of which those of `leads` begin characters, and those of `fours` ones of four bytes: they are
 * the first half of a pair, and the byte behind each is the second. *open, in and out: the second half
 * of a pair is the first byte of what follows. */
SEAM__TEMPLATE void decode_put_pairs(const decode_form *f, const decode_constants *k,
                                     decode_stores how, decode_state *at, const decode_bytes *b,
                                     uint32_t leads, uint32_t fours, uint32_t *open)
{
    const uint32_t seconds = fours << 1 | *open;
    const vec bits = _mm512_add_epi16(_mm512_slli_epi16(b->b0, 8), _mm512_slli_epi16(b->b1, 2));
    const vec last = _mm512_and_si512(_mm512_srli_epi16(b->b2, 4), vec16_splat(0x03));
    /* D800 without the group_mask, which are F200 here, and without 40: 10000 is 40 times 400. */
    const vec first = _mm512_add_epi16(_mm512_add_epi16(bits, last), vec16_splat(0xE5C0));
    const vec four = _mm512_slli_epi16(_mm512_and_si512(b->b1, vec16_splat(0x0F)), 6);
    const vec second = _mm512_add_epi16(_mm512_add_epi16(four, b->b2), vec16_splat(0xDB80));
    vec v = decode_units(k, b);

    v = _mm512_mask_mov_epi16(v, fours, first);
    v = _mm512_mask_mov_epi16(v, seconds, second);
    decode_store_kept(f, k, how, at, leads | seconds, v);
    *open = fours >> 31;
}

/* Code points from 10000 up as pairs of surrogates. */
static inline vec decode_pairs(vec points)
{
    const vec trails = _mm512_slli_epi32(_mm512_and_si512(points, vec32_splat(0x3FF)), 16);
    const vec leads = _mm512_srli_epi32(points, 10);

    /* 10000 is 40 times 400. */
    return _mm512_add_epi32(_mm512_or_si512(leads, trails), vec32_splat(0xDC00D800 - 0x40));
}

/* The 16 bytes at p, of which those of `leads` begin any characters, as units of four bytes. */
SEAM__TEMPLATE void decode_quarter(const decode_form *f, const decode_constants *k,
                                   decode_stores how, decode_state *at, const uint8_t *p,
                                   uint16_t leads)
{
    const vec b0 = decode_bytes4(p);
    const vec b1 = _mm512_sub_epi32(decode_bytes4(p + 1), vec32_splat(0x3080));
    const vec b2 = _mm512_sub_epi32(decode_bytes4(p + 2), vec32_splat(0x20080));
    const vec b3 = _mm512_sub_epi32(decode_bytes4(p + 3), vec32_splat(0x400080));
    const size_t n = (size_t)__builtin_popcount(leads);
    vec v = b0;

    v = _mm512_mask_mov_epi32(v, _mm512_cmpge_epu32_mask(b0, vec32_splat(0xC0)),
                              _mm512_add_epi32(_mm512_slli_epi32(v, 6), b1));
    v = _mm512_mask_mov_epi32(v, _mm512_cmpge_epu32_mask(b0, vec32_splat(0xE0)),
                              _mm512_add_epi32(_mm512_slli_epi32(v, 6), b2));
    v = _mm512_mask_mov_epi32(v, _mm512_cmpge_epu32_mask(b0, vec32_splat(0xF0)),
                              _mm512_add_epi32(_mm512_slli_epi32(v, 6), b3));
    decode_store(f, k, how, at->out, n, _mm512_maskz_compress_epi32(leads, v));
    at->out += n * f->unit;
}

/* The vector at p, which has a character of four bytes. */
SEAM__TEMPLATE void decode_any(const decode_form *f, const decode_constants *k, decode_stores how,
                               decode_state *at, uint64_t leads, uint64_t fours)
{
    uint32_t open = 0;
    decode_bytes low, high;

    if (f->unit == 4) {
        for (unsigned i = 0; i < 64; i += 16)
            decode_quarter(f, k, how, at, at->p + i, (uint16_t)(leads >> i));
        at->p += VEC_BYTES;
        return;
    }
    low = decode_bytes_at(at->p);
    high = decode_bytes_at(at->p + 32);
    /* One at the end is left to the next vector, for it has its second half there. */
    leads &= ~(fours & UINT64_C(1) << 63);
    at->p += VEC_BYTES - (fours >> 63);
    fours = fours << 1 >> 1;
    decode_put_pairs(f, k, how, at, &low, (uint32_t)leads, (uint32_t)fours, &open);
    decode_put_pairs(f, k, how, at, &high, (uint32_t)(leads >> 32), (uint32_t)(fours >> 32), &open);
}

/* The vector v at p, which is not all ASCII. */
SEAM__TEMPLATE void decode_mixed(const decode_form *f, const decode_constants *k, decode_stores how,
                                 decode_state *at, vec v, uint64_t leads)
{
    const uint64_t fours = vec_movemask(_mm512_subs_epu8(v, k->to_four));
    decode_bytes low, high;

    if (SEAM__UNLIKELY(fours != 0)) {
        decode_any(f, k, how, at, leads, fours);
        return;
    }
    low = decode_bytes_at(at->p);
    high = decode_bytes_at(at->p + 32);
    decode_store_kept(f, k, how, at, (uint32_t)leads, decode_units(k, &low));
    decode_store_kept(f, k, how, at, (uint32_t)(leads >> 32), decode_units(k, &high));
    at->p += VEC_BYTES;
}

/* ---- the end of a text: `left` bytes, VEC_BYTES at most, which are whole characters */

/* In each half: the first and the second one. */
static inline vec decode_half_of(vec v, unsigned half)
{
    return _mm512_cvtepu8_epi16(half == 0 ? _mm512_castsi512_si256(v)
                                          : _mm512_extracti64x4_epi64(v, 1));
}

/* Each byte, one place on: the last one is no lead. */
static inline vec decode_next(vec v)
{
    return _mm512_alignr_epi8(_mm512_alignr_epi32(vec_splat(0), v, 4), v, 1);
}

/* False, and nothing is done, where a character has four bytes. */
SEAM__TEMPLATE bool decode_end(const decode_form *f, const decode_constants *k, decode_state *at,
                               size_t left)
{
    const vec b0 = vec_load_partial(at->p, left);
    const vec b1 = decode_next(b0);
    const vec b2 = decode_next(b1);
    const uint64_t leads = ~_mm512_cmplt_epi8_mask(b0, k->from_c0) & vec_low_bits(left);

    if (vec_movemask(_mm512_subs_epu8(b0, k->to_four)) != 0)
        return false;
    for (unsigned half = 0; half < 2; half++) {
        const decode_bytes b = {decode_half_of(b0, half), decode_half_of(b1, half),
                                decode_half_of(b2, half)};

        if (half == 0 || left > VEC_BYTES / 2)
            decode_store_kept(f, k, DECODE_EXACT, at, (uint32_t)(leads >> 32 * half),
                              decode_units(k, &b));
    }
    at->p += left;
    return true;
}

#endif
