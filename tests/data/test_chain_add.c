/* Copying into a chain and linking, and which of them is chosen. */
#include <wchar.h>

#include "data/ring.h"
#include "data/room.h"

#include "chain_fixture.h"

static uint8_t pattern[320000];

static void open_with_pattern(void)
{
    for (size_t i = 0; i < sizeof(pattern); i++)
        pattern[i] = (uint8_t)(i * 7 + i / 251);
    open_chain();
}

static seam_view part(size_t off, size_t len)
{
    return seam_view_of(pattern + off, len);
}

/* ---- write */

/* Around the length that stays whole, around a block, and past the largest class. */
START_TEST(write_copies_every_length)
{
    static const size_t lens[] = {0,     1,     511,   512,   513,   4000,  16383,
                                  16384, 16385, 20000, 40000, 70000, 300000};

    for (size_t i = 0; i < sizeof(lens) / sizeof(lens[0]); i++) {
        for (size_t before = 0; before < 3; before++) {
            const size_t head = before * 8000;

            ck_ok(seam_chain_write(&chain, part(0, head)));
            ck_ok(seam_chain_write(&chain, part(head, lens[i])));
            expect_chain(&chain, pattern, head + lens[i]);
            ck_assert_uint_le(seam_chain_segments(&chain), 3);
            seam_chain_release(&chain);
        }
    }
}
END_TEST

START_TEST(many_small_writes_are_few_segments)
{
    for (size_t at = 0; at + 16 <= 160000; at += 16)
        ck_ok(seam_chain_write(&chain, part(at, 16)));
    expect_chain(&chain, pattern, 160000);
    ck_assert_uint_le(seam_chain_segments(&chain), 160000 / SEAM_CHAIN_BLOCK + 1);
    ck_assert_uint_le(stats_of(pool).live_blocks, 160000 / SEAM_CHAIN_BLOCK + 2);
}
END_TEST

/* The quick way is there behind what has been copied, for what fits, until the last segment is another. */
START_TEST(a_copy_goes_behind_the_last_segment)
{
    size_t left;

    ck_ok(seam_chain_write(&chain, part(0, 100)));
    left = seam__room_left(&chain);
    ck_assert_ptr_eq(seam__room_tail(&chain, 1), seam__ring_last(&chain));
    ck_assert_ptr_eq(seam__room_tail(&chain, left), seam__ring_last(&chain));
    ck_assert_ptr_null(seam__room_tail(&chain, left + 1));
    ck_assert_ptr_null(seam__room_tail(&chain, 0));
    seam_chain_trim(&chain, 1);
    ck_assert_ptr_null(seam__room_tail(&chain, 1));
}
END_TEST

START_TEST(a_short_piece_stays_whole_and_a_long_one_fills_the_block)
{
    ck_ok(seam_chain_write(&chain, part(0, SEAM_CHAIN_BLOCK - 100)));
    ck_ok(seam_chain_write(&chain, part(SEAM_CHAIN_BLOCK - 100, 101)));
    ck_assert_uint_eq(seam_chain_segments(&chain), 2);
    ck_assert_uint_eq(seam_chain_segment(&chain, 1)->len, 101);
    seam_chain_release(&chain);
    ck_ok(seam_chain_write(&chain, part(0, SEAM_CHAIN_BLOCK - 100)));
    ck_ok(seam_chain_write(&chain, part(SEAM_CHAIN_BLOCK - 100, 1000)));
    ck_assert_uint_eq(seam_chain_segment(&chain, 0)->len, SEAM_CHAIN_BLOCK);
    ck_assert_uint_eq(seam_chain_segment(&chain, 1)->len, 900);
    expect_chain(&chain, pattern, SEAM_CHAIN_BLOCK + 900);
}
END_TEST

/* The longest piece that stays whole leaves the rest of the block free; a byte more fills the block. */
START_TEST(a_piece_of_SEAM_CHAIN_COPY_bytes_is_the_longest_that_stays_whole)
{
    for (size_t more = 0; more < 2; more++) {
        const size_t used = SEAM_CHAIN_BLOCK - 100;

        ck_ok(seam_chain_write(&chain, part(0, used)));
        ck_ok(seam_chain_write(&chain, part(used, SEAM_CHAIN_COPY + more)));
        ck_assert_uint_eq(seam_chain_segments(&chain), 2);
        ck_assert_uint_eq(seam_chain_segment(&chain, 0)->len, more == 0 ? used : SEAM_CHAIN_BLOCK);
        expect_chain(&chain, pattern, used + SEAM_CHAIN_COPY + more);
        seam_chain_release(&chain);
    }
}
END_TEST

