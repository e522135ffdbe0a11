/* The free list of an arena: its free blocks, each of which has in its `len` the place of the next one, counted
 * from 1. The caller has the depot's lock, and counts the blocks itself. */
#ifndef SEAM_MEM_SLAB_FREE_LIST_H
#define SEAM_MEM_SLAB_FREE_LIST_H

#include "mem/slab/arena.h"

static inline size_t seam__free_list_take(seam__arena *arena)
{
    size_t index = arena->first_free - 1;

    SEAM_ASSERT(arena->first_free != 0 && index < arena->n_carved);
    arena->first_free = seam__block_len(seam__arena_entry(arena, index));
    return index;
}

static inline void seam__free_list_put(seam__arena *arena, size_t index)
{
    SEAM_ASSERT(index < arena->n_carved && seam__arena_is_free(arena, index));
    if (arena->first_free == 0)
        arena->last_free = (uint32_t)index + 1;
    seam__block_set_len(seam__arena_entry(arena, index), arena->first_free);
    arena->first_free = (uint32_t)index + 1;
}

static inline void seam__free_list_append(seam__arena *arena, size_t index)
{
    SEAM_ASSERT(index < arena->n_carved && seam__arena_is_free(arena, index));
    if (arena->first_free == 0)
        arena->first_free = (uint32_t)index + 1;
    else
        seam__block_set_len(seam__arena_entry(arena, arena->last_free - 1), (uint32_t)index + 1);
    seam__block_set_len(seam__arena_entry(arena, index), 0);
    arena->last_free = (uint32_t)index + 1;
}

#endif
