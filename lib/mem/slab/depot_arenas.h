/* The arenas of a depot: its lists, and how arenas are mapped and unmapped. Only the depot's own files and guards use
 * it, with the depot's lock held unless a comment says otherwise. */
#ifndef SEAM_MEM_SLAB_DEPOT_ARENAS_H
#define SEAM_MEM_SLAB_DEPOT_ARENAS_H

#include "mem/slab/heap.h"

static inline seam__account *seam__depot_account(const seam__depot *depot)
{
    return &depot->heap->account;
}

/* Says whether an arena has blocks to offer, and so belongs into the list `free`. */
static inline bool seam__arena_offers(const seam__arena *arena)
{
    return arena->first_free != 0 || arena->n_decommitted > 0;
}

/* Bytes of payload if the arena is that of a free large block, else 0. */
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

/* Maps an arena of a layout and puts it into the lists: SEAM_OK, SEAM_ELIMIT or SEAM_ENOMEM. */
SEAM__TRY seam_status seam__depot_map(seam__depot *depot, seam__layout layout, seam__arena **out);
/* Unmaps an arena that is in no list. False: the system refused. The lock is not needed. */
bool seam__depot_unmap(seam__depot *depot, seam__arena *arena);
/* Unmaps an arena of the lists that has no live block. False: the system refused, and the arena stays. */
bool seam__depot_try_unmap(seam__depot *depot, seam__arena *arena);

/* Puts an arena into the lists and sums; takes one out of the list `all`, and out of nothing else. */
void seam__depot_remember(seam__depot *depot, seam__arena *arena);
void seam__depot_unlink_all(seam__depot *depot, seam__arena *arena);

/* Takes a block of one arena, and keeps lists and sums right. The caller counts the block as live. */
SEAM__TRY seam_status seam__depot_take_from(seam__depot *depot, seam__arena *arena,
                                            seam_block **out);
/* Puts a block, whose count is 0, into its arena, and keeps the lists right. The caller keeps the sums right. */
void seam__depot_put_into_arena(seam__depot *depot, seam_block *block);
/* Takes up to `most` blocks from the transfer caches. Returns how many. */
size_t seam__depot_take_from_transfer_caches(seam__depot *depot, seam_block **out, size_t most);
/* Unmaps the pages of empty transfer caches. */
void seam__depot_unmap_transfer_caches(seam__depot *depot);
/* Counts `n` more, or fewer, live blocks, for which `len` bytes were asked in all. */
void seam__depot_count_live(seam__depot *depot, size_t n, size_t class_bytes, size_t len);
void seam__depot_count_dead(seam__depot *depot, size_t n, size_t class_bytes, size_t len);

#endif
