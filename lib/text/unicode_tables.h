/* What Unicode's files say of many code points at once. tests/lint/unicode_tables makes the tables, and lint
 * makes them again and compares. */
#ifndef SEAM_TEXT_UNICODE_TABLES_H
#define SEAM_TEXT_UNICODE_TABLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What characters can be suspected of. The order is that of tests/lint/unicode_tables. */
typedef enum seam__suspicion {
    /* A rule about clusters speaks of it; Hangul syllables and pictographs join nothing to the left
     * of them that is no suspect, and are none themselves. */
    SEAM__SUSPECT_GRAPHEME,
    /* Not surely a starter that is as it is in the normal form, whatever stands around it. */
    SEAM__SUSPECT_NFC,
    SEAM__SUSPECT_NFD,
    SEAM__SUSPECT_NFKC,
    SEAM__SUSPECT_NFKD,
    SEAM__SUSPECT_NFKC_CASEFOLD,
    /* Case folding changes it. */
    SEAM__SUSPECT_CASEFOLD,
    /* Not surely a cluster's start that takes one column; nor where ambiguous ones take two; nor one that
     * takes two. */
    SEAM__SUSPECT_NOT_NARROW,
    SEAM__SUSPECT_NARROW_IN_DOUBT,
    SEAM__SUSPECT_NOT_WIDE,
    SEAM__SUSPICIONS
} seam__suspicion;

/* A bit for each suspicion that some character deserves which begins with these two bytes. By the lead byte,
 * from C2 on, and the low six bits of the second. */
extern const uint16_t seam__pair_suspects[51 * 64];

/* Of characters of three bytes exactly which: a mask for each 64 code points, by its number. */
extern const uint16_t seam__suspect_blocks[SEAM__SUSPICIONS][1024];
extern const uint64_t seam__suspect_masks[];

typedef struct seam__code_point_range {
    uint32_t first, last;
} seam__code_point_range;

/* Ranges, ascending, and how many there are. East_Asian_Width A (UAX #11). */
extern const seam__code_point_range seam__ambiguous_widths[];
extern const size_t seam__n_ambiguous_widths;
/* What stands first in a pair that composes (Unicode 15.0 section 3.11, D113 and D114), but for Hangul
 * syllables LV; what stands second. */
extern const seam__code_point_range seam__composing_forward[];
extern const size_t seam__n_composing_forward;
extern const seam__code_point_range seam__composing_backward[];
extern const size_t seam__n_composing_backward;

/* Whether the well-formed sequence of `len` bytes at p, 2 to 4, is suspect. Exact but for four bytes, which
 * all are when one of 4,096 is. */
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
