/* Properties of single code points by Unicode 15.0. They come from utf8proc, which only
 * properties.c includes; it passes nothing but scalar values, and calls none of the functions that
 * take whole strings. */
#ifndef SEAM_TEXT_PROPERTIES_H
#define SEAM_TEXT_PROPERTIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Grapheme_Cluster_Break (UAX #29, table 2) together with Extended_Pictographic, which no code
 * point has beside another class than Any. */
typedef enum seam__grapheme_class {
    SEAM__GRAPHEME_OTHER,
    SEAM__GRAPHEME_CR,
    SEAM__GRAPHEME_LF,
    SEAM__GRAPHEME_CONTROL,
    SEAM__GRAPHEME_EXTEND,
    SEAM__GRAPHEME_ZWJ,
    SEAM__GRAPHEME_SPACING_MARK,
    SEAM__GRAPHEME_PREPEND,
    SEAM__GRAPHEME_REGIONAL_INDICATOR,
    SEAM__GRAPHEME_PICTOGRAPHIC,
    SEAM__GRAPHEME_L,
    SEAM__GRAPHEME_V,
    SEAM__GRAPHEME_T,
    SEAM__GRAPHEME_LV,
    SEAM__GRAPHEME_LVT
} seam__grapheme_class;

/* The class of a scalar value; SEAM__GRAPHEME_OTHER for any other number, SEAM__NO_CODE_POINT among
 * them. */
seam__grapheme_class seam__grapheme_class_of(uint32_t code_point);

/* The columns that a terminal takes for a scalar value alone: 0 for marks, format characters and
 * controls, 2 where East_Asian_Width is W or F, else 1. What is no scalar value takes 1. */
unsigned seam__width_of(uint32_t code_point);

/* Whether the East_Asian_Width of a code point is A: one column, or two among wide characters. */
bool seam__is_width_ambiguous(uint32_t code_point);

/* The Canonical_Combining_Class of a code point; 0 for a starter. */
unsigned seam__combining_class(uint32_t code_point);

/* A code point of a canonical decomposition: its combining class, and whether it has a
 * compatibility decomposition. */
typedef struct seam__part {
    uint8_t combining_class;
    bool is_mapped;
} seam__part;

seam__part seam__part_of(uint32_t code_point);

/* The mappings that seam__map_code_point() applies. It decomposes fully, except with SEAM__MAP_FOLD
 * alone. */
enum {
    SEAM__MAP_CANONICAL = 1,
    SEAM__MAP_COMPATIBLE = 2, /* with the former */
    SEAM__MAP_FOLD = 4,       /* full case folding: C and F of CaseFolding.txt */
    SEAM__MAP_IGNORE = 8      /* default ignorable code points become nothing */
};

/* The most code points that one becomes: those of U+FDFA. */
enum { SEAM__LONGEST_MAPPING = 18 };

/* Writes the code points that a scalar value becomes, and returns their number. They are not put
 * into canonical order with those of other characters. */
size_t seam__map_code_point(uint32_t code_point, unsigned how, uint32_t out[SEAM__LONGEST_MAPPING]);

/* Whether some pair that composes has the scalar value as its first, or as its second, code
 * point. */
bool seam__composes_forward(uint32_t code_point);
bool seam__composes_backward(uint32_t code_point);

/* The primary composite of a starter and what follows it; 0 when there is none. */
uint32_t seam__compose(uint32_t first, uint32_t second);

/* The version of these properties, "15.0.0". Static. */
const char *seam__properties_version(void);

#endif
