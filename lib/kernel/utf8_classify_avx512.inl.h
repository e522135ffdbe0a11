/* Classifying characters by boxes (boxes.h) for AVX-512, whose one instruction looks up 64 entries.
 * The lead bytes are looked up first: much text has none that belong to a box. */
#ifndef SEAM_KERNEL_UTF8_CLASSIFY_AVX512_INL_H
#define SEAM_KERNEL_UTF8_CLASSIFY_AVX512_INL_H

#include "base/attributes.h"
#include "base/bits.h"

/* The tables, which stay in registers during a call. */
typedef struct box_rows {
    vec rows[SEAM__MOST_BOX_ROWS][3];
    vec first_ascii, n_ascii, wanted;
} box_rows;

SEAM__TEMPLATE box_rows box_rows_load(const seam__boxes *boxes, size_t n_rows)
{
    box_rows k = {.first_ascii = vec_splat(boxes->first_ascii),
                  .n_ascii = vec_splat(boxes->n_ascii),
                  .wanted = vec_splat(boxes->wanted)};

    for (size_t i = 0; i < n_rows; i++) {
        for (size_t byte = 0; byte < 3; byte++)
            k.rows[i][byte] = vec_pin(vec_load(boxes->rows[i][byte]));
    }
    return k;
}

/* A mask of the bytes that are not 0. A comparison would need the port that the lookups need. */
static inline uint64_t nonzero_mask(vec v)
{
    return vec_movemask(_mm512_or_si512(v, _mm512_sub_epi8(vec_splat(0), v)));
}

/* A mask of the bytes from C0 up, which have both top bits. */
static inline uint64_t many_mask(vec v)
{
    return vec_movemask(_mm512_and_si512(v, _mm512_slli_epi16(v, 1)));
}

/* What the 64 bytes `here` have; more can be read behind them at p. */
SEAM__TEMPLATE seam__box_marks classify_64(const box_rows *k, vec here, vec second, vec third,
                                           size_t n_doubtful, size_t n_exact, bool has_range)
{
    const size_t n_rows = n_doubtful + n_exact;
    const uint64_t many = many_mask(here);
    vec by_lead[SEAM__MOST_BOX_ROWS], leads = vec_splat(0), doubtful = leads, exact = leads;
    seam__box_marks marks = {.leads = _mm512_cmpge_epi8_mask(here, vec_splat(0xC0))};

    if (has_range)
        marks.doubtful = _mm512_cmplt_epu8_mask(_mm512_sub_epi8(here, k->first_ascii), k->n_ascii);
    for (size_t i = 0; i < n_rows; i++) {
        by_lead[i] = _mm512_maskz_permutexvar_epi8(many, here, k->rows[i][0]);
        leads = _mm512_or_si512(leads, by_lead[i]);
    }
    if (_mm512_test_epi8_mask(leads, leads) == 0)
        return marks;
    for (size_t i = 0; i < n_rows; i++) {
        const vec by_second = _mm512_permutexvar_epi8(second, k->rows[i][1]);
        const vec by_third = _mm512_permutexvar_epi8(third, k->rows[i][2]);
        const vec in = _mm512_ternarylogic_epi64(by_lead[i], by_second, by_third, T_A & T_B & T_C);
        vec *all = i < n_doubtful ? &doubtful : &exact;

        *all = _mm512_or_si512(*all, in);
    }
    marks.doubtful |= nonzero_mask(_mm512_and_si512(doubtful, k->wanted));
    marks.exact = n_exact > 0 ? nonzero_mask(exact) : 0;
    return marks;
}

static inline size_t not_exact(const seam__box_marks *marks)
{
    return (size_t)__builtin_popcountll(marks->leads & ~marks->exact);
}

/* Returns the number of characters that are not exact. */
SEAM__TEMPLATE size_t classify(const uint8_t *p, size_t n, const seam__boxes *boxes,
                               seam__box_marks *marks, size_t n_doubtful, size_t n_exact,
                               bool has_range)
{
    const box_rows k = box_rows_load(boxes, n_doubtful + n_exact);
    size_t i = 0, count = 0;

    for (; n - i >= VEC_BYTES + 2; i += VEC_BYTES) {
        *marks = classify_64(&k, vec_load(p + i), vec_load(p + i + 1), vec_load(p + i + 2),
                             n_doubtful, n_exact, has_range);
        count += not_exact(marks++);
    }
    for (; i < n; i += seam__min(n - i, VEC_BYTES)) {
        const size_t left = n - i;
        const uint64_t within = vec_low_bits(left);
        const vec here = vec_load_partial(p + i, seam__min(left, VEC_BYTES));
        const vec second = vec_load_partial(p + i + 1, seam__min(left - 1, VEC_BYTES));
        const vec third =
            left > 2 ? vec_load_partial(p + i + 2, seam__min(left - 2, VEC_BYTES)) : vec_splat(0);
        const seam__box_marks its =
            classify_64(&k, here, second, third, n_doubtful, n_exact, has_range);

        *marks = (seam__box_marks){its.leads & within, its.doubtful & within, its.exact & within};
        count += not_exact(marks++);
    }
    return count;
}

size_t KERNEL(utf8_classify)(const uint8_t *p, size_t n, const seam__boxes *boxes,
                             seam__box_marks *marks)
{
    switch (boxes->n_doubtful * 4 + boxes->n_exact) {
    case 1 * 4 + 0:
        return classify(p, n, boxes, marks, 1, 0, true);
    case 2 * 4 + 1:
        if (boxes->n_ascii == 0)
            return classify(p, n, boxes, marks, 2, 1, false);
        return classify(p, n, boxes, marks, 2, 1, true);
    case 1 * 4 + 2:
        return classify(p, n, boxes, marks, 1, 2, true);
    default:
        return classify(p, n, boxes, marks, 2, 0, true);
    }
}

#endif
