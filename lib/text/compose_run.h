/* Composition at speed of what most decomposed text consists of: letters of Hangul, and ASCII with one or two
 * marks. */
#ifndef SEAM_TEXT_COMPOSE_RUN_H
#define SEAM_TEXT_COMPOSE_RUN_H

#include "seam/view.h"

/* Writes the NFC, which is the NFKC, of what `in` begins with, into at most `cap` bytes; nothing is held back before
 * it. `in` moves past it. It stops, perhaps at once, at any other text, where the end of the chunk leaves open what
 * follows, and behind the last that was composed before much ASCII, which the quick check finds. Returns the bytes
 * written; what is behind them begins a segment. */
size_t seam__compose_run(seam_view *in, uint8_t *dst, size_t cap);

#endif
