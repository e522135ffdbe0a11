/* The process of one contender. It is started as `bench --worker CONTENDER JOB ARGUMENT`, makes
 * itself ready, and then answers each line on its input with one figure:
 *
 *     > ready VERSION                 or  skip REASON
 *     < (an empty line)
 *     > FIGURE                        as often as asked
 *     < (end of file)
 *     > also NAME UNIT FIGURE         what else the job has found out
 */
#ifndef SEAM_BENCH_WORKER_H
#define SEAM_BENCH_WORKER_H

#include "bench_contenders.h"

typedef struct worker {
    const buffers *use;
    size_t argument; /* of the job: a length, or a count */
    size_t n_live;
    size_t reps;   /* in a round */
    double faults; /* minor page faults in all rounds */
    size_t n_rounds;
} worker;

typedef struct worker_job {
    const char *name;
    size_t n_live;
    /* Of every block; 0: the argument. */
    size_t len;
    bool lengths_vary;
    bool confined; /* seam has a pool for this thread alone */
    /* Once, before the first round; NULL: nothing. */
    void (*prepare)(worker *w);
    /* Nanoseconds for so many operations; a round is as many as take long enough. */
    double (*spend)(worker *w, size_t reps);
    /* Or, where `spend` is NULL: the figure of one round. */
    double (*measure)(worker *w);
    /* After the last round; NULL: nothing. */
    void (*report)(worker *w);
} worker_job;

/* The program's other life; returns its exit status. */
int bench_worker(int argc, char **argv);

/* ---- what jobs need */

/* The clocks: of the thread, and of the wall. */
double worker_cpu_ns(void);
double worker_wall_ns(void);
/* Zeroed memory that no allocator knows of; never given back. */
void *worker_map(size_t len);
/* A line of a file in /proc that gives a number of KiB. */
double worker_kib(const char *path, const char *key);
/* Bytes of this process that are in memory. */
double worker_resident(void);
/* Runs a function on the one helper thread, which is started on first use. */
void worker_helper_start(void (*run)(void *ctx), void *ctx);
void worker_helper_wait(void);
/* The helper exits, and with it go its caches. */
void worker_helper_end(void);
/* Prints an `also` line. */
void worker_also(const char *name, const char *unit, double figure);

/* NULL: there is none of that name. Each file has its jobs. */
const worker_job *worker_pair_job(const char *name);
const worker_job *worker_mixed_job(const char *name);
const worker_job *worker_memory_job(const char *name);
const worker_job *worker_trace_job(const char *name);
const worker_job *worker_idle_job(const char *name);

#endif
