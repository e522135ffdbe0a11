/* The entry of a block: its reference count, length and tag. Its bytes lie elsewhere: see arena.h. */
#ifndef SEAM_MEM_SLAB_BLOCK_H
#define SEAM_MEM_SLAB_BLOCK_H

#include <inttypes.h>
#include <stdatomic.h>
#include <stdint.h>

#include "base/attributes.h"
#include "base/inside.h"
#include "base/panic.h"
#include "seam/pool.h"
#include "seam/view.h"

/* Laws: a free block has the count 0 and keeps the tag of its last use; in the free list of its arena `len` is 1 + the
 * index of the next free block, and 0 in the last one. Any holder of a reference may write `word` and `tag`;
 * `len` is written by the pool, under the lock of the depot or for a block that nobody else has. All three are
 * atomic, because walks read blocks of other threads. */
struct seam_block {
    _Atomic uint32_t word; /* offset 0: the count in bits 0..30; bit 31 is SEAM__CONFINED */
    _Atomic uint32_t len;  /* 4: requested length in bits 0..30, see seam__large_entry for large
                            * blocks; bit 31 is SEAM__SAMPLED */
    _Atomic uint64_t tag;  /* 8 */
};

SEAM_STATIC_ASSERT(sizeof(struct seam_block) == 16);

/* The entry of adopted memory, whose first 16 bytes are a block. */
typedef struct seam__adopted {
    seam_block block;
    void (*fn)(void *ctx, void *data,
               size_t len); /* called on the last release; NULL: nothing is */
    void *ctx;
    uint8_t *data;
    _Atomic size_t len; /* of `data`, in bytes */
    bool writable;
} seam__adopted;

SEAM_STATIC_ASSERT(sizeof(seam__adopted) <= 64);

static inline const seam__adopted *seam__adopted_of(const seam_block *block)
{
    return (const seam__adopted *)(const void *)block;
}

/* Set while the sampler has a sample of the block. */
#define SEAM__SAMPLED UINT32_C(0x80000000)

static inline uint32_t seam__block_len(const seam_block *block)
{
    /* Relaxed: whoever may write it has the block to itself, and a walk reports what it reads. */
    return atomic_load_explicit(&block->len, memory_order_relaxed);
}

static inline bool seam__block_is_sampled(const seam_block *block)
{
    return (seam__block_len(block) & SEAM__SAMPLED) != 0;
}

static inline void seam__block_set_len(seam_block *block, uint32_t len)
{
    atomic_store_explicit(&block->len, len, memory_order_relaxed);
}

static inline size_t seam__adopted_len(const seam_block *block)
{
    return atomic_load_explicit(&seam__adopted_of(block)->len, memory_order_relaxed);
}

#define SEAM__COUNT_MASK UINT32_C(0x7FFFFFFF)

/* Set in a block of a confined pool: one thread has all references, and counts them with plain loads and stores. The
 * word of a free block is 0 in any pool. */
#define SEAM__CONFINED UINT32_C(0x80000000)

_Noreturn static inline void seam__block_panic(const seam_block *block, const char *what)
{
    /* Relaxed: the program ends here, and the tag is only shown. */
    uint64_t tag = atomic_load_explicit(&block->tag, memory_order_relaxed);

    seam__panic("block %p, tag 0x%" PRIx64 ": %s", (const void *)block, tag, what);
}

/* Says whether the caller has the only reference. Acquire: what other holders did before their releases is seen
 * before this one writes. */
static inline bool seam__block_is_unique(const seam_block *block)
{
    return (atomic_load_explicit(&block->word, memory_order_acquire) & SEAM__COUNT_MASK) == 1;
}

/* Stops the program if the block is of a confined pool and the calling thread is not its owner. */
void seam__block_check_owner(const seam_block *block);

SEAM__COLD _Noreturn void seam__block_panic_retain(const seam_block *block, uint32_t old);
SEAM__COLD _Noreturn void seam__block_panic_drop(const seam_block *block);

/* Stops the program if the count was 0 or the largest one. The subtraction wraps for 0: one comparison for both. */
static inline void seam__block_check_grown(const seam_block *block, uint32_t old)
{
    if (SEAM__UNLIKELY((old & SEAM__COUNT_MASK) - 1 >= SEAM__COUNT_MASK - 1))
        seam__block_panic_retain(block, old);
}

static inline void seam__block_retain(seam_block *block)
{
    /* Relaxed, as all accesses of this function: the new reference is made from one that the caller has. */
    uint32_t old = atomic_load_explicit(&block->word, memory_order_relaxed);

    if ((old & SEAM__CONFINED) != 0) {
        SEAM__INSIDE("seam_buf_share");
        if (SEAM_CHECKS >= 1)
            seam__block_check_owner(block);
        atomic_store_explicit(&block->word, old + 1, memory_order_relaxed);
        seam__block_check_grown(block, old);
        /* A second end of the function: a jump to a common one would cost a tenth of this path. */
        return;
    }
    old = atomic_fetch_add_explicit(&block->word, 1, memory_order_relaxed);
    seam__block_check_grown(block, old);
}

