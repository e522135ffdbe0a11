#include "mem/walk.h"

#include "mem/pool_private.h"

static seam_block_kind kind_of(const seam__arena *arena)
{
    static const seam_block_kind kinds[] = {[SEAM__KIND_SLAB] = SEAM_BLOCK_CLASS,
                                            [SEAM__KIND_FOREIGN] = SEAM_BLOCK_ADOPTED,
                                            [SEAM__KIND_LARGE] = SEAM_BLOCK_LARGE,
                                            [SEAM__KIND_GUARDED] = SEAM_BLOCK_GUARDED};

    return kinds[arena->shape.kind];
}

bool seam__walk_look(const seam_block *block, seam_block_info *out)
{
    const seam__arena *arena = seam__arena_of(block);
    /* Acquire: pairs with the store that makes a block live, so that what it is can be read. */
    const uint32_t word = atomic_load_explicit(&block->word, memory_order_acquire);

    *out = (seam_block_info){.block = block, .kind = kind_of(arena)};
    out->refs = word & SEAM__COUNT_MASK;
    if (out->refs == 0)
        return false;
    out->retained = seam__block_retained(block);
    out->requested = seam__depot_requested(arena, block);
    /* Relaxed: a tag orders nothing. */
    out->tag = atomic_load_explicit(&block->tag, memory_order_relaxed);
    return true;
}

static bool call(const seam__arena *arena, const seam_block_info *info, seam_walk_fn fn, void *ctx)
{
    SEAM__OUTSIDE;
    bool goes_on;

    seam__depots_shown = arena->pool->depots;
    goes_on = fn(ctx, info);
    seam__depots_shown = NULL;
    return goes_on;
}

static bool show(const seam__arena *arena, const seam_block *block, seam_walk_fn fn, void *ctx)
{
    seam_block_info info;
    seam_sample sample;

    if (!seam__walk_look(block, &info))
        return true;
    if (seam__block_is_sampled(block) && seam__sampler_find(&arena->pool->sampler, block, &sample))
        info.sample = &sample;
    return call(arena, &info, fn, ctx);
}

static bool walk_arena(const seam__arena *arena, seam_walk_fn fn, void *ctx)
{
    for (size_t i = 0; i < arena->n_carved; i++) {
        if (!show(arena, seam__arena_entry(arena, i), fn, ctx))
            return false;
    }
    return true;
}

static bool walk_depot(seam__depot *depot, seam_walk_fn fn, void *ctx)
{
    bool all = true;

    seam__depot_lock(depot);
    for (const seam__arena *arena = depot->all; arena != NULL && all; arena = arena->next_all)
        all = walk_arena(arena, fn, ctx);
    seam__depot_unlock(depot);
    return all;
}

bool seam__walk_pool(seam_pool *pool, seam_walk_fn fn, void *ctx)
{
    for (size_t i = 0; i < SEAM__N_DEPOTS; i++) {
        if (!walk_depot(&pool->depots[i], fn, ctx))
            return false;
    }
    return true;
}

bool seam_pool_walk(const seam_pool *pool, seam_walk_fn fn, void *ctx)
{
    SEAM__INSIDE("seam_pool_walk");
    seam__pool_check_use(pool);
    return seam__walk_pool((seam_pool *)(uintptr_t)pool, fn, ctx);
}
