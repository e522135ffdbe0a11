/* Tables of Unicode 15.0 that answer for many code points at once, so that fast paths can skip
 * plain text. tests/lint/unicode_tables makes them; lint makes them again and compares. */
#ifndef SEAM_TEXT_UNICODE_TABLES_H
#define SEAM_TEXT_UNICODE_TABLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The kinds of candidates: a candidate may have the property and needs the slow path; any other
 * character certainly lacks it. The order is that of tests/lint/unicode_tables. */
typedef enum seam__candidate_kind {
    /* A rule of UAX #29 joins it to a character before it or behind it. Hangul syllables and
     * pictographs are no candidates: between characters that are none, they begin
     * clusters of their own. */
    SEAM__CANDIDATE_GRAPHEME,
    /* It may be no starter, or the normal form may change it, alone or with its neighbours. */
    SEAM__CANDIDATE_NFC,
    SEAM__CANDIDATE_NFD,
    SEAM__CANDIDATE_NFKC,
    SEAM__CANDIDATE_NFKD,
    SEAM__CANDIDATE_NFKC_CASEFOLD,
    /* Case folding changes it. */
    SEAM__CANDIDATE_CASEFOLD,
    /* It may not begin a cluster, or may not take one column; one column where ambiguous characters
     * take two; two columns. */
    SEAM__CANDIDATE_NOT_NARROW,
    SEAM__CANDIDATE_NARROW_IN_DOUBT,
    SEAM__CANDIDATE_NOT_WIDE,
    SEAM__N_CANDIDATE_KINDS
} seam__candidate_kind;

/* By the lead byte, from C2 on, and the low six bits of the second byte: a bit for each
 * kind of which some character that begins with these two bytes is a candidate. */
extern const uint16_t seam__pair_candidates[51 * 64];

/* For characters of three bytes: the index in seam__candidate_masks of the mask of each 64 code
 * points. */
extern const uint16_t seam__candidate_blocks[SEAM__N_CANDIDATE_KINDS][1024];
extern const uint64_t seam__candidate_masks[];

typedef struct seam__code_point_range {
    uint32_t first, last;
} seam__code_point_range;

/* Ranges, ascending, and how many there are. East_Asian_Width A (UAX #11). */
extern const seam__code_point_range seam__ambiguous_widths[];
extern const size_t seam__n_ambiguous_widths;
/* The code points that are first, and those that are second, in a pair that composes (Unicode 15.0
 * section 3.11, D113 and D114), without the Hangul syllables LV. */
extern const seam__code_point_range seam__composing_forward[];
extern const size_t seam__n_composing_forward;
extern const seam__code_point_range seam__composing_backward[];
extern const size_t seam__n_composing_backward;

/* Whether the character that the well-formed sequence of `len` bytes (2 to 4) at p stands for is
 * a candidate of the kind. The answer is exact for two and three bytes; 4,096 characters of four
 * bytes share one answer. */
static inline bool seam__is_candidate(const uint8_t *p, size_t len, seam__candidate_kind kind)
{
    const unsigned pair = seam__pair_candidates[(size_t)(p[0] - 0xC2) * 64 + (p[1] & 0x3F)];

    if ((pair >> kind & 1) == 0)
        return false;
    if (len == 3) {
        const size_t block = (size_t)(p[0] & 0x0F) * 64 + (p[1] & 0x3F);

        return (seam__candidate_masks[seam__candidate_blocks[kind][block]] >> (p[2] & 0x3F) & 1) !=
               0;
    }
    return true;
}

#endif
