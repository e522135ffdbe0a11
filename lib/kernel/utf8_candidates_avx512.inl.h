/* Finding the groups of UTF-8 that may have a fault, for AVX-512, with the classifiers of its
 * validator. A group has 128 bytes, as with AVX2, whose body looks for faults in the candidates. */
#ifndef SEAM_KERNEL_UTF8_CANDIDATES_AVX512_INL_H
#define SEAM_KERNEL_UTF8_CANDIDATES_AVX512_INL_H

#include <stdbool.h>
#include <string.h>

#include "kernel/utf8_candidates_avx512.h"
#include "kernel/utf8_prefix_avx512.inl.h"

/* The bytes of a group here; the validator's GROUP has twice as many. */
#define PART (2 * VEC_BYTES)

/* The three bytes before the group at p, in a word whose lowest byte is 0. They count as bytes of
 * the group, because a sequence may begin there. A vector load of them would cross a cache line. */
static inline uint32_t three_before(const uint8_t *p)
{
    uint32_t word;

    memcpy(&word, p - 4, sizeof(word));
    return word & UINT32_C(0xFFFFFF00);
}

/* Not 0 where one of the three bytes before p is not ASCII. */
static inline uint32_t non_ascii_before(const uint8_t *p)
{
    return three_before(p) & UINT32_C(0x80808080);
}

/* Not 0 where one of the three bytes before p is E0 or more. */
static inline uint32_t e0_or_more_before(const uint8_t *p)
{
    const uint32_t three = three_before(p);

    return non_ascii_before(p) & three << 1 & three << 2;
}

/* Whether a group is a candidate by the classifier below E0. */
static inline bool is_candidate_below_e0(const uint8_t *p, vec v0, vec v1, vec top_from_c0,
                                         vec top_from_e0, vec two_leads)
{
    classification all = {_mm512_subs_epu8(_mm512_max_epu8(v0, v1), top_from_e0), two_leads};

    all = below_e0(all, top_from_c0, p, v0);
    all = below_e0(all, top_from_c0, p + VEC_BYTES, v1);
    return (vec_movemask(all.wrong) | _mm512_cmplt_epi8_mask(all.least, two_leads) |
            e0_or_more_before(p)) != 0;
}

void KERNEL(candidates_below_e0)(const uint8_t *p, size_t n_groups, candidates *out)
{
    const vec top_from_c0 = vec_pin(vec_splat(0x40));
    const vec top_from_e0 = vec_pin(vec_splat(0x60));
    const vec two_leads = vec_pin(vec_splat(0xC2 - 0x40));
    size_t n = 0;

    for (size_t g = 0; g < n_groups; g++) {
        const uint8_t *at = p + g * PART;
        const vec v0 = vec_load(at);
        const vec v1 = vec_load(at + VEC_BYTES);

        vec_prefetch(at, PREFETCH_DISTANCE);
        vec_prefetch(at, PREFETCH_DISTANCE + VEC_BYTES);
        out->group[n] = (uint8_t)g;
        if ((vec_movemask(_mm512_or_si512(v0, v1)) | non_ascii_before(at)) != 0)
            n += is_candidate_below_e0(at, v0, v1, top_from_c0, top_from_e0, two_leads);
    }
    out->n = n;
}

/* Whether a group is a candidate by the general classifier. */
static inline bool is_candidate(const classifier *k, const uint8_t *p, vec v0, vec v1)
{
    const vec f0 = faults_at(k, vec_splat(0), p, v0);

    return vec_movemask(faults_at(k, f0, p + VEC_BYTES, v1)) != 0;
}

/* Two groups are tested for ASCII at once. */
void KERNEL(candidates_of_any)(const uint8_t *p, size_t n_groups, candidates *out)
{
    const classifier k = classifier_load();
    size_t n = 0;
    size_t g = 0;

    for (; n_groups - g >= 2; g += 2) {
        const uint8_t *at = p + g * PART;
        const vec v0 = vec_load(at);
        const vec v1 = vec_load(at + VEC_BYTES);
        const vec v2 = vec_load(at + 2 * VEC_BYTES);
        const vec v3 = vec_load(at + 3 * VEC_BYTES);

        prefetch_ahead(at);
        if (are_ascii(v0, v1, v2, v3) && non_ascii_before(at) == 0)
            continue;
        out->group[n] = (uint8_t)g;
        n += is_candidate(&k, at, v0, v1);
        out->group[n] = (uint8_t)(g + 1);
        n += is_candidate(&k, at + PART, v2, v3);
    }
    if (g < n_groups) {
        const uint8_t *at = p + g * PART;

        out->group[n] = (uint8_t)g;
        n += is_candidate(&k, at, vec_load(at), vec_load(at + VEC_BYTES));
    }
    out->n = n;
}

/* Whether a group has a byte from E0 up. */
static inline bool has_e0_or_more(const uint8_t *p)
{
    const vec most = _mm512_max_epu8(vec_load(p), vec_load(p + VEC_BYTES));

    return _mm512_cmpge_epu8_mask(most, vec_splat(0xE0)) != 0;
}

/* Two groups of a batch decide, and of their classifiers the simpler one is taken, because a fault
 * may look like any byte. */
classifier_kind KERNEL(classifier_of_batch)(const uint8_t *p, size_t n_groups)
{
    return has_e0_or_more(p) && has_e0_or_more(p + n_groups / 2 * PART) ? ANY : BELOW_E0;
}

#endif
