/* The laws of bufs and chains, for tests and checking builds; and what a chain does for the layers
 * above it. */
#ifndef SEAM_DATA_LAWS_H
#define SEAM_DATA_LAWS_H

#include "base/attributes.h"
#include "base/panic.h"
#include "seam/chain.h"

/* Empty or static, or a window inside a live block. O(1). */
bool seam__buf_valid(const seam_buf *buf);

/* Says what is wrong with a handle that is not valid, and stops the program. */
SEAM__COLD _Noreturn void seam__buf_panic(const seam_buf *buf);

/* Stops a checking build when a handle is not valid. */
static inline void seam__buf_check(const seam_buf *buf)
{
    if (SEAM_CHECKS >= 1 && !seam__buf_valid(buf))
        seam__buf_panic(buf);
}

/* Whether a handle keeps alive more than `k`, at least 1, times what a copy of its bytes would. */
bool seam__buf_pins(const seam_buf *buf, size_t k);

/* Stops the program in every build: a call that cannot fail was asked for `wanted` bytes of `len`. */
SEAM__COLD _Noreturn void seam__range_panic(const char *call, size_t wanted, size_t len);

/* The laws above `seam_chain`, but for its segments. O(1). */
bool seam__chain_is_sound(const seam_chain *chain);

/* All of them. O(segments). */
bool seam__chain_valid(const seam_chain *chain);

/* What the layers above do with a chain segment by segment. The first one, taken out; empty when there is
 * none. */
seam_buf seam__chain_take_first(seam_chain *chain);

/* What is left of the segment that was taken out last goes in front again. The chain must not have
 * changed in between, so that there is room for it. */
void seam__chain_put_back(seam_chain *chain, seam_buf *first);

#endif
