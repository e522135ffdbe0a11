#include "mem/slab/own_memory.h"

#include "base/bits.h"
#include "mem/slab/arena.h"

/* One entry for each SEAM__ARENA_ALIGN bytes of address space, a unit. An arena begins at the first byte of a unit, so
 * what it has of any unit begins there too: the entry says how many granules that is. Pages of the table whose
 * units are never used are never written to, and take no memory. */
#define GRANULE       ((size_t)4096)
#define ADDRESS_BITS  48
#define N_UNITS       (((size_t)1 << ADDRESS_BITS) / SEAM__ARENA_ALIGN)
#define N_ENTRIES     (SEAM_CHECKS >= 1 ? N_UNITS : 1)
#define MOST_GRANULES (SEAM__ARENA_ALIGN / GRANULE)
SEAM_STATIC_ASSERT(MOST_GRANULES <= UINT16_MAX);

/* All accesses are relaxed: whoever asks for an address of an arena has a block of it, and so knows it is live. */
static _Atomic uint16_t n_granules[N_ENTRIES];

static void set(seam__span span, bool own)
{
    /* The guard page before the arena is left out. */
    uintptr_t at = seam__round_up((uintptr_t)span.start, SEAM__ARENA_ALIGN);
    const uintptr_t end = (uintptr_t)span.start + span.len;

    if (SEAM_CHECKS == 0)
        return;
    SEAM_ASSERT(at < end);
    for (; at < end && at / SEAM__ARENA_ALIGN < N_ENTRIES; at += SEAM__ARENA_ALIGN) {
        const size_t n = seam__min((end - at) / GRANULE, MOST_GRANULES);

        atomic_store_explicit(&n_granules[at / SEAM__ARENA_ALIGN], own ? (uint16_t)n : 0,
                              memory_order_relaxed);
    }
}

void seam__own_memory_add(seam__span span)
{
    set(span, true);
}

void seam__own_memory_remove(seam__span span)
{
    set(span, false);
}

bool seam__own_memory_holds(const void *address)
{
    const size_t unit = (uintptr_t)address / SEAM__ARENA_ALIGN;
    const size_t granule = (uintptr_t)address % SEAM__ARENA_ALIGN / GRANULE;

    return SEAM_CHECKS >= 1 && unit < N_ENTRIES &&
           granule < atomic_load_explicit(&n_granules[unit], memory_order_relaxed);
}
