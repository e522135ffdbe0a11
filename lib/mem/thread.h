/* The caches of the calling thread, and the registry of all caches. One TLS key serves every pool;
 * a thread that exits returns its caches, and releases after that go to the depots. */
#ifndef SEAM_MEM_THREAD_H
#define SEAM_MEM_THREAD_H

#include "mem/pool_private.h"

/* Where a thread last found the cache of a pool. `id` tells a pool from a later one at its address;
 * `cache` is NULL when the thread has none and cannot get one. */
typedef struct seam__hint {
    const seam_pool *pool;
    uint64_t id;
    seam__cache *cache;
    void *unused; /* a power of two is found by a mask */
} seam__hint;

#define SEAM__HINTS 8u

/* The initial-exec model reads it without a call, for 256 bytes of static TLS. */
extern _Thread_local seam__hint seam__hints[SEAM__HINTS] __attribute__((tls_model("initial-exec")));

/* Finds the cache where the thread has one, and leaves a hint. */
seam__cache *seam__thread_find(seam_pool *pool);

/* Finds or makes it; NULL when the pool is being destroyed, and without memory. */
seam__cache *seam__thread_make(seam_pool *pool);

/* The calling thread's cache of a pool; NULL: use the depots. */
static inline seam__cache *seam__thread_cache(seam_pool *pool)
{
    const seam__hint *hint = &seam__hints[((uintptr_t)pool >> 13) % SEAM__HINTS];

    if (hint->pool == pool && hint->id == pool->id)
        return hint->cache;
    return seam__thread_find(pool);
}

/* Closes every cache of a pool and gives their blocks to the depots. No cache is made any more. */
void seam__thread_close_all(seam_pool *pool);

/* Asks the owners of a pool's caches to flush them at their next call. */
void seam__thread_order_flush(seam_pool *pool);

/* Adds what the caches of a pool hold: blocks and their class sizes, and the lengths asked for
 * through them, modulo 2^64. */
void seam__thread_count(const seam_pool *pool, uint64_t *n_blocks, uint64_t *bytes,
                        uint64_t *requested);

/* The laws of a quiet pool's caches. */
bool seam__thread_caches_valid(const seam_pool *pool);

#endif
