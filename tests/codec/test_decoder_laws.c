#include <stdio.h>
#include <string.h>

#include "differential.h"
#include "support.h"

/* The laws of the decoder, each as a property of random input. The seed is printed. Law 3, what is
 * held back, stands in test_decoder_hold.c. */

enum { LONGEST = 4000 };

static prng rng;

static void fail_test(const char *message)
{
    ck_abort_msg("%s", message);
}

static void setup(void)
{
    prng_init(&rng, test_seed("decoder_laws"));
}

static seam_decoder_options random_options(void)
{
    seam_decoder_options o = {0};

    o.errors = (uint8_t)prng_below(&rng, 3);
    o.hold = (uint8_t)prng_below(&rng, 2);
    o.bom = (uint8_t)prng_below(&rng, 2);
    o.to = prng_below(&rng, 6) == 0 ? SEAM_ENCODING_NONE : SEAM_UTF8;
    return o;
}

/* Text of at most `max` bytes, often with a byte order mark or a piece of one at its start, or right
 * behind a byte or two. */
static size_t random_input(uint8_t *input, size_t max)
{
    const size_t len = prng_below(&rng, max + 1);
    const size_t mark = prng_below(&rng, 8);
    const size_t at = prng_below(&rng, 3);

    prng_text(&rng, input, len);
    if (mark <= 3 && at + mark <= len)
        memcpy(input + at, "\xEF\xBB\xBF", mark);
    return len;
}

static seam_pool *new_pool(void)
{
    seam_pool *pool;

    ck_assert_int_eq(seam_pool_create(NULL, &pool), SEAM_OK);
    return pool;
}

/* Two streams one after the other on one decoder, so that the second begins behind an EOF. */
typedef struct run {
    seam_decoder_options options;
    seam_pool *pool;
    const uint8_t *input;
    size_t len;
    int form;
    size_t n_runs;
} run;

static void feed_stream(differ *d, const run *r, const size_t *cuts, size_t n_cuts)
{
    size_t at = 0;

    for (size_t i = 0; i <= n_cuts; i++) {
        const size_t end = i < n_cuts ? cuts[i] : r->len;
        differ_chunk(d, r->input + at, end - at);
        if (i == n_cuts && n_cuts % 2 == 1)
            differ_finish(d);
        differ_drain(d, r->form, 4 + n_cuts % 7);
        at = end;
    }
    if (!d->finishing)
        differ_finish(d);
    differ_drain(d, r->form, 4);
}

static void decode_cut(void *ctx, const size_t *cuts, size_t n_cuts)
{
    run *r = ctx;
    differ d;

    differ_init(&d, &r->options, r->pool, fail_test);
    feed_stream(&d, r, cuts, n_cuts);
    if (r->n_runs++ % 8 == 0)
        feed_stream(&d, r, cuts, n_cuts);
    differ_free(&d);
}

static void cut_everywhere(uint8_t *input, size_t max, size_t n_inputs, size_t n_random)
{
    run r = {.pool = new_pool(), .input = input};

    for (size_t i = 0; i < n_inputs; i++) {
        r.options = random_options();
        r.len = random_input(input, max);
        for (r.form = 0; r.form < DIFFER_FORMS; r.form++)
            feed_every_cut(r.len, &rng, n_random, decode_cut, &r);
    }
    seam_pool_destroy(&r.pool);
    ck_assert_uint_ge(r.n_runs, n_inputs * DIFFER_FORMS);
}

/* Law 1, short inputs at every pair of cuts. The reference does not see the cuts: equal to it at
 * every cut is equal to each other. */
START_TEST(the_output_does_not_depend_on_the_cuts)
{
    uint8_t input[32];

    cut_everywhere(input, sizeof(input), 60, 20);
}
END_TEST

START_TEST(the_output_of_long_input_does_not_depend_on_the_cuts)
{
    static uint8_t input[LONGEST];

    cut_everywhere(input, sizeof(input), 40, 10);
}
END_TEST

/* All that is expected of an input in one piece. */
static void expect_whole(ref_stream *s, unsigned errors, const uint8_t *input, size_t len)
{
    const seam_decoder_options o = {.errors = (uint8_t)errors};

    ref_stream_init(s, &o);
    ref_stream_feed(s, input, len);
    ref_stream_end(s);
}

