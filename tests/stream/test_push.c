/* Transforms from buffers into chains: the output is that of one call, what is its own output is shared,
 * and segments are few. */
#include "pool_fixture.h"
#include "transforms.h"

static failing_provider provider;
static seam_pool *pool;
static seam_chain out;

static void open_pool(void)
{
    pool = fixture_open(&provider, NULL);
    seam_chain_init(&out, pool);
}

static void close_pool(void)
{
    seam_chain_release(&out);
    fixture_close(&provider, &pool);
}

static seam_buf chunk_of(const void *data, size_t len)
{
    seam_buf buf;

    must(seam_buf_copy(pool, seam_view_of(data, len), &buf) == SEAM_OK);
    return buf;
}

static size_t random_choice(void *ctx, size_t bound)
{
    return prng_below(ctx, bound);
}

/* ---- the output */

static size_t make_input(prng *rng, size_t kind, uint8_t *in)
{
    uint8_t raw[TRANSFORM_IN / 3];
    const size_t len = 1 + prng_below(rng, sizeof(raw));

    prng_text(rng, raw, len);
    for (size_t i = 0; i < len && transform_takes_digits(kind); i++)
        raw[i] = (uint8_t) "ABCdef0123456789ABCdef0123456789 \n+="[raw[i] % 36];
    if (transform_takes_text(kind))
        return transform_text_of(seam_view_of(raw, len), in);
    memcpy(in, raw, len);
    return len;
}

/* Pushes until `last`, or until a fault that lasts; every other status is that of one call. */
static bool push_to(seam_transform t, seam_buf *in, seam_status last, const transform_output *whole,
                    size_t *n_events)
{
    seam_status r;

    do {
        r = seam_transform_push(t, in, &out);
        if (r != SEAM_MORE) {
            must(*n_events < whole->n_events);
            must(whole->events[*n_events].status == r);
            must(whole->events[(*n_events)++].n_out == seam_chain_len(&out));
        }
    } while (r != last && *n_events < whole->n_events);
    must(r != last || is_empty(in));
    return *n_events < whole->n_events;
}

static void push_in_chunks(prng *rng, size_t kind, seam_view in, const transform_output *whole)
{
    transform_state state;
    size_t n_events = 0;
    bool goes_on = true;
    seam_buf none = {0};
    seam_transform t;

    (void)transform_open(kind, &state);
    t = transform_of(kind, &state);
    while (goes_on && in.len > 0) {
        const size_t n = transform_chunk(kind, in, random_choice, rng);
        seam_buf chunk = chunk_of(in.data, n);

        goes_on = push_to(t, &chunk, SEAM_MORE, whole, &n_events);
        seam_buf_release(&chunk);
        in = seam_view_of(in.data + n, in.len - n);
    }
    if (goes_on) {
        seam_transform_finish(t);
        (void)push_to(t, &none, SEAM_EOF, whole, &n_events);
    }
    must(n_events == whole->n_events);
    expect_chain(&out, whole->data, whole->len);
    seam_chain_release(&out);
}

START_TEST(every_transform_pushes_what_one_call_gives)
{
    static transform_output whole;
    transform_state state;
    prng rng;

    prng_init(&rng, test_seed("every_transform_pushes_what_one_call_gives"));
    for (size_t kind = 0; kind < transform_kinds(); kind++) {
        for (int round = 0; round < 60 && transform_open(kind, &state); round++) {
            uint8_t in[TRANSFORM_IN];
            const size_t len = make_input(&rng, kind, in);

            transform_whole(kind, seam_view_of(in, len), &whole);
            for (int i = 0; i < 4; i++)
                push_in_chunks(&rng, kind, seam_view_of(in, len), &whole);
        }
    }
}
END_TEST

/* ---- what is shared */

static seam_decoder decoder;

static seam_transform plain_decoder(void)
{
    ck_ok(seam_decoder_init(&decoder, NULL));
    return seam_decoder_transform(&decoder);
}

