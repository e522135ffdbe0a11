/* The library's thread-local storage, and how the calling thread finds its cache of a pool without a lock. */
#ifndef SEAM_MEM_CACHE_SELF_H
#define SEAM_MEM_CACHE_SELF_H

#include "mem/cache/magazine.h"
#include "mem/cache/pool_head.h"

/* All that the library keeps in thread-local storage. It is small because the C library reserves only a few bytes
 * for libraries that are loaded while the program runs, in which variables are reached without a call (the build
 * option tls_model).
 *
 * Laws: `last.id` is 0, or `last.cache` is the thread's cache of the pool with that id; `slot` is below
 * SEAM__N_SLOTS. Only the thread itself writes here, `caches` under the registry's lock. */
typedef struct seam__thread {
    /* The cache that was found last. The processor can use it before it has compared the ids, as it predicts
     * that branch. */
    struct {
        uint64_t id; /* of the pool; 0: there is no cache */
        seam__cache *cache;
    } last;
    seam__cache *caches;    /* a list of all caches of the thread */
    uint64_t number;        /* see seam__thread_number(); 0: none yet */
    uint16_t slot;          /* see `of_slot` in pool_head.h; 0: none yet */
    uint16_t n_before_fork; /* handlers that have run for a fork() that is going on */
    bool watched;           /* the key has a value: the destructor will run when the thread exits */
    bool exited;            /* the destructor has run */
} seam__thread;

SEAM_STATIC_ASSERT(sizeof(void *) != 8 || sizeof(seam__thread) == 40);

extern _Thread_local seam__thread seam__self;

/* A number that no other thread of the process has or had; never 0. */
uint64_t seam__thread_number(void);

/* The calling thread's cache of a pool, if it is found without a lock. NULL: it has none, or a lock is needed. */
static inline seam__cache *seam__thread_hinted(const seam__pool_head *head)
{
    seam__thread *self = &seam__self;
    seam__cache *cache;

    if (SEAM__LIKELY(self->last.id == head->id)) {
        if (self->last.cache == NULL)
            __builtin_unreachable();
        return self->last.cache;
    }
    /* Acquire: another thread of this slot may have stored its cache. */
    cache = atomic_load_explicit(&head->of_slot[self->slot], memory_order_acquire);
    /* Relaxed: only the thread itself makes it the owner. */
    if (cache == NULL || atomic_load_explicit(&cache->owner, memory_order_relaxed) != self)
        return NULL;
    self->last.id = head->id;
    self->last.cache = cache;
    return cache;
}

#endif
