/* Where each of two bytes is, all over a piece: what cuts it into lines without a call for each. */
#ifndef SEAM_BYTES_POSITIONS_H
#define SEAM_BYTES_POSITIONS_H

#include "seam/view.h"

/* Positions behind those that are asked for that may be found, or written to without meaning anything. */
#define SEAM__POSITIONS_SLACK ((size_t)320)

/* Finds bytes that are `a` or `b`, at most UINT32_MAX bytes far, until there are `cap` of them at
 * least. `at` has room for SEAM__POSITIONS_SLACK more. *n, always written, is their number. Returns
 * how many bytes were looked at: the positions are all there are in those. */
size_t seam__positions(seam_view bytes, uint8_t a, uint8_t b, uint32_t *at, size_t cap, size_t *n);

#endif
