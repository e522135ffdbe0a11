#include "seam/stats.h"

#include "base/bits.h"
#include "mem/pool/pool_private.h"
#include "mem/watch/walk.h"

static seam_block_kind kind_at(size_t index)
{
    if (index < SEAM__N_CLASSES)
        return SEAM_BLOCK_CLASS;
    if (index == SEAM__DEPOT_ADOPTED)
        return SEAM_BLOCK_ADOPTED;
    return index == SEAM__DEPOT_LARGE ? SEAM_BLOCK_LARGE : SEAM_BLOCK_GUARDED;
}

/* Fills in what the depot counts. The caller corrects `live` and `hits` by what caches count. Returns how many requests
 * filled a magazine. */
static uint64_t read_depot(seam__depot *depot, seam_class_stats *out)
{
    seam__depot_sums sums;

    seam__depot_sum(depot, &sums);
    seam__depot_lock(depot);
    out->peak = depot->peak;
    out->misses = sums.n_refills + depot->n_direct;
    seam__depot_unlock(depot);
    out->live = sums.n_live;
    out->free = sums.n_free;
    return sums.n_refills;
}

seam_status seam_pool_on_leak(seam_pool *pool, seam_leak_fn fn, void *ctx)
{
    SEAM__INSIDE("seam_pool_on_leak");
    seam__pool_check_use(pool);
    return seam__sampler_set_hook(&pool->sampler, fn, ctx);
}

bool seam_pool_class_stats(const seam_pool *pool, size_t index, seam_class_stats *out)
{
    seam_pool *locked = (seam_pool *)(uintptr_t)pool;
    uint64_t n_refills;
    uint64_t n_served = 0;

    SEAM__INSIDE("seam_pool_class_stats");
    seam__pool_check_use(pool);
    *out = (seam_class_stats){0};
    if (index >= SEAM__N_DEPOTS)
        return false;
    out->kind = kind_at(index);
    out->class_bytes = seam_pool_class_at(index);
    n_refills = read_depot(&locked->heap.depots[index], out);
    seam__thread_count_class(&pool->caches, (unsigned)index, &out->cached, &n_served);
    /* The depot counts blocks in magazines as live; the statistics do not. */
    out->live = seam__less(out->live, out->cached);
    /* A request that filled a magazine was then served by it, but is a miss. */
    out->hits = seam__less(n_served, n_refills);
    return true;
}

bool seam_pool_walk(const seam_pool *pool, seam_walk_fn fn, void *ctx)
{
    seam_pool *locked = (seam_pool *)(uintptr_t)pool;

    SEAM__INSIDE("seam_pool_walk");
    seam__pool_check_use(pool);
    return seam__walk_heap(&locked->heap, &locked->sampler, false, fn, ctx);
}
