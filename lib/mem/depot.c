#include "mem/depot.h"

#include "base/bits.h"
#include "base/poison.h"

seam_status seam__depot_init(seam__depot *depot, seam__shape shape, uint32_t index)
{
    depot->shape = shape;
    depot->index = index;
    return pthread_mutex_init(&depot->lock, NULL) == 0 ? SEAM_OK : SEAM_ENOMEM;
}

void seam__depot_destroy(seam__depot *depot)
{
    pthread_mutex_destroy(&depot->lock);
}

_Thread_local const seam__depot *seam__depots_shown;

void seam__depot_lock(seam__depot *depot)
{
    int failed;

    if (SEAM_CHECKS >= 1 && depot - depot->index == seam__depots_shown)
        seam__panic("a pool is called by its own callback: see seam_pool_walk()");
    failed = pthread_mutex_lock(&depot->lock);
    SEAM_ASSERT(failed == 0);
    (void)failed;
}

void seam__depot_unlock(seam__depot *depot)
{
    int failed = pthread_mutex_unlock(&depot->lock);

    SEAM_ASSERT(failed == 0);
    (void)failed;
}

static void link_all(seam__depot *depot, seam__arena *arena)
{
    arena->prev_all = NULL;
    arena->next_all = depot->all;
    if (depot->all != NULL)
        depot->all->prev_all = arena;
    depot->all = arena;
}

static void unlink_all(seam__depot *depot, seam__arena *arena)
{
    if (arena->prev_all != NULL)
        arena->prev_all->next_all = arena->next_all;
    else
        depot->all = arena->next_all;
    if (arena->next_all != NULL)
        arena->next_all->prev_all = arena->prev_all;
}

static bool offers_blocks(const seam__arena *arena)
{
    return arena->first_free != 0 || arena->n_away > 0;
}

static uint64_t kept_bytes(const seam__arena *arena)
{
    return arena->shape.kind == SEAM__KIND_LARGE && arena->first_free != 0 ? arena->payload_ready
                                                                           : 0;
}

static void link_free(seam__depot *depot, seam__arena *arena)
{
    arena->prev_free = NULL;
    arena->next_free = depot->free;
    if (depot->free != NULL)
        depot->free->prev_free = arena;
    depot->free = arena;
}

static void unlink_free(seam__depot *depot, seam__arena *arena)
{
    if (arena->prev_free != NULL)
        arena->prev_free->next_free = arena->next_free;
    else
        depot->free = arena->next_free;
    if (arena->next_free != NULL)
        arena->next_free->prev_free = arena->prev_free;
}

static void forget_arena(seam__depot *depot, seam__arena *arena)
{
    unlink_all(depot, arena);
    if (offers_blocks(arena))
        unlink_free(depot, arena);
    depot->n_free -= seam__arena_n_free(arena);
    depot->kept_bytes -= kept_bytes(arena);
    depot->n_idle = seam__min(depot->n_idle, depot->n_free);
    if (depot->fresh == arena)
        depot->fresh = NULL;
}

static void remember_arena(seam__depot *depot, seam__arena *arena)
{
    link_all(depot, arena);
    if (offers_blocks(arena))
        link_free(depot, arena);
    depot->n_free += seam__arena_n_free(arena);
    depot->kept_bytes += kept_bytes(arena);
}

static seam_status map_arena(seam__depot *depot, seam_pool *pool, seam__account *account,
                             seam__shape shape, seam__arena **out)
{
    seam_status r;

    *out = NULL;
    if (!seam__account_fits(account, seam__shape_first_cost(&shape, account->page)))
        return SEAM_ELIMIT;
    r = seam__arena_map(account, shape, out);
    if (r != SEAM_OK)
        return r;
    (*out)->pool = pool;
    (*out)->depot = depot;
    (*out)->depot_index = depot->index;
    if (shape.kind == SEAM__KIND_FOREIGN)
        seam__root_add((*out)->span.start, (*out)->span.len);
    remember_arena(depot, *out);
    return SEAM_OK;
}

/* The arena is in no list any more. False: the system did not take it. */
static bool unmap_arena(seam__account *account, seam__arena *arena)
{
    const bool rooted = arena->shape.kind == SEAM__KIND_FOREIGN;
    const seam__span span = arena->span;

    if (!seam__arena_unmap(account, arena))
        return false;
    if (rooted)
        seam__root_remove(span.start, span.len);
    return true;
}

/* Unmaps an arena without live blocks, or keeps it when the system does not take it. */
static bool give_up_arena(seam__depot *depot, seam__account *account, seam__arena *arena)
{
    forget_arena(depot, arena);
    if (unmap_arena(account, arena))
        return true;
    remember_arena(depot, arena);
    return false;
}

