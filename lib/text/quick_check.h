/* How far a text is in a normal form: the quick check of UAX #15. Segments that it leaves undecided
 * are normalized and compared. */
#ifndef SEAM_TEXT_QUICK_CHECK_H
#define SEAM_TEXT_QUICK_CHECK_H

#include "seam/normalize.h"

/* The length of a prefix that is in the form and stays so whatever follows; with `final` nothing
 * follows. `n_marks` is the number of non-starters right before the text; *marks_after, unless it
 * is NULL, becomes their number right before the rest. */
size_t seam__normal_span(seam_view in, unsigned form, bool final, unsigned n_marks,
                         uint8_t *marks_after);

/* Whether the well-formed sequence of `len` bytes at p is a plain character: a starter that is in
 * the form whatever stands around it. Returns false also where the tables do not tell. */
bool seam__is_plain(const uint8_t *p, size_t len, unsigned form);

#endif
