#include "seam/stats.h"

#include "mem/thread.h"

static seam_block_kind kind_at(size_t index)
{
    if (index < SEAM__N_CLASSES)
        return SEAM_BLOCK_CLASS;
    if (index == SEAM__DEPOT_FOREIGN)
        return SEAM_BLOCK_ADOPTED;
    return index == SEAM__DEPOT_LARGE ? SEAM_BLOCK_LARGE : SEAM_BLOCK_GUARDED;
}

/* Differences of counts that were not read at one moment. */
static uint64_t less(uint64_t a, uint64_t b)
{
    return a > b ? a - b : 0;
}

/* What the depot says; `live` and `hits` are not right yet. Returns how often magazines were
 * filled for a request. */
static uint64_t read_depot(seam__depot *depot, seam_class_stats *out)
{
    uint64_t n_refills;

    seam__depot_lock(depot);
    out->live = depot->n_live;
    out->free = depot->n_free;
    out->peak = depot->peak;
    out->misses = depot->n_refills + depot->n_direct;
    n_refills = depot->n_refills;
    seam__depot_unlock(depot);
    return n_refills;
}

seam_status seam_pool_on_leak(seam_pool *pool, seam_leak_fn fn, void *ctx)
{
    return seam__sampler_set_hook(&pool->sampler, fn, ctx);
}

bool seam_pool_class_stats(const seam_pool *pool, size_t index, seam_class_stats *out)
{
    seam_pool *locked = (seam_pool *)(uintptr_t)pool;
    uint64_t n_refills;
    uint64_t n_served = 0;

    *out = (seam_class_stats){0};
    if (index >= SEAM__N_DEPOTS)
        return false;
    out->kind = kind_at(index);
    out->class_bytes = seam_pool_class_at(index);
    n_refills = read_depot(&locked->depots[index], out);
    seam__thread_count_class(pool, (unsigned)index, &out->cached, &n_served);
    /* Blocks in magazines are live to their depot, but to nobody else. */
    out->live = less(out->live, out->cached);
    /* The request that filled a magazine was served by it, and is a miss. */
    out->hits = less(n_served, n_refills);
    return true;
}
