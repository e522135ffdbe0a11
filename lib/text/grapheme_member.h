/* Characters as members of clusters, for all that goes over them one by one. */
#ifndef SEAM_TEXT_GRAPHEME_MEMBER_H
#define SEAM_TEXT_GRAPHEME_MEMBER_H

#include "seam/grapheme.h"
#include "text/code_point.h"
#include "text/grapheme_rules.h"

/* A character and its class in the rules of UAX #29. */
typedef struct seam__member {
    seam__grapheme_class cls;
    uint32_t len;
} seam__member;

static inline seam__grapheme_class seam__class_of_ascii(uint8_t byte)
{
    if (byte >= 0x20 && byte != 0x7F)
        return SEAM__GRAPHEME_OTHER;
    if (byte == '\r')
        return SEAM__GRAPHEME_CR;
    return byte == '\n' ? SEAM__GRAPHEME_LF : SEAM__GRAPHEME_CONTROL;
}

static inline seam__member seam__member_at(const uint8_t *p, size_t n)
{
    seam__character c;

    if (p[0] < 0x80)
        return (seam__member){seam__class_of_ascii(p[0]), 1};
    c = seam__character_at(p, n);
    return (seam__member){seam__grapheme_class_of(c.code_point), c.len};
}

/* Moves past a character of class `cls`. Returns whether a cluster starts with it. */
static inline bool seam__graphemes_advance(seam_graphemes *g, seam__grapheme_class cls)
{
    const bool starts = !seam__grapheme_joins(g->state_, cls);

    g->state_ = seam__grapheme_after(g->state_, cls);
    return starts;
}

#endif
