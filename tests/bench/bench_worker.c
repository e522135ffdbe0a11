#include "bench_worker.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#define ROUND_NS 20e6

/* The contender's functions; NULL when they were not built. */
static const buffers *functions_of(const pool_contender *who, const worker_job *j)
{
    if (who->kind == KIND_RAW)
        return &bench_malloc;
    if (who->kind == KIND_SEAM || who->kind == KIND_STATIC)
        return j->confined ? &bench_seam_confined : &bench_seam;
    if (who->kind == KIND_ATOMIC)
        return &bench_atomic;
    if (who->kind == KIND_RING)
        return &bench_bare_ring;
    if (strcmp(who->name, "av_buffer_pool") == 0)
        return &bench_avutil;
    return strcmp(who->name, "g_bytes") == 0 ? &bench_glib : &bench_event;
}

static const pool_contender *contender_called(const char *name)
{
    for (size_t i = 0; i < N_CONTENDERS; i++) {
        if (strcmp(bench_contenders[i].name, name) == 0)
            return &bench_contenders[i];
    }
    bench_fail(name);
}

static const worker_job *job_called(const char *name)
{
    static const worker_job probe = {.name = "probe", .len = 64};
    const worker_job *found = worker_pair_job(name);

    if (found == NULL)
        found = worker_mixed_job(name);
    if (found == NULL)
        found = worker_memory_job(name);
    if (found == NULL)
        found = worker_trace_job(name);
    if (found == NULL)
        found = worker_idle_job(name);
    if (found == NULL && strcmp(name, probe.name) == 0)
        found = &probe;
    bench_require(found != NULL, name);
    return found;
}

static double page_faults(void)
{
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    return (double)usage.ru_minflt;
}

/* What others do on the machine can stop a thread for longer than a round takes, and then a few
 * operations would look like enough of them. */
static double fastest_of_three(worker *w, const worker_job *j, size_t reps)
{
    double fastest = j->spend(w, reps);

    for (int i = 1; i < 3 && fastest >= ROUND_NS; i++) {
        double ns = j->spend(w, reps);

        fastest = ns < fastest ? ns : fastest;
    }
    return fastest;
}

static size_t calibrate(worker *w, const worker_job *j)
{
    size_t reps = w->n_live;

    for (;;) {
        double ns = fastest_of_three(w, j, reps);

        if (ns >= ROUND_NS)
            return reps;
        reps = ns < ROUND_NS / 16 ? reps * 8 : (size_t)((double)reps * ROUND_NS / ns * 1.1) + 1;
        reps += (w->n_live - reps % w->n_live) % w->n_live;
    }
}

static double play(worker *w, const worker_job *j)
{
    double before = page_faults();
    double figure = j->spend != NULL ? j->spend(w, w->reps) / (double)w->reps : j->measure(w);

    w->faults += page_faults() - before;
    w->n_rounds++;
    return figure;
}

static void serve(worker *w, const worker_job *j)
{
    char line[16];

    if (j->prepare != NULL)
        j->prepare(w);
    if (j->spend != NULL)
        w->reps = calibrate(w, j);
    printf("ready %s\n", w->use->version());
    fflush(stdout);
    while (fgets(line, sizeof(line), stdin) != NULL) {
        printf("%.6f\n", play(w, j));
        fflush(stdout);
    }
    if (j->report != NULL && w->n_rounds > 0)
        j->report(w);
}

/* That its library is not what malloc() calls. */
static bool is_replaced_in_vain(const pool_contender *who)
{
    static const char *const marks[][2] = {
        {"mimalloc", "mi_version"}, {"jemalloc", "mallctl"}, {"tcmalloc", "tc_version"}};

    for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
        if (strcmp(who->name, marks[i][0]) == 0)
            return dlsym(RTLD_DEFAULT, marks[i][1]) == NULL;
    }
    return false;
}

static size_t length_of_blocks(const worker *w, const worker_job *j)
{
    if (j->lengths_vary)
        return 0;
    return j->len > 0 ? j->len : w->argument;
}

int bench_worker(int argc, char **argv)
{
    const pool_contender *who = contender_called(argc > 0 ? argv[0] : "");
    const worker_job *j = job_called(argc > 1 ? argv[1] : "");
    worker w = {.use = functions_of(who, j), .n_live = j->n_live > 0 ? j->n_live : 1};

    w.argument = argc > 2 ? (size_t)strtoull(argv[2], NULL, 10) : 0;
    if (w.use == NULL || is_replaced_in_vain(who))
        printf("skip %s is not there\n", who->package);
    else if (!w.use->open(length_of_blocks(&w, j)))
        printf("skip %s cannot do this\n", who->name);
    else
        serve(&w, j);
    return 0;
}
