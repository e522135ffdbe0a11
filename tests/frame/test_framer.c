/* Framers against plain loops over the whole stream: every kind, at every cut, in every form; and what
 * a stream's reader does with one. */
#include <stdlib.h>

#include "framer_model.h"
#include "pool_fixture.h"
#include "seam/chain_move.h"

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

/* ---- a stream in chunks, as segments of their own or in the chain's own block */

#define MOST_CUTS ((size_t)64)

typedef struct chunks {
    seam_view stream;
    size_t cuts[MOST_CUTS + 1]; /* ascending; the last is the stream's length */
    size_t n_cuts, next, at;
    bool in_block;
} chunks;

static bool feed(void *ctx, seam_chain *in)
{
    chunks *c = ctx;
    seam_view chunk;
    struct iovec room;

    if (c->next == c->n_cuts)
        return false;
    chunk = seam_view_of(c->stream.data + c->at, c->cuts[c->next] - c->at);
    c->at = c->cuts[c->next++];
    if (c->in_block && chunk.len > 0) {
        must(seam_chain_reserve(in, chunk.len, &room) == SEAM_OK);
        memcpy(room.iov_base, chunk.data, chunk.len);
        must(seam_chain_commit(in, chunk.len) == SEAM_OK);
    } else {
        seam_buf buf = seam_buf_static(chunk);

        must(seam_chain_append(in, &buf) == SEAM_OK);
    }
    return true;
}

static void print_cuts(const chunks *c)
{
    for (size_t i = 0; i < c->n_cuts; i++)
        printf(" %zu", c->cuts[i]);
    printf("\n");
}

/* One stream in the chunks that are set. */
static void check_chunks(const seam_framer_options *o, chunks *c)
{
    static uint8_t scratch[1 << 16];

    for (int k = 0; k < 2 * N_FORMS; k++) {
        const form how = (form)(k % N_FORMS);
        seam_chain in;
        const char *wrong;

        c->next = c->at = 0;
        c->in_block = k >= N_FORMS;
        seam_chain_init(&in, pool);
        wrong = framer_differs(o, c->stream, how, &in, feed, c, scratch);
        seam_chain_release(&in);
        if (wrong == NULL)
            continue;
        print_cuts(c);
        ck_abort_msg("kind %d, width %d, flags %u, max %llu, form %d over \"%.*s\": %s", o->kind,
                     o->width, o->flags, (unsigned long long)o->max_len, k, (int)c->stream.len,
                     (const char *)c->stream.data, wrong);
    }
}

/* Whole, in bytes, and at every pair of cuts. */
static void check_every_cut(const seam_framer_options *o, seam_view stream)
{
    chunks c = {.stream = stream, .n_cuts = 1};

    c.cuts[0] = stream.len;
    check_chunks(o, &c);
    must(stream.len <= MOST_CUTS);
    for (size_t i = 0; i < stream.len; i++)
        c.cuts[i] = i + 1;
    c.n_cuts = stream.len;
    check_chunks(o, &c);
    c.n_cuts = 3;
    c.cuts[2] = stream.len;
    for (c.cuts[0] = 0; c.cuts[0] <= stream.len; c.cuts[0]++) {
        for (c.cuts[1] = c.cuts[0]; c.cuts[1] <= stream.len; c.cuts[1]++)
            check_chunks(o, &c);
    }
}

static const uint32_t line_flags[] = {0, SEAM_FRAME_KEEP, SEAM_FRAME_RESYNC, SEAM_FRAME_NEED_END,
                                      SEAM_FRAME_KEEP | SEAM_FRAME_RESYNC | SEAM_FRAME_NEED_END};
#define N_FLAGS (sizeof(line_flags) / sizeof(line_flags[0]))

/* With every combination of flags that makes a difference, and lengths that some frames pass. */
static void check_kind(seam_framer_options o, uint32_t flags, seam_view stream)
{
    static const uint64_t lengths[] = {0, 1, 3, 4};

    for (size_t f = 0; f < N_FLAGS; f++) {
        if (o.kind >= SEAM_FRAME_LENGTH && (line_flags[f] & SEAM_FRAME_NEED_END) != 0)
            continue;
        o.flags = flags | line_flags[f];
        for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
            o.max_len = lengths[i];
            check_every_cut(&o, stream);
        }
    }
}

