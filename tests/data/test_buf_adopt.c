/* Adopted memory: who may write it, and when, where and how often it is given back. */
#include <pthread.h>

#include "pool_fixture.h"

static failing_provider provider;
static seam_pool *pool;

static void open_pool(void)
{
    pool = fixture_open(&provider, NULL);
}

static void close_pool(void)
{
    fixture_close(&provider, &pool);
}

typedef struct owner {
    int n;
    void *data;
    size_t len;
    pthread_t thread;
    seam_pool *pool; /* when not NULL, the callback allocates from it */
} owner;

static void give_back(void *ctx, void *data, size_t len)
{
    owner *to = ctx;

    to->n++;
    to->data = data;
    to->len = len;
    to->thread = pthread_self();
    if (to->pool != NULL) {
        seam_buf buf = counting_buf(to->pool, 100, 0);
        seam_buf again;

        /* The library's locks are free here, those of adopted blocks as well. */
        ck_ok(seam_buf_adopt(to->pool, data, len, NULL, NULL, 0, &again));
        ck_assert(seam__pool_valid(to->pool));
        seam_buf_release(&again);
        seam_buf_release(&buf);
    }
}

START_TEST(adopt_calls_back_once_after_the_last_handle)
{
    uint8_t mine[200] = {1, 2, 3};
    owner to = {0};
    seam_buf buf;
    seam_buf part;

    fill_with_rubbish(&buf);
    ck_ok(seam_buf_adopt(pool, mine, sizeof(mine), give_back, &to, 0, &buf));
    ck_assert(seam__buf_valid(&buf));
    ck_assert_ptr_eq(buf.data, mine);
    ck_assert_uint_eq(buf.len, sizeof(mine));
    ck_assert_uint_eq(seam_buf_retained(&buf), sizeof(mine));
    ck_ok(seam_buf_slice(&buf, 50, 10, &part));
    ck_assert_uint_eq(seam_buf_retained(&part), sizeof(mine));
    seam_buf_release(&buf);
    seam_buf_release(&buf);
    ck_assert_int_eq(to.n, 0);
    ck_assert_ptr_eq(part.data, mine + 50);
    seam_buf_release(&part);
    ck_assert_int_eq(to.n, 1);
    ck_assert_ptr_eq(to.data, mine);
    ck_assert_uint_eq(to.len, sizeof(mine));
}
END_TEST

START_TEST(adopt_of_nothing_calls_back_at_once)
{
    uint8_t mine[1];
    owner to = {0};
    seam_buf buf;

    fill_with_rubbish(&buf);
    ck_ok(seam_buf_adopt(pool, mine, 0, give_back, &to, 0, &buf));
    ck_assert(is_empty(&buf));
    ck_assert_int_eq(to.n, 1);
    ck_assert_ptr_eq(to.data, mine);
    ck_ok(seam_buf_adopt(pool, NULL, 0, give_back, &to, SEAM_ADOPT_WRITABLE, &buf));
    ck_assert(is_empty(&buf));
    ck_assert_int_eq(to.n, 2);
    ck_ok(seam_buf_adopt(pool, NULL, 0, NULL, NULL, 0, &buf));
    ck_assert_uint_eq(stats_of(pool).adopted_blocks, 0);
}
END_TEST

START_TEST(adopt_that_fails_leaves_the_memory_alone)
{
    uint8_t mine[10];
    owner to = {0};
    seam_buf buf;

    for (unsigned bit = 1; bit < 32; bit++) {
        fill_with_rubbish(&buf);
        ck_status(seam_buf_adopt(pool, mine, 10, give_back, &to, UINT32_C(1) << bit, &buf),
                  SEAM_EINVAL);
        ck_assert(is_empty(&buf));
    }
    ck_status(seam_buf_adopt(pool, mine, 0, give_back, &to, 2, &buf), SEAM_EINVAL);
    fill_with_rubbish(&buf);
    ck_status(seam_buf_adopt(pool, NULL, 1, give_back, &to, 0, &buf), SEAM_EINVAL);
    ck_assert(is_empty(&buf));
    ck_assert_int_eq(to.n, 0);
    ck_assert_uint_eq(stats_of(pool).adopted_blocks, 0);
}
END_TEST

