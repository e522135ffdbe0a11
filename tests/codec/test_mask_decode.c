/* The fused unmasking and validation of frames against XOR byte by byte and a decoder of its own: the same
 * bytes, statuses, faults and offsets, over every kernel, for every cut into frames and chunks. */
#include <string.h>

#include "each_kernel.h"

/* Several blocks, and a rest. */
#define LONGEST ((size_t)14000)

static seam_decoder decoder_of(seam_decoder_options options)
{
    seam_decoder dec;

    options.to = SEAM_ENCODING_NONE;
    ck_assert_int_eq(seam_decoder_init(&dec, &options), SEAM_OK);
    return dec;
}

static seam_decoder websocket_decoder(void)
{
    return decoder_of((seam_decoder_options){.errors = SEAM_ERRORS_FATAL});
}

static void slow_mask(const uint8_t *in, size_t len, const uint8_t key[4], uint64_t pos,
                      uint8_t *out)
{
    for (size_t i = 0; i < len; i++)
        out[i] = in[i] ^ key[(pos + i) & 3];
}

static void with_every_kernel(void (*fn)(prng *rng), const char *what)
{
    const seam__kernel *kernel;
    prng rng;

    prng_init(&rng, test_seed(what));
    for (size_t i = 0; (kernel = kernel_to_test(i)) != NULL; i++) {
        if (!kernel->usable())
            continue;
        atomic_store_explicit(&seam__kernel_current, kernel, memory_order_release);
        fn(&rng);
    }
}

/* ---- one piece of a frame */

/* Offsets, faults, what is held, options: all that a saved decoder has, but where the latest text began,
 * since nothing was given. */
static void same_state(const seam_decoder *a, const seam_decoder *b)
{
    seam_decoder x = *a, y = *b;
    uint8_t saved_a[SEAM_DECODER_SAVED], saved_b[SEAM_DECODER_SAVED];

    x.text_offset_ = 0;
    y.text_offset_ = 0;
    seam_decoder_save(&x, saved_a);
    seam_decoder_save(&y, saved_b);
    ck_assert_mem_eq(saved_a, saved_b, SEAM_DECODER_SAVED);
}

/* Masks a piece and has it validated, beside the plain decoder, from page to page or in place. Faults that end
 * the call are resumed after, as the header says. */
static void check_piece(seam_decoder *dec, seam_decoder *plain, seam_view clear, uint64_t pos,
                        const uint8_t key[4], bool in_place)
{
    static uint8_t masked[LONGEST], out[LONGEST + 1];
    uint8_t *to = in_place ? masked : out;
    const uint64_t before = seam_decoder_offset(dec);
    seam_view rest = clear, text;
    seam_status r;

    slow_mask(clear.data, clear.len, key, pos, masked);
    out[clear.len] = 0xC5;
    r = seam_mask_decode(dec, seam_view_of(masked, clear.len), key, pos, to);
    ck_assert_int_eq(r, seam_decoder_next(plain, &rest, &text));
    if (clear.len > 0)
        ck_assert_mem_eq(to, clear.data, clear.len);
    ck_assert_uint_eq(out[clear.len], 0xC5);
    same_state(dec, plain);
    if (r == SEAM_EOF)
        return;
    ck_assert_uint_eq(seam_decoder_offset(dec) - before, clear.len - rest.len);
    while (r == SEAM_EILSEQ || r == SEAM_ETRUNC) {
        seam_view again = seam_view_of(to + (clear.len - rest.len), rest.len);

        r = seam_decoder_next(dec, &again, &text);
        ck_assert_int_eq(r, seam_decoder_next(plain, &rest, &text));
        same_state(dec, plain);
    }
}

/* ---- streams */

/* Frames of random keys and lengths, each in random pieces: both may be empty. */
static void check_stream(seam_decoder dec, seam_view clear, size_t longest_frame, prng *rng)
{
    seam_decoder plain = dec;
    size_t done = 0;

    while (done < clear.len) {
        const size_t left = clear.len - done;
        const size_t frame = prng_below(rng, longest_frame + 1) % (left + 1);
        const uint64_t random_key = prng_next(rng);
        uint8_t key[4];
        size_t at = 0;

        memcpy(key, &random_key, 4);
        while (at < frame) {
            const size_t n = 1 + prng_below(rng, frame - at);

            check_piece(&dec, &plain, seam_view_of(clear.data + done + at, n), at, key,
                        prng_below(rng, 2) == 0);
            at += n;
        }
        done += frame;
    }
    seam_decoder_finish(&dec);
    seam_decoder_finish(&plain);
    check_piece(&dec, &plain, seam_view_of(NULL, 0), 0, (const uint8_t *)"key!", false);
}

