/* What one thread keeps of one pool: a magazine of free blocks for each size class (Bonwick), so
 * that most allocations and releases touch nothing shared.
 *
 * How much a cache may keep starts small and doubles when a block is missed that was given back for
 * lack of room. The sum over the caches of a pool is bounded as well (cache_set.h).
 *
 * A cache is its owner's, but for these moments: the pool that dies closes it and takes its blocks,
 * a trim empties it, and so does a purge that finds it idle; the thread that exits returns it, a child
 * process has none of its parent's other threads, and statistics read its counts. The first three must
 * not touch the magazines while the owner is inside (`state`); barrier.h makes that cheap for the
 * owner. */
#ifndef SEAM_MEM_CACHE_CACHE_H
#define SEAM_MEM_CACHE_CACHE_H

#include "mem/cache/magazine.h"
#include "mem/os/account.h"

#define SEAM__CACHE_BYTES     (((size_t)4 << 20) - 2 * SEAM__ALIGNMENT) /* most that one thread keeps */
#define SEAM__CACHE_FIRST     ((size_t)64 << 10) /* what it may keep at first */
#define SEAM__MAGAZINE_ROUNDS 1279u              /* with what lies before them, three pages */
SEAM_STATIC_ASSERT(SEAM__MAGAZINE_ROUNDS <= SEAM__ROUNDS_MASK);

/* The pending flags that the owner can act on. */
#define SEAM__CACHE_TASKS ((uint32_t)(SEAM__CACHE_FLUSH | SEAM__CACHE_MEND | SEAM__CACHE_HALVE))

/* Maps a cache; NULL when the account or the system does not allow it. `slow`: no request may take the
 * fast path. */
seam__cache *seam__cache_map(seam__account *account, size_t max_bytes, bool slow);
void seam__cache_unmap(seam__account *account, seam__cache *cache);

static inline bool seam__cache_is_slow(const seam__cache *cache)
{
    /* Relaxed: that order does not change. */
    return (atomic_load_explicit(&cache->pending, memory_order_relaxed) & SEAM__CACHE_SLOW) != 0;
}

static inline void seam__cache_leave(seam__cache *cache)
{
    seam__cache_leave_as(cache, seam__cache_state(cache) & ~SEAM__CACHE_INSIDE);
}

static inline uint32_t seam__cache_enter_heavily(seam__cache *cache, uint64_t state)
{
    /* Sequentially consistent, as the load of the pending flags and the other side's operations. */
    atomic_exchange_explicit(&cache->state, state, memory_order_seq_cst);
    return atomic_load_explicit(&cache->pending, memory_order_seq_cst);
}

/* The owner goes in: false when flags are pending, and then it is not inside. */
static inline bool seam__cache_enter(seam__cache *cache)
{
    const uint64_t state = seam__cache_state(cache) | SEAM__CACHE_INSIDE;
    const uint32_t pending = cache->light ? seam__cache_enter_lightly(cache, state)
                                          : seam__cache_enter_heavily(cache, state);

    if (SEAM__LIKELY((pending & ~(uint32_t)SEAM__CACHE_SLOW) == 0))
        return true;
    seam__cache_leave(cache);
    return false;
}

/* Blocks in the magazine of a class. */
static inline uint32_t seam__cache_rounds(const seam__cache *cache, unsigned index)
{
    /* Relaxed, as all reads of this word: one writer, and readers who only count. */
    return (uint32_t)(atomic_load_explicit(&cache->magazines[index].word, memory_order_relaxed) &
                      SEAM__ROUNDS_MASK);
}

/* Requests that the magazine of a class has served. */
static inline uint64_t seam__cache_served(const seam__cache *cache, unsigned index)
{
    return atomic_load_explicit(&cache->magazines[index].word, memory_order_relaxed) /
           SEAM__SERVED_ONE;
}

/* Inside: adds to the state. A length is added behind the block that is taken, and taken away before the
 * one that is put: where fork() cuts between the two, the child's copy lacks a length, and never has one
 * too many. */
static inline void seam__cache_add(seam__cache *cache, uint64_t more)
{
    /* Release: the order above. */
    atomic_store_explicit(&cache->state, seam__cache_state(cache) + more, memory_order_release);
}

