/* The counted form gives the output that the reference gives, however the input is cut. */
#include <inttypes.h>
#include <stdio.h>

#include "codec/encodings.h"
#include "pool_fixture.h"
#include "reference.h"

static failing_provider provider;
static seam_pool *pool;

static void open_pool(void)
{
    pool = fixture_open(&provider, NULL);
}

static void close_pool(void)
{
    fixture_close(&provider, &pool);
}

/* One input with one set of options; each way of cutting it starts anew. */
typedef struct job {
    seam_decoder_options options;
    const uint8_t *input;
    size_t len;
    seam_decoder dec;
    ref_stream ref;
    seam_chain out;
    size_t n_seen; /* faults that a call has returned */
    bool each;     /* all of the output is compared after each chunk */
} job;

static void expect_output(const job *j)
{
    must(seam_chain_len(&j->out) == j->ref.n_out);
    if (j->each || j->ref.ended)
        expect_chain(&j->out, j->ref.out, j->ref.n_out);
    must(seam_decoder_n_faults(&j->dec) == j->ref.n_faults);
}

/* A fault has been returned: what precedes it is in the chain, and nothing else. */
static void expect_fault(job *j, seam_status r, size_t n_left)
{
    const ref_fault *fault;
    seam_fault shown = seam_decoder_fault(&j->dec);

    must(j->options.errors == SEAM_ERRORS_FATAL);
    must(j->n_seen < j->ref.n_faults);
    fault = &j->ref.faults[j->n_seen++];
    must((r == SEAM_ETRUNC) == (j->ref.ended && fault->item.cut));
    must(shown.offset == fault->item.offset);
    must(shown.reason == fault->item.reason);
    must(shown.len == fault->item.len);
    must(seam_chain_len(&j->out) == fault->n_out);
    must(fault->item.offset + fault->item.len + n_left <= j->ref.n);
}

/* Pushes until the status is `last`. */
static void push_to(job *j, seam_buf *in, seam_status last)
{
    seam_status r;

    while ((r = seam_decoder_push(&j->dec, in, &j->out)) != last) {
        must(r == SEAM_EILSEQ || (r == SEAM_ETRUNC && j->ref.ended));
        expect_fault(j, r, in->len);
    }
    must(is_empty(in));
    expect_output(j);
}

static void push_cuts(void *ctx, const size_t *cuts, size_t n_cuts)
{
    job *j = ctx;
    seam_buf none = {0};
    size_t from = 0;

    must(seam_decoder_init(&j->dec, &j->options) == SEAM_OK);
    ref_stream_init(&j->ref, &j->options);
    seam_chain_init(&j->out, pool);
    j->n_seen = 0;
    j->each = n_cuts <= 64;
    for (size_t i = 0; i <= n_cuts; i++) {
        size_t to = i < n_cuts ? cuts[i] : j->len;
        seam_buf in;

        must(seam_buf_copy(pool, seam_view_of(j->input + from, to - from), &in) == SEAM_OK);
        ref_stream_feed(&j->ref, j->input + from, to - from);
        push_to(j, &in, SEAM_MORE);
        from = to;
    }
    seam_decoder_finish(&j->dec);
    ref_stream_end(&j->ref);
    push_to(j, &none, SEAM_EOF);
    must(j->options.errors != SEAM_ERRORS_FATAL || j->n_seen == j->ref.n_faults);
    seam_chain_release(&j->out);
    ref_stream_free(&j->ref);
}

/* All of the input as one chain, which is also the end of the stream. */
static void push_as_chain(void *ctx, const size_t *cuts, size_t n_cuts)
{
    job *j = ctx;
    seam_chain in;
    size_t from = 0;
    seam_status r;

    must(seam_decoder_init(&j->dec, &j->options) == SEAM_OK);
    ref_stream_init(&j->ref, &j->options);
    ref_stream_feed(&j->ref, j->input, j->len);
    ref_stream_end(&j->ref);
    seam_chain_init(&j->out, pool);
    seam_chain_init(&in, pool);
    j->n_seen = 0;
    for (size_t i = 0; i <= n_cuts; i++) {
        size_t to = i < n_cuts ? cuts[i] : j->len;
        seam_buf buf;

        must(seam_buf_copy(pool, seam_view_of(j->input + from, to - from), &buf) == SEAM_OK);
        must(seam_chain_append(&in, &buf) == SEAM_OK);
        from = to;
    }
    seam_decoder_finish(&j->dec);
    while ((r = seam_decoder_push_chain(&j->dec, &in, &j->out)) != SEAM_EOF) {
        must(r == SEAM_EILSEQ || r == SEAM_ETRUNC);
        expect_fault(j, r, seam_chain_len(&in));
    }
    must(seam_chain_len(&in) == 0);
    expect_output(j);
    seam_chain_release(&in);
    seam_chain_release(&j->out);
    ref_stream_free(&j->ref);
}

