/* What one thread keeps of one pool: a magazine of free blocks for each size class (Bonwick), so
 * that most allocations and releases touch nothing shared.
 *
 * A cache is its owner's, but for four moments: the pool that dies closes it and takes its blocks,
 * the thread that exits returns them, a child process has none of its parent's other threads, and
 * statistics read its counts. The first must wait while the owner is inside (`busy`); barrier.h makes
 * that cheap for the owner. */
#ifndef SEAM_MEM_CACHE_H
#define SEAM_MEM_CACHE_H

#include "base/barrier.h"
#include "mem/account.h"
#include "mem/block.h"
#include "mem/size_class.h"

#define SEAM__CACHE_BYTES     ((size_t)256 << 10)
#define SEAM__MAGAZINE_ROUNDS 1024u

/* Orders to the owner, obeyed at its next call. */
enum {
    SEAM__CACHE_FLUSH = 1, /* give every block back to the depots */
    SEAM__CACHE_CLOSED = 2 /* for ever empty: the pool is being destroyed */
};

/* Laws: n <= cap; rounds[-1] is NULL and `top` is rounds[n - 1]. The blocks have the count 0 and are
 * out of the depot. What has been served is counted in the same word, so that counting costs no
 * access of its own. A block that is put and taken at once is met again in `top`: to find it the
 * processor need not wait for n. */
typedef struct seam__magazine {
    _Atomic uint64_t word; /* n in bits 0..15, requests served above them; written by the owner */
    seam_block *top;       /* likewise */
    seam_block **rounds;   /* like all below it never changes */
    uint32_t class_bytes;
    uint32_t cap; /* 0: nothing is kept */
} seam__magazine;

SEAM_STATIC_ASSERT(sizeof(seam__magazine) == 32); /* a power of two is found by a shift */

#define SEAM__ROUNDS_MASK UINT64_C(0xFFFF)
#define SEAM__SERVED_ONE  UINT64_C(0x10000)
SEAM_STATIC_ASSERT(SEAM__MAGAZINE_ROUNDS <= SEAM__ROUNDS_MASK);

/* One for each size class, and for each other depot of a pool one that is always empty. */
#define SEAM__N_MAGAZINES (SEAM__N_CLASSES + 3)

/* Law: `room` is max_bytes less the class sizes of all rounds. */
typedef struct seam__cache {
    _Atomic uint32_t busy;   /* 1 while the owner is inside */
    _Atomic uint32_t orders; /* SEAM__CACHE_* */
    bool quick;              /* light, and the pool counts no allocations; never changes */
    bool light;              /* see barrier.h; never changes */
    size_t room;
    size_t max_bytes; /* never changes */
    /* Lengths asked for through this cache less those given back through it, modulo 2^64. */
    _Atomic uint64_t requested;
    uint64_t until_sample; /* allocations; the owner's */
    seam_pool *pool;       /* never changes */
    /* Lists, under the registry's lock. */
    struct seam__cache *next_of_pool;
    struct seam__cache *next_of_thread;
    struct seam__thread *owner; /* NULL: it waits for the next thread */
    size_t map_len;
    seam__magazine magazines[SEAM__N_MAGAZINES];
    uint64_t until_guard;         /* allocations; the owner's */
    _Atomic uint32_t n_long_ways; /* of the owner's calls; see seam__pool_tick() */
    uint32_t row;                 /* of the shelves that its owner uses */
} seam__cache;

/* Maps a cache; NULL when the account or the system does not allow it. `counts`: every allocation of
 * the pool is counted, so that none may take the quick way. */
seam__cache *seam__cache_map(seam__account *account, size_t max_bytes, bool counts);
void seam__cache_unmap(seam__account *account, seam__cache *cache);

/* `busy` is set. False when there are orders, and then the owner is not inside. */
static inline bool seam__cache_is_in(seam__cache *cache)
{
    if (SEAM__LIKELY(atomic_load_explicit(&cache->orders, memory_order_seq_cst) == 0))
        return true;
    atomic_store_explicit(&cache->busy, 0, memory_order_release);
    return false;
}

/* The owner of a light cache goes in. */
static inline bool seam__cache_enter_lightly(seam__cache *cache)
{
    /* Relaxed: the light barrier orders it before the load of the orders. */
    atomic_store_explicit(&cache->busy, 1, memory_order_relaxed);
    seam__barrier_light();
    return seam__cache_is_in(cache);
}

/* The owner goes in: false when there are orders, and then it is not inside. */
static inline bool seam__cache_enter(seam__cache *cache)
{
    if (cache->light)
        return seam__cache_enter_lightly(cache);
    /* Sequentially consistent, as the load of the orders and the other side's operations. */
    atomic_exchange_explicit(&cache->busy, 1, memory_order_seq_cst);
    return seam__cache_is_in(cache);
}

static inline void seam__cache_leave(seam__cache *cache)
{
    /* Release: whoever sees 0 sees what the owner did. */
    atomic_store_explicit(&cache->busy, 0, memory_order_release);
}

/* Blocks in the magazine of a class. */
static inline uint32_t seam__cache_rounds(const seam__cache *cache, unsigned index)
{
    /* Relaxed, here and below: one writer, and readers who only count. */
    return (uint32_t)(atomic_load_explicit(&cache->magazines[index].word, memory_order_relaxed) &
                      SEAM__ROUNDS_MASK);
}

