/* A confined pool counts without atomics for its one thread; a promoted block is everybody's. */
#include <pthread.h>
#include <signal.h>
#include <string.h>

#include "child.h"
#include "pool_fixture.h"

static failing_provider provider;
static seam_pool *pool;

static void open_pool(void)
{
    const seam_pool_options options = {.flags = SEAM_POOL_CONFINED};

    pool = fixture_open(&provider, &options);
}

static void close_pool(void)
{
    fixture_close(&provider, &pool);
}

static bool is_confined(const seam_buf *buf)
{
    return (atomic_load_explicit(&buf->block->word, memory_order_relaxed) & SEAM__CONFINED) != 0;
}

static void *release_it(void *buf)
{
    seam_buf_release(buf);
    return NULL;
}

static void *share_and_release_it(void *buf)
{
    seam_buf twin = seam_buf_share(buf);

    seam_buf_release(&twin);
    return NULL;
}

static void *allocate(void *of)
{
    seam_buf buf;

    if (seam_buf_alloc(of, 10, &buf) == SEAM_OK)
        seam_buf_release(&buf);
    return NULL;
}

static void *adopt(void *of)
{
    static uint8_t mine[4];
    seam_buf buf;

    if (seam_buf_adopt(of, mine, sizeof(mine), NULL, NULL, 0, &buf) == SEAM_OK)
        seam_buf_release(&buf);
    return NULL;
}

static void elsewhere(void *(*fn)(void *), void *arg)
{
    pthread_t thread;

    ck_assert_int_eq(pthread_create(&thread, NULL, fn, arg), 0);
    ck_assert_int_eq(pthread_join(thread, NULL), 0);
}

START_TEST(every_kind_of_handle_counts)
{
    static const size_t lens[] = {1, 64, 5000, 262144, 300000};

    for (size_t i = 0; i < sizeof(lens) / sizeof(lens[0]); i++) {
        seam_buf buf = counting_buf(pool, lens[i], 3);
        seam_buf twin = seam_buf_share(&buf);
        seam_buf front;

        ck_assert(is_confined(&buf));
        ck_assert_uint_eq(refs(&buf), 2);
        ck_assert(!seam_buf_is_unique(&buf));
        ck_ok(seam_buf_slice(&twin, 0, 1, &front));
        ck_assert_uint_eq(refs(&buf), 3);
        seam_buf_release(&twin);
        seam_buf_release(&front);
        ck_assert(seam_buf_is_unique(&buf));
        ck_assert_ptr_nonnull(seam_buf_bytes_mut(&buf));
        ck_assert_uint_eq(buf.data[lens[i] - 1], (uint8_t)(3 + lens[i] - 1));
        seam_buf_release(&buf);
    }
    ck_assert_uint_eq(stats_of(pool).live_blocks, 0);
}
END_TEST

static void count_runs(void *ctx, void *data, size_t len)
{
    (void)data;
    (void)len;
    ++*(int *)ctx;
}

START_TEST(adopted_memory_is_confined_too)
{
    static uint8_t mine[100];
    int runs = 0;
    seam_buf buf, twin;

    ck_ok(seam_buf_adopt(pool, mine, sizeof(mine), count_runs, &runs, 0, &buf));
    ck_assert(is_confined(&buf));
    twin = seam_buf_share(&buf);
    seam_buf_release(&buf);
    ck_assert_int_eq(runs, 0);
    seam_buf_release(&twin);
    ck_assert_int_eq(runs, 1);
}
END_TEST

START_TEST(a_promoted_block_is_released_by_any_thread)
{
    static const size_t lens[] = {100, 262144, 300000};

    for (size_t i = 0; i < sizeof(lens) / sizeof(lens[0]); i++) {
        seam_buf buf = counting_buf(pool, lens[i], 0);
        seam_buf twin = seam_buf_share(&buf);

        seam_buf_promote(&buf);
        ck_assert(!is_confined(&twin));
        ck_assert_uint_eq(refs(&twin), 2);
        elsewhere(share_and_release_it, &buf);
        elsewhere(release_it, &buf);
        ck_assert(seam_buf_is_unique(&twin));
        elsewhere(release_it, &twin);
        ck_assert_uint_eq(stats_of(pool).live_blocks, 0);
    }
}
END_TEST

/* Else a consumer's magazines would keep what only the owner can use. */
START_TEST(the_owner_gets_back_what_others_release)
{
    seam_buf bufs[SEAM__MAGAZINE_ROUNDS];
    seam_buf buf = counting_buf(pool, 5000, 0);
    const seam_block *block = buf.block;
    bool found = false;

    seam_buf_promote(&buf);
    elsewhere(release_it, &buf);
    for (size_t i = 0; i < SEAM__MAGAZINE_ROUNDS; i++) {
        ck_ok(seam_buf_alloc(pool, 5000, &bufs[i]));
        ck_assert(is_confined(&bufs[i]));
        found |= bufs[i].block == block;
    }
    ck_assert(found);
    for (size_t i = 0; i < SEAM__MAGAZINE_ROUNDS; i++)
        seam_buf_release(&bufs[i]);
}
END_TEST

