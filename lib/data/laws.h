/* The laws of bufs and chains, for tests and checking builds; and what a chain does for the layers
 * above it. */
#ifndef SEAM_DATA_LAWS_H
#define SEAM_DATA_LAWS_H

#include "seam/chain.h"

/* Empty or static, or a window inside a live block. O(1). */
bool seam__buf_valid(const seam_buf *buf);

/* The laws above `seam_chain`. O(segments). */
bool seam__chain_valid(const seam_chain *chain);

#endif
