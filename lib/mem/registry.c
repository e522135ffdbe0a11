#include "mem/registry.h"

#include <pthread.h>

#include "base/panic.h"
#include "base/races.h"
#include "mem/thread.h"

static pthread_mutex_t registry = PTHREAD_MUTEX_INITIALIZER;
static seam_pool *pools; /* under the lock */

static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool forks_are_safe;

void seam__registry_lock(void)
{
    int failed = pthread_mutex_lock(&registry);

    SEAM_ASSERT(failed == 0);
    (void)failed;
}

void seam__registry_unlock(void)
{
    int failed = pthread_mutex_unlock(&registry);

    SEAM_ASSERT(failed == 0);
    (void)failed;
}

static void before_fork(void)
{
    seam__quota_lock_lists();
    seam__registry_lock();
    for (seam_pool *pool = pools; pool != NULL; pool = pool->next) {
        for (size_t i = 0; i < SEAM__N_DEPOTS; i++)
            seam__depot_lock_all(&pool->depots[i]);
        seam__sampler_lock(&pool->sampler);
    }
}

static void unlock_pools(void)
{
    for (seam_pool *pool = pools; pool != NULL; pool = pool->next) {
        seam__sampler_unlock(&pool->sampler);
        for (size_t i = SEAM__N_DEPOTS; i-- > 0;)
            seam__depot_unlock_all(&pool->depots[i]);
    }
}

static void after_fork_in_parent(void)
{
    unlock_pools();
    seam__registry_unlock();
    seam__quota_unlock_lists();
}

static void after_fork_in_child(void)
{
    unlock_pools();
    seam__guard_after_fork();
    seam__thread_stay_alone();
    for (seam_pool *pool = pools; pool != NULL; pool = pool->next)
        seam__thread_adopt_all(pool);
    seam__registry_unlock();
    seam__quota_unlock_lists();
}

/* Not under the lock: a system may keep fork() waiting while handlers are added. ThreadSanitizer ends
 * a process in which one thread holds the locks of two pools. */
static void watch_forks(void)
{
    forks_are_safe = SEAM__RACES_WATCHED ||
                     pthread_atfork(before_fork, after_fork_in_parent, after_fork_in_child) == 0;
}

seam_status seam__registry_add(seam_pool *pool)
{
    pthread_once(&once, watch_forks);
    if (!forks_are_safe)
        return SEAM_ENOMEM;
    seam__registry_lock();
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
    if (pool->prev != NULL)
        pool->prev->next = pool->next;
    else
        pools = pool->next;
    if (pool->next != NULL)
        pool->next->prev = pool->prev;
    seam__registry_unlock();
}
