/* The counted form: what is shared, what is copied, and how many segments a chunk adds. That its
 * output is right is in test_decode_output.c. */
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
    ck_assert(seam__chain_valid(&chain));
    seam_chain_release(&chain);
    fixture_close(&provider, &pool);
}

/* `n` bytes of whole characters of every length. */
static seam_buf valid_chunk(size_t n)
{
    static const char unit[] = "a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80";
    const size_t unit_len = sizeof(unit) - 1;
    seam_buf buf = counting_buf(pool, n, 0);

    memset(seam_buf_bytes_mut(&buf), '.', n);
    for (size_t at = 0; at + unit_len <= n; at += unit_len)
        memcpy(seam_buf_bytes_mut(&buf) + at, unit, unit_len);
    return buf;
}

static seam_buf chunk_of(const void *data, size_t len)
{
    seam_buf buf;

    ck_ok(seam_buf_copy(pool, seam_view_of(data, len), &buf));
    return buf;
}

/* Pushes one chunk, all of which must be taken in. */
static void push(seam_buf *in)
{
    ck_status(seam_decoder_push(&decoder, in, &chain), SEAM_MORE);
    ck_assert(is_empty(in));
    ck_assert(seam__chain_valid(&chain));
}

static seam_view segment(size_t index)
{
    seam_view view;

    ck_assert(seam_chain_next(&chain, &index, &view));
    return view;
}

/* ---- well-formed chunks */

/* The count is at its end, so that a second reference, however short its life, would abort. */
START_TEST(a_valid_chunk_moves_its_reference)
{
    seam_buf in = valid_chunk(5000);
    const uint8_t *data = in.data;
    seam_block *block = in.block;
    seam_buf out;

    atomic_store_explicit(&block->word, SEAM__COUNT_MASK, memory_order_relaxed);
    push(&in);
    atomic_store_explicit(&block->word, 1, memory_order_relaxed);
    ck_assert_uint_eq(seam_chain_segments(&chain), 1);
    ck_assert_ptr_eq(segment(0).data, data);
    ck_assert_uint_eq(segment(0).len, 5000);
    ck_assert_uint_eq(stats_of(pool).live_blocks, 1);
    ck_ok(seam_chain_pop(&chain, &out));
    ck_assert(seam_buf_is_unique(&out));
    seam_buf_release(&out);
}
END_TEST

START_TEST(valid_chunks_of_every_kind_of_memory_are_shared)
{
    static uint8_t mine[1000];
    static const uint8_t literal[1000];
    seam_buf in;
    seam_buf twin;

    ck_ok(seam_buf_adopt(pool, mine, sizeof(mine), NULL, NULL, 0, &in));
    push(&in);
    in = seam_buf_static(seam_view_of(literal, sizeof(literal)));
    push(&in);
    in = valid_chunk(1000);
    twin = seam_buf_share(&in);
    push(&in);
    ck_assert_uint_eq(refs(&twin), 2);
    ck_assert_ptr_eq(segment(0).data, mine);
    ck_assert_ptr_eq(segment(1).data, literal);
    ck_assert_ptr_eq(segment(2).data, twin.data);
    seam_buf_release(&twin);
}
END_TEST

/* The text before the bytes that are held back is still the chunk's own. */
START_TEST(an_open_tail_does_not_make_a_copy)
{
    seam_buf in = valid_chunk(1003);
    const uint8_t *data = in.data;
    uint8_t pending[4];

    memcpy(seam_buf_bytes_mut(&in) + 1000, "\xF0\x9F\x98", 3);
    push(&in);
    ck_assert_uint_eq(seam_decoder_pending(&decoder, pending), 3);
    ck_assert_uint_eq(seam_chain_segments(&chain), 1);
    ck_assert_ptr_eq(segment(0).data, data);
    ck_assert_uint_eq(segment(0).len, 1000);
    ck_assert_uint_eq(stats_of(pool).live_blocks, 1);
}
END_TEST

