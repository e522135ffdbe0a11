/* Where the bytes of a block lie, and how many there are: asked for, needed, retained. */
#ifndef SEAM_MEM_SLAB_EXTENT_H
#define SEAM_MEM_SLAB_EXTENT_H

#include "mem/slab/arena.h"

/* Bytes of payload that a request of `len` bytes, at least 1, needs: with the tail, rounded up to the alignment. */
static inline size_t seam__traits_need(const seam__traits *traits, size_t len)
{
    return ((len - 1 + traits->tail) | (traits->alignment - 1)) + 1;
}

/* The length that the block was asked for. */
size_t seam__block_requested(const seam_block *block);
/* The first byte of a block of any kind but adopted memory. */
uint8_t *seam__block_payload(const seam_block *block);
/* The end of the slot of a guarded block, where its guard page begins. */
uint8_t *seam__block_slot_end(const seam_block *block);

#endif
