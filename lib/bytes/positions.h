/* The positions of two bytes in a piece, by which it is cut into lines without a scan for each
 * line. */
#ifndef SEAM_BYTES_POSITIONS_H
#define SEAM_BYTES_POSITIONS_H

#include "seam/view.h"

/* The positions behind the `cap` that are asked for: more may be found, and meaningless ones may be
 * written. */
#define SEAM__POSITIONS_SLACK ((size_t)320)

/* Writes the positions of bytes that are `a` or `b`, in at most UINT32_MAX bytes, until there are
 * at least `cap` of them. `at` has room for `cap` and SEAM__POSITIONS_SLACK. *n, always written, is
 * the number of positions. Returns how many bytes were searched: the positions are all there are in
 * those. */
size_t seam__positions(seam_view bytes, uint8_t a, uint8_t b, uint32_t *at, size_t cap, size_t *n);

#endif
