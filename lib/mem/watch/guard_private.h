/* Guarded blocks: samples of a pool's allocations whose misuse the system sees at once.
 *
 *     header, entries ... | guard | slot 0 ...    block 0 | guard | slot 1 ...    block 1 | guard
 *
 * A pool has one arena for them, the only one of their depot. A slot is address space for a block of
 * the largest class; what the block needs of it, at its end, is committed while the block lives, and
 * nothing is accessible otherwise. A released block rests until SEAM__GUARDS_RESTING others have
 * been released after it, or the arena, then without live blocks, is given back by trim, under a
 * limit or with the pool. */
#ifndef SEAM_MEM_WATCH_GUARD_PRIVATE_H
#define SEAM_MEM_WATCH_GUARD_PRIVATE_H

#include "mem/slab/heap.h"

#define SEAM__GUARD_SLOTS    ((size_t)1024)
#define SEAM__GUARDS_RESTING ((size_t)64)
#define SEAM__GUARD_FRAMES   16u

/* Which allocation is the next to be guarded. A pool that guards has no fast path through its
 * caches: each thread counts down in its cache. */
typedef struct seam__guards {
    uint64_t every;          /* 0: nothing is guarded; never changes */
    _Atomic uint64_t until;  /* countdown of the threads that have no cache */
    _Atomic uint64_t random; /* state of the generator of countdowns */
} seam__guards;

/* Who allocated or released a block. */
typedef struct seam__witness {
    _Atomic uint64_t clock_ns; /* 0: it has not happened */
    _Atomic uint64_t thread;
    _Atomic uint64_t n_frames;
    _Atomic uintptr_t frames[SEAM__GUARD_FRAMES];
} seam__witness;

/* The entry of a slot. Below `charged` it tells of the last block that was there, and is written by
 * whoever has that block: `version` is odd meanwhile, as seam_guard_describe() reads it at any time. */
typedef struct seam__guarded {
    seam_block block;
    size_t charged; /* committed bytes at the slot's end; under the depot's lock */
    _Atomic uint64_t version;
    _Atomic uintptr_t data;
    _Atomic uint64_t len; /* requested */
    seam__witness taken, freed;
} seam__guarded;

seam__layout seam__layout_guarded(const seam__traits *traits);

void seam__guards_init(seam__guards *guards, uint64_t every);
/* A countdown: 1 to 2 * every - 1, all of them as often. */
uint64_t seam__guards_draw(seam__guards *guards);

/* Says whether the next request is to be guarded. The pool guards. `until` is the countdown of the calling
 * thread's cache, where 0 stands for one that has not begun; NULL when the thread has no cache. */
bool seam__guards_turn(seam__guards *guards, uint64_t *until);

/* A guarded block for a request of `len` bytes, which a class could serve; its count is 0. NULL when
 * there is no slot or no memory for it. */
seam_block *seam__guard_take(seam__heap *heap, size_t len);
/* The block is closed and leaves for its rest. True when its pool is dying. */
bool seam__guard_put(seam__heap *heap, seam_block *block);

/* Lets seam_guard_describe() look at an arena, as far as n_shown says. */
void seam__guard_show(seam__arena *arena);
/* No more; waits for those who are looking. */
void seam__guard_conceal(seam__arena *arena);
/* In a child process nobody else is looking. */
void seam__guard_after_fork(void);

static inline seam__guarded *seam__guarded_of(seam_block *block)
{
    return (seam__guarded *)(void *)block;
}

#endif
