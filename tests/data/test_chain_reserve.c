/* Reserve and commit: what reserved room may touch, and what it may not. */
#include "chain_fixture.h"

static void append_text(const char *text)
{
    append_text_to(&chain, text);
}

static void expect_text(const char *text)
{
    expect_text_in(&chain, text);
}

static void commit_text(const char *text)
{
    commit_text_to(&chain, text);
}

START_TEST(reserve_gives_at_least_what_is_asked_for)
{
    static const size_t lens[] = {0, 1, 100, SEAM_CHAIN_BLOCK, SEAM_CHAIN_BLOCK + 1, 1000000};

    for (size_t i = 0; i < sizeof(lens) / sizeof(lens[0]); i++) {
        struct iovec room = {NULL, 0};

        ck_ok(seam_chain_reserve(&chain, lens[i], &room));
        ck_assert_uint_ge(room.iov_len, lens[i] > 0 ? lens[i] : 1);
        memset(room.iov_base, 1, room.iov_len);
        expect_text("");
    }
    ck_ok(seam_chain_commit(&chain, 0));
    expect_text("");
}
END_TEST

START_TEST(reserve_of_an_impossible_length_changes_nothing)
{
    struct iovec room = {&room, 1};

    append_text("a");
    ck_status(seam_chain_reserve(&chain, SIZE_MAX, &room), SEAM_ENOMEM);
    ck_assert_ptr_null(room.iov_base);
    ck_assert_uint_eq(room.iov_len, 0);
    expect_text("a");
}
END_TEST

/* The block could start anew when the second reserve comes, and must not: the first one stands. */
START_TEST(a_reserve_that_fails_leaves_the_one_before)
{
    struct iovec first;
    struct iovec second;

    commit_text("drained");
    ck_ok(seam_chain_reserve(&chain, 4, &first));
    memcpy(first.iov_base, "kept", 4);
    ck_ok(seam_chain_drain(&chain, 7));
    ck_status(seam_chain_reserve(&chain, SIZE_MAX, &second), SEAM_ENOMEM);
    ck_ok(seam_chain_commit(&chain, 4));
    expect_text("kept");
}
END_TEST

START_TEST(several_commits_make_one_segment_of_one_block)
{
    commit_text("one ");
    commit_text("block, ");
    commit_text("one segment");
    expect_text("one block, one segment");
    ck_assert_uint_eq(seam_chain_segments(&chain), 1);
    ck_assert_uint_eq(stats_of(pool).live_blocks, 1);
}
END_TEST

START_TEST(commit_rejects_more_than_was_reserved)
{
    struct iovec room;

    ck_status(seam_chain_commit(&chain, 1), SEAM_ERANGE);
    ck_ok(seam_chain_commit(&chain, 0));
    ck_ok(seam_chain_reserve(&chain, 10, &room));
    memcpy(room.iov_base, "0123456789", 10);
    for (size_t k = 0; k <= 64; k++) {
        ck_status(seam_chain_commit(&chain, room.iov_len + 1 + k), SEAM_ERANGE);
        ck_status(seam_chain_commit(&chain, SIZE_MAX - k), SEAM_ERANGE);
    }
    expect_text("");
    ck_ok(seam_chain_commit(&chain, 10));
    expect_text("0123456789");
    ck_status(seam_chain_commit(&chain, 1), SEAM_ERANGE);
    ck_ok(seam_chain_commit(&chain, 0));
    expect_text("0123456789");
}
END_TEST

START_TEST(commit_of_the_whole_room_is_right)
{
    struct iovec room;

    ck_ok(seam_chain_reserve(&chain, 1, &room));
    memset(room.iov_base, 'x', room.iov_len);
    ck_ok(seam_chain_commit(&chain, room.iov_len));
    ck_assert_uint_eq(seam_chain_len(&chain), room.iov_len);
    commit_text("next block");
    ck_assert_uint_eq(seam_chain_segments(&chain), 2);
    ck_ok(seam_chain_drain(&chain, room.iov_len));
    expect_text("next block");
}
END_TEST

/* The read loop: slices of what has come are held by others while the block goes on being filled. */
START_TEST(room_is_filled_while_earlier_slices_are_shared)
{
    seam_buf held[50];
    uint8_t expected[50 * 7];

    for (size_t i = 0; i < 50; i++) {
        struct iovec room;
        struct iovec last;

        ck_ok(seam_chain_reserve(&chain, 7, &room));
        memset(room.iov_base, (int)i, room.iov_len);
        ck_ok(seam_chain_commit(&chain, 7));
        memset(expected + 7 * i, (int)i, 7);
        ck_assert_uint_eq(seam_chain_iovec(&chain, 7 * i, SIZE_MAX, &last, 1), 1);
        ck_ok(seam_chain_slice_of(&chain, room.iov_base, 7, &held[i]));
        ck_assert_ptr_eq(last.iov_base, held[i].data);
        ck_assert_ptr_null(seam_buf_bytes_mut(&held[i]));
    }
    ck_assert_uint_eq(stats_of(pool).live_blocks, 1);
    for (size_t i = 0; i < 50; i++) {
        ck_assert_uint_eq(held[i].len, 7);
        ck_assert_mem_eq(held[i].data, expected + 7 * i, 7);
        seam_buf_release(&held[i]);
    }
}
END_TEST

START_TEST(a_block_is_used_again_when_nobody_has_it)
{
    struct iovec first;
    struct iovec second;

    ck_ok(seam_chain_reserve(&chain, 100, &first));
    ck_ok(seam_chain_commit(&chain, first.iov_len));
    append_text("keeps the block");
    ck_ok(seam_chain_drain(&chain, first.iov_len));
    ck_ok(seam_chain_reserve(&chain, 100, &second));
    ck_assert_ptr_eq(second.iov_base, first.iov_base);
    ck_assert_uint_eq(second.iov_len, first.iov_len);
    ck_assert_uint_eq(stats_of(pool).live_blocks, 2);
}
END_TEST

