/* What a pool is made of. */
#ifndef SEAM_MEM_POOL_POOL_PRIVATE_H
#define SEAM_MEM_POOL_POOL_PRIVATE_H

#include "mem/cache/cache.h"
#include "mem/slab/depot.h"
#include "mem/slab/size_class.h"
#include "mem/watch/guard_private.h"
#include "mem/watch/sampler.h"
#include "seam/pool.h"

#define SEAM__DEPOT_FOREIGN SEAM__N_CLASSES
#define SEAM__DEPOT_LARGE   (SEAM__N_CLASSES + 1)
#define SEAM__DEPOT_GUARDED (SEAM__N_CLASSES + 2)
#define SEAM__N_DEPOTS      (SEAM__N_CLASSES + 3)
SEAM_STATIC_ASSERT(SEAM__N_DEPOTS == SEAM__N_MAGAZINES);

/* Threads that live at the same time have slots of their own, up to this many; more share them, and take
 * the registry's lock where they use several pools in turn. */
#define SEAM__N_SLOTS 256u
SEAM_STATIC_ASSERT(SEAM__N_SLOTS % SEAM__N_SHELVES == 0);

struct seam_pool {
    uint64_t id;         /* unlike that of any other pool of the process */
    uint32_t first_word; /* of a block with one reference */
    /* Requests above this take the long way; the others are served by the class of
     * seam__pool_need(). */
    size_t quick_max;
    size_t tail;            /* readable bytes behind each block */
    size_t align_mask;      /* alignment - 1 */
    bool passthrough;       /* SEAM_POOL_PASSTHROUGH */
    bool confined;          /* SEAM_POOL_CONFINED; like all up to here it never changes */
    _Atomic uint64_t owner; /* the number of the thread that allocated first; 0 = none */
    seam__account account;
    size_t self_bytes; /* of this struct's own mapping */
    seam__traits traits;
    size_t cache_bytes;              /* bound on what a thread's cache holds */
    uint64_t cache_total_bytes;      /* bound on what all of them may hold; never changes */
    _Atomic uint64_t cache_granted;  /* what all of them may hold now; at most that bound */
    _Atomic uint64_t cache_wanted;   /* what a cache has asked for in vain; 0: nothing */
    _Atomic uint64_t next_halve_ms;  /* on the monotonic clock */
    uint64_t purge_delay_ms;         /* UINT64_MAX: never */
    _Atomic uint64_t next_purge_ms;  /* on the monotonic clock */
    _Atomic uint64_t early_purge_ms; /* before that no growth makes a purge come early */
    _Atomic uint64_t early_purge_at; /* committed bytes that do */
    struct seam_pool *next, *prev;   /* all pools; under the registry's lock */
    seam__cache *caches;             /* of all threads; under the registry's lock */
    _Atomic bool closing;            /* no cache is made any more; written under that lock */
    seam__sampler sampler;
    seam__guards guards;
    seam_pool *next_of_quota; /* under the quota's lock */
    void (*gone)(void *ctx, const seam_pool_stats *last);
    void *ctx;
    /* Set under the locks of all depots, so reading it under one of them is enough. */
    bool dying;
    /* Once dying: blocks that still live, and one for the call that destroys. */
    _Atomic uint64_t remaining;
    seam__shelf shelves[SEAM__N_SHELVES * SEAM__N_CLASSES];
    seam__large_shelf large[SEAM__N_SHELVES];
    /* A cache that a thread of this slot has, or had: its owner tells. Nobody has the first one. */
    _Atomic(seam__cache *) of_slot[SEAM__N_SLOTS];
    seam__depot depots[SEAM__N_DEPOTS];
};

/* What a block for a request of `len` bytes, at least 1, takes of payload. */
static inline size_t seam__pool_need(const seam_pool *pool, size_t len)
{
    return ((len - 1 + pool->tail) | pool->align_mask) + 1;
}

/* SEAM_OK, SEAM_EINVAL, or SEAM_EPERM when a secret pool's pages may not be locked. */
SEAM__TRY seam_status seam__pool_check_options(const seam_pool_options *options);
/* Whether released blocks rest: see `n_resting` in arena.h. */
typedef enum seam__rest {
    SEAM__REST_WATCHED, /* where the program is watched: the default */
    SEAM__REST_NEVER,
    SEAM__REST_ALWAYS
} seam__rest;

/* Of pools that are made from now on. For tests: those of caches need blocks that do not rest. */
void seam__pool_set_rest(seam__rest how);

/* Sets what options say; the pool is new, and zero but for its account. */
void seam__pool_configure(seam_pool *pool, const seam_pool_options *options);

/* Gives up memory that is held but not used: what threads' caches hold, of those that are inside at
 * their next call, and every arena that has no live block. True when there was such an arena. */
bool seam__pool_reclaim(seam_pool *pool);

/* Lets a purge happen when one is due. No lock may be held. */
void seam__pool_purge_when_due(seam_pool *pool);

/* For calls that may have committed memory: what has not been needed since the last purge goes back
 * sooner when the pool grows, so that a mix of sizes that shifts does not end with what each class once
 * needed at its peak. No lock may be held. */
void seam__pool_purge_early(seam_pool *pool);

static inline void seam__pool_purge_when_grown(seam_pool *pool)
{
    /* Relaxed, both: a growth may be missed. */
    if (SEAM__UNLIKELY(atomic_load_explicit(&pool->account.committed, memory_order_relaxed) >
                       atomic_load_explicit(&pool->early_purge_at, memory_order_relaxed)))
        seam__pool_purge_early(pool);
}

/* The coarse monotonic clock: it costs a few nanoseconds and is right to some milliseconds. */
uint64_t seam__pool_now_ms(void);

/* Under the lock of one of its depots: stops a checking build when the pool has been destroyed. */
static inline void seam__pool_check_alive(const seam_pool *pool)
{
    if (SEAM_CHECKS >= 1 && pool->dying)
        seam__panic("pool %p: used after seam_pool_destroy()", (const void *)pool);
}

/* The same for a call that has no lock; takes one in a checking build. */
void seam__pool_check_use(const seam_pool *pool);

/* As seam_pool_stats_get(), of a pool that may be dying. */
void seam__pool_sum(const seam_pool *pool, seam_pool_stats *out);

/* A block of a dying pool is gone; with the last one the pool is. */
void seam__pool_drop(seam_pool *pool);

/* The laws of the pool, its depots and their arenas. Takes the locks in turn; O(free blocks). */
bool seam__pool_valid(const seam_pool *pool);

#endif
