/* A depot: the arenas of one kind of blocks (a size class, adopted memory, large or guarded blocks), and their free
 * blocks. All threads share it under one lock. */
#ifndef SEAM_MEM_SLAB_DEPOT_H
#define SEAM_MEM_SLAB_DEPOT_H

#include "mem/os/lock.h"
#include "mem/slab/arena.h"
#include "mem/slab/large_cache.h"
#include "mem/slab/size_class.h"
#include "mem/slab/transfer_cache.h"

/* The lock guards everything below it. Laws, while nobody has the lock, checked by seam__depot_valid(): `free`
 * lists exactly the arenas that have blocks to offer, free or in decommitted slabs; n_free is the sum over the
 * arenas of `all`, and n_live that sum and n_leaving; kept_bytes is the payload of free large blocks in `all`
 * and what the large-block caches are allowed; n_idle <= n_free; `fresh` is NULL or the
 * one arena of `all` that may have blocks never handed out; `all` is in the order of serials, the largest first.
 *
 * The fields that refills and flushes touch lie together, because their cache lines travel between threads. */
typedef struct seam__depot {
    struct seam__heap *heap; /* never changes, like everything before the lock */
    seam__layout layout;     /* of its arenas; those of large blocks have layouts of their own */
    uint32_t index;          /* its place in the heap */
    seam__transfer_cache *transfer_caches; /* of a size class: that of shard 0; else NULL */
    seam__large_cache *large;              /* of large blocks: that of shard 0; else NULL */
    _Alignas(64) seam__lock lock;
    uint64_t n_refills;      /* magazines that its arenas filled for a request */
    uint64_t n_live, n_free; /* blocks of its arenas */
    uint64_t n_idle;         /* free blocks that nobody has needed since the last purge */
    uint64_t live_bytes;     /* class sizes of live blocks; of adopted memory the lengths */
    uint64_t peak;           /* high-water mark of n_live */
    uint64_t n_direct;       /* requests that it served without a magazine */
    uint64_t requested;      /* bytes asked for live blocks, as far as caches do not count them */
    seam__arena *free;
    seam__arena *all;
    seam__arena *fresh;
    uint64_t n_linked, n_unlinked; /* arenas that ever came to `all`, and that ever left it */
    uint64_t
        n_leaving; /* large blocks that are being unmapped, and count as live until that is done */
    uint64_t kept_bytes; /* payload of free large blocks */
    uint64_t kept_max;   /* bound on kept_bytes, less kept_more; never changes */
    bool adapts;         /* kept_more may grow; never changes */
    uint64_t kept_more;  /* how far the bound has been raised */
    uint64_t
        evicted; /* payload that was unmapped for the bound since the last purge, and not mapped again */
} seam__depot;

/* Makes the locks of a depot and of its transfer caches. The depot is zero but for `heap`, `transfer_caches`
 * and `large`. */
SEAM__TRY seam_status seam__depot_init(seam__depot *depot, seam__layout layout, uint32_t index);
/* Destroys the locks. The depot has no live block, and its arenas have been unmapped. */
void seam__depot_destroy(seam__depot *depot);

void seam__depot_lock(seam__depot *depot);
void seam__depot_unlock(seam__depot *depot);
/* Takes the locks of a depot and of all its transfer caches, in the order that is safe; gives them back. */
void seam__depot_lock_all(seam__depot *depot);
void seam__depot_unlock_all(seam__depot *depot);

/* Under the lock: takes a block for a request of `len` bytes. */
SEAM__TRY seam_status seam__depot_take(seam__depot *depot, size_t len, seam_block **out);
/* Takes a free large block of exactly this layout from a large-block cache, that of `shard` first. False:
 * none of them has one at hand. Takes the locks of these caches itself, and not that of the depot. */
bool seam__depot_take_large_kept(seam__depot *depot, unsigned shard, const seam__layout *layout,
                                 size_t len, seam_block **out);
/* Under the lock: takes a large block, which has an arena of its own: a kept one that is at most a quarter too
 * large, or a new one. */
SEAM__TRY seam_status seam__depot_take_large(seam__depot *depot, seam__layout layout, size_t len,
                                             seam_block **out);
/* The transfer cache of a shard. In memory those of one shard follow each other, one for each class, because
 * the threads of a shard use all of them. */
static inline seam__transfer_cache *seam__depot_transfer_cache(const seam__depot *depot,
                                                               unsigned shard)
{
    return depot->large != NULL ? &depot->large[shard].transfer
                                : depot->transfer_caches + (size_t)shard * SEAM__N_CLASSES;
}

static inline unsigned seam__depot_n_shards(const seam__depot *depot)
{
    return depot->transfer_caches != NULL || depot->large != NULL ? SEAM__N_SHARDS : 0;
}

/* Under the lock: gives what is in the transfer caches to the arenas. */
void seam__depot_clear_transfer_caches(seam__depot *depot);

/* Sums over a depot and its transfer caches. They are exact while no thread moves blocks between them. */
typedef struct seam__depot_sums {
    uint64_t n_live, n_free, n_refills;
    uint64_t live_bytes, free_bytes;
    uint64_t requested;
} seam__depot_sums;

/* Computes them. Takes the locks itself. */
void seam__depot_sum(seam__depot *depot, seam__depot_sums *out);

/* Under the lock: puts back a block whose count is 0. */
void seam__depot_put(seam__depot *depot, seam_block *block);

/* Under the lock: keeps the arena of a large block whose count is 0, in the large-block cache of `shard` if
 * that has room. False: more would be kept than the bound allows, and nothing has changed.
 * A depot that adapts raises its bound when it has to map memory soon after it unmapped some, and lowers it
 * by what a purge finds idle. */
bool seam__depot_keep_large(seam__depot *depot, unsigned shard, seam__arena *arena);

/* Classes from here up ask larger ones for a free block before they commit memory. */
#define SEAM__BORROW_MIN ((size_t)4096)

/* Under the lock, for size classes: takes a block if there is one that needs no memory of the system. */
bool seam__depot_take_ready(seam__depot *depot, size_t len, seam_block **out);
/* Under the lock, for size classes: takes up to `most` blocks. It commits memory only for the first of them, and in
 * classes that may borrow for none. Returns how many. The caller counts the bytes that were asked for. */
size_t seam__depot_take_batch(seam__depot *depot, seam_block **out, size_t most);
/* Under the lock: puts back blocks that seam__depot_take_batch() gave, in any order. */
void seam__depot_put_batch(seam__depot *depot, seam_block *const *blocks, size_t n);

/* Unmaps the arena of a large block whose count is 0. The block stays counted as live until
 * seam__depot_forget_large(), so that the pool outlives the system call. Takes the lock itself. */
void seam__depot_unmap_large(seam__depot *depot, seam__arena *arena);
/* Under the lock: ends the count as live of a block that seam__depot_unmap_large() has unmapped. */
void seam__depot_forget_large(seam__depot *depot, size_t class_bytes, size_t len);

/* Empties the transfer caches, unmaps arenas without live blocks and decommits slabs without live blocks. If the
 * system refuses, they stay for a later try. Takes the lock itself. */
void seam__depot_reclaim(seam__depot *depot);

/* Unmaps and decommits as seam__depot_reclaim() does, but no more than `n_idle` blocks: what the depot needed at
 * any moment since the last purge stays. Takes the lock itself. */
void seam__depot_purge(seam__depot *depot);

/* The laws of the struct. Takes the lock; O(free blocks). */
bool seam__depot_valid(seam__depot *depot);

#endif
