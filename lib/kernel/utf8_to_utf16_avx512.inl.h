/* To UTF-16 and UTF-32 from UTF-8 for AVX-512.
 *
 * A block is validated, then converted; it is still in the nearest cache. What is converted is a vector
 * of any characters (utf8_to_utf16_vec_avx512.inl.h), or runs of characters of one length, which cost less.
 *
 * A store may spoil what lies behind its units. It does as long as so much text follows that the units
 * of that come to lie over it; the last vectors are stored exactly. */
#ifndef SEAM_KERNEL_UTF8_TO_UTF16_AVX512_INL_H
#define SEAM_KERNEL_UTF8_TO_UTF16_AVX512_INL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attributes.h"
#include "base/bits.h"
#include "kernel/scalar.h"
#include "kernel/utf8_prefix_avx512.inl.h"
#include "kernel/utf8_to_utf16_vec_avx512.inl.h"
#include "kernel/whole_sequence.h"

/* Bytes that are validated at a time. */
#define WIDE_BLOCK ((size_t)4096)

/* Bytes behind a vector that belong to characters in it. */
#define WIDE_BEHIND ((size_t)3)

/* So few bytes are left to scalar code. */
#define WIDE_FEW ((size_t)16)

/* The units that a store may spoil, and bytes that make as many. */
#define WIDE_SPOILT       ((size_t)32)
#define WIDE_SPOILT_BYTES (4 * WIDE_SPOILT + WIDE_BEHIND)

/* In each lane the three bytes of a character, the last one first. */
#define WIDE_THREE(i) 3 * (i) + 2, 3 * (i) + 1, 3 * (i), 0
static const uint8_t wide_last_of_threes[64] = {
    WIDE_THREE(0),  WIDE_THREE(1),  WIDE_THREE(2),  WIDE_THREE(3),  WIDE_THREE(4),  WIDE_THREE(5),
    WIDE_THREE(6),  WIDE_THREE(7),  WIDE_THREE(8),  WIDE_THREE(9),  WIDE_THREE(10), WIDE_THREE(11),
    WIDE_THREE(12), WIDE_THREE(13), WIDE_THREE(14), WIDE_THREE(15),
};

/* ---- runs */

/* Goes back by some of the vector before, which is ASCII, so that later stores do not cross lines of the
 * cache. */
SEAM__TEMPLATE void wide_align(const wide_form *f, wide_place *at)
{
    const size_t back = (uintptr_t)at->out % VEC_BYTES;

    if (back % f->unit != 0)
        return;
    at->out -= back;
    at->p -= back / f->unit;
}

/* Vectors of ASCII up to `end`; there is room for all. */
SEAM__TEMPLATE void wide_ascii_run(const wide_form *f, const wide_constants *k, wide_place *at,
                                   const uint8_t *end)
{
    bool first = true;

    while ((size_t)(end - at->p) >= VEC_BYTES) {
        const vec v = vec_load(at->p);

        if (vec_tops(v) != 0)
            break;
        wide_ascii(f, k, at, v);
        if (first)
            wide_align(f, at);
        first = false;
    }
}

/* Valid text and room for its units. */
typedef struct wide_bounds {
    const uint8_t *end;
    const uint8_t *out_end;
} wide_bounds;

SEAM__TEMPLATE size_t wide_room(const wide_form *f, const wide_bounds *to, const wide_place *at)
{
    return (size_t)(to->out_end - at->out) / f->unit;
}

SEAM__TEMPLATE bool wide_has(const wide_form *f, const wide_bounds *to, const wide_place *at,
                             size_t n_bytes, size_t n_units)
{
    return (size_t)(to->end - at->p) >= n_bytes && wide_room(f, to, at) >= n_units;
}

/* ---- runs of characters of one length, whose bytes lie at fixed places */

