#include "mem/slab/heap.h"

static seam__layout depot_layout(const seam__heap *heap, const seam__layout *guarded, size_t index)
{
    if (index == SEAM__DEPOT_GUARDED)
        return *guarded;
    if (index >= SEAM__N_CLASSES)
        return seam__layout_adopted(&heap->traits);
    return seam__layout_slab(seam__class_bytes((unsigned)index), &heap->traits);
}

static void destroy_depots(seam__heap *heap, size_t n)
{
    while (n-- > 0)
        seam__depot_destroy(&heap->depots[n]);
}

seam_status seam__heap_init(seam__heap *heap, const seam__layout *guarded)
{
    SEAM_ASSERT(heap->pool != NULL && heap->account.provider != NULL && heap->traits.page != 0);
    SEAM_ASSERT(guarded->kind == SEAM__KIND_GUARDED);
    for (size_t i = 0; i < SEAM__N_DEPOTS; i++) {
        seam__depot *depot = &heap->depots[i];
        seam_status r;

        depot->heap = heap;
        depot->transfer_caches = i < SEAM__N_CLASSES ? &heap->transfer_caches[i] : NULL;
        depot->large = i == SEAM__DEPOT_LARGE ? heap->large : NULL;
        r = seam__depot_init(depot, depot_layout(heap, guarded, i), (uint32_t)i);
        if (r != SEAM_OK) {
            destroy_depots(heap, i);
            return r;
        }
    }
    return SEAM_OK;
}

void seam__heap_destroy(seam__heap *heap)
{
    destroy_depots(heap, SEAM__N_DEPOTS);
}

void seam__heap_reclaim(seam__heap *heap)
{
    for (size_t i = 0; i < SEAM__N_DEPOTS; i++)
        seam__depot_reclaim(&heap->depots[i]);
}

void seam__heap_purge(seam__heap *heap)
{
    /* Guarded blocks in quarantine hold addresses and no memory, and serve to find faults: they stay. */
    for (size_t i = 0; i < SEAM__DEPOT_GUARDED; i++)
        seam__depot_purge(&heap->depots[i]);
}

void seam__heap_check_use(seam__heap *heap)
{
    if (SEAM_CHECKS == 0)
        return;
    seam__depot_lock(&heap->depots[0]);
    seam__heap_check_alive(heap);
    seam__depot_unlock(&heap->depots[0]);
}

bool seam__heap_valid(seam__heap *heap)
{
    bool valid = true;

    for (size_t i = 0; i < SEAM__N_DEPOTS; i++)
        valid &= seam__depot_valid(&heap->depots[i]);
    return valid;
}
