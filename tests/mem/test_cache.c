/* What threads keep of a pool: magazines, their bounds, and the three moments at which somebody else
 * touches them. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "mem/pool/pool_private.h"
#include "support.h"

static seam_pool *make_pool(uint64_t cache_bytes)
{
    seam_pool_options options = {.cache_bytes = cache_bytes};
    seam_pool *pool;

    ck_assert_int_eq(seam_pool_create(&options, &pool), SEAM_OK);
    return pool;
}

static seam_pool_stats stats_of(const seam_pool *pool)
{
    seam_pool_stats stats;

    seam_pool_stats_get(pool, &stats);
    return stats;
}

static seam_buf make_buf(seam_pool *pool, size_t len)
{
    seam_buf buf;

    ck_assert_int_eq(seam_buf_alloc(pool, len, &buf), SEAM_OK);
    return buf;
}

static void run_thread(void *(*fn)(void *), void *arg)
{
    pthread_t thread;

    ck_assert_int_eq(pthread_create(&thread, NULL, fn, arg), 0);
    ck_assert_int_eq(pthread_join(thread, NULL), 0);
}

/* Blocks that no depot has: live ones and those in magazines. */
static uint64_t n_out(const seam_pool *pool, size_t len)
{
    return pool->heap.depots[seam__class_of(len)].n_live;
}

START_TEST(a_released_block_is_what_the_next_request_gets)
{
    seam_pool *pool = make_pool(0);
    seam_buf buf = make_buf(pool, 1000);
    const uint8_t *data = buf.data;

    seam_buf_release(&buf);
    buf = make_buf(pool, 900);
    ck_assert_ptr_eq(buf.data, data);
    ck_assert_uint_eq(stats_of(pool).live_blocks, 1);
    ck_assert_uint_eq(stats_of(pool).requested_bytes, 900);
    seam_buf_release(&buf);
    ck_assert(seam__pool_valid(pool));
    seam_pool_destroy(&pool);
}
END_TEST

START_TEST(the_fullest_magazine_is_the_first_of_those_with_most_bytes)
{
    seam_pool *pool = make_pool(0);
    seam_buf bufs[2] = {make_buf(pool, 128), make_buf(pool, 256)};
    const seam__cache *cache = seam__thread_cache(&pool->caches);

    seam_pool_trim(pool);
    ck_assert_uint_eq(seam__cache_fullest(cache), 0);
    seam_buf_release(&bufs[1]);
    ck_assert_uint_eq(seam__cache_fullest(cache), seam__class_of(256));
    seam_buf_release(&bufs[0]);
    seam_pool_destroy(&pool);
}
END_TEST

START_TEST(magazines_stay_within_their_bound)
{
    static const size_t lens[] = {64, 1500, 16384, 100000, 262144};
    enum { N = 200 };
    static seam_buf bufs[N];
    seam_pool *pool = make_pool(100000);

    for (int round = 0; round < 20; round++) {
        for (size_t i = 0; i < N; i++)
            bufs[i] = make_buf(pool, lens[(i + (size_t)round) % 5]);
        for (size_t i = 0; i < N; i++)
            seam_buf_release(&bufs[i]);
        ck_assert_ptr_nonnull(pool->caches.first);
        ck_assert_uint_le(seam__cache_held(pool->caches.first), 100000);
        ck_assert(seam__pool_valid(pool));
    }
    ck_assert_uint_eq(stats_of(pool).live_blocks, 0);
    ck_assert_uint_eq(stats_of(pool).requested_bytes, 0);
    seam_pool_destroy(&pool);
}
END_TEST

/* Room is counted in units, which a large bound makes larger. */
START_TEST(bounds_of_any_size_hold)
{
    static const size_t bounds[] = {64,      65,           (size_t)2 << 20, ((size_t)2 << 20) - 64,
                                    3000001, SIZE_MAX / 4, SIZE_MAX};
    enum { N = 1200 };
    static seam_buf bufs[N];

    for (size_t k = 0; k < sizeof(bounds) / sizeof(bounds[0]); k++) {
        seam_pool *pool = make_pool(bounds[k]);

        for (size_t i = 0; i < N; i++)
            bufs[i] = make_buf(pool, 64 + i % 40 * 100);
        for (size_t i = 0; i < N; i++)
            seam_buf_release(&bufs[i]);
        ck_assert(seam__pool_valid(pool));
        ck_assert_uint_le(seam__cache_held(pool->caches.first), bounds[k]);
        ck_assert_uint_gt(seam__cache_held(pool->caches.first), 0);
        ck_assert_uint_eq(stats_of(pool).requested_bytes, 0);
        seam_pool_destroy(&pool);
    }
}
END_TEST

