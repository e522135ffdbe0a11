/* Converting Latin-1 to UTF-8 for AVX-512, and how much of UTF-16 fits in Latin-1. All Latin-1 is
 * well-formed, so a vector that another one follows is stored unmasked, and the next one overwrites
 * what lies behind its result. */
#ifndef SEAM_KERNEL_LATIN1_TO_UTF8_AVX512_INL_H
#define SEAM_KERNEL_LATIN1_TO_UTF8_AVX512_INL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attributes.h"
#include "base/bits.h"
#include "kernel/scalar.h"
#include "kernel/utf16_to_utf8_vec_avx512.inl.h"

typedef struct latin1_constants {
    vec deal, sixth, leads, keep, low;
} latin1_constants;

static inline latin1_constants latin1_load(void)
{
    static const uint32_t words[] = {0x40404040, 0xC0C0C0C0, 0x03030303, 0x00C200C2};

    return (latin1_constants){
        /* An unpack instruction works in lanes of 16 bytes, so groups of eight bytes are permuted
         * into lanes first. */
        .deal = vec_pin(_mm512_set_epi64(7, 3, 6, 2, 5, 1, 4, 0)),
        .sixth = vec_constant4(&words[0]),
        .leads = vec_constant4(&words[1]),
        .low = vec_constant4(&words[2]),
        /* The least byte that is kept: C2 for leads, which are less for ASCII, and any for the last
         * byte. */
        .keep = vec_constant4(&words[3]),
    };
}

/* The UTF-8 of the first and of the second half of v. */
static inline void latin1_pieces(const latin1_constants *k, vec v, encode_piece *first,
                                 encode_piece *second)
{
    const vec dealt = _mm512_permutexvar_epi64(k->deal, v);
    const vec leads =
        _mm512_ternarylogic_epi64(_mm512_srli_epi16(dealt, 6), k->low, k->leads, T_CHOOSE);
    /* Bit 6 is cleared where bit 7 is set. */
    const vec lasts =
        _mm512_ternarylogic_epi64(dealt, _mm512_srli_epi16(dealt, 1), k->sixth, T_A & ~(T_B & T_C));
    const vec low = _mm512_unpacklo_epi8(leads, lasts);
    const vec high = _mm512_unpackhi_epi8(leads, lasts);

    *first = encode_compress(_mm512_cmpge_epu8_mask(low, k->keep), low);
    *second = encode_compress(_mm512_cmpge_epu8_mask(high, k->keep), high);
}

/* Copies vectors of ASCII. Each is tested by itself, because alternating loads and stores are
 * faster than four loads before four stores. */
static inline void latin1_ascii(encode_state *at)
{
    while (encode_left(at) >= 4 * VEC_BYTES && encode_room(at) >= 4 * VEC_BYTES) {
        for (unsigned i = 0; i < 4; i++) {
            const vec v = vec_load(at->p);

            if (vec_movemask(v) != 0)
                return;
            vec_store(at->out, v);
            at->out += VEC_BYTES;
            at->p += VEC_BYTES;
        }
    }
}

/* Copies two vectors that are ASCII. Returns false, and has done nothing, for any others. */
static inline bool latin1_ascii_pair(const uint8_t *p, uint8_t *out)
{
    const vec v0 = vec_load(p);
    const vec v1 = vec_load(p + VEC_BYTES);

    if (vec_movemask(_mm512_or_si512(v0, v1)) != 0)
        return false;
    vec_store(out, v0);
    vec_store(out + VEC_BYTES, v1);
    return true;
}

/* Converts a vector that at least half a vector follows; there is room for both. */
static inline void latin1_vector(const latin1_constants *k, encode_state *at)
{
    encode_piece first, second;

    latin1_pieces(k, vec_load(at->p), &first, &second);
    at->out = encode_store(at->out, first);
    at->out = encode_store(at->out, second);
    at->p += VEC_BYTES;
}

