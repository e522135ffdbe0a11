/* The loops of the pool's jobs, one body for every contender. Whoever includes this has defined
 *
 *     handle                                   what the owner of a block holds
 *     void make(size_t len, handle *out)       exits on failure
 *     void drop(handle *h)
 *     volatile uint8_t *bytes_of(handle *h)    for writing */
#include <stddef.h>
#include <stdint.h>

#include "bench_buffers.h"

static void pairs(size_t len, size_t n_live, size_t reps)
{
    handle live[BENCH_MAX_LIVE];

    if (n_live == 1) {
        for (size_t i = 0; i < reps; i++) {
            make(len, &live[0]);
            *bytes_of(&live[0]) = 1;
            drop(&live[0]);
        }
        return;
    }
    for (size_t done = 0; done < reps; done += n_live) {
        for (size_t i = 0; i < n_live; i++) {
            make(len, &live[i]);
            *bytes_of(&live[i]) = 1;
        }
        for (size_t i = 0; i < n_live; i++)
            drop(&live[i]);
    }
}

/* A block in each of `n_live` slots; a step releases one and makes the next in its place. */
static void mixed(const mixed_plan *plan, size_t n_live, size_t reps)
{
    static handle live[BENCH_MAX_LIVE];
    static size_t n_made, at;

    for (; n_made < n_live; n_made++)
        make(plan->lens[n_made], &live[n_made]);
    for (size_t i = 0; i < reps; i++, at++) {
        handle *h = &live[plan->slots[at % MIXED_STEPS] % n_live];

        drop(h);
        make(plan->lens[at % MIXED_STEPS], h);
        *bytes_of(h) = 1;
    }
}

static handle slots[RING_SLOTS];

static void produce(ring *r, size_t len, size_t reps)
{
    const size_t mask = r->n_slots - 1;
    size_t taken = 0;

    for (size_t i = 0; i < reps; i++) {
        if (i - taken == r->n_slots) {
            ring_tell(&r->made, i);
            taken = ring_wait(&r->taken, i - r->n_slots);
        }
        make(len, &slots[i & mask]);
        *bytes_of(&slots[i & mask]) = 1;
        if ((i + 1) % RING_BATCH == 0)
            ring_tell(&r->made, i + 1);
    }
    ring_tell(&r->made, reps);
}

static void consume(ring *r, size_t reps)
{
    const size_t mask = r->n_slots - 1;
    uint64_t sum = 0;

    for (size_t i = 0; i < reps;) {
        const size_t made = ring_wait(&r->made, i);

        for (; i < made; i++) {
            sum += *bytes_of(&slots[i & mask]);
            drop(&slots[i & mask]);
        }
        ring_tell(&r->taken, i);
    }
    bench_keep(sum);
}

static void fill(void *handles, size_t len, size_t n)
{
    handle *h = handles;

    for (size_t i = 0; i < n; i++) {
        make(len, &h[i]);
        *bytes_of(&h[i]) = 1;
    }
}

static void drain(void *handles, size_t n)
{
    handle *h = handles;

    for (size_t i = 0; i < n; i++)
        drop(&h[i]);
}

static void drain_some(void *handles, const uint32_t *order, size_t n)
{
    handle *h = handles;

    for (size_t i = 0; i < n; i++)
        drop(&h[order[i]]);
}

static void replay(void *handles, const trace_op *ops, size_t n)
{
    handle *h = handles;

    for (size_t i = 0; i < n; i++) {
        handle *one = &h[ops[i].index];

        if (ops[i].len == 0) {
            drop(one);
            continue;
        }
        make(ops[i].len, one);
        for (size_t at = 0; at < ops[i].len; at += 4096)
            bytes_of(one)[at] = 1;
    }
}

/* What an includer's table of functions begins with. */
#define STAMPED                                                                        \
    .handle_size = sizeof(handle), .pairs = pairs, .mixed = mixed, .produce = produce, \
    .consume = consume, .fill = fill, .drain = drain, .drain_some = drain_some, .replay = replay
