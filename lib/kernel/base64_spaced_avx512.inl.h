/* Base64 with white space between digits for AVX-512; digits_avx512.inl.h includes this file. The
 * values of digits are moved together in a buffer, and decoded from there. */
#ifndef SEAM_KERNEL_BASE64_SPACED_AVX512_INL_H
#define SEAM_KERNEL_BASE64_SPACED_AVX512_INL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/attributes.h"
#include "base/bits.h"
#include "kernel/base64_alphabet.h"
#include "kernel/space.h"

/* The value, in a table, of white space (space.h). */
#define SPACE 0x40

/* The most bytes from which values are gathered at a time; they stay in the first-level cache. */
#define SPACED_MOST ((size_t)2048)

/* What makes of a table of the values of digits one that knows white space. */
static const uint8_t base64_spaces[VEC_BYTES] = {['\t'] = NO ^ SPACE,
                                                 ['\n'] = NO ^ SPACE,
                                                 ['\f'] = NO ^ SPACE,
                                                 ['\r'] = NO ^ SPACE,
                                                 [' '] = NO ^ SPACE};

/* Where the decoder is. Laws: the digits of the last `n_held` values are before `in` and not
 * decoded; 3 * n_groups bytes fit from `out` on. */
typedef struct spaced_run {
    const uint8_t *in, *end;
    uint8_t *out;
    size_t n_groups, n_held;
} spaced_run;

static inline size_t spaced_left(const spaced_run *run)
{
    return (size_t)(run->end - run->in);
}

/* Writes a vector: the values of the digits of 64 bytes, and their number to *n. Returns a mask of
 * the `wanted` bytes that are neither digits nor white space; where there is one, it has written
 * nothing. */
static inline uint64_t spaced_take(const base64_decoder *k, vec bytes, uint64_t wanted,
                                   uint8_t *values, size_t *n)
{
    const vec v = _mm512_permutex2var_epi8(k->low, bytes, k->high);
    const uint64_t bad = vec_movemask(_mm512_or_si512(bytes, v)) & wanted;
    const uint64_t digits = _mm512_testn_epi8_mask(v, vec_splat(NO | SPACE)) & wanted;

    *n = (size_t)__builtin_popcountll(digits);
    if (bad == 0)
        vec_store(values, _mm512_maskz_compress_epi8(digits, v));
    return bad;
}

/* Gathers the values of the next `len` bytes, up to the first that is neither a digit nor white
 * space. Returns whether there is such a byte. */
static inline bool spaced_gather(const base64_decoder *k, spaced_run *run, size_t len,
                                 uint8_t *values)
{
    const uint8_t *in = run->in;
    const uint8_t *const end = in + len;
    uint8_t *to = values + run->n_held;
    uint64_t bad;
    size_t n;

    for (; (size_t)(end - in) >= VEC_BYTES; in += VEC_BYTES, to += n) {
        if (spaced_take(k, vec_pin(vec_load(in)), UINT64_MAX, to, &n) != 0)
            break;
    }
    len = seam__min((size_t)(end - in), VEC_BYTES);
    bad = spaced_take(k, vec_load_partial(in, len), vec_tail_mask(len), to, &n);
    if (bad != 0) {
        len = vec_first_bit(bad);
        (void)spaced_take(k, vec_load_partial(in, len), vec_tail_mask(len), to, &n);
    }
    run->in = in + len;
    run->n_held = (size_t)(to + n - values);
    return bad != 0;
}

/* Decodes the groups that are held. What is left of the values, at most three unless the room is
 * used up, is moved to the front. */
static inline void spaced_decode(const base64_decoder *k, spaced_run *run, uint8_t *values)
{
    const size_t n_groups = seam__min(run->n_held / 4, run->n_groups);
    const uint8_t *from = values;
    uint8_t *out = run->out;
    size_t n = 3 * n_groups;

    for (; n >= VEC_BYTES; n -= BASE64_BYTES, out += BASE64_BYTES, from += VEC_BYTES)
        vec_store(out, base64_join(k, vec_load(from)));
    for (; n > BASE64_BYTES; n -= BASE64_BYTES, out += BASE64_BYTES, from += VEC_BYTES)
        vec_store_partial(out, BASE64_BYTES, base64_join(k, vec_load(from)));
    vec_store_partial(out, n, base64_join(k, vec_load(from)));
    run->out = out + n;
    memcpy(values, values + 4 * n_groups, 4);
    run->n_held -= 4 * n_groups;
    run->n_groups -= n_groups;
}

