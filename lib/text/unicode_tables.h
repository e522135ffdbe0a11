/* Tables of Unicode 15.0 that answer for many code points at once, so that fast paths can skip
 * plain text. tests/lint/unicode_tables makes them; lint makes them again and compares. */
#ifndef SEAM_TEXT_UNICODE_TABLES_H
#define SEAM_TEXT_UNICODE_TABLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The suspicions: a character under a suspicion may have the property and needs the slow path; one
 * without it certainly lacks the property. The order is that of tests/lint/unicode_tables. */
typedef enum seam__suspicion {
    /* A rule of UAX #29 joins it to a character before it or behind it. Hangul syllables and
     * pictographs are not under this suspicion: between characters that are not, they begin
     * clusters of their own. */
    SEAM__SUSPECT_GRAPHEME,
    /* It may be no starter, or the normal form may change it, alone or with its neighbours. */
    SEAM__SUSPECT_NFC,
    SEAM__SUSPECT_NFD,
    SEAM__SUSPECT_NFKC,
    SEAM__SUSPECT_NFKD,
    SEAM__SUSPECT_NFKC_CASEFOLD,
    /* Case folding changes it. */
    SEAM__SUSPECT_CASEFOLD,
    /* It may not begin a cluster, or may not take one column; one column where ambiguous characters
     * take two; two columns. */
    SEAM__SUSPECT_NOT_NARROW,
    SEAM__SUSPECT_NARROW_IN_DOUBT,
    SEAM__SUSPECT_NOT_WIDE,
    SEAM__SUSPICIONS
} seam__suspicion;

/* By the lead byte, from C2 on, and the low six bits of the second byte: a bit for each suspicion
 * that some character is under which begins with these two bytes. */
extern const uint16_t seam__pair_suspects[51 * 64];

/* For characters of three bytes: the index in seam__suspect_masks of the mask of each 64 code
 * points. */
extern const uint16_t seam__suspect_blocks[SEAM__SUSPICIONS][1024];
extern const uint64_t seam__suspect_masks[];

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
 * under the suspicion. The answer is exact for two and three bytes; 4,096 characters of four bytes
 * share one answer. */
static inline bool seam__is_suspect(const uint8_t *p, size_t len, seam__suspicion suspicion)
{
    const unsigned pair = seam__pair_suspects[(size_t)(p[0] - 0xC2) * 64 + (p[1] & 0x3F)];

    if ((pair >> suspicion & 1) == 0)
        return false;
    if (len == 3) {
        const size_t block = (size_t)(p[0] & 0x0F) * 64 + (p[1] & 0x3F);

        return (seam__suspect_masks[seam__suspect_blocks[suspicion][block]] >> (p[2] & 0x3F) & 1) !=
               0;
    }
    return true;
}

#endif
