/* How much threads keep: it grows when blocks are missed, is bounded for all of them together, and goes
 * from threads that do not call any more. */
#include <pthread.h>
#include <unistd.h>

#include "mem/cache/thread.h"
#include "pool_fixture.h"

#define KIB ((size_t)1 << 10)
#define MIB ((size_t)1 << 20)
#define N   2048

static seam_pool *pool;
static seam_buf bufs[N];

static void open_with(const seam_pool_options *options)
{
    ck_ok(seam_pool_create(options, &pool));
}

static void close_pool(void)
{
    ck_assert(seam__pool_valid(pool));
    ck_assert_uint_eq(stats_of(pool).live_blocks, 0);
    seam_pool_destroy(&pool);
}

static void make(size_t n, size_t len)
{
    for (size_t i = 0; i < n; i++)
        ck_ok(seam_buf_alloc(pool, len, &bufs[i]));
}

static void release(size_t n)
{
    for (size_t i = 0; i < n; i++)
        seam_buf_release(&bufs[i]);
}

static uint64_t granted(void)
{
    return pool->caches.first != NULL ? seam__cache_granted(pool->caches.first) : 0;
}

START_TEST(a_thread_begins_with_little)
{
    open_with(NULL);
    make(2, 1000);
    release(2);
    ck_assert_uint_gt(granted(), 0);
    ck_assert_uint_le(granted(), 64 * KIB);
    ck_assert_uint_eq(atomic_load(&pool->caches.granted), granted());
    close_pool();
}
END_TEST

START_TEST(a_thread_that_misses_blocks_may_keep_more_up_to_the_bound)
{
    open_with(&(seam_pool_options){.cache_bytes = MIB});
    for (int i = 0; i < 40; i++) {
        make(256, 8 * KIB);
        release(256);
        ck_assert_uint_le(granted(), MIB);
        ck_assert_uint_le(seam__cache_held(pool->caches.first), granted());
        ck_assert(seam__pool_valid(pool));
    }
    ck_assert_uint_eq(granted(), MIB);
    ck_assert_uint_ge(seam__cache_held(pool->caches.first), MIB / 2);
    close_pool();
}
END_TEST

/* Calls that miss one block in 20 of 128, for a grant of 1 MiB, and `n` that miss none. */
static void miss_some_and(size_t n)
{
    make(128, 32 * KIB);
    release(128);
    for (size_t i = 0; i < n; i++) {
        make(1, 64);
        release(1);
    }
    ck_assert(seam__pool_valid(pool));
}

START_TEST(a_large_grant_grows_where_misses_are_frequent)
{
    open_with(NULL);
    for (int i = 0; i < 200 && granted() < SEAM__CACHE_EASY; i++)
        miss_some_and(0);
    /* The first misses are compared with all requests before them. */
    for (int i = 0; i < 40; i++)
        miss_some_and(20000);
    ck_assert_uint_ge(granted(), SEAM__CACHE_EASY);
    ck_assert_uint_lt(granted(), 2 * SEAM__CACHE_EASY);
    for (int i = 0; i < 40; i++)
        miss_some_and(0);
    ck_assert_uint_ge(granted(), 2 * SEAM__CACHE_EASY);
    ck_assert_uint_le(granted(), SEAM__CACHE_BYTES);
    close_pool();
}
END_TEST

static void *release_all(void *unused)
{
    (void)unused;
    release(N);
    ck_assert_uint_gt(granted(), 0);
    ck_assert_uint_le(granted(), 256 * KIB);
    return NULL;
}

START_TEST(a_thread_that_only_releases_keeps_little)
{
    pthread_t thread;

    open_with(NULL);
    make(N, 4 * KIB);
    seam_pool_trim(pool);
    ck_assert_int_eq(pthread_create(&thread, NULL, release_all, NULL), 0);
    ck_assert_int_eq(pthread_join(thread, NULL), 0);
    ck_assert(seam__pool_valid(pool));
    close_pool();
}
END_TEST

