/* Contenders without memory: the floor under the others. */
#include "bench_buffers.h"

static bool ready(size_t len)
{
    (void)len;
    return true;
}

static void nothing(void)
{
}

static const char *no_version(void)
{
    return "";
}

/* ---- the pair of atomic operations that sharing a block cannot do without */

static _Atomic uint32_t count = 1;

static void atomic_pairs(size_t len, size_t reps)
{
    (void)len;
    while (reps-- > 0) {
        /* The orders that a reference count needs. */
        atomic_fetch_add_explicit(&count, 1, memory_order_relaxed);
        bench_keep(atomic_fetch_sub_explicit(&count, 1, memory_order_acq_rel));
    }
}

const buffers bench_atomic = {
    .open = ready, .slices = atomic_pairs, .trim = nothing, .version = no_version};

/* ---- handing over a block that is always the same */

typedef uint8_t *handle;

static inline void make(size_t len, handle *out)
{
    static uint8_t block[64];

    (void)len;
    *out = block;
}

static inline void drop(handle *h)
{
    *h = NULL;
}

static inline volatile uint8_t *bytes_of(handle *h)
{
    return *h;
}

#include "bench_loops.inl.h"

const buffers bench_bare_ring = {
    STAMPED,
    .open = ready,
    .trim = nothing,
    .version = no_version,
};
