#include "mem/exchange.h"

#include "base/bits.h"
#include "mem/pool_private.h"

/* Blocks change hands under the depot's lock, so that fork() finds each in one place. */

/* Enough to make little of a lock, few enough to keep nobody waiting. */
#define BATCH ((size_t)64)

/* Half of a magazine, so that the next call finds blocks as well as room; all of a small one, whose
 * halves would send every other call to the depot. */
static size_t batch_of(const seam__magazine *magazine)
{
    return magazine->cap <= 8 ? magazine->cap : seam__min(BATCH, magazine->cap / 2);
}

void seam__exchange_refill(seam__cache *cache, unsigned index)
{
    seam_pool *pool = cache->pool;
    seam__depot *depot = &pool->depots[index];
    const seam__magazine *magazine = &cache->magazines[index];
    const size_t wanted = seam__min(cache->room / magazine->class_bytes, batch_of(magazine));
    size_t n;

    seam__depot_lock(depot);
    n = seam__depot_take_batch(depot, pool, &pool->account, magazine->rounds, wanted);
    /* The request that waits is served by the magazine, but it is no hit. */
    depot->n_refills += n > 0;
    seam__cache_moved(cache, index, n);
    seam__depot_unlock(depot);
}

/* Gives `n` blocks of a magazine back, which has as many, and which may want some again `soon`. Their
 * lengths have been given back through the cache. */
static void flush(seam__cache *cache, unsigned index, size_t n, bool soon)
{
    seam_pool *pool = cache->pool;
    seam__depot *depot = &pool->depots[index];
    const size_t left = seam__cache_rounds(cache, index) - n;

    if (n == 0)
        return;
    seam__depot_lock(depot);
    seam__cache_moved(cache, index, 0 - n);
    seam__depot_put_batch(depot, &pool->account, cache->magazines[index].rounds + left, n, soon);
    seam__depot_unlock(depot);
}

void seam__exchange_make_room(seam__cache *cache, unsigned index)
{
    const seam__magazine *magazine = &cache->magazines[index];

    if (seam__cache_rounds(cache, index) == magazine->cap)
        flush(cache, index, batch_of(magazine), true);
    while (cache->room < magazine->class_bytes) {
        const unsigned fullest = seam__cache_fullest(cache);

        flush(cache, fullest, seam__min(seam__cache_rounds(cache, fullest), BATCH), true);
    }
}

void seam__exchange_flush_all(seam__cache *cache)
{
    for (unsigned i = 0; i < SEAM__N_CLASSES; i++)
        flush(cache, i, seam__cache_rounds(cache, i), false);
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
