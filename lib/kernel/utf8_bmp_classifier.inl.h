/* Judges that take only text they know, one body for every instruction set: groups without leads from
 * E0 up, which begin sequences of three bytes, and groups without leads from F0 up, of four. What
 * they do not take may be good or not: utf8_classifier.inl.h knows.
 *
 * In such text a byte is a continuation byte exactly where the byte before it is C0 or more, or the
 * second before it is E0 or more. What is left of Table 3-7 are the leads C0 and C1, which are the
 * least of all, and the second bytes behind E0 and ED. */
#ifndef SEAM_KERNEL_UTF8_BMP_CLASSIFIER_INL_H
#define SEAM_KERNEL_UTF8_BMP_CLASSIFIER_INL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attributes.h"
#include "kernel/group.inl.h"

/* Groups after which text that had leads from E0 up is looked at again: changes of classifier_kind are guessed
 * wrong by the CPU. */
#define HELD 4

/* What vectors are found to be. */
typedef struct classification {
    vec wrong; /* the top bit: a continuation byte is where none belongs, or is missing */
    vec least; /* of the bytes less 40, as signed numbers: 80 is C0 */
} classification;

/* Pinned, so that the next vector is not begun before: there are no registers for four. */
static inline classification classification_join(classification a, classification b)
{
    return (classification){vec_pin(vec_or(a.wrong, b.wrong)),
                            vec_pin(vec_min_signed(a.least, b.least))};
}

/* What stays in registers for a loop. `top_from_x` less a byte leaves its top bit from x up. */
typedef struct bmp_constants {
    vec top_from_c0, top_from_e0;
    vec continuation_below;
    vec from_e0, below, added;
} bmp_constants;

/* As `limit` of the bytes up to which each judge knows them: `limit` leaves the top bit of others. */
#define UNKNOWN_FROM_E0 0x60
#define UNKNOWN_FROM_F0 0x70

typedef classification bmp_classifier(const bmp_constants *k, const uint8_t *p, vec here);

/* Why a loop ends. */
typedef enum bmp_end {
    BMP_END,     /* fewer bytes than a group has are left */
    BMP_SIMPLER, /* the judge that knows less will do again */
    BMP_UNKNOWN, /* a byte is beyond what the judge knows */
    BMP_FAULT
} bmp_end;

/* A group is consistent, in so far as its judge can tell. */
SEAM__TEMPLATE bool group_is_good(bmp_classifier *classify, const bmp_constants *k,
                                  const uint8_t *p, const vec v[4], vec large)
{
    classification all = classify(k, p, v[0]);
    vec overlong;

    all = classification_join(all, classify(k, p + VEC_BYTES, v[1]));
    all = classification_join(all, classify(k, p + 2 * VEC_BYTES, v[2]));
    all = classification_join(all, classify(k, p + 3 * VEC_BYTES, v[3]));
    overlong = vec_less_signed(all.least, vec_splat(0xC2 - 0x40));
    return !vec_any_top(vec_or(vec_or(all.wrong, overlong), large));
}

/* From *i on. `limit` leaves the top bit of bytes that the judge does not know. */
SEAM__TEMPLATE bmp_end good_groups(bmp_classifier *classify, const bmp_constants *k, uint8_t limit,
                                   bool may_simplify, const uint8_t *p, size_t n, size_t *i)
{
    size_t left = HELD;

    while (n - *i >= GROUP) {
        const uint8_t *at = p + *i;
        const vec v[4] = {vec_load(at), vec_load(at + VEC_BYTES), vec_load(at + 2 * VEC_BYTES),
                          vec_load(at + 3 * VEC_BYTES)};
        const vec most = max_of_four(v[0], v[1], v[2], v[3]);
        vec large;

        if (!vec_any_top(most)) {
            if (at[-1] >= 0xC0 || at[-2] >= 0xE0)
                return BMP_FAULT;
            *i = skip_ascii(p, n, *i + GROUP);
            continue;
        }
        prefetch_ahead(at);
        large = vec_sub_sat(most, vec_splat(limit));
        if (!group_is_good(classify, k, at, v, large))
            return vec_any_top(large) ? BMP_UNKNOWN : BMP_FAULT;
        *i += GROUP;
        if (may_simplify && --left == 0) {
            if (!vec_any_top(vec_sub_sat(most, k->top_from_e0)))
                return BMP_SIMPLER;
            left = HELD;
        }
    }
    return BMP_END;
}

