/* What Unicode 15.0 says of single code points. Only properties.c knows utf8proc, where that comes
 * from; it is given nothing but scalar values, and none of its calls that take whole strings. */
#ifndef SEAM_TEXT_PROPERTIES_H
#define SEAM_TEXT_PROPERTIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Grapheme_Cluster_Break (UAX #29, table 2) together with Extended_Pictographic, which no code point
 * has beside another class than Any. */
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

/* Of a scalar value. What is none, SEAM__NO_CODE_POINT too, is SEAM__GRAPHEME_OTHER. */
seam__grapheme_class seam__grapheme_class_of(uint32_t code_point);

/* The columns that a terminal takes for a scalar value alone: 0 for marks, format characters and
 * controls, 2 where East_Asian_Width is W or F, else 1. What is no scalar value takes 1. */
unsigned seam__width_of(uint32_t code_point);

/* Whether its East_Asian_Width is A: as wide as the fonts around it. */
bool seam__is_width_ambiguous(uint32_t code_point);

/* Canonical_Combining_Class; 0 is a starter. */
unsigned seam__combining_class(uint32_t code_point);

/* The same with whether it has a decomposition of its own, a compatible one too: what is canonically
 * decomposed may go on to be. */
typedef struct seam__part {
    uint8_t combining_class;
    bool is_mapped;
} seam__part;

seam__part seam__part_of(uint32_t code_point);

/* Which mappings a decomposition takes; it is a full one in any case but SEAM__MAP_FOLD alone. */
enum {
    SEAM__MAP_CANONICAL = 1,
    SEAM__MAP_COMPATIBLE = 2, /* with the former */
    SEAM__MAP_FOLD = 4,       /* full case folding: C and F of CaseFolding.txt */
    SEAM__MAP_IGNORE = 8      /* default ignorable code points become nothing */
};

/* No mapping of a code point is longer: U+FDFA. */
enum { SEAM__LONGEST_MAPPING = 18 };

/* Writes what a scalar value becomes, in no canonical order between its parts and others', and returns how
 * many code points that is. */
size_t seam__map_code_point(uint32_t code_point, unsigned how, uint32_t out[SEAM__LONGEST_MAPPING]);

/* Whether the scalar value stands first, or second, in any pair that composes. */
bool seam__composes_forward(uint32_t code_point);
bool seam__composes_backward(uint32_t code_point);

/* The primary composite of a starter and what follows it; 0 when there is none. */
uint32_t seam__compose(uint32_t first, uint32_t second);

/* The version of these properties, "15.0.0". Static. */
const char *seam__properties_version(void);

#endif
