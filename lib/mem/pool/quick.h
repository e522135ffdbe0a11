/* The short way of allocating and freeing, inline in its callers: the calling thread's cache has a
 * block, or room for one. Everything else is out of line in block.c. */
#ifndef SEAM_MEM_POOL_QUICK_H
#define SEAM_MEM_POOL_QUICK_H

#include "base/poison.h"
#include "mem/cache/thread.h"

/* A block with one reference and the tag 0, for a request of `len` bytes. */
static inline void seam__block_start(const seam_pool *pool, seam_block *block, size_t len)
{
    seam__block_set_len(block, (uint32_t)len);
    /* Relaxed: whoever hands the block to another thread orders it. Mostly it is 0, and a load is less
     * than a store. */
    if (SEAM__UNLIKELY(atomic_load_explicit(&block->tag, memory_order_relaxed) != 0))
        atomic_store_explicit(&block->tag, 0, memory_order_relaxed);
    /* Release: a walk that sees the reference sees what the block is. */
    atomic_store_explicit(&block->word, pool->first_word, memory_order_release);
}

/* False for adopted memory that is read-only. */
static inline bool seam__block_is_writable(const seam_block *block)
{
    return SEAM__LIKELY(seam__arena_of(block)->shape.kind != SEAM__KIND_FOREIGN) ||
           seam__foreign_of(block)->writable;
}

/* The block is out of the pool, its count 0. NULL: take the long way. */
static inline seam_block *seam__quick_take(const seam_pool *pool, size_t len)
{
    seam__cache *cache = seam__thread_hinted(pool);

    /* 0 wraps, and is too long as well. */
    if (SEAM__UNLIKELY(len - 1 >= pool->quick_max || cache == NULL))
        return NULL;
    return seam__cache_take_one(cache, seam__class_of(seam__pool_need(pool, len)), len);
}

/* The last reference to a block is gone. False: take the long way. */
static inline bool seam__quick_put(seam_block *block)
{
    const seam__arena *arena = seam__arena_of(block);
    seam__cache *cache = seam__thread_hinted(arena->pool);

    /* A cache keeps only blocks of size classes. */
    return SEAM__LIKELY(cache != NULL) && seam__cache_put_one(cache, arena->depot_index, block);
}

/* Such blocks go the slow way. Out of line: what arenas with a special shape ask for (special.c). */
SEAM__COLD uint8_t *seam__special_open(const seam_block *block, size_t len);
SEAM__COLD void seam__special_close(const seam_block *block);
/* The payload of a block that is not adopted, whatever its arena is like. */
uint8_t *seam__special_data(const seam__arena *arena, const seam_block *block);

static inline bool seam__block_is_special(const seam_block *block)
{
    return seam__arena_of(block)->shape.special != 0;
}

/* The rest of an allocation: the payload, whose content is undefined from now on. Of a block that is
 * not special. */
static inline uint8_t *seam__block_open_plain(const seam_pool *pool, seam_block *block, size_t len)
{
    seam__block_start(pool, block, len);
    return seam__arena_data(seam__arena_of(block), block);
}

/* The same for any block. */
static inline uint8_t *seam__block_open(const seam_pool *pool, seam_block *block, size_t len)
{
    if (SEAM__LIKELY(!seam__block_is_special(block)))
        return seam__block_open_plain(pool, block, len);
    seam__block_start(pool, block, len);
    return seam__special_open(block, len);
}

#endif
