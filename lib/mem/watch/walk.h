/* How the blocks of other threads are looked at, and their arenas one after the other. No lock is held while
 * a caller is shown what was seen: so it may use the pool, fork(), or never come back. */
#ifndef SEAM_MEM_WATCH_WALK_H
#define SEAM_MEM_WATCH_WALK_H

#include "mem/slab/heap.h"
#include "mem/watch/sampler.h"

/* Says what a block is, but for its sample. The caller has the lock of its depot, or another reason
 * why its arena stays. False when the block is not live. */
bool seam__walk_look(const seam_block *block, seam_block_info *out);

/* Calls `fn` for every live block of a heap, with its sample if there is one. False when `fn` said so.
 * Unless its pool may be dying, a checking build stops when it is destroyed meanwhile. */
bool seam__walk_heap(seam__heap *heap, seam__sampler *sampler, bool may_be_dying, seam_walk_fn fn,
                     void *ctx);

/* A place in the list of a depot's arenas that outlasts the time without the lock: arenas come at the front
 * of the list, and may go anywhere. */
typedef struct seam__place {
    seam__arena *arena;  /* NULL: behind the last one */
    uint64_t serial;     /* of the arena; UINT64_MAX: before the first one */
    uint64_t n_unlinked; /* of the depot, when the place was right */
} seam__place;

#define SEAM__PLACE_START ((seam__place){NULL, UINT64_MAX, UINT64_MAX})

/* Under the lock: makes a place right again. False: its arena has gone, or there was none, and the place is
 * the next one. O(1) unless arenas have gone. */
bool seam__place_regain(const seam__depot *depot, seam__place *place);
/* Under the lock, at an arena: goes to the next one. */
void seam__place_advance(seam__place *place);

#endif
