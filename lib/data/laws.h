/* The laws of bufs, chains and gates, for tests and checking builds, and private calls of chains for the
 * layers above. */
#ifndef SEAM_DATA_LAWS_H
#define SEAM_DATA_LAWS_H

#include "base/attributes.h"
#include "base/panic.h"
#include "seam/chain.h"
#include "seam/gate.h"

/* Whether the handle is empty, static, or a window inside a live block. O(1). */
bool seam__buf_valid(const seam_buf *buf);

/* Stops the program with a message that says what is wrong with an invalid handle. */
SEAM__COLD _Noreturn void seam__buf_panic(const seam_buf *buf);

/* Stops a checking build when the handle is invalid. */
static inline void seam__buf_check(const seam_buf *buf)
{
    if (SEAM_CHECKS >= 1 && !seam__buf_valid(buf))
        seam__buf_panic(buf);
}

/* Whether a handle keeps alive more than `k` times (k >= 1) the memory that a copy of its bytes
 * would take. */
bool seam__buf_pins(const seam_buf *buf, size_t k);

/* Stops the program in every build, because a call that cannot fail was asked for `wanted` bytes
 * where there are `len`. */
SEAM__COLD _Noreturn void seam__range_panic(const char *call, size_t wanted, size_t len);

/* Whether the laws in the comment of `seam_chain` hold that do not speak of its segments. O(1). */
bool seam__chain_is_sound(const seam_chain *chain);

/* Whether all laws in the comment of `seam_chain` hold. O(segments). */
bool seam__chain_valid(const seam_chain *chain);

/* Whether the marks of a gate are in order, and it has only been shut by a level that it has a mark for. O(1). */
bool seam__gate_valid(const seam_gate *gate);

/* Takes the first segment out of a chain; an empty handle when there is none. With
 * seam__chain_put_back() the layers above work through a chain segment by segment. */
seam_buf seam__chain_take_first(seam_chain *chain);

/* Puts back what is left of the segment that seam__chain_take_first() has given. The chain must not
 * have changed in between, so that its slot is still free. */
void seam__chain_put_back(seam_chain *chain, seam_buf *first);

#endif
