/* Converting one vector of valid UTF-8 to UTF-16 or UTF-32 for AVX-512.
 *
 * Every byte is taken for a lead, and the unit that it and the bytes behind it would make is
 * computed; then the units of the bytes that are leads are compressed. So the next vector does not
 * wait for where characters end. */
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
    seam__transcode_fn *rest; /* the scalar body, which ends a text */
    /* Converts at most VEC_BYTES bytes, for each of which there is room for a unit. */
    size_t (*few)(const uint8_t *p, size_t n, uint8_t *out, size_t *n_out);
} decode_form;

/* The state of a conversion. */
typedef struct decode_state {
    const uint8_t *p;
    uint8_t *out;
} decode_state;

/* Whether stores may overwrite what lies behind their units. */
typedef enum decode_stores { DECODE_OVERWRITING, DECODE_EXACT } decode_stores;

/* The constants, which stay in registers during a call. `from_c0` and `to_four` are for bytes, the
 * others for 16-bit units. */
typedef struct decode_constants {
    vec from_c0, to_four;
    vec two, three;          /* leads of sequences of two bytes, and of three */
    vec of_second, of_third; /* the tag bits of their bytes, shifted as the bytes are */
    vec swap;
} decode_constants;

/* The shuffle that reverses the bytes of each unit. */
static inline vec decode_swap_for(const decode_form *f)
{
    static const uint8_t of_two[16] = {1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14};
    static const uint8_t of_four[16] = {3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12};

    return vec_broadcast_16(f->unit == 2 ? of_two : of_four);
}

SEAM__TEMPLATE decode_constants decode_constants_load(const decode_form *f)
{
    static const uint32_t words[] = {0xC0C0C0C0, 0x70707070, 0x00C000C0,
                                     0x00E000E0, 0x30803080, 0x00800080};

    return (decode_constants){
        .from_c0 = vec_constant4(&words[0]),
        .to_four = vec_constant4(&words[1]),
        .two = vec_constant4(&words[2]),
        .three = vec_constant4(&words[3]),
        .of_second = vec_constant4(&words[4]),
        .of_third = vec_constant4(&words[5]),
        .swap = vec_pin(decode_swap_for(f)),
    };
}

/* ---- stores of `n` units at `out` */

SEAM__TEMPLATE void decode_store(const decode_form *f, const decode_constants *k, decode_stores how,
                                 uint8_t *out, size_t n, vec units)
{
    const vec v = f->big ? _mm512_shuffle_epi8(units, k->swap) : units;

    if (how == DECODE_EXACT)
        vec_store_partial(out, seam__min(n * f->unit, VEC_BYTES), v);
    else
        vec_store(out, v);
}

/* Stores 16-bit units, as 32-bit units for UTF-32. */
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

static inline vec decode_bytes2(const uint8_t *p)
{
    return _mm512_cvtepu8_epi16(_mm256_loadu_si256((const void *)p));
}

static inline vec decode_bytes4(const uint8_t *p)
{
    return _mm512_cvtepu8_epi32(_mm_loadu_si128((const void *)p));
}

/* Converts the vector at at->p, which is ASCII; it overwrites nothing. Each part is loaded anew, because
 * widening what a load brings takes fewer steps than widening a part of a register. */
SEAM__TEMPLATE void decode_ascii(const decode_form *f, const decode_constants *k, decode_state *at)
{
    const size_t n = VEC_BYTES / f->unit;

    for (size_t i = 0; i < VEC_BYTES; i += n)
        decode_store(f, k, DECODE_OVERWRITING, at->out + i * f->unit, n,
                     f->unit == 2 ? decode_bytes2(at->p + i) : decode_bytes4(at->p + i));
    at->p += VEC_BYTES;
    at->out += VEC_BYTES * f->unit;
}

/* 32 bytes as 16-bit units and, in the same places, the bytes one and two places later. */
typedef struct decode_bytes {
    vec b0, b1, b2;
} decode_bytes;

static inline decode_bytes decode_bytes_at(const uint8_t *p)
{
    return (decode_bytes){decode_bytes2(p), decode_bytes2(p + 1), decode_bytes2(p + 2)};
}

