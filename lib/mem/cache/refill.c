#include "mem/cache/refill.h"

#include "base/bits.h"
#include "mem/cache/cache_set.h"

/* Blocks move between two places under a lock, so that fork() finds each in one of them. */

/* Blocks that move at a time: so many, and of small ones as many as have so many bytes. The lock costs little for each,
 * and other threads do not wait long for it. */
#define BATCH       ((size_t)64)
#define BATCH_BYTES ((size_t)16 << 10)

/* Misses are frequent if one request in this many is one. A miss costs as much as some ten requests that are none. */
#define FREQUENT 50u

/* How many misses are counted before they are compared with the requests meanwhile. */
#define MISSES_COUNTED 32u

/* The largest grant of a thread that only releases blocks, in bytes. */
#define WITHOUT_MISSES ((size_t)256 << 10)

/* The batch of a class. At most half of the grant moves, so that the next call finds blocks as well as room. */
static size_t batch_of(const seam__cache *cache, unsigned index)
{
    const seam__magazine *magazine = &cache->magazines[index];
    const size_t n = seam__min(seam__cache_total(cache) / 2 / magazine->cost, magazine->cap / 2);

    SEAM_ASSERT(index < SEAM__N_CLASSES && magazine->cost > 0);
    return seam__max(1, seam__min(n, seam__max(BATCH, BATCH_BYTES / seam__class_bytes(index))));
}

/* ---- the grant */

/* Adds to the sum of all grants. False: that would exceed the bound. */
static bool ask_for(seam__cache_set *set, uint64_t more)
{
    /* Relaxed, all accesses: the sum orders nothing. */
    uint64_t old = atomic_load_explicit(&set->granted, memory_order_relaxed);

    do {
        if (more > set->total_bytes - seam__min(old, set->total_bytes))
            return false;
    } while (!atomic_compare_exchange_weak_explicit(&set->granted, &old, old + more,
                                                    memory_order_relaxed, memory_order_relaxed));
    return true;
}

static void hand_back(seam__cache_set *set, uint64_t less)
{
    uint64_t old = atomic_fetch_sub_explicit(&set->granted, less, memory_order_relaxed);

    SEAM_ASSERT(old >= less);
    (void)old;
}

/* Under the lock of the set: changes the grant from `old` to `new` bytes, unless the pool refuses. */
static void change_grant(seam__cache *cache, uint64_t old, size_t new)
{
    if (new > old && !ask_for(cache->set, new - old)) {
        /* Relaxed: a hint for the next seam__pool_tick(). */
        atomic_store_explicit(&cache->set->wanted, new, memory_order_relaxed);
        return;
    }
    if (new < old)
        hand_back(cache->set, old - new);
    seam__cache_set_total(cache, new);
    SEAM_ASSERT(seam__cache_granted(cache) == new);
}

/* Sets the grant to `bytes`, and at most to the bound of the cache, unless the pool refuses. */
static void resize(seam__cache *cache, size_t bytes)
{
    const uint64_t old = seam__cache_granted(cache);
    const size_t new = seam__min(bytes, cache->max_bytes) / cache->unit * cache->unit;

    if (new == old)
        return;
    seam__cache_set_lock(cache->set);
    change_grant(cache, old, new);
    seam__cache_set_unlock(cache->set);
}

/* Called on a miss: counts it. True: enough of them have been counted, and they were frequent among the requests
 * meanwhile. */
static bool misses_are_frequent(seam__cache *cache)
{
    const uint64_t before = cache->served_before;
    uint64_t served = 0;

    if (++cache->n_missed < MISSES_COUNTED)
        return false;
    for (unsigned i = 0; i < SEAM__N_CLASSES; i++)
        served += seam__cache_served(cache, i);
    cache->n_missed = 0;
    cache->served_before = served;
    return served - before < (uint64_t)MISSES_COUNTED * FREQUENT;
}

/* Called on a miss: doubles the grant if blocks were flushed for lack of room since it was last asked whether it should
 * grow. A small grant is asked at each miss; memory for a large one is worth it only where that saves many misses. */
static void grow_when_missed(seam__cache *cache)
{
    const size_t now = (size_t)seam__cache_granted(cache);

    if (now >= SEAM__CACHE_EASY && !misses_are_frequent(cache))
        return;
    if (now < SEAM__CACHE_FIRST)
        resize(cache, SEAM__CACHE_FIRST);
    else if (cache->missed > 0)
        resize(cache, 2 * now);
    cache->missed = 0;
}

/* Called when there is no room for a block: doubles a small grant. */
static void grow_when_full(seam__cache *cache)
{
    const size_t now = (size_t)seam__cache_granted(cache);

    if (now < WITHOUT_MISSES)
        resize(cache, seam__min(seam__max(2 * now, SEAM__CACHE_FIRST), WITHOUT_MISSES));
}

static seam__depot *depot_of(const seam__cache *cache, unsigned index)
{
    return &cache->set->heap->depots[index];
}

