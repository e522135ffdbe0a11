/* The slow path of allocation: where blocks come from. */
#include "mem/pool/front.h"

#include "base/bits.h"
#include "base/probe.h"
#include "mem/cache/refill.h"
#include "mem/pool/pool_private.h"
#include "mem/slab/own_memory.h"
#include "mem/watch/hardened.h"

/* The longest request: what an arena adds to it is less than three times the alignment of arenas. */
#define LARGEST ((size_t)PTRDIFF_MAX - 3 * SEAM__ARENA_ALIGN)

static seam__layout large_layout(const seam_pool *pool, size_t len)
{
    const size_t need = seam__pool_need(&pool->head, len);

    return pool->passthrough ? seam__layout_edged(need, &pool->heap.traits)
                             : seam__layout_large(need, &pool->heap.traits);
}

/* Makes the first thread that allocates from a confined pool its owner. The fast path need not check that, as only
 * the owner has a cache. */
static void claim(seam_pool *pool)
{
    uint64_t nobody = 0;

    if (!pool->head.confined)
        return;
    /* Relaxed: a number that orders nothing. */
    (void)atomic_compare_exchange_strong_explicit(&pool->head.owner, &nobody, seam__thread_number(),
                                                  memory_order_relaxed, memory_order_relaxed);
    if (SEAM_CHECKS >= 1 && !seam__thread_owns(&pool->head))
        seam__panic("pool %p: confined, but a second thread allocates", (const void *)pool);
}

/* ---- the sources of blocks */

static bool take_guarded(seam_pool *pool, size_t len, seam_block **out)
{
    seam__cache *cache;

    if (SEAM__LIKELY(pool->guards.every == 0) || len > SEAM__CLASS_MAX - pool->head.tail)
        return false;
    claim(pool);
    cache = seam__thread_cache(&pool->caches);
    if (!seam__guards_turn(&pool->guards, cache != NULL ? &cache->until_guard : NULL))
        return false;
    seam__pool_tick(pool);
    *out = seam__guard_take(&pool->heap, len);
    return *out != NULL;
}

/* Takes a block of the magazine of a slow cache, which the fast path does not use. */
static bool take_kept(seam__cache *cache, unsigned index, size_t len, seam_block **out)
{
    if (cache == NULL || !seam__cache_is_slow(cache) || !seam__cache_enter(cache))
        return false;
    *out = seam__cache_serve(cache, index, len);
    seam__cache_leave(cache);
    return *out != NULL;
}

/* Takes a block of the magazine, after it was refilled if it is empty. */
static bool take_refilled(seam__cache *cache, unsigned index, size_t len, seam_block **out)
{
    if (cache == NULL || !seam__cache_enter_after_pending(cache))
        return false;
    if (seam__cache_rounds(cache, index) == 0)
        seam__cache_refill(cache, index);
    *out = seam__cache_serve(cache, index, len);
    seam__cache_leave(cache);
    return *out != NULL;
}

/* Takes a block of a depot that needs no memory of the system. */
static bool take_ready(seam__depot *depot, size_t len, seam_block **out)
{
    bool found;

    seam__depot_lock(depot);
    found = seam__depot_take_ready(depot, len, out);
    depot->n_direct += found;
    seam__depot_unlock(depot);
    return found;
}

/* Free blocks of the next three classes, which are at most 1.75 times as large, serve before memory is committed: else
 * each class would end up with what it once needed at its peak. */
#define N_LENDERS 3u

static bool borrow(seam_pool *pool, unsigned index, size_t len, seam_block **out)
{
    const unsigned end = (unsigned)seam__min(index + 1 + N_LENDERS, SEAM__N_CLASSES);

    if (seam__class_bytes(index) < SEAM__BORROW_MIN)
        return false;
    for (unsigned i = index; i < end; i++) {
        if (take_ready(&pool->heap.depots[i], len, out))
            return true;
    }
    return false;
}

/* Threads keep no large blocks. One that was released a moment ago waits in a large-block cache. */
static bool take_large_kept(seam_pool *pool, size_t len, seam_block **out)
{
    const seam__layout layout = large_layout(pool, len);

    return seam__depot_take_large_kept(&pool->heap.depots[SEAM__DEPOT_LARGE], seam__thread_shard(),
                                       &layout, len, out);
}

/* Takes a free block of the depot, or one for which it commits memory. */
static seam_status take_from_depot(seam_pool *pool, unsigned index, size_t len, seam_block **out)
{
    seam__depot *depot = &pool->heap.depots[index];
    seam_status r;

    SEAM_ASSERT(index < SEAM__N_DEPOTS && index != SEAM__DEPOT_GUARDED);
    seam__depot_lock(depot);
    seam__heap_check_alive(&pool->heap);
    r = index == SEAM__DEPOT_LARGE
            ? seam__depot_take_large(depot, large_layout(pool, len), len, out)
            : seam__depot_take(depot, len, out);
    depot->n_direct += r == SEAM_OK;
    seam__depot_unlock(depot);
    return r;
}

/* Takes a block, whose count is 0, from the first of these sources that has one. Each costs more than the one before
 * it: from the calling thread's own magazine to memory that the system has to give. `index` is the depot's place
 * in the heap, below SEAM__N_CLASSES for a size class. */
