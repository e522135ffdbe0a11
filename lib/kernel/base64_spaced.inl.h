/* Base64 with white space between digits, one body for every instruction set but AVX-512;
 * base64.inl.h is included first. Lines of one length, as MIME (RFC 2045 6.8) and PEM (RFC 7468)
 * have them, are decoded where they lie: the place of each is known before the line in front of it
 * has been decoded, so that the CPU can work on both at once. From anything else the white space is
 * stripped first. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attributes.h"
#include "base/bits.h"
#include "kernel/base64_alphabet.h"
#include "kernel/scalar.h"
#include "kernel/space.h"

/* The most bytes in which lines are not looked for. */
#define SPACED_FEW ((size_t)128)

/* The bytes from which white space is stripped at first, and the most at a time, which stay in the
 * first-level cache. In between there are STRIPPED_GROWTH times as many each time, so that text in
 * which decoding soon stops is not stripped over and over for a few groups. */
#define STRIPPED_FIRST  ((size_t)64)
#define STRIPPED_MAX    ((size_t)2048)
#define STRIPPED_GROWTH ((size_t)4)

/* By the low nibble: the white-space character that has it, or a byte with another low nibble. */
static const uint8_t base64_space[16] = {
    [0x0] = ' ', [0x9] = '\t', [0xA] = '\n', [0xC] = '\f', [0xD] = '\r'};

/* Where the decoder is. Law: 3 * n_groups bytes fit from `out` on. */
typedef struct spaced_run {
    const uint8_t *in, *end;
    uint8_t *out;
    size_t n_groups;
    seam__base64_alphabet alphabet;
} spaced_run;

/* The form of a line: groups of four digits, then white space. Neither number is 0. */
typedef struct spaced_line {
    size_t n_groups, n_spaces;
} spaced_line;

static inline size_t spaced_left(const spaced_run *run)
{
    return (size_t)(run->end - run->in);
}

/* Moves behind what has been decoded. */
static inline void spaced_done(spaced_run *run, size_t len, size_t n_groups)
{
    run->in += len;
    run->out += 3 * n_groups;
    run->n_groups -= n_groups;
}

static inline size_t spaced_spaces(const spaced_run *run)
{
    size_t n = 0;

    while (n < spaced_left(run) && seam__is_space(run->in[n]))
        n++;
    return n;
}

/* Decodes groups up to the first white space. Returns their number. */
static inline size_t spaced_whole(spaced_run *run)
{
    const size_t n = seam__min(spaced_left(run) / 4, run->n_groups);
    const size_t done = KERNEL(base64_decode)(run->in, n, run->alphabet, run->out);

    spaced_done(run, 4 * done, done);
    return done;
}

/* ---- lines */

/* Decodes a line of at least as many groups as a vector has; the last vector overlaps the one
 * before. Returns false where a byte is no digit. */
static inline bool base64_decode_line(const base64_tables *t, const uint8_t *p, size_t n_groups,
                                      uint8_t *dst)
{
    const size_t last = n_groups - BASE64_GROUPS;

    for (size_t i = 0; i < last; i += BASE64_GROUPS) {
        if (!base64_decode_one(t, p + 4 * i, dst + 3 * i))
            return false;
    }
    return base64_decode_one(t, p + 4 * last, dst + 3 * last);
}

static inline bool is_line_end(const uint8_t *p, size_t n_spaces)
{
    bool spaces = true;

    for (size_t i = 0; i < n_spaces; i++)
        spaces = spaces && seam__is_space(p[i]);
    return spaces;
}

/* Decodes lines up to the first that is not as `line` says. What that one decodes to, up to its first
 * fault, may have been written, and is written again by spaced_whole(). */
static inline void spaced_same_lines(spaced_run *run, spaced_line line)
{
    const base64_tables t = base64_tables_load(run->alphabet);
    const size_t len = 4 * line.n_groups;

    while (spaced_left(run) >= len + line.n_spaces && run->n_groups >= line.n_groups &&
           base64_decode_line(&t, run->in, line.n_groups, run->out) &&
           is_line_end(run->in + len, line.n_spaces))
        spaced_done(run, len + line.n_spaces, line.n_groups);
}

/* Decodes lines, of which the first has ended behind `n_groups` groups. */
static inline void spaced_lines(spaced_run *run, size_t n_groups)
{
    spaced_line line = {n_groups, spaced_spaces(run)};

    while (line.n_groups >= BASE64_GROUPS && line.n_spaces > 0) {
        run->in += line.n_spaces;
        spaced_same_lines(run, line);
        line.n_groups = spaced_whole(run);
        line.n_spaces = spaced_spaces(run);
    }
}

