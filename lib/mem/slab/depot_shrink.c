/* How a depot gives memory back to the system. */
#include "base/bits.h"
#include "mem/slab/depot_arenas.h"
#include "mem/slab/slab.h"

/* Unmaps an arena without live blocks, or decommits its idle slabs, up to `most` free blocks. Returns how many. */
static size_t shrink_arena(seam__depot *depot, seam__arena *arena, uint64_t most)
{
    const size_t n_free = seam__arena_n_free(arena);
    const size_t slab_blocks = arena->layout.slab_blocks;
    size_t n;

    if (arena->n_live == 0 && n_free <= most && seam__depot_try_unmap(depot, arena))
        return seam__max(1, n_free);
    if (slab_blocks == 0 || most < slab_blocks)
        return 0;
    n = seam__slab_purge(seam__depot_account(depot), arena, (size_t)(most / slab_blocks)) *
        slab_blocks;
    SEAM_ASSERT(n <= depot->n_free);
    depot->n_free -= n;
    return n;
}

static void shrink(seam__depot *depot, uint64_t most)
{
    seam__arena *next;

    for (seam__arena *arena = depot->all; arena != NULL; arena = next) {
        size_t n;

        next = arena->next_all;
        n = shrink_arena(depot, arena, most);
        most -= n < most ? n : most;
    }
    depot->n_idle = depot->n_free;
    if (depot->all == NULL)
        seam__depot_unmap_transfer_caches(depot);
}

void seam__depot_reclaim(seam__depot *depot)
{
    seam__depot_lock(depot);
    seam__depot_clear_transfer_caches(depot);
    shrink(depot, UINT64_MAX);
    seam__depot_unmap_transfer_caches(depot);
    depot->evicted = 0;
    depot->kept_more = 0;
    seam__depot_unlock(depot);
}

void seam__depot_purge(seam__depot *depot)
{
    uint64_t idle;

    seam__depot_lock(depot);
    seam__depot_clear_transfer_caches(depot);
    idle = depot->kept_bytes;
    shrink(depot, depot->n_idle);
    idle -= depot->kept_bytes;
    depot->evicted = 0;
    depot->kept_more -= seam__min(idle, depot->kept_more);
    seam__depot_unlock(depot);
}
