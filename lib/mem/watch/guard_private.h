/* Guarded blocks: a sample of a pool's allocations, placed so that the processor faults on an overrun or a use
 * after release (as in GWP-ASan).
 *
 *     header, entries ... | guard | slot 0 ...    block 0 | guard | slot 1 ...    block 1 | guard
 *
 * A pool has one arena for them, the only one of their depot. A slot is address space for a block of
 * the largest class. The pages at its end that the block needs are committed while the block lives; all others
 * are inaccessible. A released block stays in quarantine until SEAM__GUARDS_QUARANTINED
 * others have been released after it, or until the arena is unmapped: by trim or under a limit, when it has no
 * live block, or with the pool. */
#ifndef SEAM_MEM_WATCH_GUARD_PRIVATE_H
#define SEAM_MEM_WATCH_GUARD_PRIVATE_H

#include "mem/slab/heap.h"

#define SEAM__GUARD_SLOTS        ((size_t)1024)
#define SEAM__GUARDS_QUARANTINED ((size_t)64)
#define SEAM__GUARD_FRAMES       16u

/* Decides which allocations are guarded. Each thread counts down in its cache; a pool that guards has no fast path. */
typedef struct seam__guards {
    uint64_t every; /* on average one request in so many is guarded; 0: none; never changes */
    _Atomic uint64_t until;  /* countdown of the threads that have no cache */
    _Atomic uint64_t random; /* state of the generator of countdowns */
} seam__guards;

/* An allocation or a release: when, by which thread, through which calls. */
typedef struct seam__guard_event {
    _Atomic uint64_t clock_ns; /* 0: there is no such event */
    _Atomic uint64_t thread;
    _Atomic uint64_t n_frames;
    _Atomic uintptr_t frames[SEAM__GUARD_FRAMES];
} seam__guard_event;

/* The entry of a slot. The fields after `charged` describe the last block that was there. Whoever has that block writes
 * them, and `version` is odd while it does, because seam_guard_describe() may read them at any time. */
typedef struct seam__guarded {
    seam_block block;
    size_t
        charged; /* bytes at the end of the slot that the account is charged for; under the depot's lock */
    _Atomic uint64_t version;
    _Atomic uintptr_t data;
    _Atomic uint64_t len; /* requested */
    seam__guard_event taken, freed;
} seam__guarded;

seam__layout seam__layout_guarded(const seam__traits *traits);

void seam__guards_init(seam__guards *guards, uint64_t every);
/* Draws a countdown, uniformly from 1 to 2 * every - 1. */
uint64_t seam__guards_draw(seam__guards *guards);

/* Counts a request of a pool that guards, and says whether it is to be guarded. `until` is the countdown of the calling
 * thread's cache, 0 if it has not begun; NULL: the thread has no cache. */
bool seam__guards_turn(seam__guards *guards, uint64_t *until);

/* Takes a guarded block for a request of `len` bytes that a class could serve. Its count is 0. NULL: there is no slot
 * or no memory for it. */
seam_block *seam__guard_take(seam__heap *heap, size_t len);
/* Puts a block, whose count is 0, into quarantine. True when its pool is dying. */
bool seam__guard_put(seam__heap *heap, seam_block *block);

/* Lets seam_guard_describe() read an arena's entries below `n_shown`. */
void seam__guard_show(seam__arena *arena);
/* Ends that; returns when no call of seam_guard_describe() reads the arena any more. */
void seam__guard_conceal(seam__arena *arena);
/* In a child process: forgets the other threads that were inside seam_guard_describe(). */
void seam__guard_after_fork(void);

static inline seam__guarded *seam__guarded_of(seam_block *block)
{
    return (seam__guarded *)(void *)block;
}

#endif