static seam_view segment(size_t index)
{
    seam_view view;

    ck_assert(seam_chain_next(&out, &index, &view));
    return view;
}

static seam_buf letters(size_t len)
{
    seam_buf buf = counting_buf(pool, len, 0);

    memset(seam_buf_bytes_mut(&buf), 'x', len);
    return buf;
}

/* The count is at its end, so that a second reference, however short its life, would abort. */
START_TEST(a_chunk_that_is_its_own_output_moves_its_reference)
{
    seam_transform t = plain_decoder();
    seam_buf in = letters(5000);
    const uint8_t *data = in.data;
    seam_block *block = in.block;

    atomic_store_explicit(&block->word, SEAM__COUNT_MASK, memory_order_relaxed);
    ck_status(seam_transform_push(t, &in, &out), SEAM_MORE);
    atomic_store_explicit(&block->word, 1, memory_order_relaxed);
    ck_assert(is_empty(&in));
    ck_assert_ptr_eq(segment(0).data, data);
    ck_assert_uint_eq(segment(0).len, 5000);
    ck_assert_uint_eq(stats_of(pool).live_blocks, 1);
}
END_TEST

START_TEST(pieces_up_to_the_limit_are_copied_and_longer_ones_are_not)
{
    for (size_t n = SEAM_CHAIN_COPY - 1; n <= SEAM_CHAIN_COPY + 1; n++) {
        seam_transform t = plain_decoder();
        seam_buf in = letters(n);
        const uint8_t *data = in.data;

        ck_status(seam_transform_push(t, &in, &out), SEAM_MORE);
        ck_assert_uint_eq(segment(0).len, n);
        ck_assert_int_eq(segment(0).data == data, n > SEAM_CHAIN_COPY);
        seam_chain_release(&out);
    }
}
END_TEST

START_TEST(only_what_is_no_text_is_converted)
{
    seam_transform t = plain_decoder();
    seam_buf in = letters(3000);
    const uint8_t *data = in.data;

    seam_buf_bytes_mut(&in)[1000] = 0xFF;
    memcpy(seam_buf_bytes_mut(&in) + 2998, "\xE2\x82", 2);
    ck_status(seam_transform_push(t, &in, &out), SEAM_MORE);
    ck_assert_uint_eq(seam_chain_segments(&out), 3);
    ck_assert(segment(0).data == data && segment(0).len == 1000);
    ck_assert_uint_eq(segment(1).len, 3);
    ck_assert(segment(2).data == data + 1001 && segment(2).len == 1997);
    in = letters(2000);
    data = in.data;
    seam_buf_bytes_mut(&in)[0] = 0xAC;
    ck_status(seam_transform_push(t, &in, &out), SEAM_MORE);
    ck_assert_uint_eq(seam_chain_segments(&out), 5);
    ck_assert_mem_eq(segment(3).data, "\xE2\x82\xAC", 3);
    ck_assert(segment(4).data == data + 1 && segment(4).len == 1999);
}
END_TEST

START_TEST(a_normalizer_shares_what_is_normal)
{
    static const char decomposed[] = "e\xCC\x81";
    seam_normalizer norm;
    seam_transform t;
    seam_buf in, none = {0};
    const uint8_t *data;

    if (seam_normalizer_init(&norm, NULL) != SEAM_OK)
        return;
    t = seam_normalizer_transform(&norm);
    in = letters(4000);
    memcpy(seam_buf_bytes_mut(&in) + 2000, decomposed, 3);
    data = in.data;
    ck_status(seam_transform_push(t, &in, &out), SEAM_MORE);
    ck_assert_uint_eq(seam_transform_pending(t), 1);
    seam_transform_finish(t);
    ck_status(seam_transform_push(t, &none, &out), SEAM_EOF);
    ck_assert_uint_eq(seam_chain_len(&out), 3999);
    ck_assert(segment(0).data == data && segment(0).len == 2000);
    ck_assert_mem_eq(segment(1).data, "\xC3\xA9", 2);
    ck_assert_ptr_eq(segment(2).data, data + 2003);
}
END_TEST