START_TEST(promoting_anything_else_changes_nothing)
{
    seam_buf nothing = {0};
    seam_buf fixed = seam_buf_static(seam_view_string("static"));
    seam_buf ordinary;
    seam_pool *other;

    ck_ok(seam_pool_create(NULL, &other));
    ordinary = counting_buf(other, 10, 0);
    seam_buf_promote(&nothing);
    seam_buf_promote(&fixed);
    seam_buf_promote(&ordinary);
    seam_buf_promote(&ordinary);
    ck_assert_uint_eq(refs(&ordinary), 1);
    seam_buf_release(&ordinary);
    seam_buf_release(&fixed);
    seam_pool_destroy(&other);
}
END_TEST

START_TEST(a_promoted_block_outlives_its_pool)
{
    seam_pool *dying = NULL;
    seam_buf buf;

    ck_ok(seam_pool_create(&(seam_pool_options){.flags = SEAM_POOL_CONFINED}, &dying));
    buf = counting_buf(dying, 100, 9);
    seam_pool_destroy(&dying);
    ck_assert_uint_eq(buf.data[99], 108);
    seam_buf_promote(&buf);
    elsewhere(release_it, &buf);
}
END_TEST

START_TEST(any_thread_may_ask_and_trim)
{
    seam_pool_stats stats;
    seam_pool *theirs;
    seam_buf buf;

    ck_ok(seam_pool_create(&(seam_pool_options){.flags = SEAM_POOL_CONFINED}, &theirs));
    elsewhere(allocate, theirs); /* that thread is the owner now */
    seam_pool_trim(theirs);
    seam_pool_stats_get(theirs, &stats);
    ck_assert_uint_eq(stats.live_blocks, 0);
    if (SEAM_CHECKS == 0) {
        ck_ok(seam_buf_alloc(theirs, 10, &buf));
        seam_buf_release(&buf);
    }
    seam_pool_destroy(&theirs);
}
END_TEST

/* ---- misuse, which a checking build sees */

static void elsewhere_release(void *buf)
{
    elsewhere(release_it, buf);
}

static void elsewhere_share(void *buf)
{
    elsewhere(share_and_release_it, buf);
}

static void elsewhere_allocate(void *of)
{
    elsewhere(allocate, of);
}

static void elsewhere_adopt(void *of)
{
    elsewhere(adopt, of);
}

static void expect_abort(child_fn fn, void *ctx, const char *message)
{
    char text[4096];
    int status = child_run(fn, ctx, text, sizeof(text));

    ck_assert_msg(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT, "status %d: %s", status,
                  text);
    ck_assert_msg(strstr(text, message) != NULL, "no \"%s\" in: %s", message, text);
}

START_TEST(a_second_thread_aborts_a_checking_build)
{
    seam_buf buf = counting_buf(pool, 100, 0);

    if (SEAM_CHECKS > 0) {
        expect_abort(elsewhere_release, &buf, "confined, but touched by a second thread");
        expect_abort(elsewhere_share, &buf, "confined, but touched by a second thread");
        expect_abort(elsewhere_allocate, pool, "confined, but a second thread allocates");
        expect_abort(elsewhere_adopt, pool, "confined, but a second thread allocates");
    }
    seam_buf_release(&buf);
}
END_TEST

static void share_it(void *buf)
{
    seam_buf twin = seam_buf_share(buf);

    (void)twin;
}

START_TEST(a_confined_count_that_would_wrap_aborts)
{
    seam_buf buf = counting_buf(pool, 100, 0);

    atomic_store_explicit(&buf.block->word, UINT32_MAX, memory_order_relaxed);
    expect_abort(share_it, &buf, "count past 2^31 - 1");
    atomic_store_explicit(&buf.block->word, SEAM__CONFINED | 1, memory_order_relaxed);
    seam_buf_release(&buf);
}
END_TEST

static void release_it_twice(void *buf)
{
    seam_buf twin;

    memcpy((void *)&twin, buf, sizeof(twin));
    seam_buf_release(buf);
    seam_buf_release(&twin);
}

START_TEST(one_confined_release_too_many_aborts)
{
    seam_buf buf = counting_buf(pool, 100, 0);

    expect_abort(release_it_twice, &buf, "one release too many");
    seam_buf_release(&buf);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("confined");
    TCase *tc = tcase_create("confined");

    tcase_set_timeout(tc, 60);
    tcase_add_checked_fixture(tc, open_pool, close_pool);
    tcase_add_test(tc, every_kind_of_handle_counts);
    tcase_add_test(tc, adopted_memory_is_confined_too);
    tcase_add_test(tc, a_promoted_block_is_released_by_any_thread);
    tcase_add_test(tc, the_owner_gets_back_what_others_release);
    tcase_add_test(tc, promoting_anything_else_changes_nothing);
    tcase_add_test(tc, a_promoted_block_outlives_its_pool);
    tcase_add_test(tc, any_thread_may_ask_and_trim);
    tcase_add_test(tc, a_second_thread_aborts_a_checking_build);
    tcase_add_test(tc, a_confined_count_that_would_wrap_aborts);
    tcase_add_test(tc, one_confined_release_too_many_aborts);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
