/* Adding, removing and looking, with every edge. Reserved room is in test_chain_reserve.c, the
 * random walk against an array of bytes in test_chain_model.c. */
#include "chain_fixture.h"

/* ---- helpers */

static void append_text(const char *text)
{
    append_text_to(&chain, text);
}

static void prepend_text(const char *text)
{
    seam_buf buf = text_buf(text);

    ck_ok(seam_chain_prepend(&chain, &buf));
    ck_assert(is_empty(&buf));
}

static void expect_text(const char *text)
{
    expect_text_in(&chain, text);
}

static void commit_text(const char *text)
{
    commit_text_to(&chain, text);
}

static void expect_pop(const char *text)
{
    seam_buf buf;

    fill_with_rubbish(&buf);
    ck_ok(seam_chain_pop(&chain, &buf));
    ck_assert(seam__buf_valid(&buf));
    ck_assert(seam_view_equal(seam_buf_view(&buf), seam_view_string(text)));
    seam_buf_release(&buf);
}

/* ---- adding and removing */

START_TEST(an_empty_chain_has_nothing_to_give)
{
    size_t index = 0;
    struct iovec iov;
    seam_view view;
    seam_buf buf;
    char byte = 'x';

    expect_text("");
    fill_with_rubbish(&buf);
    ck_status(seam_chain_pop(&chain, &buf), SEAM_MORE);
    ck_assert(is_empty(&buf));
    ck_assert(!seam_chain_next(&chain, &index, &view));
    ck_assert_uint_eq(seam_chain_iovec(&chain, 0, SIZE_MAX, &iov, 1), 0);
    ck_assert_uint_eq(seam_chain_copy_out(&chain, 0, &byte, 1), 0);
    ck_assert_uint_eq(seam_chain_copy_out(&chain, SIZE_MAX, &byte, 1), 0);
    ck_assert_int_eq(byte, 'x');
    ck_ok(seam_chain_drain(&chain, 0));
    ck_status(seam_chain_drain(&chain, 1), SEAM_ERANGE);
}
END_TEST

START_TEST(append_and_prepend_keep_the_order)
{
    append_text("c");
    prepend_text("b");
    append_text("d");
    prepend_text("a");
    expect_text("abcd");
    ck_assert_uint_eq(seam_chain_segments(&chain), 4);
    expect_pop("a");
    expect_pop("b");
    expect_pop("c");
    expect_pop("d");
    expect_text("");
}
END_TEST

START_TEST(an_empty_buffer_adds_no_segment)
{
    seam_buf none = {0};

    ck_ok(seam_chain_append(&chain, &none));
    ck_ok(seam_chain_prepend(&chain, &none));
    ck_assert_uint_eq(seam_chain_segments(&chain), 0);
    append_text("a");
    ck_ok(seam_chain_append(&chain, &none));
    ck_assert_uint_eq(seam_chain_segments(&chain), 1);
    expect_text("a");
}
END_TEST

START_TEST(two_segments_need_no_allocation_of_the_chain)
{
    append_text("a");
    append_text("b");
    ck_assert_uint_eq(stats_of(pool).live_blocks, 2);
    append_text("c");
    ck_assert_uint_eq(stats_of(pool).live_blocks, 4);
    expect_pop("a");
    expect_pop("b");
    expect_pop("c");
    ck_assert_uint_eq(stats_of(pool).live_blocks, 0);
}
END_TEST

/* Each ring size, with the first segment at each of its places, grows without losing the order. */
START_TEST(the_ring_grows_from_every_state_of_rotation)
{
    for (size_t cap = 2; cap <= 32; cap *= 2) {
        for (size_t turn = 0; turn < cap; turn++) {
            char expected[80];
            size_t n = 0;

            for (size_t i = 0; i + 1 < cap; i++)
                append_text("-");
            for (size_t i = 0; i < turn; i++) {
                append_text("-");
                ck_ok(seam_chain_drain(&chain, 1));
            }
            ck_ok(seam_chain_drain(&chain, cap - 2));
            expected[n++] = '-';
            while (n < cap + 2) {
                char text[2] = {(char)('A' + n % 26), '\0'};

                append_text(text);
                expected[n++] = text[0];
                expect_chain(&chain, expected, n);
            }
            ck_ok(seam_chain_drain(&chain, n));
        }
    }
}
END_TEST

START_TEST(prepend_wraps_around_the_ring)
{
    char expected[64];

    for (size_t n = 0; n < sizeof(expected); n++) {
        char text[2] = {(char)('!' + n), '\0'};

        prepend_text(text);
        expected[sizeof(expected) - 1 - n] = text[0];
        expect_chain(&chain, expected + sizeof(expected) - 1 - n, n + 1);
    }
}
END_TEST

START_TEST(many_segments_come_out_as_they_went_in)
{
    static const uint8_t letters[26] = "abcdefghijklmnopqrstuvwxyz";
    const size_t n = 10000;

    for (size_t i = 0; i < n; i++) {
        seam_buf buf = seam_buf_static(seam_view_of(letters + i % 26, 1));

        ck_ok(seam_chain_append(&chain, &buf));
    }
    ck_assert(seam__chain_valid(&chain));
    ck_assert_uint_eq(seam_chain_segments(&chain), n);
    for (size_t i = 0; i < n; i++) {
        seam_buf buf;

        ck_ok(seam_chain_pop(&chain, &buf));
        ck_assert_ptr_eq(buf.data, letters + i % 26);
        seam_buf_release(&buf);
    }
}
END_TEST

