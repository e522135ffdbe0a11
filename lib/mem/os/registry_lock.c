#include "mem/os/registry_lock.h"

#include <pthread.h>

#include "base/panic.h"

static pthread_mutex_t registry = PTHREAD_MUTEX_INITIALIZER;

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
