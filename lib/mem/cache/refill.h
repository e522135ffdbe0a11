/* Refill and flush: blocks move between a cache and the transfer caches and depots of its pool. The caller is the
 * owner of the cache, inside it (cache.h), unless a comment says otherwise. */
#ifndef SEAM_MEM_CACHE_REFILL_H
#define SEAM_MEM_CACHE_REFILL_H

#include "mem/cache/cache.h"

/* Fills an empty magazine with up to a batch of blocks. It may still be empty afterwards. */
void seam__cache_refill(seam__cache *cache, unsigned index);

/* Makes room for a block of a class: flushes a batch of its magazine if that is full, and batches of the fullest
 * magazine if the grant is used up. Raises a small grant first. */
void seam__cache_make_room(seam__cache *cache, unsigned index);

/* Flushes all magazines into the depots, and gives the grant back to the pool. `idle` says that the cache has not
 * been used since the last purge, so that the next purge may give its blocks to the system. The state is not
 * changed: seam__cache_mend() must be called before the cache is used again. The caller is the owner, inside, or
 * keeps the owner out. */
void seam__cache_flush(seam__cache *cache, bool idle);

/* The owner, not inside, does what the pending flags ask. False: the cache is closed, or another thread empties it
 * right now. */
bool seam__cache_do_pending(seam__cache *cache);

/* The owner goes in, and first does what the pending flags ask. False: the cache is closed or another thread empties
 * it, and the owner is not inside. */
bool seam__cache_enter_after_pending(seam__cache *cache);

#endif
