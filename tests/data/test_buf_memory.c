/* Where a buffer's bytes live, who may write them, and what they keep alive. */
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

/* ---- alloc, copy, static */

START_TEST(alloc_gives_unique_writable_untagged_bytes)
{
    static const size_t lens[] = {1, 63, 64, 65, 512, 513, 262144, 262145, 1000000};

    for (int round = 0; round < 2; round++) {
        for (size_t i = 0; i < sizeof(lens) / sizeof(lens[0]); i++) {
            seam_buf buf;

            fill_with_rubbish(&buf);
            ck_ok(seam_buf_alloc(pool, lens[i], &buf));
            ck_assert(seam__buf_valid(&buf));
            ck_assert_uint_eq(buf.len, lens[i]);
            ck_assert(seam_buf_is_unique(&buf));
            ck_assert_ptr_eq(seam_buf_bytes_mut(&buf), buf.data);
            ck_assert_uint_eq(seam_buf_tag(&buf), 0);
            ck_assert_uint_eq(seam_buf_retained(&buf), seam_pool_class_size(lens[i]));
            memset(seam_buf_bytes_mut(&buf), 0x5A, lens[i]);
            /* The next user of the block must not see it. */
            seam_buf_set_tag(&buf, UINT64_MAX);
            seam_buf_release(&buf);
        }
    }
}
END_TEST

START_TEST(alloc_of_nothing_gives_the_empty_buffer)
{
    seam_buf buf;

    fill_with_rubbish(&buf);
    ck_ok(seam_buf_alloc(pool, 0, &buf));
    ck_assert(is_empty(&buf));
    fill_with_rubbish(&buf);
    ck_ok(seam_buf_copy(pool, seam_view_of(NULL, 0), &buf));
    ck_assert(is_empty(&buf));
    ck_assert_uint_eq(stats_of(pool).live_blocks, 0);
}
END_TEST

START_TEST(copy_has_bytes_of_its_own)
{
    uint8_t text[] = "bytes in chunks";
    seam_buf buf;

    ck_ok(seam_buf_copy(pool, seam_view_of(text, 15), &buf));
    text[0] = 'B';
    ck_assert(seam_view_equal(seam_buf_view(&buf), seam_view_string("bytes in chunks")));
    ck_assert_uint_eq(stats_of(pool).requested_bytes, 15);
    seam_buf_release(&buf);
}
END_TEST

START_TEST(static_bytes_belong_to_nobody)
{
    static const uint8_t literal[] = "literal";
    seam_buf buf = seam_buf_static(seam_view_of(literal, 7));
    seam_buf none = seam_buf_static(seam_view_of(literal, 0));
    seam_buf twin = seam_buf_share(&buf);
    seam_buf part;

    ck_assert(is_empty(&none));
    ck_assert(seam__buf_valid(&buf));
    ck_assert_ptr_eq(buf.data, literal);
    ck_assert_ptr_eq(twin.data, literal);
    ck_assert(!seam_buf_is_unique(&buf));
    ck_assert_ptr_null(seam_buf_bytes_mut(&buf));
    ck_assert_uint_eq(seam_buf_retained(&buf), 0);
    seam_buf_set_tag(&buf, 9);
    ck_assert_uint_eq(seam_buf_tag(&buf), 0);
    ck_ok(seam_buf_slice(&buf, 1, 3, &part));
    ck_assert_ptr_eq(part.data, literal + 1);
    ck_ok(seam_buf_unpin(&buf, 1, pool));
    ck_assert_ptr_eq(buf.data, literal);
    ck_assert_uint_eq(stats_of(pool).live_blocks, 0);
    seam_buf_release(&buf);
    seam_buf_release(&twin);
    seam_buf_release(&part);
    ck_assert_mem_eq(literal, "literal", 7);
}
END_TEST

/* ---- unique, make_writable */