static seam__transfer_cache *transfer_cache_of(const seam__cache *cache, unsigned index)
{
    return seam__depot_transfer_cache(depot_of(cache, index), cache->shard);
}

/* Blocks that come from a transfer cache may have been used by another processor: asks for the cache lines that the
 * next requests will write to, all at once. */
static void prefetch_rounds(seam_block *const *rounds, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        seam_block *block = rounds[i];

        __builtin_prefetch(block, 1);
        __builtin_prefetch(seam__arena_data(seam__arena_of(block), block), 1);
    }
}

/* Under the lock: moves blocks from a transfer cache to an empty magazine. Returns how many. The request that waits
 * for them counts as a refill, and so is no hit of the magazine. */
static size_t refill_from(seam__transfer_cache *transfer, seam__cache *cache, unsigned index,
                          size_t wanted)
{
    seam_block **rounds = seam__cache_first_round(cache, index);
    const size_t n = seam__transfer_cache_take(transfer, rounds, wanted);

    transfer->n_refills += n > 0;
    prefetch_rounds(rounds, n);
    seam__cache_moved(cache, index, n);
    return n;
}

static size_t refill_from_own(seam__cache *cache, unsigned index, size_t wanted)
{
    seam__transfer_cache *transfer = transfer_cache_of(cache, index);
    size_t n;

    if (!seam__transfer_cache_offers(transfer))
        return 0;
    seam__lock_take(&transfer->lock);
    n = refill_from(transfer, cache, index, wanted);
    seam__transfer_cache_unlock(transfer);
    return n;
}

/* Refills from the transfer cache of another shard. Threads whose blocks are released by other threads come here for
 * each batch; the blocks that are shared with the own transfer cache save them the next trips. */
static size_t refill_from_shard(seam__cache *cache, unsigned shard, unsigned index, size_t wanted)
{
    seam__transfer_cache *own = transfer_cache_of(cache, index);
    seam__transfer_cache *other = seam__depot_transfer_cache(depot_of(cache, index), shard);
    size_t n;

    if (!seam__transfer_cache_offers(other))
        return 0;
    seam__transfer_cache_lock_both(own, other);
    n = refill_from(other, cache, index, wanted);
    seam__transfer_cache_share(own, &cache->set->heap->account, seam__class_bytes(index), other);
    seam__transfer_cache_unlock_both(own, other);
    return n;
}

static size_t refill_from_transfer_caches(seam__cache *cache, unsigned index, size_t wanted)
{
    size_t n = refill_from_own(cache, index, wanted);

    for (unsigned i = 1; i < SEAM__N_SHARDS && n == 0; i++)
        n = refill_from_shard(cache, (cache->shard + i) % SEAM__N_SHARDS, index, wanted);
    return n;
}

static size_t refill_from_depot(seam__cache *cache, unsigned index, size_t wanted)
{
    seam__depot *depot = depot_of(cache, index);
    size_t n;

    seam__depot_lock(depot);
    n = seam__depot_take_batch(depot, seam__cache_first_round(cache, index), wanted);
    depot->n_refills += n > 0;
    seam__cache_moved(cache, index, n);
    seam__depot_unlock(depot);
    return n;
}

void seam__cache_refill(seam__cache *cache, unsigned index)
{
    size_t wanted;

    SEAM_ASSERT(seam__cache_rounds(cache, index) == 0);
    grow_when_missed(cache);
    if (!seam__cache_open(cache, index))
        return;
    wanted = seam__min(seam__cache_n_fit(cache, index), batch_of(cache, index));
    if (wanted > 0 && refill_from_transfer_caches(cache, index, wanted) == 0)
        (void)refill_from_depot(cache, index, wanted);
    SEAM_ASSERT(seam__cache_rounds(cache, index) <= wanted);
}

/* ---- flush: the last `n` blocks of a magazine, which has as many, go. Their lengths have been subtracted from the
 * state when they were put. */

static void give_to_depot(seam__cache *cache, unsigned index, size_t n)
{
    seam__depot *depot = depot_of(cache, index);
    const size_t left = seam__cache_rounds(cache, index) - n;

    SEAM_ASSERT(n <= seam__cache_rounds(cache, index));
    if (n == 0)
        return;
    seam__depot_lock(depot);
    seam__cache_moved(cache, index, 0 - n);
    seam__depot_put_batch(depot, seam__cache_first_round(cache, index) + left, n);
    seam__depot_unlock(depot);
}

/* What the transfer cache has no room for goes to the depot. */
static void give_to_transfer_cache(seam__cache *cache, unsigned index, size_t n)
{
    seam__transfer_cache *transfer = transfer_cache_of(cache, index);
    const size_t left = seam__cache_rounds(cache, index) - n;
    size_t n_put;

    SEAM_ASSERT(n <= seam__cache_rounds(cache, index));
    seam__lock_take(&transfer->lock);
    n_put = seam__transfer_cache_put(transfer, &cache->set->heap->account, seam__class_bytes(index),
                                     seam__cache_first_round(cache, index) + left, n);
    seam__cache_moved(cache, index, 0 - n_put);
    seam__transfer_cache_unlock(transfer);
    give_to_depot(cache, index, n - n_put);
}

