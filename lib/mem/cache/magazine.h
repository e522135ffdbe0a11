/* Magazines, the struct of a cache that has them, and the fast path through it: the owner takes a block from the
 * magazine of its class, or puts it there. What a cache is, and the rest of its functions, is in cache.h. */
#ifndef SEAM_MEM_CACHE_MAGAZINE_H
#define SEAM_MEM_CACHE_MAGAZINE_H

#include <stddef.h>

#include "base/barrier.h"
#include "mem/slab/block.h"
#include "mem/slab/size_class.h"

/* Pending flags: what others ask of the owner, which acts on them at its next call. */
enum {
    SEAM__CACHE_FLUSH = 1,  /* flush every magazine into the depots */
    SEAM__CACHE_CLOSED = 2, /* stay empty for ever: the pool is being destroyed */
    SEAM__CACHE_SLOW = 4,   /* never take the fast path; set from the start, or never */
    SEAM__CACHE_TAKEN = 8,  /* stay out: another thread empties the magazines right now */
    SEAM__CACHE_MEND =
        16, /* another thread has emptied the magazines: make the law of the state true */
    SEAM__CACHE_HALVE = 32 /* halve the grant: other threads were refused theirs */
};

/* Laws, checked by seam__cache_valid(): the rounds are consecutive and end with that at `last`; at the place before the
 * first one stands NULL, to which `last` leads when there are none; `end` is the place of the last of `cap` rounds; the
 * blocks have the count 0. The depot counts them as live.
 *
 * The rounds of a magazine lie in pages of its own, which are charged to the account from the first use of the
 * magazine (cap > 0) until the cache is emptied. Until then `last` and `end` lead to a NULL elsewhere, so that the
 * magazine is empty and full at once. */
typedef struct seam__magazine {
    _Atomic(seam_block **) last; /* written by the owner */
    seam_block **end;            /* written by the owner */
    _Atomic uint64_t served;     /* requests; written by the owner */
    uint32_t cost;               /* room in the state that a block takes; never changes */
    uint32_t cap; /* most blocks; 0: the pages are not charged, and nothing is kept */
} seam__magazine;

SEAM_STATIC_ASSERT(sizeof(seam__magazine) ==
                   32); /* a power of two: an index becomes an offset by a shift */

/* One for each size class, and for each other depot of a pool one that is always empty. */
#define SEAM__N_MAGAZINES (SEAM__N_CLASSES + 3)

/* The state of a cache, one word, because all of it changes whenever the owner takes or puts a block: in bit 0
 * whether the owner is inside; in bits 1..15 the room that is left for blocks, in units; above them the lengths
 * that were requested through this cache less those of blocks released through it, modulo 2^48.
 *
 * Law, unless SEAM__CACHE_MEND is pending: the room is `total` less the costs of all rounds. Checked by
 * seam__cache_valid(). */
#define SEAM__CACHE_INSIDE  UINT64_C(1)
#define SEAM__CACHE_ROOM    UINT64_C(0xFFFE)
#define SEAM__CACHE_COUNTED UINT64_C(0x10000)

typedef struct seam__cache {
    _Atomic uint64_t state;
    _Atomic uint32_t pending; /* SEAM__CACHE_* */
    bool light;               /* see barrier.h; never changes */
    uint32_t unit;            /* bytes of room for which the state has 2; never changes */
    _Atomic uint32_t total;   /* the grant: room of the empty cache, in the units of the state */
    size_t max_bytes;         /* bound on the grant, in bytes; never changes */
    uint64_t missed; /* bytes flushed for lack of room, see grow_when_missed(); the owner's */
    uint64_t served_before; /* requests, when n_missed was 0; the owner's */
    uint32_t n_missed;      /* misses at a grant of SEAM__CACHE_EASY or more; the owner's */
    uint64_t seen;         /* seam__cache_activity() at the last purge; under the registry's lock */
    uint64_t until_sample; /* allocations; the owner's */
    struct seam__cache_set *set; /* to which it belongs; never changes */
    /* Lists, under the registry's lock. */
    struct seam__cache *next_of_pool;
    struct seam__cache *next_of_thread;
    _Atomic(struct seam__thread *) owner; /* NULL: free for the next thread */
    size_t map_len;
    seam__magazine magazines[SEAM__N_MAGAZINES];
    uint64_t until_guard;          /* allocations; the owner's */
    _Atomic uint32_t n_slow_paths; /* of the owner's calls; see seam__pool_tick() */
    uint32_t shard;                /* of the transfer caches that its owner uses */
    size_t pages_at;    /* bytes from here to the pages of the first magazine; never changes */
    size_t pages_bytes; /* of the pages of each magazine; never changes */
} seam__cache;

/* What a length adds to a cache's state. */
static inline uint64_t seam__cache_counted(size_t len)
{
    return (uint64_t)len * SEAM__CACHE_COUNTED;
}

