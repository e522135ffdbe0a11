/* Bytes in one piece: looked at, owned, and written in place; what is copied for it, and what is not. */
#include "chain_fixture.h"

static const char whole[] = "a|bb|ccc|dddd|e";
static const char text[] = "abbcccdddde";
#define LEN (sizeof(text) - 1)

/* ---- peek and view */

START_TEST(peek_gives_the_rest_of_a_segment)
{
    static const size_t ends[] = {1, 3, 3, 6, 6, 6, 10, 10, 10, 10, 11};

    fill_segments(&chain, whole);
    for (size_t off = 0; off < LEN; off++) {
        const seam_view piece = seam_chain_peek(&chain, off);

        ck_assert_uint_eq(piece.len, ends[off] - off);
        ck_assert_mem_eq(piece.data, text + off, piece.len);
    }
    ck_assert_uint_eq(seam_chain_peek(&chain, LEN).len, 0);
    ck_assert_uint_eq(seam_chain_peek(&chain, SIZE_MAX).len, 0);
}
END_TEST

START_TEST(view_gives_every_range_in_scratch_or_in_place)
{
    char scratch[16];

    fill_segments(&chain, whole);
    for (size_t off = 0; off <= LEN; off++) {
        for (size_t len = 0; off + len <= LEN; len++) {
            const bool in_place = len <= seam_chain_peek(&chain, off).len;
            seam_view view;

            ck_ok(seam_chain_view(&chain, off, len, scratch, sizeof(scratch), &view));
            ck_assert(seam_view_equal(view, seam_view_of(text + off, len)));
            ck_assert(len == 0 || (view.data == (uint8_t *)scratch) == !in_place);
        }
    }
    expect_segments(&chain, whole);
}
END_TEST

START_TEST(view_puts_together_what_has_no_scratch)
{
    char scratch[16];

    for (size_t off = 0; off <= LEN; off++) {
        for (size_t len = 0; off + len <= LEN; len++) {
            seam_view view;

            fill_segments(&chain, whole);
            ck_ok(seam_chain_view(&chain, off, len, scratch, len > 0 ? len - 1 : 0, &view));
            ck_assert(seam_view_equal(view, seam_view_of(text + off, len)));
            expect_text_in(&chain, text);
            ck_assert_uint_ge(seam_chain_peek(&chain, off).len, len);
            /* It stays together. */
            ck_ok(seam_chain_view(&chain, off, len, NULL, 0, &view));
            ck_assert_uint_le(seam_chain_segments(&chain), 6);
            append_text_to(&chain, "!");
            seam_chain_skip(&chain, LEN);
            expect_text_in(&chain, "!");
            seam_chain_release(&chain);
            ck_assert_uint_eq(stats_of(pool).live_blocks, 0);
        }
    }
}
END_TEST

START_TEST(view_outside_the_chain_is_refused)
{
    seam_view view = {(const uint8_t *)text, 1};

    fill_segments(&chain, whole);
    ck_status(seam_chain_view(&chain, 0, LEN + 1, NULL, 0, &view), SEAM_ERANGE);
    ck_assert_ptr_null(view.data);
    ck_status(seam_chain_view(&chain, LEN + 1, 0, NULL, 0, &view), SEAM_ERANGE);
    ck_status(seam_chain_view(&chain, 1, SIZE_MAX, NULL, 0, &view), SEAM_ERANGE);
    ck_status(seam_chain_view(&chain, SIZE_MAX, 1, NULL, 0, &view), SEAM_ERANGE);
    expect_segments(&chain, whole);
}
END_TEST

/* One more segment than there may be is not made: more is copied. */
START_TEST(view_at_the_limit_of_segments_copies_more)
{
    seam_view view;

    fill_segments(&chain, "abcd|efgh");
    seam_chain_set_limits(&chain, 0, 2);
    ck_ok(seam_chain_view(&chain, 2, 4, NULL, 0, &view));
    ck_assert(seam_view_equal(view, seam_view_string("cdef")));
    expect_segments(&chain, "abcdefgh");
    seam_chain_release(&chain);
    fill_segments(&chain, "abcd|efgh");
    seam_chain_set_limits(&chain, 0, 3);
    ck_ok(seam_chain_view(&chain, 2, 4, NULL, 0, &view));
    expect_segments(&chain, "ab|cdef|gh");
}
END_TEST