/* Decodes whole vectors where there seems to be no white space. Returns whether there were any. */
static inline bool spaced_pure(spaced_run *run, seam__base64_alphabet alphabet)
{
    const base64_decoder k = base64_decoder_load(alphabet);
    const size_t n_groups = seam__min(spaced_left(run) / 4, run->n_groups);
    uint64_t bad;
    size_t n;

    if (n_groups < 2 * BASE64_GROUPS || run->n_held > 0)
        return false;
    (void)base64_bytes(&k, vec_load(run->in + VEC_BYTES), &bad);
    if (bad != 0)
        return false;
    n = base64_decode_vectors(&k, run->in, n_groups, run->out);
    run->in += 4 * n;
    run->out += 3 * n;
    run->n_groups -= n;
    return n > 0;
}

static inline base64_decoder spaced_decoder_load(seam__base64_alphabet alphabet)
{
    base64_decoder k = base64_decoder_load(alphabet);

    k.low = vec_pin(vec_xor(k.low, vec_load(base64_spaces)));
    return k;
}

static SEAM__NOINLINE size_t spaced_many(const uint8_t *p, size_t n, seam__base64_alphabet alphabet,
                                         uint8_t *dst, size_t cap, size_t *n_out)
{
    const base64_decoder k = spaced_decoder_load(alphabet);
    spaced_run run = {p, p + n, NULL, cap / 3, 0};
    /* Each store writes a whole vector. */
    _Alignas(64) uint8_t values[SPACED_MOST + 2 * VEC_BYTES];
    bool stopped = false;

    run.out = dst;
    while (!stopped && run.in < run.end && run.n_groups > 0) {
        /* Not many more values than fit are gathered. */
        const size_t most =
            seam__min(4 * seam__min(run.n_groups, SPACED_MOST) + VEC_BYTES, SPACED_MOST);

        if (spaced_pure(&run, alphabet))
            continue;
        stopped = spaced_gather(&k, &run, seam__min(spaced_left(&run), most), values);
        spaced_decode(&k, &run, values);
    }
    while (run.n_held > 0)
        run.n_held -= !seam__is_space(*--run.in);
    while (run.in < run.end && seam__is_space(*run.in))
        run.in++;
    *n_out = (size_t)(run.out - dst);
    return (size_t)(run.in - p);
}

/* Decodes at most one vector that is whole groups and white space. Returns false, and has written
 * nothing, for anything else. */
static inline bool spaced_few(const uint8_t *p, size_t n, seam__base64_alphabet alphabet,
                              uint8_t *dst, size_t cap, size_t *n_out)
{
    const base64_decoder k = spaced_decoder_load(alphabet);
    const vec bytes = vec_load_partial(p, n);
    const vec values = _mm512_permutex2var_epi8(k.low, bytes, k.high);
    const uint64_t bad = vec_movemask(_mm512_or_si512(bytes, values)) & vec_tail_mask(n);
    const uint64_t digits = _mm512_testn_epi8_mask(values, vec_splat(NO | SPACE));
    const size_t n_digits = (size_t)__builtin_popcountll(digits);

    *n_out = n_digits / 4 * 3;
    if (bad != 0 || n_digits % 4 != 0 || *n_out > cap)
        return false;
    vec_store_partial(dst, *n_out, base64_join(&k, _mm512_maskz_compress_epi8(digits, values)));
    return true;
}

size_t KERNEL(base64_decode_spaced)(const uint8_t *p, size_t n, seam__base64_alphabet alphabet,
                                    uint8_t *dst, size_t cap, size_t *n_out)
{
    if (n <= VEC_BYTES && spaced_few(p, n, alphabet, dst, cap, n_out))
        return n;
    return spaced_many(p, n, alphabet, dst, cap, n_out);
}

#endif
