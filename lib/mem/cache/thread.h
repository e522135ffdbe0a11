/* The caches of the calling thread. One TLS key serves every pool;
 * a thread that exits returns its caches, and releases after that go to the depots. */
#ifndef SEAM_MEM_CACHE_THREAD_H
#define SEAM_MEM_CACHE_THREAD_H

#include "mem/pool/pool_private.h"

/* What a thread has. It is all that the library keeps in thread-local storage, and small: the C library has
 * room for few bytes in libraries that are loaded while the program runs, where they are reached without
 * a call (the option tls_model).
 *
 * Law: `last` is the cache that was found last, or has the number 0; `slot` is 0 or one of those that
 * threads have. Written by the thread itself, `caches` under the registry's lock. */
typedef struct seam__thread {
    /* To find it the processor need not wait until it knows which pool that is: only a branch that it
     * predicts depends on it. */
    struct {
        uint64_t id; /* of the pool; 0: of none */
        seam__cache *cache;
    } last;
    seam__cache *caches;    /* a list of all that the thread has */
    uint64_t number;        /* see seam__thread_number(); 0: none yet */
    uint16_t slot;          /* see `of_slot` in a pool; 0: none yet */
    uint16_t n_before_fork; /* handlers that have run for a fork() that is going on */
    bool watched;           /* its end will be noticed */
    bool exited;
} seam__thread;

SEAM_STATIC_ASSERT(sizeof(void *) != 8 || sizeof(seam__thread) == 40);

extern _Thread_local seam__thread seam__self;

/* Finds the cache where the thread has one, and remembers it. */
seam__cache *seam__thread_find(seam_pool *pool);

/* Finds or makes it; NULL when the pool is being destroyed, and without memory. */
seam__cache *seam__thread_make(seam_pool *pool);

/* The calling thread's cache of a pool where it is found without a lock; else NULL, which is no answer. */
static inline seam__cache *seam__thread_hinted(const seam_pool *pool)
{
    seam__thread *self = &seam__self;
    seam__cache *cache;

    if (SEAM__LIKELY(self->last.id == pool->id)) {
        if (self->last.cache == NULL)
            __builtin_unreachable();
        return self->last.cache;
    }
    /* Acquire: another thread of this slot may have stored its cache. */
    cache = atomic_load_explicit(&pool->of_slot[self->slot], memory_order_acquire);
    /* Relaxed: only the thread itself makes it the owner. */
    if (cache == NULL || atomic_load_explicit(&cache->owner, memory_order_relaxed) != self)
        return NULL;
    self->last.id = pool->id;
    self->last.cache = cache;
    return cache;
}

/* The calling thread's cache of a pool; NULL: use the depots. */
static inline seam__cache *seam__thread_cache(seam_pool *pool)
{
    seam__cache *cache = seam__thread_hinted(pool);

    return cache != NULL ? cache : seam__thread_find(pool);
}

/* A number that no other thread of the process has or had; never 0. */
uint64_t seam__thread_number(void);

/* The row of shelves that the calling thread uses. Threads that live at the same time share rows as
 * evenly as they can. */
unsigned seam__thread_row(void);

/* Lets a purge happen, for calls that take the long way: one in sixteen of a thread looks at the clock.
 * Threads without a cache count by row, as they may have no other business with each other. No lock may
 * be held. */
static inline void seam__thread_tick(seam_pool *pool)
{
    seam__cache *cache = seam__thread_hinted(pool);
    /* Relaxed: it does not matter when threads count over each other. */
    _Atomic uint32_t *counter =
        cache != NULL ? &cache->n_long_ways : &pool->large[seam__thread_row()].n_long_ways;
    const uint32_t n = atomic_load_explicit(counter, memory_order_relaxed);

    atomic_store_explicit(counter, n + 1, memory_order_relaxed);
    if (n % 16 == 0)
        seam__pool_purge_when_due(pool);
}

/* False for every thread but the owner of a confined pool. */
bool seam__thread_owns(const seam_pool *pool);

/* Closes every cache of a pool and gives their blocks to the depots. No cache is made any more. */
void seam__thread_close_all(seam_pool *pool);

/* In a child process, under the registry's lock: forgets the threads that are not here. */
void seam__thread_stay_alone(void);

/* In a child process, under the registry's lock: gives the blocks of the caches of threads that are
 * not here to the depots, and the caches to the next threads that want one. */
void seam__thread_adopt_all(seam_pool *pool);

/* Empties the caches of a pool: all, or those whose owners have neither allocated nor released since
 * the last call with `idle`. An owner that is inside right now does it itself at its next call, if all
 * are meant. No lock may be held but a quota's. */
void seam__thread_take_over(seam_pool *pool, bool idle);

/* Asks the owners of caches that may keep more than `bytes` to let go of half of it. No lock may be
 * held. */
void seam__thread_order_halve(seam_pool *pool, uint64_t bytes);

/* Adds what the caches of a pool hold: blocks and their class sizes, and the lengths asked for
 * through them: see seam__cache_requested(). */
void seam__thread_count(const seam_pool *pool, uint64_t *n_blocks, uint64_t *bytes,
                        uint64_t *requested);

/* Adds what the caches of a pool have of one class: blocks, and requests they have served. */
void seam__thread_count_class(const seam_pool *pool, unsigned index, uint64_t *n_blocks,
                              uint64_t *n_served);

/* The laws of a quiet pool's caches. */
bool seam__thread_caches_valid(const seam_pool *pool);

#endif
