/* Messages from one end of a pair of descriptors to the other: written by put, framed by their length, decoded
 * out of chains. Every call for reading or writing is let fail in every way in turn, and every call for pages:
 * nothing is lost, and nothing comes twice. */
#include <errno.h>

#include "faulty_fd.h"
#include "pool_fixture.h"
#include "seam/decode.h"
#include "seam/fd.h"
#include "seam/framer.h"
#include "seam/put.h"

/* Bytes of the messages; among them what fills blocks, and what lies over their joints. */
static const size_t lengths[] = {0, 1, 5, 127, 128, 600, 5000, 16384, 3, 20000, 2};
#define N_MESSAGES (sizeof(lengths) / sizeof(lengths[0]))

typedef struct ends {
    failing_provider provider;
    seam_pool *pool;
    int fd[2];
    seam_chain tx, rx, frame, text;
    seam_framer framer;
    seam_decoder dec;
    size_t n_sent, n_got;
    size_t sent; /* bytes of the message that is being written: its head is 2 of them */
} ends;

/* Text of two-byte characters, so that cuts lie within them, behind one byte when the length is odd. */
static void message(size_t i, uint8_t *to)
{
    for (size_t k = 0; k < lengths[i]; k++)
        to[k] = (uint8_t)(lengths[i] % 2 == 1 && k == 0 ? 'a' + i
                          : (k + lengths[i]) % 2 == 0   ? 0xC3
                                                        : 0xA0 + i);
}

static void open_ends(ends *e, bool socket)
{
    const seam_framer_options options = {.kind = SEAM_FRAME_LENGTH, .width = 2};
    seam_chain *const chains[] = {&e->tx, &e->rx, &e->frame, &e->text};

    memset(e, 0, sizeof(*e));
    e->pool = fixture_open(&e->provider, NULL);
    for (size_t i = 0; i < 4; i++)
        seam_chain_init(chains[i], e->pool);
    must(seam_framer_init(&e->framer, &options) == SEAM_OK);
    must(seam_decoder_init(&e->dec, NULL) == SEAM_OK);
    faulty_fd_open(e->fd, socket);
}

static void close_ends(ends *e)
{
    seam_chain *const chains[] = {&e->tx, &e->rx, &e->frame, &e->text};

    e->provider.fail_at = 0;
    for (size_t i = 0; i < 4; i++) {
        must(seam__chain_valid(chains[i]));
        seam_chain_release(chains[i]);
    }
    for (int i = 0; i < 2; i++)
        faulty_fd_shut(&e->fd[i]);
    fixture_close(&e->provider, &e->pool);
}

/* What may go wrong here may be tried again. */
static bool done(seam_status r)
{
    must(r >= 0 || r == SEAM_ENOMEM || (r == SEAM_ESYS && errno == EIO));
    return r == SEAM_OK;
}

/* Adds the head or the body of the next message, and writes what the descriptor takes. */
static void send_some(ends *e)
{
    static uint8_t body[20000];
    size_t n;

    if (e->n_sent < N_MESSAGES && e->sent == 0 &&
        done(seam_chain_put_u16be(&e->tx, (uint16_t)lengths[e->n_sent])))
        e->sent = 2;
    if (e->n_sent < N_MESSAGES && e->sent == 2) {
        message(e->n_sent, body);
        if (done(seam_chain_write(&e->tx, seam_view_of(body, lengths[e->n_sent])))) {
            e->n_sent++;
            e->sent = 0;
        }
    }
    (void)done(seam_chain_write_fd(&e->tx, e->fd[1], 0, &n));
}

/* The frame becomes text, which is the message. */
static void take_frame(ends *e)
{
    static uint8_t body[20000];
    seam_status r;

    seam_decoder_finish(&e->dec);
    do
        r = seam_decoder_push_chain(&e->dec, &e->frame, &e->text);
    while (r == SEAM_ENOMEM);
    must(r == SEAM_EOF);
    must(seam_decoder_n_faults(&e->dec) == 0);
    message(e->n_got, body);
    expect_chain(&e->text, body, lengths[e->n_got]);
    seam_chain_release(&e->text);
    e->n_got++;
}