/* Requests that the magazine of a class has served. */
static inline uint64_t seam__cache_served(const seam__cache *cache, unsigned index)
{
    return atomic_load_explicit(&cache->magazines[index].word, memory_order_relaxed) /
           SEAM__SERVED_ONE;
}

/* Inside: a block of the class for a request, or NULL when its magazine is empty. */
static inline seam_block *seam__cache_take(seam__cache *cache, unsigned index)
{
    seam__magazine *magazine = &cache->magazines[index];
    const uint64_t word = atomic_load_explicit(&magazine->word, memory_order_relaxed);
    const uint64_t n = word & SEAM__ROUNDS_MASK;
    seam_block *block = magazine->top;

    if (SEAM__UNLIKELY(block == NULL))
        return NULL;
    atomic_store_explicit(&magazine->word, word + SEAM__SERVED_ONE - 1, memory_order_relaxed);
    magazine->top = magazine->rounds[(ptrdiff_t)n - 2];
    cache->room += magazine->class_bytes;
    return block;
}

/* Inside: keeps a block whose count is 0; false when there is no room for it. */
static inline bool seam__cache_put(seam__cache *cache, unsigned index, seam_block *block)
{
    seam__magazine *magazine = &cache->magazines[index];
    const uint64_t word = atomic_load_explicit(&magazine->word, memory_order_relaxed);
    const uint64_t n = word & SEAM__ROUNDS_MASK;

    if (SEAM__UNLIKELY(n == magazine->cap || magazine->class_bytes > cache->room))
        return false;
    magazine->rounds[n] = block;
    magazine->top = block;
    /* Release: a child process sees no count without its block. */
    atomic_store_explicit(&magazine->word, word + 1, memory_order_release);
    cache->room -= magazine->class_bytes;
    return true;
}

/* Inside: what `n` rounds were moved to or from the end of a magazine, SIZE_MAX standing for -1,
 * has to be counted. */
static inline void seam__cache_moved(seam__cache *cache, unsigned index, size_t n)
{
    seam__magazine *magazine = &cache->magazines[index];
    const uint64_t word = atomic_load_explicit(&magazine->word, memory_order_relaxed) + n;

    cache->room -= n * magazine->class_bytes;
    magazine->top = magazine->rounds[(ptrdiff_t)(word & SEAM__ROUNDS_MASK) - 1];
    /* Release: as in seam__cache_put(). */
    atomic_store_explicit(&magazine->word, word, memory_order_release);
}

/* The owner alone writes it, so no read-modify-write is needed. Counted behind the block that is
 * taken, and before the one that is put: where fork() cuts between the two, the child's copy lacks a
 * length, and never has one too many. */
static inline void seam__cache_count(seam__cache *cache, uint64_t requested)
{
    uint64_t old = atomic_load_explicit(&cache->requested, memory_order_relaxed);

    /* Release: the order above. */
    atomic_store_explicit(&cache->requested, old + requested, memory_order_release);
}

/* Inside: a block for a request of `len` bytes, or NULL when the magazine is empty. */
static inline seam_block *seam__cache_serve(seam__cache *cache, unsigned index, size_t len)
{
    seam_block *block = seam__cache_take(cache, index);

    if (SEAM__LIKELY(block != NULL))
        seam__cache_count(cache, len);
    return block;
}

/* Inside: keeps a block whose count is 0, and counts its length. */
static inline bool seam__cache_keep(seam__cache *cache, unsigned index, seam_block *block)
{
    const uint32_t len = seam__block_len(block);
    bool kept;

    seam__cache_count(cache, 0 - (uint64_t)len);
    kept = seam__cache_put(cache, index, block);
    if (!kept)
        seam__cache_count(cache, len);
    return kept;
}

/* Goes in, takes a block for a request of `len` bytes, and leaves. NULL: the cache is not quick, or
 * something is in the way. */
static inline seam_block *seam__cache_take_one(seam__cache *cache, unsigned index, size_t len)
{
    seam_block *block;

    if (SEAM__UNLIKELY(!cache->quick) || !seam__cache_enter_lightly(cache))
        return NULL;
    block = seam__cache_serve(cache, index, len);
    seam__cache_leave(cache);
    return block;
}

/* Goes in, keeps a block whose count is 0, and leaves. False: as above. */
static inline bool seam__cache_put_one(seam__cache *cache, unsigned index, seam_block *block)
{
    bool kept;

    if (SEAM__UNLIKELY(!cache->quick) || !seam__cache_enter_lightly(cache))
        return false;
    kept = seam__cache_keep(cache, index, block);
    seam__cache_leave(cache);
    return kept;
}

/* The class whose magazine holds most bytes. */
unsigned seam__cache_fullest(const seam__cache *cache);

/* For a child process that has a copy of a cache and not its owner, who may have been inside: brings
 * back the law. At most the one block that the owner had in hand is in no magazine and in no depot,
 * and counts as live for ever. */
void seam__cache_mend(seam__cache *cache);

/* The law above. For a quiet cache. */
bool seam__cache_valid(const seam__cache *cache);

#endif
