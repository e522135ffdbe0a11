/* Converting UTF-8 to Latin-1 for AVX-512. A vector is taken whole when its leads are C2 and C3 and
 * its continuation bytes stand exactly behind them. The second byte of a character is its byte in
 * Latin-1, less 40 behind C3; so the leads are left out, and 40 is added behind C3. Scalar code
 * takes over where a vector has anything else. */
#ifndef SEAM_KERNEL_UTF8_TO_LATIN1_AVX512_INL_H
#define SEAM_KERNEL_UTF8_TO_LATIN1_AVX512_INL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attributes.h"
#include "kernel/scalar.h"

/* The state at the end of a vector. */
typedef struct to_latin1_state {
    uint64_t lead, c3; /* 1: its last byte is a lead, and is C3 */
} to_latin1_state;

/* The result for a vector. */
typedef struct to_latin1_piece {
    vec moved;     /* its bytes, with 40 added behind C3 */
    uint64_t kept; /* a mask of the bytes that are output */
    uint64_t bad;  /* not 0 where scalar code must take over */
    to_latin1_state state;
} to_latin1_piece;

/* Converts the first `len` bytes of `v`, behind which zeros follow. */
static inline to_latin1_piece to_latin1_convert(vec v, size_t len, to_latin1_state before)
{
    const uint64_t c3 = _mm512_cmpeq_epi8_mask(v, vec_splat(0xC3));
    const uint64_t leads = c3 | _mm512_cmpeq_epi8_mask(v, vec_splat(0xC2));
    const uint64_t trails = _mm512_cmplt_epi8_mask(v, vec_splat(0xC0));
    const uint64_t inside = vec_tail_mask(len);
    const uint64_t wanted = (leads << 1 | before.lead) & inside;

    return (to_latin1_piece){
        .moved = _mm512_mask_add_epi8(v, c3 << 1 | before.c3, v, vec_splat(0x40)),
        .kept = inside & ~leads,
        .bad = (trails ^ wanted) | (vec_movemask(v) ^ (leads | trails)),
        .state = {leads >> (len - 1), c3 >> (len - 1)},
    };
}

/* Copies vectors of ASCII, two at a time. Returns the number of bytes. */
static inline size_t to_latin1_ascii(const uint8_t *p, size_t n, uint8_t *out)
{
    size_t i = 0;

    for (; n - i >= 2 * VEC_BYTES; i += 2 * VEC_BYTES) {
        const vec v0 = vec_load(p + i);
        const vec v1 = vec_load(p + i + VEC_BYTES);

        if (vec_movemask(_mm512_or_si512(v0, v1)) != 0)
            break;
        vec_store(out + i, v0);
        vec_store(out + i + VEC_BYTES, v1);
    }
    return i;
}

/* The vectors of ASCII in a row after which more are expected. */
#define ASCII_VECTORS 2

/* The progress of a conversion: bytes read (`i`) and written (`done`). */
typedef struct to_latin1_progress {
    to_latin1_state state;
    size_t i, done;
} to_latin1_progress;

/* Converts the next `len` bytes. Returns false, and has done nothing, where scalar code must take
 * over. */
SEAM__TEMPLATE bool to_latin1_step(to_latin1_progress *run, const uint8_t *p, size_t len,
                                   uint8_t *out, size_t cap, size_t *n_kept)
{
    const vec v = len < VEC_BYTES ? vec_load_partial(p + run->i, len) : vec_load(p + run->i);
    const to_latin1_piece piece = to_latin1_convert(v, len, run->state);

    *n_kept = (size_t)__builtin_popcountll(piece.kept);
    if (piece.bad != 0 || *n_kept > cap - run->done)
        return false;
    vec_store_partial(out + run->done, *n_kept,
                      _mm512_maskz_compress_epi8(piece.kept, piece.moved));
    run->state = piece.state;
    run->i += len;
    run->done += *n_kept;
    return true;
}

/* Converts whole vectors. Returns false where scalar code must take over. */
static inline bool to_latin1_vectors(to_latin1_progress *run, const uint8_t *p, size_t n,
                                     uint8_t *out, size_t cap)
{
    size_t n_ascii = ASCII_VECTORS;
    size_t n_kept;

    while (n - run->i >= VEC_BYTES) {
        if (n_ascii >= ASCII_VECTORS && run->state.lead == 0) {
            const size_t left = n - run->i < cap - run->done ? n - run->i : cap - run->done;
            const size_t more = to_latin1_ascii(p + run->i, left, out + run->done);

            run->i += more;
            run->done += more;
            if (n - run->i < VEC_BYTES)
                break;
        }
        if (!to_latin1_step(run, p, VEC_BYTES, out, cap, &n_kept))
            return false;
        n_ascii = n_kept == VEC_BYTES ? n_ascii + 1 : 0;
    }
    return true;
}

size_t KERNEL(utf8_to_latin1)(const uint8_t *p, size_t n, uint8_t *out, size_t cap, size_t *n_out)
{
    to_latin1_progress run = {{0, 0}, 0, 0};
    size_t more;
    bool good;

    if (n <= VEC_BYTES && n <= cap) {
        const vec v = vec_load_partial(p, n);

        if (vec_movemask(v) == 0) {
            vec_store_partial(out, n, v);
            *n_out = n;
            return n;
        }
    }
    good = to_latin1_vectors(&run, p, n, out, cap);

    if (good && run.i < n)
        good = to_latin1_step(&run, p, n - run.i, out, cap, &more);
    run.i -= run.state.lead;
    if (!good) {
        run.i += seam__scalar_utf8_to_latin1(p + run.i, n - run.i, out + run.done, cap - run.done,
                                             &more);
        run.done += more;
    }
    *n_out = run.done;
    return run.i;
}

size_t KERNEL(utf8_latin1_prefix)(const uint8_t *p, size_t n)
{
    to_latin1_state state = {0, 0};
    size_t i = 0;

    while (i < n) {
        const size_t len = n - i < VEC_BYTES ? n - i : VEC_BYTES;
        const to_latin1_piece piece = to_latin1_convert(vec_load_partial(p + i, len), len, state);

        if (piece.bad != 0)
            break;
        state = piece.state;
        i += len;
    }
    i -= state.lead;
    return i + seam__scalar_utf8_latin1_prefix(p + i, n - i);
}

#endif
