/* The heap of a pool: its account with the system, and a depot for each kind of blocks. Threads' caches, guards and the
 * pool itself, which are in the folders above, take their blocks from here. */
#ifndef SEAM_MEM_SLAB_HEAP_H
#define SEAM_MEM_SLAB_HEAP_H

#include "mem/slab/depot.h"

#define SEAM__DEPOT_ADOPTED SEAM__N_CLASSES
#define SEAM__DEPOT_LARGE   (SEAM__N_CLASSES + 1)
#define SEAM__DEPOT_GUARDED (SEAM__N_CLASSES + 2)
#define SEAM__N_DEPOTS      (SEAM__N_CLASSES + 3)

typedef struct seam__heap {
    seam_pool *pool; /* whose heap it is; never changes */
    seam__account account;
    seam__traits traits; /* of all its arenas; never changes */
    bool dying;          /* seam_pool_destroy() was called; written under the locks of all depots */
    seam__transfer_cache transfer_caches[SEAM__N_SHARDS * SEAM__N_CLASSES];
    seam__large_cache large[SEAM__N_SHARDS];
    seam__depot depots[SEAM__N_DEPOTS];
} seam__heap;

/* Makes the depots of a heap whose account, traits and pool are set, and which is zero otherwise. `guarded` is the
 * layout of the arena of guarded blocks. */
SEAM__TRY seam_status seam__heap_init(seam__heap *heap, const seam__layout *guarded);
/* Destroys the depots. No block is live, and seam__heap_reclaim() has unmapped the arenas. */
void seam__heap_destroy(seam__heap *heap);

/* Reclaims from every depot: see seam__depot_reclaim(). */
void seam__heap_reclaim(seam__heap *heap);
/* Purges every depot but that of guarded blocks: see seam__depot_purge(). */
void seam__heap_purge(seam__heap *heap);

/* Under the lock of one of the depots: stops a checking build when the pool has been destroyed. */
static inline void seam__heap_check_alive(const seam__heap *heap)
{
    if (SEAM_CHECKS >= 1 && heap->dying)
        seam__panic("pool %p: used after seam_pool_destroy()", (const void *)heap->pool);
}
/* Stops a checking build if the heap is not alive, for a caller that has no lock; other builds do nothing. */
void seam__heap_check_use(seam__heap *heap);

/* The laws of the depots and their arenas. Takes the locks in turn; O(free blocks). */
bool seam__heap_valid(seam__heap *heap);

#endif