/* Every mode that is built, with output: errors x hold x bom. */
static void in_every_mode(const uint8_t *input, size_t len, prng *rng, size_t n_random)
{
    job j = {.input = input, .len = len};

    for (unsigned mode = 0; mode < 12; mode++) {
        j.options.errors = (uint8_t)(mode % 3);
        j.options.hold = (uint8_t)(mode / 3 % 2);
        j.options.bom = (uint8_t)(mode / 6);
        feed_every_cut(len, rng, n_random, push_cuts, &j);
        feed_every_cut(len, rng, n_random, push_as_chain, &j);
    }
}

START_TEST(characters_are_bridged_over_every_pair_of_cuts)
{
    static const char text[] = "a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80z";
    static const char bad[] = "\xEF\xBB\xBF\xE2\x82\xFF\xED\xA0\x80\xF0\x9F\x98.\xF4\x90\xC1\xE2";
    prng rng;

    prng_init(&rng, test_seed("characters_are_bridged_over_every_pair_of_cuts"));
    in_every_mode((const uint8_t *)text, sizeof(text) - 1, &rng, 10);
    in_every_mode((const uint8_t *)bad, sizeof(bad) - 1, &rng, 10);
}
END_TEST

START_TEST(random_text_comes_out_as_the_reference_says)
{
    static uint8_t input[5000];
    prng rng;

    prng_init(&rng, test_seed("random_text_comes_out_as_the_reference_says"));
    for (int round = 0; round < 60; round++) {
        size_t len = 65 + prng_below(&rng, round % 5 == 0 ? sizeof(input) - 65 : 400);

        prng_text(&rng, input, len);
        in_every_mode(input, len, &rng, 4);
    }
}
END_TEST

/* Long pieces, so that slices, static runs and copies all take part. */
START_TEST(pieces_of_every_length_come_out_as_the_reference_says)
{
    static uint8_t input[20000];
    prng rng;

    prng_init(&rng, test_seed("pieces_of_every_length_come_out_as_the_reference_says"));
    for (int round = 0; round < 12; round++) {
        size_t at = 0;

        while (at < sizeof(input)) {
            size_t n = prng_below(&rng, 1200);
            uint8_t byte = prng_below(&rng, 2) == 0 ? 'x' : 0xFF;

            for (; n > 0 && at < sizeof(input); n--)
                input[at++] = byte;
        }
        in_every_mode(input + 100, sizeof(input) - 100 * (size_t)round - 100, &rng, 2);
    }
}
END_TEST

START_TEST(after_the_end_comes_a_new_stream)
{
    seam_decoder dec;
    seam_chain out;
    seam_buf in;

    ck_ok(seam_decoder_init(&dec, NULL));
    seam_chain_init(&out, pool);
    for (int round = 0; round < 3; round++) {
        ck_ok(seam_buf_copy(pool, seam_view_string("ab\xE2\x82"), &in));
        ck_status(seam_decoder_push(&dec, &in, &out), SEAM_MORE);
        expect_chain(&out, "ab", 2);
        seam_decoder_finish(&dec);
        ck_status(seam_decoder_push(&dec, &in, &out), SEAM_EOF);
        expect_chain(&out, "ab\xEF\xBF\xBD", 5);
        ck_assert_uint_eq(seam_decoder_fault(&dec).offset, 2);
        ck_status(seam_decoder_push(&dec, &in, &out), SEAM_MORE);
        expect_chain(&out, "ab\xEF\xBF\xBD", 5);
        seam_chain_release(&out);
    }
}
END_TEST

/* ---- a run of U+FFFD is copied up to a length, and longer ones are the library's own bytes */

static bool is_static(seam_view segment)
{
    const uintptr_t at = (uintptr_t)segment.data;
    const uintptr_t all = (uintptr_t)seam__utf8_replacements;

    return at >= all && at < all + sizeof(seam__utf8_replacements);
}

