/* Blocks of which more is asked than a count and a length: redzones, zeroed bytes, margins that show who
 * wrote past the block. */
#ifndef SEAM_MEM_WATCH_HARDENED_H
#define SEAM_MEM_WATCH_HARDENED_H

#include "base/attributes.h"
#include "mem/slab/layout.h"

static inline bool seam__block_is_special(const seam_block *block)
{
    return seam__arena_of(block)->layout.special != 0;
}

/* A block of `len` bytes is handed out; returns its payload. */
SEAM__COLD uint8_t *seam__special_open(const seam_block *block, size_t len);
/* It comes back: stops the program when a margin was written to. */
SEAM__COLD void seam__special_close(const seam_block *block);

#endif
