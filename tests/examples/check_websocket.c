/* The example's parser without a socket: every case in every cut, what fails at its first impossible byte, and
 * every allocation that fails. Nothing of the pool is in use afterwards.
 *
 *     check_websocket [--long]     also the cases of more than a megabyte, and every cut of every case */
#include <string.h>

#include "websocket_session.h"

static bool is_long;

/* ---- allocations that fail: the linker puts this in the place of seam_buf_alloc() */

static unsigned long n_allocations, fail_at;

seam_status real_alloc(seam_pool *pool, size_t len, seam_buf *out) __asm__("__real_seam_buf_alloc");
seam_status wrapped_alloc(seam_pool *pool, size_t len,
                          seam_buf *out) __asm__("__wrap_seam_buf_alloc");

seam_status wrapped_alloc(seam_pool *pool, size_t len, seam_buf *out)
{
    if (++n_allocations != fail_at)
        return real_alloc(pool, len, out);
    memset((void *)out, 0, sizeof(*out));
    return SEAM_ENOMEM;
}

/* ---- cuts */

static void run_case(const ws_case *c, const ws_bytes *bytes, size_t cut, size_t most,
                     bool in_block)
{
    session s;

    open_session(&s, &plain, 0);
    s.in_block = in_block;
    feed_pieces(&s, bytes, cut, most);
    CHECK(ws_check(&s.got, c->name, c->expect));
    CHECK((s.last == SEAM_EOF) == (strstr(c->expect, "88:") != NULL));
    close_session(&s);
}

/* All cuts of short cases; of others those near the start, and some. A short run takes some of these. */
static void run_every_cut(const ws_case *c)
{
    const size_t few = is_long ? 30000 : 1200;
    const size_t least = ws_is_short() ? 37 : 1;
    ws_bytes bytes = {NULL, 0, 0};
    size_t step;

    what_is_run = c->name;
    ws_ask(&bytes, ws_offer(c->flags));
    ws_build(&bytes, c->send, 17);
    step = bytes.len <= few ? 1 : bytes.len / (is_long ? 1000 : 20);
    for (size_t cut = 0; cut <= bytes.len; cut += cut < 220 || step < least ? least : step)
        run_case(c, &bytes, cut, 0, cut % 2 == 0);
    if (bytes.len <= 10 * few)
        run_case(c, &bytes, 0, 1, true);
    for (int i = 0; i < 10; i++)
        run_case(c, &bytes, 0, 1 + random_below(bytes.len <= few ? 40 : 60000), i % 3 == 0);
    ws_bytes_free(&bytes);
}

static void check_cases(void)
{
    for (size_t i = 0; i < n_ws_cases; i++) {
        if (ws_is_chosen(i) && (is_long || (ws_cases[i].flags & CASE_LONG) == 0))
            run_every_cut(&ws_cases[i]);
    }
    printf("%zu cases in %zu runs\n", n_ws_cases, n_runs);
}

/* ---- faults are told at the first byte that cannot be right */

static void check_first_impossible_byte(void)
{
    static const struct {
        const char *frame; /* of 100 bytes of text */
        size_t at;
    } cases[] = {{"raw:81e400000000ff", 0},
                 {"raw:81e40000000061ff", 1},
                 {"raw:81e400000000c0", 0},
                 {"raw:81e400000000eda0", 1},
                 {"raw:81e400000000e080", 1},
                 {"raw:81e400000000f490", 1},
                 {"raw:81e400000000f09f41", 2},
                 {"raw:81e400000000e282e2", 2},
                 {"raw:01e400000000c3a9f5", 2},
                 {"raw:81e4aaaaaaaa55", 0},
                 {"raw:81e40000000061626364656667e1b4c3", 9}};

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        ws_bytes bytes = {NULL, 0, 0};
        session s;
        size_t head;

        what_is_run = cases[i].frame;
        ws_ask(&bytes, "");
        head = bytes.len + 6;
        ws_build(&bytes, cases[i].frame, 1);
        open_session(&s, &plain, 0);
        for (size_t at = 0; at < bytes.len; at++) {
            CHECK(s.last == SEAM_MORE);
            feed(&s, bytes.data + at, 1);
            if (s.last == SEAM_EOF)
                CHECK(at == head + cases[i].at);
        }
        CHECK(s.last == SEAM_EOF && s.ws.code == 1007);
        close_session(&s);
        ws_bytes_free(&bytes);
    }
}

/* ---- limits */

static void check_limit(const ws_options *options, uint64_t memory, const char *offer,
                        const char *script, const char *expect, unsigned code)
{
    ws_bytes bytes = {NULL, 0, 0};

    what_is_run = script;
    for (int i = 0; i < 3; i++) {
        session s;

        bytes.len = 0;
        ws_ask(&bytes, offer);
        ws_build(&bytes, script, 3);
        open_session(&s, options, memory);
        s.in_block = i != 1;
        feed_pieces(&s, &bytes, bytes.len, i == 2 ? 100 : 0);
        CHECK(ws_check(&s.got, script, expect));
        CHECK(s.ws.code == code);
        close_session(&s);
    }
    ws_bytes_free(&bytes);
}