START_TEST(a_chunk_adds_no_more_segments_than_promised)
{
    seam_transform t = plain_decoder();
    prng rng;

    prng_init(&rng, test_seed("a_chunk_adds_no_more_segments_than_promised"));
    for (size_t period = 1; period < 1200; period += 1 + period / 8) {
        seam_buf in = letters(20000);
        const size_t before = seam_chain_segments(&out);

        for (size_t i = 0; i < in.len; i += period + prng_below(&rng, 3))
            seam_buf_bytes_mut(&in)[i] = 0xFF;
        ck_status(seam_transform_push(t, &in, &out), SEAM_MORE);
        ck_assert_uint_le(seam_chain_segments(&out) - before, 20000 / 128 + 4 + 60000 / 16384 + 1);
    }
}
END_TEST

/* ---- chains, limits and states */

START_TEST(an_open_reservation_is_refused)
{
    seam_transform t = plain_decoder();
    seam_buf in = letters(10);
    struct iovec room;

    ck_ok(seam_chain_reserve(&out, 1, &room));
    ck_status(seam_transform_push(t, &in, &out), SEAM_ESTATE);
    ck_assert_uint_eq(in.len, 10);
    ck_ok(seam_chain_commit(&out, 0));
    ck_status(seam_transform_push(t, &in, &out), SEAM_MORE);
}
END_TEST

/* Without anything to say a push takes no memory, though the pool has none. */
START_TEST(an_empty_chunk_needs_no_memory)
{
    const seam_decoder_options options = {.to = SEAM_UTF16LE};
    seam_buf none = {0};
    seam_decoder dec;
    seam_transform t;

    ck_ok(seam_decoder_init(&dec, &options));
    t = seam_decoder_transform(&dec);
    provider.fail_at = provider.n_calls + 1;
    provider.fail_from = true;
    ck_status(seam_transform_push(t, &none, &out), SEAM_MORE);
    seam_transform_finish(t);
    ck_status(seam_transform_push(t, &none, &out), SEAM_EOF);
    provider.fail_at = 0;
    ck_assert_uint_eq(seam_chain_len(&out), 0);
}
END_TEST

START_TEST(the_limit_of_the_chain_cuts_no_character)
{
    seam_transform t = plain_decoder();
    seam_buf in = chunk_of("\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC", 9);

    seam_chain_set_limits(&out, 5, 0);
    ck_status(seam_transform_push(t, &in, &out), SEAM_ELIMIT);
    expect_chain(&out, "\xE2\x82\xAC", 3);
    ck_assert_uint_eq(in.len, 6);
    seam_chain_set_limits(&out, 0, 1);
    ck_status(seam_transform_push(t, &in, &out), SEAM_ELIMIT);
    seam_chain_set_limits(&out, 0, 0);
    ck_status(seam_transform_push(t, &in, &out), SEAM_MORE);
    ck_assert_uint_eq(seam_chain_len(&out), 9);
}
END_TEST

START_TEST(a_chain_is_pushed_over_its_joints)
{
    const seam_decoder_options options = {.errors = SEAM_ERRORS_FATAL};
    static const char *const parts[] = {"gr\xC3", "\xBC\xC3", "\x9F\xFF.", "\xE2\x82", "\xAC"};
    seam_transform t = plain_decoder();
    seam_chain in;

    ck_ok(seam_decoder_init(&decoder, &options));
    seam_chain_init(&in, pool);
    for (size_t i = 0; i < 5; i++) {
        seam_buf part = seam_buf_static(seam_view_string(parts[i]));

        ck_ok(seam_chain_append(&in, &part));
    }
    ck_status(seam_transform_push_chain(t, &in, &out), SEAM_EILSEQ);
    ck_assert_uint_eq(seam_chain_len(&in), 4);
    ck_status(seam_transform_push_chain(t, &in, &out), SEAM_MORE);
    ck_assert_uint_eq(seam_chain_len(&in), 0);
    seam_transform_finish(t);
    ck_status(seam_transform_push_chain(t, &in, &out), SEAM_EOF);
    expect_chain(&out, "gr\xC3\xBC\xC3\x9F.\xE2\x82\xAC", 10);
    seam_chain_release(&in);
}
END_TEST

