/* A lock that is held for some dozens of nanoseconds. Waiting for it awake is cheaper than to sleep, so
 * where the system has a mutex that does that for a while, it is one. */
#ifndef SEAM_MEM_OS_LOCK_H
#define SEAM_MEM_OS_LOCK_H

#include <pthread.h>

#include "base/attributes.h"
#include "base/panic.h"
#include "seam/status.h"

typedef pthread_mutex_t seam__lock;

/* Of a lock that needs no seam__lock_init(). */
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