/* ---- white space anywhere */

/* Copies what is no white space and returns its length. The rest of the first `n` bytes of `dst` may
 * be overwritten.
 *
 * A vector is stored whole, and the next store overwrites what lies behind its first white space.
 * Where a vector has white space, the position of the next one depends on its content; a vector
 * without any is a case of its own, so that a predicted branch takes the place of that
 * dependency. */
static inline size_t spaced_strip(const uint8_t *p, size_t n, uint8_t *dst)
{
    const vec spaces = vec_table(base64_space);
    size_t n_out = 0;
    size_t i = 0;

    while (n - i >= VEC_BYTES) {
        const vec v = vec_load(p + i);
        const vec found = vec_equal(v, vec_lookup_low(spaces, v));
        const size_t at = vec_any_top(found) ? vec_first_top(found) : VEC_BYTES;

        vec_store(dst + n_out, v);
        n_out += at;
        i += at;
        if (at == VEC_BYTES)
            continue;
        while (i < n && seam__is_space(p[i]))
            i++;
    }
    /* Each byte is written; after white space the next byte overwrites it. So there is no branch to
     * mispredict. */
    for (; i < n; i++) {
        dst[n_out] = p[i];
        n_out += !seam__is_space(p[i]);
    }
    return n_out;
}

/* The length of the first `n_digits` digits and the white space between them. */
static inline size_t spaced_len(const uint8_t *p, size_t n_digits)
{
    size_t len = 0;

    while (n_digits > 0)
        n_digits -= !seam__is_space(p[len++]);
    return len;
}

/* The length of what lies before the last `n_digits` digits of `len` bytes. */
static inline size_t spaced_before(const uint8_t *p, size_t len, size_t n_digits)
{
    while (n_digits > 0)
        n_digits -= !seam__is_space(p[--len]);
    return len;
}

/* Decodes one group with any white space. Returns false where there is none. */
static inline bool spaced_sparse(spaced_run *run)
{
    size_t n;
    const size_t len = seam__scalar_base64_decode_spaced(run->in, spaced_left(run), run->alphabet,
                                                         run->out, 3, &n);

    spaced_done(run, len, n / 3);
    return n > 0;
}

/* Strips up to `most` bytes and decodes them. Returns false where decoding ends. */
static inline bool spaced_piece(spaced_run *run, size_t most)
{
    uint8_t digits[STRIPPED_MAX];
    /* Half of them may be white space. */
    const size_t len =
        seam__min(spaced_left(run), seam__min(most, 8 * seam__min(run->n_groups, STRIPPED_MAX)));
    const size_t n_digits = spaced_strip(run->in, len, digits);
    const size_t n_groups = seam__min(n_digits / 4, run->n_groups);
    size_t done;

    if (n_groups == 0)
        return spaced_sparse(run);
    done = KERNEL(base64_decode)(digits, n_groups, run->alphabet, run->out);
    /* The end of the groups is counted from the nearer side. */
    if (n_digits - 4 * done < 4 * done)
        spaced_done(run, spaced_before(run->in, len, n_digits - 4 * done), done);
    else
        spaced_done(run, spaced_len(run->in, 4 * done), done);
    return done == n_groups;
}

/* Decodes what follows `n_groups` groups, behind which something else than a digit stands. */
static SEAM__NOINLINE void spaced_rest(spaced_run *run, size_t n_groups)
{
    size_t most = STRIPPED_FIRST;

    /* The text may begin amid a line. */
    if (n_groups < BASE64_GROUPS) {
        run->in += spaced_spaces(run);
        n_groups = spaced_whole(run);
    }
    if (spaced_left(run) > SPACED_FEW)
        spaced_lines(run, n_groups);
    while (run->n_groups > 0 && run->in < run->end && spaced_piece(run, most))
        most = seam__min(STRIPPED_GROWTH * most, STRIPPED_MAX);
    run->in += spaced_spaces(run);
}

size_t KERNEL(base64_decode_spaced)(const uint8_t *p, size_t n, seam__base64_alphabet alphabet,
                                    uint8_t *dst, size_t cap, size_t *n_out)
{
    spaced_run run = {p, p + n, NULL, cap / 3, alphabet};
    size_t n_groups;

    run.out = dst;
    n_groups = spaced_whole(&run);
    if (run.in < run.end)
        spaced_rest(&run, n_groups);
    *n_out = (size_t)(run.out - dst);
    return (size_t)(run.in - p);
}
