#include "mem/pool/registry.h"

#include <pthread.h>

#include "base/panic.h"
#include "base/races.h"
#include "mem/os/registry_lock.h"

static seam_pool *pools; /* under the lock */

/* Whether the handlers of fork() have been set. */
static _Atomic bool forks_are_watched;

/* Threads that make their first pools at the same time may set the handlers twice. Then each runs twice for one
 * fork(), and only the first call before it and the last call after it do something. */
static void before_fork(void)
{
    if (seam__self.n_before_fork++ > 0)
        return;
    seam__quota_lock_lists();
    seam__registry_lock();
    for (seam_pool *pool = pools; pool != NULL; pool = pool->next) {
        for (size_t i = 0; i < SEAM__N_DEPOTS; i++)
            seam__depot_lock_all(&pool->heap.depots[i]);
        seam__sampler_lock(&pool->sampler);
    }
}

static void unlock_pools(void)
{
    for (seam_pool *pool = pools; pool != NULL; pool = pool->next) {
        seam__sampler_unlock(&pool->sampler);
        for (size_t i = SEAM__N_DEPOTS; i-- > 0;)
            seam__depot_unlock_all(&pool->heap.depots[i]);
    }
}

/* False also for a handler that was set while fork() ran, and so did not run before it. */
static bool is_last_after_fork(void)
{
    return seam__self.n_before_fork > 0 && --seam__self.n_before_fork == 0;
}

static void after_fork_in_parent(void)
{
    if (!is_last_after_fork())
        return;
    unlock_pools();
    seam__registry_unlock();
    seam__quota_unlock_lists();
}

static void after_fork_in_child(void)
{
    if (!is_last_after_fork())
        return;
    unlock_pools();
    seam__guard_after_fork();
    seam__thread_stay_alone();
    for (seam_pool *pool = pools; pool != NULL; pool = pool->next)
        seam__thread_adopt_all(&pool->caches);
    seam__registry_unlock();
    seam__quota_unlock_lists();
}

/* Sets the handlers of fork() once. It takes no lock: the system may have fork() wait for pthread_atfork(), and a child
 * would have that lock for ever. If it fails, the next pool tries again. Under ThreadSanitizer nothing is set, as
 * that stops a process in which one thread holds so many locks. */
static bool watch_forks(void)
{
    /* Acquire and release: whoever reads true knows that the handlers are set. */
    if (SEAM__RACES_WATCHED || atomic_load_explicit(&forks_are_watched, memory_order_acquire))
        return true;
    if (pthread_atfork(before_fork, after_fork_in_parent, after_fork_in_child) != 0)
        return false;
    atomic_store_explicit(&forks_are_watched, true, memory_order_release);
    return true;
}

seam_status seam__registry_add(seam_pool *pool)
{
    if (!watch_forks())
        return SEAM_ENOMEM;
    seam__registry_lock();
    SEAM_ASSERT(pools == NULL || pools->prev == NULL);
    pool->prev = NULL;
    pool->next = pools;
    if (pools != NULL)
        pools->prev = pool;
    pools = pool;
    seam__registry_unlock();
    return SEAM_OK;
}

void seam__registry_remove(seam_pool *pool)
{
    seam__registry_lock();
    SEAM_ASSERT(pool->prev != NULL ? pool->prev->next == pool : pools == pool);
    SEAM_ASSERT(pool->next == NULL || pool->next->prev == pool);
    if (pool->prev != NULL)
        pool->prev->next = pool->next;
    else
        pools = pool->next;
    if (pool->next != NULL)
        pool->next->prev = pool->prev;
    seam__registry_unlock();
}

void seam__registry_each(void (*fn)(seam_pool *pool))
{
    seam__registry_lock();
    for (seam_pool *pool = pools; pool != NULL; pool = pool->next)
        fn(pool);
    seam__registry_unlock();
}
