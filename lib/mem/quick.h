/* The short way of allocating and freeing, inline in its callers: the calling thread's cache has a
 * block, or room for one. Everything else is out of line in block.c. */
#ifndef SEAM_MEM_QUICK_H
#define SEAM_MEM_QUICK_H

#include "base/poison.h"
#include "mem/thread.h"

/* A block with one reference and the tag 0, for a request of `len` bytes. */
static inline void seam__block_start(seam_block *block, size_t len)
{
    block->len = (uint32_t)len;
    /* Relaxed: whoever hands the block to another thread orders these. */
    atomic_store_explicit(&block->tag, 0, memory_order_relaxed);
    atomic_store_explicit(&block->word, 1, memory_order_relaxed);
}

/* The block is out of the pool, its count 0. NULL: take the long way. */
static inline seam_block *seam__quick_take(seam_pool *pool, size_t len)
{
    seam__cache *cache;
    unsigned index;

    /* 0 wraps, and is too long as well. */
    if (len - 1 >= SEAM__CLASS_MAX)
        return NULL;
    index = seam__class_of(len);
    cache = seam__thread_cache(pool);
    if (cache == NULL)
        return NULL;
    return seam__cache_take_one(cache, index, pool->depots[index].shape.class_bytes, len);
}

/* The last reference to a block is gone. False: take the long way. */
static inline bool seam__quick_put(seam_block *block)
{
    const seam__arena *arena = seam__arena_of(block);
    seam__cache *cache;

    if (arena->shape.kind != SEAM__KIND_SLAB)
        return false;
    cache = seam__thread_cache(arena->pool);
    return cache != NULL &&
           seam__cache_put_one(cache, arena->depot_index, arena->shape.class_bytes, block);
}

/* The rest of an allocation: the payload, whose content is undefined from now on. */
static inline uint8_t *seam__block_open(seam_block *block, size_t len)
{
    const seam__arena *arena = seam__arena_of(block);
    uint8_t *data = seam__arena_data(arena, block);

    seam__block_start(block, len);
    if (seam__arena_is_watched(arena))
        seam__unpoison(data, len);
    return data;
}

/* The first part of a release: nobody may touch the payload any more. */
static inline void seam__block_close(const seam_block *block)
{
    const seam__arena *arena = seam__arena_of(block);

    if (seam__arena_is_watched(arena))
        seam__poison(seam__arena_data(arena, block), arena->shape.stride);
}

#endif
