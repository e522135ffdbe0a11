/* What the counted form of the decoder adds to chain.h: copying small pieces into a chain's own block,
 * and dealing with a chain segment by segment. */
#ifndef SEAM_DATA_CHAIN_COPY_H
#define SEAM_DATA_CHAIN_COPY_H

#include "base/attributes.h"
#include "seam/chain.h"

/* True while a reservation has not been committed: nothing may be copied into the room then. */
bool seam__chain_is_reserved(const seam_chain *chain);

/* Appends a copy of `bytes`, at most SEAM_CHAIN_BLOCK of them, in the chain's block where they fit,
 * else in a new one: SEAM_OK; SEAM_ENOMEM, SEAM_ELIMIT with no byte added. */
SEAM__TRY seam_status seam__chain_append_copy(seam_chain *chain, seam_view bytes);

/* The first segment, taken out; empty when there is none. */
seam_buf seam__chain_take_first(seam_chain *chain);

/* What is left of the segment that was taken out last goes in front again. The chain must not have
 * changed in between, so that there is room for it. */
void seam__chain_put_back(seam_chain *chain, seam_buf *first);

#endif