START_TEST(a_buffer_is_writable_while_no_other_handle_sees_its_block)
{
    seam_buf buf = counting_buf(pool, 100, 0);
    seam_buf part;

    ck_ok(seam_buf_split_off(&buf, 50, &part));
    ck_assert(!seam_buf_is_unique(&buf));
    ck_assert(!seam_buf_is_unique(&part));
    ck_assert_ptr_null(seam_buf_bytes_mut(&buf));
    ck_assert_ptr_null(seam_buf_bytes_mut(&part));
    seam_buf_release(&buf);
    ck_assert(seam_buf_is_unique(&part));
    ck_assert_ptr_eq(seam_buf_bytes_mut(&part), part.data);
    seam_buf_release(&part);
}
END_TEST

START_TEST(make_writable_of_a_unique_buffer_does_nothing)
{
    seam_buf buf = counting_buf(pool, 100, 0);
    const uint8_t *data = buf.data;

    ck_ok(seam_buf_make_writable(&buf, pool));
    ck_assert_ptr_eq(buf.data, data);
    ck_assert_uint_eq(stats_of(pool).live_blocks, 1);
    seam_buf_release(&buf);
}
END_TEST

static void expect_writable_copy(seam_buf *buf, const uint8_t *data, size_t len, uint64_t tag)
{
    ck_ok(seam_buf_make_writable(buf, pool));
    ck_assert(seam__buf_valid(buf));
    ck_assert_ptr_ne(buf->data, data);
    ck_assert_uint_eq(buf->len, len);
    ck_assert_mem_eq(buf->data, data, len);
    ck_assert_ptr_eq(seam_buf_bytes_mut(buf), buf->data);
    ck_assert_uint_eq(seam_buf_retained(buf), seam_pool_class_size(len));
    ck_assert_uint_eq(seam_buf_tag(buf), tag);
}

/* Counts the calls of a release callback. */
static void give_back(void *ctx, void *data, size_t len)
{
    ck_assert(data != NULL && len > 0);
    ++*(int *)ctx;
}

START_TEST(make_writable_copies_shared_static_and_read_only_bytes)
{
    static const uint8_t literal[] = "0123456789";
    uint8_t mine[1000] = {7, 8, 9};
    int n_given_back = 0;
    seam_buf whole = counting_buf(pool, 1000, 0);
    seam_buf part;

    seam_buf_set_tag(&whole, 77);
    ck_ok(seam_buf_slice(&whole, 100, 10, &part));
    expect_writable_copy(&part, whole.data + 100, 10, 77);
    seam_buf_bytes_mut(&part)[0] = 0;
    ck_assert_int_eq(whole.data[100], 100);
    ck_assert(seam_buf_is_unique(&whole));
    seam_buf_release(&part);
    seam_buf_release(&whole);

    part = seam_buf_static(seam_view_of(literal, 10));
    expect_writable_copy(&part, literal, 10, 0);
    seam_buf_release(&part);

    ck_ok(seam_buf_adopt(pool, mine, sizeof(mine), give_back, &n_given_back, 0, &part));
    seam_buf_set_tag(&part, 5);
    expect_writable_copy(&part, mine, sizeof(mine), 5);
    ck_assert_int_eq(n_given_back, 1);
    seam_buf_release(&part);
}
END_TEST

START_TEST(a_copy_may_live_in_another_pool)
{
    seam_pool *other;
    seam_buf buf = counting_buf(pool, 100, 1);
    seam_buf twin = seam_buf_share(&buf);

    ck_ok(seam_pool_create(NULL, &other));
    ck_ok(seam_buf_make_writable(&twin, other));
    ck_assert_uint_eq(stats_of(other).live_blocks, 1);
    seam_buf_release(&buf);
    ck_assert_uint_eq(stats_of(pool).live_blocks, 0);
    ck_assert_int_eq(twin.data[99], 100);
    seam_pool_destroy(&other);
    seam_buf_release(&twin);
}
END_TEST

