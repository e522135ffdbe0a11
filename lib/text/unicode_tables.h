/* What Unicode's files say of many code points at once. tests/unicode_tables makes the tables, and lint
 * makes them again and compares. */
#ifndef SEAM_TEXT_UNICODE_TABLES_H
#define SEAM_TEXT_UNICODE_TABLES_H

#include <stddef.h>
#include <stdint.h>

/* What can be suspected of the characters that begin with the same two bytes in UTF-8. When a bit is not
 * set, none of them is of that kind. The order is that of tests/unicode_tables. */
enum {
    /* A rule about clusters speaks of it; Hangul syllables and pictographs join nothing to the left
     * of them that is no suspect, and are none themselves. */
    SEAM__SUSPECT_GRAPHEME = 1,
    /* Not surely a starter that is as it is in the normal form, whatever stands around it. */
    SEAM__SUSPECT_NFC = 2,
    SEAM__SUSPECT_NFD = 4,
    SEAM__SUSPECT_NFKC = 8,
    SEAM__SUSPECT_NFKD = 16,
    SEAM__SUSPECT_NFKC_CASEFOLD = 32,
    /* Case folding changes it. */
    SEAM__SUSPECT_CASEFOLD = 64,
    /* Not surely a cluster's start that takes one column, or two. */
    SEAM__SUSPECT_NOT_NARROW = 128,
    SEAM__SUSPECT_NOT_WIDE = 256
};

/* By the lead byte, from C2 on, and the low six bits of the second. */
extern const uint16_t seam__pair_suspects[51 * 64];

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

/* The suspicions of the well-formed sequence at p, which is no ASCII. */
static inline unsigned seam__suspects_at(const uint8_t *p)
{
    return seam__pair_suspects[(size_t)(p[0] - 0xC2) * 64 + (p[1] & 0x3F)];
}

#endif
