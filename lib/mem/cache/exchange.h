/* What goes between a thread's cache and the depots of its pool. The caller is the cache's owner,
 * inside it (cache.h), or keeps the owner out. */
#ifndef SEAM_MEM_CACHE_EXCHANGE_H
#define SEAM_MEM_CACHE_EXCHANGE_H

#include "mem/cache/cache.h"

/* Fills an empty magazine with a batch, as far as blocks can be had. */
void seam__exchange_refill(seam__cache *cache, unsigned index);

/* Makes room for a block of the class: a batch of its magazine goes back or, when the bound on
 * bytes is what is in the way, batches of the fullest. */
void seam__exchange_make_room(seam__cache *cache, unsigned index);

/* Gives every block back to the depots, and what the cache was granted to the pool. `idle` says that the
 * cache has not been used since the last purge, so that its blocks go at the next one. Touches no word of
 * the owner's state, which has to be mended before the cache is used again. For whoever keeps the owner
 * out. */
void seam__exchange_empty(seam__cache *cache, bool idle);

/* The owner, not inside, obeys what orders there are. False: the cache is closed, or another thread
 * empties it right now. */
bool seam__exchange_obey(seam__cache *cache);

/* The owner goes in, after it has obeyed. False: it is not inside, for one of those reasons. */
bool seam__exchange_enter(seam__cache *cache);

#endif
