/* Converting UTF-8 to UTF-16 and UTF-32 for AVX-512.
 *
 * A block is validated and then converted, while it is in the first-level cache.
 * utf8_to_utf16_vec_avx512.inl.h converts a vector of any characters. Runs of characters of one
 * length cost less.
 *
 * An unmasked store may overwrite what lies behind its units. It is used while so much text follows
 * that its units will overwrite the same place; the last vectors are stored by masked stores. */
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

/* The most bytes that are validated at a time. */
#define DECODE_BLOCK ((size_t)4096)

/* The bytes behind a vector that may belong to characters in it. */
#define DECODE_BEHIND ((size_t)3)

/* Stores are aligned, at the price of one more, in runs of ASCII that are at least so long. */
#define DECODE_ALIGNED ((size_t)1024)

/* The most units that a store may overwrite, and the bytes that give at least as many. */
#define DECODE_OVERWRITTEN       ((size_t)32)
#define DECODE_OVERWRITTEN_BYTES (4 * DECODE_OVERWRITTEN + DECODE_BEHIND)

/* The permutation of characters of three bytes to 32-bit lanes, the last byte lowest. */
#define DECODE_THREE(i) 3 * (i) + 2, 3 * (i) + 1, 3 * (i), 0
static const uint8_t decode_last_of_threes[64] = {
    DECODE_THREE(0),  DECODE_THREE(1),  DECODE_THREE(2),  DECODE_THREE(3),
    DECODE_THREE(4),  DECODE_THREE(5),  DECODE_THREE(6),  DECODE_THREE(7),
    DECODE_THREE(8),  DECODE_THREE(9),  DECODE_THREE(10), DECODE_THREE(11),
    DECODE_THREE(12), DECODE_THREE(13), DECODE_THREE(14), DECODE_THREE(15),
};

/* ---- runs */

/* Goes back by a part of the last vector, which is ASCII, so that later stores do not cross cache
 * lines. */
SEAM__TEMPLATE void decode_align(const decode_form *f, decode_state *at)
{
    const size_t back = (uintptr_t)at->out % VEC_BYTES;

    if (back % f->unit != 0)
        return;
    at->out -= back;
    at->p -= back / f->unit;
}

/* Converts vectors of ASCII up to `end`; there is room for all. */
SEAM__TEMPLATE void decode_ascii_run(const decode_form *f, const decode_constants *k,
                                     decode_state *at, const uint8_t *end)
{
    bool first = (size_t)(end - at->p) >= DECODE_ALIGNED;

    while ((size_t)(end - at->p) >= VEC_BYTES) {
        if (vec_movemask(vec_load(at->p)) != 0)
            break;
        decode_ascii(f, k, at);
        if (first)
            decode_align(f, at);
        first = false;
    }
}

/* The ends of the valid text and of the room. */
typedef struct decode_bounds {
    const uint8_t *end;
    const uint8_t *out_end;
} decode_bounds;

SEAM__TEMPLATE size_t decode_room(const decode_form *f, const decode_bounds *to,
                                  const decode_state *at)
{
    return (size_t)(to->out_end - at->out) / f->unit;
}

SEAM__TEMPLATE bool decode_has(const decode_form *f, const decode_bounds *to,
                               const decode_state *at, size_t n_bytes, size_t n_units)
{
    return (size_t)(to->end - at->p) >= n_bytes && decode_room(f, to, at) >= n_units;
}

/* ---- runs of characters of one length, whose bytes lie at fixed places */

/* Masks of the lead bytes of 16 characters of three bytes and the next one, and of 16 characters of
 * four bytes. */
#define DECODE_THREES_SEEN ((UINT64_C(1) << 49) - 1)
#define DECODE_THREES      (UINT64_C(0x9249249249249249) & DECODE_THREES_SEEN)
#define DECODE_FOURS       UINT64_C(0x1111111111111111)

/* The code points of UTF-8 sequences, each in a 32-bit lane with its last byte lowest. `bits`
 * selects the payload bits of the bytes, six each; two steps of multiplication join them. */
