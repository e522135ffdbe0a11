/* The sampler of a pool: for about one block in `every` it remembers who allocated the block, when, and which tags it
 * has had. The samples are in a hash table by the address of the block, in mappings of its own.
 *
 * In a pool that takes samples every allocation and release takes the slow path and calls the sampler; other pools
 * pay nothing. Each thread counts down in its cache to the next sample. A sampled block is marked in its `len`. If
 * the table is full or cannot grow, the sample is lost, and the allocation succeeds. */
#ifndef SEAM_MEM_WATCH_SAMPLER_H
#define SEAM_MEM_WATCH_SAMPLER_H

#include "mem/os/account.h"
#include "mem/os/lock.h"
#include "mem/slab/block.h"
#include "seam/stats.h"

#define SEAM__SAMPLES_MAX ((size_t)1 << 16)

/* A slot of the table. `age_ns` of the sample is the time of the allocation, and not yet an age. */
typedef struct seam__slot {
    const seam_block *block; /* NULL: no sample here */
    seam_sample sample;
} seam__slot;

/* Laws, checked by seam__sampler_valid(): n is the number of slots with a block, and at most 3/4 of cap; cap is 0 or a
 * power of two; no empty slot is between the home of a block and its slot; a block in the table is marked. The lock
 * guards all but `every`; a thread that has a depot's lock may take it. */
typedef struct seam__sampler {
    uint64_t every; /* 0: there are no samples, and the lock is not initialized; never changes */
    seam__lock lock;
    bool prints;     /* leaks are reported on stderr */
    bool prints_all; /* those without a sample, too: see leaks.h */
    bool tells; /* the hook is being called for all samples; set once, when the pool is destroyed */
    seam__slot *slots;
    size_t cap, n;
    uint64_t n_lost;
    uint64_t n_without_cache; /* allocations of threads that have no cache */
    seam_leak_fn fn;          /* the hook; NULL: there is none */
    void *ctx;
} seam__sampler;

/* Initializes a sampler that is zero. `every` is the pool's option; if it is 0 SEAM_LEAKS decides. */
SEAM__TRY seam_status seam__sampler_init(seam__sampler *sampler, uint64_t every);
/* Unmaps the table. The pool has no live block. */
void seam__sampler_destroy(seam__sampler *sampler, seam__account *account);

/* Takes the lock and gives it back. They do nothing if the pool takes no samples. */
void seam__sampler_lock(seam__sampler *sampler);
void seam__sampler_unlock(seam__sampler *sampler);

/* Counts an allocation, and takes a sample of the block if it is its turn. `until` is the countdown of the calling
 * thread's cache, 0 if it has not begun; NULL: the thread has no cache. */
void seam__sampler_consider(seam__sampler *sampler, seam__account *account, uint64_t *until,
                            seam_block *block);

/* Adds a new tag to the sample of a block that is marked. */
void seam__sampler_tag(seam__sampler *sampler, const seam_block *block, uint64_t tag);
/* Removes the sample of a block that is marked and has lost its last reference, and the mark. */
void seam__sampler_forget(seam__sampler *sampler, seam_block *block);

/* Copies the sample of a block, and computes its age. False: there is none. */
bool seam__sampler_find(seam__sampler *sampler, const seam_block *block, seam_sample *out);

/* Sets the hook: SEAM_OK, or SEAM_ESTATE when the pool takes no samples. */
SEAM__TRY seam_status seam__sampler_set_hook(seam__sampler *sampler, seam_leak_fn fn, void *ctx);

/* Under the lock: returns the block of the slot `index`, below `cap`, and copies its sample. NULL: it has none. */
const seam_block *seam__sampler_at(const seam__sampler *sampler, size_t index, seam_sample *out);

/* Under the lock: the laws of the struct. O(cap). */
bool seam__sampler_valid(const seam__sampler *sampler);

#endif
