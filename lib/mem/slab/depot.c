#include "base/bits.h"
#include "mem/slab/depot_arenas.h"
#include "mem/slab/extent.h"

static void destroy_transfer_caches(seam__depot *depot, unsigned n)
{
    while (n-- > 0)
        seam__lock_destroy(&seam__depot_transfer_cache(depot, n)->lock);
}

static seam_status init_transfer_cache(seam__depot *depot, unsigned shard)
{
    return depot->large != NULL ? seam__large_cache_init(&depot->large[shard])
                                : seam__lock_init(&seam__depot_transfer_cache(depot, shard)->lock);
}

static seam_status init_transfer_caches(seam__depot *depot)
{
    for (unsigned shard = 0; shard < seam__depot_n_shards(depot); shard++) {
        seam_status r = init_transfer_cache(depot, shard);

        if (r != SEAM_OK) {
            destroy_transfer_caches(depot, shard);
            return r;
        }
    }
    return SEAM_OK;
}

seam_status seam__depot_init(seam__depot *depot, seam__layout layout, uint32_t index)
{
    seam_status r = init_transfer_caches(depot);

    if (r != SEAM_OK)
        return r;
    SEAM_ASSERT(depot->heap != NULL && depot->all == NULL);
    depot->layout = layout;
    depot->index = index;
    r = seam__lock_init(&depot->lock);
    if (r != SEAM_OK)
        destroy_transfer_caches(depot, seam__depot_n_shards(depot));
    return r;
}

void seam__depot_destroy(seam__depot *depot)
{
    SEAM_ASSERT(depot->n_live == 0 && depot->n_leaving == 0);
    seam__lock_destroy(&depot->lock);
    destroy_transfer_caches(depot, seam__depot_n_shards(depot));
}

/* The laws of the transfer cache of a shard. Adds the allowance of a large-block cache to `n_kept`. */
static bool transfer_cache_valid(const seam__depot *depot, unsigned shard, uint64_t *n_kept)
{
    seam__transfer_cache *transfer = seam__depot_transfer_cache(depot, shard);
    bool valid;

    seam__lock_take(&transfer->lock);
    if (depot->large != NULL) {
        valid = seam__large_cache_valid(&depot->large[shard]);
        *n_kept += depot->large[shard].allowed;
    } else {
        valid = seam__transfer_cache_valid(transfer);
    }
    seam__lock_leave(&transfer->lock);
    return valid;
}

static bool laws_hold(const seam__depot *depot)
{
    uint64_t n_live = 0;
    uint64_t n_free = 0;
    uint64_t n_kept = 0;
    size_t n_offers = 0;
    bool fresh_found = depot->fresh == NULL;

    for (unsigned shard = 0; shard < seam__depot_n_shards(depot); shard++) {
        if (!transfer_cache_valid(depot, shard, &n_kept))
            return false;
    }
    for (const seam__arena *arena = depot->all; arena != NULL; arena = arena->next_all) {
        if (!seam__arena_valid(arena) || arena->depot != depot)
            return false;
        if (arena->next_all != NULL && arena->next_all->serial >= arena->serial)
            return false;
        n_live += arena->n_live;
        n_free += seam__arena_n_free(arena);
        n_kept += seam__arena_kept_bytes(arena);
        n_offers += seam__arena_offers(arena);
        fresh_found |= arena == depot->fresh;
    }
    for (const seam__arena *arena = depot->free; arena != NULL; arena = arena->next_free) {
        if (!seam__arena_offers(arena) || n_offers-- == 0)
            return false;
    }
    return n_offers == 0 && fresh_found && n_live == depot->n_live - depot->n_leaving &&
           n_free == depot->n_free && n_kept == depot->kept_bytes && depot->n_idle <= depot->n_free;
}

void seam__depot_lock(seam__depot *depot)
{
    seam__lock_take(&depot->lock);
}

void seam__depot_unlock(seam__depot *depot)
{
    SEAM_ASSERT_SLOW(laws_hold(depot));
    seam__lock_leave(&depot->lock);
}

void seam__depot_lock_all(seam__depot *depot)
{
    seam__depot_lock(depot);
    for (unsigned shard = 0; shard < seam__depot_n_shards(depot); shard++)
        seam__lock_take(&seam__depot_transfer_cache(depot, shard)->lock);
}

void seam__depot_unlock_all(seam__depot *depot)
{
    for (unsigned shard = seam__depot_n_shards(depot); shard-- > 0;)
        seam__transfer_cache_unlock(seam__depot_transfer_cache(depot, shard));
    seam__depot_unlock(depot);
}