START_TEST(adopted_memory_is_writable_when_its_owner_says_so)
{
    uint8_t mine[10] = {0};
    seam_buf buf;
    seam_buf twin;

    ck_ok(seam_buf_adopt(pool, mine, 10, NULL, NULL, 0, &buf));
    ck_assert(seam_buf_is_unique(&buf));
    ck_assert_ptr_null(seam_buf_bytes_mut(&buf));
    seam_buf_release(&buf);
    ck_ok(seam_buf_adopt(pool, mine, 10, NULL, NULL, SEAM_ADOPT_WRITABLE, &buf));
    ck_assert_ptr_eq(seam_buf_bytes_mut(&buf), mine);
    twin = seam_buf_share(&buf);
    ck_assert_ptr_null(seam_buf_bytes_mut(&buf));
    seam_buf_release(&twin);
    ck_assert_ptr_eq(seam_buf_bytes_mut(&buf), mine);
    seam_buf_release(&buf);
}
END_TEST

START_TEST(a_release_callback_may_call_the_library)
{
    uint8_t mine[10] = {0};
    owner to = {.pool = pool};
    seam_buf buf;

    ck_ok(seam_buf_adopt(pool, mine, 10, give_back, &to, 0, &buf));
    seam_buf_release(&buf);
    ck_assert_int_eq(to.n, 1);
}
END_TEST

static void *release_there(void *ctx)
{
    seam_buf_release(ctx);
    return NULL;
}

START_TEST(the_callback_runs_on_the_thread_that_releases_last)
{
    uint8_t mine[10] = {0};
    owner to = {0};
    pthread_t thread;
    seam_buf buf;

    ck_ok(seam_buf_adopt(pool, mine, 10, give_back, &to, 0, &buf));
    ck_assert_int_eq(pthread_create(&thread, NULL, release_there, &buf), 0);
    ck_assert_int_eq(pthread_join(thread, NULL), 0);
    ck_assert_int_eq(to.n, 1);
    ck_assert(pthread_equal(to.thread, thread));
}
END_TEST

typedef struct sequence {
    char text[8];
    size_t len;
} sequence;

static void note_callback(void *ctx, void *data, size_t len)
{
    sequence *seen = ctx;

    (void)data;
    (void)len;
    seen->text[seen->len++] = 'c';
}

static void note_gone(void *ctx, const seam_pool_stats *last)
{
    sequence *seen = ctx;

    (void)last;
    seen->text[seen->len++] = 'g';
}

START_TEST(the_callback_runs_before_its_pool_is_gone)
{
    uint8_t mine[10] = {0};
    sequence seen = {0};
    seam_pool_options options = {.gone = note_gone, .ctx = &seen};
    seam_pool *made;
    seam_buf buf;

    ck_ok(seam_pool_create(&options, &made));
    ck_ok(seam_buf_adopt(made, mine, 10, note_callback, &seen, 0, &buf));
    seam_pool_destroy(&made);
    ck_assert_str_eq(seen.text, "");
    seam_buf_release(&buf);
    ck_assert_str_eq(seen.text, "cg");
}
END_TEST

START_TEST(unpin_gives_adopted_memory_back)
{
    static uint8_t mine[10000];
    owner to = {0};
    seam_buf buf;

    mine[5000] = 42;
    ck_ok(seam_buf_adopt(pool, mine, sizeof(mine), give_back, &to, 0, &buf));
    ck_ok(seam_buf_advance(&buf, 5000));
    ck_ok(seam_buf_truncate(&buf, 1));
    ck_ok(seam_buf_unpin(&buf, 200, pool));
    ck_assert_int_eq(to.n, 0);
    ck_ok(seam_buf_unpin(&buf, 100, pool));
    ck_assert_int_eq(to.n, 1);
    ck_assert_int_eq(buf.data[0], 42);
    ck_assert_ptr_nonnull(seam_buf_bytes_mut(&buf));
    seam_buf_release(&buf);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("buf_adopt");
    TCase *tc = tcase_create("buf_adopt");

    tcase_set_timeout(tc, 60);
    tcase_add_checked_fixture(tc, open_pool, close_pool);
    tcase_add_test(tc, adopt_calls_back_once_after_the_last_handle);
    tcase_add_test(tc, adopt_of_nothing_calls_back_at_once);
    tcase_add_test(tc, adopt_that_fails_leaves_the_memory_alone);
    tcase_add_test(tc, adopted_memory_is_writable_when_its_owner_says_so);
    tcase_add_test(tc, a_release_callback_may_call_the_library);
    tcase_add_test(tc, the_callback_runs_on_the_thread_that_releases_last);
    tcase_add_test(tc, the_callback_runs_before_its_pool_is_gone);
    tcase_add_test(tc, unpin_gives_adopted_memory_back);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
