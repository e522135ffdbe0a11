/* What box_tables.c knows of each code point. */
#ifndef SEAM_TESTS_BOX_PROPERTIES_H
#define SEAM_TESTS_BOX_PROPERTIES_H

#include <stdint.h>

#define N_CODE_POINTS 0x110000u

/* The bits of `properties`. */
enum {
    MARK = 1 << 0, /* Canonical_Combining_Class is not 0 */
    NFC = 1 << 1,  /* the quick check says No or Maybe */
    NFD = 1 << 2,
    NFKC = 1 << 3,
    NFKD = 1 << 4,
    FOLDS_KC = 1 << 5, /* Changes_When_NFKC_Casefolded */
    FOLDS = 1 << 6,    /* CaseFolding C or F */
    EXTENDS = 1 << 7,  /* Grapheme_Cluster_Break is Extend or SpacingMark */
    BREAKS = 1 << 8,   /* it is another class than those, LV, LVT and Any */
    WIDE = 1 << 9,     /* East_Asian_Width is W or F */
    AMBIGUOUS = 1 << 10,
    NO_WIDTH = 1 << 11, /* General_Category is M, Cf, Cc, Zl or Zp */
    NONCHARACTER = 1 << 12,
    PRIVATE = 1 << 13,
    BIDI = 1 << 14,
    ASSIGNED = 1 << 15,
    HALF_MARK = 1 << 16 /* its compatibility decomposition is a mark */
};

extern uint32_t properties[N_CODE_POINTS];

/* Fills `properties` from the files of Unicode in the folder, and ends the process where one is missing. */
void read_properties(const char *folder);

#endif
