/* A lock that is held for some dozens of nanoseconds. A thread that waits for it spins for a while before it sleeps, if
 * the system has such mutexes (glibc: adaptive mutexes). */
#ifndef SEAM_MEM_OS_LOCK_H
#define SEAM_MEM_OS_LOCK_H

#include <pthread.h>

#include "base/attributes.h"
#include "base/panic.h"
#include "seam/status.h"

typedef pthread_mutex_t seam__lock;

/* Initializes a lock with static storage, in place of seam__lock_init(). Such a lock does not spin. */
#define SEAM__LOCK_INITIALIZER PTHREAD_MUTEX_INITIALIZER

SEAM__TRY seam_status seam__lock_init(seam__lock *lock);

static inline void seam__lock_destroy(seam__lock *lock)
{
    pthread_mutex_destroy(lock);
}

static inline void seam__lock_take(seam__lock *lock)
{
    int failed = pthread_mutex_lock(lock);

    SEAM_ASSERT(failed == 0);
    (void)failed;
}

static inline void seam__lock_leave(seam__lock *lock)
{
    int failed = pthread_mutex_unlock(lock);

    SEAM_ASSERT(failed == 0);
    (void)failed;
}

#endif
