/* The shelf of a depot: free blocks that magazines gave back a moment ago and that magazines will ask for
 * again, or large ones that are kept. They move as pointers, so that two threads that exchange blocks
 * need not read each other's entries one after the other, as an arena's free list makes them. For the
 * depot's own files and for who makes the depot; the lock is held throughout.
 *
 * To its arena a block on the shelf is live, to its depot it is free. */
#ifndef SEAM_MEM_DEPOT_SHELF_H
#define SEAM_MEM_DEPOT_SHELF_H

#include "mem/depot.h"

/* Takes `most` blocks at most. Returns how many. */
size_t seam__shelf_take(seam__depot *depot, seam_block **out, size_t most);
/* Lends a new depot room for `n` blocks, for ever. */
void seam__shelf_lend(seam__depot *depot, seam_block **room, size_t n);
/* Puts as many of `n` blocks as there is room for, mapping a page where there is none yet. Returns how
 * many. */
size_t seam__shelf_put(seam__depot *depot, seam__account *account, seam_block *const *blocks,
                       size_t n);
/* Takes the block at `index`. */
void seam__shelf_remove(seam__depot *depot, size_t index);
/* Gives all its blocks to their arenas. */
void seam__shelf_clear(seam__depot *depot);
/* The same, and gives its page back, unless it was lent. */
void seam__shelf_unmap(seam__depot *depot, seam__account *account);

#endif