/* Where they begin: 16 of three bytes and the next one, 16 of four. */
#define WIDE_THREES_SEEN ((UINT64_C(1) << 49) - 1)
#define WIDE_THREES      (UINT64_C(0x9249249249249249) & WIDE_THREES_SEEN)
#define WIDE_FOURS       UINT64_C(0x1111111111111111)

/* The code points of sequences whose bytes lie in each lane from the last one on, of which `bits` are
 * meant: six bits each, put together by two steps of multiplication. */
static inline vec wide_join(vec v, uint32_t bits)
{
    const vec sixes = _mm512_and_si512(v, wide_splat4(bits));
    const vec twelves = _mm512_maddubs_epi16(sixes, wide_splat2(0x4001));

    return _mm512_madd_epi16(twelves, wide_splat4(0x10000001));
}

static inline uint64_t wide_leads(const wide_constants *k, vec v)
{
    return ~_mm512_cmplt_epi8_mask(v, k->from_c0);
}

/* Vectors of three bytes each from the start of one, up to `end`; there is room for all. */
SEAM__TEMPLATE void wide_threes_run(const wide_form *f, const wide_constants *k, wide_place *at,
                                    const uint8_t *end)
{
    const vec last_first = vec_pin(vec_load(wide_last_of_threes));

    while ((size_t)(end - at->p) >= VEC_BYTES) {
        const vec v = vec_load(at->p);
        vec points;

        if ((wide_leads(k, v) & WIDE_THREES_SEEN) != WIDE_THREES)
            break;
        points = wide_join(_mm512_permutexvar_epi8(last_first, v), 0x000F3F3F);
        if (f->unit == 2)
            points = _mm512_castsi256_si512(_mm512_cvtepi32_epi16(points));
        wide_store(f, k, WIDE_EXACT, at->out, 16, points);
        at->p += 48;
        at->out += 16 * f->unit;
    }
}

/* The same of four bytes each. */
SEAM__TEMPLATE void wide_fours_run(const wide_form *f, const wide_constants *k, wide_place *at,
                                   const uint8_t *end)
{
    static const uint8_t last_first[16] = {3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12};
    const vec order = vec_pin(vec_repeat_16(last_first));

    while ((size_t)(end - at->p) >= VEC_BYTES) {
        const vec v = vec_load(at->p);
        vec points;

        if (wide_leads(k, v) != WIDE_FOURS)
            break;
        points = wide_join(_mm512_shuffle_epi8(v, order), 0x073F3F3F);
        wide_store(f, k, WIDE_SPOILING, at->out, VEC_BYTES / f->unit,
                   f->unit == 2 ? wide_pairs(points) : points);
        at->p += VEC_BYTES;
        at->out += VEC_BYTES;
    }
}

/* A run of characters of one length that begins in the vector, behind bytes which belong to one before.
 * False: there is none. Up to `end`; there is room for all. */
SEAM__TEMPLATE bool wide_run(const wide_form *f, const wide_constants *k, wide_place *at,
                             uint64_t leads, const uint8_t *end)
{
    const size_t skip = vec_first_bit(leads) % 4;
    const uint64_t from = leads >> skip;

    if (SEAM__LIKELY((from & WIDE_THREES_SEEN) != WIDE_THREES && leads != WIDE_FOURS << skip))
        return false;
    at->p += skip;
    if (leads == WIDE_FOURS << skip)
        wide_fours_run(f, k, at, end);
    else
        wide_threes_run(f, k, at, end);
    return true;
}

/* Whole vectors behind which there are `behind` bytes, and room for as many units. */
SEAM__TEMPLATE void wide_vectors(const wide_form *f, const wide_constants *k, wide_stores how,
                                 wide_place *at, const wide_bounds *to, size_t behind)
{
    while (wide_has(f, to, at, VEC_BYTES + behind, VEC_BYTES + behind)) {
        const vec v = vec_load(at->p);

        if (vec_tops(v) == 0) {
            wide_ascii(f, k, at, v);
        } else {
            const uint64_t leads = wide_leads(k, v);
            /* A byte makes a unit at most. */
            const size_t most = seam__min((size_t)(to->end - at->p), wide_room(f, to, at));

            if (!wide_run(f, k, at, leads, at->p + most))
                wide_mixed(f, k, how, at, v, leads);
        }
    }
}

