#include "base/barrier.h"

#include <unistd.h>

#include "base/panic.h"
#include "base/races.h"

#if defined(__linux__)
#include <sys/syscall.h>
#endif

/* Commands of membarrier(2), which never change. Some C libraries come without the kernel's
 * header. */
#define PRIVATE_EXPEDITED          (1 << 3)
#define REGISTER_PRIVATE_EXPEDITED (1 << 4)

static bool system_barrier(bool enroll)
{
#if defined(SYS_membarrier) && !SEAM__RACES_WATCHED
    return syscall(SYS_membarrier, enroll ? REGISTER_PRIVATE_EXPEDITED : PRIVATE_EXPEDITED, 0, 0) ==
           0;
#else
    (void)enroll;
    return false;
#endif
}

/* The answer of the first call of seam__barrier_is_light(). */
enum { UNKNOWN, LIGHT, HEAVY };
static _Atomic int known;

bool seam__barrier_is_light(void)
{
    /* All accesses are relaxed, because the answer orders nothing. Asking the system twice does no
     * harm, but the first answer stays: where two threads ask at once, the system may refuse one of
     * them. */
    int answer = atomic_load_explicit(&known, memory_order_relaxed);
    int first = UNKNOWN;

    if (answer != UNKNOWN)
        return answer == LIGHT;
    answer = system_barrier(true) && system_barrier(false) ? LIGHT : HEAVY;
    if (!atomic_compare_exchange_strong_explicit(&known, &first, answer, memory_order_relaxed,
                                                 memory_order_relaxed))
        answer = first;
    return answer == LIGHT;
}

void seam__barrier_heavy(void)
{
    /* A child process may have to register again. */
    if (!seam__barrier_is_light() || system_barrier(false))
        return;
    if (!system_barrier(true) || !system_barrier(false))
        seam__panic("membarrier worked before and does no more");
}
