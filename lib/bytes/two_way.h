/* Searching a string of bytes, forward or backward, in linear time; and the search that counts its
 * steps, by which tests prove that. */
#ifndef SEAM_BYTES_TWO_WAY_H
#define SEAM_BYTES_TWO_WAY_H

#include "seam/view.h"

typedef enum seam__search_way { SEAM__FORWARD, SEAM__BACKWARD } seam__search_way;

/* Searches `text` for `what`, which has two bytes or more. Backward means that both are read from
 * their ends. Returns the number of bytes before the first occurrence, counted from the side from
 * which the text is read; text.len when there is none. Adds the number of comparisons of two bytes
 * to *steps: at most 2 * text.len + 5 * what.len. */
size_t seam__two_way(seam_view text, seam_view what, seam__search_way way, size_t *steps);

/* Returns what seam_search() or seam_search_last() returns. *steps, always written, is the number
 * of comparisons of two bytes, and a constant for each call of a scan. */
size_t seam__search_counted(seam_view text, seam_view what, seam__search_way way, size_t *steps);

#endif
