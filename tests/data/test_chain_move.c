/* Moving, sharing, cutting and taking: every cut of chains of several segments. */
#include <stdio.h>

#include "chain_fixture.h"

static seam_chain other;

static void open_two(void)
{
    open_chain();
    seam_chain_init(&other, pool);
}

static void close_two(void)
{
    must(seam__chain_valid(&other));
    seam_chain_release(&other);
    close_chain();
}

static const char whole[] = "a|bb|ccc|dddd|e";
static const char text[] = "abbcccdddde";
#define LEN (sizeof(text) - 1)

/* ---- move */

START_TEST(move_cuts_at_every_position)
{
    for (size_t n = 0; n <= LEN; n++) {
        char joined[32];

        fill_segments(&chain, whole);
        append_text_to(&other, "before-");
        ck_status(seam_chain_move(&other, &chain, LEN + 1), SEAM_ERANGE);
        ck_status(seam_chain_move(&other, &chain, SIZE_MAX), SEAM_ERANGE);
        ck_ok(seam_chain_move(&other, &chain, n));
        expect_text_in(&chain, text + n);
        snprintf(joined, sizeof(joined), "before-%.*s", (int)n, text);
        expect_text_in(&other, joined);
        ck_ok(seam_chain_move(&other, &chain, LEN - n));
        expect_text_in(&other, "before-abbcccdddde");
        ck_assert_uint_eq(seam_chain_segments(&other), 6);
        seam_chain_release(&other);
        ck_assert_uint_eq(stats_of(pool).live_blocks, 0);
    }
}
END_TEST

/* Each ring, with the first segment at each of its places. */
START_TEST(a_whole_chain_moves_without_an_allocation)
{
    static const uint8_t letters[26] = "abcdefghijklmnopqrstuvwxyz";

    for (size_t n_segs = 1; n_segs <= 18; n_segs++) {
        for (size_t turn = 0; turn < n_segs; turn++) {
            uint64_t live;

            for (size_t i = 0; i < n_segs + turn; i++) {
                seam_buf buf = counting_buf(pool, 1, letters[i % 26]);

                ck_ok(seam_chain_append(&chain, &buf));
                if (i < turn)
                    seam_chain_skip(&chain, 1);
            }
            live = stats_of(pool).live_blocks;
            ck_ok(seam_chain_move(&other, &chain, n_segs));
            ck_assert_uint_eq(stats_of(pool).live_blocks, live);
            ck_assert_uint_eq(seam_chain_segments(&other), n_segs);
            ck_assert_uint_eq(seam_chain_segments(&chain), 0);
            for (size_t i = 0; i < n_segs; i++)
                must(seam_chain_segment(&other, i)->data[0] == letters[(turn + i) % 26]);
            ck_assert(seam__chain_valid(&chain) && seam__chain_valid(&other));
            append_text_to(&chain, "usable again");
            seam_chain_release(&chain);
            seam_chain_release(&other);
        }
    }
}
END_TEST

START_TEST(moved_parts_of_a_segment_are_one_again)
{
    append_text_to(&chain, "in four parts");
    for (int i = 0; i < 3; i++)
        ck_ok(seam_chain_move(&other, &chain, 4));
    expect_segments(&other, "in four part");
    ck_assert_uint_eq(refs(seam_chain_segment(&other, 0)), 2);
    ck_ok(seam_chain_move(&other, &chain, 1));
    expect_segments(&other, "in four parts");
    ck_assert_uint_eq(refs(seam_chain_segment(&other, 0)), 1);
}
END_TEST

START_TEST(the_block_and_the_reservation_stay)
{
    struct iovec room;

    commit_text_to(&chain, "moved");
    ck_ok(seam_chain_reserve(&chain, 4, &room));
    memcpy(room.iov_base, "kept", 4);
    ck_ok(seam_chain_move(&other, &chain, 5));
    ck_ok(seam_chain_commit(&chain, 4));
    expect_text_in(&chain, "kept");
    expect_text_in(&other, "moved");
    ck_ok(seam_chain_move(&other, &chain, 4));
    expect_segments(&other, "movedkept");
}
END_TEST

