/* Copying small pieces into a chain's own block: what the counted form of the decoder adds to
 * chain.h. */
#ifndef SEAM_DATA_CHAIN_COPY_H
#define SEAM_DATA_CHAIN_COPY_H

#include "base/attributes.h"
#include "seam/chain.h"

/* True while a reservation has not been committed: nothing may be copied into the room then. */
bool seam__chain_is_reserved(const seam_chain *chain);

/* Appends a copy of `bytes`, at most SEAM_CHAIN_BLOCK of them, in the chain's block where they fit,
 * else in a new one from `pool`: SEAM_OK; SEAM_ENOMEM, SEAM_ELIMIT with no byte added. */
SEAM__TRY seam_status seam__chain_append_copy(seam_chain *chain, seam_pool *pool, seam_view bytes);

#endif
