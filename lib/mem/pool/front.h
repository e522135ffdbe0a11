/* The front door of mem, through which the layers above allocate blocks, count references and free blocks. The fast
 * path is inline: the calling thread's cache has a block, or room for one. The slow paths are in allocate.c and
 * release.c. */
#ifndef SEAM_MEM_POOL_FRONT_H
#define SEAM_MEM_POOL_FRONT_H

#include "mem/cache/self.h"
#include "mem/slab/arena.h"

/* Takes a block for `len` bytes, at least 1. Its count is 0. SEAM_OK, SEAM_ENOMEM or SEAM_ELIMIT. */
SEAM__TRY seam_status seam__block_alloc_slowly(seam_pool *pool, size_t len, seam_block **out);
/* Takes an entry for adopted memory, which has one reference and the tag 0: SEAM_OK, SEAM_ENOMEM or SEAM_ELIMIT. */
SEAM__TRY seam_status seam__block_adopt(seam_pool *pool, const seam__adopted *adopted,
                                        seam_block **out);
/* Makes a block of seam__block_alloc_slowly() live, takes a sample of it if it is its turn, and returns its payload. */
uint8_t *seam__block_open_slowly(seam_pool *pool, seam_block *block, size_t len);
/* Frees a block whose count is 0: runs the release callback of adopted memory, gives the block back to its pool, and
 * ends the pool if it was destroyed and this was its last block. */
void seam__block_free_slowly(seam_block *block);
/* Tells the sampler the new tag of a block that is marked as sampled. */
void seam__block_note_tag(const seam_block *block, uint64_t tag);

/* Gives a block one reference and the tag 0, for a request of `len` bytes. */
static inline void seam__block_start(const seam_pool *pool, seam_block *block, size_t len)
{
    seam__block_set_len(block, (uint32_t)len);
    /* Relaxed: handing the block to another thread orders it. The tag is mostly 0 already, and a load costs less
     * than a store. */
    if (SEAM__UNLIKELY(atomic_load_explicit(&block->tag, memory_order_relaxed) != 0))
        atomic_store_explicit(&block->tag, 0, memory_order_relaxed);
    /* Release: a walk that sees the reference sees the length and the tag. */
    atomic_store_explicit(&block->word, seam__head_of(pool)->first_word, memory_order_release);
}

/* Says whether the bytes may be written to: not those of adopted memory that is read-only. */
static inline bool seam__block_is_writable(const seam_block *block)
{
    return SEAM__LIKELY(seam__arena_of(block)->layout.kind != SEAM__KIND_ADOPTED) ||
           seam__adopted_of(block)->writable;
}

/* Takes a block from the calling thread's cache; its count is 0. NULL: take the slow path. */
static inline seam_block *seam__fast_take(const seam_pool *pool, size_t len)
{
    const seam__pool_head *head = seam__head_of(pool);
    seam__cache *cache = seam__thread_hinted(head);

    /* For a length of 0 the difference wraps, and it takes the slow path too. */
    if (SEAM__UNLIKELY(len - 1 >= head->fast_max || cache == NULL))
        return NULL;
    return seam__cache_take_one(cache, seam__pool_class(head, len), len);
}

/* Puts a block whose count is 0 into the calling thread's cache. False: take the slow path. */
static inline bool seam__fast_put(seam_block *block)
{
    const seam__arena *arena = seam__arena_of(block);
    seam__cache *cache = seam__thread_hinted(seam__head_of(arena->pool));

    /* The magazines of other depots than those of size classes are full and empty at once: cap is 0. */
    return SEAM__LIKELY(cache != NULL) && seam__cache_put_one(cache, arena->depot_index, block);
}

/* Makes a block live that is not hardened (mem/watch/hardened.h), and returns its payload, of undefined content. */
static inline uint8_t *seam__block_open_plain(const seam_pool *pool, seam_block *block, size_t len)
{
    uint8_t *data = seam__arena_data(seam__arena_of(block), block);

    /* The caller writes there next. A store that waits for its cache line holds up those behind it, which a prefetch
     * does not. */
    __builtin_prefetch(data, 1);
    seam__block_start(pool, block, len);
    return data;
}

#endif