/* The unit that each lead up to EF and the bytes behind it make. */
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

/* Stores the units whose bits in `kept` are set. */
SEAM__TEMPLATE void decode_store_kept(const decode_form *f, const decode_constants *k,
                                      decode_stores how, decode_state *at, uint32_t kept, vec units)
{
    const size_t n = (size_t)__builtin_popcount(kept);

    decode_store_twos(f, k, how, at->out, n, _mm512_maskz_compress_epi16(kept, units));
    at->out += n * f->unit;
}

/* Converts 32 bytes to UTF-16. `leads` are the bytes that begin characters, `fours` those that
 * begin characters of four bytes: the lead then gives the lead surrogate, the byte behind it the
 * trail surrogate. *open says that the first byte gives a trail surrogate, and becomes whether the
 * byte behind the 32 does. */
SEAM__TEMPLATE void decode_put_pairs(const decode_form *f, const decode_constants *k,
                                     decode_stores how, decode_state *at, const decode_bytes *b,
                                     uint32_t leads, uint32_t fours, uint32_t *open)
{
    const uint32_t seconds = fours << 1 | *open;
    const vec bits = _mm512_add_epi16(_mm512_slli_epi16(b->b0, 8), _mm512_slli_epi16(b->b1, 2));
    const vec last = _mm512_and_si512(_mm512_srli_epi16(b->b2, 4), vec16_splat(0x03));
    /* D800 less the tag bits, which are F200 here, and less 40, because 10000 is 40 * 400. */
    const vec first = _mm512_add_epi16(_mm512_add_epi16(bits, last), vec16_splat(0xE5C0));
    const vec four = _mm512_slli_epi16(_mm512_and_si512(b->b1, vec16_splat(0x0F)), 6);
    const vec second = _mm512_add_epi16(_mm512_add_epi16(four, b->b2), vec16_splat(0xDB80));
    vec v = decode_units(k, b);

    v = _mm512_mask_mov_epi16(v, fours, first);
    v = _mm512_mask_mov_epi16(v, seconds, second);
    decode_store_kept(f, k, how, at, leads | seconds, v);
    *open = fours >> 31;
}

/* The surrogate pairs of code points from 10000 up. */
static inline vec decode_pairs(vec points)
{
    const vec trails = _mm512_slli_epi32(_mm512_and_si512(points, vec32_splat(0x3FF)), 16);
    const vec leads = _mm512_srli_epi32(points, 10);

    /* Subtracting 10000 subtracts 40 from the lead surrogate, because 10000 is 40 * 400
     * (hexadecimal). */
    return _mm512_add_epi32(_mm512_or_si512(leads, trails), vec32_splat(0xDC00D800 - 0x40));
}

/* 16 bytes as 32-bit units and, in the same places, the bytes one, two and three places later. */
typedef struct decode_quads {
    vec b0, b1, b2, b3;
} decode_quads;

/* Converts 16 bytes to UTF-32. `leads` are the bytes that begin characters. */
SEAM__TEMPLATE void decode_quarter(const decode_form *f, const decode_constants *k,
                                   decode_stores how, decode_state *at, const decode_quads *b,
                                   uint16_t leads)
{
    const size_t n = (size_t)__builtin_popcount(leads);
    vec v = b->b0;

    v = _mm512_mask_mov_epi32(
        v, _mm512_cmpge_epu32_mask(b->b0, vec32_splat(0xC0)),
        _mm512_add_epi32(_mm512_slli_epi32(v, 6), _mm512_sub_epi32(b->b1, vec32_splat(0x3080))));
    v = _mm512_mask_mov_epi32(
        v, _mm512_cmpge_epu32_mask(b->b0, vec32_splat(0xE0)),
        _mm512_add_epi32(_mm512_slli_epi32(v, 6), _mm512_sub_epi32(b->b2, vec32_splat(0x20080))));
    v = _mm512_mask_mov_epi32(
        v, _mm512_cmpge_epu32_mask(b->b0, vec32_splat(0xF0)),
        _mm512_add_epi32(_mm512_slli_epi32(v, 6), _mm512_sub_epi32(b->b3, vec32_splat(0x400080))));
    decode_store(f, k, how, at->out, n, _mm512_maskz_compress_epi32(leads, v));
    at->out += n * f->unit;
}