/* Adds a reference to one that the caller has and no other thread can reach during the call. If that is the only
 * one, no other thread can change the count meanwhile, and a store suffices. */
static inline void seam__block_retain_own(seam_block *block)
{
    /* Relaxed, both: the new reference is made from one that the caller has. A checking build looks at
     * the count on the slow path. */
    if (SEAM_CHECKS == 0 && atomic_load_explicit(&block->word, memory_order_relaxed) == 1)
        atomic_store_explicit(&block->word, 2, memory_order_relaxed);
    else
        seam__block_retain(block);
}

/* Reads the count and mode. Acquire: the last holder sees what the others did before their releases. */
static inline uint32_t seam__block_word(const seam_block *block)
{
    return atomic_load_explicit(&block->word, memory_order_acquire);
}

/* Says whether a word is that of a confined block with more than one reference. */
static inline bool seam__word_is_confined_shared(uint32_t word)
{
    return word > (SEAM__CONFINED | 1);
}

/* Gives up one reference to a confined block that has more than one; `old` is its word. */
static inline void seam__block_drop_confined(seam_block *block, uint32_t old)
{
    if (SEAM_CHECKS >= 1)
        seam__block_check_owner(block);
    /* Relaxed: no other thread counts. */
    atomic_store_explicit(&block->word, old - 1, memory_order_relaxed);
}

/* Gives up one reference to a block whose word `old` is any other. True: it was the last one, and the caller must
 * free the block. */
static inline bool seam__block_drop(seam_block *block, uint32_t old)
{
    /* A checking build always counts with the atomic operation below: two threads that wrongly release the same
     * reference could both take this path. */
    if ((SEAM_CHECKS == 0 && old == 1) || old == (SEAM__CONFINED | 1)) {
        if (SEAM_CHECKS >= 1)
            seam__block_check_owner(block);
        /* Relaxed: nobody else has a reference, and the pool's lock orders the reuse. */
        atomic_store_explicit(&block->word, 0, memory_order_relaxed);
        return true;
    }
    /* Release what was done with the bytes, acquire what others did: the last one frees them. */
    old = atomic_fetch_sub_explicit(&block->word, 1, memory_order_acq_rel);
    /* The common case first, with one comparison. */
    if (SEAM__LIKELY((old & SEAM__COUNT_MASK) > 1))
        return false;
    if (SEAM__UNLIKELY((old & SEAM__COUNT_MASK) == 0))
        seam__block_panic_drop(block);
    return true;
}

/* Gives up two references that the caller has, if they are the last ones. True: the caller must free the block.
 * False: nothing has changed. */
static inline bool seam__block_drop_two(seam_block *block)
{
    const uint32_t word = seam__block_word(block);

    /* A checking build takes the slow path, for the reason in seam__block_drop(). */
    if (!(SEAM_CHECKS == 0 && word == 2) && word != (SEAM__CONFINED | 2))
        return false;
    if (SEAM_CHECKS >= 1)
        seam__block_check_owner(block);
    /* Relaxed: nobody else has a reference, and the pool's lock orders the reuse. */
    atomic_store_explicit(&block->word, 0, memory_order_relaxed);
    return true;
}

/* Gives up one of two references that the caller has and no other thread can reach during the call. If there is no
 * third, no other thread can change the count meanwhile, and a store suffices. */
static inline void seam__block_drop_own(seam_block *block)
{
    const uint32_t word = seam__block_word(block);

    /* Relaxed: nobody else has a reference. A checking build takes the slow path, see seam__block_drop(). */
    if (SEAM_CHECKS == 0 && word == 2)
        atomic_store_explicit(&block->word, 1, memory_order_relaxed);
    else if (seam__word_is_confined_shared(word))
        seam__block_drop_confined(block, word);
    else
        (void)seam__block_drop(block, word);
}

/* Ends the confinement of a block: any thread may hold references from now on. The calling thread has all of them. */
static inline void seam__block_promote(seam_block *block)
{
    uint32_t old = atomic_load_explicit(&block->word, memory_order_relaxed);

    if ((old & SEAM__CONFINED) == 0)
        return;
    if (SEAM_CHECKS >= 1)
        seam__block_check_owner(block);
    /* Relaxed: handing the block to another thread orders it. */
    atomic_store_explicit(&block->word, old & SEAM__COUNT_MASK, memory_order_relaxed);
}

/* Where the bytes of a block lie, and how many there are (extent.c). */

/* Bytes that the block keeps in use: class size, whole pages, or the length of adopted memory. */
size_t seam__block_retained(const seam_block *block);
/* The bytes that were requested, of which handles show windows. */
seam_view seam__block_bytes(const seam_block *block);

#endif