/* Inside: what `n` rounds were moved to or from the end of a magazine, SIZE_MAX standing for -1,
 * has to be counted. */
static inline void seam__cache_moved(seam__cache *cache, unsigned index, size_t n)
{
    seam__magazine *magazine = &cache->magazines[index];
    const uint64_t word = atomic_load_explicit(&magazine->word, memory_order_relaxed) + n;

    seam__cache_add(cache, 0 - (uint64_t)n * magazine->cost);
    magazine->top = magazine->rounds[(ptrdiff_t)(word & SEAM__ROUNDS_MASK) - 1];
    /* Release: as in seam__magazine_put(). */
    atomic_store_explicit(&magazine->word, word, memory_order_release);
}

/* Inside: a block for a request of `len` bytes, or NULL when the magazine is empty. */
static inline seam_block *seam__cache_serve(seam__cache *cache, unsigned index, size_t len)
{
    seam__magazine *magazine = &cache->magazines[index];
    seam_block *block = seam__magazine_take(magazine);

    if (SEAM__LIKELY(block != NULL))
        seam__cache_add(cache, seam__cache_counted(len) + magazine->cost);
    return block;
}

/* Inside: keeps a block whose count is 0, and counts its length; false when there is no room. */
static inline bool seam__cache_keep(seam__cache *cache, unsigned index, seam_block *block)
{
    seam__magazine *magazine = &cache->magazines[index];
    const uint64_t more = seam__cache_counted(seam__block_len(block)) + magazine->cost;
    bool kept;

    if (seam__cache_room(seam__cache_state(cache)) < magazine->cost)
        return false;
    seam__cache_add(cache, 0 - more);
    kept = seam__magazine_put(magazine, block);
    if (!kept)
        seam__cache_add(cache, more);
    return kept;
}

/* A number that changes when the owner allocates or releases. For whoever holds the registry's lock. */
uint64_t seam__cache_activity(const seam__cache *cache);

/* Room of the empty cache, in the state's terms. */
static inline uint32_t seam__cache_total(const seam__cache *cache)
{
    /* Relaxed: whoever acts on it has the owner kept out; for others it is a hint. */
    return atomic_load_explicit(&cache->total, memory_order_relaxed);
}

/* The bytes that it stands for. */
static inline uint64_t seam__cache_granted(const seam__cache *cache)
{
    return (uint64_t)seam__cache_total(cache) / 2 * cache->unit;
}

/* Inside, or when the owner cannot be: changes what the empty cache has room for, by whole units. What
 * is held must fit. */
void seam__cache_set_total(seam__cache *cache, size_t bytes);

/* Inside: gives the magazine of a class its pages. False: the account does not allow it. */
bool seam__cache_open(seam__cache *cache, unsigned index);

/* When the owner is not inside, or is the caller: takes the pages of all magazines, which are empty,
 * away. Where the system does not take them they stay. */
void seam__cache_close_magazines(seam__cache *cache);

/* Inside: the blocks of a class that there is room for. */
static inline uint32_t seam__cache_n_fit(const seam__cache *cache, unsigned index)
{
    return seam__cache_room(seam__cache_state(cache)) / cache->magazines[index].cost;
}

/* Bytes that the rounds of a quiet cache hold, in whole units. */
static inline size_t seam__cache_held(const seam__cache *cache)
{
    return (size_t)(seam__cache_total(cache) - seam__cache_room(seam__cache_state(cache))) / 2 *
           cache->unit;
}

/* The sum of what lengths added to states, and of others, modulo 2^48 as a number that is not negative.
 * No address space has 2^47 bytes that were asked for. */
static inline uint64_t seam__cache_requested(uint64_t sum)
{
    sum &= (UINT64_C(1) << 48) - 1;
    return sum >> 47 == 0 ? sum : 0;
}

/* The class whose magazine holds most bytes. */
unsigned seam__cache_fullest(const seam__cache *cache);

/* Brings back the law of the state; `inside` is the bit that the state has afterwards. For the owner,
 * and for a child process that has a copy of a cache and not its owner, who may have been inside: at
 * most the one block that the owner had in hand is in no magazine and in no depot, and counts as live
 * for ever. */
void seam__cache_mend(seam__cache *cache, uint64_t inside);

/* The law above. For a quiet cache. */
bool seam__cache_valid(const seam__cache *cache);

#endif