START_TEST(the_bounds_follow_from_the_options)
{
    static const struct {
        seam_pool_options options;
        uint64_t each, all;
    } cases[] = {
        {{0}, SEAM__CACHE_BYTES, 32 * MIB},
        {{.cache_bytes = 40 * MIB}, 40 * MIB, 40 * MIB},
        {{.cache_total_bytes = 100000}, 100000, 100000},
        {{.max_bytes = 8 * MIB}, MIB, MIB},
        {{.max_bytes = 8 * MIB, .cache_total_bytes = 2 * MIB}, MIB, MIB},
        {{.max_bytes = 8 * MIB, .cache_bytes = 1000, .cache_total_bytes = 5000}, 1000, 5000},
        {{.cache_bytes = UINT64_MAX}, 256 * MIB, UINT64_MAX / 8},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        open_with(&cases[i].options);
        ck_assert_uint_eq(pool->caches.each_bytes, cases[i].each);
        ck_assert_uint_eq(pool->caches.total_bytes, cases[i].all);
        close_pool();
    }
}
END_TEST

/* ---- several threads, in step with the main one */

#define THREADS 8u

static pthread_barrier_t step;
static unsigned n_rounds;
static _Atomic bool over;

static void *work_in_rounds(void *unused)
{
    seam_buf mine[64];

    (void)unused;
    while (pthread_barrier_wait(&step), !over) {
        for (unsigned round = 0; round < n_rounds; round++) {
            for (size_t i = 0; i < 64; i++)
                must(seam_buf_alloc(pool, 16 * KIB, &mine[i]) == SEAM_OK);
            for (size_t i = 0; i < 64; i++)
                seam_buf_release(&mine[i]);
        }
        pthread_barrier_wait(&step);
    }
    return NULL;
}

/* Each thread works for some rounds, and then all of them sleep. */
static void let_them_work(unsigned rounds)
{
    n_rounds = rounds;
    pthread_barrier_wait(&step);
    pthread_barrier_wait(&step);
}

static void start(pthread_t *threads, unsigned n)
{
    over = false;
    ck_assert_int_eq(pthread_barrier_init(&step, NULL, n + 1), 0);
    for (unsigned i = 0; i < n; i++)
        ck_assert_int_eq(pthread_create(&threads[i], NULL, work_in_rounds, NULL), 0);
}

static void stop(pthread_t *threads, unsigned n)
{
    over = true;
    pthread_barrier_wait(&step);
    for (unsigned i = 0; i < n; i++)
        ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
    pthread_barrier_destroy(&step);
}

static uint64_t sum_granted(void)
{
    uint64_t sum = 0;

    for (const seam__cache *cache = pool->caches.first; cache != NULL; cache = cache->next_of_pool)
        sum += seam__cache_granted(cache);
    return sum;
}

static uint64_t sum_held(void)
{
    uint64_t n = 0;
    uint64_t held = 0;
    uint64_t requested = 0;

    seam__thread_count(&pool->caches, &n, &held, &requested);
    return held;
}

START_TEST(all_threads_together_keep_no_more_than_the_sum)
{
    const seam_pool_options options = {.cache_total_bytes = 2 * MIB};
    pthread_t threads[THREADS];

    open_with(&options);
    start(threads, THREADS);
    for (int i = 0; i < 20; i++) {
        let_them_work(20);
        ck_assert_uint_le(sum_granted(), 2 * MIB);
        ck_assert_uint_eq(sum_granted(), atomic_load(&pool->caches.granted));
        ck_assert_uint_le(sum_held(), sum_granted());
        ck_assert(seam__pool_valid(pool));
    }
    ck_assert_uint_ge(sum_granted(), MIB);
    stop(threads, THREADS);
    ck_assert_uint_eq(atomic_load(&pool->caches.granted), 0);
    close_pool();
}
END_TEST

