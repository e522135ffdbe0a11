#include "mem/exchange.h"

#include "base/bits.h"
#include "mem/pool_private.h"

void seam__exchange_refill(seam__cache *cache, unsigned index)
{
    seam_pool *pool = cache->pool;
    seam__depot *depot = &pool->depots[index];
    const size_t room = cache->room / depot->shape.class_bytes;
    size_t wanted = seam__min(room, seam__max(1, cache->magazines[index].cap / 2));

    seam__depot_lock(depot);
    for (; wanted > 0; wanted--) {
        seam_block *block;

        /* What is asked for is counted by the cache. */
        if (seam__depot_take(depot, pool, &pool->account, 0, &block) != SEAM_OK)
            break;
        if (!seam__cache_put(cache, index, block)) {
            seam__block_set_len(block, 0);
            seam__depot_put(depot, block);
            break;
        }
    }
    /* The request that waits is served by the magazine, but it is no hit. */
    depot->n_refills += seam__cache_rounds(cache, index) > 0;
    seam__depot_unlock(depot);
}

/* Gives `n` blocks of a magazine back. */
static void flush(seam__cache *cache, unsigned index, size_t n)
{
    seam__depot *depot = &cache->pool->depots[index];

    if (n == 0)
        return;
    seam__depot_lock(depot);
    while (n-- > 0) {
        seam_block *block = seam__cache_take(cache, index, 0);

        if (block == NULL)
            break;
        /* Its length has been given back through the cache. */
        seam__block_set_len(block, 0);
        seam__depot_put(depot, block);
    }
    seam__depot_unlock(depot);
}

void seam__exchange_make_room(seam__cache *cache, unsigned index)
{
    const seam__magazine *magazine = &cache->magazines[index];

    if (seam__cache_rounds(cache, index) < magazine->cap)
        index = seam__cache_fullest(cache);
    flush(cache, index, (seam__cache_rounds(cache, index) + 1) / 2);
}

void seam__exchange_flush_all(seam__cache *cache)
{
    for (unsigned i = 0; i < SEAM__N_CLASSES; i++)
        flush(cache, i, seam__cache_rounds(cache, i));
}

bool seam__exchange_obey(seam__cache *cache)
{
    /* Relaxed: an order that comes in between is obeyed at the next call. */
    atomic_fetch_and_explicit(&cache->orders, ~(uint32_t)SEAM__CACHE_FLUSH, memory_order_relaxed);
    if (!seam__cache_enter(cache))
        return false;
    seam__exchange_flush_all(cache);
    seam__cache_leave(cache);
    return true;
}
