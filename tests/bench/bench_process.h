/* Jobs whose contenders are processes of their own: bench_worker.h has the other side. */
#ifndef SEAM_BENCH_PROCESS_H
#define SEAM_BENCH_PROCESS_H

#include "bench.h"

typedef struct process_job {
    job row;         /* name, input, size and unit; no contenders */
    unsigned kinds;  /* KIND_* of those who take part */
    size_t argument; /* handed to the worker */
    size_t n_rounds; /* at most 9 */
    bool anew;       /* each round has new processes: it measures what only happens once */
} process_job;

/* Runs a job unless `only` rules it out, and prints a row for each contender that is there, and for
 * whatever else its workers have found out. */
void bench_run_processes(const bench *b, const char *group, const process_job *j);

#endif