static seam_status take(seam_pool *pool, unsigned index, size_t len, seam_block **out)
{
    seam_quota *quota = pool->heap.account.quota;
    const bool has_class = index < SEAM__N_CLASSES;
    seam_status r;

    /* A guarded block, if it is the turn of this request. */
    if (index != SEAM__DEPOT_ADOPTED && take_guarded(pool, len, out))
        return SEAM_OK;
    /* The magazine of the calling thread, if its cache is slow: else the fast path has found it empty. */
    if (has_class && take_kept(seam__thread_hinted(&pool->head), index, len, out))
        return SEAM_OK;
    claim(pool);
    if (index != SEAM__DEPOT_ADOPTED)
        seam__pool_tick(pool);
    if (index == SEAM__DEPOT_LARGE && len > LARGEST)
        return SEAM_ENOMEM;
    /* That magazine, after it was refilled from the transfer caches of its class or from its depot. */
    if (has_class && take_refilled(seam__thread_cache(&pool->caches), index, len, out))
        return SEAM_OK;
    /* Free blocks of this class, and of those that are a little larger. */
    if (has_class && borrow(pool, index, len, out))
        return SEAM_OK;
    if (index == SEAM__DEPOT_LARGE && take_large_kept(pool, len, out))
        return SEAM_OK;
    r = take_from_depot(pool, index, len, out);
    /* The depot again, after it got what threads kept, and the pool has given back what it does not use... */
    if (r != SEAM_OK) {
        seam__pool_reclaim(pool);
        r = take_from_depot(pool, index, len, out);
    }
    /* ... and after the other pools of its quota have. */
    if (r == SEAM_ELIMIT && quota != NULL) {
        seam__quota_reclaim(quota);
        r = take_from_depot(pool, index, len, out);
    }
    if (r == SEAM_ELIMIT)
        seam__probe_limit(pool, len);
    return r;
}

/* ---- blocks become live */

static void consider(seam_pool *pool, seam_block *block)
{
    seam__cache *cache;

    if (pool->sampler.every == 0)
        return;
    cache = seam__thread_cache(&pool->caches);
    seam__sampler_consider(&pool->sampler, &pool->heap.account,
                           cache != NULL ? &cache->until_sample : NULL, block);
}

void seam__block_note_tag(const seam_block *block, uint64_t tag)
{
    seam__sampler_tag(&seam__arena_of(block)->pool->sampler, block, tag);
}

static uint8_t *open(const seam_pool *pool, seam_block *block, size_t len)
{
    if (SEAM__LIKELY(!seam__block_is_hardened(block)))
        return seam__block_open_plain(pool, block, len);
    seam__block_start(pool, block, len);
    return seam__hardened_open(block, len);
}

uint8_t *seam__block_open_slowly(seam_pool *pool, seam_block *block, size_t len)
{
    uint8_t *data = open(pool, block, len);

    SEAM_ASSERT(data != NULL && (uintptr_t)data % pool->heap.traits.alignment == 0);
    /* The length of a large block is in its seam__large_entry. */
    if (len > SEAM__CLASS_MAX)
        seam__block_set_len(block, 0);
    seam__probe_allocate(pool, block, len);
    consider(pool, block);
    return data;
}

/* The place in the heap of the depot that serves a length. */
static unsigned depot_for(const seam_pool *pool, size_t len)
{
    return len - 1 < pool->head.fast_max ? seam__pool_class(&pool->head, len) : SEAM__DEPOT_LARGE;
}

/* Ends a call that may have committed memory: tells the quota. No lock is held. */
static void tell_quota(const seam_pool *pool)
{
    if (pool->heap.account.quota != NULL)
        seam__quota_tell(pool->heap.account.quota);
}

seam_status seam__block_alloc_slowly(seam_pool *pool, size_t len, seam_block **out)
{
    seam_status r;

    SEAM_ASSERT(len > 0);
    *out = NULL;
    r = take(pool, depot_for(pool, len), len, out);
    /* A thread gets a cache after its first successful request of a size class: not in a pool that is at its bound,
     * nor for blocks that no cache keeps. */
    if (r == SEAM_OK && seam__arena_of(*out)->layout.kind == SEAM__KIND_SLAB &&
        seam__thread_cache(&pool->caches) == NULL)
        (void)seam__thread_make(&pool->caches);
    seam__pool_purge_when_grown(pool);
    tell_quota(pool);
    return r;
}

/* Stops a checking build that adopts memory of a pool: a block of it has a count already, and would be freed twice. */
static void check_adopted(const uint8_t *data, size_t len)
{
    if (SEAM_CHECKS >= 1 &&
        (seam__own_memory_holds(data) || seam__own_memory_holds(data + len - 1)))
        seam__panic("seam_buf_adopt(): %p is a pool's own memory: share or slice the buf",
                    (const void *)data);
}

seam_status seam__block_adopt(seam_pool *pool, const seam__adopted *adopted, seam_block **out)
{
    const size_t len = seam__adopted_len(&adopted->block);
    seam__adopted *entry;
    seam_status r;

    SEAM_ASSERT(len > 0 && adopted->data != NULL);
    check_adopted(adopted->data, len);
    *out = NULL;
    r = take(pool, SEAM__DEPOT_ADOPTED, len, out);
    entry = (seam__adopted *)(void *)*out;
    if (r != SEAM_OK)
        return r;
    entry->fn = adopted->fn;
    entry->ctx = adopted->ctx;
    entry->data = adopted->data;
    atomic_store_explicit(&entry->len, len, memory_order_relaxed);
    entry->writable = adopted->writable;
    seam__block_start(pool, *out, 0);
    seam__probe_allocate(pool, *out, len);
    consider(pool, *out);
    tell_quota(pool);
    return SEAM_OK;
}
