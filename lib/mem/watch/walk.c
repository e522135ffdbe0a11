#include "mem/watch/walk.h"

#include "base/inside.h"
#include "mem/slab/extent.h"

static seam_block_kind kind_of(const seam__arena *arena)
{
    static const seam_block_kind kinds[] = {[SEAM__KIND_SLAB] = SEAM_BLOCK_CLASS,
                                            [SEAM__KIND_ADOPTED] = SEAM_BLOCK_ADOPTED,
                                            [SEAM__KIND_LARGE] = SEAM_BLOCK_LARGE,
                                            [SEAM__KIND_GUARDED] = SEAM_BLOCK_GUARDED};

    return kinds[arena->layout.kind];
}

bool seam__walk_look(const seam_block *block, seam_block_info *out)
{
    const seam__arena *arena = seam__arena_of(block);
    /* Acquire: pairs with the store that makes a block live, so that its length and tag can be read. */
    const uint32_t word = atomic_load_explicit(&block->word, memory_order_acquire);

    *out = (seam_block_info){.block = block, .kind = kind_of(arena)};
    out->refs = word & SEAM__COUNT_MASK;
    if (out->refs == 0)
        return false;
    out->retained = seam__block_retained(block);
    out->requested = seam__block_requested(block);
    /* Relaxed: a tag orders nothing. */
    out->tag = atomic_load_explicit(&block->tag, memory_order_relaxed);
    return true;
}

static void set_place(const seam__depot *depot, seam__place *place, seam__arena *arena)
{
    *place = (seam__place){arena, arena != NULL ? arena->serial : 0, depot->n_unlinked};
}

bool seam__place_regain(const seam__depot *depot, seam__place *place)
{
    const uint64_t serial = place->serial;
    seam__arena *arena = depot->all;

    if (place->n_unlinked == depot->n_unlinked)
        return true;
    while (arena != NULL && arena->serial > serial)
        arena = arena->next_all;
    set_place(depot, place, arena);
    return place->serial == serial;
}

void seam__place_advance(seam__place *place)
{
    SEAM_ASSERT(place->arena != NULL && place->serial == place->arena->serial);
    place->arena = place->arena->next_all;
    place->serial = place->arena != NULL ? place->arena->serial : 0;
}

/* ---- walks */

/* Most blocks that are described at a time, under the lock. */
#define MOST_SEEN ((size_t)16)

typedef struct walk {
    const seam__heap *heap;
    seam__sampler *sampler;
    bool may_be_dying;
    seam__place place;
    size_t next; /* index in the arena */
    size_t n;    /* blocks that have been described and not yet been shown to the caller */
    seam_block_info infos[MOST_SEEN];
    seam_sample samples[MOST_SEEN];
} walk;

static void see(walk *w, const seam_block *block)
{
    seam_block_info *info = &w->infos[w->n];
    seam_sample *sample = &w->samples[w->n];

    if (!seam__walk_look(block, info))
        return;
    if (seam__block_is_sampled(block) && seam__sampler_find(w->sampler, block, sample))
        info->sample = sample;
    w->n++;
}

/* Under the lock: describes the next blocks of the arena at hand, or goes to the next arena. */
static void see_next(walk *w)
{
    const seam__arena *arena = w->place.arena;

    SEAM_ASSERT(w->n < MOST_SEEN && w->next <= arena->n_carved);
    while (w->next < arena->n_carved && w->n < MOST_SEEN)
        see(w, seam__arena_entry(arena, w->next++));
    if (w->next >= arena->n_carved) {
        seam__place_advance(&w->place);
        w->next = 0;
    }
}

static void see_some(walk *w, seam__depot *depot)
{
    w->n = 0;
    seam__depot_lock(depot);
    if (!w->may_be_dying)
        seam__heap_check_alive(w->heap);
    if (!seam__place_regain(depot, &w->place))
        w->next = 0;
    while (w->place.arena != NULL && w->n < MOST_SEEN)
        see_next(w);
    seam__depot_unlock(depot);
}

static bool show(const seam_block_info *info, seam_walk_fn fn, void *ctx)
{
    SEAM__OUTSIDE;

    return fn(ctx, info);
}

static bool walk_depot(walk *w, seam__depot *depot, seam_walk_fn fn, void *ctx)
{
    w->place = SEAM__PLACE_START;
    w->next = 0;
    do {
        see_some(w, depot);
        for (size_t i = 0; i < w->n; i++) {
            if (!show(&w->infos[i], fn, ctx))
                return false;
        }
    } while (w->n == MOST_SEEN);
    return true;
}

bool seam__walk_heap(seam__heap *heap, seam__sampler *sampler, bool may_be_dying, seam_walk_fn fn,
                     void *ctx)
{
    walk w;

    w.heap = heap;
    w.sampler = sampler;
    w.may_be_dying = may_be_dying;
    for (size_t i = 0; i < SEAM__N_DEPOTS; i++) {
        if (!walk_depot(&w, &heap->depots[i], fn, ctx))
            return false;
    }
    return true;
}
