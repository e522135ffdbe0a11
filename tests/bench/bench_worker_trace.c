/* The job that plays a day, and asks what memory it took. */
#include <string.h>

#include "bench_trace.h"
#include "bench_worker.h"

#define BATCH    4096
#define N_ROUNDS 7 /* a day */

static struct {
    trace *trace;
    void *handles;
    double before;
} day;

static void open_day(worker *w)
{
    day.trace = trace_open(w->argument);
    day.handles = worker_map((TRACE_LIVE + 1) * w->use->handle_size);
    day.before = worker_resident();
}

/* Nanoseconds for each step of a part of the day; the making of the steps is not counted. */
static double play_part(worker *w)
{
    const size_t n_ops = w->argument / N_ROUNDS;
    trace_op ops[BATCH];
    double ns = 0;

    for (size_t done = 0; done < n_ops; done += BATCH) {
        size_t n = trace_next(day.trace, ops, BATCH);
        double start = worker_cpu_ns();

        w->use->replay(day.handles, ops, n);
        ns += worker_cpu_ns() - start;
    }
    return ns / (double)n_ops;
}

static void report_peaks(worker *w)
{
    const double live = (double)day.trace->peak_bytes;
    const double resident = 1024 * worker_kib("/proc/self/status", "VmHWM:") - day.before;

    worker_also("trace-rss", "times", resident / live);
    if (w->use->committed_peak == NULL)
        return;
    worker_also("trace-committed", "times", (double)w->use->committed_peak() / live);
    worker_also("trace-live", "B", live);
}

const worker_job *worker_trace_job(const char *name)
{
    static const worker_job only = {.name = "trace",
                                    .lengths_vary = true,
                                    .prepare = open_day,
                                    .measure = play_part,
                                    .report = report_peaks};

    return strcmp(name, only.name) == 0 ? &only : NULL;
}
