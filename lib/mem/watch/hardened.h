/* Hardened blocks: more is done when they are handed out and released than to set a count and a length. They have
 * redzones, are zeroed on release, or lie between margins whose bytes show who wrote past the block. */
#ifndef SEAM_MEM_WATCH_HARDENED_H
#define SEAM_MEM_WATCH_HARDENED_H

#include "base/attributes.h"
#include "mem/slab/arena.h"

static inline bool seam__block_is_hardened(const seam_block *block)
{
    return seam__arena_of(block)->layout.hardening != 0;
}

/* Prepares a block that is handed out for a request of `len` bytes. Returns its payload. */
SEAM__COLD uint8_t *seam__hardened_open(const seam_block *block, size_t len);
/* Closes a block that was released: zeroes and poisons what its kind asks for. Stops the program when one of the
 * margins was written to. */
SEAM__COLD void seam__hardened_close(const seam_block *block);

#endif