/* A ring that is full, and whose first segment is not at its start. */
START_TEST(view_puts_together_in_every_state_of_the_ring)
{
    for (size_t turn = 0; turn < 16; turn++) {
        seam_view view;

        fill_segments(&chain, "-|-|-");
        for (size_t i = 0; i < turn; i++) {
            append_text_to(&chain, "-");
            seam_chain_skip(&chain, 1);
        }
        seam_chain_skip(&chain, 2);
        fill_segments(&chain, "ab|cd|ef|1|2|3|4|5|6|7|8|9|a|b|c");
        ck_assert_uint_eq(chain.cap_, seam_chain_segments(&chain));
        ck_ok(seam_chain_view(&chain, 2, 2, NULL, 0, &view));
        expect_segments(&chain, "-|a|bc|d|ef|1|2|3|4|5|6|7|8|9|a|b|c");
        ck_ok(seam_chain_view(&chain, 1, 6, NULL, 0, &view));
        expect_segments(&chain, "-|abcdef|1|2|3|4|5|6|7|8|9|a|b|c");
        seam_chain_release(&chain);
    }
}
END_TEST

/* ---- owning slices */

START_TEST(an_interior_pointer_becomes_an_owning_slice)
{
    seam_buf slice;

    fill_segments(&chain, "first|Host: example.org|last");
    ck_ok(seam_chain_slice_of(&chain, seam_chain_segment(&chain, 1)->data + 6, 11, &slice));
    ck_assert(seam_view_equal(seam_buf_view(&slice), seam_view_string("example.org")));
    ck_assert_uint_eq(refs(&slice), 2);
    expect_segments(&chain, "first|Host: example.org|last");
    seam_chain_release(&chain);
    ck_assert(seam_view_equal(seam_buf_view(&slice), seam_view_string("example.org")));
    seam_buf_release(&slice);
}
END_TEST

START_TEST(a_pointer_into_no_segment_is_refused)
{
    seam_buf slice;
    const uint8_t *data;

    fill_segments(&chain, "first|second");
    data = seam_chain_segment(&chain, 1)->data;
    ck_status(seam_chain_slice_of(&chain, data, 7, &slice), SEAM_ERANGE);
    ck_assert(is_empty(&slice));
    ck_status(seam_chain_slice_of(&chain, data - 1, 1, &slice), SEAM_ERANGE);
    ck_status(seam_chain_slice_of(&chain, text, 1, &slice), SEAM_ERANGE);
    ck_status(seam_chain_slice_of(&chain, data, SIZE_MAX, &slice), SEAM_ERANGE);
    ck_ok(seam_chain_slice_of(&chain, data + 6, 0, &slice));
    ck_assert(is_empty(&slice));
    ck_assert_ptr_null(seam_chain_segment(&chain, 2));
}
END_TEST

/* ---- writing in place */

/* Writes X over [off, off + len), and tells how many bytes of the pool it took. */
static size_t overwrite(seam_chain *in, size_t off, size_t len)
{
    const uint64_t before = stats_of(pool).requested_bytes;

    while (len > 0) {
        size_t n = len;
        uint8_t *to;

        must(seam_chain_writable(in, off, &n, &to) == SEAM_OK);
        must(n > 0 && n <= len);
        memset(to, 'X', n);
        off += n;
        len -= n;
    }
    must(seam__chain_valid(in));
    return (size_t)(stats_of(pool).requested_bytes - before);
}