/* Flushes half of the fullest magazine, a batch at most: its class may be needed as much as others. Returns how many
 * bytes that were. */
static size_t give_from_fullest(seam__cache *cache)
{
    const unsigned fullest = seam__cache_fullest(cache);
    const size_t half = (seam__cache_rounds(cache, fullest) + 1) / 2;
    const size_t n = seam__min(half, batch_of(cache, fullest));

    give_to_transfer_cache(cache, fullest, n);
    return n * seam__class_bytes(fullest);
}

void seam__cache_make_room(seam__cache *cache, unsigned index)
{
    const seam__magazine *magazine = &cache->magazines[index];

    if (seam__cache_n_fit(cache, index) == 0)
        grow_when_full(cache);
    if (magazine->cost > seam__cache_total(cache)) {
        cache->missed += seam__class_bytes(index);
        return;
    }
    if (!seam__cache_open(cache, index))
        return;
    if (seam__cache_rounds(cache, index) == magazine->cap)
        give_to_transfer_cache(cache, index, batch_of(cache, index));
    while (seam__cache_n_fit(cache, index) == 0)
        cache->missed += give_from_fullest(cache);
}

/* ---- the owner is kept out, or calls this itself */

static void empty_magazine(seam__cache *cache, unsigned index, bool idle)
{
    seam__depot *depot = depot_of(cache, index);
    seam__magazine *magazine = &cache->magazines[index];
    const uint32_t n = seam__cache_rounds(cache, index);

    if (n == 0)
        return;
    seam__depot_lock(depot);
    seam__depot_put_batch(depot, seam__cache_first_round(cache, index), n);
    /* The cache has not been used since the last purge, so nobody has needed these blocks since then. */
    if (idle)
        depot->n_idle += n;
    /* Relaxed: fork() takes the depot's lock, so a child process sees this and the depot's sums together. */
    atomic_store_explicit(&magazine->last, seam__cache_first_round(cache, index) - 1,
                          memory_order_relaxed);
    seam__depot_unlock(depot);
}

void seam__cache_flush(seam__cache *cache, bool idle)
{
    for (unsigned i = 0; i < SEAM__N_CLASSES; i++)
        empty_magazine(cache, i, idle);
    hand_back(cache->set, seam__cache_granted(cache));
    /* Relaxed: see seam__cache_total(). */
    atomic_store_explicit(&cache->total, 0, memory_order_relaxed);
}

static void halve(seam__cache *cache)
{
    const size_t now = (size_t)seam__cache_granted(cache);
    const size_t then = seam__max(now / 2, SEAM__CACHE_FIRST);

    if (then >= now)
        return;
    while (seam__cache_held(cache) > then / cache->unit * cache->unit)
        (void)give_from_fullest(cache);
    resize(cache, then);
}

/* Clears the flags that ask for tasks, and returns them. False: the owner may not go in. */
static bool take_tasks(seam__cache *cache, uint32_t *tasks)
{
    uint32_t pending = atomic_load_explicit(&cache->pending, memory_order_relaxed);

    do {
        if ((pending & (SEAM__CACHE_TAKEN | SEAM__CACHE_CLOSED)) != 0)
            return false;
        /* Acquire: whoever set the flags has finished with the magazines. */
    } while (!atomic_compare_exchange_weak_explicit(&cache->pending, &pending,
                                                    pending & ~SEAM__CACHE_TASKS,
                                                    memory_order_acquire, memory_order_relaxed));
    *tasks = pending & SEAM__CACHE_TASKS;
    return true;
}

bool seam__cache_do_pending(seam__cache *cache)
{
    uint32_t tasks;

    if (!take_tasks(cache, &tasks))
        return false;
    if (!seam__cache_enter(cache)) {
        /* Another flag was set meanwhile: these tasks wait for the next call. Relaxed: the owner reads them itself. */
        atomic_fetch_or_explicit(&cache->pending, tasks, memory_order_relaxed);
        return false;
    }
    if ((tasks & SEAM__CACHE_FLUSH) != 0) {
        seam__cache_flush(cache, false);
        seam__cache_close_magazines(cache);
    }
    if ((tasks & (SEAM__CACHE_FLUSH | SEAM__CACHE_MEND)) != 0)
        seam__cache_mend(cache, SEAM__CACHE_INSIDE);
    if ((tasks & SEAM__CACHE_HALVE) != 0)
        halve(cache);
    SEAM_ASSERT_SLOW(seam__cache_valid(cache));
    seam__cache_leave(cache);
    return true;
}

bool seam__cache_enter_after_pending(seam__cache *cache)
{
    return seam__cache_enter(cache) || (seam__cache_do_pending(cache) && seam__cache_enter(cache));
}
