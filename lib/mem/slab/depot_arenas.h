/* The arenas of a depot: its lists, and how arenas come and go. For the depot's own files; the lock is
 * held throughout. */
#ifndef SEAM_MEM_SLAB_DEPOT_ARENAS_H
#define SEAM_MEM_SLAB_DEPOT_ARENAS_H

#include "mem/slab/heap.h"

static inline seam__account *seam__depot_account(const seam__depot *depot)
{
    return &depot->heap->account;
}

/* Whether it belongs into the list of free ones. */
static inline bool seam__arena_offers(const seam__arena *arena)
{
    return arena->first_free != 0 || arena->n_decommitted > 0;
}

/* Payload of a large block that is free. */
static inline uint64_t seam__arena_kept_bytes(const seam__arena *arena)
{
    return arena->layout.kind == SEAM__KIND_LARGE && arena->first_free != 0 ? arena->payload_ready
                                                                            : 0;
}

static inline void seam__depot_link_free(seam__depot *depot, seam__arena *arena)
{
    arena->prev_free = NULL;
    arena->next_free = depot->free;
    if (depot->free != NULL)
        depot->free->prev_free = arena;
    depot->free = arena;
}

static inline void seam__depot_unlink_free(seam__depot *depot, seam__arena *arena)
{
    if (arena->prev_free != NULL)
        arena->prev_free->next_free = arena->next_free;
    else
        depot->free = arena->next_free;
    if (arena->next_free != NULL)
        arena->next_free->prev_free = arena->prev_free;
}

/* Maps an arena, which is in the lists then, for blocks of a layout: SEAM_OK, SEAM_ELIMIT or
 * SEAM_ENOMEM. */
SEAM__TRY seam_status seam__depot_map(seam__depot *depot, seam__layout layout, seam__arena **out);
/* Unmaps an arena that is in no list. False: the system did not take it. Needs no lock. */
bool seam__depot_unmap(seam__depot *depot, seam__arena *arena);
/* Unmaps an arena without live blocks, or keeps it when the system does not take it. */
bool seam__depot_try_unmap(seam__depot *depot, seam__arena *arena);

/* Into and out of all lists and sums. */
void seam__depot_remember(seam__depot *depot, seam__arena *arena);
void seam__depot_unlink_all(seam__depot *depot, seam__arena *arena);

/* Takes a block of one arena and keeps lists and sums, but for what lives. */
SEAM__TRY seam_status seam__depot_take_from(seam__depot *depot, seam__arena *arena,
                                            seam_block **out);
/* Gives a block, whose count is 0, to its arena, and keeps the list; sums are the caller's. */
void seam__depot_put_into_arena(seam__depot *depot, seam_block *block);
/* Takes `most` blocks at most from the transfer caches. Returns how many. */
size_t seam__depot_take_from_transfer_caches(seam__depot *depot, seam_block **out, size_t most);
/* Gives the pages of transfer caches that are empty back. */
void seam__depot_unmap_transfer_caches(seam__depot *depot);
/* Counts `n` blocks as live, `len` bytes of them asked for; and as live no more. */
void seam__depot_count_live(seam__depot *depot, size_t n, size_t class_bytes, size_t len);
void seam__depot_count_dead(seam__depot *depot, size_t n, size_t class_bytes, size_t len);

#endif
