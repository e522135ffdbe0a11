/* What a depot does with the transfer caches of its class. */
#include "base/bits.h"
#include "mem/slab/depot_arenas.h"

size_t seam__depot_take_from_transfer_caches(seam__depot *depot, seam_block **out, size_t most)
{
    size_t n = 0;

    for (unsigned shard = 0; shard < seam__depot_n_shards(depot) && n < most; shard++) {
        seam__transfer_cache *transfer = seam__depot_transfer_cache(depot, shard);

        if (seam__transfer_cache_n(transfer) == 0)
            continue;
        seam__lock_take(&transfer->lock);
        n += seam__transfer_cache_take(transfer, out + n, most - n);
        seam__transfer_cache_unlock(transfer);
    }
    return n;
}

/* Before the blocks of a large-block cache go to their arenas: makes the depot's sums right for that, and takes the
 * allowance back. */
static void settle_large(seam__depot *depot, seam__large_cache *large)
{
    SEAM_ASSERT(seam__large_cache_valid(large) && depot->kept_bytes >= large->allowed);
    SEAM_ASSERT(depot->live_bytes >= large->class_bytes);
    depot->kept_bytes -= large->allowed - large->payload;
    depot->live_bytes -= large->class_bytes;
    depot->requested += large->requested;
    large->allowed = 0;
    large->payload = 0;
    large->class_bytes = 0;
    large->requested = 0;
}

/* Under both locks. An array that is empty already has been of no use lately, and goes back to the system. */
static void clear(seam__depot *depot, unsigned shard)
{
    seam__transfer_cache *transfer = seam__depot_transfer_cache(depot, shard);
    seam_block *block;

    if (depot->transfer_caches != NULL && seam__transfer_cache_n(transfer) == 0)
        seam__transfer_cache_unmap(transfer, seam__depot_account(depot), depot->layout.class_bytes);
    depot->n_free += seam__transfer_cache_n(transfer);
    seam__depot_count_dead(depot, seam__transfer_cache_n(transfer), depot->layout.class_bytes, 0);
    if (depot->large != NULL)
        settle_large(depot, &depot->large[shard]);
    while (seam__transfer_cache_take(transfer, &block, 1) > 0)
        seam__depot_put_into_arena(depot, block);
}

void seam__depot_clear_transfer_caches(seam__depot *depot)
{
    for (unsigned shard = 0; shard < seam__depot_n_shards(depot); shard++) {
        seam__transfer_cache *transfer = seam__depot_transfer_cache(depot, shard);

        seam__lock_take(&transfer->lock);
        clear(depot, shard);
        seam__transfer_cache_unlock(transfer);
    }
}

void seam__depot_unmap_transfer_caches(seam__depot *depot)
{
    /* Large-block caches have their array in the struct. */
    if (depot->transfer_caches == NULL)
        return;
    for (unsigned shard = 0; shard < SEAM__N_SHARDS; shard++) {
        seam__transfer_cache *transfer = seam__depot_transfer_cache(depot, shard);

        seam__lock_take(&transfer->lock);
        seam__transfer_cache_unmap(transfer, seam__depot_account(depot), depot->layout.class_bytes);
        seam__transfer_cache_unlock(transfer);
    }
}

static void sum_large(const seam__large_cache *large, seam__depot_sums *out)
{
    out->live_bytes = seam__less(out->live_bytes, large->class_bytes);
    out->free_bytes -= large->allowed - large->payload;
    out->requested += large->requested;
}

static void sum_transfer_cache(seam__depot *depot, unsigned shard, seam__depot_sums *out)
{
    seam__transfer_cache *transfer = seam__depot_transfer_cache(depot, shard);
    const uint64_t class_bytes = depot->layout.class_bytes;

    seam__lock_take(&transfer->lock);
    out->n_refills += transfer->n_refills;
    out->n_live = seam__less(out->n_live, seam__transfer_cache_n(transfer));
    out->n_free += seam__transfer_cache_n(transfer);
    out->live_bytes = seam__less(out->live_bytes, seam__transfer_cache_n(transfer) * class_bytes);
    out->free_bytes += seam__transfer_cache_n(transfer) * class_bytes;
    if (depot->large != NULL)
        sum_large(&depot->large[shard], out);
    seam__transfer_cache_unlock(transfer);
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
        sum_transfer_cache(depot, shard, out);
    seam__depot_unlock(depot);
}
