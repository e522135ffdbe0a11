/* Finding the groups of UTF-8 that may have a fault, one body for every instruction set; its vector
 * functions come from vec_<isa>.h, which is included first.
 *
 * The groups of a batch are classified one after another, and those that are not good are put on a
 * list without a branch: so the next group does not wait for the result. The three bytes before a
 * group count as bytes of it, because its first bytes are classified with them. */
#ifndef SEAM_KERNEL_UTF8_CANDIDATES_INL_H
#define SEAM_KERNEL_UTF8_CANDIDATES_INL_H

#include <stddef.h>
#include <stdint.h>

#include "base/attributes.h"
#include "kernel/group.inl.h"
#include "kernel/utf8_bmp_classifier.inl.h"
#include "kernel/utf8_candidates.h"
#include "kernel/utf8_classifier.inl.h"

/* The last of the ASCII groups from group `g` on, which is one. */
static inline size_t last_of_ascii(const uint8_t *p, size_t n_groups, size_t g)
{
    while (g + 1 < n_groups && group_is_ascii(p + (g + 1) * GROUP)) {
        g++;
        prefetch_ahead(p + g * GROUP);
    }
    return g;
}

/* The candidates by a classifier of utf8_bmp_classifier.inl.h. A group with bytes that it does not
 * know is a candidate. */
SEAM__TEMPLATE void candidates_of_bmp(bmp_classifier *classify, const bmp_constants *k,
                                      uint8_t limit, const uint8_t *p, size_t n_groups,
                                      candidates *out)
{
    size_t n = 0;

    for (size_t g = 0; g < n_groups; g++) {
        const uint8_t *at = p + g * GROUP;
        const vec v[4] = {vec_load(at), vec_load(at + VEC_BYTES), vec_load(at + 2 * VEC_BYTES),
                          vec_load(at + 3 * VEC_BYTES)};
        const vec most = vec_max(max_of_four(v[0], v[1], v[2], v[3]), vec_load(at - 3));

        prefetch_ahead(at);
        out->group[n] = (uint8_t)g;
        if (vec_any_top(most))
            n += !group_is_good(classify, k, at, v, vec_sub_sat(most, vec_splat(limit)));
        else
            g = last_of_ascii(p, n_groups, g);
    }
    out->n = n;
}

SEAM__NOINLINE static void candidates_below_e0(const uint8_t *p, size_t n_groups, candidates *out)
{
    const bmp_constants k = constants_below_e0();

    candidates_of_bmp(classify_below_e0, &k, UNKNOWN_FROM_E0, p, n_groups, out);
}

SEAM__NOINLINE static void candidates_below_f0(const uint8_t *p, size_t n_groups, candidates *out)
{
    const bmp_constants k = constants_below_f0();

    candidates_of_bmp(classify_below_f0, &k, UNKNOWN_FROM_F0, p, n_groups, out);
}

/* The candidates by the general classifier. */
SEAM__NOINLINE static void candidates_of_any(const uint8_t *p, size_t n_groups, candidates *out)
{
    const classifier k = classifier_load();
    size_t n = 0;

    for (size_t g = 0; g < n_groups; g++) {
        const uint8_t *at = p + g * GROUP;
        const vec v0 = vec_load(at);
        const vec v1 = vec_load(at + VEC_BYTES);
        const vec v2 = vec_load(at + 2 * VEC_BYTES);
        const vec v3 = vec_load(at + 3 * VEC_BYTES);
        const vec all = vec_or(vec_or(vec_or(v0, v1), vec_or(v2, v3)), vec_load(at - 3));

        prefetch_ahead(at);
        out->group[n] = (uint8_t)g;
        if (vec_any_top(all)) {
            const vec f0 = faults_at(&k, at, v0);
            const vec f1 = faults_at(&k, at + VEC_BYTES, v1);
            const vec f2 = faults_at(&k, at + 2 * VEC_BYTES, v2);
            const vec f3 = faults_at(&k, at + 3 * VEC_BYTES, v3);

            n += any_of_four(f0, f1, f2, f3);
        } else {
            g = last_of_ascii(p, n_groups, g);
        }
    }
    out->n = n;
}

/* ---- the choice of a classifier */

static inline classifier_kind classifier_of_group(const uint8_t *p)
{
    const vec most = max_of_four(vec_load(p), vec_load(p + VEC_BYTES), vec_load(p + 2 * VEC_BYTES),
                                 vec_load(p + 3 * VEC_BYTES));

    if (vec_any_top(vec_sub_sat(most, vec_splat(UNKNOWN_FROM_F0))))
        return ANY;
    return vec_any_top(vec_sub_sat(most, vec_splat(UNKNOWN_FROM_E0))) ? BELOW_F0 : BELOW_E0;
}

/* Two groups of a batch decide, and of their classifiers the simpler one is taken, because a fault
 * may look like any byte. */
static inline classifier_kind classifier_of_batch(const uint8_t *p, size_t n_groups)
{
    const classifier_kind a = classifier_of_group(p);
    const classifier_kind b = classifier_of_group(p + n_groups / 2 * GROUP);

    return a < b ? a : b;
}

static inline void find_candidates(classifier_kind kind, const uint8_t *p, size_t n_groups,
                                   candidates *out)
{
    if (kind == BELOW_E0)
        candidates_below_e0(p, n_groups, out);
    else if (kind == BELOW_F0)
        candidates_below_f0(p, n_groups, out);
    else
        candidates_of_any(p, n_groups, out);
}

#endif
