/* The counted form out of memory: it never rolls back, and a retry loses and repeats nothing. */
#include <inttypes.h>
#include <stdio.h>

#include "pool_fixture.h"
#include "reference.h"

#define N_INPUT  60000u
#define N_CHUNKS 12u

/* An input with text of every length, runs of faults, and characters cut at the joints. */
static uint8_t input[N_INPUT];
static size_t cuts[N_CHUNKS + 1];

static void make_input(prng *rng)
{
    size_t at = 0;

    while (at < N_INPUT) {
        size_t n = 1 + prng_below(rng, prng_below(rng, 8) == 0 ? 4000 : 300);

        n = n < N_INPUT - at ? n : N_INPUT - at;
        switch (prng_below(rng, 4)) {
        case 0:
            memset(input + at, 0xFF, n);
            break;
        case 1:
            memset(input + at, 'x', n);
            break;
        default:
            prng_text(rng, input + at, n);
        }
        at += n;
    }
    for (size_t i = 1; i < N_CHUNKS; i++)
        cuts[i] = cuts[i - 1] + prng_below(rng, 2 * N_INPUT / N_CHUNKS - 1);
    for (size_t i = 1; i < N_CHUNKS; i++)
        cuts[i] = cuts[i] < N_INPUT ? cuts[i] : N_INPUT;
    cuts[N_CHUNKS] = N_INPUT;
}

/* A run over the input. Chunks live in a pool of their own, which never fails. */
typedef struct run {
    failing_provider chunk_provider, provider;
    seam_pool *chunks, *pool;
    seam_decoder dec;
    seam_chain out;
    size_t n_taken;   /* bytes of the input that whole chunks have brought */
    size_t n_drained; /* bytes of output that have been taken out of the chain */
    size_t n_failures;
    bool stuck; /* not even an empty chain makes room */
} run;

/* What the reference gives for the whole input. */
static ref_stream expected;

static void open_run(run *r, const seam_decoder_options *options, uint64_t max_bytes)
{
    const seam_pool_options limit = {.max_bytes = max_bytes};

    memset(r, 0, sizeof(*r));
    r->chunks = fixture_open(&r->chunk_provider, NULL);
    failing_provider_init(&r->provider);
    seam__provider_set(&r->provider.table);
    r->stuck = seam_pool_create(&limit, &r->pool) != SEAM_OK;
    must(seam_decoder_init(&r->dec, options) == SEAM_OK);
    seam_chain_init(&r->out, r->pool);
}

static void close_run(run *r)
{
    seam_chain_release(&r->out);
    if (r->pool != NULL)
        fixture_close(&r->provider, &r->pool);
    must(r->provider.mapped_bytes == 0);
    fixture_close(&r->chunk_provider, &r->chunks);
}

/* What has come out so far is what should come first. */
static void expect_prefix(const run *r)
{
    must(r->n_drained + seam_chain_len(&r->out) <= expected.n_out);
    expect_chain(&r->out, expected.out + r->n_drained, seam_chain_len(&r->out));
}

/* Makes room, as a caller would: by sending what is there. False when there was nothing. */
static bool drain(run *r)
{
    size_t len = seam_chain_len(&r->out);

    expect_prefix(r);
    r->n_drained += len;
    seam_chain_release(&r->out);
    return len > 0;
}

static void expect_failure(run *r, seam_status status, const seam_buf *in)
{
    const uint64_t dealt_with = r->n_taken - in->len;

    must(status == SEAM_ENOMEM || status == SEAM_ELIMIT);
    must(seam__buf_valid(in));
    must(seam__pool_valid(r->pool));
    must(seam_decoder_offset(&r->dec) == dealt_with);
    must(in->len == 0 || memcmp(in->data, input + dealt_with, in->len) == 0);
    expect_prefix(r);
    r->n_failures++;
    if (status == SEAM_ELIMIT)
        r->stuck = !drain(r);
}

static void push_to(run *r, seam_buf *in, seam_status last)
{
    seam_status status;

    while (!r->stuck && (status = seam_decoder_push(&r->dec, in, &r->out)) != last) {
        expect_failure(r, status, in);
        if (!r->provider.fail_from)
            continue;
        /* It lasts: a second call fails as well, and then memory comes back. */
        status = seam_decoder_push(&r->dec, in, &r->out);
        expect_failure(r, status, in);
        r->provider.fail_at = 0;
        r->provider.fail_from = false;
    }
}