/* ---- below E0 */

static inline classification classify_below_e0(const bmp_constants *k, const uint8_t *p, vec here)
{
    const vec lead = vec_sub_sat(vec_load(p - 1), k->top_from_c0);

    return (classification){vec_xor(lead, vec_less_signed(here, k->continuation_below)), lead};
}

static inline bmp_constants constants_below_e0(void)
{
    return (bmp_constants){
        .top_from_c0 = vec_pin(vec_splat(0x40)),
        .continuation_below = vec_pin(vec_splat(0xC0)),
    };
}

SEAM__NOINLINE static bmp_end groups_below_e0(const uint8_t *p, size_t n, size_t *i)
{
    const bmp_constants k = constants_below_e0();

    return good_groups(classify_below_e0, &k, UNKNOWN_FROM_E0, false, p, n, i);
}

/* ---- below F0 */

/* By a byte less DF, which leaves 0 of most: what is added to the byte behind it, and below what, as
 * signed numbers, that is a continuation byte: behind E0 are A0..BF good, behind ED 80..9F. */
static const uint8_t added_behind[16] = {0x00, 0x100 - 0x20};
static const uint8_t below_behind[16] = {0xC0, 0xA0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0,
                                         0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xA0, 0xC0};

static inline classification classify_below_f0(const bmp_constants *k, const uint8_t *p, vec here)
{
    const vec before = vec_pin(vec_load(p - 1));
    const vec lead = vec_sub_sat(before, k->top_from_c0);
    const vec lead_of_three = vec_sub_sat(vec_load(p - 2), k->top_from_e0);
    const vec row = vec_sub_sat(before, k->from_e0);
    const vec moved = vec_add(here, vec_lookup_low(k->added, row));
    const vec continuation = vec_less_signed(moved, vec_lookup_low(k->below, row));

    return (classification){vec_xor(vec_or(lead, lead_of_three), continuation), lead};
}

static inline bmp_constants constants_below_f0(void)
{
    return (bmp_constants){
        .top_from_c0 = vec_pin(vec_splat(0x40)),
        .top_from_e0 = vec_pin(vec_splat(0x60)),
        .from_e0 = vec_pin(vec_splat(0xDF)),
        .added = vec_pin(vec_table(added_behind)),
        .below = vec_pin(vec_table(below_behind)),
    };
}

SEAM__NOINLINE static bmp_end groups_below_f0(const uint8_t *p, size_t n, size_t *i)
{
    const bmp_constants k = constants_below_f0();

    return good_groups(classify_below_f0, &k, UNKNOWN_FROM_F0, true, p, n, i);
}

/* From *i on, where a group is left, behind one that is good; the judge that did for it goes first.
 * Never BMP_SIMPLER. */
static inline bmp_end groups_of_bmp(const uint8_t *p, size_t n, size_t *i)
{
    const uint8_t *at = p + *i - GROUP;
    const vec most = max_of_four(vec_load(at), vec_load(at + VEC_BYTES),
                                 vec_load(at + 2 * VEC_BYTES), vec_load(at + 3 * VEC_BYTES));
    bmp_end end = BMP_SIMPLER;

    if (vec_any_top(vec_sub_sat(most, vec_splat(UNKNOWN_FROM_F0))))
        return BMP_UNKNOWN;
    if (vec_any_top(vec_sub_sat(most, vec_splat(UNKNOWN_FROM_E0))))
        end = groups_below_f0(p, n, i);
    while (end == BMP_SIMPLER) {
        end = groups_below_e0(p, n, i);
        if (end == BMP_UNKNOWN)
            end = groups_below_f0(p, n, i);
    }
    return end;
}

#endif
