/* A cache: what one thread keeps of one pool, a magazine of free blocks for each size class (Bonwick and Adams),
 * so that most allocations and releases touch nothing shared. The thread is the owner of the cache.
 *
 * What a cache may keep, its grant, starts small and doubles when a block is missed after blocks were flushed for
 * lack of room; from SEAM__CACHE_EASY on only if that happens often. The sum of the grants of a pool is bounded as
 * well (cache_set.h).
 *
 * Other threads touch a cache when its pool is destroyed, which closes and empties it; in a trim, and in a purge
 * that finds it idle, which empty it; after fork(), when the child takes over the caches of threads that it does
 * not have; and in statistics, which read its counts. Pool, trim and purge must not touch the magazines while the
 * owner is inside (`state`): barrier.h makes that cheap for the owner. */
#ifndef SEAM_MEM_CACHE_CACHE_H
#define SEAM_MEM_CACHE_CACHE_H

#include "mem/cache/magazine.h"
#include "mem/os/account.h"
#include "mem/slab/layout.h"

#define SEAM__CACHE_BYTES     (((size_t)8 << 20) - 4 * SEAM__ALIGNMENT) /* the largest grant */
#define SEAM__CACHE_FIRST     ((size_t)64 << 10)                        /* the first grant */
#define SEAM__CACHE_EASY      ((size_t)1 << 20) /* a larger grant grows by frequent misses only */
#define SEAM__MAGAZINE_ROUNDS 1279u /* three pages, with the NULL and the offset before them */

/* The pending flags that the owner can act on. */
#define SEAM__CACHE_TASKS ((uint32_t)(SEAM__CACHE_FLUSH | SEAM__CACHE_MEND | SEAM__CACHE_HALVE))

/* Maps a cache. NULL: the account or the system does not allow it. `slow` says that no request may take the fast
 * path. */
seam__cache *seam__cache_map(seam__account *account, size_t max_bytes, bool slow);
void seam__cache_unmap(seam__account *account, seam__cache *cache);

static inline bool seam__cache_is_slow(const seam__cache *cache)
{
    /* Relaxed: this flag never changes. */
    return (atomic_load_explicit(&cache->pending, memory_order_relaxed) & SEAM__CACHE_SLOW) != 0;
}

/* The owner leaves. */
static inline void seam__cache_leave(seam__cache *cache)
{
    seam__cache_leave_as(cache, seam__cache_state(cache) & ~SEAM__CACHE_INSIDE);
}

/* The owner goes in without the one-sided barrier; `state` has the bit. Returns the pending flags. */
static inline uint32_t seam__cache_enter_heavily(seam__cache *cache, uint64_t state)
{
    /* Sequentially consistent, both: either this load sees the other side's flag, or that side sees this state. */
    atomic_exchange_explicit(&cache->state, state, memory_order_seq_cst);
    return atomic_load_explicit(&cache->pending, memory_order_seq_cst);
}

/* The owner goes in. False: flags are pending, and the owner is not inside. */
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

/* Classes whose indices differ by less than this begin their rounds at different cache lines of a page: else the first
 * rounds of all magazines would compete for the same sets of a processor's cache. */
#define SEAM__N_ROUND_COLORS 16u

/* Where the rounds of the magazine of a class begin. */
static inline seam_block **seam__cache_first_round(const seam__cache *cache, unsigned index)
{
    const size_t color = 2 * SEAM__LINE * (index % SEAM__N_ROUND_COLORS);
    const uintptr_t pages = (uintptr_t)cache + cache->pages_at + index * cache->pages_bytes;

    return (seam_block **)(pages + color) + 1;
}

/* What `last` and `end` of a magazine without pages lead to. */
extern seam_block *seam__no_rounds[1];

/* Blocks in the magazine of a class. */
static inline uint32_t seam__cache_rounds(const seam__cache *cache, unsigned index)
{
    /* Relaxed: the owner reads what it wrote, and other threads only count. */
    seam_block **last = atomic_load_explicit(&cache->magazines[index].last, memory_order_relaxed);

    return last != seam__no_rounds ? (uint32_t)(last + 1 - seam__cache_first_round(cache, index))
                                   : 0;
}

/* Requests that the magazine of a class has served. */
static inline uint64_t seam__cache_served(const seam__cache *cache, unsigned index)
{
    return atomic_load_explicit(&cache->magazines[index].served, memory_order_relaxed);
}