static inline uint64_t seam__cache_state(const seam__cache *cache)
{
    /* Relaxed: the owner reads what it wrote, and other threads only count. */
    return atomic_load_explicit(&cache->state, memory_order_relaxed);
}

/* The room in a state, to be compared with costs. */
static inline uint32_t seam__cache_room(uint64_t state)
{
    return (uint32_t)(state & SEAM__CACHE_ROOM);
}

/* The room in a state whose owner is not inside: the low 16 bits, which a processor extracts without a mask. */
static inline uint32_t seam__cache_room_outside(uint64_t state)
{
    SEAM_ASSERT((state & SEAM__CACHE_INSIDE) == 0);
    return (uint16_t)state;
}

/* The owner leaves. */
static inline void seam__cache_leave_as(seam__cache *cache, uint64_t state)
{
    /* Release: whoever sees that the owner is not inside sees what it did. */
    atomic_store_explicit(&cache->state, state, memory_order_release);
}

/* The owner goes in with the one-sided barrier; `state` has the bit. Returns the pending flags. */
static inline uint32_t seam__cache_enter_lightly(seam__cache *cache, uint64_t state)
{
    /* Relaxed: the light barrier orders it before the load of the pending flags. */
    atomic_store_explicit(&cache->state, state, memory_order_relaxed);
    seam__barrier_light();
    return atomic_load_explicit(&cache->pending, memory_order_seq_cst);
}

/* The owner goes in. False: flags are pending, or the cache is slow. `state` is that of the cache, without the bit. */
static inline bool seam__cache_enter_fast(seam__cache *cache, uint64_t state)
{
    return SEAM__LIKELY(seam__cache_enter_lightly(cache, state + SEAM__CACHE_INSIDE) == 0);
}

/* Inside: takes a block. NULL: the magazine is empty. The caller changes the state. */
static inline seam_block *seam__magazine_take(seam__magazine *magazine)
{
    /* Relaxed, all accesses: the owner reads what it wrote, and other threads only count. */
    seam_block **last = atomic_load_explicit(&magazine->last, memory_order_relaxed);
    seam_block *block = *last;
    uint64_t served;

    if (SEAM__UNLIKELY(block == NULL))
        return NULL;
    served = atomic_load_explicit(&magazine->served, memory_order_relaxed);
    atomic_store_explicit(&magazine->last, last - 1, memory_order_relaxed);
    atomic_store_explicit(&magazine->served, served + 1, memory_order_relaxed);
    return block;
}

/* Inside: keeps a block whose count is 0. False: the magazine is full. The caller changes the state. */
static inline bool seam__magazine_put(seam__magazine *magazine, seam_block *block)
{
    seam_block **last = atomic_load_explicit(&magazine->last, memory_order_relaxed);

    if (SEAM__UNLIKELY(last == magazine->end))
        return false;
    last[1] = block;
    /* Release: a child process sees no round without its block. */
    atomic_store_explicit(&magazine->last, last + 1, memory_order_release);
    return true;
}

/* The magazine of a class. Its offset among the magazines is hidden from the compiler, which then has the constant
 * offset of all of them in the displacement of each access, and needs one addition. */
static inline seam__magazine *seam__cache_magazine(seam__cache *cache, unsigned index)
{
    uint8_t *place = (uint8_t *)cache + index * sizeof(seam__magazine);

    SEAM__OPAQUE(place);
    return (seam__magazine *)(void *)(place + offsetof(seam__cache, magazines));
}

/* The owner goes in, takes a block for a request of `len` bytes, and leaves; the order is that of
 * seam__cache_add(). NULL: the magazine is empty, flags are pending, or the cache is slow. */
static inline seam_block *seam__cache_take_one(seam__cache *cache, unsigned index, size_t len)
{
    seam__magazine *magazine = seam__cache_magazine(cache, index);
    uint64_t state = seam__cache_state(cache);
    seam_block *block = NULL;

    if (seam__cache_enter_fast(cache, state))
        block = seam__magazine_take(magazine);
    if (SEAM__LIKELY(block != NULL))
        state += seam__cache_counted(len) + magazine->cost;
    seam__cache_leave_as(cache, state);
    return block;
}

/* The owner goes in, keeps a block whose count is 0, and leaves. False: there is no room, flags are pending, or the
 * cache is slow. */
static inline bool seam__cache_put_one(seam__cache *cache, unsigned index, seam_block *block)
{
    seam__magazine *magazine = seam__cache_magazine(cache, index);
    const uint64_t state = seam__cache_state(cache);
    uint32_t cost = magazine->cost;
    uint64_t after;
    bool kept;

    /* One load for both uses. */
    SEAM__OPAQUE(cost);
    if (SEAM__UNLIKELY(seam__cache_room_outside(state) < cost))
        return false;
    after = state - seam__cache_counted(seam__block_len(block)) - cost;
    kept = seam__cache_enter_fast(cache, after) && seam__magazine_put(magazine, block);
    seam__cache_leave_as(cache, kept ? after : state);
    return kept;
}

#endif
