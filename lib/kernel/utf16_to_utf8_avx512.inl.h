/* To UTF-8 from UTF-16 for AVX-512; what becomes of a vector is told by utf16_to_utf8_vec_avx512.inl.h.
 *
 * A whole store spoils what lies behind its bytes. So a vector is stored whole only where those that
 * follow are seen to be well-formed, and there is room for them: they overwrite all that it spoils.
 * The others, which end a text or have surrogates, are stored exactly. */
#ifndef SEAM_KERNEL_UTF16_TO_UTF8_AVX512_INL_H
#define SEAM_KERNEL_UTF16_TO_UTF8_AVX512_INL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attributes.h"
#include "base/bits.h"
#include "kernel/scalar.h"
#include "kernel/units.h"
#include "kernel/utf16_to_utf8_vec_avx512.inl.h"

/* Vectors of which the first is stored whole. Sixteen units at its end may take as many bytes, so 48
 * are spoilt: less than the units of two vectors. */
#define ENCODE_SEEN ((size_t)3)

/* Lanes 0, 2, 4... of 16 bits, and the others. */
#define EVEN_UNITS 0x55555555u
#define ODD_UNITS  0xAAAAAAAAu

/* To lanes of 32 bits: the first sixteen units and the others, each with the one behind it. Behind the
 * last one comes the first, for that one alone is no pair. `behind` does as `high` with units of which
 * the first was left out. */
typedef struct encode_order {
    vec low, high, behind;
} encode_order;

static inline encode_order encode_order_load(void)
{
    const vec pairs = _mm512_set_epi16(16, 15, 15, 14, 14, 13, 13, 12, 12, 11, 11, 10, 10, 9, 9, 8,
                                       8, 7, 7, 6, 6, 5, 5, 4, 4, 3, 3, 2, 2, 1, 1, 0);

    return (encode_order){vec_pin(pairs), vec_pin(_mm512_add_epi16(pairs, vec16_splat(16))),
                          vec_pin(_mm512_add_epi16(pairs, vec16_splat(15)))};
}

/* What stays in registers for a call. */
typedef struct encode_constants {
    encode_two_constants two;
    encode_four_constants wide;
    encode_order order;
    vec not_ascii, not_two; /* bits that ASCII, and that two bytes do not have */
    vec kind, lead;         /* the bits that tell a surrogate, and those of a lead one */
    vec threes;             /* where the bytes of encode_three() lie */
} encode_constants;

static inline encode_constants encode_constants_load(void)
{
    return (encode_constants){
        .two = encode_two_load(),
        .wide = encode_four_load(),
        .order = encode_order_load(),
        .not_ascii = vec_pin(vec16_splat(0xFF80)),
        .not_two = vec_pin(vec16_splat(0xF800)),
        .kind = vec_pin(vec16_splat(0xFC00)),
        .lead = vec_pin(vec16_splat(0xD800)),
        .threes = vec_pin(vec_load(encode_threes)),
    };
}

/* The first byte of each unit is the low one. */
SEAM__TEMPLATE vec units2(vec v, bool big)
{
    return big ? _mm512_or_si512(_mm512_slli_epi16(v, 8), _mm512_srli_epi16(v, 8)) : v;
}

/* ---- vectors with others behind them, stored whole */

static inline bool encode_none(vec v, vec bits)
{
    return _mm512_test_epi16_mask(v, bits) == 0;
}

static inline bool encode_all(vec v, vec bits)
{
    return _mm512_test_epi16_mask(v, bits) == UINT32_MAX;
}

/* Whether none of three vectors has a surrogate. */
static inline bool encode_no_surrogates(const encode_constants *k, vec v0, vec v1, vec v2)
{
    /* Counted from D800 on, they are those below 800. */
    const vec least = _mm512_min_epu16(
        _mm512_min_epu16(_mm512_sub_epi16(v0, k->lead), _mm512_sub_epi16(v1, k->lead)),
        _mm512_sub_epi16(v2, k->lead));

    return encode_all(least, k->not_two);
}

/* A vector without surrogates, and two others behind it. */
static inline void encode_high(const encode_constants *k, encode_state *at, vec v)
{
    const vec low = _mm512_maskz_permutexvar_epi16(EVEN_UNITS, k->order.low, v);
    const vec high = _mm512_maskz_permutexvar_epi16(EVEN_UNITS, k->order.high, v);

    at->p += VEC_BYTES;
    if (encode_all(v, k->not_two)) {
        at->out = encode_store(at->out, encode_three(&k->wide, k->threes, low));
        at->out = encode_store(at->out, encode_three(&k->wide, k->threes, high));
    } else if (encode_none(v, k->not_two)) {
        at->out = encode_store(at->out, encode_two(&k->two, v));
    } else {
        at->out = encode_store(at->out, encode_bmp(&k->wide, low));
        at->out = encode_store(at->out, encode_bmp(&k->wide, high));
    }
}

