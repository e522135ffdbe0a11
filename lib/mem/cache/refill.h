/* How a thread's cache is refilled from the depots of its pool, and flushed into them. The caller is the
 * cache's owner, inside it (cache.h), or keeps the owner out. */
#ifndef SEAM_MEM_CACHE_REFILL_H
#define SEAM_MEM_CACHE_REFILL_H

#include "mem/cache/cache.h"

/* Fills an empty magazine with a batch, as far as blocks can be had. */
void seam__cache_refill(seam__cache *cache, unsigned index);

/* Makes room for a block of the class: a batch of its magazine goes back or, when the bound on
 * bytes is what is in the way, batches of the fullest. */
void seam__cache_make_room(seam__cache *cache, unsigned index);

/* Gives every block back to the depots, and what the cache was granted to the pool. `idle` says that the
 * cache has not been used since the last purge, so that its blocks go at the next one. Touches no word of
 * the owner's state, which has to be mended before the cache is used again. For whoever keeps the owner
 * out. */
void seam__cache_flush(seam__cache *cache, bool idle);

/* The owner, not inside, does what is pending. False: the cache is closed, or another thread
 * empties it right now. */
bool seam__cache_do_pending(seam__cache *cache);

/* The owner goes in, after it has done what is pending. False: the cache is closed or being emptied, and the
 * owner is not inside. */
bool seam__cache_enter_after_pending(seam__cache *cache);

#endif
