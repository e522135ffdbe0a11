/* A ring of handles from one thread to another. Each side tells the other in batches how far it has
 * come, so that the cache lines of the two counters travel seldom and the time of a job is that of
 * the allocator. */
#ifndef SEAM_BENCH_RING_H
#define SEAM_BENCH_RING_H

#include <sched.h>
#include <stdatomic.h>

#include "bench.h"

#define RING_SLOTS 1024
#define RING_BATCH 16

typedef struct ring {
    _Alignas(64) _Atomic size_t made;  /* written by the producer */
    _Alignas(64) _Atomic size_t taken; /* written by the consumer */
    _Alignas(64) size_t n_slots;       /* a power of two, at most RING_SLOTS */
} ring;

/* Waits until a counter of the other side is past `at`; returns it. */
static inline size_t ring_wait(_Atomic size_t *counter, size_t at)
{
    /* Acquire: what the other side wrote before it counted is seen. */
    size_t seen = atomic_load_explicit(counter, memory_order_acquire);

    for (unsigned spins = 1; seen <= at; spins++) {
        if (spins % 256 == 0)
            sched_yield();
        seen = atomic_load_explicit(counter, memory_order_acquire);
    }
    return seen;
}

static inline void ring_tell(_Atomic size_t *counter, size_t value)
{
    /* Release: pairs with the wait. */
    atomic_store_explicit(counter, value, memory_order_release);
}

/* A fresh start for slots that hold at most `max_bytes` of blocks of `len`. */
static inline void ring_reset(ring *r, size_t len, size_t max_bytes)
{
    r->n_slots = RING_SLOTS;
    while (r->n_slots > RING_BATCH && r->n_slots * len > max_bytes)
        r->n_slots /= 2;
    atomic_store_explicit(&r->made, 0, memory_order_relaxed);
    atomic_store_explicit(&r->taken, 0, memory_order_relaxed);
}

#endif
