#include "mem/pool/front.h"

#include "base/bits.h"
#include "base/probe.h"
#include "mem/cache/exchange.h"
#include "mem/pool/pool_private.h"
#include "mem/watch/special.h"

static seam__shape large_shape(const seam_pool *pool, size_t len)
{
    const size_t need = seam__pool_need(&pool->head, len);

    return pool->passthrough ? seam__shape_edged(need, &pool->heap.traits)
                             : seam__shape_large(need, &pool->heap.traits);
}

static seam_status take_large(seam_pool *pool, seam__depot *depot, size_t len, seam_block **out)
{
    const seam__shape shape = large_shape(pool, len);
    seam_status r;

    if (seam__depot_take_large_shelved(depot, seam__thread_row(), &shape, len, out))
        return SEAM_OK;
    seam__depot_lock(depot);
    seam__heap_check_alive(&pool->heap);
    r = seam__depot_take_large(depot, shape, len, out);
    depot->n_direct += r == SEAM_OK;
    seam__depot_unlock(depot);
    return r;
}

static seam_status take_once(seam_pool *pool, seam__depot *depot, size_t len, seam_block **out)
{
    seam_status r;

    if (depot->large != NULL)
        return take_large(pool, depot, len, out);
    seam__depot_lock(depot);
    seam__heap_check_alive(&pool->heap);
    r = seam__depot_take(depot, len, out);
    depot->n_direct += r == SEAM_OK;
    seam__depot_unlock(depot);
    return r;
}

/* Memory that is held but not used is given up before a request fails. */
static seam_status take(seam_pool *pool, seam__depot *depot, size_t len, seam_block **out)
{
    seam_status r = take_once(pool, depot, len, out);

    if (r != SEAM_OK && seam__pool_reclaim(pool))
        r = take_once(pool, depot, len, out);
    if (r == SEAM_ELIMIT && pool->heap.account.quota != NULL &&
        seam__quota_reclaim(pool->heap.account.quota))
        r = take_once(pool, depot, len, out);
    if (r == SEAM_ELIMIT)
        seam__probe_limit(pool, len);
    return r;
}

static bool take_ready(seam__depot *depot, size_t len, seam_block **out)
{
    bool found;

    seam__depot_lock(depot);
    found = seam__depot_take_ready(depot, len, out);
    depot->n_direct += found;
    seam__depot_unlock(depot);
    return found;
}

/* The three next classes are at most 1.75 times as large. What is free there serves before memory is
 * committed: else each class would end up with what it once needed at its peak. */
#define N_LENDERS 3u

static bool borrow(seam_pool *pool, unsigned index, size_t len, seam_block **out)
{
    const unsigned end = (unsigned)seam__min(index + 1 + N_LENDERS, SEAM__N_CLASSES);

    if (index >= SEAM__N_CLASSES || seam__class_bytes(index) < SEAM__BORROW_MIN)
        return false;
    for (unsigned i = index; i < end; i++) {
        if (take_ready(&pool->heap.depots[i], len, out))
            return true;
    }
    return false;
}

/* ---- misuse */

_Noreturn void seam__block_panic_retain(const seam_block *block, uint32_t old)
{
    seam__block_panic(block, (old & SEAM__COUNT_MASK) == 0 ? "used after its last release"
                                                           : "count past 2^31 - 1");
}

_Noreturn void seam__block_panic_drop(const seam_block *block)
{
    seam__block_panic(block, "one release too many");
}

/* The first thread that allocates from a confined pool owns it. Only the owner has a cache, so the
 * quick way need not ask. */
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

/* ---- the calling thread's cache, when something is in the way */

static bool go_in(seam__cache *cache)
{
    return seam__cache_enter(cache) || (seam__exchange_obey(cache) && seam__cache_enter(cache));
}

/* For a cache that is slow. */
static seam_block *take_kept(seam__cache *cache, unsigned index, size_t len)
{
    seam_block *block;

    if (cache == NULL || !seam__cache_is_slow(cache) || !seam__cache_enter(cache))
        return NULL;
    block = seam__cache_serve(cache, index, len);
    seam__cache_leave(cache);
    return block;
}