static inline vec decode_join(vec v, uint32_t bits)
{
    const vec sixes = _mm512_and_si512(v, vec32_splat(bits));
    const vec twelves = _mm512_maddubs_epi16(sixes, vec16_splat(0x4001));

    return _mm512_madd_epi16(twelves, vec32_splat(0x10000001));
}

static inline uint64_t decode_leads(const decode_constants *k, vec v)
{
    return ~_mm512_cmplt_epi8_mask(v, k->from_c0);
}

/* Converts a run of characters of three bytes, from the start of one, up to `end`; there is room
 * for all. */
SEAM__TEMPLATE void decode_threes_run(const decode_form *f, const decode_constants *k,
                                      decode_state *at, const uint8_t *end)
{
    const vec last_first = vec_pin(vec_load(decode_last_of_threes));

    while ((size_t)(end - at->p) >= VEC_BYTES) {
        const vec v = vec_load(at->p);
        vec points;

        if ((decode_leads(k, v) & DECODE_THREES_SEEN) != DECODE_THREES)
            break;
        points = decode_join(_mm512_permutexvar_epi8(last_first, v), 0x000F3F3F);
        if (f->unit == 2)
            points = _mm512_castsi256_si512(_mm512_cvtepi32_epi16(points));
        decode_store(f, k, DECODE_EXACT, at->out, 16, points);
        at->p += 48;
        at->out += 16 * f->unit;
    }
}

static const uint8_t decode_last_of_fours[16] = {3,  2,  1, 0, 7,  6,  5,  4,
                                                 11, 10, 9, 8, 15, 14, 13, 12};

/* The units of characters of four bytes. */
SEAM__TEMPLATE vec decode_fours(const decode_form *f, vec order, vec v)
{
    const vec points = decode_join(_mm512_shuffle_epi8(v, order), 0x073F3F3F);

    return f->unit == 2 ? decode_pairs(points) : points;
}

/* Converts the first `len` bytes of v, which are characters of four bytes. */
SEAM__TEMPLATE void decode_fours_end(const decode_form *f, const decode_constants *k,
                                     decode_state *at, vec v, size_t len)
{
    const vec units = decode_fours(f, vec_broadcast_16(decode_last_of_fours), v);

    decode_store(f, k, DECODE_EXACT, at->out, len / f->unit, units);
    at->p += len;
    at->out += len;
}

/* Converts a run of characters of four bytes, from the start of one, up to `end`; there is room for
 * all. */
SEAM__TEMPLATE void decode_fours_run(const decode_form *f, const decode_constants *k,
                                     decode_state *at, const uint8_t *end)
{
    const vec order = vec_pin(vec_broadcast_16(decode_last_of_fours));

    while ((size_t)(end - at->p) >= VEC_BYTES) {
        const vec v = vec_load(at->p);

        if (decode_leads(k, v) != DECODE_FOURS)
            break;
        decode_store(f, k, DECODE_OVERWRITING, at->out, VEC_BYTES / f->unit,
                     decode_fours(f, order, v));
        at->p += VEC_BYTES;
        at->out += VEC_BYTES;
    }
}

/* Converts a run of characters of one length that begins in the vector at at->p, behind bytes that
 * belong to an earlier character, up to `end`; there is room for all. Returns false when there is
 * no such run. */
SEAM__TEMPLATE bool decode_run(const decode_form *f, const decode_constants *k, decode_state *at,
                               uint64_t leads, const uint8_t *end)
{
    const size_t skip = vec_first_bit(leads) % 4;
    const uint64_t from = leads >> skip;

    if (SEAM__LIKELY((from & DECODE_THREES_SEEN) != DECODE_THREES && leads != DECODE_FOURS << skip))
        return false;
    at->p += skip;
    if (leads == DECODE_FOURS << skip)
        decode_fours_run(f, k, at, end);
    else
        decode_threes_run(f, k, at, end);
    return true;
}

