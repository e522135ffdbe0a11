/* The shelves of large blocks, which are kept in place of being unmapped. What all of them may hold is
 * bounded, and the bound is the depot's: a shelf is allowed a part of it, which it keeps while its blocks
 * come and go, so that a block that is put back and taken again touches nothing that other threads use. */
#ifndef SEAM_MEM_SLAB_LARGE_CACHE_H
#define SEAM_MEM_SLAB_LARGE_CACHE_H

#include "mem/slab/arena.h"
#include "mem/slab/transfer_cache.h"

/* What a shelf has room for. */
#define SEAM__LARGE_ROOM 64u

/* Laws, while nobody has the lock: payload <= allowed, and the sum of `allowed` is part of the depot's
 * kept_bytes. To the depot a block on the shelf is live, with the length that it had when it was
 * counted last. */
typedef struct seam__large_shelf {
    /* Its lock guards all but the last. At a pair of lines, as processors fetch them. */
    _Alignas(128) seam__shelf shelf;
    uint64_t allowed;     /* payload that it may hold */
    uint64_t payload;     /* that it holds */
    uint64_t class_bytes; /* of its blocks */
    uint64_t requested;   /* lengths taken from it less those put on it, modulo 2^64 */
    seam_block *room[SEAM__LARGE_ROOM];
    _Atomic uint32_t n_slow_paths; /* without the lock: see seam__pool_tick() */
} seam__large_shelf;

/* Of memory that is zero. */
SEAM__TRY seam_status seam__large_shelf_init(seam__large_shelf *large);
/* Takes a block of exactly this layout for a request of `len` bytes; NULL when none is at hand. Takes the
 * lock itself. */
seam_block *seam__large_shelf_take(seam__large_shelf *large, const seam__layout *layout,
                                   size_t len);
/* Takes such a block from another shelf, and moves a few more from there with what they are allowed. Takes
 * both locks itself. */
seam_block *seam__large_shelf_take_from(seam__large_shelf *large, seam__large_shelf *other,
                                        const seam__layout *layout, size_t len);
/* Puts the block of an arena, whose count is 0, if it is allowed and there is room. Takes the lock
 * itself. */
bool seam__large_shelf_put(seam__large_shelf *large, seam__arena *arena);
/* Allows the shelf the block's payload and puts it; the caller adds the payload to the depot's kept_bytes. */
bool seam__large_shelf_put_more(seam__large_shelf *large, seam__arena *arena);

/* Under the lock: the laws above. */
bool seam__large_shelf_valid(const seam__large_shelf *large);

#endif
