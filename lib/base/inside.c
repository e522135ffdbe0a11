#include "base/inside.h"

#if SEAM_CHECKS >= 1

_Thread_local const char *volatile seam__inside;

const char *seam__enter(const char *call)
{
    const char *const before = seam__inside;

    if (before != NULL)
        seam__panic(
            "%s() called by a signal handler that interrupted %s(), or that jumped out of it", call,
            before);
    seam__inside = call;
    atomic_signal_fence(memory_order_seq_cst);
    return NULL;
}

#endif