static seam_status take_fresh(seam__depot *depot, seam_pool *pool, seam__account *account,
                              seam_block **out)
{
    seam_status r = SEAM_FULL;

    if (depot->fresh != NULL)
        r = seam__arena_take(account, depot->fresh, out);
    if (r != SEAM_FULL)
        return r;
    r = map_arena(depot, pool, account, depot->shape, &depot->fresh);
    if (r != SEAM_OK)
        return r;
    r = seam__arena_take(account, depot->fresh, out);
    if (r != SEAM_OK)
        (void)give_up_arena(depot, account, depot->fresh);
    return r;
}

static seam_status take_from(seam__depot *depot, seam__account *account, seam__arena *arena,
                             seam_block **out)
{
    const size_t n_free = seam__arena_n_free(arena);
    seam_status r = seam__arena_take(account, arena, out);

    if (r != SEAM_OK)
        return r;
    if (!offers_blocks(arena))
        unlink_free(depot, arena);
    /* More than before when a slab came back. */
    depot->n_free += seam__arena_n_free(arena) - n_free;
    depot->n_idle = seam__min(depot->n_idle, depot->n_free);
    return SEAM_OK;
}

/* Slabs that are away come back only when no arena has a block that is backed. */
static seam_status take_free(seam__depot *depot, seam__account *account, seam_block **out)
{
    seam__arena *arena = depot->free;

    while (arena->first_free == 0 && arena->next_free != NULL)
        arena = arena->next_free;
    return take_from(depot, account, arena, out);
}

static void count_live(seam__depot *depot, size_t n, size_t class_bytes, size_t len)
{
    depot->n_live += n;
    if (depot->n_live > depot->peak)
        depot->peak = depot->n_live;
    depot->live_bytes += n * class_bytes;
    depot->requested += len;
}

seam_status seam__depot_take(seam__depot *depot, seam_pool *pool, seam__account *account,
                             size_t len, seam_block **out)
{
    const bool foreign = depot->shape.kind == SEAM__KIND_FOREIGN;
    seam_status r;

    *out = NULL;
    if (depot->free != NULL)
        r = take_free(depot, account, out);
    else
        r = take_fresh(depot, pool, account, out);
    if (r == SEAM_OK)
        count_live(depot, 1, foreign ? len : depot->shape.class_bytes, len);
    return r;
}

/* The kept arena that fits best; NULL when none does. */
static seam__arena *find_kept(const seam__depot *depot, size_t stride)
{
    size_t best = stride / 4;
    seam__arena *found = NULL;

    for (seam__arena *arena = depot->free; arena != NULL; arena = arena->next_free) {
        /* One that is too small is too large by far, modulo 2^64. */
        size_t excess = arena->payload_ready - stride;

        if (excess <= best) {
            best = excess;
            found = arena;
        }
    }
    return found;
}

/* An arena whose block is free for a request of this shape. */
static seam_status large_arena(seam__depot *depot, seam_pool *pool, seam__account *account,
                               const seam__shape *shape, seam__arena **out)
{
    *out = (shape->special & SEAM__EDGED) == 0 ? find_kept(depot, shape->stride) : NULL;
    if (*out == NULL)
        return map_arena(depot, pool, account, *shape, out);
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
        r = take_from(depot, account, arena, out);
    else
        r = seam__arena_take(account, arena, out);
    if (r != SEAM_OK) {
        (void)give_up_arena(depot, account, arena);
        return r;
    }
    if ((shape.special & SEAM__EDGED) != 0)
        seam__arena_push_to_edge(arena);
    arena->large_len = len;
    count_live(depot, 1, shape.class_bytes, len);
    return SEAM_OK;
}

bool seam__depot_keep_large(seam__depot *depot, uint64_t max_bytes, seam__arena *arena)
{
    if ((arena->shape.special & SEAM__EDGED) != 0)
        return false;
    if (depot->kept_bytes > max_bytes || arena->payload_ready > max_bytes - depot->kept_bytes)
        return false;
    seam__depot_put(depot, seam__arena_entry(arena, 0));
    depot->kept_bytes += arena->payload_ready;
    return true;
}

size_t seam__depot_requested(const seam__arena *arena, const seam_block *block)
{
    if (arena->shape.kind == SEAM__KIND_FOREIGN)
        return seam__foreign_len(block);
    return arena->shape.kind == SEAM__KIND_LARGE ? arena->large_len
                                                 : seam__block_len(block) & ~SEAM__SAMPLED;
}

/* Blocks of one arena that need no new memory. */
static size_t take_ready(seam__depot *depot, seam__arena *arena, seam_block **out, size_t most)
{
    const bool offered = offers_blocks(arena);
    const size_t n_free = seam__arena_n_free(arena);
    const size_t n = seam__arena_take_ready(arena, out, most);

    if (offered && !offers_blocks(arena))
        unlink_free(depot, arena);
    depot->n_free -= n_free - seam__arena_n_free(arena);
    depot->n_idle = seam__min(depot->n_idle, depot->n_free);
    return n;
}

