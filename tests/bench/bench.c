#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ROUNDS    9
#define ROUND_NS  20e6 /* a round of one contender takes at least this long */
#define MAX_PEERS 8

static volatile uint64_t kept;

void bench_keep(uint64_t value)
{
    kept = value;
}

void bench_require(bool condition, const char *what)
{
    if (condition)
        return;
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

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;

    return (x > y) - (x < y);
}

/* How many times better the first contender, seam, is than this one. */
static double ratio(const job *j, double seam, double peer)
{
    return j->unit == BENCH_NS ? peer / seam : seam / peer;
}

static void print_row(const bench *b, const job *j, const char *name, const double *sorted,
                      double seam)
{
    const char *unit = j->unit == BENCH_NS ? "ns" : "GB/s";

    if (b->json) {
        printf("{\"job\":\"%s\",\"input\":\"%s\",\"size\":%zu,\"contender\":\"%s\","
               "\"unit\":\"%s\",\"min\":%.3f,\"median\":%.3f,\"max\":%.3f}\n",
               j->name, j->input, j->size, name, unit, sorted[0], sorted[ROUNDS / 2],
               sorted[ROUNDS - 1]);
    } else {
        printf("%-14s %-18s %9zu  %-16s %9.2f %9.2f %9.2f %-5s", j->name, j->input, j->size, name,
               sorted[0], sorted[ROUNDS / 2], sorted[ROUNDS - 1], unit);
        if (strcmp(name, "seam") != 0)
            printf("  seam is %.2f times as fast", ratio(j, seam, sorted[ROUNDS / 2]));
        printf("\n");
    }
    fflush(stdout);
}

static bool wanted(const bench *b, const char *group, const job *j)
{
    return b->only == NULL || strcmp(b->only, group) == 0 || strcmp(b->only, j->name) == 0;
}

void bench_run(const bench *b, const char *group, const job *j)
{
    double figures[MAX_PEERS][ROUNDS];
    size_t reps[MAX_PEERS];

    if (!wanted(b, group, j))
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
        qsort(figures[i], ROUNDS, sizeof(double), compare_doubles);
        print_row(b, j, j->contenders[i].name, figures[i], figures[0][ROUNDS / 2]);
    }
}

static int usage(void)
{
    fprintf(stderr, "usage: bench [NAME] [--json]\n"
                    "NAME is a group (pool, utf8, stream) or a job; all of them without one.\n");
    return 2;
}

int bench_main(int argc, char **argv)
{
    bench b = {NULL, false};

    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--json") == 0)
            b.json = true;
        else if (argv[i][0] == '-' || b.only != NULL)
            return usage();
        else
            b.only = argv[i];
    }
    if (!b.json)
        printf("%-14s %-18s %9s  %-16s %9s %9s %9s unit\n", "job", "input", "size", "contender",
               "min", "median", "max");
    bench_pool(&b);
    bench_utf8(&b);
    bench_stream(&b);
    return 0;
}