START_TEST(chains_of_different_pools_exchange_segments)
{
    seam_pool *second;
    seam_chain far;

    ck_ok(seam_pool_create(NULL, &second));
    seam_chain_init(&far, second);
    fill_segments(&chain, whole);
    ck_ok(seam_chain_move(&far, &chain, 4));
    ck_ok(seam_chain_write(&far, seam_view_string("own")));
    ck_ok(seam_chain_move(&chain, &far, 7));
    expect_segments(&chain, "cc|dddd|e|a|bb|c|own");
    seam_chain_release(&far);
    seam_pool_destroy(&second);
    expect_text_in(&chain, "ccddddeabbcown");
}
END_TEST

/* ---- share, split, truncate, take */

START_TEST(share_takes_every_range_and_changes_nothing)
{
    fill_segments(&chain, whole);
    for (size_t off = 0; off <= LEN; off++) {
        for (size_t len = 0; off + len <= LEN; len++) {
            append_text_to(&other, "-");
            ck_ok(seam_chain_share(&other, &chain, off, len));
            ck_assert(seam_chain_equal(&other, 1, seam_view_of(text + off, len)));
            ck_assert_uint_eq(seam_chain_len(&other), 1 + len);
            seam_chain_release(&other);
        }
        ck_status(seam_chain_share(&other, &chain, off, LEN - off + 1), SEAM_ERANGE);
        ck_status(seam_chain_share(&other, &chain, off, SIZE_MAX), SEAM_ERANGE);
    }
    ck_status(seam_chain_share(&other, &chain, LEN + 1, 0), SEAM_ERANGE);
    expect_segments(&chain, whole);
    for (size_t i = 0; i < 5; i++)
        ck_assert_uint_eq(refs(seam_chain_segment(&chain, i)), 1);
}
END_TEST

START_TEST(split_and_truncate_keep_every_front)
{
    for (size_t at = 0; at <= LEN; at++) {
        char front[32];

        snprintf(front, sizeof(front), "%.*s", (int)at, text);
        fill_segments(&chain, whole);
        append_text_to(&other, "-");
        ck_status(seam_chain_split(&chain, LEN + 1, &other), SEAM_ERANGE);
        ck_ok(seam_chain_split(&chain, at, &other));
        expect_text_in(&chain, front);
        ck_assert(seam_chain_equal(&other, 1, seam_view_string(text + at)));
        seam_chain_release(&chain);
        seam_chain_release(&other);
        fill_segments(&chain, whole);
        ck_status(seam_chain_truncate(&chain, LEN + 1), SEAM_ERANGE);
        ck_ok(seam_chain_truncate(&chain, at));
        expect_text_in(&chain, front);
        seam_chain_trim(&chain, at / 2);
        front[at / 2] = '\0';
        expect_text_in(&chain, front);
        seam_chain_release(&chain);
        ck_assert_uint_eq(stats_of(pool).live_blocks, 0);
    }
}
END_TEST

START_TEST(a_chain_goes_on_after_a_cut)
{
    commit_text_to(&chain, "one two three");
    ck_ok(seam_chain_split(&chain, 4, &other));
    commit_text_to(&chain, "more");
    expect_segments(&chain, "one |more");
    expect_text_in(&other, "two three");
    ck_ok(seam_chain_truncate(&chain, 2));
    commit_text_to(&chain, "!");
    expect_segments(&chain, "on|!");
    expect_text_in(&other, "two three");
}
END_TEST

START_TEST(take_gives_every_front)
{
    for (size_t n = 0; n <= LEN; n++) {
        seam_buf front;

        fill_segments(&chain, whole);
        fill_with_rubbish(&front);
        ck_status(seam_chain_take(&chain, LEN + 1, &front), SEAM_ERANGE);
        ck_assert(is_empty(&front));
        ck_ok(seam_chain_take(&chain, n, &front));
        ck_assert(seam_view_equal(seam_buf_view(&front), seam_view_of(text, n)));
        expect_text_in(&chain, text + n);
        seam_buf_release(&front);
        seam_chain_release(&chain);
    }
}
END_TEST