/* The end of valid text, `left` bytes from the start of a character, for which there is room. */
SEAM__TEMPLATE void wide_rest(const wide_form *f, const wide_constants *k, wide_place *at,
                              size_t left)
{
    if (left > VEC_BYTES) {
        size_t half = VEC_BYTES / 2;

        while (seam__is_continuation(at->p[half]))
            half--;
        if (!wide_end(f, k, at, half))
            return;
        left -= half;
    }
    (void)wide_end(f, k, at, left);
}

/* Valid text up to to->end, all of it if `whole` says so and there is room, but for a few bytes. What is
 * left begins with a character. */
SEAM__TEMPLATE void wide_convert(const wide_form *f, const wide_constants *k, wide_place *at,
                                 const wide_bounds *to, bool whole)
{
    size_t left;

    wide_vectors(f, k, WIDE_SPOILING, at, to, WIDE_SPOILT_BYTES);
    wide_vectors(f, k, WIDE_EXACT, at, to, WIDE_BEHIND);
    while (at->p < to->end && seam__is_continuation(*at->p))
        at->p++;
    left = (size_t)(to->end - at->p);
    /* Scalar code is sooner done with a few bytes. */
    if (whole && left > WIDE_FEW && left < VEC_BYTES + WIDE_BEHIND && wide_has(f, to, at, 0, left))
        wide_rest(f, k, at, left);
}

SEAM__TEMPLATE size_t utf8_wide(const wide_form *f, const uint8_t *p, size_t n, uint8_t *out,
                                size_t cap, size_t *n_out)
{
    const wide_constants k = wide_constants_load(f);
    wide_place at = {p, NULL};
    wide_bounds to = {p, NULL};
    size_t n_rest;

    at.out = out;
    to.out_end = out + cap * f->unit;
    for (;;) {
        const size_t left = n - (size_t)(at.p - p);
        const size_t room = wide_room(f, &to, &at);
        /* No more bytes than there may be room for: a call costs what it converts. */
        const size_t block = seam__min(left, seam__min(WIDE_BLOCK / 4, room) * 4);
        const uint8_t *from;

        wide_ascii_run(f, &k, &at, at.p + seam__min(left, room));
        from = at.p;
        if (block == 0 || n - (size_t)(from - p) <= WIDE_FEW)
            break;
        to.end = from + KERNEL(utf8_prefix)(from, seam__min(block, n - (size_t)(from - p)));
        wide_convert(f, &k, &at, &to, to.end == p + n || (size_t)(to.end - from) < block - 3);
        if (at.p == from)
            break;
    }
    n = n - (size_t)(at.p - p);
    *n_out = (size_t)(at.out - out) / f->unit;
    n = f->rest(at.p, n, at.out, cap - *n_out, &n_rest);
    *n_out += n_rest;
    return (size_t)(at.p - p) + n;
}

/* clang-format off */
#define WIDE(name, ...)                                                                           \
    size_t KERNEL(name)(const uint8_t *p, size_t n, uint8_t *out, size_t cap, size_t *n_out)       \
    {                                                                                             \
        static const wide_form form = {__VA_ARGS__};                                              \
                                                                                                  \
        return utf8_wide(&form, p, n, out, cap, n_out);                                           \
    }
/* clang-format on */

WIDE(utf8_utf16le, 2, false, seam__scalar_utf8_utf16le)
WIDE(utf8_utf16be, 2, true, seam__scalar_utf8_utf16be)
WIDE(utf8_utf32le, 4, false, seam__scalar_utf8_utf32le)
WIDE(utf8_utf32be, 4, true, seam__scalar_utf8_utf32be)

#undef WIDE

#endif
