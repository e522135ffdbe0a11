/* Whether the calling thread is inside a call that must not be interrupted by another one: a checking build
 * marks the thread, so that a signal handler which comes in meanwhile stops the program with words, where
 * other builds would wait for their own lock, or hand a block out twice. Free in other builds.
 *
 * Marked are the calls that take a lock or use the thread's cache. None of them calls another one; what the
 * caller has given them to call runs outside. */
#ifndef SEAM_BASE_INSIDE_H
#define SEAM_BASE_INSIDE_H

#include <stdatomic.h>
#include <stddef.h>

#include "base/panic.h"

#if SEAM_CHECKS >= 1

/* The call that the thread is inside of; NULL: none. */
extern _Thread_local const char *volatile seam__inside;

/* Stops the program when the thread is inside a call already. Returns what to hand to seam__leave(). */
const char *seam__enter(const char *call);

/* The mark changes neither before what the call has done, nor after what it will do: only a handler of
 * the same thread looks at it. */
static inline void seam__leave(const char *const *before)
{
    atomic_signal_fence(memory_order_seq_cst);
    seam__inside = *before;
    atomic_signal_fence(memory_order_seq_cst);
}

static inline const char *seam__step_out(void)
{
    const char *const before = seam__inside;
    const char *const nothing = NULL;

    seam__leave(&nothing);
    return before;
}

#define SEAM__UNTIL_RETURN(name, value) \
    __attribute__((cleanup(seam__leave), unused)) const char *const name = (value)

/* From here to the end of the block the thread is inside `call`. */
#define SEAM__INSIDE(call) SEAM__UNTIL_RETURN(inside_, seam__enter(call))
/* From here to the end of the block it is not: around callbacks. */
#define SEAM__OUTSIDE SEAM__UNTIL_RETURN(outside_, seam__step_out())

#else
#define SEAM__INSIDE(call) (void)0
#define SEAM__OUTSIDE      (void)0
#endif

#endif