/* A message of exactly the limit is taken; of one byte more it is not, however it comes. */
static void check_limits(void)
{
    static const ws_options small = {100, 64 << 10, true, true};
    static const ws_options shut = {16 << 20, 10, true, true};
    const char *offer = ws_offer(CASE_DEFLATE);

    check_limit(&small, 0, "", "81:*100", "81:*100", 0);
    check_limit(&small, 0, "", "81:*101", "88:03f1", 1009);
    check_limit(&small, 0, "", "01:*60 80:*40", "81:*100", 0);
    check_limit(&small, 0, "", "01:*60 89:'p' 80:*41", "8a:'p' 88:03f1", 1009);
    check_limit(&small, 0, offer, "C1:*100", "C1:*100", 0);
    check_limit(&small, 0, offer, "C1:*101", "88:03f1", 1009);
    check_limit(&small, 0, offer, "C2:*100000", "88:03f1", 1009);
    check_limit(&small, 0, offer, "41/3:*60000", "88:03f1", 1009);
    check_limit(&shut, 0, "", "81:*100 81:*100 81:'x'", "81:*100 81:*100 81:'x'", 0);
    check_limit(&shut, 0, offer, "C1:*100 C1:*200 C1:'x'", "C1:*100 C1:*200 C1:'x'", 0);
    CHECK(sizeof(websocket) <= 1024);
}

/* ---- memory */

/* A connection between two messages holds no block; one with a window that goes on holds zlib's. */
static void check_idle(void)
{
    static const ws_options alone = {1 << 20, 64 << 10, true, false};

    what_is_run = "an idle connection";
    for (int i = 0; i < 2; i++) {
        const char *offer = i == 0 ? "" : ws_offer(CASE_DEFLATE);
        ws_bytes bytes = {NULL, 0, 0};
        seam_pool_stats stats;
        session s;

        ws_ask(&bytes, offer);
        if (i == 1)
            ws_build(&bytes, "C1:'one'", 5);
        ws_build(&bytes, "81:*70000 01:'a' 80:'b'", 5);
        open_session(&s, &alone, 0);
        s.in_block = true;
        feed_pieces(&s, &bytes, 0, 1000);
        seam_pool_stats_get(s.pool, &stats);
        /* With the offer, what was agreed on. */
        CHECK(s.last == SEAM_MORE && stats.live_blocks == (i == 0 ? 0 : 1));
        close_session(&s);
        ws_bytes_free(&bytes);
    }
}

/* A connection for which no memory is left ends with 1011, 1013 or 503, or without a word, and leaves
 * nothing; what was answered before is whole. */
static bool run_with_failure(const ws_case *c, const ws_bytes *bytes, unsigned long n)
{
    const unsigned long before = n_allocations;
    size_t n_frames;
    bool failed, closes;
    session s;

    open_session(&s, &plain, 0);
    s.in_block = n % 2 == 0;
    fail_at = n_allocations + n;
    feed_pieces(&s, bytes, 0, 200);
    failed = n_allocations - before >= n;
    fail_at = 0;
    if (failed && s.last == SEAM_EOF && s.ws.code != 0) {
        CHECK(s.ws.code == 1011 || s.ws.code == 1013 || strstr(c->expect, "88:") != NULL);
        if (s.got.len > 0 && ws_whole(&s.got, &n_frames, &closes) != SIZE_MAX)
            CHECK(ws_whole(&s.got, &n_frames, &closes) == s.got.len);
    } else if (s.last == SEAM_MORE) {
        CHECK(ws_check(&s.got, c->name, c->expect));
    }
    close_session(&s);
    return failed;
}

static void check_failing_allocations(void)
{
    static const ws_case cases[] = {{"frames", "01:*600 89:'p' 00:*30 80:*700 81:*5000 82:'x'",
                                     "8a:'p' 81:*1330 81:*5000 82:'x'", 0},
                                    {"compressed", "C1:'one' 41/3:*3000 82:*600 C1:'two'",
                                     "C1:'one' C1:*3000 82:*600 C1:'two'", CASE_DEFLATE}};
    unsigned long n_failed = 0;

    for (size_t i = 0; i < 2; i++) {
        ws_bytes bytes = {NULL, 0, 0};
        unsigned long n = 1;

        what_is_run = cases[i].name;
        ws_ask(&bytes, ws_offer(cases[i].flags));
        ws_build(&bytes, cases[i].send, 9);
        while (run_with_failure(&cases[i], &bytes, n))
            n++;
        CHECK(n > 10);
        n_failed += n - 1;
        ws_bytes_free(&bytes);
    }
    printf("%lu allocations failed\n", n_failed);
}

/* A pool that is too small for a message, and then not for the next connection. */
static void check_pool_limit(void)
{
    ws_bytes bytes = {NULL, 0, 0};
    session s;

    what_is_run = "a pool's limit";
    ws_ask(&bytes, "");
    ws_build(&bytes, "82:*3000000", 9);
    open_session(&s, &plain, 2 << 20);
    s.in_block = true;
    feed_pieces(&s, &bytes, 0, 20000);
    CHECK(s.last == SEAM_EOF && s.ws.code == 1013);
    CHECK(ws_check(&s.got, what_is_run, "88:03f5"));
    ws_release(&s.ws);
    s.got.len = 0;
    s.broken = false;
    ws_init(&s.ws, s.pool, &plain);
    bytes.len = 0;
    ws_ask(&bytes, "");
    ws_build(&bytes, "82:*30000", 9);
    feed_pieces(&s, &bytes, 0, 20000);
    CHECK(ws_check(&s.got, what_is_run, "82:*30000"));
    close_session(&s);
    ws_bytes_free(&bytes);
}

int main(int argc, char **argv)
{
    is_long = argc > 1 && strcmp(argv[1], "--long") == 0;
    CHECK(seam_pool_create(NULL, &shared_pool) == SEAM_OK);
    check_first_impossible_byte();
    check_limits();
    check_idle();
    check_failing_allocations();
    check_pool_limit();
    check_cases();
    seam_pool_destroy(&shared_pool);
    return 0;
}
