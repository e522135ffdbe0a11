/* The counted form over whole chains. */
#include "pool_fixture.h"

static failing_provider provider;
static seam_pool *pool;
static seam_chain chain;
static seam_decoder decoder;

static void open_pool(void)
{
    pool = fixture_open(&provider, NULL);
    seam_chain_init(&chain, pool);
    ck_ok(seam_decoder_init(&decoder, NULL));
}

static void close_pool(void)
{
    seam_chain_release(&chain);
    fixture_close(&provider, &pool);
}

/* A chain of four segments with a character over each joint, and two faults in the third. */
static const char joined[] = "gr\xC3\xBC\xC3\x9F\xE2\x82\xAC\xFF.\xFF\xF0\x9F\x98\x80!";
static const char as_text[] =
    "gr\xC3\xBC\xC3\x9F\xE2\x82\xAC\xEF\xBF\xBD.\xEF\xBF\xBD\xF0\x9F\x98\x80!";

static void fill_input(seam_chain *in)
{
    static const size_t ends[] = {3, 7, 14, sizeof(joined) - 1};
    size_t from = 0;

    seam_chain_init(in, pool);
    for (size_t i = 0; i < 4; i++) {
        seam_buf buf = seam_buf_static(seam_view_of(joined + from, ends[i] - from));

        ck_ok(seam_chain_append(in, &buf));
        from = ends[i];
    }
}

START_TEST(a_chain_is_decoded_over_its_joints)
{
    seam_chain in;

    fill_input(&in);
    ck_status(seam_decoder_push_chain(&decoder, &in, &chain), SEAM_MORE);
    ck_assert_uint_eq(seam_chain_len(&in), 0);
    expect_chain(&chain, as_text, sizeof(as_text) - 1);
    ck_assert_uint_eq(seam_decoder_n_faults(&decoder), 2);
    ck_status(seam_decoder_push_chain(&decoder, &in, &chain), SEAM_MORE);
    seam_decoder_finish(&decoder);
    ck_status(seam_decoder_push_chain(&decoder, &in, &chain), SEAM_EOF);
    expect_chain(&chain, as_text, sizeof(as_text) - 1);
    seam_chain_release(&in);
}
END_TEST

/* The stream ends behind the last segment, not behind the first. */
START_TEST(a_chain_that_ends_the_stream_is_decoded_to_its_end)
{
    seam_buf open = seam_buf_static(seam_view_string("\xE2\x82"));
    seam_chain in;

    fill_input(&in);
    ck_ok(seam_chain_append(&in, &open));
    seam_decoder_finish(&decoder);
    ck_status(seam_decoder_push_chain(&decoder, &in, &chain), SEAM_EOF);
    ck_assert_uint_eq(seam_chain_len(&in), 0);
    ck_assert_uint_eq(seam_chain_len(&chain), sizeof(as_text) - 1 + 3);
    ck_assert_uint_eq(seam_decoder_n_faults(&decoder), 3);
    ck_assert_uint_eq(seam_decoder_fault(&decoder).offset, sizeof(joined) - 1);
    seam_chain_release(&in);
}
END_TEST

START_TEST(a_fault_leaves_the_rest_of_the_chain)
{
    static const seam_decoder_options options = {.errors = SEAM_ERRORS_FATAL};
    struct iovec room;
    seam_chain in;

    ck_ok(seam_decoder_init(&decoder, &options));
    fill_input(&in);
    ck_status(seam_decoder_push_chain(&decoder, &in, &chain), SEAM_EILSEQ);
    expect_chain(&in, joined + 10, sizeof(joined) - 1 - 10);
    expect_chain(&chain, as_text, 9);
    ck_status(seam_decoder_push_chain(&decoder, &in, &chain), SEAM_EILSEQ);
    ck_ok(seam_chain_reserve(&chain, 1, &room));
    ck_status(seam_decoder_push_chain(&decoder, &in, &chain), SEAM_ESTATE);
    expect_chain(&in, joined + 12, sizeof(joined) - 1 - 12);
    ck_ok(seam_chain_commit(&chain, 0));
    ck_status(seam_decoder_push_chain(&decoder, &in, &chain), SEAM_MORE);
    expect_chain(&in, "", 0);
    expect_chain(&chain, "gr\xC3\xBC\xC3\x9F\xE2\x82\xAC.\xF0\x9F\x98\x80!", 15);
}
END_TEST

START_TEST(a_chain_is_checked_without_an_output)
{
    static const seam_decoder_options options = {.to = SEAM_ENCODING_NONE};
    seam_chain in;

    ck_ok(seam_decoder_init(&decoder, &options));
    fill_input(&in);
    ck_status(seam_decoder_push_chain(&decoder, &in, NULL), SEAM_MORE);
    ck_assert_uint_eq(seam_decoder_n_faults(&decoder), 2);
    ck_assert_uint_eq(seam_decoder_offset(&decoder), sizeof(joined) - 1);
    ck_assert_uint_eq(stats_of(pool).live_blocks, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("decode_chain");
    TCase *tc = tcase_create("decode_chain");

    tcase_add_checked_fixture(tc, open_pool, close_pool);
    suite_add_tcase(suite, tc);
    tcase_add_test(tc, a_chain_is_decoded_over_its_joints);
    tcase_add_test(tc, a_chain_that_ends_the_stream_is_decoded_to_its_end);
    tcase_add_test(tc, a_fault_leaves_the_rest_of_the_chain);
    tcase_add_test(tc, a_chain_is_checked_without_an_output);
    return run_suite(suite);
}
