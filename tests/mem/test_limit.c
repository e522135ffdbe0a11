/* A request that meets a limit is refused only when what is free, wherever it is kept, does not serve it; and a call
 * that a limit ends leaves the sums and the quota as they were. */
#include <pthread.h>

#include "base/races.h"
#include "child.h"
#include "mem/os/quota_private.h"
#include "pool_fixture.h"

#define MIB ((uint64_t)1 << 20)

enum { MOST = 5000, KEPT = 40, SLAB = 1024, CLASSES = 28 };

static seam_buf bufs[MOST];

static size_t fill(seam_pool *pool, size_t len, size_t n)
{
    while (n < MOST && seam_buf_alloc(pool, len, &bufs[n]) == SEAM_OK)
        n++;
    ck_assert_uint_lt(n, MOST);
    return n;
}

static void release_all(size_t n)
{
    for (size_t i = 0; i < n; i++)
        seam_buf_release(&bufs[i]);
}

/* ---- a thread that sleeps with blocks in its magazine */

typedef struct sleeper {
    seam_pool *pool;
    pthread_barrier_t barrier;
} sleeper;

static void *keep_some(void *ctx)
{
    sleeper *s = ctx;
    seam_buf kept[KEPT];

    for (size_t i = 0; i < KEPT; i++)
        kept[i] = counting_buf(s->pool, 64, 0);
    for (size_t i = 0; i < KEPT; i++)
        seam_buf_release(&kept[i]);
    pthread_barrier_wait(&s->barrier);
    pthread_barrier_wait(&s->barrier);
    return NULL;
}

static void expect_all_used(seam_pool *pool)
{
    sleeper s = {.pool = pool};
    seam_buf first = counting_buf(pool, 64, 0);
    size_t n = fill(pool, 65536, 0);
    pthread_t thread;
    seam_buf more;

    ck_assert_int_eq(pthread_barrier_init(&s.barrier, NULL, 2), 0);
    ck_assert_int_eq(pthread_create(&thread, NULL, keep_some, &s), 0);
    pthread_barrier_wait(&s.barrier);
    n = fill(pool, 64, n);
    ck_status(seam_buf_alloc(pool, 64, &more), SEAM_ELIMIT);
    pthread_barrier_wait(&s.barrier);
    ck_assert_int_eq(pthread_join(thread, NULL), 0);
    ck_assert_int_eq(pthread_barrier_destroy(&s.barrier), 0);
    release_all(n);
    seam_buf_release(&first);
}

START_TEST(what_another_thread_keeps_serves_at_the_bound)
{
    const seam_pool_options options = {.max_bytes = 2 * MIB,
                                       .purge_delay_ms = SEAM_POOL_PURGE_NEVER};
    seam_pool *pool;

    ck_ok(seam_pool_create(&options, &pool));
    expect_all_used(pool);
    seam_pool_destroy(&pool);
}
END_TEST

static seam_quota *quota_of(const seam_quota_options *options)
{
    seam_quota *quota;

    ck_ok(seam_quota_create(options, &quota));
    return quota;
}

START_TEST(what_another_thread_keeps_serves_at_the_quota)
{
    const seam_quota_options bound = {.max_bytes = 2 * MIB};
    seam_quota *quota = quota_of(&bound);
    const seam_pool_options options = {.quota = quota, .purge_delay_ms = SEAM_POOL_PURGE_NEVER};
    seam_pool *pool;

    ck_ok(seam_pool_create(&options, &pool));
    expect_all_used(pool);
    seam_pool_destroy(&pool);
    seam_quota_destroy(&quota);
}
END_TEST

/* Has a block of each of the smaller size classes in use, and one that the thread keeps, where there is room. */
static bool use_classes(seam_pool *pool)
{
    seam_buf kept;

    for (size_t i = 0; i < CLASSES; i++) {
        const size_t len = seam_pool_class_at(i);

        if (seam_buf_alloc(pool, len, &bufs[i]) != SEAM_OK ||
            seam_buf_alloc(pool, len, &kept) != SEAM_OK)
            return false;
        seam_buf_release(&kept);
    }
    return true;
}

/* Another pool is made at once, or not after the first has given back all that it can. */
static void make_beside(uint64_t max_bytes)
{
    const seam_quota_options bound = {.max_bytes = max_bytes};
    seam_quota *quota = quota_of(&bound);
    const seam_pool_options options = {.quota = quota, .purge_delay_ms = SEAM_POOL_PURGE_NEVER};
    seam_pool *pool, *other;
    bool fits;

    ck_ok(seam_pool_create(&options, &pool));
    fits = use_classes(pool);
    if (fits && seam_pool_create(&options, &other) == SEAM_ELIMIT)
        ck_status(seam_pool_create(&options, &other), SEAM_ELIMIT);
    else if (fits)
        seam_pool_destroy(&other);
    release_all(CLASSES);
    seam_pool_destroy(&pool);
    seam_quota_destroy(&quota);
}

START_TEST(a_pool_is_made_of_what_another_does_not_use)
{
    for (uint64_t max_bytes = 3 * MIB / 2; max_bytes < 3 * MIB; max_bytes += 4096)
        make_beside(max_bytes);
}
END_TEST

/* ---- blocks that were never used beside a decommitted slab */

