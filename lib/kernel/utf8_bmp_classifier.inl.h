/* Two simpler classifiers, one body for every instruction set; their vector functions come from
 * vec_<isa>.h, which is included first. One takes groups without bytes from E0 up, which begin
 * sequences of three bytes, the other groups without bytes from F0 up, which begin sequences of
 * four. They reject other groups, which utf8_classifier.inl.h then classifies.
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

/* The groups after which text that had leads from E0 up is tested for a change to the simplest
 * classifier. Each change costs a branch misprediction. */
#define HELD 4

/* The result for one vector, or for several joined. */
typedef struct classification {
    vec wrong; /* top bit: a continuation byte stands where none belongs, or is missing */
    vec least; /* the least byte, where 40 is subtracted and C0 so becomes the least of all */
} classification;

/* The results are pinned, so that the compiler does not interleave the work on four vectors, for
 * which there are too few registers. */
static inline classification classification_join(classification a, classification b)
{
    return (classification){vec_pin(vec_or(a.wrong, b.wrong)),
                            vec_pin(vec_min_signed(a.least, b.least))};
}

/* The constants, which stay in registers during a loop. A byte less `top_from_x` (saturating) has
 * its top bit set from x up. */
typedef struct bmp_constants {
    vec top_from_c0, top_from_e0;
    vec continuation_below;
    vec from_e0, below, added;
} bmp_constants;

/* The `limit` of each classifier: a byte less `limit` (saturating) has its top bit set where the
 * classifier does not know the byte. */
#define UNKNOWN_FROM_E0 0x60
#define UNKNOWN_FROM_F0 0x70

typedef classification bmp_classifier(const bmp_constants *k, const uint8_t *p, vec here);

/* Why a loop over groups ends. */
typedef enum bmp_end {
    BMP_END,     /* fewer bytes than a group has are left */
    BMP_SIMPLER, /* the simplest classifier would do for the text again */
    BMP_UNKNOWN, /* the classifier does not know a byte */
    BMP_FAULT
} bmp_end;

/* Whether the classifier finds no fault in a group. `large` has the top bit set where it does not
 * know a byte. */
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

/* Classifies whole groups from *i on and moves *i behind those that are good. With `may_simplify`
 * it also ends where the simplest classifier would do. */
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

/* Two tables, looked up with the byte before less DF (saturating, so that 0 stands for most bytes):
 * what is added to a byte, and the limit below which it is then, as a signed number, a valid
 * continuation byte. Behind E0 those are A0..BF, behind ED 80..9F. */
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

/* Classifies groups from *i on, where a whole group is left, behind a group that is good; the
 * simplest classifier that knows that group goes first. Never returns BMP_SIMPLER. */
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
