/* The jobs that measure time for blocks of one length. */
#include <string.h>

#include "bench_worker.h"

#define LARGE      ((size_t)1 << 20)
#define RING_BYTES ((size_t)16 << 20)

static void bound_live(worker *w)
{
    w->n_live = bench_bounded_live(w->n_live, w->argument);
}

static double spend_pairs(worker *w, size_t reps)
{
    double start = worker_cpu_ns();

    w->use->pairs(w->argument, w->n_live, reps);
    return worker_cpu_ns() - start;
}

/* Only large blocks have pages of their own, which may come and go. */
static void report_faults(worker *w)
{
    if (w->argument < LARGE)
        return;
    worker_also("pair-1-faults", "faults", w->faults / (double)(w->reps * w->n_rounds));
}

static double spend_slices(worker *w, size_t reps)
{
    double start = worker_cpu_ns();

    w->use->slices(w->argument, reps);
    return worker_cpu_ns() - start;
}

/* ---- two threads: time by the wall, until both are done */

typedef struct team {
    worker *w;
    size_t reps;
    ring ring;
} team;

static team both;

static void consume_all(void *ctx)
{
    team *t = ctx;

    t->w->use->consume(&t->ring, t->reps);
}

static double spend_cross(worker *w, size_t reps)
{
    double start = worker_wall_ns();

    both.w = w;
    both.reps = reps;
    ring_reset(&both.ring, w->argument, RING_BYTES);
    worker_helper_start(consume_all, &both);
    w->use->produce(&both.ring, w->argument, reps);
    worker_helper_wait();
    return worker_wall_ns() - start;
}

static void do_pairs(void *ctx)
{
    const team *t = ctx;

    t->w->use->pairs(t->w->argument, t->w->n_live, t->reps);
}

/* Each thread does all of the operations, at the same time. */
static double spend_shared(worker *w, size_t reps)
{
    double start = worker_wall_ns();

    both.w = w;
    both.reps = reps;
    worker_helper_start(do_pairs, &both);
    do_pairs(&both);
    worker_helper_wait();
    return worker_wall_ns() - start;
}

const worker_job *worker_pair_job(const char *name)
{
    static const worker_job jobs[] = {
        {.name = "pair-1", .n_live = 1, .spend = spend_pairs, .report = report_faults},
        {.name = "pair-64", .n_live = 64, .prepare = bound_live, .spend = spend_pairs},
        {.name = "pair-1024", .n_live = 1024, .prepare = bound_live, .spend = spend_pairs},
        {.name = "slice", .spend = spend_slices},
        {.name = "slice-confined", .confined = true, .spend = spend_slices},
        {.name = "cross", .spend = spend_cross},
        {.name = "shared", .n_live = 64, .prepare = bound_live, .spend = spend_shared},
    };

    for (size_t i = 0; i < sizeof(jobs) / sizeof(jobs[0]); i++) {
        if (strcmp(jobs[i].name, name) == 0)
            return &jobs[i];
    }
    return NULL;
}
