/* The validator, one body for every instruction set: the words it is written in come from
 * vec_<isa>.h, which is included first.
 *
 * A byte is judged with the three before it. Three tables of 16 entries, asked for the high and the
 * low nibble of the byte before and the high nibble of the byte itself, each give the set of faults
 * that the nibble allows; a fault that all three allow is one (Unicode 15.0 Table 3-7). The third
 * and fourth byte of a sequence need one step more: where the second byte before is E0 or more, or
 * the third is F0 or more, the byte before counts as a lead of two. The bytes before are loaded
 * again at p - 1, p - 2 and p - 3, which is cheaper than shifting them in from two registers. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/group.inl.h"

/* How far ahead a group asks for its bytes. It costs nothing in the caches, and beyond them the
 * CPU's own guesses come too late. */
#define AHEAD 4096

/* Faults of a pair of bytes. */
#define SHORT     0x01 /* a lead, then no continuation byte */
#define STRAY     0x02 /* no lead, then a continuation byte */
#define OVERLONG2 0x04 /* C0 or C1, then a continuation byte */
#define OVERLONG3 0x08 /* E0, then 80..9F */
#define SURROGATE 0x10 /* ED, then A0..BF */
#define LARGE     0x20 /* F4 or more, then 90..BF */
/* F5 or more, then 80..8F; and F0, then 80..8F. One bit tells them both: their tables differ. */
#define LARGE_80  0x40
#define OVERLONG4 LARGE_80

#define PAIR (SHORT | STRAY)

/* clang-format off */
static const uint8_t lead_high[16] = {
    STRAY, STRAY, STRAY, STRAY, STRAY, STRAY, STRAY, STRAY,
    STRAY, STRAY, STRAY, STRAY,
    SHORT | OVERLONG2,
    SHORT,
    SHORT | OVERLONG3 | SURROGATE,
    SHORT | LARGE | LARGE_80,
};

static const uint8_t lead_low[16] = {
    PAIR | OVERLONG2 | OVERLONG3 | OVERLONG4,
    PAIR | OVERLONG2,
    PAIR, PAIR,
    PAIR | LARGE,
    PAIR | LARGE | LARGE_80, PAIR | LARGE | LARGE_80, PAIR | LARGE | LARGE_80,
    PAIR | LARGE | LARGE_80, PAIR | LARGE | LARGE_80, PAIR | LARGE | LARGE_80,
    PAIR | LARGE | LARGE_80, PAIR | LARGE | LARGE_80,
    PAIR | LARGE | LARGE_80 | SURROGATE,
    PAIR | LARGE | LARGE_80, PAIR | LARGE | LARGE_80,
};

static const uint8_t here_high[16] = {
    SHORT, SHORT, SHORT, SHORT, SHORT, SHORT, SHORT, SHORT,
    STRAY | OVERLONG2 | OVERLONG3 | LARGE_80,
    STRAY | OVERLONG2 | OVERLONG3 | LARGE,
    STRAY | OVERLONG2 | SURROGATE | LARGE,
    STRAY | OVERLONG2 | SURROGATE | LARGE,
    SHORT, SHORT, SHORT, SHORT,
};
/* clang-format on */

/* What stays in registers for a call. */
typedef struct constants {
    vec lead_high, lead_low, here_high;
    vec only_short;
    vec nibble, one_less, top_from_e0;
} constants;

static inline constants constants_load(void)
{
    return (constants){
        .lead_high = vec_pin(vec_table(lead_high)),
        .lead_low = vec_pin(vec_table(lead_low)),
        .here_high = vec_pin(vec_table(here_high)),
        .only_short = vec_pin(vec_splat(SHORT)),
        .nibble = vec_pin(vec_splat(0x0F)),
        .one_less = vec_pin(vec_splat(0x10)),
        .top_from_e0 = vec_pin(vec_splat(0x60)),
    };
}

/* Not 0 where `here` is the first byte that cannot follow the bytes before it. What it says about
 * later bytes has no meaning. */
static inline vec faults(const constants *k, vec here, vec before1, vec before2, vec before3)
{
    const vec lead = vec_max(before2, vec_sub_floor(before3, k->one_less));
    const vec third_or_fourth = vec_sub_floor(lead, k->top_from_e0);
    const vec by_high = vec_lookup(k->lead_high, vec_high_nibble(before1, k->nibble));
    const vec by_low = vec_lookup(k->lead_low, vec_and(before1, k->nibble));
    const vec by_here = vec_lookup(k->here_high, vec_high_nibble(here, k->nibble));

    return vec_and(vec_choose(third_or_fourth, k->only_short, by_high), vec_and(by_low, by_here));
}

static inline vec faults_at(const constants *k, const uint8_t *p, vec here)
{
    return faults(k, here, vec_load(p - 1), vec_load(p - 2), vec_load(p - 3));
}

