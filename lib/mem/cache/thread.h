/* The caches of the calling thread. One TLS key serves every pool;
 * a thread that exits returns its caches, and releases after that go to the depots. */
#ifndef SEAM_MEM_CACHE_THREAD_H
#define SEAM_MEM_CACHE_THREAD_H

#include "mem/cache/cache_set.h"
#include "mem/cache/self.h"

/* Finds the cache where the thread has one, and remembers it. */
seam__cache *seam__thread_find(seam__cache_set *set);

/* Finds or makes it; NULL when the pool is being destroyed, and without memory. */
seam__cache *seam__thread_make(seam__cache_set *set);

/* The calling thread's cache of a pool; NULL: use the depots. */
static inline seam__cache *seam__thread_cache(seam__cache_set *set)
{
    seam__cache *cache = seam__thread_hinted(set->head);

    return cache != NULL ? cache : seam__thread_find(set);
}

/* The shard of the calling thread, which says what transfer caches it uses. Threads that live at the same time
 * are spread over the shards evenly. */
unsigned seam__thread_shard(void);

/* False for every thread but the owner of a confined pool. */
bool seam__thread_owns(const seam__pool_head *head);

/* Closes every cache of a pool and gives their blocks to the depots. No cache is made any more. */
void seam__thread_close_all(seam__cache_set *set);

/* In a child process, under the registry's lock: forgets the threads that are not here. */
void seam__thread_stay_alone(void);

/* In a child process, under the registry's lock: gives the blocks of the caches of threads that are
 * not here to the depots, and the caches to the next threads that want one. */
void seam__thread_adopt_all(seam__cache_set *set);

/* Empties the caches of a pool: all, or those whose owners have neither allocated nor released since
 * the last call with `idle`. An owner that is inside right now does it itself at its next call, if all
 * are meant. No lock may be held but a quota's. */
void seam__thread_take_over(seam__cache_set *set, bool idle);

/* Asks the owners of caches that may keep more than `bytes` to let go of half of it. No lock may be
 * held. */
void seam__thread_ask_to_halve(seam__cache_set *set, uint64_t bytes);

/* Adds what the caches of a pool hold: blocks and their class sizes, and the lengths asked for
 * through them: see seam__cache_requested(). */
void seam__thread_count(const seam__cache_set *set, uint64_t *n_blocks, uint64_t *bytes,
                        uint64_t *requested);

/* Adds what the caches of a pool have of one class: blocks, and requests they have served. */
void seam__thread_count_class(const seam__cache_set *set, unsigned index, uint64_t *n_blocks,
                              uint64_t *n_served);

/* The laws of a quiet pool's caches. */
bool seam__thread_caches_valid(const seam__cache_set *set);

#endif
