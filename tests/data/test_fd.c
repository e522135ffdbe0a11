/* Chains from and to pipes and sockets, with calls that fail, are interrupted, or do half. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "chain_fixture.h"
#include "faulty_fd.h"

/* ends[0] reads what ends[1] writes. */
static int ends[2];

static void shut(int i)
{
    faulty_fd_shut(&ends[i]);
}

static void open_test(bool socket)
{
    open_chain();
    faulty_fd_open(ends, socket);
}

static void open_pipe(void)
{
    open_test(false);
}

static void open_socket(void)
{
    open_test(true);
}

static void close_test(void)
{
    shut(0);
    shut(1);
    close_chain();
}

static void put(const char *text)
{
    ck_assert_int_eq(write(ends[1], text, strlen(text)), (ssize_t)strlen(text));
}

/* ---- reading */

START_TEST(read_gives_what_is_there)
{
    size_t n = 99;

    put("what is there");
    ck_ok(seam_chain_read_fd(&chain, ends[0], 0, &n));
    ck_assert_uint_eq(n, 13);
    expect_text_in(&chain, "what is there");
    put(", and more");
    ck_ok(seam_chain_read_fd(&chain, ends[0], 0, &n));
    expect_segments(&chain, "what is there, and more");
    ck_status(seam_chain_read_fd(&chain, ends[0], 0, &n), SEAM_MORE);
    ck_assert_uint_eq(n, 0);
    shut(1);
    ck_status(seam_chain_read_fd(&chain, ends[0], 0, &n), SEAM_EOF);
    ck_assert_uint_eq(n, 0);
    expect_text_in(&chain, "what is there, and more");
}
END_TEST

START_TEST(an_idle_chain_keeps_no_block)
{
    size_t n;

    ck_status(seam_chain_read_fd(&chain, ends[0], 0, &n), SEAM_MORE);
    ck_assert_uint_eq(stats_of(pool).live_blocks, 0);
    put("x");
    ck_ok(seam_chain_read_fd(&chain, ends[0], 0, &n));
    ck_assert_uint_eq(stats_of(pool).live_blocks, 1);
    seam_chain_skip(&chain, 1);
    ck_assert_uint_eq(stats_of(pool).live_blocks, 0);
    shut(1);
    ck_status(seam_chain_read_fd(&chain, ends[0], 0, &n), SEAM_EOF);
    ck_assert_uint_eq(stats_of(pool).live_blocks, 0);
}
END_TEST

START_TEST(read_fills_the_block_and_a_fresh_one)
{
    static char text[SEAM_CHAIN_BLOCK + 1];
    size_t n;

    memset(text, 'x', SEAM_CHAIN_BLOCK);
    ck_ok(seam_chain_write(&chain, seam_view_of(text, SEAM_CHAIN_BLOCK - 100)));
    put(text);
    ck_ok(seam_chain_read_fd(&chain, ends[0], 0, &n));
    ck_assert_uint_eq(n, SEAM_CHAIN_BLOCK);
    ck_assert_uint_eq(seam_chain_segments(&chain), 2);
    ck_assert_uint_eq(seam_chain_segment(&chain, 0)->len, SEAM_CHAIN_BLOCK);
    /* What is left of the fresh block is the room of the next read. */
    put("more");
    ck_ok(seam_chain_read_fd(&chain, ends[0], 1, &n));
    ck_assert_uint_eq(seam_chain_segments(&chain), 2);
    ck_assert_uint_eq(stats_of(pool).live_blocks, 2);
}
END_TEST

START_TEST(a_hint_makes_room)
{
    static const size_t hints[] = {1, 100, SEAM_CHAIN_BLOCK, SEAM_CHAIN_BLOCK + 1, 100000};
    size_t n;

    for (size_t i = 0; i < 5; i++) {
        put("x");
        ck_ok(seam_chain_read_fd(&chain, ends[0], hints[i], &n));
        ck_assert_uint_ge(faults.offered, hints[i]);
    }
    expect_text_in(&chain, "xxxxx");
    ck_assert_uint_le(seam_chain_segments(&chain), 2);
}
END_TEST

