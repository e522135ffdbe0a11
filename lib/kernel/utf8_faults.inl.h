/* The fault finder: finds many faults of UTF-8 in one call. One body for every instruction set; its
 * vector functions come from vec_<isa>.h, which is included first.
 *
 * The result of the classifier for a byte depends on the three bytes before it and on nothing else.
 * So behind a fault only a few bytes must be classified again, as if nothing preceded them.
 * classifier_of_batch() and find_candidates() tell which groups to look into; whoever includes this
 * file has included utf8_candidates.inl.h before, or defined them otherwise. */
#ifndef SEAM_KERNEL_UTF8_FAULTS_INL_H
#define SEAM_KERNEL_UTF8_FAULTS_INL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attributes.h"
#include "kernel/group.inl.h"
#include "kernel/open_start.h"
#include "kernel/table.h"
#include "kernel/utf8_candidates.h"
#include "kernel/utf8_classifier.inl.h"
#include "kernel/whole_sequence.h"

/* A batch with more than MAX_FALSE_POSITIVES candidates without a fault makes the next BATCHES_HELD
 * batches use a classifier that knows more. */
#define MAX_FALSE_POSITIVES ((size_t)2)
#define BATCHES_HELD        4

/* The state of a search. Laws: the faults that begin before `known` are those on the list; n_faults
 * <= cap; results of the classifier count only for bytes from `known` on. */
typedef struct search {
    const uint8_t *p;
    size_t n;
    seam__utf8_fault *faults;
    size_t n_faults, cap;
    size_t known;
} search;

/* Adds a fault. When there is no room it returns false, and `known` becomes the start of the fault,
 * where the search ends. */
static inline bool add(search *s, size_t start, size_t end)
{
    if (SEAM__UNLIKELY(s->n_faults == s->cap)) {
        s->known = start;
        return false;
    }
    s->faults[s->n_faults++] = (seam__utf8_fault){start, end};
    return true;
}

/* The length of the open sequence that ends at `at`, of which at most `most` bytes count; 0 when
 * there is none. */
static inline size_t open_len(const uint8_t *p, size_t at, size_t most)
{
    unsigned leads;

    if (SEAM__UNLIKELY(at < 3))
        return most - seam__open_start(p + at - most, most);
    leads = (unsigned)(p[at - 1] >= 0xC0) | (unsigned)(p[at - 2] >= 0xE0) << 1 |
            (unsigned)(p[at - 3] >= 0xF0) << 2;
    leads &= most < 3 ? (1U << most) - 1 : 7;
    /* 1, 2 or 3 for the first bit that is set; 0 when none is. */
    return (size_t)(__builtin_ctz(leads | 8) + 1) & 3;
}

/* Whether no sequence begins with `byte`, so that it is a fault unless it continues an open
 * sequence. */
static inline bool begins_nothing(uint8_t byte)
{
    return (byte >= 0x80 && byte < 0xC2) || byte > 0xF4;
}

/* The faults of the vector at `from`, where a sequence begins, so that nothing before it counts. */
static inline vec faults_from(const classifier *k, const search *s, size_t from)
{
    const size_t left = s->n - from;

    if (SEAM__UNLIKELY(left < VEC_BYTES))
        return faults_first(k, vec_load_partial(s->p + from, left));
    return faults_first(k, vec_load(s->p + from));
}

/* Adds the faults from `from` on, where a sequence begins, up to a vector without a fault. Returns
 * false when there is no room. */
static inline bool add_from(const classifier *k, search *s, size_t from)
{
    while (from < s->n) {
        size_t at, len;

        if (begins_nothing(s->p[from])) {
            if (!add(s, from, from + 1))
                return false;
            from++;
            continue;
        }
        at = vec_first(faults_from(k, s, from));
        if (at == VEC_BYTES || at >= s->n - from) {
            from += VEC_BYTES;
            break;
        }
        at += from;
        len = open_len(s->p, at, at - from);
        from = len == 0 ? at + 1 : at;
        if (!add(s, at - len, from))
            return false;
    }
    s->known = from;
    return true;
}

/* Adds the fault that the classifier has found at `at`, which is not before `known`, and those
 * close behind it. Returns false when there is no room. */
static inline bool add_at(const classifier *k, search *s, size_t at)
{
    const size_t len = open_len(s->p, at, at < 3 ? at : 3);
    const size_t end = len == 0 ? at + 1 : at;

    return add(s, at - len, end) && add_from(k, s, end);
}

/* Adds the faults of the group at `i`; f[] are the results of the classifier. Returns false when
 * there is no room. */