START_TEST(a_joint_copies_one_character_and_shares_the_rest)
{
    seam_buf in = valid_chunk(1002);
    const uint8_t *data;

    memcpy(seam_buf_bytes_mut(&in) + 1000, "\xE2\x82", 2);
    push(&in);
    in = valid_chunk(1001);
    memmove(seam_buf_bytes_mut(&in) + 1, in.data, 1000);
    seam_buf_bytes_mut(&in)[0] = 0xAC;
    data = in.data;
    push(&in);
    ck_assert_uint_eq(seam_chain_segments(&chain), 3);
    ck_assert_uint_eq(segment(1).len, 3);
    ck_assert_mem_eq(segment(1).data, "\xE2\x82\xAC", 3);
    ck_assert_ptr_eq(segment(2).data, data + 1);
    ck_assert_uint_eq(segment(2).len, 1000);
    ck_assert_uint_eq(seam_chain_len(&chain), 1000 + 3 + 1000);
}
END_TEST

/* The text begins behind the mark, and the chunk with it. */
START_TEST(a_chunk_that_a_limit_refuses_is_whole_again)
{
    const seam_decoder_options options = {.bom = SEAM_BOM_STRIP};
    seam_buf in = valid_chunk(3 + 2 * SEAM_CHAIN_COPY);
    const uint8_t *data = in.data;
    const size_t len = in.len;

    memcpy(seam_buf_bytes_mut(&in), "\xEF\xBB\xBF", 3);
    ck_ok(seam_decoder_init(&decoder, &options));
    seam_chain_set_limits(&chain, 1, 0);
    for (int i = 0; i < 2; i++) {
        ck_status(seam_decoder_push(&decoder, &in, &chain), SEAM_ELIMIT);
        ck_assert(in.data == data && in.len == len);
    }
    seam_chain_set_limits(&chain, 0, 0);
    push(&in);
    ck_assert_ptr_eq(segment(0).data, data + 3);
    ck_assert_uint_eq(segment(0).len, len - 3);
}
END_TEST

START_TEST(other_handles_on_the_chunk_see_it_unchanged)
{
    static uint8_t before[4000];
    seam_buf in = counting_buf(pool, sizeof(before), 0);
    seam_buf twin = seam_buf_share(&in);

    memcpy(before, in.data, sizeof(before));
    push(&in);
    ck_assert_mem_eq(twin.data, before, sizeof(before));
    ck_assert_uint_eq(twin.len, sizeof(before));
    seam_buf_release(&twin);
}
END_TEST

/* ---- faults */

START_TEST(sixty_four_kib_of_faults_add_few_segments)
{
    static uint8_t faults[65536];
    seam_buf in;

    memset(faults, 0xFF, sizeof(faults));
    in = chunk_of(faults, sizeof(faults));
    push(&in);
    ck_assert_uint_eq(seam_chain_len(&chain), 3 * sizeof(faults));
    ck_assert_uint_le(seam_chain_segments(&chain), 64);
    /* U+FFFD is static memory: nothing is live but the chain's own ring. */
    ck_assert_uint_eq(stats_of(pool).live_blocks, 1);
    for (size_t i = 0; i < seam_chain_segments(&chain); i++)
        ck_assert_mem_eq(segment(i).data, "\xEF\xBF\xBD\xEF\xBF\xBD", 6);
}
END_TEST

START_TEST(small_pieces_between_faults_share_a_block)
{
    static uint8_t mixed[4096];
    seam_buf in;

    for (size_t i = 0; i < sizeof(mixed); i++)
        mixed[i] = i % 16 == 0 ? 0xFF : 'x';
    in = chunk_of(mixed, sizeof(mixed));
    push(&in);
    ck_assert_uint_eq(seam_chain_len(&chain), 4096 + 2 * 256);
    ck_assert_uint_eq(seam_chain_segments(&chain), 1);
    /* The chunk is gone, the chain's own block is there. */
    ck_assert_uint_eq(stats_of(pool).live_blocks, 1);
}
END_TEST

/* Pieces of valid text and runs of faults, each `piece` bytes long or nearly. */
static size_t alternate(prng *rng, uint8_t *to, size_t len, size_t text_len, size_t fault_len)
{
    size_t at = 0;

    while (at < len) {
        size_t n = text_len + prng_below(rng, 3);

        for (; n > 0 && at < len; n--)
            to[at++] = 'x';
        n = fault_len + prng_below(rng, 3);
        for (; n > 0 && at < len; n--)
            to[at++] = prng_below(rng, 2) == 0 ? 0xFF : 0xE2;
    }
    return len;
}

