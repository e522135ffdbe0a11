/* A made day of a server that speaks HTTP, DNS and TLS, as steps of allocation and release. */
#ifndef SEAM_BENCH_TRACE_H
#define SEAM_BENCH_TRACE_H

#include "bench_buffers.h"

/* No block lives longer than this many ticks. */
#define TRACE_WHEEL ((size_t)1 << 19)
/* No more blocks than this live at once. */
#define TRACE_LIVE ((size_t)1 << 18)

typedef struct trace {
    uint64_t random;
    size_t tick, n_ticks; /* a tick is one allocation; n_ticks are the day */
    /* Lists of the handles that end at a tick, numbered from 1; 0 ends a list. */
    uint32_t *wheel;
    uint32_t next[TRACE_LIVE + 1];
    uint32_t lens[TRACE_LIVE + 1];
    uint32_t free;       /* a list of handles without a block */
    uint64_t live_bytes; /* the sum of seam's class sizes */
    uint64_t peak_bytes;
} trace;

/* Maps and starts a day of `n_ops` steps. */
trace *trace_open(size_t n_ops);
/* Writes up to `cap` steps, at least two; the day begins anew at its end. */
size_t trace_next(trace *t, trace_op *ops, size_t cap);

#endif
