#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ROUNDS    9
#define ROUND_NS  20e6 /* a round of one contender takes at least this long */
#define MAX_PEERS 16

static volatile uint64_t kept;
static bool any_ran;

void bench_keep(uint64_t value)
{
    kept = value;
}

void bench_fail(const char *what)
{
    fprintf(stderr, "bench: failed: %s\n", what);
    exit(1);
}

/* The time this thread has run: what others do on the machine counts for less. */
static double now_ns(void)
{
    struct timespec t;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static double time_reps(const contender *c, size_t reps)
{
    double start = now_ns();

    c->run(c->ctx, reps);
    return now_ns() - start;
}

static size_t calibrate(const contender *c)
{
    size_t reps = 1;

    for (;;) {
        double ns = time_reps(c, reps);

        if (ns >= ROUND_NS)
            return reps;
        reps = ns < ROUND_NS / 16 ? reps * 8 : (size_t)((double)reps * ROUND_NS / ns * 1.1) + 1;
    }
}

static double figure(const job *j, double ns, size_t reps)
{
    if (j->unit == BENCH_NS)
        return ns / (double)reps;
    return (double)j->bytes_per_rep * (double)reps / ns;
}

bool bench_wanted(const bench *b, const char *group, const char *name)
{
    bool wanted = b->only == NULL || strcmp(b->only, group) == 0 || strcmp(b->only, name) == 0;

    any_ran = any_ran || wanted;
    return wanted;
}

bool bench_row_wanted(const bench *b, const char *group, const job *j)
{
    return bench_wanted(b, group, j->name) &&
           (b->input == NULL || strncmp(b->input, j->input, strlen(b->input)) == 0) &&
           (b->size == 0 || b->size == j->size);
}

void bench_run(const bench *b, const char *group, const job *j)
{
    double figures[MAX_PEERS][ROUNDS];
    size_t reps[MAX_PEERS];

    double seam = 0;

    if (!bench_row_wanted(b, group, j))
        return;
    bench_require(j->n_contenders <= MAX_PEERS, "too many contenders");
    for (size_t i = 0; i < j->n_contenders; i++)
        reps[i] = calibrate(&j->contenders[i]);
    for (size_t round = 0; round < ROUNDS; round++) {
        for (size_t k = 0; k < j->n_contenders; k++) {
            size_t i = (k + round) % j->n_contenders;

            figures[i][round] = figure(j, time_reps(&j->contenders[i], reps[i]), reps[i]);
        }
    }
    for (size_t i = 0; i < j->n_contenders; i++) {
        double median = bench_report(b, j, j->contenders[i].name, figures[i], ROUNDS, seam);

        if (i == 0)
            seam = median;
    }
}

static int usage(void)
{
    fprintf(stderr,
            "usage: bench [NAME] [--input=INPUT] [--size=BYTES] [--json | --tsv] [--quick]\n"
            "NAME is a group (pool, utf8, heavy, stream, pairs, deny, codec, short, text, parse, "
            "chain) or a "
            "job; all of them without one.\n");
    return 2;
}

static bool parse(int argc, char **argv, bench *b)
{
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--json") == 0)
            b->format = BENCH_JSON;
        else if (strcmp(argv[i], "--tsv") == 0)
            b->format = BENCH_TSV;
        else if (strcmp(argv[i], "--quick") == 0)
            b->quick = true;
        else if (strncmp(argv[i], "--input=", 8) == 0)
            b->input = argv[i] + 8;
        else if (strncmp(argv[i], "--size=", 7) == 0)
            b->size = (size_t)strtoull(argv[i] + 7, NULL, 10);
        else if (argv[i][0] == '-' || b->only != NULL)
            return false;
        else
            b->only = argv[i];
    }
    return true;
}

int bench_main(int argc, char **argv)
{
    bench b = {.format = BENCH_TABLE};

    if (!parse(argc, argv, &b))
        return usage();
    bench_report_head(&b);
    bench_pool(&b);
    bench_utf8(&b);
    bench_heavy(&b);
    bench_stream(&b);
    bench_pairs(&b);
    bench_deny(&b);
    bench_codec(&b);
    bench_codec_chunks(&b);
    bench_transcode(&b);
    bench_short(&b);
    bench_short_digits(&b);
    bench_convert(&b);
    bench_parse(&b);
    bench_elements(&b);
    bench_chain(&b);
    bench_characters(&b);
    if (!any_ran) {
        fprintf(stderr, "bench: no group or job is called %s\n", b.only);
        return usage();
    }
    return 0;
}
