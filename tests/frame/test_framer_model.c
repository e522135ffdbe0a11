/* Framers against plain loops over the whole stream: every kind, at every cut, in every form. */
#include <stdlib.h>

#include "framer_model.h"
#include "pool_fixture.h"

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

/* A stream in chunks, as segments of their own or in the chain's own block. */

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

int main(void)
{
    Suite *suite = suite_create("framer_model");
    TCase *tc = tcase_create("framer_model");

    tcase_set_timeout(tc, 120);
    tcase_add_checked_fixture(tc, setup, teardown);
    suite_add_tcase(suite, tc);
    tcase_add_test(tc, lines_at_every_cut);
    tcase_add_test(tc, delimited_frames_at_every_cut);
    tcase_add_test(tc, frames_with_their_length_at_every_cut);
    tcase_add_test(tc, netstrings_at_every_cut);
    tcase_add_test(tc, random_streams_in_random_chunks);
    return run_suite(suite);
}