START_TEST(take_copies_only_over_a_joint)
{
    seam_buf front;
    const uint8_t *data;

    fill_segments(&chain, "one segment|another");
    data = seam_chain_segment(&chain, 0)->data;
    ck_ok(seam_chain_take(&chain, 4, &front));
    ck_assert_ptr_eq(front.data, data);
    seam_buf_release(&front);
    ck_ok(seam_chain_take(&chain, 7, &front));
    ck_assert_ptr_eq(front.data, data + 4);
    ck_assert(seam_buf_is_unique(&front));
    seam_buf_release(&front);
    commit_text_to(&chain, "-");
    ck_ok(seam_chain_take(&chain, 8, &front));
    ck_assert(seam_view_equal(seam_buf_view(&front), seam_view_string("another-")));
    ck_assert(seam_buf_is_unique(&front));
    seam_buf_release(&front);
}
END_TEST

/* ---- limits: each call that adds */

/* Adds a buffer by one of the calls that take it, or leave it where they fail. */
static seam_status hand_over(seam_status (*call)(seam_chain *to, seam_buf *buf), seam_chain *to)
{
    seam_buf buf = text_buf("12345");
    seam_status r = call(to, &buf);

    must(r == SEAM_OK || buf.len == 5);
    seam_buf_release(&buf);
    return r;
}

static seam_status add_text(seam_chain *to)
{
    return hand_over(seam_chain_add, to);
}

static seam_status append_text(seam_chain *to)
{
    return hand_over(seam_chain_append, to);
}

static seam_status prepend_text(seam_chain *to)
{
    return hand_over(seam_chain_prepend, to);
}

static seam_status write_text(seam_chain *to)
{
    return seam_chain_write(to, seam_view_string("12345"));
}

static seam_status print_text(seam_chain *to)
{
    return seam_chain_printf(to, "%d", 12345);
}

static seam_status reserve_text(seam_chain *to)
{
    struct iovec room;
    seam_status r = seam_chain_reserve(to, 5, &room);

    if (r != SEAM_OK)
        return r;
    memcpy(room.iov_base, "12345", 5);
    ck_ok(seam_chain_commit(to, 5));
    return SEAM_OK;
}

static seam_status move_all(seam_chain *to)
{
    seam_status r;

    fill_segments(&other, "12|345");
    r = seam_chain_move(to, &other, 5);
    must(seam_chain_len(&other) == (r == SEAM_OK ? 0 : 5));
    seam_chain_release(&other);
    return r;
}

static seam_status move_part(seam_chain *to)
{
    seam_status r;

    fill_segments(&other, "12|345678");
    r = seam_chain_move(to, &other, 5);
    must(seam_chain_len(&other) == (r == SEAM_OK ? 3 : 8));
    seam_chain_release(&other);
    return r;
}

static seam_status share_part(seam_chain *to)
{
    seam_status r;

    fill_segments(&other, "012|34567");
    r = seam_chain_share(to, &other, 1, 5);
    expect_segments(&other, "012|34567");
    seam_chain_release(&other);
    return r;
}

static seam_status split_part(seam_chain *to)
{
    seam_status r;

    fill_segments(&other, "012|345");
    r = seam_chain_split(&other, 1, to);
    must(seam_chain_len(&other) == (r == SEAM_OK ? 1 : 6));
    seam_chain_release(&other);
    return r;
}

/* Five bytes each, in at most so many segments. */
static const struct {
    seam_status (*call)(seam_chain *to);
    size_t n_segs;
} adding[] = {{add_text, 1},   {append_text, 1},  {prepend_text, 1}, {write_text, 1},
              {print_text, 1}, {reserve_text, 1}, {move_all, 2},     {move_part, 2},
              {share_part, 2}, {split_part, 2}};

START_TEST(no_call_adds_past_a_limit)
{
    const size_t n_segs = adding[_i].n_segs;

    for (size_t there = 0; there < 4; there++) {
        for (size_t i = 0; i < there; i++)
            append_text_to(&chain, "-");
        seam_chain_set_limits(&chain, there + 4, 0);
        ck_status(adding[_i].call(&chain), SEAM_ELIMIT);
        seam_chain_set_limits(&chain, 0, there + n_segs - 1);
        if (there + n_segs - 1 > 0)
            ck_status(adding[_i].call(&chain), SEAM_ELIMIT);
        /* More is there than is allowed from now on. */
        seam_chain_set_limits(&chain, 1, 1);
        ck_status(adding[_i].call(&chain), SEAM_ELIMIT);
        expect_chain(&chain, "----", there);
        ck_assert_uint_eq(seam_chain_segments(&chain), there);
        seam_chain_set_limits(&chain, there + 5, there + n_segs);
        ck_ok(adding[_i].call(&chain));
        ck_assert_uint_eq(seam_chain_len(&chain), there + 5);
        ck_status(adding[_i].call(&chain), SEAM_ELIMIT);
        seam_chain_set_limits(&chain, 0, 0);
        ck_ok(adding[_i].call(&chain));
        seam_chain_release(&chain);
    }
}
END_TEST