START_TEST(lengths_are_summed_modulo_the_address_space)
{
    const uint64_t wrap = UINT64_C(1) << 48;

    ck_assert_uint_eq(seam__cache_requested(0), 0);
    ck_assert_uint_eq(seam__cache_requested(wrap + 5), 5);
    /* One cache less than none, another one more. */
    ck_assert_uint_eq(seam__cache_requested((wrap - 7) + 1000), 993);
    ck_assert_uint_eq(seam__cache_requested(wrap / 2 - 1), wrap / 2 - 1);
    /* Not read at one moment. */
    ck_assert_uint_eq(seam__cache_requested(wrap - 1), 0);
    ck_assert_uint_eq(seam__cache_requested(UINT64_MAX), 0);
}
END_TEST

START_TEST(a_class_gets_room_from_a_class_that_is_not_used_any_more)
{
    enum { N = 64 };
    static seam_buf bufs[N];
    seam_pool *pool = make_pool(65536);
    seam_buf buf;

    for (size_t i = 0; i < N; i++)
        bufs[i] = make_buf(pool, 1024);
    for (size_t i = 0; i < N; i++)
        seam_buf_release(&bufs[i]);
    buf = make_buf(pool, 32768);
    seam_buf_release(&buf);
    ck_assert_uint_eq(seam__cache_rounds(pool->caches.first, seam__class_of(32768)), 1);
    ck_assert(seam__pool_valid(pool));
    seam_pool_destroy(&pool);
}
END_TEST

START_TEST(a_class_that_gives_room_keeps_some_blocks)
{
    enum { N_SMALLER = 24, N = 48 };
    static seam_buf bufs[N];
    seam_pool *pool = make_pool(65536);
    seam_buf buf;

    for (size_t i = 0; i < N; i++)
        bufs[i] = make_buf(pool, i < N_SMALLER ? 1024 : 1280);
    for (size_t i = 0; i < N; i++)
        seam_buf_release(&bufs[i]);
    buf = make_buf(pool, 32768);
    seam_buf_release(&buf);
    ck_assert_uint_eq(seam__cache_rounds(pool->caches.first, seam__class_of(32768)), 1);
    ck_assert_uint_gt(seam__cache_rounds(pool->caches.first, seam__class_of(1024)), 0);
    ck_assert_uint_gt(seam__cache_rounds(pool->caches.first, seam__class_of(1280)), 0);
    ck_assert(seam__pool_valid(pool));
    seam_pool_destroy(&pool);
}
END_TEST

START_TEST(a_bound_below_a_block_means_no_cache)
{
    seam_pool *pool = make_pool(63);
    seam_buf buf = make_buf(pool, 64);

    ck_assert_uint_eq(n_out(pool, 64), 1);
    seam_buf_release(&buf);
    ck_assert_uint_eq(n_out(pool, 64), 0);
    ck_assert_ptr_null(pool->caches.first);
    seam_pool_destroy(&pool);
}
END_TEST

static void *use_and_leave(void *pool)
{
    seam_buf bufs[10];

    for (size_t i = 0; i < 10; i++)
        bufs[i] = make_buf(pool, 500);
    for (size_t i = 0; i < 10; i++)
        seam_buf_release(&bufs[i]);
    ck_assert_uint_gt(n_out(pool, 500), 0);
    return NULL;
}

START_TEST(a_thread_that_exits_returns_its_magazines)
{
    seam_pool *pool = make_pool(0);
    uint64_t committed = 0;

    for (int i = 0; i < 100; i++) {
        run_thread(use_and_leave, pool);
        ck_assert_uint_eq(n_out(pool, 500), 0);
        ck_assert_uint_eq(stats_of(pool).live_blocks, 0);
        ck_assert(i == 0 || stats_of(pool).committed == committed);
        committed = stats_of(pool).committed;
    }
    ck_assert_ptr_nonnull(pool->caches.first);
    ck_assert_ptr_null(pool->caches.first->next_of_pool);
    ck_assert(seam__pool_valid(pool));
    seam_pool_destroy(&pool);
}
END_TEST

static void *release_all(void *bufs)
{
    for (seam_buf *buf = bufs; buf->len > 0; buf++)
        seam_buf_release(buf);
    return NULL;
}

START_TEST(a_thread_that_only_frees_does_not_hoard)
{
    enum { N = 5000 };
    seam_buf *bufs = calloc(N + 1, sizeof(*bufs));
    seam_pool *pool = make_pool(0);

    ck_assert_ptr_nonnull(bufs);
    for (size_t i = 0; i < N; i++)
        bufs[i] = make_buf(pool, 700);
    ck_assert_uint_eq(stats_of(pool).requested_bytes, (uint64_t)700 * N);
    run_thread(release_all, bufs);
    ck_assert_uint_eq(stats_of(pool).live_blocks, 0);
    ck_assert_uint_eq(stats_of(pool).requested_bytes, 0);
    ck_assert(seam__pool_valid(pool));
    seam_pool_destroy(&pool);
    free(bufs);
}
END_TEST

