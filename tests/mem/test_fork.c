/* A process forks while other threads are at work, and its child goes on using the same pools. */
#include <signal.h>
#include <stdio.h>
#include <time.h>

#include "base/barrier.h"
#include "base/poison.h"
#include "base/races.h"
#include "child.h"
#include "mem/cache/thread.h"
#include "threads_fixture.h"

enum { N_HELD = 16 };

/* The child's checks: it may not use check, whose words belong to the parent. */
#define child_must(condition)                                              \
    do {                                                                   \
        if (!(condition)) {                                                \
            fprintf(stderr, "child, line %d: %s\n", __LINE__, #condition); \
            end_process(1);                                                \
        }                                                                  \
    } while (0)

/* Runs `fn` in a child, which has 30 s for it and must end well. */
static void in_child(child_fn fn, void *ctx)
{
    int status;
    pid_t pid = fork();

    ck_assert_int_ge(pid, 0);
    if (pid == 0) {
        /* check's own handler, which a child inherits, would kill the parent too. */
        signal(SIGALRM, SIG_DFL);
        alarm(30);
        fn(ctx);
        end_process(0);
    }
    must(waitpid(pid, &status, 0) == pid);
    ck_assert_msg(status == 0, "the child ended with the wait status 0x%x", (unsigned)status);
}

/* ---- what a child tries with a pool */

static void fill(seam_buf *buf, uint8_t with)
{
    memset(seam_buf_bytes_mut(buf), with, buf->len);
}

static bool is_filled(const seam_buf *buf, uint8_t with)
{
    for (size_t i = 0; i < buf->len; i++) {
        if (buf->data[i] != with)
            return false;
    }
    return true;
}

/* More blocks of a class than one magazine has, where they are small; each has its own bytes. */
static void use_length(seam_pool *pool, size_t len)
{
    static seam_buf bufs[70];
    const size_t n = len <= 512 ? 70 : 3;

    for (size_t i = 0; i < n; i++) {
        child_must(seam_buf_alloc(pool, len, &bufs[i]) == SEAM_OK);
        fill(&bufs[i], (uint8_t)i);
    }
    for (size_t i = 0; i < n; i++) {
        child_must(is_filled(&bufs[i], (uint8_t)i));
        seam_buf_release(&bufs[i]);
    }
}

static void use_all_classes(seam_pool *pool)
{
    uint8_t mine[10] = {0};
    seam_buf adopted;

    for (unsigned i = 0; i < SEAM__N_CLASSES; i++)
        use_length(pool, seam_pool_class_at(i));
    use_length(pool, 300000);
    child_must(seam_buf_adopt(pool, mine, sizeof(mine), NULL, NULL, 0, &adopted) == SEAM_OK);
    seam_buf_release(&adopted);
}

static void *use_a_little(void *pool)
{
    use_length(pool, 64);
    use_length(pool, 3000);
    return NULL;
}

static void use_in_a_thread(seam_pool *pool)
{
    pthread_t thread;

    child_must(pthread_create(&thread, NULL, use_a_little, pool) == 0);
    child_must(pthread_join(thread, NULL) == 0);
}

/* What other threads had in hand counts as live for ever; all else is exact. */
static void use_pool(void *ctx)
{
    seam_pool *pool = ctx;
    const seam_pool_stats before = stats_of(pool);

    child_must(seam__pool_valid(pool));
    child_must(before.live_blocks <= (uint64_t)N_THREADS * (N_HELD + 1));
    use_all_classes(pool);
    child_must(seam__pool_valid(pool));
    use_in_a_thread(pool);
    seam_pool_trim(pool);
    child_must(seam__pool_valid(pool));
    child_must(stats_of(pool).live_blocks == before.live_blocks);
    child_must(stats_of(pool).requested_bytes == before.requested_bytes);
    seam_pool_destroy(&pool);
}

/* ---- forks while others are at work */

static atomic_bool stop;
static atomic_int n_at_work;

/* Allocates and releases in any order, up to N_HELD blocks at once. */
static void *churn(void *arg)
{
    seam_buf held[N_HELD] = {{0}};
    prng rng;

    prng_init(&rng, (uint64_t)atomic_fetch_add(&n_at_work, 1));
    while (!atomic_load(&stop)) {
        seam_buf *buf = &held[prng_below(&rng, N_HELD)];

        seam_buf_release(buf);
        must(seam_buf_alloc(arg, 1 + prng_below(&rng, prng_below(&rng, 300) == 0 ? 300000 : 600),
                            buf) == SEAM_OK);
        if (prng_below(&rng, 1000) == 0)
            seam_pool_trim(arg);
    }
    for (size_t i = 0; i < N_HELD; i++)
        seam_buf_release(&held[i]);
    return NULL;
}

/* Makes and destroys pools, so that the list of all changes. */
static void *churn_pools(void *arg)
{
    atomic_fetch_add(&n_at_work, 1);
    while (!atomic_load(&stop)) {
        seam_pool *own;
        seam_buf buf;

        must(seam_pool_create(NULL, &own) == SEAM_OK);
        must(seam_buf_alloc(own, 100, &buf) == SEAM_OK);
        seam_pool_destroy(&own);
        seam_buf_release(&buf);
    }
    return arg;
}

static void start(pthread_t *threads, size_t n, void *(*fn)(void *), void *arg)
{
    for (size_t i = 0; i < n; i++)
        must(pthread_create(&threads[i], NULL, fn, arg) == 0);
}

/* Returns once all are at work: a thread that ASan is still starting holds a lock of ASan's
 * allocator, which stays locked for ever in a child born at that moment. */
static void start_work(pthread_t *threads, int n, void *(*fn)(void *), void *arg)
{
    const struct timespec moment = {.tv_nsec = 100000};

    start(threads, (size_t)n, fn, arg);
    while (atomic_load(&n_at_work) < n)
        nanosleep(&moment, NULL);
}

static void finish(const pthread_t *threads, size_t n)
{
    atomic_store(&stop, true);
    for (size_t i = 0; i < n; i++)
        must(pthread_join(threads[i], NULL) == 0);
}

/* So that forks fall on any moment of the others. */
static void wait_a_little(prng *rng)
{
    const struct timespec moment = {.tv_nsec = (long)prng_below(rng, 300000)};

    nanosleep(&moment, NULL);
}

START_TEST(a_child_uses_a_pool_that_other_threads_were_using)
{
    failing_provider provider;
    seam_pool *pool;
    pthread_t threads[4];
    prng rng;

    prng_init(&rng, test_seed("moments of forks"));
    ck_ok(seam_pool_create(NULL, &pool));
    start_work(threads, 4, churn, pool);
    for (int i = 0; i < 250; i++) {
        wait_a_little(&rng);
        in_child(use_pool, pool);
    }
    finish(threads, 4);
    ck_assert(seam__pool_valid(pool));
    ck_assert_uint_eq(stats_of(pool).live_blocks, 0);
    seam_pool_destroy(&pool);
    /* No fork has left anything of its own behind. */
    pool = fixture_open(&provider, NULL);
    fixture_close(&provider, &pool);
}
END_TEST

START_TEST(a_child_uses_its_pool_while_others_made_and_destroyed_theirs)
{
    seam_pool *pool;
    pthread_t threads[3];
    prng rng;

    prng_init(&rng, test_seed("moments of forks"));
    ck_ok(seam_pool_create(NULL, &pool));
    start_work(threads, 3, churn_pools, NULL);
    for (int i = 0; i < 50; i++) {
        wait_a_little(&rng);
        in_child(use_pool, pool);
    }
    finish(threads, 3);
    seam_pool_destroy(&pool);
}
END_TEST

/* Bursts that miss blocks and trims between them, so that grants grow and the pages of magazines come and go. */
static void *churn_grants(void *arg)
{
    enum { N = 64 };
    seam_buf bufs[N];

    atomic_fetch_add(&n_at_work, 1);
    for (size_t round = 0; !atomic_load(&stop); round++) {
        const size_t len = (size_t)64 << round % 8;

        for (size_t i = 0; i < N; i++)
            must(seam_buf_alloc(arg, len, &bufs[i]) == SEAM_OK);
        for (size_t i = 0; i < N; i++)
            seam_buf_release(&bufs[i]);
        if (round % 8 == 7)
            seam_pool_trim(arg);
    }
    return NULL;
}

static void expect_valid(void *ctx)
{
    const seam_pool *pool = ctx;

    child_must(seam__pool_valid(pool));
    child_must(stats_of(pool).live_blocks <= (uint64_t)N_THREADS * 64);
}

START_TEST(a_child_finds_grants_as_they_were_before_a_change_or_after)
{
    prng rng;

    prng_init(&rng, test_seed("moments of forks"));
    /* The grants of a new pool grow the most. */
    for (int i = 0; i < 60; i++) {
        seam_pool *pool;
        pthread_t threads[N_THREADS];

        ck_ok(seam_pool_create(NULL, &pool));
        atomic_store(&stop, false);
        atomic_store(&n_at_work, 0);
        start_work(threads, N_THREADS, churn_grants, pool);
        for (int k = 0; k < 5; k++) {
            wait_a_little(&rng);
            in_child(expect_valid, pool);
        }
        finish(threads, N_THREADS);
        ck_assert(seam__pool_valid(pool));
        seam_pool_destroy(&pool);
    }
}
END_TEST

static void fork_again(void *ctx)
{
    int status;
    pid_t pid = fork();

    child_must(pid >= 0);
    use_pool(ctx);
    if (pid > 0)
        child_must(waitpid(pid, &status, 0) == pid && status == 0);
}

START_TEST(a_child_may_fork_in_turn)
{
    seam_pool *pool;
    pthread_t threads[2];

    ck_ok(seam_pool_create(NULL, &pool));
    start_work(threads, 2, churn, pool);
    for (int i = 0; i < 20; i++)
        in_child(fork_again, pool);
    finish(threads, 2);
    seam_pool_destroy(&pool);
}
END_TEST

/* ---- what becomes of another thread's cache */

static pthread_barrier_t cache_is_full, may_go;
static seam__cache *other;

/* A thread with 20 free blocks of 64 bytes, and five it holds. */
static void *fill_and_wait(void *arg)
{
    seam_buf bufs[25];

    for (size_t i = 0; i < 25; i++)
        bufs[i] = counting_buf(arg, 64, 0);
    for (size_t i = 0; i < 20; i++)
        seam_buf_release(&bufs[i]);
    other = seam__thread_cache(&((seam_pool *)arg)->caches);
    pthread_barrier_wait(&cache_is_full);
    pthread_barrier_wait(&may_go);
    for (size_t i = 20; i < 25; i++)
        seam_buf_release(&bufs[i]);
    return NULL;
}

static seam_pool *start_other(pthread_t *thread)
{
    seam_pool *pool;

    ck_ok(seam_pool_create(NULL, &pool));
    ck_assert_int_eq(pthread_barrier_init(&cache_is_full, NULL, 2), 0);
    ck_assert_int_eq(pthread_barrier_init(&may_go, NULL, 2), 0);
    start(thread, 1, fill_and_wait, pool);
    pthread_barrier_wait(&cache_is_full);
    ck_assert_ptr_nonnull(other);
    return pool;
}

static void end_other(const pthread_t *thread, seam_pool *pool)
{
    pthread_barrier_wait(&may_go);
    finish(thread, 1);
    seam_pool_destroy(&pool);
}

static void expect_adopted(void *ctx)
{
    seam_pool *pool = ctx;
    const seam_pool_stats stats = stats_of(pool);

    child_must(seam__cache_rounds(other, 0) == 0);
    child_must(other->owner == NULL && seam__cache_held(other) == 0);
    child_must(pool->heap.depots[0].n_live == 5 && stats.live_blocks == 5);
    child_must(stats.requested_bytes == 320);
    use_pool(pool);
}

START_TEST(free_blocks_of_other_threads_are_the_childs_to_use)
{
    pthread_t thread;
    seam_pool *pool = start_other(&thread);

    in_child(expect_adopted, pool);
    ck_assert_uint_ge(seam__cache_rounds(other, 0), 20);
    end_other(&thread, pool);
}
END_TEST

static void expect_mended(void *ctx)
{
    seam_pool *pool = ctx;

    child_must((atomic_load(&other->state) & SEAM__CACHE_INSIDE) == 0 &&
               seam__cache_held(other) == 0);
    /* The sixth is the one that was in hand. */
    child_must(pool->heap.depots[0].n_live == 6);
    use_pool(pool);
}

/* As if the fork had come while the thread was inside, between two of its stores. */
START_TEST(a_cache_whose_owner_was_inside_is_mended)
{
    pthread_t thread;
    seam_pool *pool = start_other(&thread);
    seam_block **last = atomic_load(&other->magazines[0].last);

    atomic_fetch_or(&other->state, SEAM__CACHE_INSIDE);
    atomic_store(&other->magazines[0].last, last - 1);
    in_child(expect_mended, pool);
    atomic_store(&other->magazines[0].last, last);
    atomic_fetch_and(&other->state, ~SEAM__CACHE_INSIDE);
    end_other(&thread, pool);
}
END_TEST

/* ---- the barrier */

/* Destroying a pool needs the barrier against the other thread. */
static void destroy_beside_a_thread(void *ctx)
{
    seam_pool *pool = ctx;
    pthread_t thread;
    seam_buf buf;

    child_must(pthread_create(&thread, NULL, fill_and_wait, pool) == 0);
    pthread_barrier_wait(&cache_is_full);
    child_must(seam_buf_alloc(pool, 100, &buf) == SEAM_OK);
    seam_pool_destroy(&pool);
    pthread_barrier_wait(&may_go);
    child_must(pthread_join(thread, NULL) == 0);
    seam_buf_release(&buf);
}

static void expect_barrier(void *ctx)
{
    child_must(seam__barrier_is_light() == *(const bool *)ctx);
    seam__barrier_heavy();
}

START_TEST(the_barrier_holds_in_a_child)
{
    bool was_light = seam__barrier_is_light();
    seam_pool *pool;

    in_child(expect_barrier, &was_light);
    ck_ok(seam_pool_create(NULL, &pool));
    ck_assert_int_eq(pthread_barrier_init(&cache_is_full, NULL, 2), 0);
    ck_assert_int_eq(pthread_barrier_init(&may_go, NULL, 2), 0);
    in_child(destroy_beside_a_thread, pool);
    seam_pool_destroy(&pool);
}
END_TEST

static void add_forks_beside_threads(TCase *tc)
{
    tcase_add_test(tc, a_child_uses_a_pool_that_other_threads_were_using);
    tcase_add_test(tc, a_child_uses_its_pool_while_others_made_and_destroyed_theirs);
    tcase_add_test(tc, a_child_finds_grants_as_they_were_before_a_change_or_after);
    tcase_add_test(tc, a_child_may_fork_in_turn);
    tcase_add_test(tc, free_blocks_of_other_threads_are_the_childs_to_use);
    tcase_add_test(tc, a_cache_whose_owner_was_inside_is_mended);
}

int main(void)
{
    Suite *suite = suite_create("fork");
    TCase *tc = tcase_create("fork");

    if (SEAM__RACES_WATCHED) {
        puts("skipped: no child of a process with threads works under ThreadSanitizer");
        return 77;
    }
    tcase_set_timeout(tc, 240);
    tcase_add_test(tc, the_barrier_holds_in_a_child);
    if (is_emulated())
        puts("mostly left out: qemu itself does not outlive fork() in a process with threads");
    else if (SEAM__ASAN)
        puts("mostly left out: ASan's runtime does not hold its own locks over a fork()");
    else
        add_forks_beside_threads(tc);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
