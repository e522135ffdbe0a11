/* What a pool is made of. */
#ifndef SEAM_MEM_POOL_POOL_PRIVATE_H
#define SEAM_MEM_POOL_POOL_PRIVATE_H

#include "mem/cache/thread.h"
#include "mem/os/quota_private.h"
#include "mem/slab/heap.h"
#include "mem/watch/guard_private.h"
#include "mem/watch/sampler.h"
#include "seam/pool.h"

struct seam_pool {
    seam__pool_head head; /* first: whoever has a pool can have its head */
    seam__heap heap;
    seam__cache_set caches;
    seam__sampler sampler;
    seam__guards guards;
    seam__quota_entry quota_entry;
    bool passthrough;                /* SEAM_POOL_PASSTHROUGH; never changes */
    size_t self_bytes;               /* of this struct's own mapping */
    uint64_t purge_delay_ms;         /* UINT64_MAX: never */
    _Atomic uint64_t next_purge_ms;  /* on the monotonic clock */
    _Atomic uint64_t early_purge_ms; /* before that no growth makes a purge come early */
    _Atomic uint64_t early_purge_at; /* committed bytes that do */
    struct seam_pool *next, *prev;   /* all pools; under the registry's lock */
    void (*gone)(void *ctx, const seam_pool_stats *last);
    void *ctx;
    /* Once dying: blocks that still live, and one for the call that destroys. */
    _Atomic uint64_t remaining;
};

SEAM_STATIC_ASSERT(offsetof(seam_pool, head) == 0);

/* SEAM_OK, SEAM_EINVAL, or SEAM_EPERM when a secret pool's pages may not be locked. */
SEAM__TRY seam_status seam__pool_check_options(const seam_pool_options *options);
/* Whether released blocks stay in quarantine for a while: see `n_quarantined` in layout.h. */
typedef enum seam__quarantine {
    SEAM__QUARANTINE_WATCHED, /* where AddressSanitizer or Valgrind watches: the default */
    SEAM__QUARANTINE_NEVER,
    SEAM__QUARANTINE_ALWAYS
} seam__quarantine;

/* Sets it for pools that are made from now on. For tests: those of caches need blocks that serve again at once. */
void seam__pool_set_quarantine(seam__quarantine how);

/* Sets what options say; the pool is new, and zero but for its account. */
void seam__pool_configure(seam_pool *pool, const seam_pool_options *options);

/* Gives up memory that is held but not used: what threads' caches hold, of those that are inside at
 * their next call, and every arena that has no live block. True when there was such an arena. */
bool seam__pool_reclaim(seam_pool *pool);

/* Lets a purge happen when one is due. No lock may be held. */
void seam__pool_purge_when_due(seam_pool *pool);

/* Lets a purge happen, for calls that take the slow path: one in sixteen of a thread looks at the clock.
 * Threads without a cache count by shard, as they may have no other business with each other. No lock may
 * be held. */
static inline void seam__pool_tick(seam_pool *pool)
{
    seam__cache *cache = seam__thread_hinted(&pool->head);
    /* Relaxed: it does not matter when threads count over each other. */
    _Atomic uint32_t *counter =
        cache != NULL ? &cache->n_slow_paths : &pool->heap.large[seam__thread_shard()].n_slow_paths;
    const uint32_t n = atomic_load_explicit(counter, memory_order_relaxed);

    atomic_store_explicit(counter, n + 1, memory_order_relaxed);
    if (n % 16 == 0)
        seam__pool_purge_when_due(pool);
}

/* For calls that may have committed memory: what has not been needed since the last purge goes back
 * sooner when the pool grows, so that a mix of sizes that shifts does not end with what each class once
 * needed at its peak. No lock may be held. */
void seam__pool_purge_early(seam_pool *pool);

static inline void seam__pool_purge_when_grown(seam_pool *pool)
{
    /* Relaxed, both: a growth may be missed. */
    if (SEAM__UNLIKELY(atomic_load_explicit(&pool->heap.account.committed, memory_order_relaxed) >
                       atomic_load_explicit(&pool->early_purge_at, memory_order_relaxed)))
        seam__pool_purge_early(pool);
}

/* The coarse monotonic clock: it costs a few nanoseconds and is right to some milliseconds. */
uint64_t seam__pool_now_ms(void);

/* Stops a checking build when the pool is NULL or has been destroyed. Takes a lock there. */
void seam__pool_check_use(const seam_pool *pool);

/* As seam_pool_stats_get(), of a pool that may be dying. */
void seam__pool_sum(const seam_pool *pool, seam_pool_stats *out);

/* A block of a dying pool is gone; with the last one the pool is. */
void seam__pool_drop(seam_pool *pool);

/* The laws of the pool, its depots and their arenas. Takes the locks in turn; O(free blocks). */
bool seam__pool_valid(const seam_pool *pool);

#endif
