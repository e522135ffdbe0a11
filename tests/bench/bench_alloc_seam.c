/* The pool itself, as a program sees it: through the shared library. */
#include "seam/seam.h"

#include "bench_buffers.h"

typedef seam_buf handle;

static seam_pool *pool;

static inline void make(size_t len, handle *out)
{
    bench_require(seam_buf_alloc(pool, len, out) == SEAM_OK, "seam_buf_alloc");
}

static inline void drop(handle *h)
{
    seam_buf_release(h);
}

/* Whoever has just allocated a block may write to it: to ask seam_buf_bytes_mut(), as programs do that do
 * not know, would be a third call where two are measured. */
static inline volatile uint8_t *bytes_of(handle *h)
{
    return (volatile uint8_t *)(uintptr_t)h->data;
}

static void slices(size_t len, size_t reps)
{
    seam_buf whole;

    make(len, &whole);
    while (reps-- > 0) {
        seam_buf slice;

        bench_require(seam_buf_slice(&whole, 16, len - 32, &slice) == SEAM_OK, "seam_buf_slice");
        seam_buf_release(&slice);
    }
    seam_buf_release(&whole);
}

#include "bench_loops.inl.h"

static bool open_pool(size_t len)
{
    (void)len;
    return seam_pool_create(NULL, &pool) == SEAM_OK;
}

/* One thread only, and so without atomic operations. */
static bool open_confined(size_t len)
{
    const seam_pool_options options = {.flags = SEAM_POOL_CONFINED};

    (void)len;
    return seam_pool_create(&options, &pool) == SEAM_OK;
}

static void trim(void)
{
    seam_pool_trim(pool);
}

static uint64_t committed_peak(void)
{
    seam_pool_stats stats;

    seam_pool_stats_get(pool, &stats);
    return stats.committed_peak;
}

const buffers bench_seam = {
    STAMPED,
    .slices = slices,
    .open = open_pool,
    .trim = trim,
    .committed_peak = committed_peak,
    .version = seam_version,
};

const buffers bench_seam_confined = {
    STAMPED,
    .slices = slices,
    .open = open_confined,
    .trim = trim,
    .committed_peak = committed_peak,
    .version = seam_version,
};
