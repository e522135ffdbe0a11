/* The caches that threads have of one pool, and what bounds them together. */
#ifndef SEAM_MEM_CACHE_CACHE_SET_H
#define SEAM_MEM_CACHE_CACHE_SET_H

#include "mem/cache/cache.h"
#include "mem/cache/pool_head.h"
#include "mem/slab/heap.h"

SEAM_STATIC_ASSERT(SEAM__N_DEPOTS == SEAM__N_MAGAZINES);
SEAM_STATIC_ASSERT(SEAM__N_SLOTS % SEAM__N_SHARDS == 0);

/* Laws: granted <= total_bytes, and it is the sum of what the caches may keep. */
typedef struct seam__cache_set {
    seam__pool_head *head;    /* of the pool; never changes */
    seam__heap *heap;         /* of the pool; never changes */
    size_t each_bytes;        /* bound on what a cache holds; never changes */
    uint64_t total_bytes;     /* bound on what all of them may hold; never changes */
    bool slow;                /* no cache may take the fast path; never changes */
    _Atomic bool closing;     /* no cache is made any more; written under the registry's lock */
    seam__cache *first;       /* of all threads; under the registry's lock */
    _Atomic uint64_t granted; /* what all of them may hold now */
    _Atomic uint64_t wanted;  /* what a cache has asked for in vain; 0: nothing */
    _Atomic uint64_t next_halve_ms; /* on the monotonic clock */
} seam__cache_set;

#endif
