/* Walks over the live blocks of a heap, which other threads may use meanwhile, and places in lists of arenas. The
 * caller's function is called without a lock: it may use the pool, call fork(), or leave by longjmp(). */
#ifndef SEAM_MEM_WATCH_WALK_H
#define SEAM_MEM_WATCH_WALK_H

#include "mem/slab/heap.h"
#include "mem/watch/sampler.h"

/* Describes a block, but for its sample. False: it is not live. The caller has the lock of the depot, or knows for
 * another reason that the arena stays mapped. */
bool seam__walk_look(const seam_block *block, seam_block_info *out);

/* Calls `fn` for every live block of a heap, with its sample if there is one. False: a call of `fn` returned false,
 * and was the last one. Unless `may_be_dying`, a checking build stops when the pool is destroyed meanwhile. */
bool seam__walk_heap(seam__heap *heap, seam__sampler *sampler, bool may_be_dying, seam_walk_fn fn,
                     void *ctx);

/* A place in the list of a depot's arenas, which can be found again after the lock was given back for a while:
 * meanwhile arenas may have been added at the front of the list and removed anywhere. */
typedef struct seam__place {
    seam__arena *arena;  /* NULL: after the last one */
    uint64_t serial;     /* of the arena; UINT64_MAX: before the first one */
    uint64_t n_unlinked; /* of the depot, when `arena` was last found in its list */
} seam__place;

#define SEAM__PLACE_START ((seam__place){NULL, UINT64_MAX, UINT64_MAX})

/* Under the lock: finds a place again. False: its arena has been removed, or it had none, and the place is that of the
 * next arena. O(1) unless arenas have been removed. */
bool seam__place_regain(const seam__depot *depot, seam__place *place);
/* Under the lock: advances a place that has an arena to the next one. */
void seam__place_advance(seam__place *place);

#endif
