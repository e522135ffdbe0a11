/* What a depot does with the shelves of its class. */
#include "base/bits.h"
#include "mem/slab/depot_arenas.h"

size_t seam__depot_take_shelved(seam__depot *depot, seam_block **out, size_t most)
{
    size_t n = 0;

    for (unsigned shard = 0; shard < seam__depot_n_shards(depot) && n < most; shard++) {
        seam__shelf *shelf = seam__depot_shelf(depot, shard);

        if (seam__shelf_n(shelf) == 0)
            continue;
        seam__lock_take(&shelf->lock);
        n += seam__shelf_take(shelf, out + n, most - n);
        seam__lock_leave(&shelf->lock);
    }
    return n;
}

/* Makes the depot's sums those of its arenas, into which the blocks of a large shelf go. */
static void settle_large(seam__depot *depot, seam__large_shelf *large)
{
    SEAM_ASSERT(seam__large_shelf_valid(large) && depot->kept_bytes >= large->allowed);
    SEAM_ASSERT(depot->live_bytes >= large->class_bytes);
    depot->kept_bytes -= large->allowed - large->payload;
    depot->live_bytes -= large->class_bytes;
    depot->requested += large->requested;
    large->allowed = 0;
    large->payload = 0;
    large->class_bytes = 0;
    large->requested = 0;
}

static void clear(seam__depot *depot, unsigned shard)
{
    seam__shelf *shelf = seam__depot_shelf(depot, shard);
    seam_block *block;

    depot->n_free += seam__shelf_n(shelf);
    seam__depot_count_dead(depot, seam__shelf_n(shelf), depot->layout.class_bytes, 0);
    if (depot->large != NULL)
        settle_large(depot, &depot->large[shard]);
    while (seam__shelf_take(shelf, &block, 1) > 0)
        seam__depot_put_into_arena(depot, block);
}

void seam__depot_clear_shelves(seam__depot *depot)
{
    for (unsigned shard = 0; shard < seam__depot_n_shards(depot); shard++) {
        seam__shelf *shelf = seam__depot_shelf(depot, shard);

        seam__lock_take(&shelf->lock);
        clear(depot, shard);
        seam__lock_leave(&shelf->lock);
    }
}

void seam__depot_unmap_shelves(seam__depot *depot)
{
    /* Those of large blocks have no page. */
    if (depot->shelves == NULL)
        return;
    for (unsigned shard = 0; shard < SEAM__N_SHARDS; shard++) {
        seam__shelf *shelf = seam__depot_shelf(depot, shard);

        seam__lock_take(&shelf->lock);
        seam__shelf_unmap(shelf, seam__depot_account(depot));
        seam__lock_leave(&shelf->lock);
    }
}

static void sum_large(const seam__large_shelf *large, seam__depot_sums *out)
{
    out->live_bytes = seam__less(out->live_bytes, large->class_bytes);
    out->free_bytes -= large->allowed - large->payload;
    out->requested += large->requested;
}

static void sum_shelf(seam__depot *depot, unsigned shard, seam__depot_sums *out)
{
    seam__shelf *shelf = seam__depot_shelf(depot, shard);
    const uint64_t class_bytes = depot->layout.class_bytes;

    seam__lock_take(&shelf->lock);
    out->n_refills += shelf->n_refills;
    out->n_live = seam__less(out->n_live, seam__shelf_n(shelf));
    out->n_free += seam__shelf_n(shelf);
    out->live_bytes = seam__less(out->live_bytes, seam__shelf_n(shelf) * class_bytes);
    out->free_bytes += seam__shelf_n(shelf) * class_bytes;
    if (depot->large != NULL)
        sum_large(&depot->large[shard], out);
    seam__lock_leave(&shelf->lock);
}

void seam__depot_sum(seam__depot *depot, seam__depot_sums *out)
{
    seam__depot_lock(depot);
    *out = (seam__depot_sums){.n_live = depot->n_live,
                              .n_free = depot->n_free,
                              .n_refills = depot->n_refills,
                              .live_bytes = depot->live_bytes,
                              .free_bytes =
                                  depot->n_free * depot->layout.class_bytes + depot->kept_bytes,
                              .requested = depot->requested};
    for (unsigned shard = 0; shard < seam__depot_n_shards(depot); shard++)
        sum_shelf(depot, shard, out);
    seam__depot_unlock(depot);
}
