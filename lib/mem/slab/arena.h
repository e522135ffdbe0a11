/* What is done with an arena, whose header and layout are in layout.h. */
#ifndef SEAM_MEM_SLAB_ARENA_H
#define SEAM_MEM_SLAB_ARENA_H

#include "mem/os/account.h"
#include "mem/slab/layout.h"

seam__layout seam__layout_slab(size_t class_bytes, const seam__traits *traits);
seam__layout seam__layout_adopted(const seam__traits *traits);
seam__layout seam__layout_large(size_t len, const seam__traits *traits);
/* The layout of a large block that ends at its guard page. */
seam__layout seam__layout_edged(size_t len, const seam__traits *traits);

/* What the fields of a layout promise: a stride is not less than its class, a step has whole pages and whole
 * strides, and so on. */
bool seam__layout_valid(const seam__layout *layout, size_t page);

/* What the account is charged for the first block of an arena. */
size_t seam__layout_first_cost(const seam__layout *layout, size_t page);

/* Maps an arena with no block ready, its header committed: SEAM_OK, SEAM_ELIMIT or SEAM_ENOMEM. */
SEAM__TRY seam_status seam__arena_map(seam__account *account, seam__layout layout,
                                      seam__arena **out);
/* Gives the arena back. False: the system did not take it, and the arena stands as it was. */
bool seam__arena_unmap(seam__account *account, seam__arena *arena);

/* Takes a free or a new block, whose count is 0, and makes more ready where there is none:
 * SEAM_OK, SEAM_ELIMIT, SEAM_ENOMEM, or SEAM_FULL when every block of the arena is live. */
SEAM__TRY seam_status seam__arena_take(seam__account *account, seam__arena *arena,
                                       seam_block **out);
/* Takes blocks that are ready, free ones first, `most` at most. Returns how many. */
size_t seam__arena_take_ready(seam__arena *arena, seam_block **out, size_t most);
/* Takes a guarded block: the one that has been free for longest where more
 * than `n_quarantined` are free, else one that was never used. */
SEAM__TRY seam_status seam__arena_take_guarded(seam__account *account, seam__arena *arena,
                                               size_t n_quarantined, seam_block **out);
/* Moves the block of an edged arena, which has just been taken for the first time, to the end. */
void seam__arena_push_to_edge(seam__arena *arena);
/* Puts a block, whose count is 0, on the free list; a guarded or watched one at its end. */
void seam__arena_put(seam__arena *arena, seam_block *block);

/* Gives up the memory of slabs without live blocks, `most` at most. Returns how many. Their blocks
 * come back, charged anew, when the free list is empty. */
size_t seam__arena_purge(seam__account *account, seam__arena *arena, size_t most);

/* Bytes of the account that the arena has been charged for. */
size_t seam__arena_committed(const seam__arena *arena);

/* The laws above. O(length of the free list). */
bool seam__arena_valid(const seam__arena *arena);

#endif