START_TEST(a_newcomer_gets_a_share_of_what_others_keep)
{
    const seam_pool_options options = {.cache_bytes = 2 * MIB, .cache_total_bytes = 2 * MIB};
    pthread_t threads[1];

    open_with(&options);
    /* This thread takes all there is. */
    for (int i = 0; i < 40 && granted() < 2 * MIB; i++) {
        make(128, 32 * KIB);
        release(128);
    }
    ck_assert_uint_eq(granted(), 2 * MIB);
    start(threads, 1);
    let_them_work(20);
    /* The new thread was refused. The next purge passes its demand on, and this thread gives half of its grant back. */
    ck_assert_uint_gt(atomic_load(&pool->caches.wanted), 0);
    atomic_store(&pool->caches.next_halve_ms, 0);
    seam__pool_purge_when_due(pool);
    ck_assert_uint_eq(atomic_load(&pool->caches.wanted), 0);
    make(1, 64);
    release(1);
    ck_assert_uint_eq(atomic_load(&pool->caches.granted), MIB);
    let_them_work(20);
    ck_assert_uint_gt(atomic_load(&pool->caches.granted), MIB);
    ck_assert(seam__pool_valid(pool));
    stop(threads, 1);
    close_pool();
}
END_TEST

static void purge_now(void)
{
    atomic_store(&pool->next_purge_ms, 0);
    seam__pool_purge_when_due(pool);
}

START_TEST(a_purge_empties_the_threads_that_sleep)
{
    const seam_pool_options options = {.purge_delay_ms = 1000000};
    pthread_t threads[THREADS];
    uint64_t held, committed;

    open_with(&options);
    start(threads, THREADS);
    let_them_work(20);
    ck_assert_uint_gt(sum_held(), 0);
    purge_now(); /* notes how far they are */
    ck_assert_uint_gt(sum_held(), 0);
    let_them_work(1);
    purge_now(); /* they have called since */
    held = sum_held();
    ck_assert_uint_gt(held, 0);
    committed = stats_of(pool).committed;
    purge_now();
    /* As nobody has needed it for as long as free blocks, it goes with them. */
    ck_assert_uint_le(stats_of(pool).committed, committed - held / 2);
    ck_assert_uint_eq(sum_held(), 0);
    ck_assert_uint_eq(sum_granted(), 0);
    ck_assert(seam__pool_valid(pool));
    purge_now();
    ck_assert_uint_eq(stats_of(pool).live_blocks, 0);
    let_them_work(20);
    ck_assert_uint_gt(sum_held(), 0);
    ck_assert(seam__pool_valid(pool));
    stop(threads, THREADS);
    ck_assert_uint_eq(stats_of(pool).requested_bytes, 0);
    close_pool();
}
END_TEST

START_TEST(trim_leaves_nothing_of_threads_that_sleep)
{
    pthread_t threads[THREADS];
    uint64_t committed;

    open_with(NULL);
    start(threads, THREADS);
    let_them_work(1);
    seam_pool_trim(pool);
    committed = stats_of(pool).committed;
    let_them_work(20);
    ck_assert_uint_gt(stats_of(pool).committed, committed);
    seam_pool_trim(pool);
    ck_assert_uint_eq(sum_held(), 0);
    ck_assert_uint_eq(stats_of(pool).cached_bytes, 0);
    ck_assert_uint_eq(stats_of(pool).committed, committed);
    let_them_work(3);
    ck_assert(seam__pool_valid(pool));
    stop(threads, THREADS);
    close_pool();
}
END_TEST

/* Blocks of many lengths, though not that of the sleepers: an arena of theirs can go as a whole where
 * redzones let no slab go. The largest ones are in no cache, and so their calls look at the clock. */
static void call_a_little(void)
{
    for (size_t len = 128; len <= 512 * KIB; len *= 4) {
        make(4, len);
        release(4);
    }
}

START_TEST(one_thread_that_calls_gives_back_what_sleepers_keep)
{
    enum { SLEEPERS = 32 };
    const seam_pool_options options = {.purge_delay_ms = 1000000};
    pthread_t threads[SLEEPERS];
    uint64_t used;

    open_with(&options);
    start(threads, SLEEPERS);
    let_them_work(20);
    used = stats_of(pool).committed;
    ck_assert_uint_ge(used, 4 * MIB);
    /* Not before all of them sleep. */
    pool->purge_delay_ms = 20;
    atomic_store(&pool->next_purge_ms, 0);
    for (int i = 0; i < 2000 && stats_of(pool).committed > used / 2; i++) {
        call_a_little();
        usleep(1000);
    }
    ck_assert_uint_le(stats_of(pool).committed, used / 2);
    ck_assert_uint_le(sum_held(), SEAM__CACHE_BYTES);
    seam_pool_trim(pool);
    ck_assert_uint_eq(sum_held(), 0);
    ck_assert_uint_eq(stats_of(pool).cached_bytes, 0);
    stop(threads, SLEEPERS);
    close_pool();
}
END_TEST

