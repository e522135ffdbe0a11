/* The pool against what else gives out memory: which jobs there are, and who takes part. */
#include <stdio.h>
#include <string.h>

#include "bench_contenders.h"
#include "bench_process.h"

#define ROUNDS   9
#define EVERYONE (KIND_SEAM | KIND_RAW | KIND_COUNTED)

static const size_t sizes[] = {64, 1500, 4096, 16384, 65536, 262144, 1048576};

/* A job for every size. */
typedef struct sized_job {
    const char *name;
    const char *input; /* NULL: how many blocks live at once */
    size_t n_live;
    unsigned kinds;
} sized_job;

static void run_sized(const bench *b, const sized_job *s)
{
    char live[24];

    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        const char *input = s->input != NULL ? s->input : live;
        const process_job j = {.row = {.name = s->name, .input = input, .size = sizes[i]},
                               .kinds = s->kinds,
                               .argument = sizes[i],
                               .n_rounds = ROUNDS};

        snprintf(live, sizeof(live), "%zu-live", bench_bounded_live(s->n_live, sizes[i]));
        bench_run_processes(b, "pool", &j);
    }
}

/* Lengths spread over a range, the same number of them in each doubling. */
static void run_mix(const bench *b, const char *name)
{
    static const struct {
        const char *input;
        size_t longest;
    } ranges[] = {{"64B-128KiB", 131072}, {"32B-4KiB", 4096}};

    for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
        const process_job j = {.row = {.name = name, .input = ranges[i].input, .size = 0},
                               .kinds = EVERYONE | KIND_STATIC,
                               .argument = ranges[i].longest,
                               .n_rounds = ROUNDS};

        bench_run_processes(b, "pool", &j);
    }
}

static void run_slice(const bench *b, const char *name, const char *input)
{
    const process_job j = {.row = {.name = name, .input = input, .size = 4096},
                           .kinds = KIND_SEAM | KIND_STATIC | KIND_COUNTED | KIND_ATOMIC,
                           .argument = 4096,
                           .n_rounds = ROUNDS};

    bench_run_processes(b, "pool", &j);
}

static void run_resident(const bench *b)
{
    const process_job j = {
        .row = {.name = "rss", .input = "1M-live", .size = 64, .unit = BENCH_BYTES},
        .kinds = EVERYONE,
        .argument = 64,
        .n_rounds = 3,
        .anew = true};

    bench_run_processes(b, "pool", &j);
}

/* The counted peers are left out: ten million of their blocks take too much memory. */
static void run_growth(const bench *b, const char *name)
{
    static const char *const inputs[] = {"1k-live", "10k-live", "100k-live", "1M-live", "10M-live"};
    const size_t n = b->quick ? 4 : 5;
    size_t n_live = 1000;

    for (size_t i = 0; i < n; i++, n_live *= 10) {
        const process_job j = {.row = {.name = name, .input = inputs[i], .size = 64},
                               .kinds = KIND_SEAM | KIND_RAW,
                               .argument = n_live,
                               .n_rounds = 7};

        bench_run_processes(b, "pool", &j);
    }
}

static void run_trace(const bench *b)
{
    const process_job j = {
        .row = {.name = "trace", .input = b->quick ? "10M-steps" : "100M-steps", .size = 0},
        .kinds = EVERYONE,
        .argument = b->quick ? 10000000 : 100000000,
        .n_rounds = 7};

    bench_run_processes(b, "pool", &j);
}

static void run_idle(const bench *b)
{
    const process_job j = {
        .row = {.name = "idle-threads", .input = "1000-threads", .size = 4096, .unit = BENCH_BYTES},
        .kinds = KIND_SEAM | KIND_RAW,
        .argument = 1000,
        .n_rounds = 1,
        .anew = true};

    bench_run_processes(b, "pool", &j);
}

void bench_pool(const bench *b)
{
    static const sized_job jobs[] = {
        {"pair-1", NULL, 1, EVERYONE | KIND_STATIC},
        {"pair-64", NULL, 64, EVERYONE | KIND_STATIC},
        {"pair-1024", NULL, 1024, EVERYONE},
        {"random-1024", NULL, 1024, EVERYONE},
        {"cross", "two-threads", 1, EVERYONE | KIND_RING},
        {"shared", "two-threads", 1, EVERYONE},
    };

    for (size_t i = 0; i < sizeof(jobs) / sizeof(jobs[0]); i++)
        run_sized(b, &jobs[i]);
    run_mix(b, "mix-1");
    run_mix(b, "mix-64");
    run_mix(b, "mix-1024");
    run_slice(b, "slice", "shared");
    run_slice(b, "slice-confined", "one-thread");
    run_resident(b);
    run_growth(b, "growth");
    run_growth(b, "growth-fill");
    run_trace(b);
    run_idle(b);
}
