/* What a depot does with large blocks, which are above the size classes and have an arena each. */
#include "base/bits.h"
#include "mem/slab/depot_arenas.h"

/* The free arena that fits a stride best and is at most a quarter too large. NULL: there is none. */
static seam__arena *find_kept(const seam__depot *depot, size_t stride)
{
    size_t best = stride / 4;
    seam__arena *found = NULL;

    for (seam__arena *arena = depot->free; arena != NULL && best > 0; arena = arena->next_free) {
        /* If the payload is less than the stride the difference wraps, and the test below fails. */
        size_t excess = arena->payload_ready - stride;

        if (excess <= best) {
            best = excess;
            found = arena;
        }
    }
    return found;
}

/* Raises the bound: `len` bytes are mapped, after as many may have been unmapped for the bound. */
static void adapt(seam__depot *depot, uint64_t len)
{
    const uint64_t missed = seam__min(len, depot->evicted);

    SEAM_ASSERT(depot->adapts);
    depot->evicted -= missed;
    depot->kept_more += missed;
}

/* Gives a free arena the layout of the request that it will serve. */
static void relayout(seam__depot *depot, seam__arena *arena, const seam__layout *layout)
{
    SEAM_ASSERT(depot->kept_bytes >= arena->payload_ready &&
                arena->payload_ready >= layout->stride);
    depot->kept_bytes -= arena->payload_ready;
    /* It mostly has that layout: then its cache line is read and not written. */
    if (arena->layout.class_bytes != layout->class_bytes ||
        arena->layout.stride != layout->stride) {
        arena->layout.class_bytes = layout->class_bytes;
        arena->layout.stride = layout->stride;
    }
}

/* Finds or maps an arena of a layout, whose block is free. */
static seam_status large_arena(seam__depot *depot, const seam__layout *layout, seam__arena **out)
{
    *out = (layout->hardening & SEAM__EDGED) == 0 ? find_kept(depot, layout->stride) : NULL;
    if (*out == NULL) {
        if (depot->adapts)
            adapt(depot, layout->stride);
        return seam__depot_map(depot, *layout, out);
    }
    relayout(depot, *out, layout);
    return SEAM_OK;
}

bool seam__depot_take_large_kept(seam__depot *depot, unsigned shard, const seam__layout *layout,
                                 size_t len, seam_block **out)
{
    seam__large_cache *own = &depot->large[shard];

    SEAM_ASSERT(shard < SEAM__N_SHARDS && layout->kind == SEAM__KIND_LARGE);
    *out = seam__large_cache_take(own, layout, len);
    for (unsigned i = 1; i < SEAM__N_SHARDS && *out == NULL; i++)
        *out = seam__large_cache_take_from(own, &depot->large[(shard + i) % SEAM__N_SHARDS], layout,
                                           len);
    return *out != NULL;
}

seam_status seam__depot_take_large(seam__depot *depot, seam__layout layout, size_t len,
                                   seam_block **out)
{
    seam__arena *arena;
    seam_status r;

    SEAM_ASSERT(depot->large != NULL && layout.kind == SEAM__KIND_LARGE &&
                len <= layout.class_bytes);
    *out = NULL;
    /* No large-block cache had one that fits exactly. The best of all free blocks is searched among the arenas. */
    seam__depot_clear_transfer_caches(depot);
    r = large_arena(depot, &layout, &arena);
    if (r != SEAM_OK)
        return r;
    if (arena->first_free != 0)
        r = seam__depot_take_from(depot, arena, out);
    else
        r = seam__arena_take(seam__depot_account(depot), arena, out);
    if (r != SEAM_OK) {
        (void)seam__depot_try_unmap(depot, arena);
        return r;
    }
    if ((layout.hardening & SEAM__EDGED) != 0)
        seam__arena_push_to_edge(arena);
    seam__arena_set_large_len(arena, len);
    seam__depot_count_live(depot, 1, arena->layout.class_bytes, len);
    return SEAM_OK;
}

static bool may_keep(const seam__depot *depot, const seam__arena *arena)
{
    const uint64_t bound = depot->kept_max + depot->kept_more;

    return depot->kept_bytes <= bound && arena->payload_ready <= bound - depot->kept_bytes;
}

bool seam__depot_keep_large(seam__depot *depot, unsigned shard, seam__arena *arena)
{
    SEAM_ASSERT(shard < SEAM__N_SHARDS && arena->depot == depot);
    if ((arena->layout.hardening & SEAM__EDGED) != 0)
        return false;
    /* Allowances of the large-block caches that their blocks do not use become available. */
    if (!may_keep(depot, arena))
        seam__depot_clear_transfer_caches(depot);
    if (!may_keep(depot, arena)) {
        depot->evicted += arena->payload_ready;
        return false;
    }
    if (!seam__large_cache_put_more(&depot->large[shard], arena))
        seam__depot_put(depot, seam__arena_entry(arena, 0));
    depot->kept_bytes += arena->payload_ready;
    return true;
}

void seam__depot_unmap_large(seam__depot *depot, seam__arena *arena)
{
    seam__depot_lock(depot);
    seam__depot_unlink_all(depot, arena);
    depot->n_leaving++;
    seam__depot_unlock(depot);
    if (seam__depot_unmap(depot, arena))
        return;
    seam__depot_lock(depot);
    seam__arena_put(arena, seam__arena_entry(arena, 0));
    seam__depot_remember(depot, arena);
    seam__depot_unlock(depot);
}

void seam__depot_forget_large(seam__depot *depot, size_t class_bytes, size_t len)
{
    SEAM_ASSERT(depot->n_leaving > 0);
    depot->n_leaving--;
    seam__depot_count_dead(depot, 1, class_bytes, len);
}