static size_t take_all_ready(seam__depot *depot, seam_block **out, size_t most)
{
    size_t n = 0;
    seam__arena *next;

    for (seam__arena *arena = depot->free; arena != NULL && n < most; arena = next) {
        next = arena->next_free;
        n += take_ready(depot, arena, out + n, most - n);
    }
    if (n < most && depot->fresh != NULL)
        n += take_ready(depot, depot->fresh, out + n, most - n);
    count_live(depot, n, depot->shape.class_bytes, 0);
    return n;
}

size_t seam__depot_take_batch(seam__depot *depot, seam_pool *pool, seam__account *account,
                              seam_block **out, size_t most)
{
    size_t n = take_all_ready(depot, out, most);

    if (n == 0 && most > 0 && seam__depot_take(depot, pool, account, 0, out) == SEAM_OK)
        n = 1 + take_all_ready(depot, out + 1, most - 1);
    return n;
}

void seam__depot_put_batch(seam__depot *depot, seam_block *const *blocks, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        seam__arena *arena = seam__arena_of(blocks[i]);

        if (!offers_blocks(arena))
            link_free(depot, arena);
        seam__arena_put(arena, blocks[i]);
    }
    depot->n_live -= n;
    depot->n_free += n;
    depot->live_bytes -= n * depot->shape.class_bytes;
}

void seam__depot_put(seam__depot *depot, seam_block *block)
{
    seam__arena *arena = seam__arena_of(block);

    depot->n_live--;
    depot->n_free++;
    depot->live_bytes -= seam__block_retained(block);
    depot->requested -= seam__depot_requested(arena, block);
    if (!offers_blocks(arena))
        link_free(depot, arena);
    seam__arena_put(arena, block);
}

void seam__depot_unmap_large(seam__depot *depot, seam__account *account, seam__arena *arena)
{
    seam__depot_lock(depot);
    unlink_all(depot, arena);
    depot->n_leaving++;
    seam__depot_unlock(depot);
    if (unmap_arena(account, arena))
        return;
    seam__depot_lock(depot);
    seam__arena_put(arena, seam__arena_entry(arena, 0));
    remember_arena(depot, arena);
    seam__depot_unlock(depot);
}

void seam__depot_forget_large(seam__depot *depot, size_t class_bytes, size_t len)
{
    depot->n_live--;
    depot->n_leaving--;
    depot->live_bytes -= class_bytes;
    depot->requested -= len;
}

/* Gives back what an arena does not need, `most` free blocks at most. Returns how many. */
static size_t shrink_arena(seam__depot *depot, seam__account *account, seam__arena *arena,
                           uint64_t most)
{
    const size_t n_free = seam__arena_n_free(arena);
    const size_t slab_blocks = arena->shape.slab_blocks;
    size_t n;

    if (arena->n_live == 0 && n_free <= most && give_up_arena(depot, account, arena))
        return seam__max(1, n_free);
    if (slab_blocks == 0 || most < slab_blocks)
        return 0;
    n = seam__arena_purge(account, arena, (size_t)(most / slab_blocks)) * slab_blocks;
    depot->n_free -= n;
    return n;
}

static bool shrink(seam__depot *depot, seam__account *account, uint64_t most)
{
    bool any = false;
    seam__arena *next;

    for (seam__arena *arena = depot->all; arena != NULL; arena = next) {
        size_t n;

        next = arena->next_all;
        n = shrink_arena(depot, account, arena, most);
        any |= n > 0;
        most -= n < most ? n : most;
    }
    depot->n_idle = depot->n_free;
    return any;
}

bool seam__depot_reclaim(seam__depot *depot, seam__account *account)
{
    bool any;

    seam__depot_lock(depot);
    any = shrink(depot, account, UINT64_MAX);
    seam__depot_unlock(depot);
    return any;
}

void seam__depot_purge(seam__depot *depot, seam__account *account)
{
    seam__depot_lock(depot);
    (void)shrink(depot, account, depot->n_idle);
    seam__depot_unlock(depot);
}

static bool lists_valid(const seam__depot *depot)
{
    uint64_t n_live = 0;
    uint64_t n_free = 0;
    uint64_t n_kept = 0;
    size_t n_offers = 0;
    bool fresh_found = depot->fresh == NULL;

    for (const seam__arena *arena = depot->all; arena != NULL; arena = arena->next_all) {
        if (!seam__arena_valid(arena) || arena->depot != depot)
            return false;
        n_live += arena->n_live;
        n_free += seam__arena_n_free(arena);
        n_kept += kept_bytes(arena);
        n_offers += offers_blocks(arena);
        fresh_found |= arena == depot->fresh;
    }
    for (const seam__arena *arena = depot->free; arena != NULL; arena = arena->next_free) {
        if (!offers_blocks(arena) || n_offers-- == 0)
            return false;
    }
    return n_offers == 0 && fresh_found && n_live == depot->n_live - depot->n_leaving &&
           n_free == depot->n_free && n_kept == depot->kept_bytes && depot->n_idle <= n_free;
}

bool seam__depot_valid(seam__depot *depot)
{
    bool valid;

    seam__depot_lock(depot);
    valid = lists_valid(depot);
    seam__depot_unlock(depot);
    return valid;
}
