/* What one way of getting memory must be able to do, so that the jobs of the pool can be run on it.
 * Every one is stamped from bench_loops.inl.h, so that no call through a pointer lies inside a loop
 * that is timed. */
#ifndef SEAM_BENCH_BUFFERS_H
#define SEAM_BENCH_BUFFERS_H

#include "bench_ring.h"

#define BENCH_MAX_LIVE 1024

/* One step of a trace. */
typedef struct trace_op {
    uint32_t index; /* of the handle */
    uint32_t len;   /* to allocate; 0: release */
} trace_op;

/* Steps that no branch predictor can learn: the length of each block, a power of two of them in all,
 * and the slot that it is made in, which n_live, a power of two as well, bounds. */
#define MIXED_STEPS ((size_t)1 << 17)
typedef struct mixed_plan {
    uint32_t lens[MIXED_STEPS];
    uint16_t slots[MIXED_STEPS];
} mixed_plan;

typedef struct buffers {
    size_t handle_size;
    /* Called once, before anything else, with the length of every block; 0 = lengths vary, and then
     * false says that this contender cannot do that. */
    bool (*open)(size_t len);
    /* `reps` blocks made, one byte of each written, and released; `n_live` at a time, in order. */
    void (*pairs)(size_t len, size_t n_live, size_t reps);
    /* `reps` blocks of a plan, each released and made anew, one byte of it written. */
    void (*mixed)(const mixed_plan *plan, size_t n_live, size_t reps);
    /* `reps` blocks made here and released by the thread that runs consume(). */
    void (*produce)(ring *r, size_t len, size_t reps);
    void (*consume)(ring *r, size_t reps);
    /* Handles [0, n) of an array: make all, release all in order, or those that `order` names. */
    void (*fill)(void *handles, size_t len, size_t n);
    void (*drain)(void *handles, size_t n);
    void (*drain_some)(void *handles, const uint32_t *order, size_t n);
    /* Steps of a trace over an array; every page of a new block is written to. */
    void (*replay)(void *handles, const trace_op *ops, size_t n);
    /* `reps` windows onto one block of `len` bytes made and released. NULL: it cannot share. */
    void (*slices)(size_t len, size_t reps);
    /* Gives free memory back to the system; the contender's own word for it. */
    void (*trim)(void);
    /* The largest amount of memory the contender says it has had; NULL: it does not say. */
    uint64_t (*committed_peak)(void);
    /* Of the library; static or constant. */
    const char *(*version)(void);
} buffers;

/* NULL where a library was not there when this was built, else what the file of the name defines. */
extern const buffers bench_seam, bench_seam_confined, bench_malloc, bench_atomic, bench_bare_ring;
extern const buffers bench_avutil __attribute__((weak));
extern const buffers bench_glib __attribute__((weak));
extern const buffers bench_event __attribute__((weak));

#endif
