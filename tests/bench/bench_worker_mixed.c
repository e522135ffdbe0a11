/* Jobs in which blocks are released in an order, and made with lengths, that nobody can foresee. */
#include <math.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "bench_worker.h"

static mixed_plan *plan;

/* ---- how often memory was given back in the rounds. This program's madvise() comes before the C
 * library's, so the calls of every allocator that is loaded count. */

static _Atomic uint64_t n_advised;

__attribute__((visibility("default"))) int madvise(void *addr, size_t len, int advice)
{
    n_advised++;
    return (int)syscall(SYS_madvise, addr, len, advice);
}

static uint64_t advised_before;
static double seconds;

static double below_one(uint64_t *random)
{
    return (double)bench_random(random) / 2147483648.0;
}

/* Lengths from `shortest` to `longest`, each power of two as likely as the next. */
static void plan_lengths(worker *w, double shortest, double longest)
{
    uint64_t random = 20240917;

    plan = worker_map(sizeof(*plan));
    for (size_t i = 0; i < MIXED_STEPS; i++) {
        plan->lens[i] = (uint32_t)(shortest * pow(longest / shortest, below_one(&random)));
        plan->slots[i] = (uint16_t)bench_random(&random);
    }
    w->use->mixed(plan, w->n_live, 16 * MIXED_STEPS);
    advised_before = n_advised;
}

static void plan_mix(worker *w)
{
    plan_lengths(w, w->argument > 4096 ? 64 : 32, (double)w->argument);
}

static void plan_random(worker *w)
{
    w->n_live = bench_bounded_live(w->n_live, w->argument);
    plan_lengths(w, (double)w->argument, (double)w->argument);
}

static double spend_mixed(worker *w, size_t reps)
{
    double start = worker_cpu_ns();
    double spent;

    w->use->mixed(plan, w->n_live, reps);
    spent = worker_cpu_ns() - start;
    seconds += spent / 1e9;
    return spent;
}

static void report_advised(worker *w)
{
    (void)w;
    worker_also("mix-madvise", "calls/s", (double)(n_advised - advised_before) / seconds);
}

const worker_job *worker_mixed_job(const char *name)
{
    static const worker_job jobs[] = {
        {.name = "mix-1",
         .n_live = 1,
         .lengths_vary = true,
         .prepare = plan_mix,
         .spend = spend_mixed,
         .report = report_advised},
        {.name = "mix-64",
         .n_live = 64,
         .lengths_vary = true,
         .prepare = plan_mix,
         .spend = spend_mixed,
         .report = report_advised},
        {.name = "mix-1024",
         .n_live = 1024,
         .lengths_vary = true,
         .prepare = plan_mix,
         .spend = spend_mixed,
         .report = report_advised},
        {.name = "random-1024", .n_live = 1024, .prepare = plan_random, .spend = spend_mixed},
    };

    for (size_t i = 0; i < sizeof(jobs) / sizeof(jobs[0]); i++) {
        if (strcmp(jobs[i].name, name) == 0)
            return &jobs[i];
    }
    return NULL;
}
