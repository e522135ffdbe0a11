/* The UTF-8 validator for AVX-512. The result for a byte is in the top bit of a byte; the other
 * bits have no meaning.
 *
 * Two conditions are tested for each byte. It must be a continuation byte if and only if the byte
 * before is C0 or more, the second before is E0 or more, or the third before is F0 or more. And
 * behind a lead it must lie in the range of that lead (Unicode 15.0 Table 3-7). The low six bits of
 * a lead tell which one it is, and a lookup in 64 entries reads just those: the entry, added to a
 * continuation byte, sets its top bit outside the range.
 *
 * Where much text is left that has no byte from E0 up, a simpler classifier is tried first, which
 * needs a third of the steps. */
#ifndef SEAM_KERNEL_UTF8_PREFIX_AVX512_INL_H
#define SEAM_KERNEL_UTF8_PREFIX_AVX512_INL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attributes.h"
#include "base/bits.h"
#include "kernel/cut.h"
#include "kernel/open_start.h"

/* The bytes of a group: four vectors that are classified together. */
#define GROUP (4 * VEC_BYTES)

/* How many bytes ahead a group prefetches. In the caches that costs nothing; beyond them the
 * hardware prefetcher is too late. */
#define PREFETCH_DISTANCE 4096

#define FOUR(x)    x, x, x, x
#define SIXTEEN(x) FOUR(x), FOUR(x), FOUR(x), FOUR(x)
#define ALL(x)     SIXTEEN(x), SIXTEEN(x), SIXTEEN(x), SIXTEEN(x)

/* The rows of constants. */
enum { TOP_FROM_C0, TOP_FROM_E0, TOP_FROM_F0, LAST, N_ROWS };

/* clang-format off */
static const uint8_t classifier_rows[N_ROWS][64] = {
    [TOP_FROM_C0] = {ALL(0x40)},
    [TOP_FROM_E0] = {ALL(0x60)},
    [TOP_FROM_F0] = {ALL(0x70)},
    /* The greatest byte at each place of a vector that leaves no sequence open at its end. */
    [LAST] = {
        SIXTEEN(0xFF), SIXTEEN(0xFF), SIXTEEN(0xFF),
        FOUR(0xFF), FOUR(0xFF), FOUR(0xFF), 0xFF, 0xEF, 0xDF, 0xBF,
    },
};
/* clang-format on */

/* The constants of the classifier, which stay in registers during a call. */
typedef struct classifier {
    vec after_lead;
    vec top_from_c0, top_from_e0, top_from_f0;
} classifier;

static inline classifier classifier_load(void)
{
    const uint8_t(*rows)[64] = classifier_rows;

    /* The address is hidden from the compiler, so that it loads each row in one instruction;
     * otherwise it would compute the rows from immediate numbers, on the execution ports that the
     * classifier needs. */
    __asm__("" : "+r"(rows));
    return (classifier){
        .after_lead = vec_pin(vec_load(seam__after_lead)),
        .top_from_c0 = vec_pin(vec_load(rows[TOP_FROM_C0])),
        .top_from_e0 = vec_pin(vec_load(rows[TOP_FROM_E0])),
        .top_from_f0 = vec_pin(vec_load(rows[TOP_FROM_F0])),
    };
}

/* Sets the top bit at the first byte of `here` that cannot follow the bytes before it, and wherever
 * `known` has it; the result behind the first fault is meaningless. `back_16` has the bytes 16
 * places before. A saturating sum keeps the top bit of continuation bytes only, a saturating
 * difference that of leads only. */
static inline vec faults(const classifier *k, vec known, vec here, vec back_16)
{
    const vec back_1 = _mm512_alignr_epi8(here, back_16, 15);
    const vec back_2 = _mm512_alignr_epi8(here, back_16, 14);
    const vec back_3 = _mm512_alignr_epi8(here, back_16, 13);
    const vec lead = _mm512_subs_epu8(back_1, k->top_from_c0);
    const vec lead_of_3 = _mm512_subs_epu8(back_2, k->top_from_e0);
    const vec lead_of_4 = _mm512_subs_epu8(back_3, k->top_from_f0);
    const vec wanted = vec_or3(lead_of_3, lead_of_4, lead);
    const vec continuation = _mm512_adds_epi8(here, k->top_from_c0);
    const vec outside = _mm512_add_epi8(here, _mm512_permutexvar_epi8(back_1, k->after_lead));

    /* The result overwrites the register of the first operand, so that is one which is not needed
     * any more. */
    known = _mm512_ternarylogic_epi64(continuation, wanted, known, (T_A ^ T_B) | T_C);
    return _mm512_ternarylogic_epi64(known, lead, outside, T_A | (T_B & T_C));
}

