/* Samples of allocations: for about one block in `every` a pool remembers who allocated it and when,
 * and which tags it has had. A side table, by the address of the block, in mappings of its own.
 *
 * A pool that takes samples has no fast path through its caches: every allocation and release comes
 * by here, and a pool that takes none pays nothing. Which allocation is next is counted down in the
 * thread's cache; a sampled block is marked in its `len`. A full table, or one without memory, loses the
 * sample and never the allocation. */
#ifndef SEAM_MEM_WATCH_SAMPLER_H
#define SEAM_MEM_WATCH_SAMPLER_H

#include "mem/os/account.h"
#include "mem/os/lock.h"
#include "mem/slab/block.h"
#include "seam/stats.h"

#define SEAM__SAMPLES_MAX ((size_t)1 << 16)

/* What is remembered of a block; `age_ns` holds the moment of the allocation. */
typedef struct seam__slot {
    const seam_block *block; /* NULL: no sample here */
    seam_sample sample;
} seam__slot;

/* Laws: n <= cap * 3 / 4; cap is 0 or a power of two; a slot is reached from the place of its block
 * without passing an empty one; a block in the table lives and is marked. All of it but `every` is
 * under the lock, which may be taken inside a depot's. */
typedef struct seam__sampler {
    uint64_t every; /* 0: there are no samples, and no lock; never changes */
    seam__lock lock;
    bool prints;     /* leaks go to stderr */
    bool prints_all; /* so do those without a sample: see leaks.h */
    bool tells;      /* a hook is told of all; set once, at the end of the pool */
    seam__slot *slots;
    size_t cap, n;
    uint64_t n_lost;
    uint64_t n_without_cache; /* allocations of threads that have no cache */
    seam_leak_fn fn;          /* NULL: none */
    void *ctx;
} seam__sampler;

/* `every` is the option; with 0 the environment decides. */
SEAM__TRY seam_status seam__sampler_init(seam__sampler *sampler, uint64_t every);
/* The pool has no live block. */
void seam__sampler_destroy(seam__sampler *sampler, seam__account *account);

/* For fork(), which needs every lock. Nothing happens when there are no samples. */
void seam__sampler_lock(seam__sampler *sampler);
void seam__sampler_unlock(seam__sampler *sampler);

/* A block has been allocated: samples it when it is its turn. `until` is the countdown of the calling
 * thread's cache, where 0 stands for one that has not begun; NULL when the thread has no cache. */
void seam__sampler_consider(seam__sampler *sampler, seam__account *account, uint64_t *until,
                            seam_block *block);

/* The block is marked: it has a new tag. */
void seam__sampler_tag(seam__sampler *sampler, const seam_block *block, uint64_t tag);
/* The block is marked and has lost its last reference. */
void seam__sampler_forget(seam__sampler *sampler, seam_block *block);

/* Fills in the sample of a block, its age included. False when there is none. */
bool seam__sampler_find(seam__sampler *sampler, const seam_block *block, seam_sample *out);

/* SEAM_ESTATE when there are no samples. */
SEAM__TRY seam_status seam__sampler_set_hook(seam__sampler *sampler, seam_leak_fn fn, void *ctx);

/* Under the lock: the sampled block at a place below `cap` of the table, and its sample. NULL: there is
 * none. */
const seam_block *seam__sampler_at(const seam__sampler *sampler, size_t index, seam_sample *out);

/* Under the lock: the laws above. O(cap). */
bool seam__sampler_valid(const seam__sampler *sampler);

#endif
