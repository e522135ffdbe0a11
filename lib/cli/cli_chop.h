/* cli_chop.h: cuts at random places, which depend on nothing but the seed and the length of the
 * input. */
#ifndef SEAM_CLI_CHOP_H
#define SEAM_CLI_CHOP_H

#include "cli_options.h"

typedef struct cli_chop {
    uint64_t state;
    unsigned max_bits; /* the longest piece has 2 to this power bytes; meaningful when `on` */
    bool on;
} cli_chop;

void cli_chop_init(cli_chop *chop, const cli_reading *reading);

/* The length of the next piece of a block that has `left` bytes left: 1 to `left`, and `left` when
 * nothing is to be cut. `left` is not 0. */
size_t cli_chop_next(cli_chop *chop, size_t left);

#endif