/* With zeros before it. */
static inline vec faults_first(const constants *k, vec v)
{
    const vec zeros = vec_splat(0);

    return faults(k, v, vec_back_1(zeros, v), vec_back_2(zeros, v), vec_back_3(zeros, v));
}

/* The start of the sequence that is still open at `at`, or `at`. All before `at` is consistent, but
 * the last sequence may want more bytes than it has, or begin with a byte that begins nothing. */
static inline size_t open_start(const uint8_t *p, size_t at)
{
    if (at >= 1 && p[at - 1] >= 0xC0)
        return at - 1;
    if (at >= 2 && p[at - 2] >= 0xE0)
        return at - 2;
    if (at >= 3 && p[at - 3] >= 0xF0)
        return at - 3;
    return at;
}

/* Fewer than VEC_BYTES bytes. The zeros after them close a sequence that is open at the end. */
static size_t short_prefix(const uint8_t *p, size_t n)
{
    const vec v = vec_load_partial(p, n);
    constants k;
    size_t at;

    if (!vec_any_top(v))
        return n;
    k = constants_load();
    at = vec_first(faults_first(&k, v));
    return at == VEC_BYTES ? n : open_start(p, at);
}

static inline void ask_ahead(const uint8_t *p)
{
    for (size_t line = 0; line < GROUP; line += 64)
        vec_prefetch(p, AHEAD + line);
}

static inline bool is_ascii(const uint8_t *p)
{
    const vec low = vec_or(vec_load(p), vec_load(p + VEC_BYTES));
    const vec high = vec_or(vec_load(p + 2 * VEC_BYTES), vec_load(p + 3 * VEC_BYTES));

    return !vec_any_top(vec_or(low, high));
}

/* Past the groups that are ASCII. */
static inline size_t skip_ascii(const uint8_t *p, size_t n, size_t i)
{
    while (n - i >= GROUP && is_ascii(p + i)) {
        ask_ahead(p + i);
        i += GROUP;
    }
    return i;
}

/* From *i, which is VEC_BYTES at least, while whole groups are left. Returns false at a fault. */
static inline bool groups(const constants *k, const uint8_t *p, size_t n, size_t *i)
{
    while (n - *i >= GROUP) {
        const uint8_t *at = p + *i;
        const vec v0 = vec_load(at);
        const vec v1 = vec_load(at + VEC_BYTES);
        const vec v2 = vec_load(at + 2 * VEC_BYTES);
        const vec v3 = vec_load(at + 3 * VEC_BYTES);
        vec f0, f1, f2, f3;

        if (!vec_any_top(vec_or(vec_or(v0, v1), vec_or(v2, v3)))) {
            if (open_start(p, *i) != *i)
                return false;
            *i = skip_ascii(p, n, *i + GROUP);
            continue;
        }
        ask_ahead(at);
        f0 = faults_at(k, at, v0);
        f1 = faults_at(k, at + VEC_BYTES, v1);
        f2 = faults_at(k, at + 2 * VEC_BYTES, v2);
        f3 = faults_at(k, at + 3 * VEC_BYTES, v3);
        if (any_of_four(f0, f1, f2, f3)) {
            *i += first_of_four(f0, f1, f2, f3);
            return false;
        }
        *i += GROUP;
    }
    return true;
}

/* Fewer than VEC_BYTES bytes are left after `i`, which is VEC_BYTES at least: the last vector
 * overlaps what is known, unless the three bytes before it would lie before p. */
static inline size_t last_prefix(const constants *k, const uint8_t *p, size_t n, size_t i)
{
    if (n - VEC_BYTES < 3) {
        i = open_start(p, i);
        return i + short_prefix(p + i, n - i);
    }
    i = n - VEC_BYTES;
    return open_start(p, i + vec_first(faults_at(k, p + i, vec_load(p + i))));
}

static size_t utf8_prefix(const uint8_t *p, size_t n)
{
    constants k;
    size_t i;
    vec v;

    if (n < VEC_BYTES)
        return short_prefix(p, n);
    v = vec_load(p);
    if (n <= 2 * VEC_BYTES && !vec_any_top(vec_or(v, vec_load(p + n - VEC_BYTES))))
        return n;
    k = constants_load();
    i = vec_any_top(v) ? vec_first(faults_first(&k, v)) : VEC_BYTES;
    if (i < VEC_BYTES || !groups(&k, p, n, &i))
        return open_start(p, i);
    for (; n - i >= VEC_BYTES; i += VEC_BYTES) {
        const size_t at = vec_first(faults_at(&k, p + i, vec_load(p + i)));

        if (at < VEC_BYTES)
            return open_start(p, i + at);
    }
    return i == n ? open_start(p, n) : last_prefix(&k, p, n, i);
}
