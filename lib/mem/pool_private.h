/* What a pool is made of. */
#ifndef SEAM_MEM_POOL_PRIVATE_H
#define SEAM_MEM_POOL_PRIVATE_H

#include "mem/depot.h"
#include "mem/size_class.h"
#include "seam/pool.h"

#define SEAM__DEPOT_FOREIGN SEAM__N_CLASSES
#define SEAM__DEPOT_LARGE   (SEAM__N_CLASSES + 1)
#define SEAM__N_DEPOTS      (SEAM__N_CLASSES + 2)

struct seam_pool {
    seam__account account;
    size_t self_bytes; /* of this struct's own mapping */
    size_t redzone;    /* bytes behind each block */
    void (*gone)(void *ctx, const seam_pool_stats *last);
    void *ctx;
    /* Set under the locks of all depots, so reading it under one of them is enough. */
    bool dying;
    /* Once dying: blocks that still live, and one for the call that destroys. */
    _Atomic uint64_t remaining;
    seam__depot depots[SEAM__N_DEPOTS];
};

/* Unmaps every arena that has no live block. True when there was one. */
bool seam__pool_reclaim(seam_pool *pool);

/* A block of a dying pool is gone; with the last one the pool is. */
void seam__pool_drop(seam_pool *pool);

/* The laws of the pool, its depots and their arenas. Takes the locks in turn; O(free blocks). */
bool seam__pool_valid(const seam_pool *pool);

#endif
