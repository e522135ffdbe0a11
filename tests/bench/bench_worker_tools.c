#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

#include "bench_worker.h"

static double clock_ns(clockid_t which)
{
    struct timespec t;

    clock_gettime(which, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

/* What others do on the machine counts for less. */
double worker_cpu_ns(void)
{
    return clock_ns(CLOCK_THREAD_CPUTIME_ID);
}

double worker_wall_ns(void)
{
    return clock_ns(CLOCK_MONOTONIC);
}

void *worker_map(size_t len)
{
    void *addr = mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    bench_require(addr != MAP_FAILED, "mmap");
    /* Written, so that its pages are there before anything is counted. */
    memset(addr, 1, len);
    memset(addr, 0, len);
    return addr;
}

double worker_kib(const char *path, const char *key)
{
    FILE *file = fopen(path, "r");
    const size_t key_len = strlen(key);
    double kib = -1;
    char line[256];

    bench_require(file != NULL, path);
    while (fgets(line, sizeof(line), file) != NULL) {
        if (strncmp(line, key, key_len) == 0)
            kib = strtod(line + key_len, NULL);
    }
    fclose(file);
    bench_require(kib >= 0, key);
    return kib;
}

double worker_resident(void)
{
    return 1024 * worker_kib("/proc/self/smaps_rollup", "Rss:");
}

void worker_also(const char *name, const char *unit, double figure)
{
    printf("also %s %s %.6f\n", name, unit, figure);
}

/* ---- the helper thread */

static struct {
    bool started;
    pthread_t thread;
    sem_t start, done;
    void (*run)(void *ctx); /* NULL: exit */
    void *ctx;
} helper;

static void *helper_main(void *unused)
{
    (void)unused;
    for (;;) {
        while (sem_wait(&helper.start) != 0)
            continue;
        if (helper.run == NULL)
            return NULL;
        helper.run(helper.ctx);
        sem_post(&helper.done);
    }
}

void worker_helper_start(void (*run)(void *ctx), void *ctx)
{
    if (!helper.started) {
        bench_require(sem_init(&helper.start, 0, 0) == 0 && sem_init(&helper.done, 0, 0) == 0 &&
                          pthread_create(&helper.thread, NULL, helper_main, NULL) == 0,
                      "a thread");
        helper.started = true;
    }
    helper.run = run;
    helper.ctx = ctx;
    sem_post(&helper.start);
}

void worker_helper_wait(void)
{
    while (sem_wait(&helper.done) != 0)
        continue;
}

void worker_helper_end(void)
{
    if (!helper.started)
        return;
    helper.run = NULL;
    sem_post(&helper.start);
    pthread_join(helper.thread, NULL);
    helper.started = false;
}