START_TEST(lines_at_every_cut)
{
    static const char *const streams[] = {
        "",
        "\n",
        "\r",
        "\r\n",
        "one\ntwo\n",
        "one\r\ntwo",
        "a\r\r\nb\n\r",
        "abcd\r\nef\n",
        "\n\n\r\n\r",
        "abc\rabcd\r\nabcde\n\n",
        "abc\r",
        "toolong\r\nok\r\n",
        "\rx\n\ny\r",
        "a\nb\r\nc\r\r\nd",
    };

    for (size_t i = 0; i < sizeof(streams) / sizeof(streams[0]); i++) {
        for (int kind = SEAM_FRAME_LINES_LF; kind <= SEAM_FRAME_LINES_ANY; kind++)
            check_kind((seam_framer_options){.kind = (uint8_t)kind}, 0,
                       seam_view_string(streams[i]));
    }
}
END_TEST

START_TEST(delimited_frames_at_every_cut)
{
    static const struct {
        const char *delimiter, *stream;
        uint8_t n;
        size_t len;
    } rows[] = {
        {"\0", "abc\0\0abcde\0x", 1, 12},
        {"ab", "aab,abab,aaaab,b", 2, 16},
        {"aab", "aaab aaaab aabaab a", 3, 19},
        {"--boundary--1234", "x--boundary--1234--boundary--123--boundary--1234y", 16, 49},
        {"\r\n.\r\n", "mail\r\n.\r\n\r\n..\r\n.\r\n", 5, 19},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        seam_framer_options o = {.kind = SEAM_FRAME_DELIMITED, .n_delimiter = rows[i].n};

        memcpy(o.delimiter, rows[i].delimiter, rows[i].n);
        check_kind(o, 0, seam_view_of(rows[i].stream, rows[i].len));
    }
}
END_TEST

START_TEST(frames_with_their_length_at_every_cut)
{
    static const struct {
        seam_framer_options o;
        const char *stream;
        size_t len;
    } rows[] = {
        {{.width = 1}, "\3abc\0\1x\5abcde\2a", 15},
        {{.width = 2}, "\0\3abc\0\0\0\5abcde\1\0", 16},
        {{.width = 2, .flags = SEAM_FRAME_LE}, "\3\0abc\0\0\5\0abcde\0\1", 16},
        {{.width = 3, .offset = 1}, "T\0\0\3abcU\0\0\0V\0\0\4abcd", 20},
        {{.width = 4, .adjust = -4}, "\0\0\0\7abc\0\0\0\4\0\0\0\3x", 16},
        {{.width = 4, .adjust = 2, .flags = SEAM_FRAME_LE}, "\1\0\0\0abc\0\0\0\0xy\3\0\0\0z", 18},
        {{.width = 8}, "\0\0\0\0\0\0\0\3abc\377\377\377\377\377\377\377\377x", 20},
        {{.width = 8, .adjust = 7}, "\377\377\377\377\377\377\377\376x", 9},
        {{.width = SEAM_WIDTH_LEB}, "\3abc\203\0abc\0\2a", 11},
        {{.width = SEAM_WIDTH_LEB}, "\377\377\377\377\377\377\377\377\377\377\1", 11},
        {{.width = SEAM_WIDTH_QUIC, .offset = 2}, "..\100\3abc..\200\0\0\1x..\5abcde", 22},
        {{.width = SEAM_WIDTH_MQTT, .offset = 1}, "0\3abc1\0002\200\1x", 11},
        {{.width = SEAM_WIDTH_MQTT, .offset = 1}, "0\377\377\377\377x", 6},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        seam_framer_options o = rows[i].o;

        o.kind = SEAM_FRAME_LENGTH;
        check_kind(o, o.flags, seam_view_of(rows[i].stream, rows[i].len));
    }
}
END_TEST

START_TEST(netstrings_at_every_cut)
{
    static const char *const streams[] = {
        "3:abc,0:,1:x,",
        "12:hello world!,",
        "5:hello,3:ab",
        "3:abc;",
        "03:abc,",
        ":,",
        "x",
        "3abc,",
        "9999:x",
        "5:12345,2:ok,",
        "0:,0:",
        "1:x,1",
        "00:,",
        "12345678901234567890:",
    };

    for (size_t i = 0; i < sizeof(streams) / sizeof(streams[0]); i++)
        check_kind((seam_framer_options){.kind = SEAM_FRAME_NETSTRING}, 0,
                   seam_view_string(streams[i]));
}
END_TEST