static void *expect_block(void *pool)
{
    seam_buf buf = counting_buf(pool, 64, 0);

    seam_buf_release(&buf);
    return NULL;
}

START_TEST(ready_blocks_serve_where_a_slab_cannot_come_back)
{
    /* No thread keeps blocks. */
    const seam_pool_options options = {
        .max_bytes = 2 * MIB, .purge_delay_ms = SEAM_POOL_PURGE_NEVER, .cache_bytes = 1};
    seam_pool *pool;
    pthread_t thread;
    size_t n;

    ck_ok(seam_pool_create(&options, &pool));
    for (size_t i = 0; i < SLAB + 10; i++)
        bufs[i] = counting_buf(pool, 64, 0);
    release_all(SLAB);
    seam_pool_trim(pool);
    for (size_t i = 0; i < 10; i++)
        bufs[i] = seam_buf_move(&bufs[SLAB + i]);
    n = fill(pool, 4096, fill(pool, 65536, 10));
    ck_assert_int_eq(pthread_create(&thread, NULL, expect_block, pool), 0);
    ck_assert_int_eq(pthread_join(thread, NULL), 0);
    release_all(n);
    seam_pool_destroy(&pool);
}
END_TEST

/* ---- the mark of a quota */

static unsigned n_told;

static void count_call(void *ctx, uint64_t used)
{
    (void)ctx;
    (void)used;
    n_told++;
}

static bool commit_little(void *ctx, void *at, size_t len)
{
    return len < 50 * MIB && seam__provider_system.commit(ctx, at, len);
}

START_TEST(a_mark_that_a_refused_commit_passes_is_not_told)
{
    const seam_quota_options mark = {.soft_bytes = 64 * MIB, .pressure = count_call};
    seam__provider provider = seam__provider_system;
    seam_pool_options options = {0};
    seam_quota *quota;
    seam_pool *pool;
    seam_buf buf;

    provider.commit = commit_little;
    seam__provider_set(&provider);
    quota = quota_of(&mark);
    options.quota = quota;
    ck_ok(seam_pool_create(&options, &pool));
    ck_status(seam_buf_alloc(pool, (size_t)100 << 20, &buf), SEAM_ENOMEM);
    ck_assert_uint_eq(n_told, 0);
    ck_assert_uint_lt(seam_quota_used(quota), 64 * MIB);
    ck_ok(seam_buf_alloc(pool, (size_t)40 << 20, &bufs[0]));
    ck_ok(seam_buf_alloc(pool, (size_t)40 << 20, &bufs[1]));
    ck_assert_uint_eq(n_told, 1);
    release_all(2);
    seam_pool_destroy(&pool);
    seam_quota_destroy(&quota);
    seam__provider_set(NULL);
}
END_TEST

/* ---- fork() while another thread makes a pool */

static pthread_barrier_t in_map;
static bool waits_in_map;

static void *map_slowly(void *ctx, size_t len, bool committed)
{
    if (waits_in_map) {
        pthread_barrier_wait(&in_map);
        pthread_barrier_wait(&in_map);
    }
    return seam__provider_system.map(ctx, len, committed);
}

static void *make_and_end(void *quota)
{
    const seam_pool_options options = {.quota = quota};
    seam_pool *pool;

    must(seam_pool_create(&options, &pool) == SEAM_OK);
    seam_pool_destroy(&pool);
    return NULL;
}

static void end_quota(void *quota)
{
    seam_quota *own = quota;

    seam_quota_destroy(&own);
}

START_TEST(a_child_ends_the_quota_of_a_pool_that_was_being_made)
{
    seam__provider provider = seam__provider_system;
    seam_quota *quota;
    pthread_t thread;
    char text[256];

    provider.map = map_slowly;
    seam__provider_set(&provider);
    ck_assert_int_eq(pthread_barrier_init(&in_map, NULL, 2), 0);
    quota = quota_of(NULL);
    make_and_end(quota);
    waits_in_map = true;
    ck_assert_int_eq(pthread_create(&thread, NULL, make_and_end, quota), 0);
    pthread_barrier_wait(&in_map);
    waits_in_map = false;
    ck_assert_msg(child_run(end_quota, quota, text, sizeof(text)) == 0, "%s", text);
    pthread_barrier_wait(&in_map);
    ck_assert_int_eq(pthread_join(thread, NULL), 0);
    ck_assert_uint_eq(seam_quota_used(quota), 0);
    seam_quota_destroy(&quota);
    ck_assert_int_eq(pthread_barrier_destroy(&in_map), 0);
    seam__provider_set(NULL);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("limit");
    TCase *tc = tcase_create("limit");

    tcase_set_timeout(tc, 120);
    tcase_add_test(tc, what_another_thread_keeps_serves_at_the_bound);
    tcase_add_test(tc, what_another_thread_keeps_serves_at_the_quota);
    tcase_add_test(tc, a_pool_is_made_of_what_another_does_not_use);
    tcase_add_test(tc, ready_blocks_serve_where_a_slab_cannot_come_back);
    tcase_add_test(tc, a_mark_that_a_refused_commit_passes_is_not_told);
    if (!SEAM__RACES_WATCHED)
        tcase_add_test(tc, a_child_ends_the_quota_of_a_pool_that_was_being_made);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