static void expect_bound(const uint8_t *chunk, size_t len)
{
    size_t before = seam_chain_segments(&chain);
    seam_buf in = chunk_of(chunk, len);

    push(&in);
    ck_assert_uint_le(seam_chain_segments(&chain) - before, len / 128 + 4);
}

START_TEST(a_chunk_adds_no_more_segments_than_promised)
{
    static const size_t edges[] = {0, 1, 2, 40, 63, 64, 127, 128, 200, 510, 511, 512, 1023, 1024};
    static uint8_t chunk[40000];
    const size_t n_edges = sizeof(edges) / sizeof(edges[0]);
    prng rng;

    prng_init(&rng, test_seed("a_chunk_adds_no_more_segments_than_promised"));
    for (size_t i = 0; i < n_edges; i++) {
        for (size_t k = 0; k < n_edges; k++) {
            size_t len = edges[prng_below(&rng, n_edges)] + prng_below(&rng, 3);

            expect_bound(chunk, alternate(&rng, chunk, sizeof(chunk), edges[i] + 1, edges[k]));
            expect_bound(chunk, alternate(&rng, chunk, len, edges[i] + 1, edges[k]));
            if (seam_chain_segments(&chain) > 20000)
                seam_chain_release(&chain);
        }
    }
    for (int round = 0; round < 300; round++) {
        size_t len = prng_below(&rng, round % 3 == 0 ? sizeof(chunk) : 300);

        expect_bound(chunk, prng_text(&rng, chunk, len));
        seam_chain_release(&chain);
    }
}
END_TEST

START_TEST(alternating_faults_and_ascii_are_copied_together)
{
    static uint8_t chunk[65536];

    for (size_t i = 0; i < sizeof(chunk); i++)
        chunk[i] = i % 2 == 0 ? 0xFF : 'x';
    expect_bound(chunk, sizeof(chunk));
    ck_assert_uint_eq(seam_chain_len(&chain), 2 * sizeof(chunk));
    ck_assert_uint_le(seam_chain_segments(&chain), 16);
}
END_TEST

/* ---- states */

START_TEST(an_open_reservation_is_refused)
{
    seam_decoder before;
    struct iovec room;
    seam_buf in = valid_chunk(300);
    const uint8_t *data = in.data;

    ck_ok(seam_chain_reserve(&chain, 10, &room));
    memcpy(&before, &decoder, sizeof(before));
    ck_status(seam_decoder_push(&decoder, &in, &chain), SEAM_ESTATE);
    ck_assert_mem_eq(&before, &decoder, sizeof(before));
    ck_assert_ptr_eq(in.data, data);
    ck_assert_uint_eq(in.len, 300);
    ck_assert_uint_eq(seam_chain_len(&chain), 0);
    memcpy(room.iov_base, "0123456789", 10);
    ck_ok(seam_chain_commit(&chain, 10));
    push(&in);
    ck_assert_uint_eq(seam_chain_len(&chain), 310);
    ck_assert_mem_eq(segment(0).data, "0123456789", 10);
}
END_TEST

START_TEST(to_none_needs_no_chain)
{
    static const seam_decoder_options options = {.to = SEAM_ENCODING_NONE};
    seam_buf in = chunk_of("valid\xFFtext\xE2\x82", 12);

    ck_ok(seam_decoder_init(&decoder, &options));
    ck_status(seam_decoder_push(&decoder, &in, NULL), SEAM_MORE);
    ck_assert(is_empty(&in));
    ck_assert_uint_eq(seam_decoder_n_faults(&decoder), 1);
    ck_assert_uint_eq(seam_decoder_fault(&decoder).offset, 5);
    ck_assert_uint_eq(stats_of(pool).live_blocks, 0);
    seam_decoder_finish(&decoder);
    ck_status(seam_decoder_push(&decoder, &in, NULL), SEAM_EOF);
    ck_assert_uint_eq(seam_decoder_n_faults(&decoder), 2);
}
END_TEST