/* The faults of the vector `here` at p, at least 16 bytes into the text. Loading the bytes before
 * it again is cheaper than shifting them in from another register. The load is pinned, because gcc
 * would repeat it for each of three operations, and each load crosses a cache line. */
static inline vec faults_at(const classifier *k, vec known, const uint8_t *p, vec here)
{
    return faults(k, known, here, vec_pin(vec_load(p - 16)));
}

/* Whether a sequence is open at p, at least 16 bytes into a text that is consistent up to there. There is no branch:
 * in text that is nearly all ASCII the answer is hard to predict. */
static inline bool is_open(const uint8_t *p)
{
    return (p[-1] >= 0xC0) | (p[-2] >= 0xE0) | (p[-3] >= 0xF0);
}

/* Adds the faults of two vectors, v0 at p and v1 behind it, to `known`; *first gets those up to the end of v0. ASCII
 * is not classified: in text that is nearly all ASCII, JSON or HTML, that is one half of many groups. */
static inline vec faults_of_two(const classifier *k, vec known, const uint8_t *p, vec v0, vec v1,
                                vec *first)
{
    if (vec_movemask(_mm512_or_si512(v0, v1)) == 0 && !is_open(p)) {
        *first = known;
        return known;
    }
    *first = faults_at(k, known, p, v0);
    return faults_at(k, *first, p + VEC_BYTES, v1);
}

static inline void prefetch_ahead(const uint8_t *p)
{
    for (size_t line = 0; line < GROUP; line += 64)
        vec_prefetch(p, PREFETCH_DISTANCE + line);
}

static inline bool are_ascii(vec v0, vec v1, vec v2, vec v3)
{
    return vec_movemask(_mm512_or_si512(vec_or3(v0, v1, v2), v3)) == 0;
}

static inline bool group_is_ascii(const uint8_t *at)
{
    return are_ascii(vec_load(at), vec_load(at + VEC_BYTES), vec_load(at + 2 * VEC_BYTES),
                     vec_load(at + 3 * VEC_BYTES));
}

/* The position behind the groups of ASCII from `i` on. */
static inline size_t skip_ascii(const uint8_t *p, size_t n, size_t i)
{
    for (; n - i >= GROUP && group_is_ascii(p + i); i += GROUP)
        prefetch_ahead(p + i);
    return i;
}

/* The index of the first fault of four vectors, which have one. */
static inline size_t first_of_four(vec f0, vec f1, vec f2, vec f3)
{
    if (vec_movemask(f0) != 0)
        return vec_first_top(f0);
    if (vec_movemask(f1) != 0)
        return VEC_BYTES + vec_first_top(f1);
    if (vec_movemask(f2) != 0)
        return 2 * VEC_BYTES + vec_first_top(f2);
    return 3 * VEC_BYTES + vec_first_top(f3);
}

#include "kernel/utf8_consistent_avx512.inl.h"

/* Validates whole groups that begin before `end`, from *i on, which is 16 at least, and moves *i
 * behind them. Returns false at a fault, where *i then is. */
SEAM__TEMPLATE bool groups(const classifier *k, const uint8_t *p, size_t n, size_t end, size_t *i)
{
    while (*i < end && n - *i >= GROUP) {
        const uint8_t *at = p + *i;
        const vec v0 = vec_load(at);
        const vec v1 = vec_load(at + VEC_BYTES);
        const vec v2 = vec_load(at + 2 * VEC_BYTES);
        const vec v3 = vec_load(at + 3 * VEC_BYTES);
        vec f0, f1, f2, f3;

        if (are_ascii(v0, v1, v2, v3)) {
            if (is_open(at))
                return false;
            *i = skip_ascii(p, n, *i + GROUP);
            continue;
        }
        prefetch_ahead(at);
        f1 = faults_of_two(k, vec_splat(0), at, v0, v1, &f0);
        f3 = faults_of_two(k, f1, at + 2 * VEC_BYTES, v2, v3, &f2);
        if (vec_movemask(f3) != 0) {
            *i += first_of_four(f0, f1, f2, f3);
            return false;
        }
        *i += GROUP;
    }
    return true;
}

/* Whether the bytes from `i` on, of which there are some, are ASCII. The last vector overlaps bytes
 * before `i`. */
static inline bool rest_is_ascii(const uint8_t *p, size_t n, size_t i)
{
    vec all = vec_load(p + n - VEC_BYTES);

    for (; n - i > VEC_BYTES; i += VEC_BYTES)
        all = _mm512_or_si512(all, vec_load(p + i));
    return vec_movemask(all) == 0;
}

/* The prefix where fewer than GROUP bytes are left behind `i`, which is at least VEC_BYTES, or 16
 * in a text of at least 80 bytes. */
