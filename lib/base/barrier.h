/* A one-sided memory barrier: the side that runs often pays a compiler barrier, the side that runs
 * seldom interrupts every thread of the process (membarrier(2), private expedited).
 *
 *     often                               seldom
 *     store busy = 1                      store request = x
 *     seam__barrier_light()               seam__barrier_heavy()
 *     load request                        load busy
 *
 * At least one of the two loads sees the other side's store. Where the system lacks the call, and
 * under ThreadSanitizer, which does not know it, seam__barrier_is_light() returns false, and both
 * sides need sequentially consistent operations instead. */
#ifndef SEAM_BASE_BARRIER_H
#define SEAM_BASE_BARRIER_H

#include <stdatomic.h>
#include <stdbool.h>

/* Whether the barrier works as described. The first call registers the process with the system; the
 * answer never changes. */
bool seam__barrier_is_light(void);

static inline void seam__barrier_light(void)
{
    atomic_signal_fence(memory_order_seq_cst);
}

void seam__barrier_heavy(void);

#endif