START_TEST(to_none_does_not_touch_the_chain)
{
    static const seam_decoder_options options = {.to = SEAM_ENCODING_NONE,
                                                 .errors = SEAM_ERRORS_FATAL};
    seam_buf in = chunk_of("\xC0-\xFF", 3);
    seam_chain before;
    struct iovec room;

    ck_ok(seam_decoder_init(&decoder, &options));
    ck_ok(seam_chain_reserve(&chain, 10, &room));
    memcpy(&before, &chain, sizeof(before));
    ck_status(seam_decoder_push(&decoder, &in, &chain), SEAM_EILSEQ);
    ck_assert_uint_eq(in.len, 2);
    ck_status(seam_decoder_push(&decoder, &in, &chain), SEAM_EILSEQ);
    ck_assert(is_empty(&in));
    ck_status(seam_decoder_push(&decoder, &in, &chain), SEAM_MORE);
    ck_assert_mem_eq(&before, &chain, sizeof(before));
}
END_TEST

/* A limit, a quota or a tag of the chain's pool then covers all that its text takes. */
START_TEST(copied_pieces_come_from_the_pool_of_the_chain)
{
    static const char text[] = "a\xEF\xBF\xBD-b";
    seam_pool *other;
    struct iovec room;
    seam_buf in;

    ck_ok(seam_pool_create(NULL, &other));
    ck_ok(seam_buf_copy(other, seam_view_string("a\xFF-b"), &in));
    ck_status(seam_decoder_push(&decoder, &in, &chain), SEAM_MORE);
    expect_chain(&chain, text, 6);
    ck_assert_uint_eq(stats_of(other).live_blocks, 0);
    ck_assert_uint_eq(stats_of(pool).live_blocks, 1);
    /* What follows fills the same block. */
    ck_ok(seam_chain_reserve(&chain, 1, &room));
    ck_assert_ptr_eq(room.iov_base, segment(0).data + 6);
    ck_ok(seam_chain_commit(&chain, 0));
    seam_pool_destroy(&other);
    expect_chain(&chain, text, 6);
}
END_TEST

START_TEST(pieces_up_to_the_limit_are_copied_and_longer_ones_are_not)
{
    seam_buf in = valid_chunk(SEAM_CHAIN_COPY);
    const uint8_t *data = in.data;

    push(&in);
    ck_assert_uint_eq(seam_chain_segments(&chain), 1);
    ck_assert_ptr_ne(segment(0).data, data);
    ck_assert_uint_eq(stats_of(pool).live_blocks, 1);
    in = valid_chunk(SEAM_CHAIN_COPY + 1);
    data = in.data;
    push(&in);
    ck_assert_uint_eq(seam_chain_segments(&chain), 2);
    ck_assert_ptr_eq(segment(1).data, data);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("decode");
    TCase *tc = tcase_create("decode");

    tcase_set_timeout(tc, 60);
    tcase_add_checked_fixture(tc, open_pool, close_pool);
    tcase_add_test(tc, a_valid_chunk_moves_its_reference);
    tcase_add_test(tc, valid_chunks_of_every_kind_of_memory_are_shared);
    tcase_add_test(tc, an_open_tail_does_not_make_a_copy);
    tcase_add_test(tc, a_joint_copies_one_character_and_shares_the_rest);
    tcase_add_test(tc, a_chunk_that_a_limit_refuses_is_whole_again);
    tcase_add_test(tc, other_handles_on_the_chunk_see_it_unchanged);
    tcase_add_test(tc, sixty_four_kib_of_faults_add_few_segments);
    tcase_add_test(tc, small_pieces_between_faults_share_a_block);
    tcase_add_test(tc, a_chunk_adds_no_more_segments_than_promised);
    tcase_add_test(tc, alternating_faults_and_ascii_are_copied_together);
    tcase_add_test(tc, an_open_reservation_is_refused);
    tcase_add_test(tc, to_none_needs_no_chain);
    tcase_add_test(tc, to_none_does_not_touch_the_chain);
    tcase_add_test(tc, copied_pieces_come_from_the_pool_of_the_chain);
    tcase_add_test(tc, pieces_up_to_the_limit_are_copied_and_longer_ones_are_not);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
