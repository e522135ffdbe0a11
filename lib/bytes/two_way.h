/* Searching a string of bytes, forward or backward, in linear time; and the search that counts its
 * steps, by which tests prove that. */
#ifndef SEAM_BYTES_TWO_WAY_H
#define SEAM_BYTES_TWO_WAY_H

#include "seam/view.h"

typedef enum seam__search_way { SEAM__FORWARD, SEAM__BACKWARD } seam__search_way;

/* The places that count: those with `before` + place a multiple of `step`, which is not 0. */
typedef struct seam__search_grid {
    size_t step, before;
} seam__search_grid;

static inline bool seam__on_grid(seam__search_grid grid, size_t place)
{
    return grid.step == 1 || (grid.before + place) % grid.step == 0;
}

/* Searches `text` for `what`, which has two bytes or more. Backward means that both are read from
 * their ends. Returns the number of bytes before the first occurrence on the grid, counted from the
 * side from which the text is read; text.len when there is none. Adds the number of comparisons of
 * two bytes to *steps: at most 2 * text.len + 5 * what.len. */
size_t seam__two_way(seam_view text, seam_view what, seam__search_way way, seam__search_grid grid,
                     size_t *steps);

/* Returns the number of bytes before the first occurrence at a multiple of `step`, as
 * seam__two_way() counts them. `what` may be of any length. *steps, always written, is the number
 * of comparisons of two bytes, and a constant for each call of a scan. */
size_t seam__search_counted(seam_view text, seam_view what, seam__search_way way, size_t step,
                            size_t *steps);

#endif