/* Inside: adds to the state. A length is added after its block was taken and subtracted before its block is put.
 * So if fork() comes between the two, the sum of lengths in the child is too small and never too large. */
static inline void seam__cache_add(seam__cache *cache, uint64_t more)
{
    /* Release: the order above. */
    atomic_store_explicit(&cache->state, seam__cache_state(cache) + more, memory_order_release);
}

/* Inside: counts `n` blocks that were copied to the end of a magazine, or, modulo 2^64, -n that were taken from it. */
static inline void seam__cache_moved(seam__cache *cache, unsigned index, size_t n)
{
    seam__magazine *magazine = &cache->magazines[index];
    seam_block **last = atomic_load_explicit(&magazine->last, memory_order_relaxed);

    seam__cache_add(cache, 0 - (uint64_t)n * magazine->cost);
    /* Release: a child process sees no round without its block. */
    atomic_store_explicit(&magazine->last, last + (ptrdiff_t)n, memory_order_release);
}

/* Inside: takes a block for a request of `len` bytes. NULL: the magazine is empty. */
static inline seam_block *seam__cache_serve(seam__cache *cache, unsigned index, size_t len)
{
    seam__magazine *magazine = &cache->magazines[index];
    seam_block *block = seam__magazine_take(magazine);

    if (SEAM__LIKELY(block != NULL))
        seam__cache_add(cache, seam__cache_counted(len) + magazine->cost);
    return block;
}

/* Inside: keeps a block whose count is 0, and subtracts its length. False: there is no room. */
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

/* A number that changes when the owner allocates or releases. The caller has the registry's lock. */
uint64_t seam__cache_activity(const seam__cache *cache);

/* The grant, in the units of the state: the room of the empty cache. */
static inline uint32_t seam__cache_total(const seam__cache *cache)
{
    /* Relaxed: whoever acts on it keeps the owner out; to others it is a hint. */
    return atomic_load_explicit(&cache->total, memory_order_relaxed);
}

/* The grant in bytes. */
static inline uint64_t seam__cache_granted(const seam__cache *cache)
{
    return (uint64_t)seam__cache_total(cache) / 2 * cache->unit;
}

/* Sets the grant, in whole units. What the cache holds must fit. The caller is the owner, inside, or keeps the owner
 * out. */
void seam__cache_set_total(seam__cache *cache, size_t bytes);

/* Inside: charges the account for the pages of a magazine, unless that is done. False: it does not allow it. */
bool seam__cache_open(seam__cache *cache, unsigned index);

/* Decommits the pages of all magazines, which are empty. If the system refuses, they stay. The caller is the owner, or
 * keeps the owner out. */
void seam__cache_close_magazines(seam__cache *cache);

/* Inside: how many blocks of a class there is room for. */
static inline uint32_t seam__cache_n_fit(const seam__cache *cache, unsigned index)
{
    return seam__cache_room(seam__cache_state(cache)) / cache->magazines[index].cost;
}

/* Bytes of all blocks in the magazines, each rounded up to whole units. No thread uses the cache meanwhile. */
static inline size_t seam__cache_held(const seam__cache *cache)
{
    return (size_t)(seam__cache_total(cache) - seam__cache_room(seam__cache_state(cache))) / 2 *
           cache->unit;
}

/* The bytes that live blocks were asked for. `sum` adds up what depots and states count of that, modulo 2^48: a sum
 * over 2^47, which no address space has room for, stands for a negative number that threads made meanwhile. */
static inline uint64_t seam__cache_requested(uint64_t sum)
{
    sum &= (UINT64_C(1) << 48) - 1;
    return sum >> 47 == 0 ? sum : 0;
}

/* The class whose magazine holds most bytes. */
unsigned seam__cache_fullest(const seam__cache *cache);

/* Makes the law of the state true again, after the magazines were emptied without it. `inside` is that bit of the
 * state afterwards. The caller is the owner, or a child process that has a copy of the cache and not its owner,
 * who may have been inside: then at most the one block that the owner had in hand is in no magazine and in no
 * depot, and counts as live for ever. */
void seam__cache_mend(seam__cache *cache, uint64_t inside);

/* The laws of a cache that no thread uses meanwhile, and of its magazines. */
bool seam__cache_valid(const seam__cache *cache);

#endif