/* Decodes in one piece by the bounded form; returns the length. Faults of fatal decoding are
 * counted in `n_faults`. */
static size_t decode_whole(unsigned errors, const uint8_t *input, size_t len, uint8_t *out,
                           size_t *n_faults)
{
    const seam_decoder_options o = {.errors = (uint8_t)errors};
    seam_decoder dec;
    seam_view in = seam_view_of(input, len);
    size_t n_out = 0;
    seam_status status;

    *n_faults = 0;
    ck_assert_int_eq(seam_decoder_init(&dec, &o), SEAM_OK);
    seam_decoder_finish(&dec);
    do {
        size_t produced;
        status = seam_decoder_convert(&dec, &in, out + n_out, 3 * len + 1 - n_out, &produced);
        n_out += produced;
        *n_faults += status == SEAM_EILSEQ || status == SEAM_ETRUNC;
        ck_assert(status == SEAM_EOF || (status < 0 && errors == SEAM_ERRORS_FATAL));
    } while (status != SEAM_EOF);
    return n_out;
}

/* Law 2. The count of U+FFFD is that of the reference's ill-formed items, beside those that the
 * input brings itself; the ASCII bytes come through in order. */
START_TEST(one_replacement_stands_for_each_maximal_subpart)
{
    static uint8_t input[300];
    static uint8_t out[901];

    for (int i = 0; i < 3000; i++) {
        const size_t len = random_input(input, sizeof(input));
        ref_item items[sizeof(input)];
        const size_t n_items = ref_analyse(input, len, items);
        size_t n_faults;
        const size_t n_out = decode_whole(SEAM_ERRORS_REPLACE, input, len, out, &n_faults);
        size_t at = 0;
        for (size_t k = 0; k < n_items; k++) {
            const bool good = items[k].reason == SEAM_REASON_NONE;
            const uint8_t *wanted =
                good ? input + items[k].offset : (const uint8_t *)"\xEF\xBF\xBD";
            const size_t n = good ? items[k].len : 3;
            if (n > n_out - at || memcmp(out + at, wanted, n) != 0)
                ck_abort_msg("item %zu at %zu is not what comes out", k, items[k].offset);
            at += n;
        }
        ck_assert_uint_eq(at, n_out);
    }
}
END_TEST

START_TEST(ascii_bytes_are_never_swallowed)
{
    static uint8_t input[300];
    static uint8_t out[901];

    for (int i = 0; i < 3000; i++) {
        const size_t len = random_input(input, sizeof(input));
        for (unsigned errors = SEAM_ERRORS_REPLACE; errors <= SEAM_ERRORS_SKIP; errors++) {
            size_t n_faults;
            const size_t n_out = decode_whole(errors, input, len, out, &n_faults);
            size_t at = 0;
            for (size_t k = 0; k < len; k++) {
                if (input[k] >= 0x80)
                    continue;
                while (at < n_out && out[at] >= 0x80)
                    at++;
                if (at == n_out || out[at++] != input[k])
                    ck_abort_msg("the ASCII byte at %zu is gone", k);
            }
        }
    }
}
END_TEST

/* Law 4: at most 3 bytes, which outlive the chunk that they came in. */
START_TEST(the_carry_is_a_copy_of_at_most_three_bytes)
{
    for (int i = 0; i < 3000; i++) {
        const seam_decoder_options o = random_options();
        uint8_t input[64];
        uint8_t before[4];
        uint8_t after[4];
        const size_t len = random_input(input, sizeof(input));
        seam_decoder dec;
        seam_view in = seam_view_of(input, len);
        seam_view text;
        size_t n;
        ck_assert_int_eq(seam_decoder_init(&dec, &o), SEAM_OK);
        while (seam_decoder_next(&dec, &in, &text) != SEAM_MORE)
            ck_assert_uint_le(in.len, len);
        n = seam_decoder_pending(&dec, before);
        ck_assert_uint_le(n, 3);
        ck_assert_mem_eq(before, input + len - n, n);
        memset(input, 0xEE, sizeof(input));
        ck_assert_uint_eq(seam_decoder_pending(&dec, after), n);
        ck_assert_mem_eq(before, after, 4);
    }
}
END_TEST