static void receive_some(ends *e)
{
    size_t n;

    (void)done(seam_chain_read_fd(&e->rx, e->fd[0], 1000, &n));
    while (done(seam_framer_move(&e->framer, &e->rx, &e->frame)))
        take_frame(e);
}

/* All messages, from one end to the other. */
static void converse(ends *e)
{
    size_t rounds = 0;

    while (e->n_got < N_MESSAGES) {
        send_some(e);
        receive_some(e);
        must(++rounds < 100000);
    }
    must(seam_chain_len(&e->tx) + seam_chain_len(&e->rx) + seam_chain_len(&e->frame) == 0);
    must(stats_of(e->pool).live_blocks == 0);
}

static const int kinds[] = {EINTR, EAGAIN, EIO, FAULT_SHORT};

START_TEST(one_call_that_fails_loses_nothing)
{
    const int fault = kinds[_i / 2];
    size_t n_calls = 1;
    static ends e;

    for (size_t k = 1; k <= n_calls; k++) {
        open_ends(&e, _i % 2 == 1);
        faults.fault_at = k;
        faults.fault = fault;
        converse(&e);
        n_calls = faults.n_calls;
        close_ends(&e);
    }
    ck_assert_uint_ge(n_calls, 2 * N_MESSAGES);
}
END_TEST

START_TEST(pages_that_cannot_be_had_lose_nothing)
{
    uint64_t n_calls = 1;
    static ends e;

    for (uint64_t k = 1; k <= n_calls; k++) {
        open_ends(&e, _i % 2 == 1);
        e.provider.fail_at = e.provider.n_calls + k;
        n_calls = e.provider.n_calls;
        converse(&e);
        n_calls = e.provider.n_calls - n_calls;
        close_ends(&e);
    }
    ck_assert_uint_gt(n_calls, 3);
}
END_TEST

/* Some bytes at a time, while calls and pages fail. */
START_TEST(all_of_it_at_once_loses_nothing)
{
    static ends e;
    prng rng;

    prng_init(&rng, test_seed("all_of_it_at_once_loses_nothing"));
    for (int round = 0; round < 20; round++) {
        open_ends(&e, prng_below(&rng, 2) == 1);
        prng_init(&faults.rng, prng_next(&rng));
        faults.fail_percent = (unsigned)prng_below(&rng, 60);
        faults.short_percent = (unsigned)prng_below(&rng, 100);
        e.provider.fail_at = e.provider.n_calls + 1 + prng_below(&rng, 20);
        converse(&e);
        close_ends(&e);
    }
}
END_TEST

/* The reader is gone, or the writer is, while messages are under way. */
START_TEST(an_end_that_is_gone_is_told_and_all_is_released)
{
    for (size_t k = 0; k < 40; k++) {
        static ends e;
        size_t n;

        open_ends(&e, k % 2 == 1);
        for (size_t i = 0; i < k / 4; i++) {
            send_some(&e);
            receive_some(&e);
        }
        send_some(&e);
        if (k % 4 < 2) {
            faulty_fd_shut(&e.fd[0]);
            must(seam_chain_write(&e.tx, seam_view_string("more")) == SEAM_OK);
            ck_assert_int_eq(seam_chain_write_fd(&e.tx, e.fd[1], 0, &n), SEAM_ESYS);
            ck_assert_int_eq(errno, EPIPE);
        } else {
            faulty_fd_shut(&e.fd[1]);
            while (seam_chain_read_fd(&e.rx, e.fd[0], 0, &n) == SEAM_OK)
                continue;
            ck_assert_int_eq(seam_chain_read_fd(&e.rx, e.fd[0], 0, &n), SEAM_EOF);
        }
        close_ends(&e);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("framer_fd");
    TCase *tc = tcase_create("faults");

    tcase_set_timeout(tc, 120);
    tcase_add_loop_test(tc, one_call_that_fails_loses_nothing, 0, 8);
    tcase_add_loop_test(tc, pages_that_cannot_be_had_lose_nothing, 0, 2);
    tcase_add_test(tc, all_of_it_at_once_loses_nothing);
    tcase_add_test(tc, an_end_that_is_gone_is_told_and_all_is_released);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