/* Without room of its own the chain takes one block for all that is expected. */
START_TEST(a_hint_above_a_block_is_read_in_one_piece)
{
    static char text[2 * SEAM_CHAIN_BLOCK + 1];
    size_t n;

    memset(text, 'x', sizeof(text) - 1);
    put(text);
    ck_ok(seam_chain_read_fd(&chain, ends[0], sizeof(text) - 1, &n));
    ck_assert_uint_eq(n, sizeof(text) - 1);
    ck_assert_uint_eq(seam_chain_segments(&chain), 1);
}
END_TEST

START_TEST(read_stops_at_the_limit)
{
    size_t n;

    seam_chain_set_limits(&chain, 10, 0);
    put("more than ten bytes");
    ck_ok(seam_chain_read_fd(&chain, ends[0], 0, &n));
    ck_assert_uint_eq(n, 10);
    ck_status(seam_chain_read_fd(&chain, ends[0], 0, &n), SEAM_ELIMIT);
    ck_assert_uint_eq(n, 0);
    seam_chain_skip(&chain, 4);
    ck_ok(seam_chain_read_fd(&chain, ends[0], 0, &n));
    ck_assert_uint_eq(n, 4);
    expect_text_in(&chain, " than ten ");
    seam_chain_set_limits(&chain, 1, 0);
    ck_status(seam_chain_read_fd(&chain, ends[0], 0, &n), SEAM_ELIMIT);
}
END_TEST

/* No second segment is allowed, so there is no second block. */
START_TEST(read_stops_at_the_limit_of_segments)
{
    static char text[SEAM_CHAIN_BLOCK];
    size_t n;

    seam_chain_set_limits(&chain, 0, 1);
    ck_ok(seam_chain_write(&chain, seam_view_of(text, SEAM_CHAIN_BLOCK - 3)));
    put("12345");
    ck_ok(seam_chain_read_fd(&chain, ends[0], 0, &n));
    ck_assert_uint_eq(n, 3);
    ck_status(seam_chain_read_fd(&chain, ends[0], 0, &n), SEAM_ELIMIT);
    ck_assert_uint_eq(seam_chain_segments(&chain), 1);
}
END_TEST

START_TEST(a_read_that_fails_says_why)
{
    struct iovec room;
    size_t n = 99;

    errno = 0;
    ck_status(seam_chain_read_fd(&chain, -1, 0, &n), SEAM_ESYS);
    ck_assert_int_eq(errno, EBADF);
    ck_assert_uint_eq(n, 0);
    ck_assert_uint_eq(stats_of(pool).live_blocks, 0);
    ck_ok(seam_chain_reserve(&chain, 1, &room));
    ck_status(seam_chain_read_fd(&chain, ends[0], 0, &n), SEAM_ESTATE);
    ck_ok(seam_chain_commit(&chain, 0));
    faults.fail_once = EINTR;
    put("!");
    ck_ok(seam_chain_read_fd(&chain, ends[0], 0, &n));
    ck_assert_uint_eq(faults.n_calls, 3);
}
END_TEST

/* Whatever cannot be had, the bytes are read later. */
START_TEST(no_byte_is_lost_for_want_of_memory)
{
    bool reached = true;

    for (uint64_t k = 1; reached; k++) {
        static char text[3 * SEAM_CHAIN_BLOCK];
        size_t n;
        seam_status r;

        for (size_t i = 0; i < sizeof(text) - 1; i++)
            text[i] = (char)('a' + i % 26);
        must(write(ends[1], text, 20000) == 20000);
        for (int i = 0; i < 2; i++)
            append_text_to(&chain, "-");
        seam_pool_trim(pool);
        provider.fail_at = provider.n_calls + k;
        provider.fail_from = true;
        r = seam_chain_read_fd(&chain, ends[0], 100000, &n);
        reached = provider.n_calls >= provider.fail_at;
        provider.fail_at = 0;
        must(r == SEAM_OK || (r == SEAM_ENOMEM && n == 0 && seam_chain_len(&chain) == 2));
        while (seam_chain_len(&chain) < 20002)
            must(seam_chain_read_fd(&chain, ends[0], 0, &n) == SEAM_OK);
        seam_chain_skip(&chain, 2);
        expect_chain(&chain, text, 20000);
        seam_chain_release(&chain);
    }
}
END_TEST

/* ---- writing */

