#include "base/barrier.h"

#include <pthread.h>
#include <unistd.h>

#include "base/panic.h"
#include "base/races.h"

#if defined(__linux__)
#include <linux/membarrier.h>
#include <sys/syscall.h>
#endif

static bool system_barrier(bool enroll)
{
#if defined(SYS_membarrier) && !SEAM__RACES_WATCHED
    long command =
        enroll ? MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED : MEMBARRIER_CMD_PRIVATE_EXPEDITED;

    return syscall(SYS_membarrier, command, 0, 0) == 0;
#else
    (void)enroll;
    return false;
#endif
}

static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool is_light;

static void probe(void)
{
    is_light = system_barrier(true) && system_barrier(false);
}

bool seam__barrier_is_light(void)
{
    pthread_once(&once, probe);
    return is_light;
}

void seam__barrier_heavy(void)
{
    /* A child process may have to register again. */
    if (!is_light || system_barrier(false))
        return;
    if (!system_barrier(true) || !system_barrier(false))
        seam__panic("membarrier worked before and does no more");
}
