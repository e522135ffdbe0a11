/* Counts that cannot be right end the process, with the block and its tag in the last words. */
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>

#include "child.h"
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

static void set_count(const seam_buf *buf, uint32_t count)
{
    atomic_store_explicit(&buf->block->word, count, memory_order_relaxed);
}

static void share_it(void *ctx)
{
    seam_buf twin = seam_buf_share(ctx);

    (void)twin;
}

static void slice_it(void *ctx)
{
    seam_buf part;

    (void)!seam_buf_slice(ctx, 1, 2, &part);
}

static void split_it(void *ctx)
{
    seam_buf part;

    (void)!seam_buf_split_to(ctx, 1, &part);
}

static void release_it_twice(void *ctx)
{
    seam_buf twin;

    memcpy((void *)&twin, ctx, sizeof(twin));
    seam_buf_release(ctx);
    seam_buf_release(&twin);
}

static void share_it_after_its_release(void *ctx)
{
    seam_buf stale;

    memcpy((void *)&stale, ctx, sizeof(stale));
    seam_buf_release(ctx);
    share_it(&stale);
}

/* The process aborts, and its last words name the block and its tag. */
static void expect_abort(child_fn fn, seam_buf *buf)
{
    char text[4096];
    char expected[64];
    int status;

    seam_buf_set_tag(buf, UINT64_C(0xC0FFEE));
    status = child_run(fn, buf, text, sizeof(text));
    ck_assert_msg(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT, "status %d: %s", status,
                  text);
    snprintf(expected, sizeof(expected), "block %p", (void *)buf->block);
    ck_assert_msg(strstr(text, expected) != NULL, "no \"%s\" in: %s", expected, text);
    snprintf(expected, sizeof(expected), "tag 0x%" PRIx64, UINT64_C(0xC0FFEE));
    ck_assert_msg(strstr(text, expected) != NULL, "no \"%s\" in: %s", expected, text);
}

START_TEST(a_count_that_would_wrap_aborts)
{
    uint8_t mine[10];
    seam_buf buf = counting_buf(pool, 100, 0);
    seam_buf adopted;

    ck_ok(seam_buf_adopt(pool, mine, sizeof(mine), NULL, NULL, 0, &adopted));
    set_count(&buf, UINT32_C(0x7FFFFFFF));
    set_count(&adopted, UINT32_C(0x7FFFFFFF));
    expect_abort(share_it, &buf);
    expect_abort(slice_it, &buf);
    expect_abort(split_it, &buf);
    expect_abort(share_it, &adopted);
    set_count(&buf, 1);
    set_count(&adopted, 1);
    seam_buf_release(&buf);
    seam_buf_release(&adopted);
}
END_TEST

START_TEST(the_largest_count_is_still_right)
{
    seam_buf buf = counting_buf(pool, 100, 0);
    seam_buf twin;

    set_count(&buf, UINT32_C(0x7FFFFFFE));
    twin = seam_buf_share(&buf);
    ck_assert_uint_eq(refs(&buf), UINT32_C(0x7FFFFFFF));
    seam_buf_release(&twin);
    ck_assert_uint_eq(refs(&buf), UINT32_C(0x7FFFFFFE));
    ck_assert(!seam_buf_is_unique(&buf));
    set_count(&buf, 1);
    seam_buf_release(&buf);
}
END_TEST

START_TEST(one_release_too_many_aborts)
{
    uint8_t mine[10];
    seam_buf small = counting_buf(pool, 100, 0);
    seam_buf adopted;

    ck_ok(seam_buf_adopt(pool, mine, sizeof(mine), NULL, NULL, 0, &adopted));
    expect_abort(release_it_twice, &small);
    expect_abort(release_it_twice, &adopted);
    seam_buf_release(&small);
    seam_buf_release(&adopted);
}
END_TEST

START_TEST(a_share_of_a_released_handle_aborts)
{
    seam_buf buf = counting_buf(pool, 100, 0);

    expect_abort(share_it_after_its_release, &buf);
    seam_buf_release(&buf);
}
END_TEST

START_TEST(sharing_past_the_largest_count_raises_sigabrt)
{
    seam_buf buf = counting_buf(pool, 100, 0);

    set_count(&buf, UINT32_C(0x7FFFFFFF));
    share_it(&buf);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("buf_count");
    TCase *tc = tcase_create("buf_count");

    tcase_set_timeout(tc, 60);
    tcase_add_checked_fixture(tc, open_pool, close_pool);
    tcase_add_test(tc, a_count_that_would_wrap_aborts);
    tcase_add_test(tc, the_largest_count_is_still_right);
    tcase_add_test(tc, one_release_too_many_aborts);
    tcase_add_test(tc, a_share_of_a_released_handle_aborts);
    tcase_add_test_raise_signal(tc, sharing_past_the_largest_count_raises_sigabrt, SIGABRT);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