/* Long streams, of which vectors and windows see many lines, in random chunks. */
START_TEST(random_streams_in_random_chunks)
{
    static const char letters[] = "\n\r\n\r\nab,0123456789";
    static uint8_t stream[5000];
    prng rng;

    prng_init(&rng, test_seed("framer"));
    for (int i = 0; i < 1500; i++) {
        seam_framer_options o = {.kind = (uint8_t)prng_below(&rng, 4),
                                 .max_len = 1 + prng_below(&rng, prng_below(&rng, 2) ? 40 : 400),
                                 .flags = line_flags[prng_below(&rng, N_FLAGS)]};
        const size_t rare = 1 + prng_below(&rng, 60);
        chunks c = {.stream = {stream, prng_below(&rng, sizeof(stream))}};

        for (size_t k = 0; k < c.stream.len; k++)
            stream[k] = prng_below(&rng, rare) > 0 ? 'x' : (uint8_t)letters[prng_below(&rng, 16)];
        if (o.kind == SEAM_FRAME_DELIMITED) {
            o.n_delimiter = (uint8_t)(1 + prng_below(&rng, 3));
            memcpy(o.delimiter, "\r\na", o.n_delimiter);
        }
        c.n_cuts = 1 + prng_below(&rng, MOST_CUTS);
        for (size_t k = 0, at = 0; k < c.n_cuts; k++) {
            at += prng_below(&rng, (c.stream.len - at) / (c.n_cuts - k) * 2 + 1);
            at = at < c.stream.len ? at : c.stream.len;
            c.cuts[k] = at;
        }
        c.cuts[c.n_cuts - 1] = c.stream.len;
        check_chunks(&o, &c);
    }
}
END_TEST

/* ---- options */

START_TEST(options_that_mean_nothing_are_refused)
{
    static const seam_framer_options bad[] = {
        {.kind = SEAM_FRAME_NETSTRING + 1},
        {.flags = 16},
        {.flags = SEAM_FRAME_LE},
        {.width = 1},
        {.offset = 1},
        {.adjust = 1},
        {.n_delimiter = 1},
        {.reserved0_ = 1},
        {.reserved_ = {0, 0, 1}},
        {.max_len = UINT64_MAX},
        {.kind = SEAM_FRAME_DELIMITED},
        {.kind = SEAM_FRAME_DELIMITED, .n_delimiter = 17},
        {.kind = SEAM_FRAME_DELIMITED, .n_delimiter = 1, .delimiter = {'a', 'b'}},
        {.kind = SEAM_FRAME_LENGTH},
        {.kind = SEAM_FRAME_LENGTH, .width = 5},
        {.kind = SEAM_FRAME_LENGTH, .width = 19},
        {.kind = SEAM_FRAME_LENGTH, .width = SEAM_WIDTH_LEB, .flags = SEAM_FRAME_LE},
        {.kind = SEAM_FRAME_LENGTH, .width = 4, .flags = SEAM_FRAME_NEED_END},
        {.kind = SEAM_FRAME_NETSTRING, .flags = SEAM_FRAME_NEED_END},
        {.kind = SEAM_FRAME_NETSTRING, .n_delimiter = 1, .delimiter = {','}},
    };
    seam_framer framer;
    seam_chain in = {0};
    seam_view frame;

    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        ck_assert_msg(seam_framer_init(&framer, &bad[i]) == SEAM_EINVAL, "row %zu", i);
        seam_chain_init(&in, pool);
        ck_status(seam_framer_next(&framer, &in, &frame), SEAM_EINVAL);
    }
    ck_ok(seam_framer_init(&framer, NULL));
}
END_TEST

/* ---- what a reader does */

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
            if (i == 0)
                next_says(SEAM_ETOOBIG);
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
    tcase_add_test(tc, lines_at_every_cut);
    tcase_add_test(tc, delimited_frames_at_every_cut);
    tcase_add_test(tc, frames_with_their_length_at_every_cut);
    tcase_add_test(tc, netstrings_at_every_cut);
    tcase_add_test(tc, random_streams_in_random_chunks);
    tcase_add_test(tc, options_that_mean_nothing_are_refused);
    tcase_add_test(tc, a_frame_too_long_is_told_as_soon_as_it_is_known);
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
