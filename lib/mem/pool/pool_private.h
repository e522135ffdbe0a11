/* The struct of a pool, and what the files of this folder and the reports call of each other. */
#ifndef SEAM_MEM_POOL_POOL_PRIVATE_H
#define SEAM_MEM_POOL_POOL_PRIVATE_H

#include "mem/cache/thread.h"
#include "mem/os/quota_private.h"
#include "mem/slab/heap.h"
#include "mem/watch/guard_private.h"
#include "mem/watch/sampler.h"
#include "seam/pool.h"

struct seam_pool {
    seam__pool_head head; /* first, so that a pool's address is that of its head */
    seam__heap heap;
    seam__cache_set caches;
    seam__sampler sampler;
    seam__guards guards;
    seam__quota_entry quota_entry;
    bool passthrough;                /* SEAM_POOL_PASSTHROUGH; never changes */
    size_t self_bytes;               /* length of the mapping of this struct */
    uint64_t purge_delay_ms;         /* UINT64_MAX: never */
    _Atomic uint64_t next_purge_ms;  /* on the monotonic clock */
    _Atomic uint64_t early_purge_ms; /* no purge comes early before that */
    _Atomic uint64_t early_purge_at; /* committed bytes above which a purge comes early */
    struct seam_pool *next, *prev;   /* all pools; under the registry's lock */
    void (*gone)(void *ctx, const seam_pool_stats *last);
    void *ctx;
    /* After seam_pool_destroy(): 1 for each live block, and 1 for that call. */
    _Atomic uint64_t remaining;
};

SEAM_STATIC_ASSERT(offsetof(seam_pool, head) == 0);

/* Checks options: SEAM_OK, SEAM_EINVAL, or SEAM_EPERM when the pages of a secret pool may not be locked. */
SEAM__TRY seam_status seam__pool_check_options(const seam_pool_options *options);
/* Whether released blocks stay in quarantine for a while: see `n_quarantined` in layout.h. */
typedef enum seam__quarantine {
    SEAM__QUARANTINE_WATCHED, /* where AddressSanitizer or Valgrind watches: the default */
    SEAM__QUARANTINE_NEVER,
    SEAM__QUARANTINE_ALWAYS
} seam__quarantine;

/* Sets it for pools that are made from now on. For tests: those of caches need blocks that serve again at once. */
void seam__pool_set_quarantine(seam__quarantine how);

/* Sets the fields that options decide. The pool is new, and zero but for its account. */
void seam__pool_configure(seam_pool *pool, const seam_pool_options *options);

/* Gives back all memory that is not used: empties the caches of threads (see seam__thread_take_over()), unmaps arenas
 * and decommits slabs without live blocks. */
void seam__pool_reclaim(seam_pool *pool);

/* Purges if that is due. The caller has no lock. */
void seam__pool_purge_when_due(seam_pool *pool);

/* For calls that take the slow path: one in sixteen of each thread looks at the clock and purges if that is due.
 * Threads without a cache count together by shard, so that few of them write to one cache line. The caller has no
 * lock. */
static inline void seam__pool_tick(seam_pool *pool)
{
    seam__cache *cache = seam__thread_hinted(&pool->head);
    /* Relaxed: threads that overwrite each other's count do no harm. */
    _Atomic uint32_t *counter =
        cache != NULL ? &cache->n_slow_paths : &pool->heap.large[seam__thread_shard()].n_slow_paths;
    const uint32_t n = atomic_load_explicit(counter, memory_order_relaxed);

    atomic_store_explicit(counter, n + 1, memory_order_relaxed);
    if (n % 16 == 0)
        seam__pool_purge_when_due(pool);
}

/* For calls that may have committed memory. Purges before it is due if the pool has grown: else a mix of sizes that
 * shifts would keep what each class once needed at its peak. The caller has no lock. */
void seam__pool_purge_early(seam_pool *pool);

static inline void seam__pool_purge_when_grown(seam_pool *pool)
{
    /* Relaxed, both: to miss a growth does no harm. */
    if (SEAM__UNLIKELY(atomic_load_explicit(&pool->heap.account.committed, memory_order_relaxed) >
                       atomic_load_explicit(&pool->early_purge_at, memory_order_relaxed)))
        seam__pool_purge_early(pool);
}

/* The coarse monotonic clock, in milliseconds: a call takes a few nanoseconds, and it is exact to some milliseconds. */
uint64_t seam__pool_now_ms(void);

/* Stops a checking build when the pool is NULL or was destroyed; takes a lock for that. Does nothing in others. */
void seam__pool_check_use(const seam_pool *pool);

/* Computes the statistics of a pool, which may have been destroyed. */
void seam__pool_sum(const seam_pool *pool, seam_pool_stats *out);

/* Ends one of the `remaining` blocks of a destroyed pool, and with the last one the pool. */
void seam__pool_drop(seam_pool *pool);

/* The laws of all parts of a pool that no thread uses meanwhile. Takes the locks in turn; O(free blocks). */
bool seam__pool_valid(const seam_pool *pool);

#endif
