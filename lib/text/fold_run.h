/* Case folding at speed: where it is the whole form, nothing is held back, and each character is folded
 * by itself; where ASCII is folded, by whichever form. */
#ifndef SEAM_TEXT_FOLD_RUN_H
#define SEAM_TEXT_FOLD_RUN_H

#include "seam/view.h"

/* Writes the folding of `n` bytes of ASCII, which does not overlap them. */
void seam__fold_ascii(const uint8_t *p, size_t n, uint8_t *dst);

/* Folds the ASCII that `in` begins with but for its last character, which what follows may change; into at most
 * `cap` bytes. `in` moves past it. Returns the bytes written. */
size_t seam__fold_ascii_run(seam_view *in, uint8_t *dst, size_t cap);

/* Folds what `in` begins with, into at most `cap` bytes; `in` moves past it. It stops, perhaps at once,
 * where room may be lacking, at ill-formed bytes, and behind so many characters that folding leaves
 * alone that they are better found by the quick check. Returns the bytes written. */
size_t seam__fold_run(seam_view *in, uint8_t *dst, size_t cap);

#endif
