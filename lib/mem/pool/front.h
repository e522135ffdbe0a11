/* The front door of mem: how the layers above allocate blocks, count references and free blocks. The fast
 * path is inline in its callers: the calling thread's cache has a block, or room for one. Everything else
 * is out of line in allocate.c. */
#ifndef SEAM_MEM_POOL_FRONT_H
#define SEAM_MEM_POOL_FRONT_H

#include "mem/cache/self.h"
#include "mem/slab/arena.h"

/* Takes a block for `len` bytes, at least 1; its count is 0. SEAM_OK, SEAM_ENOMEM or SEAM_ELIMIT. */
SEAM__TRY seam_status seam__block_alloc_slowly(seam_pool *pool, size_t len, seam_block **out);
/* Takes an entry for adopted memory; it has one reference and the tag 0. */
SEAM__TRY seam_status seam__block_adopt(seam_pool *pool, const seam__adopted *adopted,
                                        seam_block **out);
/* Makes a block live that came by the slow path, and returns its payload: the sampler may want it. */
uint8_t *seam__block_open_slowly(seam_pool *pool, seam_block *block, size_t len);
/* The last reference is gone: runs the release callback, gives the block back to its pool, and the
 * pool back to the system when it was the last one of a destroyed pool. */
void seam__block_free_slowly(seam_block *block);
/* The block is marked as sampled, and has a new tag. */
void seam__block_note_tag(const seam_block *block, uint64_t tag);

/* A block with one reference and the tag 0, for a request of `len` bytes. */
static inline void seam__block_start(const seam_pool *pool, seam_block *block, size_t len)
{
    seam__block_set_len(block, (uint32_t)len);
    /* Relaxed: whoever hands the block to another thread orders it. Mostly it is 0, and a load is less
     * than a store. */
    if (SEAM__UNLIKELY(atomic_load_explicit(&block->tag, memory_order_relaxed) != 0))
        atomic_store_explicit(&block->tag, 0, memory_order_relaxed);
    /* Release: a walk that sees the reference sees what the block is. */
    atomic_store_explicit(&block->word, seam__head_of(pool)->first_word, memory_order_release);
}

/* False for adopted memory that is read-only. */
static inline bool seam__block_is_writable(const seam_block *block)
{
    return SEAM__LIKELY(seam__arena_of(block)->layout.kind != SEAM__KIND_ADOPTED) ||
           seam__adopted_of(block)->writable;
}

/* The block is out of the pool, its count 0. NULL: take the slow path. */
static inline seam_block *seam__fast_take(const seam_pool *pool, size_t len)
{
    const seam__pool_head *head = seam__head_of(pool);
    seam__cache *cache = seam__thread_hinted(head);

    /* 0 wraps, and is too long as well. */
    if (SEAM__UNLIKELY(len - 1 >= head->fast_max || cache == NULL))
        return NULL;
    return seam__cache_take_one(cache, seam__pool_class(head, len), len);
}

/* The last reference to a block is gone. False: take the slow path. */
static inline bool seam__fast_put(seam_block *block)
{
    const seam__arena *arena = seam__arena_of(block);
    seam__cache *cache = seam__thread_hinted(seam__head_of(arena->pool));

    /* A cache keeps only blocks of size classes. */
    return SEAM__LIKELY(cache != NULL) && seam__cache_put_one(cache, arena->depot_index, block);
}

/* The rest of an allocation: the payload, whose content is undefined from now on. The
 * block is not hardened (mem/watch/hardened.h). */
static inline uint8_t *seam__block_open_plain(const seam_pool *pool, seam_block *block, size_t len)
{
    seam__block_start(pool, block, len);
    return seam__arena_data(seam__arena_of(block), block);
}

#endif
