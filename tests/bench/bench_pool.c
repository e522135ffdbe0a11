/* Allocate and release, share and release: the pool against malloc, a slice against the atomic pair
 * that it cannot do without. */
#include <stdatomic.h>
#include <stdlib.h>

#include "bench.h"
#include "seam/seam.h"

#define LIVE_MAX 64

typedef struct pool_job {
    seam_pool *pool;
    size_t len;
    size_t n_live;
} pool_job;

/* An operation is one pair; the calibrated count is a multiple of LIVE_MAX but for a rest. */
static void seam_pairs(void *ctx, size_t reps)
{
    const pool_job *p = ctx;
    seam_buf bufs[LIVE_MAX];

    for (size_t done = 0; done < reps; done += p->n_live) {
        for (size_t i = 0; i < p->n_live; i++) {
            bench_require(seam_buf_alloc(p->pool, p->len, &bufs[i]) == SEAM_OK, "seam_buf_alloc");
            *seam_buf_bytes_mut(&bufs[i]) = 1;
        }
        for (size_t i = 0; i < p->n_live; i++)
            seam_buf_release(&bufs[i]);
    }
}

static void malloc_pairs(void *ctx, size_t reps)
{
    const pool_job *p = ctx;
    volatile uint8_t *blocks[LIVE_MAX];

    for (size_t done = 0; done < reps; done += p->n_live) {
        for (size_t i = 0; i < p->n_live; i++) {
            blocks[i] = malloc(p->len);
            bench_require(blocks[i] != NULL, "malloc");
            *blocks[i] = 1;
        }
        for (size_t i = 0; i < p->n_live; i++)
            free((void *)(uintptr_t)blocks[i]);
    }
}

static void run_pairs(const bench *b, seam_pool *pool, const char *name, size_t n_live)
{
    static const size_t sizes[] = {64, 1500, 4096, 16384, 65536, 262144};

    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        pool_job p = {pool, sizes[i], n_live};
        const contender contenders[] = {{"seam", seam_pairs, &p}, {"malloc", malloc_pairs, &p}};
        const job j = {
            name, n_live == 1 ? "one-live" : "64-live", sizes[i], BENCH_NS, 0, contenders, 2};

        bench_run(b, "pool", &j);
    }
}

static void slices(void *ctx, size_t reps)
{
    const seam_buf *buf = ctx;

    while (reps-- > 0) {
        seam_buf slice;

        bench_require(seam_buf_slice(buf, 16, 100, &slice) == SEAM_OK, "seam_buf_slice");
        seam_buf_release(&slice);
    }
}

static void atomic_pairs(void *ctx, size_t reps)
{
    _Atomic uint32_t *count = ctx;

    while (reps-- > 0) {
        /* The orders that a reference count needs. */
        atomic_fetch_add_explicit(count, 1, memory_order_relaxed);
        bench_keep(atomic_fetch_sub_explicit(count, 1, memory_order_acq_rel));
    }
}

static void run_slice(const bench *b, seam_pool *pool)
{
    _Atomic uint32_t count = 1;
    seam_buf buf;
    const contender contenders[] = {{"seam", slices, &buf}, {"atomic-pair", atomic_pairs, &count}};
    const job j = {"slice", "shared", 4096, BENCH_NS, 0, contenders, 2};

    bench_require(seam_buf_alloc(pool, 4096, &buf) == SEAM_OK, "seam_buf_alloc");
    bench_run(b, "pool", &j);
    seam_buf_release(&buf);
}

void bench_pool(const bench *b)
{
    seam_pool *pool;

    bench_require(seam_pool_create(NULL, &pool) == SEAM_OK, "seam_pool_create");
    run_pairs(b, pool, "pair-1", 1);
    run_pairs(b, pool, "pair-64", LIVE_MAX);
    run_slice(b, pool);
    seam_pool_destroy(&pool);
}
