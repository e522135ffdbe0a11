/* The case folding of a text, a code point at a time: what is compared when case does not count.
 * Under canonical equivalence it is the decomposition of the folding of the decomposition (Unicode
 * 15.0, D145). */
#ifndef SEAM_TEXT_FOLD_STREAM_H
#define SEAM_TEXT_FOLD_STREAM_H

#include <stdbool.h>

#include "seam/normalize.h"
#include "text/properties.h"

/* The code points mapped[at] to mapped[n - 1] are to be given, or to go through `last`. `first` and
 * `last` hold something only when `canonical`. */
typedef struct seam__fold_stream {
    bool canonical, ended;
    uint8_t at, n;
    uint32_t mapped[SEAM__LONGEST_MAPPING];
    seam_normalizer first, last;
} seam__fold_stream;

void seam__fold_init(seam__fold_stream *s, bool canonical);

/* Takes a scalar value, when there is no code point to give; behind an end, the first of a new
 * text. */
void seam__fold_take(seam__fold_stream *s, uint32_t code_point);
/* Says that the text has ended. */
void seam__fold_end(seam__fold_stream *s);

/* Gives the next code point. Returns false when the stream must take one first, or has ended. */
bool seam__fold_next(seam__fold_stream *s, uint32_t *code_point);

/* Whether no character before this one can change its decomposition's place: that begins with a
 * starter. */
bool seam__fold_begins_segment(uint32_t code_point);

/* Whether nothing is held back that depends on what comes next. */
bool seam__fold_is_idle(const seam__fold_stream *s);

/* The most bytes that seam__fold_leads() gives. */
enum { SEAM__MOST_FOLD_LEADS = 8 };

/* The first bytes of the characters whose folding begins with an ASCII character that is folded.
 * Returns their number. */
size_t seam__fold_leads(uint8_t folded, uint8_t leads[SEAM__MOST_FOLD_LEADS]);

#endif
