/* Several strings of bytes in one buffer, of any length asked for. */
#include "windows.h"

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

static seam_view parts[5];

static void set_parts(void)
{
    parts[0] = seam_view_string("one");
    parts[1] = seam_view_of(NULL, 0);
    parts[2] = seam_view_string(" ");
    parts[3] = seam_view_string("two three");
    parts[4] = seam_view_string("!");
}

START_TEST(parts_lie_one_behind_the_other)
{
    static const char whole[40] = "one two three!";
    seam_buf buf;

    set_parts();
    ck_ok(seam_buf_concat(pool, parts, 5, 0, &buf));
    ck_assert_uint_eq(buf.len, 0);
    for (size_t total = 1; total <= sizeof(whole); total++) {
        ck_ok(seam_buf_concat(pool, parts, 5, total, &buf));
        ck_assert_uint_eq(buf.len, total);
        ck_assert_mem_eq(seam_buf_view(&buf).data, whole, total);
        seam_buf_release(&buf);
    }
    ck_ok(seam_buf_concat(pool, parts, 5, SIZE_MAX, &buf));
    ck_assert_uint_eq(buf.len, 14);
    ck_assert_mem_eq(seam_buf_view(&buf).data, whole, 14);
    ck_assert(seam_buf_is_unique(&buf));
    seam_buf_release(&buf);
}
END_TEST

START_TEST(nothing_becomes_the_empty_buffer_or_zeros)
{
    seam_buf buf;

    ck_ok(seam_buf_concat(pool, NULL, 0, SIZE_MAX, &buf));
    ck_assert_uint_eq(buf.len, 0);
    ck_ok(seam_buf_concat(pool, NULL, 0, 3, &buf));
    ck_assert_mem_eq(seam_buf_view(&buf).data, "\0\0\0", 3);
    seam_buf_release(&buf);
}
END_TEST

/* Lengths that add up to more than a size_t holds; none of the bytes is read. */
START_TEST(a_sum_that_wraps_is_more_than_there_is)
{
    static const uint8_t byte = 1;
    const seam_view huge[] = {seam_view_of(&byte, SIZE_MAX / 2), seam_view_of(&byte, SIZE_MAX / 2),
                              seam_view_of(&byte, 2)};
    seam_buf buf = counting_buf(pool, 1, 0);

    seam_buf_release(&buf);
    ck_assert_int_eq(seam_buf_concat(pool, huge, 3, SIZE_MAX, &buf), SEAM_ENOMEM);
    ck_assert_uint_eq(buf.len, 0);
    ck_assert_int_lt(seam_buf_concat(pool, huge, 2, SIZE_MAX, &buf), 0);
    ck_assert_uint_eq(buf.len, 0);
}
END_TEST

START_TEST(memory_that_is_not_there_is_told)
{
    seam_buf buf;

    set_parts();
    provider.fail_at = provider.n_calls + 1;
    provider.fail_from = true;
    ck_assert_int_eq(seam_buf_concat(pool, parts, 5, 1 << 20, &buf), SEAM_ENOMEM);
    ck_assert_uint_eq(buf.len, 0);
    provider.fail_from = false;
    provider.fail_at = 0;
    ck_ok(seam_buf_concat(pool, parts, 5, 1 << 20, &buf));
    seam_buf_release(&buf);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("buf_concat");
    TCase *tc = tcase_create("buf_concat");

    tcase_add_checked_fixture(tc, open_pool, close_pool);
    suite_add_tcase(suite, tc);
    tcase_add_test(tc, parts_lie_one_behind_the_other);
    tcase_add_test(tc, nothing_becomes_the_empty_buffer_or_zeros);
    tcase_add_test(tc, a_sum_that_wraps_is_more_than_there_is);
    tcase_add_test(tc, memory_that_is_not_there_is_told);
    return run_suite(suite);
}
