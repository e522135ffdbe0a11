/* The head of a pool: what the fast path reads of it, and where a thread finds its cache. */
#ifndef SEAM_MEM_CACHE_POOL_HEAD_H
#define SEAM_MEM_CACHE_POOL_HEAD_H

#include <stdatomic.h>
#include <stdint.h>

#include "mem/slab/size_class.h"
#include "seam/pool.h"

/* Slots of threads. Up to this many threads that live at the same time have one of their own; more share them, and
 * then take the registry's lock when they use several pools in turn. */
#define SEAM__N_SLOTS 256u

/* The first part of every pool. Only `owner` and `of_slot` ever change. */
typedef struct seam__pool_head {
    uint64_t id;         /* unlike that of any other pool of the process */
    uint32_t first_word; /* of a block with one reference */
    bool confined;       /* SEAM_POOL_CONFINED */
    size_t fast_max; /* longest request that a size class serves; longer ones take the slow path */
    size_t tail;     /* bytes that may be read behind each block: as in seam__traits */
    size_t align_mask; /* alignment - 1 */
    _Atomic uint64_t
        owner; /* of a confined pool: the number of the thread that allocated first; 0 = none */
    /* A cache that a thread of this slot has or had; its `owner` says which. No thread has slot 0. */
    _Atomic(struct seam__cache *) of_slot[SEAM__N_SLOTS];
    /* The class that serves a request whose last byte, with its tail, lies in each run of SEAM__ALIGNMENT bytes. */
    uint8_t class_at[SEAM__CLASS_MAX / SEAM__ALIGNMENT];
} seam__pool_head;

static inline seam__pool_head *seam__head_of(const seam_pool *pool)
{
    return (seam__pool_head *)(uintptr_t)pool;
}

/* The class that serves a request of `len` bytes, 1 to `fast_max`. */
static inline unsigned seam__pool_class(const seam__pool_head *head, size_t len)
{
    return head->class_at[(len - 1 + head->tail) / SEAM__ALIGNMENT];
}

/* Bytes of payload that a request of `len` bytes, at least 1, needs. */
static inline size_t seam__pool_need(const seam__pool_head *head, size_t len)
{
    return ((len - 1 + head->tail) | head->align_mask) + 1;
}

#endif
