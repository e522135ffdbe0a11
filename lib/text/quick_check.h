/* How far a text is its own normal form: the quick check of UAX #15, with the segments that it leaves
 * undecided composed anew and compared. */
#ifndef SEAM_TEXT_QUICK_CHECK_H
#define SEAM_TEXT_QUICK_CHECK_H

#include "seam/normalize.h"

/* The length of a prefix that is in the form and stays so whatever follows; with `final` nothing
 * follows. `n_marks` non-starters stand right before the text. Once its prefix has been passed,
 * *marks_after do, where it is not NULL. */
size_t seam__normal_span(seam_view in, unsigned form, bool final, unsigned n_marks,
                         uint8_t *marks_after);

/* Whether the well-formed sequence of `len` bytes at p is for sure a starter that is its own form whatever
 * stands around it. */
bool seam__is_plain(const uint8_t *p, size_t len, unsigned form);

#endif