static inline size_t rest(const classifier *k, const uint8_t *p, size_t n, size_t i)
{
    if (i < n && rest_is_ascii(p, n, i)) {
        const size_t start = seam__open_start(p, i);

        return start < i ? start : n;
    }
    for (; i < n; i += VEC_BYTES) {
        const size_t at = n - i >= VEC_BYTES ? i : n - VEC_BYTES;
        const vec f = faults(k, vec_splat(0), vec_load(p + at), load_back_16(p, at));

        if (vec_movemask(f) != 0)
            return seam__open_start(p, at + vec_first_top(f));
    }
    return seam__open_start(p, n);
}

/* Where the groups begin. With many groups that is the start of a cache line, because vectors that
 * cross a line take twice the time to load. The first VEC_BYTES bytes are validated already. */
static inline size_t first_group(const uint8_t *p, size_t n)
{
    const size_t to_line = VEC_BYTES - (uintptr_t)p % VEC_BYTES;

    return n >= 4 * GROUP && to_line >= 16 ? to_line : VEC_BYTES;
}

/* ---- text below E0 */

/* The bytes that always get the general classifier: the first FRONT of a text, because a fault that
 * the simpler one meets costs a branch misprediction; all where at most FEW follow them; and BEHIND
 * bytes behind one that the simpler one does not know. Where it knew fewer than WORTH bytes before
 * that, twice as many as the last time, up to BEHIND_MOST. */
#define FRONT       ((size_t)1536)
#define FEW         ((size_t)1024)
#define BEHIND      ((size_t)1024)
#define BEHIND_MOST ((size_t)8192)
#define WORTH       ((size_t)1024)

/* Why the loop of the simpler classifier ends. */
typedef enum below_end {
    BELOW_END,     /* fewer bytes than a group has are left */
    BELOW_UNKNOWN, /* a byte is from E0 up */
    BELOW_FAULT    /* a byte is a fault */
} below_end;

/* The result for the vectors of a group. */
typedef struct classification {
    vec wrong; /* top bit: a continuation byte stands where none belongs, or is missing */
    vec least; /* the least byte, where 40 is subtracted and C0 so becomes the least of all */
} classification;

/* Adds the result for one vector: a byte must be a continuation byte exactly where the byte before
 * is C0 or more. */
static inline classification below_e0(classification before, vec top_from_c0, const uint8_t *p,
                                      vec here)
{
    const vec lead = _mm512_subs_epu8(vec_load(p - 1), top_from_c0);
    const vec continuation = _mm512_adds_epi8(here, top_from_c0);

    return (classification){
        _mm512_ternarylogic_epi64(before.wrong, lead, continuation, T_A | (T_B ^ T_C)),
        _mm512_min_epi8(before.least, lead)};
}

static inline vec max_of_four(vec v0, vec v1, vec v2, vec v3)
{
    return _mm512_max_epu8(_mm512_max_epu8(v0, v1), _mm512_max_epu8(v2, v3));
}

/* Validates whole groups by the simpler classifier, from *i on, which is 16 at least, and moves *i
 * behind those that are good. */
SEAM__NOINLINE static below_end groups_below_e0(const uint8_t *p, size_t n, size_t *i)
{
    const vec top_from_c0 = vec_pin(vec_splat(0x40));
    const vec top_from_e0 = vec_pin(vec_splat(0x60));
    const vec two_leads = vec_pin(vec_splat(0xC2 - 0x40));

    while (n - *i >= GROUP) {
        const uint8_t *at = p + *i;
        const vec v0 = vec_load(at);
        const vec v1 = vec_load(at + VEC_BYTES);
        const vec v2 = vec_load(at + 2 * VEC_BYTES);
        const vec v3 = vec_load(at + 3 * VEC_BYTES);
        const vec most = max_of_four(v0, v1, v2, v3);
        const vec large = _mm512_subs_epu8(most, top_from_e0);
        classification all = {large, two_leads};

        if (vec_movemask(most) == 0) {
            if (is_open(at))
                return BELOW_FAULT;
            *i = skip_ascii(p, n, *i + GROUP);
            continue;
        }
        prefetch_ahead(at);
        all = below_e0(all, top_from_c0, at, v0);
        all = below_e0(all, top_from_c0, at + VEC_BYTES, v1);
        all = below_e0(all, top_from_c0, at + 2 * VEC_BYTES, v2);
        all = below_e0(all, top_from_c0, at + 3 * VEC_BYTES, v3);
        if ((vec_movemask(all.wrong) | _mm512_cmplt_epi8_mask(all.least, two_leads)) != 0)
            return vec_movemask(large) != 0 ? BELOW_UNKNOWN : BELOW_FAULT;
        *i += GROUP;
    }
    return BELOW_END;
}