/* A reservation keeps the block, whatever is drained meanwhile. */
START_TEST(a_drained_chain_keeps_a_block_only_while_it_is_reserved)
{
    struct iovec room;

    commit_text("drained");
    ck_ok(seam_chain_reserve(&chain, 100, &room));
    memcpy(room.iov_base, "kept", 4);
    ck_ok(seam_chain_drain(&chain, 7));
    ck_assert_uint_eq(stats_of(pool).live_blocks, 1);
    ck_ok(seam_chain_commit(&chain, 4));
    expect_text("kept");
    ck_ok(seam_chain_drain(&chain, 4));
    ck_assert_uint_eq(stats_of(pool).live_blocks, 0);
    ck_ok(seam_chain_reserve(&chain, 100, &room));
    ck_assert_uint_eq(stats_of(pool).live_blocks, 1);
    ck_ok(seam_chain_commit(&chain, 0));
    ck_assert_uint_eq(stats_of(pool).live_blocks, 0);
}
END_TEST

/* What can fail has been done by the reservation. */
START_TEST(a_commit_at_once_cannot_fail)
{
    struct iovec room;

    append_text("one ");
    append_text("two ");
    ck_ok(seam_chain_reserve(&chain, 5, &room));
    memcpy(room.iov_base, "three", 5);
    seam_pool_trim(pool);
    provider.fail_at = provider.n_calls + 1;
    provider.fail_from = true;
    ck_ok(seam_chain_commit(&chain, 5));
    provider.fail_at = 0;
    expect_text("one two three");
}
END_TEST

START_TEST(a_drained_block_is_not_overwritten_while_somebody_has_it)
{
    struct iovec room;
    seam_buf held;

    commit_text("held by somebody");
    append_text("keeps the block");
    ck_ok(seam_chain_pop(&chain, &held));
    ck_ok(seam_chain_reserve(&chain, 1, &room));
    ck_assert_ptr_eq(room.iov_base, held.data + held.len);
    memset(room.iov_base, '#', room.iov_len);
    ck_ok(seam_chain_commit(&chain, room.iov_len));
    commit_text("more");
    ck_assert(seam_view_equal(seam_buf_view(&held), seam_view_string("held by somebody")));
    seam_buf_release(&held);
}
END_TEST

START_TEST(a_commit_does_not_lengthen_a_segment_that_lies_elsewhere)
{
    struct iovec room;

    commit_text("ab");
    append_text("cd");
    commit_text("ef");
    expect_text("abcdef");
    ck_assert_uint_eq(seam_chain_segments(&chain), 3);
    /* A buffer that comes between the reservation and its commit lies before what is committed. */
    ck_ok(seam_chain_reserve(&chain, 2, &room));
    memcpy(room.iov_base, "ij", 2);
    append_text("gh");
    ck_ok(seam_chain_commit(&chain, 2));
    expect_text("abcdefghij");
}
END_TEST

/* The last segment may lie in the chain's block and yet end before what is free of it. */
START_TEST(a_commit_does_not_lengthen_a_segment_that_ends_elsewhere)
{
    seam_buf part;

    commit_text("abcd");
    part = seam_buf_sub(seam_chain_segment(&chain, 0), 0, 2);
    append_text("-");
    seam_chain_skip(&chain, 4);
    ck_ok(seam_chain_append(&chain, &part));
    commit_text("ef");
    expect_text("-abef");
    ck_assert_uint_eq(seam_chain_segments(&chain), 3);
    ck_assert_uint_eq(stats_of(pool).live_blocks, 3);
}
END_TEST

START_TEST(a_second_reservation_replaces_the_first)
{
    struct iovec first;
    struct iovec second;

    ck_ok(seam_chain_reserve(&chain, 10, &first));
    memcpy(first.iov_base, "lost", 4);
    ck_ok(seam_chain_reserve(&chain, 20, &second));
    ck_assert_ptr_eq(first.iov_base, second.iov_base);
    memcpy(second.iov_base, "kept", 4);
    ck_ok(seam_chain_commit(&chain, 4));
    expect_text("kept");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("chain_reserve");
    TCase *tc = tcase_create("chain_reserve");

    tcase_set_timeout(tc, 60);
    tcase_add_checked_fixture(tc, open_chain, close_chain);
    tcase_add_test(tc, reserve_gives_at_least_what_is_asked_for);
    tcase_add_test(tc, reserve_of_an_impossible_length_changes_nothing);
    tcase_add_test(tc, a_reserve_that_fails_leaves_the_one_before);
    tcase_add_test(tc, several_commits_make_one_segment_of_one_block);
    tcase_add_test(tc, commit_rejects_more_than_was_reserved);
    tcase_add_test(tc, commit_of_the_whole_room_is_right);
    tcase_add_test(tc, room_is_filled_while_earlier_slices_are_shared);
    tcase_add_test(tc, a_block_is_used_again_when_nobody_has_it);
    tcase_add_test(tc, a_drained_chain_keeps_a_block_only_while_it_is_reserved);
    tcase_add_test(tc, a_commit_at_once_cannot_fail);
    tcase_add_test(tc, a_drained_block_is_not_overwritten_while_somebody_has_it);
    tcase_add_test(tc, a_commit_does_not_lengthen_a_segment_that_lies_elsewhere);
    tcase_add_test(tc, a_commit_does_not_lengthen_a_segment_that_ends_elsewhere);
    tcase_add_test(tc, a_second_reservation_replaces_the_first);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
