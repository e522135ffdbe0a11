/* Caches when their pool, or their thread, comes to its end: destruction during releases of other threads, pools
 * at an address that a dead one had, more pools than a thread remembers, and a release after a thread's caches
 * have been returned. */
#include <pthread.h>
#include <stdatomic.h>

#include "mem/pool/pool_private.h"
#include "support.h"

static seam_pool *make_pool(void)
{
    seam_pool *pool;

    ck_assert_int_eq(seam_pool_create(NULL, &pool), SEAM_OK);
    return pool;
}

static seam_buf make_buf(seam_pool *pool, size_t len)
{
    seam_buf buf;

    ck_assert_int_eq(seam_buf_alloc(pool, len, &buf), SEAM_OK);
    return buf;
}

/* ---- destroying a pool while other threads release its blocks */

enum { RACERS = 3, RACE_BLOCKS = 60 };

typedef struct race {
    seam_buf bufs[RACERS][RACE_BLOCKS];
    pthread_barrier_t barrier;
    _Atomic unsigned n_gone;
} race;

typedef struct racer {
    race *of;
    seam_buf *bufs;
} racer;

static void count_gone(void *ctx, const seam_pool_stats *last)
{
    race *r = ctx;

    ck_assert_uint_eq(last->live_blocks, 0);
    ck_assert_uint_eq(last->requested_bytes, 0);
    atomic_fetch_add_explicit(&r->n_gone, 1, memory_order_relaxed);
}

static void *release_in_a_race(void *ctx)
{
    racer *r = ctx;

    /* A few first, so that the thread has a cache. */
    for (size_t i = 0; i < 5; i++)
        seam_buf_release(&r->bufs[i]);
    pthread_barrier_wait(&r->of->barrier);
    for (size_t i = 5; i < RACE_BLOCKS; i++)
        seam_buf_release(&r->bufs[i]);
    return NULL;
}

static void run_race(void)
{
    static race r;
    seam_pool_options options = {.gone = count_gone, .ctx = &r};
    pthread_t threads[RACERS];
    racer racers[RACERS];
    seam_pool *pool;

    atomic_store_explicit(&r.n_gone, 0, memory_order_relaxed);
    ck_assert_int_eq(seam_pool_create(&options, &pool), SEAM_OK);
    ck_assert_int_eq(pthread_barrier_init(&r.barrier, NULL, RACERS + 1), 0);
    for (size_t i = 0; i < (size_t)RACERS * RACE_BLOCKS; i++)
        r.bufs[i / RACE_BLOCKS][i % RACE_BLOCKS] = make_buf(pool, 64 + i * 40);
    for (size_t i = 0; i < RACERS; i++) {
        racers[i] = (racer){&r, r.bufs[i]};
        ck_assert_int_eq(pthread_create(&threads[i], NULL, release_in_a_race, &racers[i]), 0);
    }
    pthread_barrier_wait(&r.barrier);
    seam_pool_destroy(&pool);
    for (size_t i = 0; i < RACERS; i++)
        ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
    pthread_barrier_destroy(&r.barrier);
    ck_assert_uint_eq(atomic_load_explicit(&r.n_gone, memory_order_relaxed), 1);
}

START_TEST(a_pool_dies_once_however_its_last_blocks_are_released)
{
    for (int i = 0; i < 300; i++)
        run_race();
}
END_TEST

/* ---- many pools, many threads */

START_TEST(a_pool_at_the_address_of_a_dead_one_gets_a_cache_of_its_own)
{
    for (int i = 0; i < 200; i++) {
        seam_pool *pool = make_pool();
        seam_buf buf = make_buf(pool, 200);

        seam_buf_release(&buf);
        ck_assert_ptr_nonnull(pool->caches.first);
        ck_assert_uint_eq(seam__cache_rounds(pool->caches.first, seam__class_of(200)), 1);
        seam_pool_destroy(&pool);
    }
}
END_TEST

START_TEST(one_thread_may_use_more_pools_than_it_remembers)
{
    enum { N = 40 };
    seam_pool *pools[N];

    for (size_t i = 0; i < N; i++)
        pools[i] = make_pool();
    for (int round = 0; round < 3; round++) {
        for (size_t i = 0; i < N; i++) {
            seam_buf buf = make_buf(pools[i], 100);

            seam_buf_release(&buf);
            ck_assert_ptr_null(pools[i]->caches.first->next_of_pool);
        }
    }
    for (size_t i = 0; i < N; i++)
        seam_pool_destroy(&pools[i]);
}
END_TEST

/* ---- a release after the thread's own caches have been returned */

static pthread_key_t late_key;

static void release_late(void *arg)
{
    static _Thread_local int calls;
    seam_buf *buf = arg;

    /* Once more, after every other destructor of this round has run. */
    if (calls++ == 0) {
        ck_assert_int_eq(pthread_setspecific(late_key, arg), 0);
        return;
    }
    seam_buf_release(buf);
}

static void *leave_a_buf_behind(void *arg)
{
    seam_buf *buf = arg;
    seam_pool *pool = (seam_pool *)(uintptr_t)buf->data;

    *buf = (seam_buf){NULL, 0, NULL};
    ck_assert_int_eq(seam_buf_alloc(pool, 400, buf), SEAM_OK);
    ck_assert_int_eq(pthread_setspecific(late_key, buf), 0);
    return NULL;
}

START_TEST(a_release_after_the_thread_has_left_goes_to_the_depot)
{
    seam_pool *pool = make_pool();
    seam_buf buf = {(const uint8_t *)pool, 0, NULL}; /* carries the pool to the thread */
    seam_pool_stats stats;
    pthread_t thread;

    ck_assert_int_eq(pthread_key_create(&late_key, release_late), 0);
    ck_assert_int_eq(pthread_create(&thread, NULL, leave_a_buf_behind, &buf), 0);
    ck_assert_int_eq(pthread_join(thread, NULL), 0);
    ck_assert_uint_eq(pool->heap.depots[seam__class_of(400)].n_live, 0);
    seam_pool_stats_get(pool, &stats);
    ck_assert_uint_eq(stats.requested_bytes, 0);
    ck_assert(seam__pool_valid(pool));
    seam_pool_destroy(&pool);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("cache_end");
    TCase *tc = tcase_create("cache_end");

    tcase_set_timeout(tc, 120);
    suite_add_tcase(suite, tc);
    tcase_add_test(tc, a_pool_dies_once_however_its_last_blocks_are_released);
    tcase_add_test(tc, a_pool_at_the_address_of_a_dead_one_gets_a_cache_of_its_own);
    tcase_add_test(tc, one_thread_may_use_more_pools_than_it_remembers);
    tcase_add_test(tc, a_release_after_the_thread_has_left_goes_to_the_depot);
    return run_suite(suite);
}