/* ---- a pipeline */

/* Pushes all of `from` on, and at the end of it its own end. */
static void pass_on(seam_transform t, seam_chain *from, seam_chain *to, bool ends)
{
    ck_status(seam_transform_push_chain(t, from, to), SEAM_MORE);
    if (!ends)
        return;
    seam_transform_finish(t);
    ck_status(seam_transform_push_chain(t, from, to), SEAM_EOF);
}

/* UTF-16LE, decoded, normalized and written as base64 in lines. */
START_TEST(bytes_are_decoded_normalized_and_encoded_in_any_chunks)
{
    static const uint8_t bytes_in[] = {'e', 0, 0x01, 0x03, 0x3D, 0xD8, 'x', 0, 0x4C, 0x01, 0x1B, 3};
    /* C3 A9 EF BF BD 78 C6 A0 CC 84 */
    static const char expected[] = "w6nv\nv714\nxqDM\nhA==";
    const seam_decoder_options options = {.from = SEAM_UTF16LE};
    const seam_codec_options lines = {
        .kind = SEAM_CODEC_BASE64, .wrap = 4, .line_end = SEAM_CODEC_LF};

    for (size_t step = 1; step <= sizeof(bytes_in); step++) {
        seam_normalizer norm;
        seam_chain first, between, normal;
        seam_codec codec;

        if (seam_normalizer_init(&norm, NULL) != SEAM_OK)
            return;
        ck_ok(seam_decoder_init(&decoder, &options));
        ck_ok(seam_codec_init(&codec, &lines));
        seam_chain_init(&first, pool);
        seam_chain_init(&between, pool);
        seam_chain_init(&normal, pool);
        for (size_t at = 0; at < sizeof(bytes_in); at += step) {
            const size_t n = step < sizeof(bytes_in) - at ? step : sizeof(bytes_in) - at;
            const bool ends = at + n == sizeof(bytes_in);
            seam_buf chunk = chunk_of(bytes_in + at, n);

            ck_ok(seam_chain_append(&first, &chunk));
            pass_on(seam_decoder_transform(&decoder), &first, &between, ends);
            pass_on(seam_normalizer_transform(&norm), &between, &normal, ends);
            pass_on(seam_codec_transform(&codec), &normal, &out, ends);
        }
        expect_chain(&out, expected, sizeof(expected) - 1);
        seam_chain_release(&out);
        seam_chain_release(&first);
        seam_chain_release(&between);
        seam_chain_release(&normal);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("push");
    TCase *tc = tcase_create("push");

    tcase_set_timeout(tc, 120);
    tcase_add_checked_fixture(tc, open_pool, close_pool);
    suite_add_tcase(suite, tc);
    tcase_add_test(tc, every_transform_pushes_what_one_call_gives);
    tcase_add_test(tc, a_chunk_that_is_its_own_output_moves_its_reference);
    tcase_add_test(tc, pieces_up_to_the_limit_are_copied_and_longer_ones_are_not);
    tcase_add_test(tc, only_what_is_no_text_is_converted);
    tcase_add_test(tc, a_normalizer_shares_what_is_normal);
    tcase_add_test(tc, a_chunk_adds_no_more_segments_than_promised);
    tcase_add_test(tc, an_open_reservation_is_refused);
    tcase_add_test(tc, an_empty_chunk_needs_no_memory);
    tcase_add_test(tc, the_limit_of_the_chain_cuts_no_character);
    tcase_add_test(tc, a_chain_is_pushed_over_its_joints);
    tcase_add_test(tc, bytes_are_decoded_normalized_and_encoded_in_any_chunks);
    return run_suite(suite);
}