/* Two vectors of ASCII at a time, which spoil nothing. */
SEAM__TEMPLATE void encode_ascii_run(const encode_constants *k, encode_state *at, bool big)
{
    while (encode_left(at) >= 2 * VEC_BYTES && encode_room(at) >= VEC_BYTES) {
        const vec v0 = units2(vec_load(at->p), big);
        const vec v1 = units2(vec_load(at->p + VEC_BYTES), big);

        if (!encode_none(_mm512_or_si512(v0, v1), k->not_ascii))
            break;
        vec_store(at->out, encode_ascii(v0, v1));
        at->out += 2 * UNITS2;
        at->p += 2 * VEC_BYTES;
    }
}

/* One vector or two as far as they, and those behind them, have no surrogates, and there is room. */
SEAM__TEMPLATE void encode_run(const encode_constants *k, encode_state *at, bool big)
{
    while (encode_left(at) >= ENCODE_SEEN * VEC_BYTES &&
           encode_room(at) >= ENCODE_SEEN * UNITS2 * 3) {
        const vec v0 = units2(vec_load(at->p), big);
        const vec v1 = units2(vec_load(at->p + VEC_BYTES), big);
        const vec v2 = units2(vec_load(at->p + 2 * VEC_BYTES), big);

        if (encode_none(_mm512_or_si512(v0, v1), k->not_ascii)) {
            vec_store(at->out, encode_ascii(v0, v1));
            at->out += 2 * UNITS2;
            at->p += 2 * VEC_BYTES;
        } else if (encode_none(vec_or3(v0, v1, v2), k->not_two)) {
            at->out = encode_store(at->out, encode_two(&k->two, v0));
            at->out = encode_store(at->out, encode_two(&k->two, v1));
            at->p += 2 * VEC_BYTES;
        } else if (encode_no_surrogates(k, v0, v1, v2)) {
            encode_high(k, at, v0);
        } else {
            break;
        }
    }
}

/* ---- any vector, stored exactly */

/* Lanes of two units, a lead and a trail surrogate, to the code points they make. */
static inline vec encode_join(vec lanes)
{
    /* The product takes units to be signed. */
    const uint32_t rest =
        0x10000 - (UINT32_C(0xD800) << 10) - 0xDC00 + (UINT32_C(0x10000) << 10) + UINT32_C(0x10000);

    return _mm512_add_epi32(_mm512_madd_epi16(lanes, vec32_splat(0x00010400)), vec32_splat(rest));
}

/* Vectors of whole pairs: each lane is one. */
SEAM__TEMPLATE void encode_pairs(const encode_constants *k, encode_state *at, bool big)
{
    const vec kinds = vec_pin(vec32_splat(0xFC00FC00));
    const vec pair = vec_pin(vec32_splat(0xDC00D800));

    while (encode_left(at) >= VEC_BYTES && encode_room(at) >= VEC_BYTES) {
        const vec v = units2(vec_load(at->p), big);

        if (_mm512_cmpeq_epi32_mask(_mm512_and_si512(v, kinds), pair) != UINT16_MAX)
            break;
        vec_store(at->out, encode_four(&k->wide, encode_join(v)));
        at->out += VEC_BYTES;
        at->p += VEC_BYTES;
    }
}

/* Sixteen lanes of a unit and the one behind it: the code points, and which of the lanes make one. */
static inline encode_piece encode_lanes(const encode_constants *k, vec lanes, uint32_t leads,
                                        uint32_t chosen)
{
    const vec alone = _mm512_and_si512(lanes, vec32_splat(0xFFFF));
    const vec c = _mm512_mask_mov_epi32(alone, (uint16_t)leads, encode_join(lanes));

    return encode_any(&k->wide, (uint16_t)chosen, c);
}

/* 32 units of which each is given with the one behind it. */
static inline uint8_t *encode_put_lanes(const encode_constants *k, uint8_t *out, vec v, vec behind,
                                        uint32_t leads, uint32_t chosen)
{
    const vec low = _mm512_permutexvar_epi16(k->order.low, v);
    const vec high = _mm512_permutexvar_epi16(k->order.behind, behind);

    out = encode_store_masked(out, encode_lanes(k, low, leads, chosen));
    return encode_store_masked(out, encode_lanes(k, high, leads >> 16, chosen >> 16));
}

/* Vectors with pairs here and there, as long as others follow. How far each goes is no result of a
 * calculation, so the next one need not wait for it: a pair that two of them share is written with the
 * first. False when there was none. */
