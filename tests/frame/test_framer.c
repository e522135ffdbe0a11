/* Framers: what the reader of a stream does with one. */
#include <stdlib.h>
#include <string.h>

#include "pool_fixture.h"
#include "seam/chain_move.h"
#include "seam/framer.h"

static failing_provider provider;
static seam_pool *pool;

static void setup(void)
{
    pool = fixture_open(&provider, NULL);
}

static void teardown(void)
{
    fixture_close(&provider, &pool);
}

static seam_framer framer;
static seam_chain in;

static void open_stream(seam_framer_options o)
{
    ck_ok(seam_framer_init(&framer, &o));
    seam_chain_init(&in, pool);
}

static void add(const char *text)
{
    seam_buf buf = seam_buf_static(seam_view_string(text));

    ck_ok(seam_chain_append(&in, &buf));
}

static void next_is(const char *text)
{
    seam_view frame;

    ck_ok(seam_framer_next(&framer, &in, &frame));
    ck_assert_msg(seam_view_equal(frame, seam_view_string(text)), "not \"%s\" but \"%.*s\"", text,
                  (int)frame.len, (const char *)frame.data);
}

static void next_says(seam_status status)
{
    seam_view frame = seam_view_string("rubbish");

    ck_status(seam_framer_next(&framer, &in, &frame), status);
    ck_assert(frame.data == NULL && frame.len == 0);
}

START_TEST(a_frame_too_long_is_told_as_soon_as_it_is_known)
{
    open_stream((seam_framer_options){.max_len = 3});
    add("abc");
    next_says(SEAM_MORE);
    add("\r");
    next_says(SEAM_MORE); /* an LF may follow */
    add("d");
    next_says(SEAM_ETOOBIG);
    next_says(SEAM_ETOOBIG);
    seam_chain_release(&in);
    open_stream((seam_framer_options){.max_len = 3});
    add("abcd");
    next_says(SEAM_ETOOBIG);
    seam_chain_release(&in);
    open_stream((seam_framer_options){.kind = SEAM_FRAME_LENGTH, .width = 2, .max_len = 3});
    add("x");
    next_says(SEAM_MORE);
    add("y");
    next_says(SEAM_ETOOBIG);
    seam_chain_release(&in);
    open_stream((seam_framer_options){.kind = SEAM_FRAME_NETSTRING, .max_len = 30});
    add("31");
    next_says(SEAM_ETOOBIG);
    seam_chain_release(&in);
    open_stream((seam_framer_options){
        .kind = SEAM_FRAME_DELIMITED, .max_len = 3, .n_delimiter = 2, .delimiter = {'-', '-'}});
    add("abc-");
    next_says(SEAM_MORE);
    add("x");
    next_says(SEAM_ETOOBIG);
    seam_chain_release(&in);
}
END_TEST

/* Even if the bytes at fault are taken away: the framer cannot know where the next frame begins. */
START_TEST(a_fault_stays)
{
    open_stream((seam_framer_options){.kind = SEAM_FRAME_LENGTH, .width = 1, .max_len = 3});
    add("\x09");
    next_says(SEAM_ETOOBIG);
    seam_chain_release(&in);
    add("\x01y");
    next_says(SEAM_ETOOBIG);
    seam_chain_release(&in);
}
END_TEST

START_TEST(a_bad_byte_is_told_before_its_line_ends)
{
    open_stream((seam_framer_options){.kind = SEAM_FRAME_LINES_CRLF});
    add("ok\r\nsmuggled");
    next_is("ok");
    next_says(SEAM_MORE);
    add("\n");
    next_says(SEAM_EPROTO);
    ck_assert_uint_eq(seam_framer_offset(&framer), 12);
    next_says(SEAM_EPROTO);
    seam_chain_release(&in);
}
END_TEST

START_TEST(a_line_of_events_is_given_at_its_cr)
{
    open_stream((seam_framer_options){.kind = SEAM_FRAME_LINES_ANY});
    add("data: 1\r");
    next_is("data: 1");
    next_says(SEAM_MORE);
    add("");
    next_says(SEAM_MORE);
    add("\n");
    next_says(SEAM_MORE);
    ck_assert_uint_eq(seam_chain_len(&in), 0);
    add("\n");
    next_is("");
    ck_assert_uint_eq(seam_framer_offset(&framer), 9);
    seam_chain_release(&in);
}
END_TEST

