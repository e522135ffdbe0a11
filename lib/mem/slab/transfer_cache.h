/* A transfer cache: an array of pointers to free blocks of one size class, between the threads' magazines and
 * the depot. A full magazine is flushed into it and an empty one is refilled from it with one copy of pointers;
 * an arena's free list would have the thread read the entry of one block after the other.
 *
 * Threads are divided among SEAM__N_SHARDS shards, and each shard has a transfer cache of its own for each
 * class, so that threads seldom wait for each other's locks. A thread that finds the one of its shard empty
 * takes from those of other shards, and moves some more blocks into its own for the next time.
 *
 * The array of a class of small blocks grows while it is too small: a thread that releases many blocks and then takes
 * as many, over and over, need not move them to the arenas and back. A purge gives the blocks to the arenas, and
 * unmaps arrays that it finds empty.
 *
 * Arenas and depots count a block in a transfer cache as live. The order of locks: the depot's first, then
 * those of its transfer caches, the lower shard first. */
#ifndef SEAM_MEM_SLAB_TRANSFER_CACHE_H
#define SEAM_MEM_SLAB_TRANSFER_CACHE_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "mem/os/account.h"
#include "mem/os/lock.h"
#include "mem/slab/block.h"

/* Shards of threads. */
#define SEAM__N_SHARDS 4u

/* The lock guards everything below it. Laws, while nobody has the lock, checked by seam__transfer_cache_valid():
 * n <= cap, and cap is 0 exactly when `blocks` is NULL. Where a mutex has 40 bytes, as on x86-64 (48 on AArch64), the
 * struct fits one cache line, which is all that travels between the processors of two threads. */
typedef struct seam__transfer_cache {
    _Alignas(64) seam__lock lock;
    seam_block **blocks; /* NULL, a mapping, or the `room` of a large-block cache */
    _Atomic uint32_t n;  /* blocks in it; may be read without the lock, as a hint */
    uint32_t cap; /* blocks that there is room for; of a mapping what is charged to the account */
    uint64_t n_refills; /* requests for which it filled a magazine */
} seam__transfer_cache;

SEAM_STATIC_ASSERT(sizeof(seam__lock) > 40 || sizeof(seam__transfer_cache) == 64);

/* The largest `cap` of a class, in whole pages of pointers: a page, or for small blocks what holds 4 MiB of them. */
size_t seam__transfer_cache_most(size_t class_bytes, size_t page);

/* How many blocks there are: exact under the lock, without it a hint. */
static inline uint32_t seam__transfer_cache_n(const seam__transfer_cache *transfer)
{
    /* Relaxed: whoever acts on it takes the lock first. */
    return atomic_load_explicit(&transfer->n, memory_order_relaxed);
}

/* Says whether there are blocks, as a hint, to a caller that takes the lock if there are. On CPUs for which the
 * compiler knows such an instruction, the prefetch fetches the cache line for writing at once, in place of first
 * for reading and then again for the lock. */
static inline bool seam__transfer_cache_offers(seam__transfer_cache *transfer)
{
    __builtin_prefetch(transfer, 1);
    return seam__transfer_cache_n(transfer) != 0;
}

/* Under the lock: the laws of the struct. */
bool seam__transfer_cache_valid(const seam__transfer_cache *transfer);

/* Leaves the lock. The laws hold. */
static inline void seam__transfer_cache_unlock(seam__transfer_cache *transfer)
{
    SEAM_ASSERT(seam__transfer_cache_valid(transfer));
    seam__lock_leave(&transfer->lock);
}

/* Takes the locks of two transfer caches of one class, in the order of their shards. */
static inline void seam__transfer_cache_lock_both(seam__transfer_cache *transfer,
                                                  seam__transfer_cache *other)
{
    /* The caches of a lower shard have lower addresses. */
    seam__lock_take(transfer < other ? &transfer->lock : &other->lock);
    seam__lock_take(transfer < other ? &other->lock : &transfer->lock);
}

static inline void seam__transfer_cache_unlock_both(seam__transfer_cache *transfer,
                                                    seam__transfer_cache *other)
{
    seam__transfer_cache_unlock(transfer);
    seam__transfer_cache_unlock(other);
}

/* Under the lock: takes `most` blocks at most. Returns how many. */
size_t seam__transfer_cache_take(seam__transfer_cache *transfer, seam_block **out, size_t most);
/* Under the lock: puts as many of the last of `n` blocks as there is room for. Returns how many. */
size_t seam__transfer_cache_append(seam__transfer_cache *transfer, seam_block *const *blocks,
                                   size_t n);
/* Under the lock: puts as many of the last of `n` blocks of a class as it may hold. It maps the array if there is
 * none, and doubles `cap` if that is too small. Returns how many: less than n, too, when the account or the system
 * allows no more. */
size_t seam__transfer_cache_put(seam__transfer_cache *transfer, seam__account *account,
                                size_t class_bytes, seam_block *const *blocks, size_t n);
/* The most blocks that seam__transfer_cache_share() moves. */
#define SEAM__TRANSFER_SHARE ((size_t)16)

/* Under both locks: moves up to SEAM__TRANSFER_SHARE blocks, the last ones of `other`, as far as there is
 * room. */
void seam__transfer_cache_share(seam__transfer_cache *transfer, seam__account *account,
                                size_t class_bytes, seam__transfer_cache *other);
/* Under the lock: takes the block at `index`; the last one moves to its place. */
seam_block *seam__transfer_cache_remove(seam__transfer_cache *transfer, size_t index);
/* Under the lock: unmaps the array of a class if no block is there. If the system refuses, it stays. */
void seam__transfer_cache_unmap(seam__transfer_cache *transfer, seam__account *account,
                                size_t class_bytes);

#endif