/* Converts whole vectors that `behind` bytes follow, while there is room for as many units. */
SEAM__TEMPLATE void decode_vectors(const decode_form *f, const decode_constants *k,
                                   decode_stores how, decode_state *at, const decode_bounds *to,
                                   size_t behind)
{
    while (decode_has(f, to, at, VEC_BYTES + behind, VEC_BYTES + behind)) {
        const vec v = vec_load(at->p);

        if (vec_movemask(v) == 0) {
            decode_ascii(f, k, at);
        } else {
            const uint64_t leads = decode_leads(k, v);
            /* A byte becomes at most one unit. */
            const size_t most = seam__min((size_t)(to->end - at->p), decode_room(f, to, at));

            if (!decode_run(f, k, at, leads, at->p + most))
                decode_mixed(f, k, how, at, v, leads);
        }
    }
}

/* Converts the end of valid text, `left` bytes from the start of a character, for which there is
 * room. */
SEAM__TEMPLATE void decode_rest(const decode_form *f, const decode_constants *k, decode_state *at,
                                size_t left)
{
    if (left > VEC_BYTES) {
        size_t half = VEC_BYTES / 2;

        while (seam__is_continuation(at->p[half]))
            half--;
        decode_end(f, k, at, half);
        left -= half;
    }
    decode_end(f, k, at, left);
}

/* Converts valid text up to to->end: with `whole` all of it, where there is room, otherwise without
 * the last few bytes. What is left begins with a character. */
SEAM__TEMPLATE void decode_convert(const decode_form *f, const decode_constants *k,
                                   decode_state *at, const decode_bounds *to, bool whole)
{
    size_t left;

    decode_vectors(f, k, DECODE_OVERWRITING, at, to, DECODE_OVERWRITTEN_BYTES);
    decode_vectors(f, k, DECODE_EXACT, at, to, DECODE_BEHIND);
    while (at->p < to->end && seam__is_continuation(*at->p))
        at->p++;
    left = (size_t)(to->end - at->p);
    if (whole && left > 0 && left < VEC_BYTES + DECODE_BEHIND && decode_has(f, to, at, 0, left))
        decode_rest(f, k, at, left);
}

SEAM__TEMPLATE size_t utf8_decode(const decode_form *f, const uint8_t *p, size_t n, uint8_t *out,
                                  size_t cap, size_t *n_out)
{
    decode_state at = {p, NULL};
    decode_bounds to = {p, NULL};
    decode_constants k;
    size_t n_rest;

    at.out = out;
    to.out_end = out + cap * f->unit;
    k = (decode_constants){.swap = decode_swap_for(f)};
    decode_ascii_run(f, &k, &at, p + seam__min(n, cap));
    if (at.p == p + n) {
        *n_out = n;
        return n;
    }
    k = decode_constants_load(f);
    for (;;) {
        const size_t left = n - (size_t)(at.p - p);
        const size_t room = decode_room(f, &to, &at);
        /* At most as many bytes as there may be room for, so that the cost of a call depends on
         * what it converts. */
        const size_t block = seam__min(left, seam__min(DECODE_BLOCK / 4, room) * 4);
        const uint8_t *from;

        decode_ascii_run(f, &k, &at, at.p + seam__min(left, room));
        from = at.p;
        n_rest = n - (size_t)(from - p);
        if (n_rest <= VEC_BYTES && n_rest <= decode_room(f, &to, &at)) {
            const size_t len = f->few(from, n_rest, at.out, &n_rest);

            *n_out = (size_t)(at.out - out) / f->unit + n_rest;
            return (size_t)(from - p) + len;
        }
        if (block == 0)
            break;
        to.end = from + KERNEL(utf8_prefix)(from, seam__min(block, n - (size_t)(from - p)));
        decode_convert(f, &k, &at, &to, to.end == p + n || (size_t)(to.end - from) < block - 3);
        if (at.p == from)
            break;
    }
    n = n - (size_t)(at.p - p);
    *n_out = (size_t)(at.out - out) / f->unit;
    n = f->rest(at.p, n, at.out, cap - *n_out, &n_rest);
    *n_out += n_rest;
    return (size_t)(at.p - p) + n;
}