/* What makes the last segment longer needs none. */
START_TEST(a_limit_of_segments_does_not_stop_one_from_growing)
{
    struct iovec room;

    seam_chain_set_limits(&chain, 10, 1);
    commit_text_to(&chain, "abc");
    commit_text_to(&chain, "def");
    ck_ok(seam_chain_write(&chain, seam_view_string("gh")));
    ck_ok(seam_chain_reserve(&chain, 1, &room));
    ck_assert_uint_eq(room.iov_len, 2);
    ck_status(seam_chain_commit(&chain, 3), SEAM_ERANGE);
    memcpy(room.iov_base, "ij", 2);
    ck_ok(seam_chain_commit(&chain, 2));
    expect_segments(&chain, "abcdefghij");
    ck_status(seam_chain_reserve(&chain, 1, &room), SEAM_ELIMIT);
    ck_assert_ptr_null(room.iov_base);
}
END_TEST

START_TEST(limits_outlive_a_release)
{
    seam_chain_set_limits(&chain, 3, 0);
    append_text_to(&chain, "abc");
    seam_chain_release(&chain);
    ck_status(seam_chain_write(&chain, seam_view_string("abcd")), SEAM_ELIMIT);
}
END_TEST

/* ---- confined pools */

START_TEST(promote_counts_atomically_from_then_on)
{
    static const seam_pool_options confined = {.flags = SEAM_POOL_CONFINED};
    seam_pool *mine;
    seam_chain own;
    seam_buf buf;

    ck_ok(seam_pool_create(&confined, &mine));
    seam_chain_init(&own, mine);
    for (int i = 0; i < 5; i++) {
        ck_ok(seam_buf_copy(mine, seam_view_string("-"), &buf));
        ck_ok(seam_chain_append(&own, &buf));
    }
    commit_text_to(&own, "block");
    seam_chain_promote(&own);
    for (size_t i = 0; i < seam_chain_segments(&own); i++) {
        const seam_block *block = seam_chain_segment(&own, i)->block;

        must((atomic_load_explicit(&block->word, memory_order_relaxed) & SEAM__CONFINED) == 0);
    }
    must((atomic_load_explicit(&own.ring_.block->word, memory_order_relaxed) & SEAM__CONFINED) ==
         0);
    seam_chain_release(&own);
    seam_pool_destroy(&mine);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("chain_move");
    TCase *tc = tcase_create("chain_move");

    tcase_set_timeout(tc, 60);
    tcase_add_checked_fixture(tc, open_two, close_two);
    tcase_add_test(tc, move_cuts_at_every_position);
    tcase_add_test(tc, a_whole_chain_moves_without_an_allocation);
    tcase_add_test(tc, moved_parts_of_a_segment_are_one_again);
    tcase_add_test(tc, the_block_and_the_reservation_stay);
    tcase_add_test(tc, chains_of_different_pools_exchange_segments);
    tcase_add_test(tc, share_takes_every_range_and_changes_nothing);
    tcase_add_test(tc, split_and_truncate_keep_every_front);
    tcase_add_test(tc, a_chain_goes_on_after_a_cut);
    tcase_add_test(tc, take_gives_every_front);
    tcase_add_test(tc, take_copies_only_over_a_joint);
    tcase_add_loop_test(tc, no_call_adds_past_a_limit, 0, sizeof(adding) / sizeof(adding[0]));
    tcase_add_test(tc, a_limit_of_segments_does_not_stop_one_from_growing);
    tcase_add_test(tc, limits_outlive_a_release);
    tcase_add_test(tc, promote_counts_atomically_from_then_on);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
