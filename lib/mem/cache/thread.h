/* How threads get caches and lose them. One key of thread-specific data serves every pool: its destructor returns
 * the caches of a thread that exits, and what that thread releases afterwards goes to the depots. */
#ifndef SEAM_MEM_CACHE_THREAD_H
#define SEAM_MEM_CACHE_THREAD_H

#include "mem/cache/cache_set.h"
#include "mem/cache/self.h"

/* Finds the cache of the calling thread under the registry's lock, and remembers it. NULL: it has none. */
seam__cache *seam__thread_find(seam__cache_set *set);

/* Finds or makes a cache for the calling thread. NULL: it may have none, or there is no memory for it. */
seam__cache *seam__thread_make(seam__cache_set *set);

/* The calling thread's cache of a pool. NULL: it has none, and uses the depots. */
static inline seam__cache *seam__thread_cache(seam__cache_set *set)
{
    seam__cache *cache = seam__thread_hinted(set->head);

    return cache != NULL ? cache : seam__thread_find(set);
}

/* The shard of the calling thread, which says what transfer caches it uses. Threads that live at the same time
 * are spread over the shards evenly. */
unsigned seam__thread_shard(void);

/* Says whether the calling thread may use a pool: false if it is confined and has another owner. */
bool seam__thread_owns(const seam__pool_head *head);

/* Closes all caches of a pool and flushes them into the depots. No cache is made any more. */
void seam__thread_close_all(seam__cache_set *set);

/* In a child process, under the registry's lock: forgets the slots of threads that the child does not have. */
void seam__thread_stay_alone(void);

/* In a child process, under the registry's lock: flushes the caches of threads that the child does not have, and
 * makes them free for the next threads. */
void seam__thread_adopt_all(seam__cache_set *set);

/* Empties caches of a pool: with `idle` those whose owners have neither allocated nor released since the last such
 * call, else all. An owner that is inside at that moment keeps its blocks if `idle`, else it empties its cache at
 * its next call. The caller has no lock, or that of the quotas' lists. */
void seam__thread_take_over(seam__cache_set *set, bool idle);

/* Asks the owners of caches with a grant of more than `bytes` to halve it. The caller has no lock. */
void seam__thread_ask_to_halve(seam__cache_set *set, uint64_t bytes);

/* Adds up all caches of a pool: the blocks in their magazines, the class sizes of these, and the lengths requested
 * through the caches (see seam__cache_requested()). */
void seam__thread_count(const seam__cache_set *set, uint64_t *n_blocks, uint64_t *bytes,
                        uint64_t *requested);

/* Adds up one class of all caches of a pool: the blocks in their magazines, and the requests that these served. */
void seam__thread_count_class(const seam__cache_set *set, unsigned index, uint64_t *n_blocks,
                              uint64_t *n_served);

/* The laws of the caches of a pool that no thread uses meanwhile. */
bool seam__thread_caches_valid(const seam__cache_set *set);

#endif
