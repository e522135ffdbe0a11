/* Detects a call of the library from a signal handler that has interrupted another call. A checking
 * build marks the thread as inside the call, and stops the program with a message when a second one
 * begins; without the check the thread would wait for its own lock, or one block would be handed
 * out twice. In other builds nothing is done.
 *
 * The calls that take a lock or use the thread's cache are marked. None of them calls another one;
 * callbacks that the caller has passed run unmarked. */
#ifndef SEAM_BASE_INSIDE_H
#define SEAM_BASE_INSIDE_H

#include <stdatomic.h>
#include <stddef.h>

#include "base/panic.h"

#if SEAM_CHECKS >= 1

/* The name of the call that the thread is inside of, or NULL. */
extern _Thread_local const char *volatile seam__inside;

/* Marks the thread as inside `call`, or stops the program when it is inside a call already. Returns
 * the argument for seam__leave(). */
const char *seam__enter(const char *call);

/* Sets the mark back. The two fences keep the compiler from moving the store over what the call
 * does; only a signal handler of the same thread reads the mark. */
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

/* Marks the thread as inside `call` from here to the end of the block. */
#define SEAM__INSIDE(call) SEAM__UNTIL_RETURN(inside_, seam__enter(call))
/* Removes the mark from here to the end of the block, around a callback. */
#define SEAM__OUTSIDE SEAM__UNTIL_RETURN(outside_, seam__step_out())

#else
#define SEAM__INSIDE(call) (void)0
#define SEAM__OUTSIDE      (void)0
#endif

#endif