/* HTTP's Upgrade: what lies behind the empty line is not lines any more. */
START_TEST(what_lies_behind_is_left_to_the_next_parser)
{
    for (int k = 0; k < 2; k++) {
        static const uint8_t behind[] = {0x81, 0x00, '\n', 'x', 'y'};
        uint8_t rest[8];

        open_stream((seam_framer_options){0});
        add("GET / HTTP/1.1\r\nUpgr");
        if (k == 0)
            add("ade: websocket\r\n\r\n\x81");
        else {
            add("ade: websocket\r\n\r");
            add("\n\x81");
        }
        next_is("GET / HTTP/1.1");
        next_is("Upgrade: websocket");
        next_is("");
        seam_framer_drop(&framer, &in);
        seam_framer_drop(&framer, &in);
        ck_assert_uint_eq(seam_chain_copy_out(&in, 0, rest, sizeof(rest)), 1);
        ck_assert_mem_eq(rest, behind, 1);
        seam_chain_release(&in);
    }
}
END_TEST

/* The other parser takes what is its own; then lines go on. */
START_TEST(a_framer_goes_on_behind_another_parser)
{
    open_stream((seam_framer_options){.kind = SEAM_FRAME_LINES_ANY});
    add("DATA\r\nraw");
    next_is("DATA");
    seam_framer_drop(&framer, &in);
    ck_assert_uint_eq(seam_chain_len(&in), 3);
    seam_chain_skip(&in, 3);
    add("QUIT\n");
    next_is("QUIT");
    next_says(SEAM_MORE);
    ck_assert_uint_eq(seam_chain_len(&in), 0);
    seam_chain_release(&in);
}
END_TEST

/* A line of 64 MiB in chunks of 64 KiB is passed over in the memory of one. */
START_TEST(a_frame_too_long_is_passed_over_in_constant_memory)
{
    static const seam_framer_options kinds[] = {
        {.kind = SEAM_FRAME_LINES_LF},
        {.kind = SEAM_FRAME_LINES_CRLF},
        {.kind = SEAM_FRAME_LINES_ANY},
        {.kind = SEAM_FRAME_DELIMITED, .n_delimiter = 2, .delimiter = {'\r', '\n'}},
    };

    for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++) {
        seam_framer_options o = kinds[k];

        o.max_len = 1000;
        o.flags = SEAM_FRAME_RESYNC;
        open_stream(o);
        for (int i = 0; i < 1024; i++) {
            struct iovec room;

            ck_ok(seam_chain_reserve(&in, 65536, &room));
            memset(room.iov_base, 'x', 65536);
            ck_ok(seam_chain_commit(&in, 65536));
            if (i == 0) {
                next_says(SEAM_ETOOBIG);
                /* What was searched is dropped at once. */
                must(seam_chain_len(&in) <= 65536 - 1000);
            }
            next_says(SEAM_MORE);
            must(seam_chain_len(&in) <= 16);
        }
        ck_assert_uint_le(stats_of(pool).committed_peak, 4 << 20);
        add("x\r\nshort\r\n");
        next_is("short");
        ck_assert_uint_eq(seam_framer_offset(&framer), (1u << 26) + 3);
        seam_chain_release(&in);
    }
}
END_TEST

/* ---- out of memory */

/* A frame over a joint that the pool cannot hold in one piece: told, and given when it can. */
START_TEST(a_frame_that_cannot_be_gathered_is_not_lost)
{
    static uint8_t half[200000];

    memset(half, 'h', sizeof(half));
    for (int as = 0; as < 2; as++) {
        seam_view frame;
        seam_chain moved;

        open_stream((seam_framer_options){0});
        add("first\nsec");
        for (int i = 0; i < 2; i++) {
            seam_buf buf = seam_buf_static(seam_view_of(half, sizeof(half)));

            ck_ok(seam_chain_append(&in, &buf));
        }
        add("ond\nthird\n");
        next_is("first");
        seam_pool_trim(pool);
        provider.fail_at = provider.n_calls + 1;
        provider.fail_from = true;
        for (int i = 0; i < 3; i++) {
            ck_status(seam_framer_next(&framer, &in, &frame), SEAM_ENOMEM);
            ck_assert_uint_eq(seam_framer_offset(&framer), 6);
        }
        provider.fail_at = 0;
        if (as == 0) {
            ck_ok(seam_framer_next(&framer, &in, &frame));
            ck_assert_uint_eq(frame.len, 2 * sizeof(half) + 6);
        } else {
            seam_chain_init(&moved, pool);
            ck_ok(seam_framer_move(&framer, &in, &moved));
            ck_assert_uint_eq(seam_chain_len(&moved), 2 * sizeof(half) + 6);
            seam_chain_release(&moved);
        }
        next_is("third");
        seam_chain_release(&in);
    }
}
END_TEST

