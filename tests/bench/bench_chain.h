/* What programs do with chains of buffers, by seam and by libevent. */
#ifndef SEAM_BENCH_CHAIN_H
#define SEAM_BENCH_CHAIN_H

#include "bench.h"
#include "seam/chain.h"

#define CHAIN_PIECES  ((size_t)64)   /* how many lie in a chain before it is emptied */
#define CHAIN_BACKLOG ((size_t)4)    /* how many lie in a queue that is never empty */
#define CHAIN_SEGMENT ((size_t)1500) /* of chains that are moved, taken and looked at */
#define CHAIN_HEAD    ((size_t)20)   /* bytes that are looked at, over a joint or not */

typedef struct chain_work {
    const uint8_t *data; /* at least `len` bytes, and CHAIN_SEGMENT */
    size_t len;          /* of a piece */
    seam_pool *pool;     /* NULL for libevent */
} chain_work;

/* Each does what its namesake of bench_chain.c does, `reps` pieces of it; NULL where libevent was not there
 * when this was built. */
void bench_event_append(void *ctx, size_t reps) __attribute__((weak));
void bench_event_append_reference(void *ctx, size_t reps) __attribute__((weak));
void bench_event_append_counted(void *ctx, size_t reps) __attribute__((weak));
void bench_event_queue(void *ctx, size_t reps) __attribute__((weak));
void bench_event_queue_reference(void *ctx, size_t reps) __attribute__((weak));
void bench_event_queue_counted(void *ctx, size_t reps) __attribute__((weak));
void bench_event_turn(void *ctx, size_t reps) __attribute__((weak));
void bench_event_move(void *ctx, size_t reps) __attribute__((weak));
void bench_event_move_all(void *ctx, size_t reps) __attribute__((weak));
void bench_event_take_copy(void *ctx, size_t reps) __attribute__((weak));
void bench_event_take(void *ctx, size_t reps) __attribute__((weak));
void bench_event_share(void *ctx, size_t reps) __attribute__((weak));
void bench_event_view(void *ctx, size_t reps) __attribute__((weak));
void bench_event_view_joint(void *ctx, size_t reps) __attribute__((weak));

#endif
