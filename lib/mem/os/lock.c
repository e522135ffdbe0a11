#include "mem/os/lock.h"

seam_status seam__lock_init(seam__lock *lock)
{
    pthread_mutexattr_t attributes;
    bool done;

    if (pthread_mutexattr_init(&attributes) != 0)
        return SEAM_ENOMEM;
#if defined(__GLIBC__)
    (void)pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_ADAPTIVE_NP);
#endif
    done = pthread_mutex_init(lock, &attributes) == 0;
    pthread_mutexattr_destroy(&attributes);
    return done ? SEAM_OK : SEAM_ENOMEM;
}
