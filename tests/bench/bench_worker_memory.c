/* The jobs that hold many blocks of 64 bytes: what each costs in memory, what is left when they are
 * gone, and whether time grows with their number. */
#include <string.h>

#include "bench_worker.h"

#define LEN    64
#define N_LIVE ((size_t)1000000)

static void *handles_for(const worker *w, size_t n)
{
    return worker_map(n * w->use->handle_size);
}

/* ---- resident memory */

static struct {
    uint8_t *handles;
    uint32_t *order;
    double before, full;
} held;

static void shuffle(uint32_t *order, size_t n)
{
    uint64_t state = 1;

    for (size_t i = 0; i < n; i++)
        order[i] = (uint32_t)i;
    for (size_t i = n; i-- > 1;) {
        size_t k = (size_t)bench_random(&state) % (i + 1);
        uint32_t at_k = order[k];

        order[k] = order[i];
        order[i] = at_k;
    }
}

static void prepare_held(worker *w)
{
    held.handles = handles_for(w, N_LIVE);
    held.order = worker_map(N_LIVE * sizeof(held.order[0]));
    shuffle(held.order, N_LIVE);
    /* Whatever is made on first use is not a cost of blocks. */
    w->use->fill(held.handles, LEN, 1);
    w->use->drain(held.handles, 1);
    held.before = worker_resident();
}

static double measure_held(worker *w)
{
    w->use->fill(held.handles, LEN, N_LIVE);
    held.full = worker_resident();
    return (held.full - held.before) / (double)N_LIVE;
}

static void drop_half(void *ctx)
{
    const worker *w = ctx;

    w->use->drain_some(held.handles, held.order + N_LIVE / 2, N_LIVE / 2);
}

/* In random order, half of it by another thread, which then exits. */
static void report_trimmed(worker *w)
{
    double each = (held.full - held.before) / (double)N_LIVE;

    w->use->drain_some(held.handles, held.order, N_LIVE / 2);
    worker_helper_start(drop_half, w);
    worker_helper_wait();
    worker_helper_end();
    w->use->trim();
    worker_also("rss-with-handles", "B", each + (double)w->use->handle_size);
    worker_also("rss-trimmed", "B", worker_resident() - held.before);
}

/* ---- growth */

static void prepare_growth(worker *w)
{
    void *handles = handles_for(w, w->argument);

    w->use->fill(handles, LEN, w->argument);
}

/* Over the blocks that stay. */
static double spend_growth(worker *w, size_t reps)
{
    double start = worker_cpu_ns();

    w->use->pairs(LEN, w->n_live, reps);
    return worker_cpu_ns() - start;
}

static void prepare_fill(worker *w)
{
    held.handles = handles_for(w, w->argument);
    w->n_live = w->argument;
}

static double spend_fill(worker *w, size_t reps)
{
    double start = worker_cpu_ns();

    for (size_t done = 0; done < reps; done += w->n_live) {
        w->use->fill(held.handles, LEN, w->n_live);
        w->use->drain(held.handles, w->n_live);
    }
    return worker_cpu_ns() - start;
}

const worker_job *worker_memory_job(const char *name)
{
    static const worker_job jobs[] = {
        {.name = "rss",
         .len = LEN,
         .prepare = prepare_held,
         .measure = measure_held,
         .report = report_trimmed},
        {.name = "growth",
         .len = LEN,
         .n_live = 64,
         .prepare = prepare_growth,
         .spend = spend_growth},
        {.name = "growth-fill", .len = LEN, .prepare = prepare_fill, .spend = spend_fill},
    };

    for (size_t i = 0; i < sizeof(jobs) / sizeof(jobs[0]); i++) {
        if (strcmp(jobs[i].name, name) == 0)
            return &jobs[i];
    }
    return NULL;
}
