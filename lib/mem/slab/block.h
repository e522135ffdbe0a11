/* A block's metadata and its reference count. Its bytes are elsewhere: see arena.h. */
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

/* Laws: a free block has the count 0, keeps the tag it died with, and `len` links it to the next
 * free block of its arena. Written by: `word` any holder of a reference; `len` the pool, under the
 * lock of its class or for a block that nobody else has; `tag` any holder. All three are atomic, as
 * a walk reads the blocks of others. */
struct seam_block {
    _Atomic uint32_t word; /* offset 0: the count in bits 0..30; bit 31 is SEAM__CONFINED */
    _Atomic uint32_t len;  /* 4: requested length in bits 0..30, for large blocks see the arena;
                            * bit 31 is SEAM__SAMPLED */
    _Atomic uint64_t tag;  /* 8 */
};

SEAM_STATIC_ASSERT(sizeof(struct seam_block) == 16);

/* The entry of adopted memory, whose first 16 bytes are a block. */
typedef struct seam__adopted {
    seam_block block;
    void (*fn)(void *ctx, void *data, size_t len); /* NULL: nobody is called */
    void *ctx;
    uint8_t *data;
    _Atomic size_t len; /* as the block's */
    bool writable;
} seam__adopted;

SEAM_STATIC_ASSERT(sizeof(seam__adopted) <= 64);

static inline const seam__adopted *seam__adopted_of(const seam_block *block)
{
    return (const seam__adopted *)(const void *)block;
}

/* The sampler has a sample of the live block. */
#define SEAM__SAMPLED UINT32_C(0x80000000)

static inline uint32_t seam__block_len(const seam_block *block)
{
    /* Relaxed: who may write it has the block for himself, and a walk shows what it sees. */
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

/* One thread has all references, and counts them without atomic read-modify-writes. A free block's
 * word is 0 in either mode. */
#define SEAM__CONFINED UINT32_C(0x80000000)

_Noreturn static inline void seam__block_panic(const seam_block *block, const char *what)
{
    /* Relaxed: the program ends here, and the tag is only shown. */
    uint64_t tag = atomic_load_explicit(&block->tag, memory_order_relaxed);

    seam__panic("block %p, tag 0x%" PRIx64 ": %s", (const void *)block, tag, what);
}

/* Acquire: what the other holders did before they released is seen before this one writes. */
static inline bool seam__block_is_unique(const seam_block *block)
{
    return (atomic_load_explicit(&block->word, memory_order_acquire) & SEAM__COUNT_MASK) == 1;
}

/* Panics when another thread than its pool's owner touches a confined block. */
void seam__block_check_owner(const seam_block *block);

SEAM__COLD _Noreturn void seam__block_panic_retain(const seam_block *block, uint32_t old);
SEAM__COLD _Noreturn void seam__block_panic_drop(const seam_block *block);

/* One comparison for both 0 and the largest count. */
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
        /* Two ways to the end: a jump back would be a tenth of the short one. */
        return;
    }
    old = atomic_fetch_add_explicit(&block->word, 1, memory_order_relaxed);
    seam__block_check_grown(block, old);
}

/* A reference to a block beside one that is the caller's own, to which no other thread can come meanwhile:
 * where that is the only one nothing else can count. */
static inline void seam__block_retain_own(seam_block *block)
{
    /* Relaxed, both: the new reference is made from one that the caller has. A checking build looks at
     * the count on the slow path. */
    if (SEAM_CHECKS == 0 && atomic_load_explicit(&block->word, memory_order_relaxed) == 1)
        atomic_store_explicit(&block->word, 2, memory_order_relaxed);
    else
        seam__block_retain(block);
}

/* Acquire: what the other holders did before they released is seen by the last one. */
static inline uint32_t seam__block_word(const seam_block *block)
{
    return atomic_load_explicit(&block->word, memory_order_acquire);
}

/* The word of a confined block that has more than one reference. */
static inline bool seam__word_is_confined_shared(uint32_t word)
{
    return word > (SEAM__CONFINED | 1);
}

/* Of a block with such a word. */
static inline void seam__block_drop_confined(seam_block *block, uint32_t old)
{
    if (SEAM_CHECKS >= 1)
        seam__block_check_owner(block);
    /* Relaxed: no other thread counts. */
    atomic_store_explicit(&block->word, old - 1, memory_order_relaxed);
}

/* Of a block with any other word. True when the caller had the last reference and must free it. */
static inline bool seam__block_drop(seam_block *block, uint32_t old)
{
    /* Two racing releases of one reference can both see the count 1, so a checking build does
     * without the fast path. */
    if ((SEAM_CHECKS == 0 && old == 1) || old == (SEAM__CONFINED | 1)) {
        if (SEAM_CHECKS >= 1)
            seam__block_check_owner(block);
        /* Relaxed: nobody else has a reference, and the pool's lock orders the reuse. */
        atomic_store_explicit(&block->word, 0, memory_order_relaxed);
        return true;
    }
    /* Release what was done with the bytes, acquire what others did: the last one frees them. */
    old = atomic_fetch_sub_explicit(&block->word, 1, memory_order_acq_rel);
    /* One comparison for those who are not the last. */
    if (SEAM__LIKELY((old & SEAM__COUNT_MASK) > 1))
        return false;
    if (SEAM__UNLIKELY((old & SEAM__COUNT_MASK) == 0))
        seam__block_panic_drop(block);
    return true;
}

/* Gives up two references that the caller has, where they are the last ones: true, and the caller must free
 * the block. Else nothing has changed. */
static inline bool seam__block_drop_two(seam_block *block)
{
    const uint32_t word = seam__block_word(block);

    /* As in seam__block_drop(). */
    if (!(SEAM_CHECKS == 0 && word == 2) && word != (SEAM__CONFINED | 2))
        return false;
    if (SEAM_CHECKS >= 1)
        seam__block_check_owner(block);
    /* Relaxed: nobody else has a reference, and the pool's lock orders the reuse. */
    atomic_store_explicit(&block->word, 0, memory_order_relaxed);
    return true;
}

/* Gives up one reference of two that are the caller's own, to which no other thread can come meanwhile. Where
 * there is no third nobody else can count. */
static inline void seam__block_drop_own(seam_block *block)
{
    const uint32_t word = seam__block_word(block);

    /* Relaxed: nobody else has a reference. As in seam__block_drop(). */
    if (SEAM_CHECKS == 0 && word == 2)
        atomic_store_explicit(&block->word, 1, memory_order_relaxed);
    else if (seam__word_is_confined_shared(word))
        seam__block_drop_confined(block, word);
    else
        (void)seam__block_drop(block, word);
}

/* From now on any thread may hold and release references. The caller's thread has all of them. */
static inline void seam__block_promote(seam_block *block)
{
    uint32_t old = atomic_load_explicit(&block->word, memory_order_relaxed);

    if ((old & SEAM__CONFINED) == 0)
        return;
    if (SEAM_CHECKS >= 1)
        seam__block_check_owner(block);
    /* Relaxed: whoever hands the block over orders it. */
    atomic_store_explicit(&block->word, old & SEAM__COUNT_MASK, memory_order_relaxed);
}

/* Where the bytes of a block lie, and how many there are (extent.c). */

/* Class size, whole pages, or the length of adopted memory. */
size_t seam__block_retained(const seam_block *block);
/* The memory that handles may have windows on. */
seam_view seam__block_bytes(const seam_block *block);

#endif
