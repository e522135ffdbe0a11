/* A shelf: free blocks of one size class that magazines gave back a moment ago and that magazines will
 * ask for again. They move as pointers, so that two threads that exchange blocks need not read each
 * other's entries one after the other, as an arena's free list makes them. A class has several shelves
 * and a thread's cache has one of them for its own, so that threads seldom wait for each other; who
 * finds the own one empty looks at the others, and brings some blocks along for the next time.
 *
 * To its arena and to its depot a block on a shelf is live. Whoever wants the depot's lock too takes
 * that first, and of two shelves the one of the lower shard. */
#ifndef SEAM_MEM_SLAB_TRANSFER_CACHE_H
#define SEAM_MEM_SLAB_TRANSFER_CACHE_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "mem/os/account.h"
#include "mem/os/lock.h"
#include "mem/slab/block.h"

/* Shelves of a class. */
#define SEAM__N_SHARDS 4u

/* The lock guards everything below it. Law, while nobody has the lock: n is 0 where `blocks` is NULL.
 * One line: it travels between the threads. */
typedef struct seam__shelf {
    _Alignas(64) seam__lock lock;
    seam_block **blocks; /* NULL, or a page; of large blocks see large_shelf.h */
    _Atomic uint32_t n;  /* blocks on it; who has not the lock may look */
    uint64_t n_refills;  /* magazines that it filled for a request */
} seam__shelf;

/* A hint: the lock is not needed. */
static inline uint32_t seam__shelf_n(const seam__shelf *shelf)
{
    /* Relaxed: whoever acts on it takes the lock first. */
    return atomic_load_explicit(&shelf->n, memory_order_relaxed);
}

/* Says whether there are blocks, for a caller that takes the lock if there are: the prefetch has the line come
 * once, to be written to. */
static inline bool seam__shelf_offers(seam__shelf *shelf)
{
    __builtin_prefetch(shelf, 1);
    return seam__shelf_n(shelf) != 0;
}

/* The locks of two shelves of a class. */
static inline void seam__shelf_lock_both(seam__shelf *shelf, seam__shelf *other)
{
    /* Rows follow each other in memory. */
    seam__lock_take(shelf < other ? &shelf->lock : &other->lock);
    seam__lock_take(shelf < other ? &other->lock : &shelf->lock);
}

static inline void seam__shelf_unlock_both(seam__shelf *shelf, seam__shelf *other)
{
    seam__lock_leave(&shelf->lock);
    seam__lock_leave(&other->lock);
}

/* Under the lock: takes `most` blocks at most. Returns how many. */
size_t seam__shelf_take(seam__shelf *shelf, seam_block **out, size_t most);
/* Under the lock: puts as many of the last of `n` blocks as there is room for, `room` being what the
 * shelf may hold. Returns how many. */
size_t seam__shelf_append(seam__shelf *shelf, size_t room, seam_block *const *blocks, size_t n);
/* Under the lock: puts as many of the last of `n` blocks as there is room for, mapping a page where
 * there is none yet. Returns how many. */
size_t seam__shelf_put(seam__shelf *shelf, seam__account *account, seam_block *const *blocks,
                       size_t n);
/* Blocks that one shelf has from another in place of one. */
#define SEAM__SHELF_SHARE ((size_t)16)

/* Under both locks: takes the blocks of another shelf that came last, a few at most, if there is room. */
void seam__shelf_share(seam__shelf *shelf, seam__account *account, seam__shelf *other);
/* Under the lock: takes the block at `index`. */
seam_block *seam__shelf_remove(seam__shelf *shelf, size_t index);
/* Under the lock: gives the page of an empty shelf back. */
void seam__shelf_unmap(seam__shelf *shelf, seam__account *account);

#endif