START_TEST(write_drains_what_went)
{
    char got[32] = "";
    size_t n = 99;

    ck_ok(seam_chain_write_fd(&chain, ends[1], 0, &n));
    ck_assert_uint_eq(n, 0);
    fill_segments(&chain, "one |two |three");
    ck_status(seam_chain_write_fd(&chain, ends[1], 6, &n), SEAM_YIELD);
    ck_assert_uint_eq(n, 6);
    expect_segments(&chain, "o |three");
    ck_ok(seam_chain_write_fd(&chain, ends[1], 7, &n));
    ck_assert_uint_eq(n, 7);
    ck_assert_uint_eq(seam_chain_len(&chain), 0);
    ck_assert_int_eq(read(ends[0], got, sizeof(got)), 13);
    ck_assert_str_eq(got, "one two three");
}
END_TEST

START_TEST(write_is_full_and_goes_on_where_it_was)
{
    static uint8_t sent[1000000];
    static uint8_t got[sizeof(sent)];
    size_t at = 0;
    seam_status r;
    size_t n;

    for (size_t i = 0; i < sizeof(sent); i++)
        sent[i] = (uint8_t)(i * 31 + i / 509);
    for (size_t i = 0; i < sizeof(sent); i += 1000)
        ck_ok(seam_chain_write(&chain, seam_view_of(sent + i, 1000)));
    do {
        r = seam_chain_write_fd(&chain, ends[1], 0, &n);
        must(r == SEAM_OK || r == SEAM_FULL);
        must(r == SEAM_FULL || seam_chain_len(&chain) == 0);
        for (ssize_t k; (k = read(ends[0], got + at, sizeof(got) - at)) > 0;)
            at += (size_t)k;
    } while (r == SEAM_FULL);
    ck_assert_uint_eq(at, sizeof(got));
    ck_assert_mem_eq(got, sent, sizeof(got));
}
END_TEST

/* A pipe says once that it is no socket, and is not asked again. */
START_TEST(a_descriptor_is_tried_as_a_socket_once)
{
    const size_t n_segs = 200; /* more than three calls of 64 segments */
    struct stat type;
    uint8_t got[300];
    size_t n;

    must(fstat(ends[1], &type) == 0);
    for (size_t i = 0; i < n_segs; i++)
        append_text_to(&chain, i % 2 != 0 ? "a" : "b");
    ck_assert_uint_eq(seam_chain_segments(&chain), n_segs);
    faults.n_calls = 0;
    ck_ok(seam_chain_write_fd(&chain, ends[1], 0, &n));
    ck_assert_uint_eq(n, n_segs);
    ck_assert_uint_eq(faults.n_calls, 4u + !S_ISSOCK(type.st_mode));
    ck_assert_int_eq(read(ends[0], got, sizeof(got)), (ssize_t)n_segs);
}
END_TEST

static int n_signals;

static void count_signal(int number)
{
    n_signals += number == SIGPIPE;
}

START_TEST(a_peer_that_is_gone_sends_no_signal)
{
    sigset_t pipe_set;
    sigset_t waiting;
    sigset_t mask;
    size_t n;

    n_signals = 0;
    must(signal(SIGPIPE, count_signal) != SIG_ERR);
    append_text_to(&chain, "nobody reads this");
    shut(0);
    ck_status(seam_chain_write_fd(&chain, ends[1], 0, &n), SEAM_ESYS);
    ck_assert_int_eq(errno, EPIPE);
    ck_assert_uint_eq(seam_chain_len(&chain), 17);
    ck_assert_int_eq(n_signals, 0);
    sigpending(&waiting);
    ck_assert(!sigismember(&waiting, SIGPIPE));
    pthread_sigmask(SIG_SETMASK, NULL, &mask);
    ck_assert(!sigismember(&mask, SIGPIPE));
    /* One of the program's own, which waits, is not taken away. */
    sigemptyset(&pipe_set);
    sigaddset(&pipe_set, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe_set, NULL);
    raise(SIGPIPE);
    ck_status(seam_chain_write_fd(&chain, ends[1], 0, &n), SEAM_ESYS);
    sigpending(&waiting);
    ck_assert(sigismember(&waiting, SIGPIPE));
    pthread_sigmask(SIG_UNBLOCK, &pipe_set, NULL);
    ck_assert_int_eq(n_signals, 1);
}
END_TEST