START_TEST(what_was_read_is_written_in_place)
{
    const uint8_t *data;

    commit_text_to(&chain, "one frame, ");
    commit_text_to(&chain, "another");
    data = seam_chain_segment(&chain, 0)->data;
    ck_assert_uint_eq(overwrite(&chain, 4, 5), 0);
    expect_segments(&chain, "one XXXXX, another");
    ck_assert_ptr_eq(seam_chain_segment(&chain, 0)->data, data);
    /* The room behind it is still the chain's. */
    commit_text_to(&chain, "!");
    expect_segments(&chain, "one XXXXX, another!");
}
END_TEST

START_TEST(the_chain_may_hold_several_segments_of_a_block)
{
    commit_text_to(&chain, "one ");
    append_text_to(&chain, "two ");
    commit_text_to(&chain, "three ");
    append_text_to(&chain, "four ");
    commit_text_to(&chain, "five");
    ck_assert_uint_eq(overwrite(&chain, 0, seam_chain_len(&chain)), 0);
    expect_segments(&chain, "XXXX|XXXX|XXXXXX|XXXXX|XXXX");
}
END_TEST

START_TEST(what_somebody_else_holds_is_copied)
{
    seam_buf held;

    commit_text_to(&chain, "held by somebody");
    held = seam_buf_share(seam_chain_segment(&chain, 0));
    ck_assert_uint_gt(overwrite(&chain, 5, 2), 0);
    expect_text_in(&chain, "held XX somebody");
    ck_assert(seam_view_equal(seam_buf_view(&held), seam_view_string("held by somebody")));
    /* The copy is the chain's alone. */
    ck_assert_uint_eq(overwrite(&chain, 8, 8), 0);
    expect_text_in(&chain, "held XX XXXXXXXX");
    seam_buf_release(&held);
}
END_TEST

START_TEST(what_somebody_has_let_go_is_written_in_place)
{
    seam_buf held;

    commit_text_to(&chain, "held for a while");
    held = seam_buf_share(seam_chain_segment(&chain, 0));
    seam_buf_release(&held);
    ck_assert_uint_eq(overwrite(&chain, 0, 4), 0);
    expect_text_in(&chain, "XXXX for a while");
}
END_TEST

/* Two windows on the same bytes in one chain: what is written through one must not show in the other. */
START_TEST(bytes_that_are_in_the_chain_twice_are_copied)
{
    seam_buf whole_text = text_buf("abcdef");
    seam_buf front = seam_buf_sub(&whole_text, 0, 4);
    seam_buf back = seam_buf_sub(&whole_text, 2, 4);

    seam_buf_release(&whole_text);
    ck_ok(seam_chain_append(&chain, &front));
    ck_ok(seam_chain_append(&chain, &back));
    expect_segments(&chain, "abcd|cdef");
    overwrite(&chain, 2, 1);
    expect_text_in(&chain, "abXdcdef");
    /* The first has a block of its own by now. */
    ck_assert_uint_eq(overwrite(&chain, 4, 4), 0);
    expect_text_in(&chain, "abXdXXXX");
}
END_TEST

START_TEST(static_and_read_only_memory_is_copied)
{
    static uint8_t mine[] = "read-only";
    static uint8_t writable[] = "writable";
    seam_buf buf = seam_buf_static(seam_view_string("static "));

    ck_ok(seam_chain_append(&chain, &buf));
    ck_ok(seam_buf_adopt(pool, mine, 9, NULL, NULL, 0, &buf));
    ck_ok(seam_chain_append(&chain, &buf));
    ck_ok(seam_buf_adopt(pool, writable, 8, NULL, NULL, SEAM_ADOPT_WRITABLE, &buf));
    ck_ok(seam_chain_append(&chain, &buf));
    overwrite(&chain, 0, 24);
    expect_segments(&chain, "XXXXXXX|XXXXXXXXX|XXXXXXXX");
    ck_assert_str_eq((char *)mine, "read-only");
    ck_assert_str_eq((char *)writable, "XXXXXXXX");
}
END_TEST

