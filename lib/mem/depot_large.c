/* Blocks over the size classes: each has an arena of its own. */
#include "base/bits.h"
#include "mem/depot_arenas.h"
#include "mem/depot_shelf.h"

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

/* How many blocks of the shelf are looked at, from the one that came last. */
#define LOOKED_AT 4

/* A block on the shelf that fits exactly: taken off it, and its arena returned. Where there is none the
 * shelf is cleared, so that its blocks are found by who looks for the best. */
static seam__arena *take_shelved(seam__depot *depot, size_t stride)
{
    const size_t n = depot->n_shelved;

    for (size_t i = n; i > 0 && n - i < LOOKED_AT; i--) {
        seam__arena *arena = seam__arena_of(depot->shelf[i - 1]);

        if (arena->payload_ready == stride) {
            seam__shelf_remove(depot, i - 1);
            return arena;
        }
    }
    seam__shelf_clear(depot);
    return NULL;
}

/* Memory is had anew that has been given back. */
static void learn(seam__depot *depot, uint64_t len)
{
    const uint64_t missed = seam__min(len, depot->regrets);

    depot->regrets -= missed;
    depot->kept_more += missed;
}

/* A kept arena is to serve a request of this shape. */
static void reshape(seam__depot *depot, seam__arena *arena, const seam__shape *shape)
{
    depot->kept_bytes -= arena->payload_ready;
    /* Mostly as it was: then its line is only read. */
    if (arena->shape.class_bytes != shape->class_bytes || arena->shape.stride != shape->stride) {
        arena->shape.class_bytes = shape->class_bytes;
        arena->shape.stride = shape->stride;
    }
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
    reshape(depot, *out, shape);
    return SEAM_OK;
}

static void give_out(seam__depot *depot, seam__arena *arena, size_t len)
{
    arena->large_len = len;
    seam__depot_count_live(depot, 1, arena->shape.class_bytes, len);
}

/* False: there is none on the shelf. */
static bool reuse_shelved(seam__depot *depot, const seam__shape *shape, size_t len,
                          seam_block **out)
{
    seam__arena *arena = take_shelved(depot, shape->stride);

    if (arena == NULL)
        return false;
    reshape(depot, arena, shape);
    give_out(depot, arena, len);
    *out = seam__arena_entry(arena, 0);
    return true;
}

seam_status seam__depot_take_large(seam__depot *depot, seam_pool *pool, seam__account *account,
                                   seam__shape shape, size_t len, seam_block **out)
{
    seam__arena *arena;
    seam_status r;

    *out = NULL;
    if ((shape.special & SEAM__EDGED) == 0 && reuse_shelved(depot, &shape, len, out))
        return SEAM_OK;
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
    give_out(depot, arena, len);
    return SEAM_OK;
}

static void put_back(seam__depot *depot, seam__account *account, seam__arena *arena)
{
    seam_block *block = seam__arena_entry(arena, 0);

    if (seam__shelf_put(depot, account, &block, 1) == 0)
        seam__depot_put(depot, block);
    else
        seam__depot_count_dead(depot, 1, arena->shape.class_bytes, arena->large_len);
}

bool seam__depot_keep_large(seam__depot *depot, seam__account *account, seam__arena *arena)
{
    const uint64_t bound = depot->kept_max + depot->kept_more;

    if ((arena->shape.special & SEAM__EDGED) != 0)
        return false;
    if (depot->kept_bytes > bound || arena->payload_ready > bound - depot->kept_bytes) {
        depot->regrets += arena->payload_ready;
        return false;
    }
    put_back(depot, account, arena);
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
    depot->n_leaving--;
    seam__depot_count_dead(depot, 1, class_bytes, len);
}
