/* Blocks over the size classes: each has an arena of its own. */
#include "base/bits.h"
#include "mem/depot_arenas.h"

/* The kept arena that fits best; NULL when none does. */
static seam__arena *find_kept(const seam__depot *depot, size_t stride)
{
    size_t best = stride / 4;
    seam__arena *found = NULL;

    for (seam__arena *arena = depot->free; arena != NULL && best > 0; arena = arena->next_free) {
        /* One that is too small is too large by far, modulo 2^64. */
        size_t excess = arena->payload_ready - stride;

        if (excess <= best) {
            best = excess;
            found = arena;
        }
    }
    return found;
}

/* Memory is had anew that has been given back. */
static void learn(seam__depot *depot, uint64_t len)
{
    const uint64_t missed = seam__min(len, depot->regrets);

    depot->regrets -= missed;
    depot->kept_more += missed;
}

/* An arena whose block is free for a request of this shape. */
static seam_status large_arena(seam__depot *depot, seam_pool *pool, seam__account *account,
                               const seam__shape *shape, seam__arena **out)
{
    *out = (shape->special & SEAM__EDGED) == 0 ? find_kept(depot, shape->stride) : NULL;
    if (*out == NULL) {
        if (depot->learns)
            learn(depot, shape->stride);
        return seam__depot_map(depot, pool, account, *shape, out);
    }
    depot->kept_bytes -= (*out)->payload_ready;
    (*out)->shape.class_bytes = shape->class_bytes;
    (*out)->shape.stride = shape->stride;
    return SEAM_OK;
}

seam_status seam__depot_take_large(seam__depot *depot, seam_pool *pool, seam__account *account,
                                   seam__shape shape, size_t len, seam_block **out)
{
    seam__arena *arena;
    seam_status r;

    *out = NULL;
    r = large_arena(depot, pool, account, &shape, &arena);
    if (r != SEAM_OK)
        return r;
    if (arena->first_free != 0)
        r = seam__depot_take_from(depot, account, arena, out);
    else
        r = seam__arena_take(account, arena, out);
    if (r != SEAM_OK) {
        (void)seam__depot_give_up(depot, account, arena);
        return r;
    }
    if ((shape.special & SEAM__EDGED) != 0)
        seam__arena_push_to_edge(arena);
    arena->large_len = len;
    seam__depot_count_live(depot, 1, shape.class_bytes, len);
    return SEAM_OK;
}

bool seam__depot_keep_large(seam__depot *depot, seam__arena *arena)
{
    const uint64_t bound = depot->kept_max + depot->kept_more;

    if ((arena->shape.special & SEAM__EDGED) != 0)
        return false;
    if (depot->kept_bytes > bound || arena->payload_ready > bound - depot->kept_bytes) {
        depot->regrets += arena->payload_ready;
        return false;
    }
    seam__depot_put(depot, seam__arena_entry(arena, 0));
    depot->kept_bytes += arena->payload_ready;
    return true;
}

void seam__depot_unmap_large(seam__depot *depot, seam__account *account, seam__arena *arena)
{
    seam__depot_lock(depot);
    seam__depot_unlink_all(depot, arena);
    depot->n_leaving++;
    seam__depot_unlock(depot);
    if (seam__depot_unmap(account, arena))
        return;
    seam__depot_lock(depot);
    seam__arena_put(arena, seam__arena_entry(arena, 0));
    seam__depot_remember(depot, arena);
    seam__depot_unlock(depot);
}

void seam__depot_forget_large(seam__depot *depot, size_t class_bytes, size_t len)
{
    depot->n_live--;
    depot->n_leaving--;
    depot->live_bytes -= class_bytes;
    depot->requested -= len;
}