static seam_status take_fresh(seam__depot *depot, seam_block **out)
{
    seam_status r = SEAM_FULL;

    if (depot->fresh != NULL)
        r = seam__arena_take(seam__depot_account(depot), depot->fresh, out);
    if (r != SEAM_FULL)
        return r;
    r = seam__depot_map(depot, depot->layout, &depot->fresh);
    if (r != SEAM_OK)
        return r;
    r = seam__arena_take(seam__depot_account(depot), depot->fresh, out);
    if (r != SEAM_OK)
        (void)seam__depot_try_unmap(depot, depot->fresh);
    return r;
}

/* Prefers an arena with a free block: decommitted slabs are recommitted only when there is none. */
static seam_status take_free(seam__depot *depot, seam_block **out)
{
    seam__arena *arena = depot->free;

    SEAM_ASSERT(arena != NULL);
    while (arena->first_free == 0 && arena->next_free != NULL)
        arena = arena->next_free;
    return seam__depot_take_from(depot, arena, out);
}

seam_status seam__depot_take(seam__depot *depot, size_t len, seam_block **out)
{
    const bool adopted = depot->layout.kind == SEAM__KIND_ADOPTED;
    seam_status r;

    /* What is ready anywhere comes before a decommitted slab, for which there may be no memory. */
    if (!adopted && seam__depot_take_ready(depot, len, out))
        return SEAM_OK;
    *out = NULL;
    if (depot->free != NULL)
        r = take_free(depot, out);
    else
        r = take_fresh(depot, out);
    if (r == SEAM_OK)
        seam__depot_count_live(depot, 1, adopted ? len : depot->layout.class_bytes, len);
    return r;
}

/* Takes blocks of one arena that are ready. */
static size_t take_ready(seam__depot *depot, seam__arena *arena, seam_block **out, size_t most)
{
    const bool offered = seam__arena_offers(arena);
    const size_t n_free = seam__arena_n_free(arena);
    const size_t n = seam__arena_take_ready(arena, out, most);

    SEAM_ASSERT(n <= most && seam__arena_n_free(arena) <= n_free);
    if (offered && !seam__arena_offers(arena))
        seam__depot_unlink_free(depot, arena);
    depot->n_free -= n_free - seam__arena_n_free(arena);
    depot->n_idle = seam__min(depot->n_idle, depot->n_free);
    return n;
}

static size_t take_all_ready(seam__depot *depot, seam_block **out, size_t most)
{
    const size_t n_counted = seam__depot_take_from_transfer_caches(depot, out, most);
    size_t n = n_counted;
    seam__arena *next;

    for (seam__arena *arena = depot->free; arena != NULL && n < most; arena = next) {
        next = arena->next_free;
        n += take_ready(depot, arena, out + n, most - n);
    }
    if (n < most && depot->fresh != NULL)
        n += take_ready(depot, depot->fresh, out + n, most - n);
    seam__depot_count_live(depot, n - n_counted, depot->layout.class_bytes, 0);
    return n;
}

size_t seam__depot_take_batch(seam__depot *depot, seam_block **out, size_t most)
{
    size_t n = take_all_ready(depot, out, most);

    if (n == 0 && most > 0 && depot->layout.class_bytes < SEAM__BORROW_MIN &&
        seam__depot_take(depot, 0, out) == SEAM_OK)
        n = 1 + take_all_ready(depot, out + 1, most - 1);
    return n;
}

bool seam__depot_take_ready(seam__depot *depot, size_t len, seam_block **out)
{
    if (take_all_ready(depot, out, 1) == 0)
        return false;
    depot->requested += len;
    return true;
}

void seam__depot_put_batch(seam__depot *depot, seam_block *const *blocks, size_t n)
{
    for (size_t i = 0; i < n; i++)
        seam__depot_put_into_arena(depot, blocks[i]);
    depot->n_free += n;
    seam__depot_count_dead(depot, n, depot->layout.class_bytes, 0);
}

void seam__depot_put(seam__depot *depot, seam_block *block)
{
    seam__depot_count_dead(depot, 1, seam__block_retained(block), seam__block_requested(block));
    seam__depot_put_into_arena(depot, block);
    depot->n_free++;
}

bool seam__depot_valid(seam__depot *depot)
{
    bool valid;

    seam__depot_lock(depot);
    valid = laws_hold(depot);
    /* Not seam__depot_unlock(), which would stop the program in place of returning false. */
    seam__lock_leave(&depot->lock);
    return valid;
}