/* All chunks at once, and their end with them. The chain of them is in the pool that never fails. */
static void push_input_as_chain(run *r)
{
    seam_status status;
    seam_chain in;

    seam_chain_init(&in, r->chunks);
    for (size_t i = 0; i < N_CHUNKS; i++) {
        seam_buf chunk;

        must(seam_buf_copy(r->chunks, seam_view_of(input + cuts[i], cuts[i + 1] - cuts[i]),
                           &chunk) == SEAM_OK);
        must(seam_chain_append(&in, &chunk) == SEAM_OK);
    }
    r->n_taken = N_INPUT;
    seam_decoder_finish(&r->dec);
    while (!r->stuck && (status = seam_decoder_push_chain(&r->dec, &in, &r->out)) != SEAM_EOF) {
        must(status == SEAM_ENOMEM || status == SEAM_ELIMIT);
        must(seam_decoder_offset(&r->dec) == N_INPUT - seam_chain_len(&in));
        expect_prefix(r);
        r->n_failures++;
        if (status == SEAM_ELIMIT)
            r->stuck = !drain(r);
        if (r->provider.fail_from)
            r->provider.fail_at = 0;
    }
    if (!r->stuck) {
        drain(r);
        must(r->n_drained == expected.n_out);
        must(seam_decoder_n_faults(&r->dec) == expected.n_faults);
    }
    seam_chain_release(&in);
}

static void push_input(run *r)
{
    seam_buf none = {0};

    for (size_t i = 0; i < N_CHUNKS && !r->stuck; i++) {
        seam_view chunk = seam_view_of(input + cuts[i], cuts[i + 1] - cuts[i]);
        seam_buf in;

        must(seam_buf_copy(r->chunks, chunk, &in) == SEAM_OK);
        r->n_taken += chunk.len;
        push_to(r, &in, SEAM_MORE);
        must(r->stuck || is_empty(&in));
        seam_buf_release(&in);
    }
    if (r->stuck)
        return;
    seam_decoder_finish(&r->dec);
    push_to(r, &none, SEAM_EOF);
    if (r->stuck)
        return;
    drain(r);
    must(r->n_drained == expected.n_out);
    must(seam_decoder_n_faults(&r->dec) == expected.n_faults);
}

static seam_decoder_options mode(int index)
{
    seam_decoder_options options = {0};

    options.errors = index % 2 == 0 ? SEAM_ERRORS_REPLACE : SEAM_ERRORS_SKIP;
    options.hold = index / 2 == 0 ? SEAM_HOLD_EAGER : SEAM_HOLD_LAZY;
    return options;
}

static seam_decoder_options open_mode(int index, const char *what)
{
    const seam_decoder_options options = mode(index);
    prng rng;

    prng_init(&rng, test_seed(what));
    make_input(&rng);
    ref_stream_init(&expected, &options);
    for (size_t i = 0; i < N_CHUNKS; i++)
        ref_stream_feed(&expected, input + cuts[i], cuts[i + 1] - cuts[i]);
    ref_stream_end(&expected);
    return options;
}

START_TEST(push_that_runs_out_of_pages_goes_on_where_it_was)
{
    const seam_decoder_options options =
        open_mode(_i, "push_that_runs_out_of_pages_goes_on_where_it_was");
    static run r;
    size_t n_failures = 0;

    for (unsigned from = 0; from < 4; from++) {
        bool reached = true;

        for (uint64_t n = 1; reached; n++) {
            open_run(&r, &options, 0);
            r.provider.fail_at = r.provider.n_calls + n;
            r.provider.fail_from = from % 2 != 0;
            if (from < 2)
                push_input(&r);
            else
                push_input_as_chain(&r);
            reached = r.provider.n_calls >= n + 1;
            n_failures += r.n_failures;
            close_run(&r);
        }
    }
    ck_assert_uint_gt(n_failures, 10);
    ref_stream_free(&expected);
}
END_TEST

START_TEST(push_past_the_limit_goes_on_when_there_is_room)
{
    const seam_decoder_options options =
        open_mode(_i, "push_past_the_limit_goes_on_when_there_is_room");
    static run r;
    size_t n_failures = 0;
    size_t n_whole = 0;

    for (uint64_t n_pages = 1; n_pages < 120; n_pages++) {
        open_run(&r, &options, n_pages * seam__page_size());
        if (r.pool != NULL) {
            if (n_pages % 2 == 0)
                push_input(&r);
            else
                push_input_as_chain(&r);
            must(stats_of(r.pool).committed_peak <= n_pages * seam__page_size());
        }
        n_failures += r.n_failures;
        n_whole += !r.stuck;
        close_run(&r);
    }
    ck_assert_uint_gt(n_failures, 10);
    ck_assert_uint_gt(n_whole, 10);
    ref_stream_free(&expected);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("oom_push");
    TCase *tc = tcase_create("oom_push");

    tcase_set_timeout(tc, 120);
    tcase_add_loop_test(tc, push_that_runs_out_of_pages_goes_on_where_it_was, 0, 4);
    tcase_add_loop_test(tc, push_past_the_limit_goes_on_when_there_is_room, 0, 4);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
