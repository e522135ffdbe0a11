#include "mem/block.h"

#include "base/bits.h"
#include "base/poison.h"
#include "mem/pool_private.h"

static seam_status take_once(seam_pool *pool, seam__depot *depot, size_t len, seam_block **out)
{
    seam_status r;

    seam__depot_lock(depot);
    SEAM_ASSERT(!pool->dying);
    if (depot == &pool->depots[SEAM__DEPOT_LARGE])
        r = seam__depot_take_large(depot, pool, &pool->account,
                                   seam__shape_large(len, pool->redzone, pool->account.page), len,
                                   out);
    else
        r = seam__depot_take(depot, pool, &pool->account, len, out);
    seam__depot_unlock(depot);
    return r;
}

/* Memory that is held but not used is given up before a request fails. */
static seam_status take(seam_pool *pool, seam__depot *depot, size_t len, seam_block **out)
{
    seam_status r = take_once(pool, depot, len, out);

    if (r != SEAM_OK && seam__pool_reclaim(pool))
        r = take_once(pool, depot, len, out);
    return r;
}

static void start(seam_block *block, size_t len)
{
    block->len = (uint32_t)len;
    /* Relaxed: whoever hands the block to another thread orders these. */
    atomic_store_explicit(&block->tag, 0, memory_order_relaxed);
    atomic_store_explicit(&block->word, 1, memory_order_relaxed);
}

seam_status seam__block_alloc(seam_pool *pool, size_t len, seam_block **out, uint8_t **data)
{
    const size_t largest = (size_t)PTRDIFF_MAX - 2 * SEAM__ARENA_ALIGN - pool->redzone;
    seam__depot *depot = &pool->depots[SEAM__DEPOT_LARGE];
    seam_status r;

    SEAM_ASSERT(len > 0);
    *out = NULL;
    *data = NULL;
    if (len > largest)
        return SEAM_ENOMEM;
    if (len <= SEAM__CLASS_MAX)
        depot = &pool->depots[seam__class_of(len)];
    r = take(pool, depot, len, out);
    if (r != SEAM_OK)
        return r;
    start(*out, len);
    *data = seam__arena_data(seam__arena_of(*out), *out);
    seam__unpoison(*data, len);
    return SEAM_OK;
}

seam_status seam__block_adopt(seam_pool *pool, const seam__foreign *foreign, seam_block **out)
{
    seam_status r = take(pool, &pool->depots[SEAM__DEPOT_FOREIGN], foreign->len, out);
    seam__foreign *entry = (seam__foreign *)(void *)*out;

    if (r != SEAM_OK)
        return r;
    entry->fn = foreign->fn;
    entry->ctx = foreign->ctx;
    entry->data = foreign->data;
    entry->len = foreign->len;
    entry->writable = foreign->writable;
    start(*out, 0);
    return SEAM_OK;
}

/* The pool outlives this: the block is counted as live until the lock is held for the last time. */
static bool put_large(seam_pool *pool, seam__depot *depot, seam__arena *arena)
{
    const size_t class_bytes = arena->shape.class_bytes;
    const size_t len = arena->large_len;
    bool dying;

    seam__depot_unmap_large(depot, &pool->account, arena);
    seam__depot_lock(depot);
    seam__depot_forget_large(depot, class_bytes, len);
    dying = pool->dying;
    seam__depot_unlock(depot);
    return dying;
}

static bool put_small(seam_pool *pool, seam__depot *depot, seam_block *block)
{
    bool dying;

    seam__depot_lock(depot);
    seam__depot_put(depot, block);
    dying = pool->dying;
    seam__depot_unlock(depot);
    return dying;
}

void seam__block_free(seam_block *block)
{
    seam__arena *arena = seam__arena_of(block);
    seam_pool *pool = arena->pool;
    seam__depot *depot = arena->depot;
    bool dying;

    if (arena->shape.kind == SEAM__KIND_FOREIGN) {
        const seam__foreign *foreign = seam__foreign_of(block);

        /* The entry is still taken, so the pool outlives the callback. */
        if (foreign->fn != NULL)
            foreign->fn(foreign->ctx, foreign->data, foreign->len);
    } else {
        seam__poison(seam__arena_data(arena, block), arena->shape.stride);
    }
    if (arena->shape.kind == SEAM__KIND_LARGE)
        dying = put_large(pool, depot, arena);
    else
        dying = put_small(pool, depot, block);
    if (dying)
        seam__pool_drop(pool);
}

size_t seam__block_retained(const seam_block *block)
{
    const seam__arena *arena = seam__arena_of(block);

    if (arena->shape.kind == SEAM__KIND_FOREIGN)
        return seam__foreign_of(block)->len;
    return arena->shape.class_bytes;
}

bool seam__block_is_writable(const seam_block *block)
{
    if (seam__arena_of(block)->shape.kind != SEAM__KIND_FOREIGN)
        return true;
    return seam__foreign_of(block)->writable;
}

seam_view seam__block_bytes(const seam_block *block)
{
    const seam__arena *arena = seam__arena_of(block);

    if (arena->shape.kind == SEAM__KIND_FOREIGN)
        return seam_view_of(seam__foreign_of(block)->data, seam__foreign_of(block)->len);
    return seam_view_of(seam__arena_data(arena, block), seam__depot_requested(arena, block));
}