/* Law 5. The whole of it is in what the differential checks at SEAM_EOF; here is the count. */
START_TEST(the_end_yields_one_fault_in_eager_and_one_to_three_in_lazy_mode)
{
    size_t seen[4] = {0};

    /* A tail that yields two is rare: about one in a thousand. */
    for (int i = 0; i < 5000 || (seen[2] == 0 && i < 500000); i++) {
        seam_decoder_options o = random_options();
        uint8_t input[8];
        uint8_t held[4];
        const size_t len = random_input(input, sizeof(input));
        differ d;
        size_t n_pending;
        uint64_t n_before;
        uint64_t n_tail;
        differ_init(&d, &o, NULL, fail_test);
        differ_chunk(&d, input, len);
        differ_drain(&d, DIFFER_PULL, 0);
        n_pending = seam_decoder_pending(&d.dec, held);
        n_before = seam_decoder_n_faults(&d.dec);
        for (size_t k = prng_below(&rng, 3); k > 0; k--)
            seam_decoder_finish(&d.dec);
        differ_finish(&d);
        differ_drain(&d, DIFFER_PULL, 0);
        n_tail = seam_decoder_n_faults(&d.dec) - n_before;
        ck_assert_uint_le(n_tail, o.hold == SEAM_HOLD_LAZY ? n_pending : n_pending > 0);
        ck_assert_int_eq(n_tail > 0, n_pending > 0);
        seen[n_tail]++;
        differ_free(&d);
    }
    ck_assert_msg(seen[1] > 0 && seen[2] > 0, "the input is too tame");
}
END_TEST

/* Law 6: what fatal decoding gives out in all is what skipping gives, and it stops at each fault. */
START_TEST(fatal_decoding_resumes_until_everything_is_out)
{
    static uint8_t input[300];
    static uint8_t skipped[901];
    static uint8_t resumed[901];

    for (int i = 0; i < 3000; i++) {
        const size_t len = random_input(input, sizeof(input));
        ref_stream s;
        size_t n_faults;
        const size_t n_skipped = decode_whole(SEAM_ERRORS_SKIP, input, len, skipped, &n_faults);
        const size_t n_resumed = decode_whole(SEAM_ERRORS_FATAL, input, len, resumed, &n_faults);
        expect_whole(&s, SEAM_ERRORS_FATAL, input, len);
        ck_assert_uint_eq(n_faults, s.n_faults);
        ck_assert_uint_eq(n_resumed, n_skipped);
        ck_assert_mem_eq(resumed, skipped, n_skipped);
        ref_stream_free(&s);
    }
}
END_TEST

/* Law 7. A replacement is 3 bytes and stands for at least one; nothing else makes text longer. */
START_TEST(the_output_is_well_formed_and_bounded)
{
    static uint8_t input[300];
    static uint8_t out[901];

    for (int i = 0; i < 3000; i++) {
        const size_t len = random_input(input, sizeof(input));
        for (unsigned errors = SEAM_ERRORS_REPLACE; errors <= SEAM_ERRORS_SKIP; errors++) {
            size_t n_faults;
            const size_t n_out = decode_whole(errors, input, len, out, &n_faults);
            ck_assert_uint_le(n_out, errors == SEAM_ERRORS_REPLACE ? 3 * len : len);
            for (size_t at = 0; at < n_out;) {
                const ref_item item = ref_item_at(out, n_out, at);
                if (item.reason != SEAM_REASON_NONE)
                    ck_abort_msg("the output is ill-formed at %zu", at);
                at += item.len;
            }
        }
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("decoder_laws");
    TCase *tc = tcase_create("decoder_laws");

    tcase_set_timeout(tc, 240);
    tcase_add_checked_fixture(tc, setup, NULL);
    suite_add_tcase(suite, tc);
    tcase_add_test(tc, the_output_does_not_depend_on_the_cuts);
    tcase_add_test(tc, the_output_of_long_input_does_not_depend_on_the_cuts);
    tcase_add_test(tc, one_replacement_stands_for_each_maximal_subpart);
    tcase_add_test(tc, ascii_bytes_are_never_swallowed);
    tcase_add_test(tc, the_carry_is_a_copy_of_at_most_three_bytes);
    tcase_add_test(tc, the_end_yields_one_fault_in_eager_and_one_to_three_in_lazy_mode);
    tcase_add_test(tc, fatal_decoding_resumes_until_everything_is_out);
    tcase_add_test(tc, the_output_is_well_formed_and_bounded);
    return run_suite(suite);
}
