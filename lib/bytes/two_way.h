/* Searching a string of bytes, forward or backward: the algorithm that is linear whatever it is given,
 * and the search that counts its steps, with which tests prove that. */
#ifndef SEAM_BYTES_TWO_WAY_H
#define SEAM_BYTES_TWO_WAY_H

#include "seam/view.h"

typedef enum seam__search_way { SEAM__FORWARD, SEAM__BACKWARD } seam__search_way;

/* Searches `text` for `what`, which has two bytes or more. Backward means that both are read from
 * their ends. Returns how many bytes of the text, from where it is read, lie before the first
 * occurrence; text.len when there is none. Adds the comparisons of two bytes to *steps: at most
 * 2 * text.len + 5 * what.len. */
size_t seam__two_way(seam_view text, seam_view what, seam__search_way way, size_t *steps);

/* What seam_search() and seam_search_last() return, and how much it cost: *steps, always written, is the
 * number of comparisons of two bytes, and a constant for each call of a scan. */
size_t seam__search_counted(seam_view text, seam_view what, seam__search_way way, size_t *steps);

#endif