/* Converts the `n` bytes of v, at most VEC_BYTES and not all ASCII, for each of which there is room for a
 * unit. */
SEAM__TEMPLATE size_t decode_few(const decode_form *f, const uint8_t *p, vec v, size_t n,
                                 uint8_t *out, size_t *n_out)
{
    const size_t len = prefix_of_1(p, v, n);
    const decode_constants k = decode_constants_load(f);
    decode_state at = {p, NULL};

    at.out = out;
    if (len % 4 == 0 && decode_leads(&k, v) == (DECODE_FOURS & vec_tail_mask(len)))
        decode_fours_end(f, &k, &at, v, len);
    else if (len > 0)
        decode_end(f, &k, &at, len);
    *n_out = (size_t)(at.out - out) / f->unit;
    return len;
}

/* What is not ASCII is converted out of line, so that ASCII needs no stack. No vector is an argument: gcc
 * then leaves out the instruction that ends the use of wide registers, and what follows is slow. */
/* clang-format off */
#define DECODER(name, unit, big)                                                                 \
    SEAM__NOINLINE static size_t name##_any(const uint8_t *p, size_t n, uint8_t *out,            \
                                            size_t *n_out)                                       \
    {                                                                                            \
        static const decode_form form = {unit, big, NULL, NULL};                                 \
                                                                                                 \
        return decode_few(&form, p, vec_load_partial(p, n), n, out, n_out);                      \
    }                                                                                            \
    static size_t name##_few(const uint8_t *p, size_t n, uint8_t *out, size_t *n_out)            \
    {                                                                                            \
        static const decode_form form = {unit, big, NULL, NULL};                                 \
                                                                                                 \
        if (n < VEC_BYTES / 2) {                                                                 \
            const vec v = vec_load_partial(p, n);                                                \
                                                                                                 \
            if (vec_movemask(v) != 0)                                                            \
                return name##_any(p, n, out, n_out);                                             \
            decode_ascii_few(&form, out, n, v);                                                  \
        } else if (!decode_ascii_halves(&form, p, n, out)) {                                     \
            return name##_any(p, n, out, n_out);                                                 \
        }                                                                                        \
        *n_out = n;                                                                              \
        return n;                                                                                \
    }                                                                                            \
    SEAM__NOINLINE static size_t name##_many(const uint8_t *p, size_t n, uint8_t *out,           \
                                             size_t cap, size_t *n_out)                          \
    {                                                                                            \
        static const decode_form form = {unit, big, seam__scalar_##name, name##_few};            \
                                                                                                 \
        return utf8_decode(&form, p, n, out, cap, n_out);                                        \
    }                                                                                            \
    size_t KERNEL(name)(const uint8_t *p, size_t n, uint8_t *out, size_t cap, size_t *n_out)     \
    {                                                                                            \
        static const decode_form form = {unit, big, NULL, NULL};                                 \
        size_t i = 0;                                                                            \
                                                                                                 \
        if (n <= VEC_BYTES && n <= cap)                                                          \
            return name##_few(p, n, out, n_out);                                                 \
        if (n <= cap && n < DECODE_ALIGNED)                                                      \
            i = decode_ascii_start(&form, p, n, out);                                            \
        if (i == n)                                                                              \
            *n_out = 0;                                                                          \
        else                                                                                     \
            n = i + name##_many(p + i, n - i, out + i * (unit), cap - i, n_out);                 \
        *n_out += i;                                                                             \
        return n;                                                                                \
    }
/* clang-format on */

DECODER(utf8_to_utf16le, 2, false)
DECODER(utf8_to_utf16be, 2, true)
DECODER(utf8_to_utf32le, 4, false)
DECODER(utf8_to_utf32be, 4, true)

#undef DECODER

#endif