START_TEST(drain_cuts_at_every_position)
{
    static const char text[] = "abbcccdddd";

    for (size_t n = 0; n <= 10; n++) {
        append_text("a");
        append_text("bb");
        append_text("ccc");
        append_text("dddd");
        ck_status(seam_chain_drain(&chain, 11), SEAM_ERANGE);
        ck_status(seam_chain_drain(&chain, SIZE_MAX), SEAM_ERANGE);
        expect_text(text);
        ck_ok(seam_chain_drain(&chain, n));
        expect_text(text + n);
        ck_ok(seam_chain_drain(&chain, 10 - n));
        expect_text("");
        ck_assert_uint_eq(stats_of(pool).live_blocks, 0);
    }
}
END_TEST

START_TEST(skip_drops_what_is_there)
{
    append_text("ab");
    append_text("cd");
    seam_chain_skip(&chain, 0);
    seam_chain_skip(&chain, 3);
    expect_text("d");
    seam_chain_skip(&chain, 1);
    expect_text("");
    seam_chain_skip(&chain, 0);
}
END_TEST

START_TEST(a_zeroed_or_released_chain_can_be_released)
{
    seam_chain zeroed;

    memset(&zeroed, 0, sizeof(zeroed));
    seam_chain_release(&zeroed);
    seam_chain_release(&zeroed);
    append_text("a");
    append_text("b");
    append_text("c");
    commit_text("d");
    seam_chain_release(&chain);
    ck_assert_uint_eq(stats_of(pool).live_blocks, 0);
    seam_chain_release(&chain);
    append_text("again");
    commit_text(" and more");
    expect_text("again and more");
}
END_TEST

START_TEST(a_chain_may_be_moved_as_bytes)
{
    seam_chain moved;

    append_text("a");
    append_text("b");
    commit_text("c");
    memcpy(&moved, &chain, sizeof(moved));
    memset(&chain, 0xA5, sizeof(chain));
    expect_chain(&moved, "abc", 3);
    memcpy(&chain, &moved, sizeof(moved));
    memset(&moved, 0xA5, sizeof(moved));
    expect_text("abc");
    ck_ok(seam_chain_drain(&chain, 1));
    memcpy(&moved, &chain, sizeof(moved));
    expect_chain(&moved, "bc", 2);
}
END_TEST

/* ---- looking */

START_TEST(iovec_lays_out_as_many_segments_as_fit)
{
    struct iovec iov[5];

    append_text("a");
    append_text("bb");
    append_text("ccc");
    for (size_t n_iov = 0; n_iov <= 5; n_iov++) {
        size_t expected = n_iov < 3 ? n_iov : 3;

        memset(iov, 0xA5, sizeof(iov));
        ck_assert_uint_eq(seam_chain_iovec(&chain, 0, SIZE_MAX, iov, n_iov), expected);
        for (size_t i = 0; i < expected; i++) {
            ck_assert_uint_eq(iov[i].iov_len, i + 1);
            ck_assert_mem_eq(iov[i].iov_base, &"abbccc"[i * (i + 1) / 2], i + 1);
        }
        ck_assert(expected == 5 || iov[expected].iov_len == SIZE_MAX / 255 * 0xA5);
    }
    ck_assert_uint_eq(seam_chain_iovec(&chain, 0, SIZE_MAX, NULL, 0), 0);
}
END_TEST

START_TEST(copy_out_starts_anywhere_and_stops_anywhere)
{
    static const char text[] = "abbcccdddd";

    append_text("a");
    append_text("bb");
    append_text("ccc");
    append_text("dddd");
    for (size_t off = 0; off <= 12; off++) {
        for (size_t cap = 0; cap <= 12; cap++) {
            size_t left = off < 10 ? 10 - off : 0;
            size_t expected = cap < left ? cap : left;
            char copy[13];

            memset(copy, '#', sizeof(copy));
            ck_assert_uint_eq(seam_chain_copy_out(&chain, off, copy, cap), expected);
            ck_assert_int_eq(memcmp(copy, text + (off < 10 ? off : 10), expected), 0);
            ck_assert_int_eq(copy[expected], '#');
        }
    }
    ck_assert_uint_eq(seam_chain_copy_out(&chain, SIZE_MAX, NULL, 0), 0);
    expect_text(text);
}
END_TEST

START_TEST(segments_of_a_destroyed_pool_stay_in_their_chain)
{
    seam_pool *other;
    seam_buf buf;

    ck_ok(seam_pool_create(NULL, &other));
    ck_ok(seam_buf_copy(other, seam_view_string("from another pool"), &buf));
    seam_pool_destroy(&other);
    ck_ok(seam_chain_append(&chain, &buf));
    expect_text("from another pool");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("chain");
    TCase *tc = tcase_create("chain");

    tcase_set_timeout(tc, 60);
    tcase_add_checked_fixture(tc, open_chain, close_chain);
    tcase_add_test(tc, an_empty_chain_has_nothing_to_give);
    tcase_add_test(tc, append_and_prepend_keep_the_order);
    tcase_add_test(tc, an_empty_buffer_adds_no_segment);
    tcase_add_test(tc, two_segments_need_no_allocation_of_the_chain);
    tcase_add_test(tc, the_ring_grows_from_every_state_of_rotation);
    tcase_add_test(tc, prepend_wraps_around_the_ring);
    tcase_add_test(tc, many_segments_come_out_as_they_went_in);
    tcase_add_test(tc, drain_cuts_at_every_position);
    tcase_add_test(tc, skip_drops_what_is_there);
    tcase_add_test(tc, a_zeroed_or_released_chain_can_be_released);
    tcase_add_test(tc, a_chain_may_be_moved_as_bytes);
    tcase_add_test(tc, iovec_lays_out_as_many_segments_as_fit);
    tcase_add_test(tc, copy_out_starts_anywhere_and_stops_anywhere);
    tcase_add_test(tc, segments_of_a_destroyed_pool_stay_in_their_chain);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