/* Where the frame is to go there is no room for its segments. */
START_TEST(a_frame_that_cannot_be_moved_is_not_lost)
{
    for (uint32_t flags = 0; flags <= SEAM_FRAME_KEEP; flags += SEAM_FRAME_KEEP) {
        const char *want = flags == 0 ? "abcdefgh" : "8:abcdefgh,";
        seam_chain moved;
        uint8_t got[16];

        open_stream((seam_framer_options){.kind = SEAM_FRAME_NETSTRING, .flags = flags});
        add("8:ab");
        add("cd");
        add("ef");
        add("gh,2:ok,");
        seam_chain_init(&moved, pool);
        seam_chain_set_limits(&moved, 4, 0);
        for (int i = 0; i < 3; i++) {
            ck_status(seam_framer_move(&framer, &in, &moved), SEAM_ELIMIT);
            ck_assert_uint_eq(seam_chain_len(&moved), 0);
        }
        seam_chain_set_limits(&moved, 0, 0);
        ck_ok(seam_framer_move(&framer, &in, &moved));
        ck_assert_uint_eq(seam_framer_offset(&framer), 0);
        ck_assert_uint_eq(seam_chain_copy_out(&moved, 0, got, sizeof(got)), strlen(want));
        ck_assert_mem_eq(got, want, strlen(want));
        seam_chain_release(&moved);
        next_is(flags == 0 ? "ok" : "2:ok,");
        ck_assert_uint_eq(seam_framer_offset(&framer), 11);
        seam_chain_release(&in);
    }
}
END_TEST

START_TEST(many_asks_for_room)
{
    seam_view frames[2];
    size_t n = 7;

    open_stream((seam_framer_options){0});
    add("a\nb\nc\n");
    ck_status(seam_framer_many(&framer, &in, frames, 0, &n), SEAM_EINVAL);
    ck_assert_uint_eq(n, 0);
    ck_ok(seam_framer_many(&framer, &in, frames, 2, &n));
    ck_assert_uint_eq(n, 2);
    ck_ok(seam_framer_many(&framer, &in, frames, 2, &n));
    ck_assert_uint_eq(n, 1);
    ck_status(seam_framer_many(&framer, &in, frames, 2, &n), SEAM_MORE);
    ck_assert_uint_eq(n, 0);
    seam_chain_release(&in);
}
END_TEST

/* No line alone, of whatever kind: the lines of a log in one call. */
START_TEST(many_gives_all_that_are_there)
{
    static const struct {
        seam_framer_options o;
        const char *text;
    } rows[] = {
        {{.kind = SEAM_FRAME_LINES_LF}, "a\nb\r\nc\n\n"},
        {{.kind = SEAM_FRAME_LINES_CRLF}, "a\r\nb\r\nc\r\n\r\n"},
        {{.kind = SEAM_FRAME_LINES_ANY}, "a\r\nb\nc\r\n\r"},
        {{.kind = SEAM_FRAME_DELIMITED, .n_delimiter = 1, .delimiter = {'|'}}, "a|b|c||"},
        {{.kind = SEAM_FRAME_DELIMITED, .n_delimiter = 2, .delimiter = {'|', '|'}}, "a||b||c||||"},
        {{.kind = SEAM_FRAME_NETSTRING}, "1:a,1:b,1:c,0:,"},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        seam_view frames[10];
        size_t n;

        open_stream(rows[i].o);
        add(rows[i].text);
        ck_ok(seam_framer_many(&framer, &in, frames, 10, &n));
        ck_assert_uint_eq(n, 4);
        for (size_t k = 0; k < 3; k++)
            ck_assert(seam_view_equal(frames[k], seam_view_of(&"abc"[k], 1)));
        ck_assert_uint_eq(frames[3].len, 0);
        next_says(SEAM_MORE);
        seam_chain_release(&in);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("framer");
    TCase *tc = tcase_create("framer");

    tcase_set_timeout(tc, 120);
    tcase_add_checked_fixture(tc, setup, teardown);
    suite_add_tcase(suite, tc);
    tcase_add_test(tc, a_frame_too_long_is_told_as_soon_as_it_is_known);
    tcase_add_test(tc, a_fault_stays);
    tcase_add_test(tc, a_bad_byte_is_told_before_its_line_ends);
    tcase_add_test(tc, a_line_of_events_is_given_at_its_cr);
    tcase_add_test(tc, what_lies_behind_is_left_to_the_next_parser);
    tcase_add_test(tc, a_framer_goes_on_behind_another_parser);
    tcase_add_test(tc, a_frame_too_long_is_passed_over_in_constant_memory);
    tcase_add_test(tc, a_frame_that_cannot_be_gathered_is_not_lost);
    tcase_add_test(tc, a_frame_that_cannot_be_moved_is_not_lost);
    tcase_add_test(tc, many_asks_for_room);
    tcase_add_test(tc, many_gives_all_that_are_there);
    return run_suite(suite);
}
