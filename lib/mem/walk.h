/* How a block of another thread is looked at. */
#ifndef SEAM_MEM_WALK_H
#define SEAM_MEM_WALK_H

#include "mem/block.h"
#include "seam/stats.h"

/* Says what a block is, but for its sample. The caller has the lock of its depot, or another reason
 * why its arena stays. False when the block is not live. */
bool seam__walk_look(const seam_block *block, seam_block_info *out);

/* As seam_pool_walk(), of a pool that may be dying. */
bool seam__walk_pool(seam_pool *pool, seam_walk_fn fn, void *ctx);

#endif
