/* Converting UTF-16 to UTF-8 for AVX-512; utf16_to_utf8_vec_avx512.inl.h converts one vector.
 *
 * An unmasked store overwrites bytes behind its result. It is used only where the units that follow
 * are known to be well-formed and have room, because their bytes then overwrite the same place.
 * Vectors that end a text or have surrogates are stored by masked stores. */
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

/* The vectors that are checked before the first of them is stored unmasked. Its last sixteen units
 * may give only 16 bytes, so that 48 bytes behind them are overwritten: fewer than the units of two
 * more vectors give. */
#define ENCODE_SEEN ((size_t)3)

/* Masks of the 16-bit units with even, and with odd, numbers. */
#define EVEN_UNITS 0x55555555u
#define ODD_UNITS  0xAAAAAAAAu

/* Permutations to 32-bit lanes, each of a unit and the unit behind it: `low` for the first sixteen
 * units of a vector, `high` for the others. Behind the last unit stands the first one, which makes
 * no pair with it. `behind` is `high` for a vector that begins one unit later. */
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

/* The constants, which stay in registers during a call. */
typedef struct encode_constants {
    encode_two_constants two;
    encode_four_constants wide;
    encode_order order;
    vec not_ascii, not_two; /* bits that units of one byte, and of two bytes, lack */
    vec kind, lead; /* the bits that tell a surrogate, and their value in a lead surrogate */
    vec threes;     /* the permutation for encode_three() */
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

/* The units of a vector in the byte order of the CPU. */
SEAM__TEMPLATE vec units2(vec v, bool big)
{
    return big ? _mm512_or_si512(_mm512_slli_epi16(v, 8), _mm512_srli_epi16(v, 8)) : v;
}

/* ---- vectors with others behind them, stored unmasked */

static inline bool encode_none(vec v, vec bits)
{
    return _mm512_test_epi16_mask(v, bits) == 0;
}

static inline bool encode_all(vec v, vec bits)
{
    return _mm512_test_epi16_mask(v, bits) == UINT32_MAX;
}

/* Whether no unit of three vectors is a surrogate. */
static inline bool encode_no_surrogates(const encode_constants *k, vec v0, vec v1, vec v2)
{
    /* A surrogate less D800 is below 800. */
    const vec least = _mm512_min_epu16(
        _mm512_min_epu16(_mm512_sub_epi16(v0, k->lead), _mm512_sub_epi16(v1, k->lead)),
        _mm512_sub_epi16(v2, k->lead));

    return encode_all(least, k->not_two);
}

/* Converts a vector without surrogates that two others follow. */
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

/* Converts ASCII, two vectors at a time, which overwrites nothing. */
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

/* Converts vectors, one or two at a time, while they and those behind them have no surrogates and
 * there is room. */
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

/* ---- any vector, stored by masked stores */

/* The code points of lanes that are surrogate pairs. */
static inline vec encode_join(vec lanes)
{
    /* The multiplication takes units for signed numbers. */
    const uint32_t rest =
        0x10000 - (UINT32_C(0xD800) << 10) - 0xDC00 + (UINT32_C(0x10000) << 10) + UINT32_C(0x10000);

    return _mm512_add_epi32(_mm512_madd_epi16(lanes, vec32_splat(0x00010400)), vec32_splat(rest));
}

/* Converts vectors whose lanes are all surrogate pairs. */
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

/* Converts sixteen lanes of a unit and the unit behind it. `leads` are the lanes that are pairs,
 * `chosen` those that give a character. */
static inline encode_piece encode_lanes(const encode_constants *k, vec lanes, uint32_t leads,
                                        uint32_t chosen)
{
    const vec alone = _mm512_and_si512(lanes, vec32_splat(0xFFFF));
    const vec c = _mm512_mask_mov_epi32(alone, (uint16_t)leads, encode_join(lanes));

    return encode_any(&k->wide, (uint16_t)chosen, c);
}

/* Converts 32 units. `behind` has the units one place later. Returns the end of the output. */
static inline uint8_t *encode_put_lanes(const encode_constants *k, uint8_t *out, vec v, vec behind,
                                        uint32_t leads, uint32_t chosen)
{
    const vec low = _mm512_permutexvar_epi16(k->order.low, v);
    const vec high = _mm512_permutexvar_epi16(k->order.behind, behind);

    out = encode_store_masked(out, encode_lanes(k, low, leads, chosen));
    return encode_store_masked(out, encode_lanes(k, high, leads >> 16, chosen >> 16));
}

/* Converts vectors that have some pairs, while others follow. Each takes a whole vector of units,
 * so that the next one need not wait for it: a pair that lies in two vectors is written with the
 * first. Returns false when it has converted none. */
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

/* The number of units, of the `n` of a vector, before the first that is no whole well-formed
 * character. */
static inline size_t encode_good(uint32_t leads, uint32_t trails, size_t n)
{
    /* Places behind a lead without a trail, and trails without a lead before them. */
    const uint64_t bad = (uint64_t)leads << 1 ^ trails;
    size_t first;

    if (SEAM__LIKELY(bad == 0))
        return n;
    first = (size_t)__builtin_ctzll(bad);
    return first > 0 && (leads >> (first - 1) & 1) != 0 ? first - 1 : first;
}

/* Converts `n` units of ASCII, at most a vector. Returns false when there is none, or no room. */
static inline bool encode_ascii_step(encode_state *at, vec v, size_t n)
{
    if (n == 0 || encode_room(at) < n)
        return false;
    vec_store_partial(at->out, n, _mm512_castsi256_si512(_mm512_cvtepi16_epi8(v)));
    at->out += n;
    at->p += 2 * n;
    return true;
}

/* Converts one vector, or what is left of the text. Returns false when it has converted nothing. */
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

/* Sixteen units that are no surrogates, of which those behind the first `n` are zeros. */
static inline encode_piece encode_bmp_few(const encode_four_constants *k, __m256i units, size_t n)
{
    encode_piece piece = encode_bmp(k, _mm512_cvtepu16_epi32(units));

    piece.len -= UNITS4 - n;
    return piece;
}

/* Converts at most a vector, without surrogates. Returns false, and has done nothing, where there are some,
 * and where the result does not fit. */
SEAM__TEMPLATE bool encode_few(encode_state *at, bool big)
{
    const size_t n = encode_left(at) / 2;
    const vec v = units2(vec_load_partial(at->p, 2 * n), big);
    encode_piece first, second = {v, 0};

    if (encode_none(v, vec16_splat(0xFF80)))
        return n > 0 && encode_ascii_step(at, v, n);
    if (encode_none(v, vec16_splat(0xF800))) {
        const encode_two_constants k = encode_two_load();

        first = encode_two(&k, v);
        /* The zeros behind the end are ASCII, each of which gives one byte. */
        first.len -= UNITS2 - n;
    } else {
        const encode_four_constants k = encode_four_load();

        /* A surrogate less D800 is below 800. */
        if (!encode_all(_mm512_sub_epi16(v, vec16_splat(0xD800)), vec16_splat(0xF800)))
            return false;
        first = encode_bmp_few(&k, _mm512_castsi512_si256(v), seam__min(n, UNITS4));
        if (n > UNITS4)
            second = encode_bmp_few(&k, _mm512_extracti64x4_epi64(v, 1), n - UNITS4);
    }
    if (encode_room(at) < first.len + second.len)
        return false;
    at->out = encode_store_exact(at->out, first);
    at->out = encode_store_exact(at->out, second);
    at->p += 2 * n;
    return true;
}

/* For at most a vector that encode_few() leaves, because it has surrogates. */
SEAM__TEMPLATE void encode_few_pairs(encode_state *at, bool big)
{
    const encode_constants k = encode_constants_load();

    (void)encode_step(&k, at, big);
}

/* For more than a vector, and for what encode_few() leaves. */
SEAM__TEMPLATE void encode_many(encode_state *at, bool big)
{
    const encode_constants k = encode_constants_load();

    do {
        encode_ascii_run(&k, at, big);
        encode_run(&k, at, big);
        encode_pairs(&k, at, big);
    } while ((encode_left(at) <= VEC_BYTES && encode_few(at, big)) || encode_mixed(&k, at, big) ||
             encode_step(&k, at, big));
}

SEAM__TEMPLATE void utf16_to_utf8(encode_state *at, bool big)
{
    if (encode_left(at) > VEC_BYTES)
        encode_many(at, big);
    else if (!encode_few(at, big))
        encode_few_pairs(at, big);
}

ENCODER(utf16le, utf16_to_utf8, false)
ENCODER(utf16be, utf16_to_utf8, true)

#endif