static inline bool group_is_below_e0(const uint8_t *p)
{
    const vec most = max_of_four(vec_load(p), vec_load(p + VEC_BYTES), vec_load(p + 2 * VEC_BYTES),
                                 vec_load(p + 3 * VEC_BYTES));

    return vec_movemask(_mm512_subs_epu8(most, vec_splat(0x60))) == 0;
}

/* The prefix of a long text that is consistent up to `i`, which is 16 at least. Up to `end` only
 * the general classifier is used. */
SEAM__NOINLINE static size_t long_prefix(const uint8_t *p, size_t n, size_t i, size_t end)
{
    const classifier k = classifier_load();
    size_t behind = BEHIND;

    while (groups(&k, p, n, end, &i)) {
        below_end why = n - i < GROUP ? BELOW_END : BELOW_UNKNOWN;

        /* A classifier that would have done for the last group is tried for the next. */
        if (why == BELOW_UNKNOWN && group_is_below_e0(p + i - GROUP)) {
            const size_t start = i;

            why = groups_below_e0(p, n, &i);
            behind = i - start >= WORTH ? BEHIND : seam__min(2 * behind, BEHIND_MOST);
        }
        if (why == BELOW_END)
            return rest(&k, p, n, i);
        end = i + (why == BELOW_FAULT ? GROUP : behind);
    }
    return seam__open_start(p, i);
}

/* The prefix of at most VEC_BYTES bytes, which are v. */
static inline size_t prefix_of_1(const uint8_t *p, vec v, size_t n)
{
    const classifier k = classifier_load();
    const uint64_t bad = vec_movemask(faults_first(&k, v)) & vec_tail_mask(n);

    return seam__open_start(p, bad != 0 ? vec_first_bit(bad) : n);
}

/* The prefix of at most VEC_BYTES bytes. */
static inline size_t prefix_1(const uint8_t *p, size_t n)
{
    return prefix_of_1(p, vec_load_partial(p, n), n);
}

/* The prefix of more than VEC_BYTES bytes. From `front` on the simpler classifier may be used. */
SEAM__TEMPLATE size_t prefix(const uint8_t *p, size_t n, size_t front)
{
    const classifier k = classifier_load();
    const vec v = vec_load(p);
    size_t i = vec_movemask(v) != 0 ? vec_first_top(faults_first(&k, v)) : VEC_BYTES;

    if (i < VEC_BYTES)
        return seam__open_start(p, i);
    i = first_group(p, n);
    if (n > front + FEW)
        return long_prefix(p, n, i, front);
    return groups(&k, p, n, n, &i) ? rest(&k, p, n, i) : seam__open_start(p, i);
}

size_t KERNEL(utf8_prefix)(const uint8_t *p, size_t n)
{
    return n <= VEC_BYTES ? prefix_1(p, n) : prefix(p, n, FRONT);
}

/* Of a long text, one group decides which classifier is tried first. */
SEAM__NOINLINE static size_t long_prefix_clean(const uint8_t *p, size_t n)
{
    return prefix(p, n, GROUP);
}

size_t KERNEL(utf8_prefix_clean)(const uint8_t *p, size_t n)
{
    if (n > GROUP + FEW)
        return long_prefix_clean(p, n);
    return consistent(p, n) ? seam__open_start(p, n) : KERNEL(utf8_prefix)(p, n);
}

#include "kernel/utf8_copy.inl.h"
#include "kernel/utf8_copy_fused_avx512.inl.h"

/* A consistent chunk may lack bytes of its last sequence alone. */
size_t KERNEL(utf8_text_len)(const uint8_t *p, size_t n)
{
    const uint32_t last = seam__load_le32(p + n - 4);
    const size_t n_tail = seam__open_len(last);

    if (seam__ends_badly(last, n_tail))
        return 0;
    return consistent(p, n) ? n - n_tail : 0;
}

size_t KERNEL(utf8_copy)(const uint8_t *p, size_t n, uint8_t *dst)
{
    size_t len;
    vec v;

    if (n > VEC_BYTES)
        return n >= GROUP && n <= FUSED ? copy_fused(p, n, dst) : copy_blocks(p, n, dst);
    v = vec_load_partial(p, n);
    len = prefix_of_1(p, v, n);
    vec_store_partial(dst, len, v);
    return len;
}

#include "kernel/utf8_copy_chunk_avx512.inl.h"

/* Out of line, so that short texts need no stack. */
SEAM__NOINLINE static bool long_valid(const uint8_t *p, size_t n)
{
    if (n > GROUP + FEW)
        return long_prefix_clean(p, n) == n;
    return consistent_groups(p, n) && seam__open_start(p, n) == n;
}

bool KERNEL(utf8_valid)(const uint8_t *p, size_t n)
{
    if (n <= VEC_BYTES)
        return is_valid_1(p, n);
    if (n > GROUP)
        return long_valid(p, n);
    return consistent_few(p, n) && seam__open_start(p, n) == n;
}

#endif
