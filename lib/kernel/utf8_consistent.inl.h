/* Whether a short text is consistent: each byte may follow those before it, so that only the last
 * sequence may be open. One body for every instruction set; its vector functions come from
 * vec_<isa>.h, which is included first.
 *
 * The place of the first fault is not computed, which saves time with short texts: one, two or four
 * vectors cover them, or groups of which the last ends where the text ends and overlaps the one
 * before. There are few cases of length, because a CPU predicts branches on lengths badly. */
#ifndef SEAM_KERNEL_UTF8_CONSISTENT_INL_H
#define SEAM_KERNEL_UTF8_CONSISTENT_INL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attributes.h"
#include "kernel/group.inl.h"
#include "kernel/open_start.h"
#include "kernel/utf8_pair.inl.h"

/* The bytes before a vector that it is classified with. */
#define BEFORE ((size_t)3)

/* For fewer than VEC_BYTES + BEFORE bytes. A fault of the zeros behind them does not count. */
static inline bool consistent_1(const uint8_t *p, size_t n)
{
    const vec_pair v = vec_load_pair(p, n);
    classifier k;

    if (pair_is_ascii(v))
        return true;
    k = classifier_load();
    return n <= VEC_BYTES ? vec_first(faults_first(&k, v.first)) >= n
                          : first_of_pair(faults_of_pair(&k, v)) >= n;
}

/* For VEC_BYTES + BEFORE to 2 * VEC_BYTES bytes. */
static inline bool consistent_2(const uint8_t *p, size_t n)
{
    const uint8_t *last = p + n - VEC_BYTES;
    const vec v0 = vec_load(p);
    const vec v1 = vec_load(last);
    classifier k;

    if (!vec_any_top(vec_or(v0, v1)))
        return true;
    k = classifier_load();
    return !vec_any(vec_or(faults_first(&k, v0), faults_at(&k, last, v1)));
}

/* For 2 * VEC_BYTES to 4 * VEC_BYTES bytes. */
static inline bool consistent_4(const uint8_t *p, size_t n)
{
    const uint8_t *last = p + n - VEC_BYTES;
    const uint8_t *third = n >= 2 * VEC_BYTES + BEFORE ? last - VEC_BYTES : p + BEFORE;
    const vec v0 = vec_load(p);
    const vec v1 = vec_load(p + VEC_BYTES);
    const vec v2 = vec_load(third);
    const vec v3 = vec_load(last);
    classifier k;

    if (are_ascii(v0, v1, v2, v3))
        return true;
    k = classifier_load();
    return !any_of_four(faults_first(&k, v0), faults_at(&k, p + VEC_BYTES, v1),
                        faults_at(&k, third, v2), faults_at(&k, last, v3));
}

/* Whether the group at `at`, at least BEFORE bytes into the text, is consistent. */
static inline bool group_is_consistent(const classifier *k, const uint8_t *at)
{
    const vec v0 = vec_load(at);
    const vec v1 = vec_load(at + VEC_BYTES);
    const vec v2 = vec_load(at + 2 * VEC_BYTES);
    const vec v3 = vec_load(at + 3 * VEC_BYTES);

    if (are_ascii(v0, v1, v2, v3))
        return at[-1] < 0xC0 && at[-2] < 0xE0 && at[-3] < 0xF0;
    return !any_of_four(faults_at(k, at, v0), faults_at(k, at + VEC_BYTES, v1),
                        faults_at(k, at + 2 * VEC_BYTES, v2), faults_at(k, at + 3 * VEC_BYTES, v3));
}

/* For GROUP + BEFORE bytes and more. The last group ends where the text ends. */
SEAM__NOINLINE static bool consistent_groups(const uint8_t *p, size_t n)
{
    const uint8_t *last = p + n - GROUP;
    const uint8_t *at = p;
    classifier k;

    while (at < last && group_is_ascii(at))
        at += GROUP;
    if (at >= last && group_is_ascii(last))
        return true;
    k = classifier_load();
    if (at == p) {
        if (vec_any(faults_first(&k, vec_load(p))))
            return false;
        at += VEC_BYTES;
    }
    for (; at < last; at += GROUP) {
        if (!group_is_consistent(&k, at))
            return false;
    }
    return group_is_consistent(&k, last);
}

/* Whether the length is one for which the last vector would not have BEFORE bytes before it. */
static inline bool is_odd_length(size_t n)
{
    return n > GROUP && n < GROUP + BEFORE;
}

/* Whether a text is consistent; not for lengths for which is_odd_length(). */
static inline bool consistent(const uint8_t *p, size_t n)
{
    if (n < VEC_BYTES + BEFORE)
        return consistent_1(p, n);
    if (n <= 2 * VEC_BYTES)
        return consistent_2(p, n);
    return n <= GROUP ? consistent_4(p, n) : consistent_groups(p, n);
}

#endif