/* Converts vectors that half a vector follows, while there is room for all of them. Only of two
 * together is it asked whether they are ASCII, because in most languages that is seldom so, and of
 * one it could not be predicted. */
static inline void latin1_run(const latin1_constants *k, encode_state *at)
{
    while (encode_left(at) >= 2 * VEC_BYTES + UNITS2 && encode_room(at) >= 5 * VEC_BYTES) {
        if (latin1_ascii_pair(at->p, at->out)) {
            at->out += 2 * VEC_BYTES;
            at->p += 2 * VEC_BYTES;
            latin1_ascii(at);
            continue;
        }
        latin1_vector(k, at);
        latin1_vector(k, at);
    }
    if (encode_left(at) >= VEC_BYTES + UNITS2 && encode_room(at) >= 3 * VEC_BYTES)
        latin1_vector(k, at);
}

/* Converts the `n` bytes of v, half a vector at most, for which there is room. */
static inline bool latin1_half(encode_state *at, vec v, size_t n)
{
    const encode_two_constants k = encode_two_load();
    encode_piece piece = encode_two(&k, _mm512_cvtepu8_epi16(_mm512_castsi512_si256(v)));

    piece.len -= UNITS2 - n;
    at->out = encode_store_exact(at->out, piece);
    at->p += n;
    return true;
}

/* Converts a vector or what is left, by masked stores. There is something. Returns
 * false when there is no room for all of it. */
static inline bool latin1_step(encode_state *at)
{
    const size_t n = seam__min(encode_left(at), VEC_BYTES);
    const vec v = vec_load_partial(at->p, n);
    encode_piece first, second;
    latin1_constants k;

    if (vec_movemask(v) == 0 && encode_room(at) >= n) {
        vec_store_partial(at->out, n, v);
        at->out += n;
        at->p += n;
        return true;
    }
    if (n <= UNITS2 && encode_room(at) >= 2 * n)
        return latin1_half(at, v, n);
    k = latin1_load();
    /* The zeros behind the end are ASCII, each of which gives one byte. */
    latin1_pieces(&k, v, &first, &second);
    if (encode_room(at) < first.len + second.len - (VEC_BYTES - n))
        return false;
    second.len -= seam__min(VEC_BYTES - n, UNITS2);
    if (n < UNITS2) {
        first.len -= UNITS2 - n;
        second.len = 0;
    }
    at->out = encode_store_exact(at->out, first);
    at->out = encode_store_exact(at->out, second);
    at->p += n;
    return true;
}

/* Converts the last `n` bytes, more than half a vector and at most a vector, for which there is room
 * whatever they are. Whether they are ASCII is not asked: of text that mostly is, that could not be
 * predicted. */
static inline void latin1_last(const latin1_constants *k, encode_state *at, size_t n)
{
    const vec v = vec_load_partial(at->p, n);
    const uint64_t twos = vec_movemask(v);
    const size_t len = n + (size_t)__builtin_popcountll(twos);
    encode_piece first, second;

    latin1_pieces(k, v, &first, &second);
    /* The second store overwrites what is behind the first half. */
    vec_store_partial(at->out, seam__min(len, VEC_BYTES), first.bytes);
    vec_store_partial(at->out + first.len, len - first.len, second.bytes);
    at->p += n;
    at->out += len;
}

/* Copies the ASCII that the text begins with, in whole pairs of vectors unless it is all of the text:
 * the last pair then overlaps the one before. */
static inline void latin1_ascii_start(encode_state *at)
{
    const uint8_t *p = at->p;

    while (encode_left(at) >= 2 * VEC_BYTES && latin1_ascii_pair(at->p, at->out)) {
        at->p += 2 * VEC_BYTES;
        at->out += 2 * VEC_BYTES;
    }
    if (at->p > p && encode_left(at) < 2 * VEC_BYTES) {
        const size_t back = 2 * VEC_BYTES - encode_left(at);

        if (latin1_ascii_pair(at->p - back, at->out - back)) {
            at->out += encode_left(at);
            at->p = at->p_end;
        }
    }
}

