#include "mem/slab/depot_arenas.h"

#include "base/bits.h"
#include "base/poison.h"

static void link_all(seam__depot *depot, seam__arena *arena)
{
    arena->prev_all = NULL;
    arena->next_all = depot->all;
    if (depot->all != NULL)
        depot->all->prev_all = arena;
    depot->all = arena;
    SEAM_ASSERT(arena->next_all == NULL || arena->next_all->serial <= depot->n_linked);
    arena->serial = ++depot->n_linked;
}

void seam__depot_unlink_all(seam__depot *depot, seam__arena *arena)
{
    if (arena->prev_all != NULL)
        arena->prev_all->next_all = arena->next_all;
    else
        depot->all = arena->next_all;
    if (arena->next_all != NULL)
        arena->next_all->prev_all = arena->prev_all;
    depot->n_unlinked++;
    SEAM_ASSERT(depot->n_unlinked <= depot->n_linked);
}

static void forget_arena(seam__depot *depot, seam__arena *arena)
{
    seam__depot_unlink_all(depot, arena);
    if (seam__arena_offers(arena))
        seam__depot_unlink_free(depot, arena);
    SEAM_ASSERT(depot->n_free >= seam__arena_n_free(arena));
    SEAM_ASSERT(depot->kept_bytes >= seam__arena_kept_bytes(arena));
    depot->n_free -= seam__arena_n_free(arena);
    depot->kept_bytes -= seam__arena_kept_bytes(arena);
    depot->n_idle = seam__min(depot->n_idle, depot->n_free);
    if (depot->fresh == arena)
        depot->fresh = NULL;
}

void seam__depot_remember(seam__depot *depot, seam__arena *arena)
{
    link_all(depot, arena);
    if (seam__arena_offers(arena))
        seam__depot_link_free(depot, arena);
    depot->n_free += seam__arena_n_free(arena);
    depot->kept_bytes += seam__arena_kept_bytes(arena);
}

seam_status seam__depot_map(seam__depot *depot, seam__layout layout, seam__arena **out)
{
    seam__account *account = seam__depot_account(depot);
    seam_status r;

    *out = NULL;
    if (!seam__account_fits(account, seam__layout_first_cost(&layout, account->page)))
        return SEAM_ELIMIT;
    r = seam__arena_map(account, layout, out);
    if (r != SEAM_OK)
        return r;
    (*out)->pool = depot->heap->pool;
    (*out)->depot = depot;
    (*out)->depot_index = depot->index;
    if (layout.kind == SEAM__KIND_ADOPTED)
        seam__root_add((*out)->span.start, (*out)->span.len);
    if (layout.hooks != NULL)
        layout.hooks->mapped(*out);
    seam__depot_remember(depot, *out);
    return SEAM_OK;
}

bool seam__depot_unmap(seam__depot *depot, seam__arena *arena)
{
    const bool adopted = arena->layout.kind == SEAM__KIND_ADOPTED;
    const seam__arena_hooks *hooks = arena->layout.hooks;
    const seam__span span = arena->span;
    bool gone;

    if (hooks != NULL)
        hooks->unmapping(arena);
    gone = seam__arena_unmap(seam__depot_account(depot), arena);
    if (gone && adopted)
        seam__root_remove(span.start, span.len);
    if (!gone && hooks != NULL)
        hooks->mapped(arena);
    return gone;
}

bool seam__depot_try_unmap(seam__depot *depot, seam__arena *arena)
{
    SEAM_ASSERT(arena->depot == depot && arena->n_live == 0);
    forget_arena(depot, arena);
    if (seam__depot_unmap(depot, arena))
        return true;
    seam__depot_remember(depot, arena);
    return false;
}

seam_status seam__depot_take_from(seam__depot *depot, seam__arena *arena, seam_block **out)
{
    const size_t n_free = seam__arena_n_free(arena);
    seam_status r;

    SEAM_ASSERT(arena->depot == depot && seam__arena_offers(arena));
    r = seam__arena_take(seam__depot_account(depot), arena, out);

    if (r != SEAM_OK)
        return r;
    if (!seam__arena_offers(arena))
        seam__depot_unlink_free(depot, arena);
    /* Unsigned: if a slab was recommitted there are more free blocks than before. */
    depot->n_free += seam__arena_n_free(arena) - n_free;
    depot->n_idle = seam__min(depot->n_idle, depot->n_free);
    return SEAM_OK;
}

void seam__depot_put_into_arena(seam__depot *depot, seam_block *block)
{
    seam__arena *arena = seam__arena_of(block);

    SEAM_ASSERT(arena->depot == depot);
    if (!seam__arena_offers(arena))
        seam__depot_link_free(depot, arena);
    seam__arena_put(arena, block);
}

void seam__depot_count_live(seam__depot *depot, size_t n, size_t class_bytes, size_t len)
{
    depot->n_live += n;
    if (depot->n_live > depot->peak)
        depot->peak = depot->n_live;
    depot->live_bytes += n * class_bytes;
    depot->requested += len;
}

void seam__depot_count_dead(seam__depot *depot, size_t n, size_t class_bytes, size_t len)
{
    SEAM_ASSERT(depot->n_live >= n && depot->live_bytes >= n * class_bytes);
    depot->n_live -= n;
    depot->live_bytes -= n * class_bytes;
    depot->requested -= len;
}