/* NULL: ask the depot, whose answer says why. */
static seam_block *take_refilled(seam__cache *cache, unsigned index, size_t len)
{
    seam_block *block;

    if (cache == NULL || !go_in(cache))
        return NULL;
    if (seam__cache_rounds(cache, index) == 0)
        seam__exchange_refill(cache, index);
    block = seam__cache_serve(cache, index, len);
    seam__cache_leave(cache);
    return block;
}

/* For a cache that is slow. False: something is in the way. */
static bool put_kept(seam__cache *cache, unsigned index, seam_block *block)
{
    bool kept;

    if (cache == NULL || !seam__cache_is_slow(cache) || !seam__cache_enter(cache))
        return false;
    kept = seam__cache_keep(cache, index, block);
    seam__cache_leave(cache);
    return kept;
}

static bool put_with_room(seam__cache *cache, unsigned index, seam_block *block)
{
    bool kept;

    if (cache == NULL || !go_in(cache))
        return false;
    kept = seam__cache_keep(cache, index, block);
    if (!kept) {
        seam__exchange_make_room(cache, index);
        kept = seam__cache_keep(cache, index, block);
    }
    seam__cache_leave(cache);
    return kept;
}

/* ---- samples */

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
    if (SEAM__LIKELY(!seam__block_is_special(block)))
        return seam__block_open_plain(pool, block, len);
    seam__block_start(pool, block, len);
    return seam__special_open(block, len);
}

uint8_t *seam__block_open_slowly(seam_pool *pool, seam_block *block, size_t len)
{
    uint8_t *data = open(pool, block, len);

    /* The arena has the length of a large block. */
    if (len > SEAM__CLASS_MAX)
        seam__block_set_len(block, 0);
    seam__probe_allocate(pool, block, len);
    consider(pool, block);
    return data;
}

/* ---- blocks */

static seam_block *take_guarded(seam_pool *pool, size_t len)
{
    seam__cache *cache;

    if (SEAM__LIKELY(pool->guards.every == 0) || len > SEAM__CLASS_MAX - pool->head.tail)
        return NULL;
    claim(pool);
    cache = seam__thread_cache(&pool->caches);
    if (!seam__guards_turn(&pool->guards, cache != NULL ? &cache->until_guard : NULL))
        return NULL;
    seam__pool_tick(pool);
    return seam__guard_take(&pool->heap, len);
}

/* The place of the depot that serves a length. */
static unsigned depot_for(const seam_pool *pool, size_t len)
{
    return len - 1 < pool->head.quick_max ? seam__class_of(seam__pool_need(&pool->head, len))
                                          : SEAM__DEPOT_LARGE;
}

static seam_status alloc(seam_pool *pool, size_t len, seam_block **out)
{
    /* What is added to a length is less than an arena's alignment. */
    const size_t largest = (size_t)PTRDIFF_MAX - 3 * SEAM__ARENA_ALIGN;
    const unsigned index = depot_for(pool, len);
    seam_status r;

    *out = take_guarded(pool, len);
    if (*out != NULL)
        return SEAM_OK;
    if (index < SEAM__N_CLASSES)
        *out = take_kept(seam__thread_hinted(&pool->head), index, len);
    if (*out != NULL)
        return SEAM_OK;
    claim(pool);
    seam__pool_tick(pool);
    if (len > largest)
        return SEAM_ENOMEM;
    if (index < SEAM__N_CLASSES)
        *out = take_refilled(seam__thread_cache(&pool->caches), index, len);
    if (*out != NULL)
        return SEAM_OK;
    r = borrow(pool, index, len, out) ? SEAM_OK : take(pool, &pool->heap.depots[index], len, out);
    /* Only a pool that can serve its callers spends memory on a cache. */
    if (r == SEAM_OK && index < SEAM__N_CLASSES && seam__thread_cache(&pool->caches) == NULL)
        (void)seam__thread_make(&pool->caches);
    return r;
}