/* As if the owner was between two instructions of a request just now. */
START_TEST(an_owner_that_is_inside_is_asked_to_flush_unless_it_is_idle)
{
    seam_pool *pool = make_pool(0);
    seam_buf buf = make_buf(pool, 1000);
    seam__cache *cache = seam__thread_cache(&pool->caches);
    uint64_t held;

    seam_buf_release(&buf);
    held = seam__cache_held(cache);
    seam__thread_take_over(&pool->caches, true); /* notes what the owner has done so far */
    atomic_fetch_or(&cache->state, SEAM__CACHE_INSIDE);
    seam__thread_take_over(&pool->caches, true);
    ck_assert_uint_eq(atomic_load(&cache->pending) & SEAM__CACHE_TASKS, 0);
    seam__thread_take_over(&pool->caches, false);
    ck_assert_uint_eq(atomic_load(&cache->pending) & SEAM__CACHE_TASKS, SEAM__CACHE_FLUSH);
    ck_assert_uint_eq(seam__cache_held(cache), held);
    atomic_fetch_and(&cache->state, ~(uint64_t)SEAM__CACHE_INSIDE);
    seam_pool_destroy(&pool);
}
END_TEST

START_TEST(trim_gives_everything_back)
{
    enum { N = 2000 };
    static seam_buf bufs[N];
    seam_pool *pool = make_pool(0);
    seam_pool_stats before;

    bufs[0] = make_buf(pool, 64);
    seam_buf_release(&bufs[0]);
    seam_pool_trim(pool);
    before = stats_of(pool);
    for (size_t i = 0; i < N; i++)
        bufs[i] = make_buf(pool, 64 + i * 100);
    for (size_t i = 0; i < N; i++)
        seam_buf_release(&bufs[i]);
    ck_assert_uint_gt(stats_of(pool).committed, before.committed);
    seam_pool_trim(pool);
    ck_assert_uint_eq(stats_of(pool).committed, before.committed);
    ck_assert_uint_eq(stats_of(pool).mapped, before.mapped);
    ck_assert_uint_eq(stats_of(pool).cached_bytes, 0);
    seam_pool_destroy(&pool);
}
END_TEST

/* Two threads take turns: the main one says what is next, the other one does it. */
typedef struct turn {
    seam_pool *pool;
    pthread_barrier_t barrier;
} turn;

static void *idle_then_call(void *ctx)
{
    turn *t = ctx;
    seam_buf buf = make_buf(t->pool, 300);

    seam_buf_release(&buf);
    pthread_barrier_wait(&t->barrier); /* main trims while this thread is idle */
    pthread_barrier_wait(&t->barrier);
    buf = make_buf(t->pool, 9000);
    pthread_barrier_wait(&t->barrier); /* main looks */
    pthread_barrier_wait(&t->barrier);
    seam_buf_release(&buf);
    return NULL;
}

START_TEST(trim_empties_the_magazines_of_idle_threads)
{
    turn t = {.pool = make_pool(0)};
    pthread_t thread;

    ck_assert_int_eq(pthread_barrier_init(&t.barrier, NULL, 2), 0);
    ck_assert_int_eq(pthread_create(&thread, NULL, idle_then_call, &t), 0);
    pthread_barrier_wait(&t.barrier);
    ck_assert_uint_gt(n_out(t.pool, 300), 0);
    seam_pool_trim(t.pool);
    ck_assert_uint_eq(n_out(t.pool, 300), 0);
    ck_assert_uint_eq(stats_of(t.pool).cached_bytes, 0);
    ck_assert(seam__pool_valid(t.pool));
    pthread_barrier_wait(&t.barrier);
    pthread_barrier_wait(&t.barrier);
    ck_assert_uint_eq(n_out(t.pool, 300), 0);
    ck_assert(seam__pool_valid(t.pool));
    pthread_barrier_wait(&t.barrier);
    ck_assert_int_eq(pthread_join(thread, NULL), 0);
    pthread_barrier_destroy(&t.barrier);
    seam_pool_destroy(&t.pool);
}
END_TEST

static TCase *make_case(void)
{
    TCase *tc = tcase_create("cache");

    tcase_set_timeout(tc, 120);
    tcase_add_test(tc, a_released_block_is_what_the_next_request_gets);
    tcase_add_test(tc, the_fullest_magazine_is_the_first_of_those_with_most_bytes);
    tcase_add_test(tc, magazines_stay_within_their_bound);
    tcase_add_test(tc, bounds_of_any_size_hold);
    tcase_add_test(tc, lengths_are_summed_modulo_the_address_space);
    tcase_add_test(tc, a_class_gets_room_from_a_class_that_is_not_used_any_more);
    tcase_add_test(tc, a_class_that_gives_room_keeps_some_blocks);
    tcase_add_test(tc, a_bound_below_a_block_means_no_cache);
    tcase_add_test(tc, a_thread_that_exits_returns_its_magazines);
    tcase_add_test(tc, a_thread_that_only_frees_does_not_hoard);
    tcase_add_test(tc, an_owner_that_is_inside_is_asked_to_flush_unless_it_is_idle);
    tcase_add_test(tc, trim_gives_everything_back);
    tcase_add_test(tc, trim_empties_the_magazines_of_idle_threads);
    return tc;
}

int main(void)
{
    Suite *suite = suite_create("cache");

    suite_add_tcase(suite, make_case());
    return run_suite(suite);
}
