/* The job of a program with many threads: each has used some megabytes once and sleeps, and one goes on
 * calling. What is still held a second later, and when it has been asked to let go? */
#include <pthread.h>
#include <string.h>
#include <unistd.h>

#include "bench_worker.h"

#define LEN      4096
#define USED     ((size_t)4 << 20)
#define STACK    ((size_t)64 << 10)
#define WAIT_NS  1.2e9 /* the second, and what a purge may be late by */
#define PAUSE_US 1000

/* Threads take turns: the one whose turn it is works, all others sleep. Guarded by the lock. */
static struct {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    size_t turn, n_done;
    bool over;
    worker *w;
    uint8_t *handles;
    pthread_t *threads;
    double before;
} idle = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};

static void use_once(void)
{
    const size_t n = USED / LEN;

    idle.w->use->fill(idle.handles, LEN, n);
    idle.w->use->drain(idle.handles, n);
}

static void wait_until(bool (*is_so)(size_t number), size_t number)
{
    while (!is_so(number))
        pthread_cond_wait(&idle.changed, &idle.lock);
}

static bool is_turn_of(size_t number)
{
    return idle.turn == number;
}

static bool is_over(size_t number)
{
    (void)number;
    return idle.over;
}

static bool is_done(size_t number)
{
    return idle.n_done == number;
}

static void *use_and_sleep(void *number)
{
    pthread_mutex_lock(&idle.lock);
    wait_until(is_turn_of, (size_t)(uintptr_t)number);
    use_once();
    idle.n_done++;
    pthread_cond_broadcast(&idle.changed);
    wait_until(is_over, 0);
    pthread_mutex_unlock(&idle.lock);
    return NULL;
}

/* Threads are there before anything is counted: their stacks are not the allocator's. */
static void prepare_idle(worker *w)
{
    pthread_attr_t attr;

    idle.w = w;
    idle.handles = worker_map(USED / LEN * w->use->handle_size);
    idle.threads = worker_map(w->argument * sizeof(*idle.threads));
    bench_require(pthread_attr_init(&attr) == 0 && pthread_attr_setstacksize(&attr, STACK) == 0,
                  "a stack");
    for (size_t i = 0; i < w->argument; i++)
        bench_require(
            pthread_create(&idle.threads[i], &attr, use_and_sleep, (void *)(uintptr_t)(i + 1)) == 0,
            "a thread");
    pthread_attr_destroy(&attr);
    w->use->pairs(64, 1, 1);
    idle.before = worker_resident();
}

static void let_all_use(size_t n_threads)
{
    pthread_mutex_lock(&idle.lock);
    for (size_t i = 1; i <= n_threads; i++) {
        idle.turn = i;
        pthread_cond_broadcast(&idle.changed);
        wait_until(is_done, i);
    }
    pthread_mutex_unlock(&idle.lock);
}

/* Blocks of several lengths, so that some calls go further than the thread's own cache. */
static void go_on_calling(worker *w)
{
    const double start = worker_wall_ns();

    while (worker_wall_ns() - start < WAIT_NS) {
        for (size_t len = 64; len <= 65536; len *= 2)
            w->use->pairs(len, 64, 64);
        usleep(PAUSE_US);
    }
}

/* Once in a process: threads do not wake up again. */
static double measure_idle(worker *w)
{
    let_all_use(w->argument);
    go_on_calling(w);
    return worker_resident() - idle.before;
}

static void report_idle(worker *w)
{
    w->use->trim();
    worker_also("idle-threads-trimmed", "B", worker_resident() - idle.before);
    pthread_mutex_lock(&idle.lock);
    idle.over = true;
    pthread_cond_broadcast(&idle.changed);
    pthread_mutex_unlock(&idle.lock);
    for (size_t i = 0; i < w->argument; i++)
        pthread_join(idle.threads[i], NULL);
}

const worker_job *worker_idle_job(const char *name)
{
    static const worker_job only = {.name = "idle-threads",
                                    .len = LEN,
                                    .prepare = prepare_idle,
                                    .measure = measure_idle,
                                    .report = report_idle};

    return strcmp(name, only.name) == 0 ? &only : NULL;
}