START_TEST(short_runs_of_faults_are_copied_and_longer_ones_are_not)
{
    for (size_t n = SEAM_CHAIN_COPY - 1; n <= SEAM_CHAIN_COPY + 1; n++) {
        uint8_t bad[SEAM_CHAIN_COPY + 1];
        seam_decoder dec;
        seam_view segment;
        size_t index = 0;
        seam_chain out;
        seam_buf in;

        memset(bad, 0xFF, n);
        ck_ok(seam_buf_copy(pool, seam_view_of(bad, n), &in));
        ck_ok(seam_decoder_init(&dec, NULL));
        seam_chain_init(&out, pool);
        ck_status(seam_decoder_push(&dec, &in, &out), SEAM_MORE);
        ck_assert_uint_eq(seam_chain_len(&out), 3 * n);
        ck_assert(seam_chain_next(&out, &index, &segment));
        ck_assert_uint_eq(segment.len, 3 * n);
        ck_assert_int_eq(is_static(segment), n > SEAM_CHAIN_COPY);
        seam_chain_release(&out);
    }
}
END_TEST

/* ---- what is converted goes into the chain's own block */

static const char mixed[] = "a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\xFF";
static const uint8_t mixed_utf16[] = {'a', 0, 0xE9, 0, 0xAC, 0x20, 0x3D, 0xD8, 0, 0xDE, 0xFD, 0xFF};

/* Pushes `mixed` and expects that nothing happens, or that all of it comes out. */
static void push_mixed(seam_decoder *dec, seam_chain *out, seam_status expected)
{
    const seam_decoder before = *dec;
    seam_buf in = seam_buf_static(seam_view_string(mixed));
    const size_t had = seam_chain_len(out);
    uint8_t came_out[sizeof(mixed_utf16) + 1];

    ck_status(seam_decoder_push(dec, &in, out), expected);
    if (expected == SEAM_MORE) {
        ck_assert(is_empty(&in));
        ck_assert_uint_eq(seam_chain_copy_out(out, had, came_out, sizeof(came_out)),
                          sizeof(mixed_utf16));
        ck_assert_mem_eq(came_out, mixed_utf16, sizeof(mixed_utf16));
        return;
    }
    ck_assert_mem_eq(dec, &before, sizeof(before));
    ck_assert(in.data == (const uint8_t *)mixed && in.len == sizeof(mixed) - 1);
    ck_assert_uint_eq(seam_chain_len(out), had);
    seam_buf_release(&in);
}

START_TEST(a_push_that_converts_changes_nothing_without_room)
{
    const seam_decoder_options options = {.to = SEAM_UTF16LE};
    seam_decoder dec;
    seam_chain out;

    ck_ok(seam_decoder_init(&dec, &options));
    seam_chain_init(&out, pool);
    seam_chain_set_limits(&out, 255, 0);
    push_mixed(&dec, &out, SEAM_ELIMIT);
    seam_chain_set_limits(&out, 256, 0);
    push_mixed(&dec, &out, SEAM_MORE);
    push_mixed(&dec, &out, SEAM_ELIMIT);
    seam_chain_set_limits(&out, 0, 0);
    push_mixed(&dec, &out, SEAM_MORE);
    seam_chain_release(&out);
}
END_TEST

START_TEST(a_push_that_converts_changes_nothing_without_memory)
{
    const seam_decoder_options options = {.to = SEAM_UTF16LE};
    seam_decoder dec;
    seam_chain out;

    ck_ok(seam_decoder_init(&dec, &options));
    seam_chain_init(&out, pool);
    provider.fail_at = provider.n_calls + 1;
    provider.fail_from = true;
    push_mixed(&dec, &out, SEAM_ENOMEM);
    provider.fail_at = 0;
    push_mixed(&dec, &out, SEAM_MORE);
    seam_chain_release(&out);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("decode_output");
    TCase *tc = tcase_create("decode_output");

    tcase_set_timeout(tc, 120);
    tcase_add_checked_fixture(tc, open_pool, close_pool);
    tcase_add_test(tc, characters_are_bridged_over_every_pair_of_cuts);
    tcase_add_test(tc, random_text_comes_out_as_the_reference_says);
    tcase_add_test(tc, pieces_of_every_length_come_out_as_the_reference_says);
    tcase_add_test(tc, after_the_end_comes_a_new_stream);
    tcase_add_test(tc, short_runs_of_faults_are_copied_and_longer_ones_are_not);
    tcase_add_test(tc, a_push_that_converts_changes_nothing_without_room);
    tcase_add_test(tc, a_push_that_converts_changes_nothing_without_memory);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
