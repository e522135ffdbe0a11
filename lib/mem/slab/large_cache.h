/* A large-block cache: free blocks above the size classes, which are kept in place of being unmapped. The pool
 * has one for each shard of threads. The depot of large blocks bounds what all of them hold together: it allows
 * each cache a part of the bound, and the cache keeps that allowance while its blocks come and go. So a block
 * that is put back and taken again touches nothing that threads of other shards use. */
#ifndef SEAM_MEM_SLAB_LARGE_CACHE_H
#define SEAM_MEM_SLAB_LARGE_CACHE_H

#include "mem/slab/arena.h"
#include "mem/slab/transfer_cache.h"

/* Blocks that a cache has room for. */
#define SEAM__LARGE_ROOM 64u

/* Laws, while nobody has the lock: those of the transfer cache; payload <= allowed, and payload is 0 exactly when
 * the cache is empty; the sum of `allowed` over all shards is part of the depot's kept_bytes. The depot counts a
 * block in here as live, with the length that it had when the depot last saw it. */
typedef struct seam__large_cache {
    /* Its lock guards all but n_slow_paths. Aligned to two cache lines, because processors fetch pairs. */
    _Alignas(128) seam__transfer_cache transfer;
    uint64_t allowed;     /* bytes of payload that it may hold */
    uint64_t payload;     /* bytes of payload that it holds */
    uint64_t class_bytes; /* sum over its blocks */
    uint64_t
        requested; /* lengths of the requests it served, less those of blocks put here; modulo 2^64 */
    seam_block *room[SEAM__LARGE_ROOM];
    _Atomic uint32_t n_slow_paths; /* without the lock: see seam__pool_tick() */
} seam__large_cache;

/* Makes the lock. The struct is zero before. */
SEAM__TRY seam_status seam__large_cache_init(seam__large_cache *large);
/* Takes a block of exactly this layout for a request of `len` bytes. NULL: none of the blocks that were put
 * here last has it. Takes the lock itself. */
seam_block *seam__large_cache_take(seam__large_cache *large, const seam__layout *layout,
                                   size_t len);
/* Takes such a block from the cache of another shard and, if there is one, moves a few more blocks from there
 * into `large`, each with its part of the allowance. Takes both locks itself. */
seam_block *seam__large_cache_take_from(seam__large_cache *large, seam__large_cache *other,
                                        const seam__layout *layout, size_t len);
/* Puts the block of an arena, whose count is 0. False: it exceeds the allowance, or there is no room. Takes the
 * lock itself. */
bool seam__large_cache_put(seam__large_cache *large, seam__arena *arena);
/* Raises the allowance by the block's payload and puts the block. False: there is no room. When it is true the
 * caller adds the payload to the depot's kept_bytes. Takes the lock itself. */
bool seam__large_cache_put_more(seam__large_cache *large, seam__arena *arena);

/* Under the lock: the laws above. */
bool seam__large_cache_valid(const seam__large_cache *large);

#endif
