/* The queue inside a normalizer: code points that are mapped, put into canonical order and composed, until
 * a boundary makes them ready to go out. */
#ifndef SEAM_TEXT_SEGMENT_H
#define SEAM_TEXT_SEGMENT_H

#include "seam/normalize.h"

/* An entry of held_. */
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

/* Combining grapheme joiner: what breaks long runs of marks. */
#define SEAM__CGJ UINT32_C(0x034F)
/* The longest run of non-starters (UAX #15 D4). */
enum { SEAM__MOST_MARKS = 30 };

/* What a form's mapping takes of a code point: SEAM__MAP_... */
unsigned seam__form_mapping(unsigned form);

/* Whether the form composes. */
static inline bool seam__form_composes(unsigned form)
{
    return form == SEAM_NFC || form == SEAM_NFKC || form == SEAM_NFKC_CASEFOLD;
}

/* Non-starters at both ends of a code point's compatibility decomposition; both are all of it when it has
 * no starter, which `all` says. */
typedef struct seam__marks {
    uint8_t leading, trailing;
    bool all;
} seam__marks;

seam__marks seam__marks_of(uint32_t code_point);

/* Whether more than SEAM__MOST_MARKS non-starters stand in a row once the code point has been taken. */
bool seam__segment_overflows(const seam_normalizer *norm, uint32_t code_point);

/* Takes in a scalar value. Nothing is ready before, or there is not enough room. */
void seam__segment_take(seam_normalizer *norm, uint32_t code_point);

/* Makes all that is held back ready, as before a boundary or at the end. */
void seam__segment_close(seam_normalizer *norm);

/* Forgets what is ready. */
void seam__segment_drop_ready(seam_normalizer *norm);

bool seam__normalizer_valid(const seam_normalizer *norm);

#endif