START_TEST(a_write_that_fails_says_why_and_keeps_the_rest)
{
    size_t n = 99;

    fill_segments(&chain, "kept|all");
    ck_status(seam_chain_write_fd(&chain, -1, 0, &n), SEAM_ESYS);
    ck_assert_int_eq(errno, EBADF);
    ck_assert_uint_eq(n, 0);
    expect_segments(&chain, "kept|all");
    faults.fail_once = EAGAIN;
    ck_status(seam_chain_write_fd(&chain, ends[1], 0, &n), SEAM_FULL);
    faults.fail_once = EINTR;
    ck_ok(seam_chain_write_fd(&chain, ends[1], 0, &n));
    ck_assert_uint_eq(n, 7);
}
END_TEST

/* ---- both ways, with every fault */

/* Sends and receives until all is there; the chains are of any layout. */
static void transfer(prng *rng, size_t len)
{
    uint8_t *text = malloc(len + 1);
    size_t added = 0;
    seam_chain rx;
    size_t n;

    must(text != NULL);
    for (size_t i = 0; i < len; i++)
        text[i] = (uint8_t)prng_next(rng);
    seam_chain_init(&rx, pool);
    while (seam_chain_len(&rx) < len) {
        const size_t more = prng_below(rng, len - added < 3000 ? len - added + 1 : 3000);
        const size_t max = prng_below(rng, 2) * (1 + prng_below(rng, 9000));
        seam_status r;

        must(seam_chain_write(&chain, seam_view_of(text + added, more)) == SEAM_OK);
        added += more;
        r = seam_chain_write_fd(&chain, ends[1], max, &n);
        must(r == SEAM_OK || r == SEAM_FULL || r == SEAM_YIELD || (r == SEAM_ESYS && errno == EIO));
        must(max == 0 || n <= max);
        must(r != SEAM_YIELD || n == max);
        r = seam_chain_read_fd(&rx, ends[0], prng_below(rng, 3) * 7000, &n);
        must(r == SEAM_OK || r == SEAM_MORE || (r == SEAM_ESYS && errno == EIO));
        must((n > 0) == (r == SEAM_OK));
        must(seam__chain_valid(&rx));
    }
    expect_chain(&rx, text, len);
    seam_chain_release(&rx);
    free(text);
}

START_TEST(nothing_is_lost_whatever_calls_do)
{
    prng rng;

    prng_init(&rng, test_seed("nothing_is_lost_whatever_calls_do"));
    prng_init(&faults.rng, prng_next(&rng));
    for (int round = 0; round < 30; round++) {
        faults.fail_percent = (unsigned)prng_below(&rng, 3) * 20;
        faults.short_percent = (unsigned)prng_below(&rng, 3) * 40;
        transfer(&rng, prng_below(&rng, 100000));
    }
    ck_assert_int_gt(faults.n_io_errors, 10);
}
END_TEST

static TCase *case_of(const char *name, void (*open_it)(void))
{
    TCase *tc = tcase_create(name);

    tcase_set_timeout(tc, 60);
    tcase_add_checked_fixture(tc, open_it, close_test);
    tcase_add_test(tc, read_gives_what_is_there);
    tcase_add_test(tc, an_idle_chain_keeps_no_block);
    tcase_add_test(tc, read_fills_the_block_and_a_fresh_one);
    tcase_add_test(tc, a_hint_makes_room);
    tcase_add_test(tc, a_hint_above_a_block_is_read_in_one_piece);
    tcase_add_test(tc, read_stops_at_the_limit);
    tcase_add_test(tc, read_stops_at_the_limit_of_segments);
    tcase_add_test(tc, a_read_that_fails_says_why);
    tcase_add_test(tc, no_byte_is_lost_for_want_of_memory);
    tcase_add_test(tc, write_drains_what_went);
    tcase_add_test(tc, a_descriptor_is_tried_as_a_socket_once);
    tcase_add_test(tc, write_is_full_and_goes_on_where_it_was);
    tcase_add_test(tc, a_peer_that_is_gone_sends_no_signal);
    tcase_add_test(tc, a_write_that_fails_says_why_and_keeps_the_rest);
    tcase_add_test(tc, nothing_is_lost_whatever_calls_do);
    return tc;
}

int main(void)
{
    Suite *suite = suite_create("fd");

    suite_add_tcase(suite, case_of("pipe", open_pipe));
    suite_add_tcase(suite, case_of("socket", open_socket));
    return run_suite(suite);
}