/* Of a large segment only what is written is copied; there is a ring for three segments as well. */
START_TEST(a_small_part_of_a_large_segment_is_copied_alone)
{
    seam_buf large = counting_buf(pool, 60000, 0);
    seam_buf held = seam_buf_share(&large);

    ck_ok(seam_chain_append(&chain, &large));
    ck_assert_uint_le(overwrite(&chain, 30000, 100), 100 + 16 * sizeof(seam_buf));
    ck_assert_uint_eq(seam_chain_segments(&chain), 3);
    ck_assert_uint_eq(seam_chain_segment(&chain, 1)->len, 100);
    ck_assert_uint_eq(seam_chain_len(&chain), 60000);
    /* At the limit of segments there is no room for the ends. */
    seam_chain_set_limits(&chain, 0, 3);
    ck_assert_uint_ge(overwrite(&chain, 10000, 100), 30000 - 200);
    ck_assert_uint_eq(seam_chain_segments(&chain), 3);
    seam_buf_release(&held);
    ck_assert_uint_eq(overwrite(&chain, 0, 60000), 0);
}
END_TEST

START_TEST(writable_outside_the_chain_is_refused)
{
    size_t len = LEN + 1;
    uint8_t *to = (uint8_t *)&len;

    fill_segments(&chain, whole);
    ck_status(seam_chain_writable(&chain, 0, &len, &to), SEAM_ERANGE);
    ck_assert_ptr_null(to);
    len = 1;
    ck_status(seam_chain_writable(&chain, LEN, &len, &to), SEAM_ERANGE);
    len = SIZE_MAX;
    ck_status(seam_chain_writable(&chain, 1, &len, &to), SEAM_ERANGE);
    len = 0;
    ck_ok(seam_chain_writable(&chain, LEN, &len, &to));
    ck_assert_ptr_null(to);
}
END_TEST

START_TEST(a_confined_pool_is_written_in_place)
{
    static const seam_pool_options confined = {.flags = SEAM_POOL_CONFINED};
    seam_pool *mine;
    seam_chain own;
    seam_buf held;
    size_t n = 4;
    uint8_t *to;

    ck_ok(seam_pool_create(&confined, &mine));
    seam_chain_init(&own, mine);
    commit_text_to(&own, "confined");
    ck_ok(seam_chain_writable(&own, 0, &n, &to));
    ck_assert_ptr_eq(to, seam_chain_segment(&own, 0)->data);
    held = seam_buf_share(seam_chain_segment(&own, 0));
    ck_ok(seam_chain_writable(&own, 0, &n, &to));
    ck_assert_ptr_ne(to, held.data);
    seam_buf_release(&held);
    seam_chain_release(&own);
    seam_pool_destroy(&mine);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("chain_view");
    TCase *tc = chain_case("chain_view");

    tcase_add_test(tc, peek_gives_the_rest_of_a_segment);
    tcase_add_test(tc, view_gives_every_range_in_scratch_or_in_place);
    tcase_add_test(tc, view_puts_together_what_has_no_scratch);
    tcase_add_test(tc, view_outside_the_chain_is_refused);
    tcase_add_test(tc, view_at_the_limit_of_segments_copies_more);
    tcase_add_test(tc, view_puts_together_in_every_state_of_the_ring);
    tcase_add_test(tc, an_interior_pointer_becomes_an_owning_slice);
    tcase_add_test(tc, a_pointer_into_no_segment_is_refused);
    tcase_add_test(tc, what_was_read_is_written_in_place);
    tcase_add_test(tc, the_chain_may_hold_several_segments_of_a_block);
    tcase_add_test(tc, what_somebody_else_holds_is_copied);
    tcase_add_test(tc, what_somebody_has_let_go_is_written_in_place);
    tcase_add_test(tc, bytes_that_are_in_the_chain_twice_are_copied);
    tcase_add_test(tc, static_and_read_only_memory_is_copied);
    tcase_add_test(tc, a_small_part_of_a_large_segment_is_copied_alone);
    tcase_add_test(tc, writable_outside_the_chain_is_refused);
    tcase_add_test(tc, a_confined_pool_is_written_in_place);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
