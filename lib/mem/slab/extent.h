/* Where the bytes of a block lie, and how many there are: asked for, needed, retained. */
#ifndef SEAM_MEM_SLAB_EXTENT_H
#define SEAM_MEM_SLAB_EXTENT_H

#include "mem/slab/arena.h"

/* What a block for a request of `len` bytes, at least 1, takes of payload: with the tail behind it, and
 * rounded up to its alignment. */
static inline size_t seam__traits_need(const seam__traits *traits, size_t len)
{
    return ((len - 1 + traits->tail) | (traits->alignment - 1)) + 1;
}

/* The length that the block was asked for. */
size_t seam__block_requested(const seam_block *block);
/* First byte of a block that is not adopted, whatever its arena is like. */
uint8_t *seam__block_payload(const seam_block *block);
/* The slot of a guarded block ends here, and a guard page follows. */
uint8_t *seam__block_slot_end(const seam_block *block);

#endif