START_TEST(a_reservation_refuses_copies_but_not_links)
{
    struct iovec room;
    seam_buf buf = text_buf("linked");

    ck_ok(seam_chain_reserve(&chain, 8, &room));
    memcpy(room.iov_base, "reserved", 8);
    ck_status(seam_chain_write(&chain, seam_view_string("x")), SEAM_ESTATE);
    ck_status(seam_chain_printf(&chain, "%d", 1), SEAM_ESTATE);
    ck_ok(seam_chain_write(&chain, seam_view_of(NULL, 0)));
    ck_ok(seam_chain_add(&chain, &buf));
    ck_assert_uint_eq(seam_chain_len(&chain), 6);
    ck_ok(seam_chain_commit(&chain, 8));
    expect_text_in(&chain, "linkedreserved");
}
END_TEST

START_TEST(a_block_has_the_size_that_was_set)
{
    struct iovec room;

    seam_chain_set_block(&chain, 1024);
    ck_ok(seam_chain_reserve(&chain, 1, &room));
    ck_assert_uint_eq(room.iov_len, 1024);
    ck_ok(seam_chain_commit(&chain, 1024));
    seam_chain_set_block(&chain, 65536);
    ck_ok(seam_chain_reserve(&chain, 1, &room));
    ck_assert_uint_eq(room.iov_len, 65536);
    seam_chain_set_block(&chain, 0);
    ck_ok(seam_chain_commit(&chain, 65536));
    ck_ok(seam_chain_reserve(&chain, 1, &room));
    ck_assert_uint_eq(room.iov_len, SEAM_CHAIN_BLOCK);
}
END_TEST

START_TEST(blocks_have_the_tag_of_the_chain)
{
    seam_buf buf;

    seam_chain_set_tag(&chain, 1);
    commit_text_to(&chain, "the least");
    ck_assert_uint_eq(seam_buf_tag(seam_chain_segment(&chain, 0)), 1);
    seam_chain_release(&chain);
    seam_chain_set_tag(&chain, 4711);
    commit_text_to(&chain, "reserved");
    ck_assert_uint_eq(seam_buf_tag(seam_chain_segment(&chain, 0)), 4711);
    ck_ok(seam_chain_write(&chain, part(0, (size_t)2 * SEAM_CHAIN_BLOCK)));
    ck_assert_uint_eq(seam_buf_tag(seam_chain_segment(&chain, 1)), 4711);
    ck_ok(seam_chain_take(&chain, seam_chain_len(&chain), &buf));
    ck_assert_uint_eq(seam_buf_tag(&buf), 4711);
    seam_buf_release(&buf);
    seam_chain_release(&chain);
    commit_text_to(&chain, "after a release");
    ck_assert_uint_eq(seam_buf_tag(seam_chain_segment(&chain, 0)), 4711);
}
END_TEST

/* ---- printf */

START_TEST(printf_adds_what_printf_would)
{
    static char expected[9001];

    ck_ok(seam_chain_printf(&chain, "%s", ""));
    ck_assert_uint_eq(seam_chain_segments(&chain), 0);
    ck_ok(seam_chain_printf(&chain, "%d %s %c", 42, "is", 'x'));
    expect_text_in(&chain, "42 is x");
    seam_chain_release(&chain);
    for (int len = 1000; len < 9000; len += len < 1040 ? 1 : 797) {
        memset(expected, ' ', (size_t)len - 1);
        expected[len - 1] = '!';
        ck_ok(seam_chain_printf(&chain, "%*s", len, "!"));
        expect_chain(&chain, expected, (size_t)len);
        seam_chain_release(&chain);
    }
}
END_TEST

START_TEST(printf_that_fails_adds_nothing)
{
    append_text_to(&chain, "kept");
    /* No character of the C locale. */
    ck_status(seam_chain_printf(&chain, "-%lc-", (wint_t)0x20AC), SEAM_EINVAL);
    expect_text_in(&chain, "kept");
}
END_TEST

/* ---- add */

START_TEST(add_copies_up_to_the_limit_and_links_more)
{
    for (size_t len = SEAM_CHAIN_COPY - 1; len <= SEAM_CHAIN_COPY + 1; len++) {
        seam_buf buf = counting_buf(pool, len, 0);
        const uint8_t *data = buf.data;

        commit_text_to(&chain, "-");
        ck_ok(seam_chain_add(&chain, &buf));
        ck_assert(is_empty(&buf));
        ck_assert_uint_eq(seam_chain_len(&chain), 1 + len);
        ck_assert_uint_eq(seam_chain_segments(&chain), len <= SEAM_CHAIN_COPY ? 1 : 2);
        if (len > SEAM_CHAIN_COPY)
            ck_assert_ptr_eq(seam_chain_segment(&chain, 1)->data, data);
        seam_chain_release(&chain);
    }
}
END_TEST

