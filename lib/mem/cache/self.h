/* What the library keeps in thread-local storage, and how the calling thread finds its cache of a pool
 * without a lock. */
#ifndef SEAM_MEM_CACHE_SELF_H
#define SEAM_MEM_CACHE_SELF_H

#include "mem/cache/magazine.h"
#include "mem/cache/pool_head.h"

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
    uint16_t slot;          /* see `of_slot` in pool_head.h; 0: none yet */
    uint16_t n_before_fork; /* handlers that have run for a fork() that is going on */
    bool watched;           /* its end will be noticed */
    bool exited;
} seam__thread;

SEAM_STATIC_ASSERT(sizeof(void *) != 8 || sizeof(seam__thread) == 40);

extern _Thread_local seam__thread seam__self;

/* A number that no other thread of the process has or had; never 0. */
uint64_t seam__thread_number(void);

/* The calling thread's cache of a pool where it is found without a lock; else NULL, which is no answer. */
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
