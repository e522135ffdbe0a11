/* Classifying characters by boxes (boxes.h), one body for every instruction set; its vector
 * functions come from vec_<isa>.h, which is included first. The lead bytes are looked up first: much
 * text has none that belong to a box. */
#ifndef SEAM_KERNEL_UTF8_CLASSIFY_INL_H
#define SEAM_KERNEL_UTF8_CLASSIFY_INL_H

#include <string.h>

#include "base/attributes.h"
#include "base/bits.h"

/* What the vector at p has, but for `leads`, where it notes the continuation bytes. Two more bytes
 * can be read behind it. */
SEAM__TEMPLATE seam__box_marks classify_vector(const uint8_t *p, const seam__boxes *boxes,
                                               size_t n_doubtful, size_t n_exact)
{
    const vec here = vec_load(p);
    const vec from_first = vec_sub(here, vec_splat(boxes->first_ascii));
    const vec many = vec_equal(vec_max(here, vec_splat(0xC0)), here);
    vec doubtful = vec_splat(0), exact = doubtful;
    seam__box_marks marks = {
        .leads = vec_nonzero_mask(vec_is_continuation(here)),
        .doubtful = vec_nonzero_mask(vec_sub_sat(vec_splat(boxes->n_ascii), from_first))};

    if (!vec_any(vec_and(vec_lookup_64(boxes->leads, here), many)))
        return marks;
    for (size_t i = 0; i < n_doubtful + n_exact; i++) {
        const seam__eight_boxes *row = &boxes->rows[i];
        const vec by_first = vec_and(vec_lookup_64((*row)[0], here), many);
        const vec by_second = vec_lookup_64((*row)[1], vec_load(p + 1));
        const vec by_third = vec_lookup_64((*row)[2], vec_load(p + 2));
        vec *all = i < n_doubtful ? &doubtful : &exact;

        *all = vec_or(*all, vec_and(vec_and(by_first, by_second), by_third));
    }
    marks.doubtful |= vec_nonzero_mask(vec_and(doubtful, vec_splat(boxes->wanted)));
    marks.exact = n_exact > 0 ? vec_nonzero_mask(exact) : 0;
    return marks;
}

/* What 64 bytes at p have. */
SEAM__TEMPLATE seam__box_marks classify_64(const uint8_t *p, const seam__boxes *boxes,
                                           size_t n_doubtful, size_t n_exact)
{
    seam__box_marks all = {0};

    for (size_t i = 0; i < 64; i += VEC_BYTES) {
        const seam__box_marks its = classify_vector(p + i, boxes, n_doubtful, n_exact);

        all.leads |= its.leads << i;
        all.doubtful |= its.doubtful << i;
        all.exact |= its.exact << i;
    }
    all.leads ^= UINT64_MAX;
    return all;
}

/* The 64 bytes at p, of which there are fewer, or no two behind them: they are copied to where zeros
 * follow. */
SEAM__TEMPLATE seam__box_marks classify_last(const uint8_t *p, size_t n, const seam__boxes *boxes,
                                             size_t n_doubtful, size_t n_exact)
{
    uint8_t bytes[64 + 2] = {0};
    seam__box_marks marks;

    memcpy(bytes, p, seam__min(n, sizeof(bytes)));
    marks = classify_64(bytes, boxes, n_doubtful, n_exact);
    if (n < 64) {
        const uint64_t within = (UINT64_C(1) << n) - 1;

        marks =
            (seam__box_marks){marks.leads & within, marks.doubtful & within, marks.exact & within};
    }
    return marks;
}

/* Returns the number of characters that are not exact. */
SEAM__TEMPLATE size_t classify(const uint8_t *p, size_t n, const seam__boxes *boxes,
                               seam__box_marks *marks, size_t n_doubtful, size_t n_exact)
{
    size_t count = 0;

    for (size_t i = 0; i < n; i += seam__min(n - i, 64)) {
        *marks = n - i >= 64 + 2 ? classify_64(p + i, boxes, n_doubtful, n_exact)
                                 : classify_last(p + i, n - i, boxes, n_doubtful, n_exact);
        count += (size_t)__builtin_popcountll(marks->leads & ~marks->exact);
        marks++;
    }
    return count;
}

size_t KERNEL(utf8_classify)(const uint8_t *p, size_t n, const seam__boxes *boxes,
                             seam__box_marks *marks)
{
    switch (boxes->n_doubtful * 4 + boxes->n_exact) {
    case 1 * 4 + 0:
        return classify(p, n, boxes, marks, 1, 0);
    case 2 * 4 + 1:
        return classify(p, n, boxes, marks, 2, 1);
    case 1 * 4 + 2:
        return classify(p, n, boxes, marks, 1, 2);
    default:
        return classify(p, n, boxes, marks, 2, 0);
    }
}

#endif
