/* Slabs: runs of pages of an arena that hold whole blocks, so that the memory of a run without live blocks can
 * be given back to the system and taken again. A decommitted slab keeps its addresses and is charged to
 * nobody; none of its blocks is on the arena's free list. The caller has the depot's lock. */
#ifndef SEAM_MEM_SLAB_SLAB_H
#define SEAM_MEM_SLAB_SLAB_H

#include "mem/slab/arena.h"

bool seam__slab_is_decommitted(const seam__arena *arena, size_t slab);

/* Decommits slabs without live blocks, `most` at most. Returns how many. */
size_t seam__slab_purge(seam__account *account, seam__arena *arena, size_t most);

/* Charges the account for the first decommitted slab, of which there must be one, and puts its blocks on the
 * free list: SEAM_OK, or SEAM_ELIMIT with nothing changed. */
SEAM__TRY seam_status seam__slab_recommit(seam__account *account, seam__arena *arena);

#endif