/* ---- retained, unpin, tag */

START_TEST(unpin_copies_out_what_keeps_too_much_alive)
{
    seam_buf whole = counting_buf(pool, 65536, 0);
    seam_buf part;

    seam_buf_set_tag(&whole, 123);
    ck_ok(seam_buf_slice(&whole, 1, 64, &part));
    ck_assert_uint_eq(seam_buf_retained(&part), 65536);
    ck_status(seam_buf_unpin(&part, 0, pool), SEAM_EINVAL);
    ck_ok(
        seam_buf_unpin(&(seam_buf){NULL, 0, NULL}, 1, pool)); /* a copy of nothing costs nothing */
    ck_ok(seam_buf_unpin(&part, 1024, pool));
    ck_assert_ptr_eq(part.block, whole.block);
    ck_ok(seam_buf_unpin(&part, SIZE_MAX, pool));
    ck_ok(seam_buf_unpin(&part, SIZE_MAX / 64 + 1, pool));
    ck_assert_ptr_eq(part.block, whole.block);
    ck_ok(seam_buf_unpin(&part, 1023, pool));
    ck_assert_ptr_ne(part.block, whole.block);
    ck_assert(seam__buf_valid(&part));
    ck_assert_mem_eq(part.data, whole.data + 1, 64);
    ck_assert_uint_eq(part.len, 64);
    ck_assert_uint_eq(seam_buf_tag(&part), 123);
    ck_assert_uint_eq(seam_buf_retained(&part), 64);
    ck_assert(seam_buf_is_unique(&whole));
    seam_buf_release(&part);
    seam_buf_release(&whole);
}
END_TEST

START_TEST(unpin_leaves_alone_what_fits_its_block)
{
    static const uint8_t literal[] = "x";
    seam_buf buf = counting_buf(pool, 100, 0);
    seam_buf fixed = seam_buf_static(seam_view_of(literal, 1));
    seam_buf none = {0};
    const uint8_t *data = buf.data;

    ck_ok(seam_buf_unpin(&buf, 1, pool));
    ck_assert_ptr_eq(buf.data, data);
    ck_ok(seam_buf_unpin(&fixed, 1, pool));
    ck_assert_ptr_eq(fixed.data, literal);
    ck_ok(seam_buf_unpin(&none, 1, pool));
    ck_status(seam_buf_unpin(&buf, 0, pool), SEAM_EINVAL);
    ck_status(seam_buf_unpin(&fixed, 0, pool), SEAM_EINVAL);
    ck_status(seam_buf_unpin(&none, 0, pool), SEAM_EINVAL);
    seam_buf_release(&buf);
}
END_TEST

START_TEST(the_tag_belongs_to_the_block)
{
    static uint8_t mine[10];
    seam_buf buf = counting_buf(pool, 100, 0);
    seam_buf part;

    ck_ok(seam_buf_slice(&buf, 10, 10, &part));
    seam_buf_set_tag(&part, UINT64_C(0xFEDCBA9876543210));
    ck_assert_uint_eq(seam_buf_tag(&buf), UINT64_C(0xFEDCBA9876543210));
    seam_buf_release(&buf);
    ck_assert_uint_eq(seam_buf_tag(&part), UINT64_C(0xFEDCBA9876543210));
    seam_buf_release(&part);
    ck_ok(seam_buf_adopt(pool, mine, 10, NULL, NULL, 0, &buf));
    ck_assert_uint_eq(seam_buf_tag(&buf), 0);
    seam_buf_set_tag(&buf, 1);
    part = seam_buf_share(&buf);
    ck_assert_uint_eq(seam_buf_tag(&part), 1);
    seam_buf_release(&buf);
    seam_buf_release(&part);
}
END_TEST

/* ---- share, move, release, view */