/* The end of a call that may have committed memory; no lock is held. */
static void tell_quota(const seam_pool *pool)
{
    if (pool->heap.account.quota != NULL)
        seam__quota_tell(pool->heap.account.quota);
}

seam_status seam__block_alloc_slowly(seam_pool *pool, size_t len, seam_block **out)
{
    seam_status r;

    SEAM_ASSERT(len > 0);
    r = alloc(pool, len, out);
    seam__pool_purge_when_grown(pool);
    tell_quota(pool);
    return r;
}

seam_status seam__block_adopt(seam_pool *pool, const seam__foreign *foreign, seam_block **out)
{
    seam__foreign *entry;
    seam_status r;

    claim(pool);
    r = take(pool, &pool->heap.depots[SEAM__DEPOT_FOREIGN], seam__foreign_len(&foreign->block),
             out);
    entry = (seam__foreign *)(void *)*out;
    if (r != SEAM_OK)
        return r;
    entry->fn = foreign->fn;
    entry->ctx = foreign->ctx;
    entry->data = foreign->data;
    atomic_store_explicit(&entry->len, seam__foreign_len(&foreign->block), memory_order_relaxed);
    entry->writable = foreign->writable;
    seam__block_start(pool, *out, 0);
    seam__probe_allocate(pool, *out, seam__foreign_len(&foreign->block));
    consider(pool, *out);
    tell_quota(pool);
    return SEAM_OK;
}

static bool keep_large(seam_pool *pool, seam__depot *depot, seam__arena *arena)
{
    const unsigned row = seam__thread_row();
    bool kept;

    /* A pool that is dying allows nothing. */
    if (seam__large_shelf_put(&depot->large[row], arena))
        return true;
    seam__depot_lock(depot);
    kept = !pool->heap.dying && seam__depot_keep_large(depot, row, arena);
    seam__depot_unlock(depot);
    return kept;
}

/* The pool outlives this: the block is counted as live until the lock is held for the last time. */
static bool put_large(seam_pool *pool, seam__depot *depot, seam__arena *arena)
{
    const size_t class_bytes = arena->shape.class_bytes;
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

/* A thread that only frees has use for a cache as well. */
static seam__cache *own_cache(seam_pool *pool)
{
    seam__cache *cache = seam__thread_cache(&pool->caches);

    return cache != NULL ? cache : seam__thread_make(&pool->caches);
}

/* The entry is still taken, so the pool outlives the callback. */
static void give_back_foreign(const seam__foreign *foreign)
{
    SEAM__OUTSIDE;
    if (foreign->fn != NULL)
        foreign->fn(foreign->ctx, foreign->data, seam__foreign_len(&foreign->block));
}

void seam__block_free_slowly(seam_block *block)
{
    seam__arena *arena = seam__arena_of(block);
    seam_pool *pool = arena->pool;
    seam__depot *depot = arena->depot;
    /* In the depot it waits behind others; a cache would hand it out again at once. */
    const bool rests = arena->shape.n_resting > 0;
    bool dying;

    if (seam__block_is_special(block))
        seam__special_close(block);
    seam__probe_release(pool, block);
    if (seam__block_is_sampled(block))
        seam__sampler_forget(&pool->sampler, block);
    /* A cache that is slow has not been asked. */
    if (!rests && put_kept(seam__thread_hinted(&pool->head), depot->index, block))
        return;
    seam__pool_tick(pool);
    if (arena->shape.kind == SEAM__KIND_FOREIGN)
        give_back_foreign(seam__foreign_of(block));
    if (arena->shape.kind == SEAM__KIND_SLAB && !rests &&
        put_with_room(own_cache(pool), depot->index, block))
        return;
    if (arena->shape.kind == SEAM__KIND_LARGE)
        dying = put_large(pool, depot, arena);
    else if (arena->shape.kind == SEAM__KIND_GUARDED)
        dying = seam__guard_put(&pool->heap, block);
    else
        dying = put_small(pool, depot, block);
    if (dying)
        seam__pool_drop(pool);
}