SEAM__TEMPLATE bool encode_mixed(const encode_constants *k, encode_state *at, bool big)
{
    const uint8_t *const start = at->p;
    uint32_t shared = 0;

    if (encode_left(at) < 2 || seam__is_trail_surrogate(seam__unit16_load(start, big)))
        return false;
    while (encode_left(at) >= ENCODE_SEEN * VEC_BYTES && encode_room(at) >= 2 * VEC_BYTES) {
        const vec v = units2(vec_load(at->p), big);
        const vec behind = units2(vec_load(at->p + 2), big);
        const uint32_t leads = _mm512_cmpeq_epi16_mask(_mm512_and_si512(v, k->kind), k->lead);
        const uint32_t trails =
            _mm512_cmpeq_epi16_mask(_mm512_and_si512(behind, k->kind), vec16_splat(0xDC00));

        if (leads != trails || (shared != 0 && leads == ODD_UNITS))
            break;
        if ((leads | shared) == 0 &&
            encode_no_surrogates(k, v, units2(vec_load(at->p + VEC_BYTES), big),
                                 units2(vec_load(at->p + 2 * VEC_BYTES), big)))
            break;
        if (encode_none(v, k->not_two))
            at->out = encode_store_masked(at->out, encode_two(&k->two, v));
        else
            at->out = encode_put_lanes(k, at->out, v, behind, leads, ~(trails << 1 | shared));
        at->p += VEC_BYTES;
        shared = leads >> 31;
    }
    if (shared != 0)
        at->p += 2;
    return at->p != start;
}

/* How many units of a vector with `n` are whole well-formed characters. */
static inline size_t encode_good(uint32_t leads, uint32_t trails, size_t n)
{
    /* What is no trail behind a lead, or one that is not behind a lead. */
    const uint64_t bad = (uint64_t)leads << 1 ^ trails;
    size_t first;

    if (SEAM__LIKELY(bad == 0))
        return n;
    first = (size_t)__builtin_ctzll(bad);
    return first > 0 && (leads >> (first - 1) & 1) != 0 ? first - 1 : first;
}

/* Up to a vector of ASCII. */
static inline bool encode_ascii_step(encode_state *at, vec v, size_t n)
{
    if (n == 0 || encode_room(at) < n)
        return false;
    vec_store_partial(at->out, n, _mm512_castsi256_si512(_mm512_cvtepi16_epi8(v)));
    at->out += n;
    at->p += 2 * n;
    return true;
}

/* One vector or what is left, without anything behind it; false when that was not possible. */
SEAM__TEMPLATE bool encode_step(const encode_constants *k, encode_state *at, bool big)
{
    const size_t n = seam__min(encode_left(at) / 2, UNITS2);
    const vec v = units2(vec_load_partial(at->p, 2 * n), big);
    const vec kinds = _mm512_and_si512(v, k->kind);
    const uint32_t leads = _mm512_cmpeq_epi16_mask(kinds, k->lead);
    const uint32_t trails = _mm512_cmpeq_epi16_mask(kinds, vec16_splat(0xDC00));
    const size_t good = encode_good(leads, trails, n);
    const uint32_t chosen = (uint32_t)vec_low_bits(good) & ~trails;
    encode_piece low, high;

    if (encode_none(v, k->not_ascii))
        return encode_ascii_step(at, v, n);
    low = encode_lanes(k, _mm512_permutexvar_epi16(k->order.low, v), leads, chosen);
    high = encode_lanes(k, _mm512_permutexvar_epi16(k->order.high, v), leads >> 16, chosen >> 16);
    if (good == 0 || encode_room(at) < low.len + high.len)
        return false;
    at->out = encode_store_exact(at->out, low);
    at->out = encode_store_exact(at->out, high);
    at->p += 2 * good;
    return true;
}

SEAM__TEMPLATE size_t utf16_to_utf8(const uint8_t *p, size_t n, uint8_t *out, size_t cap,
                                    size_t *n_out, bool big)
{
    seam__transcode_fn *const rest =
        big ? seam__scalar_utf16be_to_utf8 : seam__scalar_utf16le_to_utf8;
    const encode_constants k = encode_constants_load();
    encode_state at = {.p = p, .p_end = p + n};
    size_t i, n_bytes;

    at.out = out;
    at.out_end = out + cap;
    if (n < ENCODE_FEW)
        return rest(p, n, out, cap, n_out);
    do {
        encode_ascii_run(&k, &at, big);
        encode_run(&k, &at, big);
        encode_pairs(&k, &at, big);
    } while (encode_mixed(&k, &at, big) || encode_step(&k, &at, big));
    i = (size_t)(at.p - p);
    i += rest(at.p, n - i, at.out, encode_room(&at), &n_bytes);
    *n_out = (size_t)(at.out - out) + n_bytes;
    return i;
}

size_t KERNEL(utf16le_to_utf8)(const uint8_t *p, size_t n, uint8_t *out, size_t cap, size_t *n_out)
{
    return utf16_to_utf8(p, n, out, cap, n_out, false);
}

size_t KERNEL(utf16be_to_utf8)(const uint8_t *p, size_t n, uint8_t *out, size_t cap, size_t *n_out)
{
    return utf16_to_utf8(p, n, out, cap, n_out, true);
}

#endif