/* Converts the vector at at->p, which has a character of four bytes. */
SEAM__TEMPLATE void decode_any(const decode_form *f, const decode_constants *k, decode_stores how,
                               decode_state *at, uint64_t leads, uint64_t fours)
{
    uint32_t open = 0;
    decode_bytes low, high;

    if (f->unit == 4) {
        for (unsigned i = 0; i < 64; i += 16) {
            const uint8_t *p = at->p + i;
            const decode_quads b = {decode_bytes4(p), decode_bytes4(p + 1), decode_bytes4(p + 2),
                                    decode_bytes4(p + 3)};

            decode_quarter(f, k, how, at, &b, (uint16_t)(leads >> i));
        }
        at->p += VEC_BYTES;
        return;
    }
    low = decode_bytes_at(at->p);
    high = decode_bytes_at(at->p + 32);
    /* A character of four bytes that begins with the last byte is left to the next vector, where
     * its trail surrogate is. */
    leads &= ~(fours & UINT64_C(1) << 63);
    at->p += VEC_BYTES - (fours >> 63);
    fours = fours << 1 >> 1;
    decode_put_pairs(f, k, how, at, &low, (uint32_t)leads, (uint32_t)fours, &open);
    decode_put_pairs(f, k, how, at, &high, (uint32_t)(leads >> 32), (uint32_t)(fours >> 32), &open);
}

/* Converts the vector v at at->p, which is not all ASCII. */
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

/* ---- the end of a text: at most VEC_BYTES bytes, which are whole characters */

/* The bytes of one half of a vector as 16-bit units. */
static inline vec decode_half_of(vec v, unsigned half)
{
    return _mm512_cvtepu8_epi16(half == 0 ? _mm512_castsi512_si256(v)
                                          : _mm512_extracti64x4_epi64(v, 1));
}

/* The bytes one place later, with 0 in the last place. */
static inline vec decode_next(vec v)
{
    return _mm512_alignr_epi8(_mm512_alignr_epi32(vec_splat(0), v, 4), v, 1);
}

/* The bytes of one quarter of a vector as 32-bit units. */
static inline vec decode_quarter_of(vec v, unsigned quarter)
{
    switch (quarter) {
    case 0:
        return _mm512_cvtepu8_epi32(_mm512_castsi512_si128(v));
    case 1:
        return _mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(v, 1));
    case 2:
        return _mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(v, 2));
    default:
        return _mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(v, 3));
    }
}

/* Converts the last `left` bytes, where a character has four bytes, to UTF-32. `b0`, `b1` and `b2` have the
 * bytes and those one and two places later. */
SEAM__TEMPLATE void decode_end_quarters(const decode_form *f, const decode_constants *k,
                                        decode_state *at, vec b0, vec b1, vec b2, uint64_t leads)
{
    const vec b3 = decode_next(b2);

    for (unsigned i = 0; i < 4; i++) {
        const decode_quads b = {decode_quarter_of(b0, i), decode_quarter_of(b1, i),
                                decode_quarter_of(b2, i), decode_quarter_of(b3, i)};
        const uint16_t chosen = (uint16_t)(leads >> 16 * i);

        if (chosen != 0)
            decode_quarter(f, k, DECODE_EXACT, at, &b, chosen);
    }
}