START_TEST(a_block_is_taken_for_the_second_short_buffer)
{
    seam_buf first = text_buf("first ");
    seam_buf second = text_buf("second ");
    seam_buf third = text_buf("third");

    ck_ok(seam_chain_add(&chain, &first));
    ck_assert_uint_eq(stats_of(pool).live_blocks, 3);
    ck_assert_uint_lt(stats_of(pool).live_bytes, SEAM_CHAIN_BLOCK);
    ck_ok(seam_chain_add(&chain, &second));
    ck_ok(seam_chain_add(&chain, &third));
    expect_segments(&chain, "first |second third");
    ck_assert_uint_eq(stats_of(pool).live_blocks, 2);
}
END_TEST

START_TEST(add_goes_on_where_the_last_segment_ends)
{
    seam_buf whole = text_buf("one text in three parts");
    seam_buf front = seam_buf_take(&whole, 4);
    seam_buf middle = seam_buf_take(&whole, 8);

    ck_ok(seam_chain_add(&chain, &front));
    ck_ok(seam_chain_add(&chain, &middle));
    ck_ok(seam_chain_append(&chain, &whole));
    expect_segments(&chain, "one text in three parts");
    ck_assert_uint_eq(refs(seam_chain_segment(&chain, 0)), 1);
}
END_TEST

START_TEST(without_memory_for_a_copy_a_buffer_is_linked)
{
    seam_buf first = text_buf("first ");
    seam_buf second = text_buf("second");

    ck_ok(seam_chain_add(&chain, &first));
    provider.fail_at = provider.n_calls + 1;
    provider.fail_from = true;
    seam_pool_trim(pool);
    seam_chain_set_block(&chain, (size_t)4 << 20);
    ck_ok(seam_chain_add(&chain, &second));
    provider.fail_at = 0;
    expect_segments(&chain, "first |second");
}
END_TEST

START_TEST(a_buffer_that_pins_too_much_is_copied_out)
{
    static const size_t lens[] = {10, 600};

    for (size_t i = 0; i < 2; i++) {
        seam_buf large = counting_buf(pool, 60000, 0);
        seam_buf small = seam_buf_sub(&large, 100, lens[i]);
        const uint8_t *data = small.data;

        seam_buf_release(&large);
        ck_ok(seam_chain_add_unpinned(&chain, &small, 100000));
        ck_assert_ptr_eq(seam_chain_segment(&chain, 0)->data, data);
        ck_ok(seam_chain_pop(&chain, &small));
        ck_ok(seam_chain_add_unpinned(&chain, &small, 0));
        ck_ok(seam_chain_pop(&chain, &small));
        ck_ok(seam_chain_add_unpinned(&chain, &small, 4));
        ck_assert(is_empty(&small));
        ck_assert_ptr_ne(seam_chain_segment(&chain, 0)->data, data);
        ck_assert_uint_eq(seam_chain_len(&chain), lens[i]);
        ck_assert_int_eq(seam_chain_segment(&chain, 0)->data[0], 100);
        ck_assert_uint_eq(stats_of(pool).live_blocks, 1);
        seam_chain_release(&chain);
    }
}
END_TEST

START_TEST(static_memory_pins_nothing)
{
    seam_buf buf = seam_buf_static(seam_view_string("for ever"));
    const uint8_t *data = buf.data;

    ck_ok(seam_chain_add_unpinned(&chain, &buf, 1));
    ck_assert_ptr_eq(seam_chain_segment(&chain, 0)->data, data);
}
END_TEST

/* ---- the front of another chain */

static seam_chain other;

static void fill_other(size_t len)
{
    seam_chain_init(&other, pool);
    for (size_t at = 0; at < len; at += 100) {
        seam_buf buf;

        ck_ok(seam_buf_copy(pool, part(at, len - at < 100 ? len - at : 100), &buf));
        ck_ok(seam_chain_append(&other, &buf));
    }
}

/* Around the rule's length, from parts of a chain of many segments. */
START_TEST(the_front_of_a_chain_is_copied_or_moved_by_its_length)
{
    static const size_t lens[] = {0, 1, 99, 100, 101, 511, 512, 513, 2000};

    for (size_t i = 0; i < sizeof(lens) / sizeof(lens[0]); i++) {
        const size_t n = lens[i];

        fill_other(2000);
        ck_ok(seam_chain_write(&chain, seam_view_string("head")));
        ck_ok(seam_chain_add_chain(&chain, &other, n));
        ck_assert_uint_eq(seam_chain_len(&chain), 4 + n);
        ck_assert_uint_eq(seam_chain_len(&other), 2000 - n);
        ck_assert(seam_chain_equal(&chain, 4, part(0, n)));
        ck_assert(seam_chain_equal(&other, 0, part(n, 2000 - n)));
        ck_assert_uint_eq(seam_chain_segments(&chain),
                          n <= SEAM_CHAIN_COPY ? 1 : 1 + (n + 99) / 100);
        ck_status(seam_chain_add_chain(&chain, &other, 2001 - n), SEAM_ERANGE);
        ck_assert_uint_eq(seam_chain_len(&chain), 4 + n);
        seam_chain_release(&other);
        seam_chain_release(&chain);
    }
}
END_TEST

