/* The queue inside a normalizer: code points that are mapped, put into canonical order and
 * composed, until a boundary makes them ready to go out. */
#ifndef SEAM_TEXT_SEGMENT_H
#define SEAM_TEXT_SEGMENT_H

#include "seam/normalize.h"

/* An entry of held_: a code point and its combining class. */
static inline uint32_t seam__entry(uint32_t code_point, unsigned combining_class)
{
    return code_point | combining_class << 24;
}

static inline uint32_t seam__entry_code_point(uint32_t entry)
{
    return entry & 0x1FFFFF;
}

static inline unsigned seam__entry_class(uint32_t entry)
{
    return entry >> 24;
}

/* The combining grapheme joiner, which breaks long runs of non-starters. */
#define SEAM__CGJ UINT32_C(0x034F)
/* The longest run of non-starters (UAX #15 D4). */
enum { SEAM__MOST_MARKS = 30 };

/* The mappings of a form, a sum of SEAM__MAP_*. */
unsigned seam__form_mapping(unsigned form);

/* Whether the form composes. */
static inline bool seam__form_composes(unsigned form)
{
    return form == SEAM_NFC || form == SEAM_NFKC || form == SEAM_NFKC_CASEFOLD;
}

/* The number of non-starters at both ends of the compatibility decomposition of a code point. `all`
 * says that it has no starter; both numbers are its length then. */
typedef struct seam__marks {
    uint8_t leading, trailing;
    bool all;
} seam__marks;

seam__marks seam__marks_of(uint32_t code_point);

/* Whether taking the code point would make a run of more than SEAM__MOST_MARKS non-starters. */
bool seam__segment_overflows(const seam_normalizer *norm, uint32_t code_point);

/* Takes a scalar value. Nothing may be ready before, because the queue would have no room. */
void seam__segment_take(seam_normalizer *norm, uint32_t code_point);

/* Makes ready all that is held back, at a boundary or at the end. */
void seam__segment_close(seam_normalizer *norm);

/* Removes the code points that are ready. */
void seam__segment_drop_ready(seam_normalizer *norm);

bool seam__normalizer_valid(const seam_normalizer *norm);

#endif
