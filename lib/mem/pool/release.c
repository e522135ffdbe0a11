/* The slow path of release: where blocks go after their last reference. */
#include "mem/pool/front.h"

#include "base/probe.h"
#include "mem/cache/refill.h"
#include "mem/pool/pool_private.h"
#include "mem/watch/hardened.h"

/* Puts a block into the magazine of a slow cache, which the fast path does not use. False: it has not been put. */
static bool put_kept(seam__cache *cache, unsigned index, seam_block *block)
{
    bool kept;

    if (cache == NULL || !seam__cache_is_slow(cache) || !seam__cache_enter(cache))
        return false;
    kept = seam__cache_keep(cache, index, block);
    seam__cache_leave(cache);
    return kept;
}

/* Puts a block into its magazine, and makes room for it first if there is none. False: it has not been put. */
static bool put_with_room(seam__cache *cache, unsigned index, seam_block *block)
{
    bool kept;

    if (cache == NULL || !seam__cache_enter_after_pending(cache))
        return false;
    kept = seam__cache_keep(cache, index, block);
    if (!kept) {
        seam__cache_make_room(cache, index);
        kept = seam__cache_keep(cache, index, block);
    }
    seam__cache_leave(cache);
    return kept;
}

static bool keep_large(seam_pool *pool, seam__depot *depot, seam__arena *arena)
{
    const unsigned shard = seam__thread_shard();
    bool kept;

    /* After seam_pool_destroy() the allowance of every large-block cache is 0. */
    if (seam__large_cache_put(&depot->large[shard], arena))
        return true;
    seam__depot_lock(depot);
    kept = !pool->heap.dying && seam__depot_keep_large(depot, shard, arena);
    seam__depot_unlock(depot);
    return kept;
}

/* Keeps or unmaps a large block. It counts as live until the lock is held for the last time, so that the pool cannot
 * end before. */
static bool put_large(seam_pool *pool, seam__depot *depot, seam__arena *arena)
{
    const size_t class_bytes = arena->layout.class_bytes;
    const size_t len = seam__arena_large_len(arena);
    bool dying;

    if (keep_large(pool, depot, arena))
        return false;
    seam__depot_unmap_large(depot, arena);
    seam__depot_lock(depot);
    seam__depot_forget_large(depot, class_bytes, len);
    dying = pool->heap.dying;
    seam__depot_unlock(depot);
    return dying;
}

static bool put_small(seam_pool *pool, seam__depot *depot, seam_block *block)
{
    bool dying;

    seam__depot_lock(depot);
    seam__depot_put(depot, block);
    dying = pool->heap.dying;
    seam__depot_unlock(depot);
    return dying;
}

/* The calling thread's cache, made if there is none: a thread that only releases uses one, too. */
static seam__cache *own_cache(seam_pool *pool)
{
    seam__cache *cache = seam__thread_cache(&pool->caches);

    return cache != NULL ? cache : seam__thread_make(&pool->caches);
}

/* Calls the release callback. The entry still counts as live, so that the pool cannot end before. */
static void give_back_adopted(const seam__adopted *adopted)
{
    SEAM__OUTSIDE;
    if (adopted->fn != NULL)
        adopted->fn(adopted->ctx, adopted->data, seam__adopted_len(&adopted->block));
}

void seam__block_free_slowly(seam_block *block)
{
    seam__arena *arena = seam__arena_of(block);
    seam_pool *pool = arena->pool;
    seam__depot *depot = arena->depot;
    /* A quarantine is a queue in the depot; a cache would hand the block out again at once. */
    const bool quarantined = arena->layout.n_quarantined > 0;
    bool dying;

    SEAM_ASSERT((seam__block_word(block) & SEAM__COUNT_MASK) == 0);
    SEAM_ASSERT(depot == &pool->heap.depots[arena->depot_index]);
    if (seam__block_is_hardened(block))
        seam__hardened_close(block);
    seam__probe_release(pool, block);
    if (seam__block_is_sampled(block))
        seam__sampler_forget(&pool->sampler, block);
    /* The fast path has not tried a slow cache. */
    if (!quarantined && put_kept(seam__thread_hinted(&pool->head), depot->index, block))
        return;
    seam__pool_tick(pool);
    if (arena->layout.kind == SEAM__KIND_ADOPTED)
        give_back_adopted(seam__adopted_of(block));
    if (arena->layout.kind == SEAM__KIND_SLAB && !quarantined &&
        put_with_room(own_cache(pool), depot->index, block))
        return;
    if (arena->layout.kind == SEAM__KIND_LARGE)
        dying = put_large(pool, depot, arena);
    else if (arena->layout.kind == SEAM__KIND_GUARDED)
        dying = seam__guard_put(&pool->heap, block);
    else
        dying = put_small(pool, depot, block);
    if (dying)
        seam__pool_drop(pool);
}