START_TEST(what_is_behind_a_copied_front_is_written_in_place)
{
    size_t len = 5;
    uint8_t *at;

    seam_chain_init(&other, pool);
    commit_text_to(&other, "firstlater");
    ck_ok(seam_chain_add_chain(&chain, &other, 5));
    ck_ok(seam_chain_writable(&other, 0, &len, &at));
    ck_assert_ptr_eq(at, seam_chain_segment(&other, 0)->data);
    ck_assert_uint_eq(stats_of(pool).live_blocks, 2);
    seam_chain_release(&other);
}
END_TEST

START_TEST(a_front_that_goes_on_in_its_block_is_not_copied)
{
    seam_chain_init(&other, pool);
    commit_text_to(&other, "one two three");
    ck_ok(seam_chain_move(&chain, &other, 4));
    ck_ok(seam_chain_add_chain(&chain, &other, 4));
    expect_segments(&chain, "one two ");
    ck_assert_uint_eq(stats_of(pool).live_blocks, 1);
    seam_chain_release(&other);
}
END_TEST

START_TEST(a_front_is_moved_where_a_copy_is_not_allowed)
{
    struct iovec room;

    fill_other(300);
    ck_ok(seam_chain_reserve(&chain, 10, &room));
    ck_ok(seam_chain_add_chain(&chain, &other, 150));
    ck_assert_uint_eq(seam_chain_segments(&chain), 2);
    ck_ok(seam_chain_commit(&chain, 0));
    seam_chain_set_limits(&chain, 200, 0);
    ck_status(seam_chain_add_chain(&chain, &other, 100), SEAM_ELIMIT);
    ck_assert_uint_eq(seam_chain_len(&other), 150);
    seam_chain_release(&other);
}
END_TEST

/* ---- what is drained */

START_TEST(a_drained_chain_holds_nothing)
{
    seam_buf buf;

    for (int i = 0; i < 40; i++) {
        commit_text_to(&chain, "block ");
        append_text_to(&chain, "ring ");
    }
    seam_chain_skip(&chain, seam_chain_len(&chain));
    ck_assert_uint_eq(stats_of(pool).live_blocks, 0);
    ck_ok(seam_chain_write(&chain, part(0, 10)));
    ck_ok(seam_chain_pop(&chain, &buf));
    seam_buf_release(&buf);
    ck_assert_uint_eq(stats_of(pool).live_blocks, 0);
    commit_text_to(&chain, "");
    ck_assert_uint_eq(stats_of(pool).live_blocks, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("chain_add");
    TCase *tc = tcase_create("chain_add");

    tcase_set_timeout(tc, 60);
    tcase_add_checked_fixture(tc, open_with_pattern, close_chain);
    tcase_add_test(tc, write_copies_every_length);
    tcase_add_test(tc, many_small_writes_are_few_segments);
    tcase_add_test(tc, a_copy_goes_behind_the_last_segment);
    tcase_add_test(tc, a_short_piece_stays_whole_and_a_long_one_fills_the_block);
    tcase_add_test(tc, a_piece_of_SEAM_CHAIN_COPY_bytes_is_the_longest_that_stays_whole);
    tcase_add_test(tc, a_reservation_refuses_copies_but_not_links);
    tcase_add_test(tc, a_block_has_the_size_that_was_set);
    tcase_add_test(tc, blocks_have_the_tag_of_the_chain);
    tcase_add_test(tc, printf_adds_what_printf_would);
    tcase_add_test(tc, printf_that_fails_adds_nothing);
    tcase_add_test(tc, add_copies_up_to_the_limit_and_links_more);
    tcase_add_test(tc, a_block_is_taken_for_the_second_short_buffer);
    tcase_add_test(tc, add_goes_on_where_the_last_segment_ends);
    tcase_add_test(tc, without_memory_for_a_copy_a_buffer_is_linked);
    tcase_add_test(tc, a_buffer_that_pins_too_much_is_copied_out);
    tcase_add_test(tc, static_memory_pins_nothing);
    tcase_add_test(tc, the_front_of_a_chain_is_copied_or_moved_by_its_length);
    tcase_add_test(tc, what_is_behind_a_copied_front_is_written_in_place);
    tcase_add_test(tc, a_front_that_goes_on_in_its_block_is_not_copied);
    tcase_add_test(tc, a_front_is_moved_where_a_copy_is_not_allowed);
    tcase_add_test(tc, a_drained_chain_holds_nothing);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
