/* The rules of UAX #29 for extended grapheme clusters (Unicode 15.0: GB1 to GB13, without GB9c,
 * which is of 15.1), as a state machine: whether a cluster starts with a character depends on that
 * character and on the state, which is made of the characters before it, never on what follows. */
#ifndef SEAM_TEXT_GRAPHEME_RULES_H
#define SEAM_TEXT_GRAPHEME_RULES_H

#include "text/properties.h"

/* The states: what the rules must know of the characters before. */
enum {
    SEAM__AFTER_NOTHING, /* the start of the text */
    SEAM__AFTER_OTHER, /* what only Extend, ZWJ and SpacingMark join; two regional indicators too */
    SEAM__AFTER_CR,
    SEAM__AFTER_CONTROL, /* LF too */
    SEAM__AFTER_PREPEND,
    SEAM__AFTER_REGIONAL_INDICATOR, /* one without a partner */
    SEAM__AFTER_PICTOGRAPHIC,       /* and any number of Extend */
    SEAM__AFTER_PICTOGRAPHIC_ZWJ,   /* the same, and then ZWJ */
    SEAM__AFTER_L,
    SEAM__AFTER_V, /* LV too */
    SEAM__AFTER_T, /* LVT too */
    SEAM__AFTER_STATES
};

#define SEAM__BIT(name) (1u << SEAM__GRAPHEME_##name)

/* Whether a character of class `cls` joins the cluster before it. */
static inline bool seam__grapheme_joins(unsigned state, seam__grapheme_class cls)
{
    enum { MARKS = SEAM__BIT(EXTEND) | SEAM__BIT(ZWJ) | SEAM__BIT(SPACING_MARK) }; /* GB9, GB9a */
    static const uint16_t joining[SEAM__AFTER_STATES] = {
        [SEAM__AFTER_NOTHING] = 0,          /* GB1 */
        [SEAM__AFTER_CR] = SEAM__BIT(LF),   /* GB3, GB4 */
        [SEAM__AFTER_CONTROL] = 0,          /* GB4 */
        [SEAM__AFTER_OTHER] = MARKS,        /* GB999 */
        [SEAM__AFTER_PICTOGRAPHIC] = MARKS, /* GB999 */
        /* GB5, GB9b */
        [SEAM__AFTER_PREPEND] = 0x7FFF & ~(SEAM__BIT(CR) | SEAM__BIT(LF) | SEAM__BIT(CONTROL)),
        [SEAM__AFTER_REGIONAL_INDICATOR] = MARKS | SEAM__BIT(REGIONAL_INDICATOR), /* GB12, GB13 */
        [SEAM__AFTER_PICTOGRAPHIC_ZWJ] = MARKS | SEAM__BIT(PICTOGRAPHIC),         /* GB11 */
        /* GB6, GB7, GB8 */
        [SEAM__AFTER_L] = MARKS | SEAM__BIT(L) | SEAM__BIT(V) | SEAM__BIT(LV) | SEAM__BIT(LVT),
        [SEAM__AFTER_V] = MARKS | SEAM__BIT(V) | SEAM__BIT(T),
        [SEAM__AFTER_T] = MARKS | SEAM__BIT(T),
    };

    return (joining[state] >> cls & 1) != 0;
}

/* Whether some plain character (of class Other, a Hangul syllable or a pictograph) joins the
 * cluster before it. */
static inline bool seam__grapheme_joins_plain(unsigned state)
{
    return state == SEAM__AFTER_PREPEND || state == SEAM__AFTER_PICTOGRAPHIC_ZWJ ||
           state == SEAM__AFTER_L;
}

/* The state behind a character of class `cls`. */
static inline unsigned seam__grapheme_after(unsigned state, seam__grapheme_class cls)
{
    static const uint8_t after[] = {
        [SEAM__GRAPHEME_OTHER] = SEAM__AFTER_OTHER,
        [SEAM__GRAPHEME_CR] = SEAM__AFTER_CR,
        [SEAM__GRAPHEME_LF] = SEAM__AFTER_CONTROL,
        [SEAM__GRAPHEME_CONTROL] = SEAM__AFTER_CONTROL,
        [SEAM__GRAPHEME_EXTEND] = SEAM__AFTER_OTHER,
        [SEAM__GRAPHEME_ZWJ] = SEAM__AFTER_OTHER,
        [SEAM__GRAPHEME_SPACING_MARK] = SEAM__AFTER_OTHER,
        [SEAM__GRAPHEME_PREPEND] = SEAM__AFTER_PREPEND,
        [SEAM__GRAPHEME_REGIONAL_INDICATOR] = SEAM__AFTER_REGIONAL_INDICATOR,
        [SEAM__GRAPHEME_PICTOGRAPHIC] = SEAM__AFTER_PICTOGRAPHIC,
        [SEAM__GRAPHEME_L] = SEAM__AFTER_L,
        [SEAM__GRAPHEME_V] = SEAM__AFTER_V,
        [SEAM__GRAPHEME_T] = SEAM__AFTER_T,
        [SEAM__GRAPHEME_LV] = SEAM__AFTER_V,
        [SEAM__GRAPHEME_LVT] = SEAM__AFTER_T,
    };

    if (state == SEAM__AFTER_PICTOGRAPHIC && cls == SEAM__GRAPHEME_EXTEND)
        return SEAM__AFTER_PICTOGRAPHIC;
    if (state == SEAM__AFTER_PICTOGRAPHIC && cls == SEAM__GRAPHEME_ZWJ)
        return SEAM__AFTER_PICTOGRAPHIC_ZWJ;
    if (state == SEAM__AFTER_REGIONAL_INDICATOR && cls == SEAM__GRAPHEME_REGIONAL_INDICATOR)
        return SEAM__AFTER_OTHER;
    return after[cls];
}

#undef SEAM__BIT

#endif