START_TEST(share_adds_a_handle_and_move_does_not)
{
    seam_buf buf = counting_buf(pool, 100, 0);
    const uint8_t *data = buf.data;
    seam_buf twin = seam_buf_share(&buf);
    seam_buf moved;

    ck_assert(seam__buf_valid(&twin));
    ck_assert_ptr_eq(twin.data, data);
    ck_assert_uint_eq(twin.len, 100);
    ck_assert_uint_eq(refs(&buf), 2);
    moved = seam_buf_move(&buf);
    ck_assert(is_empty(&buf));
    ck_assert_ptr_eq(moved.data, data);
    ck_assert_uint_eq(moved.len, 100);
    ck_assert_ptr_eq(moved.block, twin.block);
    ck_assert_uint_eq(refs(&moved), 2);
    seam_buf_release(&twin);
    ck_assert_uint_eq(refs(&moved), 1);
    seam_buf_release(&moved);
}
END_TEST

START_TEST(release_is_idempotent_on_a_handle)
{
    seam_buf buf = counting_buf(pool, 100, 0);

    for (int i = 0; i < 3; i++) {
        seam_buf_release(&buf);
        ck_assert(is_empty(&buf));
        ck_assert_uint_eq(stats_of(pool).live_blocks, 0);
    }
}
END_TEST

START_TEST(the_empty_buffer_can_be_given_to_every_call)
{
    seam_buf none = {0};
    seam_buf twin = seam_buf_share(&none);
    seam_buf moved = seam_buf_move(&none);

    ck_assert(is_empty(&twin));
    ck_assert(is_empty(&moved));
    ck_assert_uint_eq(seam_buf_view(&none).len, 0);
    ck_assert(!seam_buf_is_unique(&none));
    ck_assert_ptr_null(seam_buf_bytes_mut(&none));
    ck_ok(seam_buf_make_writable(&none, pool));
    ck_ok(seam_buf_unpin(&none, 1, pool));
    ck_assert_uint_eq(seam_buf_retained(&none), 0);
    seam_buf_set_tag(&none, 5);
    ck_assert_uint_eq(seam_buf_tag(&none), 0);
    seam_buf_release(&none);
    ck_assert(is_empty(&none));
}
END_TEST

START_TEST(the_view_of_a_buffer_is_its_window)
{
    seam_buf buf = counting_buf(pool, 100, 0);

    ck_ok(seam_buf_advance(&buf, 3));
    ck_assert_ptr_eq(seam_buf_view(&buf).data, buf.data);
    ck_assert_uint_eq(seam_buf_view(&buf).len, 100 - 3);
    seam_buf_release(&buf);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("buf_memory");
    TCase *tc = tcase_create("buf_memory");

    tcase_set_timeout(tc, 60);
    tcase_add_checked_fixture(tc, open_pool, close_pool);
    tcase_add_test(tc, alloc_gives_unique_writable_untagged_bytes);
    tcase_add_test(tc, alloc_of_nothing_gives_the_empty_buffer);
    tcase_add_test(tc, copy_has_bytes_of_its_own);
    tcase_add_test(tc, static_bytes_belong_to_nobody);
    tcase_add_test(tc, a_buffer_is_writable_while_no_other_handle_sees_its_block);
    tcase_add_test(tc, make_writable_of_a_unique_buffer_does_nothing);
    tcase_add_test(tc, make_writable_copies_shared_static_and_read_only_bytes);
    tcase_add_test(tc, a_copy_may_live_in_another_pool);
    tcase_add_test(tc, unpin_copies_out_what_keeps_too_much_alive);
    tcase_add_test(tc, unpin_leaves_alone_what_fits_its_block);
    tcase_add_test(tc, the_tag_belongs_to_the_block);
    tcase_add_test(tc, share_adds_a_handle_and_move_does_not);
    tcase_add_test(tc, release_is_idempotent_on_a_handle);
    tcase_add_test(tc, the_empty_buffer_can_be_given_to_every_call);
    tcase_add_test(tc, the_view_of_a_buffer_is_its_window);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