/* What a decoder may be asked for beside the faults of UTF-8. */
static const seam_decoder_options kinds[] = {
    {.errors = SEAM_ERRORS_FATAL},
    {.errors = SEAM_ERRORS_REPLACE},
    {.errors = SEAM_ERRORS_SKIP, .hold = SEAM_HOLD_LAZY},
    {.errors = SEAM_ERRORS_FATAL, .bom = SEAM_BOM_STRIP, .deny = SEAM_DENY_NUL | SEAM_DENY_C1},
    {.errors = SEAM_ERRORS_REPLACE, .bom = SEAM_BOM_SNIFF},
    {.errors = SEAM_ERRORS_FATAL, .from = SEAM_UTF16LE},
    {.errors = SEAM_ERRORS_SKIP, .from = SEAM_UTF16BE, .tail = SEAM_TAIL_DROP},
    {.errors = SEAM_ERRORS_FATAL, .from = SEAM_WTF8},
};

static void check_random_streams(prng *rng)
{
    static uint8_t clear[LONGEST];

    for (int i = 0; i < 600; i++) {
        const size_t most = prng_below(rng, 10) == 0 ? LONGEST : 200;
        const size_t len = prng_text(rng, clear, prng_below(rng, most));
        const size_t kind = prng_below(rng, sizeof(kinds) / sizeof(kinds[0]));

        check_stream(decoder_of(kinds[kind]), seam_view_of(clear, len), 1 + prng_below(rng, most),
                     rng);
    }
}

START_TEST(random_streams_are_validated_as_by_a_decoder)
{
    with_every_kernel(check_random_streams, "mask_decode_streams");
}
END_TEST

/* Every class of sequence across every joint of blocks, with a fault in some texts. */
static void check_long_texts(prng *rng)
{
    static const char *const units[] = {"a", "\xC3\xA9", "\xE4\xB8\xAD", "\xF0\x9F\x98\x80",
                                        "0123456789abcdef0123456789abcdef0123456789abcdef\xC3\xA9"};
    static uint8_t clear[LONGEST];

    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
        for (size_t lead = 0; lead < 4; lead++) {
            const size_t unit_len = strlen(units[i]);

            memset(clear, 'x', lead);
            for (size_t j = lead; j < LONGEST; j++)
                clear[j] = (uint8_t)units[i][(j - lead) % unit_len];
            check_stream(websocket_decoder(), seam_view_of(clear, LONGEST), LONGEST, rng);
            clear[prng_below(rng, LONGEST)] = 0xFF;
            check_stream(websocket_decoder(), seam_view_of(clear, LONGEST), LONGEST, rng);
        }
    }
}

START_TEST(long_texts_are_validated_across_blocks)
{
    with_every_kernel(check_long_texts, "mask_decode_blocks");
}
END_TEST

/* ---- every cut, every phase */

typedef struct cut_text {
    seam_view clear;
    uint64_t pos; /* of the first byte in its frame */
} cut_text;

static void check_pieces(void *ctx, const size_t *cuts, size_t n_cuts)
{
    static const uint8_t key[4] = {0x37, 0xFA, 0x21, 0x3D};
    const cut_text *t = ctx;
    seam_decoder dec = websocket_decoder(), plain = dec;
    size_t from = 0;

    for (size_t i = 0; i <= n_cuts; i++) {
        const size_t to = i < n_cuts ? cuts[i] : t->clear.len;

        check_piece(&dec, &plain, seam_view_of(t->clear.data + from, to - from), t->pos + from, key,
                    (i & 1) != 0);
        from = to;
    }
}

static void check_every_cut(prng *rng)
{
    static const char *const texts[] = {"caf\xC3\xA9 \xE4\xB8\xAD\xF0\x9F\x98\x80.",
                                        "\xED\xA0\x80 \xC0\xAF\xF4\x90\x80\x80",
                                        "plain text, but for the last one: \xE2\x82",
                                        "\xEF\xBB\xBF\xF0\x9F\x98\xF0\x9F\x98\x80\xC3"};

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        for (uint64_t phase = 0; phase < 4; phase++) {
            cut_text t = {seam_view_string(texts[i]), UINT64_MAX - 9 + phase};

            feed_every_cut(t.clear.len, rng, 50, check_pieces, &t);
        }
    }
}

START_TEST(every_cut_at_every_phase_gives_the_same_offsets)
{
    with_every_kernel(check_every_cut, "mask_decode_cuts");
}
END_TEST

/* ---- what the header says */

START_TEST(a_character_goes_on_in_the_next_frame)
{
    static const uint8_t keys[2][4] = {{1, 2, 3, 4}, {0xFF, 0x80, 0x7F, 0}};
    seam_decoder dec = websocket_decoder();
    uint8_t first[3] = {'a' ^ 1, 0xE2 ^ 2, 0x82 ^ 3};
    uint8_t second[2] = {0xAC ^ 0xFF, 0x80 ^ 0x80};
    uint8_t held[4];

    ck_assert_int_eq(seam_mask_decode(&dec, seam_view_of(first, 3), keys[0], 0, first), SEAM_MORE);
    ck_assert_mem_eq(first, "a\xE2\x82", 3);
    ck_assert_uint_eq(seam_decoder_pending(&dec, held), 2);
    ck_assert_int_eq(seam_mask_decode(&dec, seam_view_of(second, 2), keys[1], 0, second),
                     SEAM_EILSEQ);
    ck_assert_mem_eq(second, "\xAC\x80", 2);
    ck_assert_uint_eq(seam_decoder_fault(&dec).offset, 4);
    ck_assert_int_eq(seam_decoder_fault(&dec).reason, SEAM_REASON_STRAY);
}
END_TEST