/* Converts the last `left` bytes. */
SEAM__TEMPLATE void decode_end(const decode_form *f, const decode_constants *k, decode_state *at,
                               size_t left)
{
    const vec b0 = vec_load_partial(at->p, left);
    const vec b1 = decode_next(b0);
    const vec b2 = decode_next(b1);
    const uint64_t leads = ~_mm512_cmplt_epi8_mask(b0, k->from_c0) & vec_low_bits(left);
    const uint64_t fours = vec_movemask(_mm512_subs_epu8(b0, k->to_four));
    uint32_t open = 0;

    at->p += left;
    if (f->unit == 4 && fours != 0) {
        decode_end_quarters(f, k, at, b0, b1, b2, leads);
        return;
    }
    for (unsigned half = 0; half < 2; half++) {
        const decode_bytes b = {decode_half_of(b0, half), decode_half_of(b1, half),
                                decode_half_of(b2, half)};

        if (half == 1 && left <= VEC_BYTES / 2)
            return;
        if (fours == 0)
            decode_store_kept(f, k, DECODE_EXACT, at, (uint32_t)(leads >> 32 * half),
                              decode_units(k, &b));
        else
            decode_put_pairs(f, k, DECODE_EXACT, at, &b, (uint32_t)(leads >> 32 * half),
                             (uint32_t)(fours >> 32 * half), &open);
    }
}

/* Converts `n` bytes of ASCII, at most half a vector, which are those of v. */
SEAM__TEMPLATE void decode_ascii_few(const decode_form *f, uint8_t *out, size_t n, vec v)
{
    const decode_constants k = {.swap = decode_swap_for(f)};

    decode_store_twos(f, &k, DECODE_EXACT, out, n, decode_half_of(v, 0));
}

/* Converts 32 bytes of ASCII at p. */
SEAM__TEMPLATE void decode_ascii_half(const decode_form *f, const uint8_t *p, uint8_t *out)
{
    const decode_constants k = {.swap = decode_swap_for(f)};
    const size_t n = VEC_BYTES / f->unit;

    for (size_t i = 0; i < VEC_BYTES / 2; i += n)
        decode_store(f, &k, DECODE_OVERWRITING, out + i * f->unit, n,
                     f->unit == 2 ? decode_bytes2(p + i) : decode_bytes4(p + i));
}

/* Converts `n` bytes, half a vector to a vector, in two parts that overlap. Returns false, and has done
 * nothing, where they are not ASCII. */
SEAM__TEMPLATE bool decode_ascii_halves(const decode_form *f, const uint8_t *p, size_t n,
                                        uint8_t *out)
{
    const size_t second = n - VEC_BYTES / 2;
    const __m256i both = _mm256_or_si256(_mm256_loadu_si256((const void *)p),
                                         _mm256_loadu_si256((const void *)(p + second)));

    if (_mm256_movemask_epi8(both) != 0)
        return false;
    decode_ascii_half(f, p, out);
    decode_ascii_half(f, p + second, out + second * f->unit);
    return true;
}

/* Converts the vectors at p and `second` bytes later, which may overlap. Returns false, and has done
 * nothing, where they are not ASCII. */
SEAM__TEMPLATE bool decode_ascii_pair(const decode_form *f, const uint8_t *p, size_t second,
                                      uint8_t *out)
{
    const size_t half = VEC_BYTES / 2;

    if (vec_movemask(_mm512_or_si512(vec_load(p), vec_load(p + second))) != 0)
        return false;
    decode_ascii_half(f, p, out);
    decode_ascii_half(f, p + half, out + half * f->unit);
    decode_ascii_half(f, p + second, out + second * f->unit);
    decode_ascii_half(f, p + second + half, out + (second + half) * f->unit);
    return true;
}

/* Converts the ASCII that `n` bytes, more than a vector, begin with, for each of which there is room for a
 * unit: in whole pairs of vectors, unless it is all of them. Returns its length. */
SEAM__TEMPLATE size_t decode_ascii_start(const decode_form *f, const uint8_t *p, size_t n,
                                         uint8_t *out)
{
    const size_t pair = 2 * VEC_BYTES;
    size_t i = 0;

    if (n < pair)
        return decode_ascii_pair(f, p, n - VEC_BYTES, out) ? n : 0;
    for (; n - i >= pair; i += pair) {
        if (!decode_ascii_pair(f, p + i, VEC_BYTES, out + i * f->unit))
            return i;
    }
    if (i < n && decode_ascii_pair(f, p + n - pair, VEC_BYTES, out + (n - pair) * f->unit))
        return n;
    return i;
}

#endif