/* ---- while they work */

static void *work_all_the_time(void *seed)
{
    seam_buf mine[32] = {{NULL, 0, NULL}};
    prng rng;

    prng_init(&rng, (uint64_t)(uintptr_t)seed);
    while (!over) {
        size_t i = prng_below(&rng, 32);

        if (mine[i].len != 0)
            seam_buf_release(&mine[i]);
        else
            must(seam_buf_alloc(pool, 1 + prng_below(&rng, 40000), &mine[i]) == SEAM_OK);
    }
    for (size_t i = 0; i < 32; i++)
        seam_buf_release(&mine[i]);
    return NULL;
}

START_TEST(caches_are_taken_over_while_their_owners_come_and_go)
{
    const seam_pool_options options = {.cache_total_bytes = MIB};
    const uint64_t seed = test_seed("cache_bounds");
    pthread_t threads[4];

    open_with(&options);
    over = false;
    for (size_t i = 0; i < 4; i++)
        ck_assert_int_eq(
            pthread_create(&threads[i], NULL, work_all_the_time, (void *)(uintptr_t)(seed + i)), 0);
    for (int i = 0; i < 3000; i++) {
        if (i % 3 == 0)
            seam_pool_trim(pool);
        else if (i % 3 == 1)
            purge_now();
        else
            seam__thread_ask_to_halve(&pool->caches, 0);
        ck_assert_uint_le(atomic_load(&pool->caches.granted), MIB);
    }
    over = true;
    for (size_t i = 0; i < 4; i++)
        ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
    ck_assert(seam__pool_valid(pool));
    ck_assert_uint_eq(atomic_load(&pool->caches.granted), 0);
    ck_assert_uint_eq(stats_of(pool).live_blocks, 0);
    ck_assert_uint_eq(stats_of(pool).requested_bytes, 0);
    close_pool();
}
END_TEST

/* A magazine whose page may not be charged keeps nothing, and no request fails for it. */
START_TEST(a_magazine_without_a_page_is_done_without)
{
    const seam_pool_options options = {.max_bytes = MIB};
    size_t n = 0;

    open_with(&options);
    while (n < N && seam_buf_alloc(pool, 4096, &bufs[n]) == SEAM_OK)
        n++;
    ck_assert_uint_gt(n, 100);
    for (int i = 0; i < 50; i++) {
        seam_buf_release(&bufs[n - 1]);
        ck_ok(seam_buf_alloc(pool, 4096, &bufs[n - 1]));
    }
    release(n);
    ck_assert(seam__pool_valid(pool));
    close_pool();
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("cache_bounds");
    TCase *tc = tcase_create("cache_bounds");

    tcase_set_timeout(tc, 120);
    tcase_add_test(tc, a_thread_begins_with_little);
    tcase_add_test(tc, a_thread_that_misses_blocks_may_keep_more_up_to_the_bound);
    tcase_add_test(tc, a_large_grant_grows_where_misses_are_frequent);
    tcase_add_test(tc, a_thread_that_only_releases_keeps_little);
    tcase_add_test(tc, the_bounds_follow_from_the_options);
    tcase_add_test(tc, all_threads_together_keep_no_more_than_the_sum);
    tcase_add_test(tc, a_newcomer_gets_a_share_of_what_others_keep);
    tcase_add_test(tc, a_purge_empties_the_threads_that_sleep);
    tcase_add_test(tc, trim_leaves_nothing_of_threads_that_sleep);
    tcase_add_test(tc, one_thread_that_calls_gives_back_what_sleepers_keep);
    tcase_add_test(tc, caches_are_taken_over_while_their_owners_come_and_go);
    tcase_add_test(tc, a_magazine_without_a_page_is_done_without);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
