#include "mem/exchange.h"

#include "base/bits.h"
#include "mem/pool_private.h"

/* Blocks change hands under a lock, so that fork() finds each in one place. */

/* Enough to make little of a lock, few enough to keep nobody waiting. */
#define BATCH ((size_t)64)

/* Half of a magazine, so that the next call finds blocks as well as room; all of a small one, whose
 * halves would send every other call to the depot. */
static size_t batch_of(const seam__magazine *magazine)
{
    return magazine->cap <= 8 ? magazine->cap : seam__min(BATCH, magazine->cap / 2);
}

static seam__depot *depot_of(const seam__cache *cache, unsigned index)
{
    return &cache->pool->depots[index];
}

static seam__shelf *shelf_of(const seam__cache *cache, unsigned index)
{
    return seam__depot_shelf(depot_of(cache, index), cache->row);
}

/* Under the lock. Returns how many blocks it was, as all these do. The request that waits is served by
 * the magazine, but it is no hit. */
static size_t refill_from(seam__shelf *shelf, seam__cache *cache, unsigned index, size_t wanted)
{
    const size_t n = seam__shelf_take(shelf, cache->magazines[index].rounds, wanted);

    shelf->n_refills += n > 0;
    seam__cache_moved(cache, index, n);
    return n;
}

static size_t refill_from_own(seam__cache *cache, unsigned index, size_t wanted)
{
    seam__shelf *shelf = shelf_of(cache, index);
    size_t n;

    if (!seam__shelf_offers(shelf))
        return 0;
    seam__lock_take(&shelf->lock);
    n = refill_from(shelf, cache, index, wanted);
    seam__lock_leave(&shelf->lock);
    return n;
}

/* A thread whose blocks are freed by others comes here for each batch: what it brings along, it has
 * without waiting for their lines. */
static size_t refill_from_row(seam__cache *cache, unsigned row, unsigned index, size_t wanted)
{
    seam__shelf *own = shelf_of(cache, index);
    seam__shelf *other = seam__depot_shelf(depot_of(cache, index), row);
    size_t n;

    if (!seam__shelf_offers(other))
        return 0;
    seam__shelf_lock_both(own, other);
    n = refill_from(other, cache, index, wanted);
    seam__shelf_share(own, &cache->pool->account, other);
    seam__shelf_unlock_both(own, other);
    return n;
}

static size_t refill_from_shelves(seam__cache *cache, unsigned index, size_t wanted)
{
    size_t n = refill_from_own(cache, index, wanted);

    for (unsigned i = 1; i < SEAM__N_SHELVES && n == 0; i++)
        n = refill_from_row(cache, (cache->row + i) % SEAM__N_SHELVES, index, wanted);
    return n;
}

static size_t refill_from_depot(seam__cache *cache, unsigned index, size_t wanted)
{
    seam__depot *depot = depot_of(cache, index);
    size_t n;

    seam__depot_lock(depot);
    n = seam__depot_take_batch(depot, cache->pool, &cache->pool->account,
                               cache->magazines[index].rounds, wanted);
    depot->n_refills += n > 0;
    seam__cache_moved(cache, index, n);
    seam__depot_unlock(depot);
    return n;
}

void seam__exchange_refill(seam__cache *cache, unsigned index)
{
    const seam__magazine *magazine = &cache->magazines[index];
    const size_t wanted = seam__min(seam__cache_n_fit(cache, index), batch_of(magazine));

    if (wanted > 0 && refill_from_shelves(cache, index, wanted) == 0)
        (void)refill_from_depot(cache, index, wanted);
}

/* ---- giving back: `n` blocks from the end of a magazine, which has as many. Their lengths have been
 * given back through the cache. */

static void give_to_depot(seam__cache *cache, unsigned index, size_t n)
{
    seam__depot *depot = depot_of(cache, index);
    const size_t left = seam__cache_rounds(cache, index) - n;

    if (n == 0)
        return;
    seam__depot_lock(depot);
    seam__cache_moved(cache, index, 0 - n);
    seam__depot_put_batch(depot, cache->magazines[index].rounds + left, n);
    seam__depot_unlock(depot);
}

/* Some may be wanted again soon. */
static void give_to_shelf(seam__cache *cache, unsigned index, size_t n)
{
    seam__shelf *shelf = shelf_of(cache, index);
    const size_t left = seam__cache_rounds(cache, index) - n;
    size_t n_put;

    seam__lock_take(&shelf->lock);
    n_put = seam__shelf_put(shelf, &cache->pool->account, cache->magazines[index].rounds + left, n);
    seam__cache_moved(cache, index, 0 - n_put);
    seam__lock_leave(&shelf->lock);
    give_to_depot(cache, index, n - n_put);
}

void seam__exchange_make_room(seam__cache *cache, unsigned index)
{
    const seam__magazine *magazine = &cache->magazines[index];

    if (seam__cache_rounds(cache, index) == magazine->cap)
        give_to_shelf(cache, index, batch_of(magazine));
    while (seam__cache_n_fit(cache, index) == 0) {
        const unsigned fullest = seam__cache_fullest(cache);

        give_to_shelf(cache, fullest, seam__min(seam__cache_rounds(cache, fullest), BATCH));
    }
}

void seam__exchange_flush_all(seam__cache *cache)
{
    for (unsigned i = 0; i < SEAM__N_CLASSES; i++)
        give_to_depot(cache, i, seam__cache_rounds(cache, i));
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