/* Converts more than a vector, for which there is room whatever it is. Returns the length of the
 * result. */
static SEAM__NOINLINE size_t latin1_roomy(const uint8_t *p, size_t n, uint8_t *out, size_t cap)
{
    encode_state at = encode_begin(p, n, out, cap);
    latin1_constants k;

    latin1_ascii_start(&at);
    if (encode_left(&at) == 0)
        return (size_t)(at.out - out);
    k = latin1_load();
    latin1_run(&k, &at);
    if (encode_left(&at) > VEC_BYTES)
        latin1_last(&k, &at, VEC_BYTES);
    if (encode_left(&at) > UNITS2)
        latin1_last(&k, &at, encode_left(&at));
    else
        latin1_half(&at, vec_load_partial(at.p, encode_left(&at)), encode_left(&at));
    return (size_t)(at.out - out);
}

static SEAM__NOINLINE size_t latin1_narrow(const uint8_t *p, size_t n, uint8_t *out, size_t cap,
                                           size_t *n_out)
{
    encode_state at = encode_begin(p, n, out, cap);

    if (n >= 2 * VEC_BYTES) {
        const latin1_constants k = latin1_load();

        latin1_run(&k, &at);
    }
    while (encode_left(&at) > 0 && latin1_step(&at))
        continue;
    return encode_end(&at, seam__scalar_latin1_to_utf8, p, out, n_out);
}

size_t KERNEL(latin1_to_utf8)(const uint8_t *p, size_t n, uint8_t *out, size_t cap, size_t *n_out)
{
    encode_state at = encode_begin(p, n, out, cap);

    if (cap / 2 < n)
        return latin1_narrow(p, n, out, cap, n_out);
    if (n > VEC_BYTES) {
        *n_out = latin1_roomy(p, n, out, cap);
        return n;
    }
    if (n <= UNITS2) {
        latin1_half(&at, vec_load_partial(p, n), n);
    } else {
        const latin1_constants k = latin1_load();

        latin1_last(&k, &at, n);
    }
    *n_out = (size_t)(at.out - out);
    return n;
}

/* ---- how much of UTF-16 fits in Latin-1 */

/* A mask of the units that have one of the bits of `above`. */
static inline uint32_t above_latin1(vec v, vec above)
{
    return _mm512_test_epi16_mask(v, above);
}

/* The length in bytes of the prefix of units up to FF. A surrogate ends it, in a pair or not. */
SEAM__TEMPLATE size_t utf16_latin1_prefix(const uint8_t *p, size_t n, bool big)
{
    const vec above = vec_pin(vec16_splat(big ? 0x00FF : 0xFF00));
    const size_t end = n - n % 2;
    size_t i = 0;

    for (; end - i >= 4 * VEC_BYTES; i += 4 * VEC_BYTES) {
        const vec v =
            vec_or3(vec_load(p + i), vec_load(p + i + VEC_BYTES), vec_load(p + i + 2 * VEC_BYTES));

        if (above_latin1(_mm512_or_si512(v, vec_load(p + i + 3 * VEC_BYTES)), above) != 0)
            break;
    }
    for (; i < end; i += VEC_BYTES) {
        const vec v = vec_load_partial(p + i, seam__min(end - i, VEC_BYTES));
        const uint32_t bits = above_latin1(v, above);

        if (bits != 0)
            return i + 2 * (size_t)__builtin_ctz(bits);
    }
    return end;
}

size_t KERNEL(utf16le_latin1_prefix)(const uint8_t *p, size_t n)
{
    return utf16_latin1_prefix(p, n, false);
}

size_t KERNEL(utf16be_latin1_prefix)(const uint8_t *p, size_t n)
{
    return utf16_latin1_prefix(p, n, true);
}

#endif