static inline bool add_group(const classifier *k, search *s, size_t i, const vec f[4])
{
    const group_mask m = group_mask_of_four(f);

    for (;;) {
        const size_t skip = s->known > i ? s->known - i : 0;
        size_t at;

        if (skip >= GROUP)
            return true;
        at = group_mask_first(m, skip);
        if (at == GROUP)
            return true;
        if (!add_at(k, s, i + at))
            return false;
    }
}

/* Adds the faults of the candidates of the batch at `i`. *n_false_positives, always written, is the
 * number of candidates without a fault. Returns false when there is no room. */
static inline bool add_candidates(const classifier *k, search *s, size_t i, const candidates *list,
                                  size_t *n_false_positives)
{
    *n_false_positives = 0;
    for (size_t g = 0; g < list->n; g++) {
        const size_t n_before = s->n_faults;
        const size_t j = i + list->group[g] * GROUP;
        const uint8_t *at = s->p + j;
        const vec f[4] = {
            faults_at(k, at, vec_load(at)),
            faults_at(k, at + VEC_BYTES, vec_load(at + VEC_BYTES)),
            faults_at(k, at + 2 * VEC_BYTES, vec_load(at + 2 * VEC_BYTES)),
            faults_at(k, at + 3 * VEC_BYTES, vec_load(at + 3 * VEC_BYTES)),
        };

        if (!add_group(k, s, j, f))
            return false;
        *n_false_positives += s->n_faults == n_before;
    }
    return true;
}

/* Searches whole groups from *i on and moves *i behind them. Returns false when there is no room.
 * With little room on the list a batch has few groups, so that little is classified in vain. */
static inline bool search_groups(const classifier *k, search *s, size_t *i)
{
    const size_t batch = s->cap < BATCH ? s->cap + 1 : BATCH;
    classifier_kind least = BELOW_E0;
    unsigned held = 0;

    while (s->n - *i >= GROUP) {
        const size_t n_left = (s->n - *i) / GROUP;
        const size_t n_groups = n_left < batch ? n_left : batch;
        classifier_kind kind = classifier_of_batch(s->p + *i, n_groups);
        candidates list;
        size_t n_false_positives;

        if (kind < least)
            kind = least;
        find_candidates(kind, s->p + *i, n_groups, &list);
        if (!add_candidates(k, s, *i, &list, &n_false_positives))
            return false;
        if (n_false_positives > MAX_FALSE_POSITIVES) {
            least = kind == BELOW_E0 ? BELOW_F0 : ANY;
            held = BATCHES_HELD;
        } else if (held > 0 && --held == 0) {
            least = BELOW_E0;
        }
        *i += n_groups * GROUP;
    }
    return true;
}

/* Searches the last vectors, which are less than a group, from `i` on, which is VEC_BYTES at least.
 * Zeros behind the end of the text are no faults. */
static inline bool search_rest(const classifier *k, search *s, size_t i)
{
    for (; i < s->n; i += VEC_BYTES) {
        const uint8_t *at = s->p + i;
        const size_t left = s->n - i;
        vec f[4] = {vec_splat(0), vec_splat(0), vec_splat(0), vec_splat(0)};

        if (left >= VEC_BYTES)
            f[0] = faults_at(k, at, vec_load(at));
        else
            f[0] = faults(k, vec_load_partial(at, left), vec_load_partial(at - 1, left),
                          vec_load_partial(at - 2, left), vec_load_partial(at - 3, left));
        if (vec_any(f[0]) && !add_group(k, s, i, f))
            return false;
    }
    return true;
}

/* Searches all of the text. A last byte with which no sequence begins is left to search_end(),
 * because the classifier reports it only at the byte behind. */
static inline bool search_all(search *s)
{
    const classifier k = classifier_load();
    size_t i = VEC_BYTES;

    if (!add_from(&k, s, 0))
        return false;
    return s->n <= i || (search_groups(&k, s, &i) && search_rest(&k, s, i));
}

/* Adds a fault that is the last byte, and returns where the search ends. */
static inline size_t search_end(search *s)
{
    const size_t from = s->n_faults > 0 ? s->faults[s->n_faults - 1].end : 0;
    const size_t open = from + seam__open_start(s->p + from, s->n - from);

    if (open == s->n || seam__is_open_sequence(s->p + open, s->n - open))
        return open;
    return add(s, open, s->n) ? s->n : open;
}

size_t KERNEL(utf8_faults)(const uint8_t *p, size_t n, seam__utf8_fault *faults, size_t cap,
                           size_t *n_faults)
{
    search s = {.p = p, .n = n, .faults = faults, .cap = cap};
    const size_t end = search_all(&s) ? search_end(&s) : s.known;

    *n_faults = s.n_faults;
    return end;
}

#endif
