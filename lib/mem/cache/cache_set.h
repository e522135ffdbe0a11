/* All caches of one pool, and the bound on what they keep together. */
#ifndef SEAM_MEM_CACHE_CACHE_SET_H
#define SEAM_MEM_CACHE_CACHE_SET_H

#include "mem/cache/cache.h"
#include "mem/cache/pool_head.h"
#include "mem/slab/heap.h"

SEAM_STATIC_ASSERT(SEAM__N_DEPOTS == SEAM__N_MAGAZINES);
SEAM_STATIC_ASSERT(SEAM__N_SLOTS % SEAM__N_SHARDS == 0);

/* Laws, checked by seam__thread_caches_valid(): granted <= total_bytes, and it is the sum of the grants of all
 * caches. */
typedef struct seam__cache_set {
    seam__pool_head *head;    /* of the pool; never changes */
    seam__heap *heap;         /* of the pool; never changes */
    size_t each_bytes;        /* bound on the grant of a cache; never changes */
    uint64_t total_bytes;     /* bound on the sum of all grants; never changes */
    bool slow;                /* no cache may take the fast path; never changes */
    _Atomic bool closing;     /* no cache is made any more; written under the registry's lock */
    seam__cache *first;       /* a list of all; under the registry's lock */
    _Atomic uint64_t granted; /* the sum of all grants */
    _Atomic uint64_t wanted;  /* the grant that a cache was refused; 0: none was */
    _Atomic uint64_t next_halve_ms; /* on the monotonic clock */
} seam__cache_set;

/* For changes of several words that belong together and are made without a lock else, by the owner of a cache: fork()
 * waits for this one, so that a child finds all of them or none. The caller has no lock of a depot. */
static inline void seam__cache_set_lock(seam__cache_set *set)
{
    seam__depot_lock(&set->heap->depots[0]);
}

static inline void seam__cache_set_unlock(seam__cache_set *set)
{
    seam__depot_unlock(&set->heap->depots[0]);
}

#endif