START_TEST(what_lies_behind_a_fault_is_unmasked_too)
{
    static const uint8_t key[4] = {0x11, 0x22, 0x33, 0x44};
    static uint8_t clear[LONGEST], frame[LONGEST];
    seam_decoder dec = websocket_decoder();

    memset(clear, 'y', sizeof(clear));
    clear[5000] = 0xFE;
    slow_mask(clear, LONGEST, key, 2, frame);
    ck_assert_int_eq(seam_mask_decode(&dec, seam_view_of(frame, LONGEST), key, 2, frame),
                     SEAM_EILSEQ);
    ck_assert_mem_eq(frame, clear, LONGEST);
    ck_assert_uint_eq(seam_decoder_offset(&dec), 5001);
}
END_TEST

START_TEST(a_decoder_that_gives_text_is_refused)
{
    static const uint8_t key[4] = {1, 2, 3, 4};
    uint8_t frame[4] = "text";
    seam_decoder dec;

    ck_assert_int_eq(seam_decoder_init(&dec, NULL), SEAM_OK);
    ck_assert_int_eq(seam_mask_decode(&dec, seam_view_of(frame, 4), key, 0, frame), SEAM_EINVAL);
    ck_assert_mem_eq(frame, "text", 4);
    ck_assert_uint_eq(seam_decoder_offset(&dec), 0);
}
END_TEST

START_TEST(the_end_of_the_bytes_is_the_end_of_a_finished_stream)
{
    static const uint8_t key[4] = {0, 0, 0, 0};
    static uint8_t clear[LONGEST];
    seam_decoder dec = websocket_decoder(), plain;

    memset(clear, 'z', sizeof(clear));
    clear[4095] = 0xC3;
    clear[4096] = 0xA9;
    for (size_t len = LONGEST - 2; len <= LONGEST; len++) {
        clear[LONGEST - 2] = 0xE2;
        clear[LONGEST - 1] = 0x82;
        seam_decoder_finish(&dec);
        plain = dec;
        check_piece(&dec, &plain, seam_view_of(clear, len), 3, key, true);
        seam_decoder_reset(&dec);
    }
    ck_assert_int_eq(seam_mask_decode(&dec, seam_view_of(NULL, 0), key, 0, NULL), SEAM_MORE);
    seam_decoder_finish(&dec);
    ck_assert_int_eq(seam_mask_decode(&dec, seam_view_of(NULL, 0), key, 0, NULL), SEAM_EOF);
}
END_TEST

static const seam__kernel *real;
static size_t n_fused;

static size_t mask_ascii(const uint8_t *p, size_t n, const uint8_t key[4], uint8_t *dst)
{
    const size_t done = real->mask_ascii(p, n, key, dst);

    n_fused += done;
    return done;
}

/* Behind a character that the chunk before has begun, masks and validation are one pass. */
START_TEST(text_behind_an_open_character_is_fused)
{
    static const uint8_t key[4] = {1, 2, 3, 4};
    static const uint8_t euro[3] = {0xE2, 0x82, 0xAC};
    static uint8_t clear[LONGEST], masked[LONGEST], out[LONGEST];
    seam_decoder dec = websocket_decoder();
    seam__kernel counting;

    memset(clear, 'a', sizeof(clear));
    memcpy(clear, euro, sizeof(euro));
    slow_mask(clear, LONGEST, key, 0, masked);
    real = seam__kernel_get();
    counting = *real;
    counting.mask_ascii = mask_ascii;
    atomic_store(&seam__kernel_current, &counting);
    n_fused = 0;
    ck_assert_int_eq(seam_mask_decode(&dec, seam_view_of(masked, 2), key, 0, out), SEAM_MORE);
    ck_assert_int_eq(seam_mask_decode(&dec, seam_view_of(masked + 2, LONGEST - 2), key, 2, out + 2),
                     SEAM_MORE);
    atomic_store(&seam__kernel_current, real);
    ck_assert_mem_eq(out, clear, LONGEST);
    ck_assert_uint_ge(n_fused, LONGEST - 128);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("mask_decode");
    TCase *tc = tcase_create("mask_decode");

    tcase_set_timeout(tc, 60);
    suite_add_tcase(suite, tc);
    tcase_add_test(tc, random_streams_are_validated_as_by_a_decoder);
    tcase_add_test(tc, long_texts_are_validated_across_blocks);
    tcase_add_test(tc, every_cut_at_every_phase_gives_the_same_offsets);
    tcase_add_test(tc, a_character_goes_on_in_the_next_frame);
    tcase_add_test(tc, what_lies_behind_a_fault_is_unmasked_too);
    tcase_add_test(tc, text_behind_an_open_character_is_fused);
    tcase_add_test(tc, a_decoder_that_gives_text_is_refused);
    tcase_add_test(tc, the_end_of_the_bytes_is_the_end_of_a_finished_stream);
    return run_suite(suite);
}
