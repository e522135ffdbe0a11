/* Where text has had faults, more are looked for at once: the text is what the reference gives, whatever
 * the room, the cuts and the faults. */
#include "differential.h"
#include "kinds.h"
#include "support.h"

enum { MOST = 12000 };

static prng rng;

static void fail_test(const char *message)
{
    ck_abort_msg("%s", message);
}

/* Text of one kind with one byte of `one_of` put anew, or of many kinds. */
static size_t dirty_text(uint8_t *text, size_t most, size_t one_of)
{
    const size_t n = prng_below(&rng, 3) == 0
                         ? random_runs(&rng, text, most)
                         : put_kind(text, 0, most, kinds[prng_below(&rng, N_KINDS)]);

    for (size_t at = prng_below(&rng, one_of); at < n; at += 1 + prng_below(&rng, 2 * one_of))
        text[at] = borders[prng_below(&rng, N_BORDERS)];
    return n;
}

/* Chunks of up to `most_chunk` bytes, `room` texts or bytes at a time. */
static void decode_in_chunks(const uint8_t *text, size_t n, size_t most_chunk, int form,
                             size_t room, const seam_decoder_options *options)
{
    differ d;
    size_t len;

    differ_init(&d, options, NULL, fail_test);
    for (size_t at = 0; at < n; at += len) {
        len = 1 + prng_below(&rng, most_chunk);
        if (len > n - at)
            len = n - at;
        differ_chunk(&d, text + at, len);
        differ_drain(&d, form, room);
    }
    differ_finish(&d);
    differ_drain(&d, form, room);
    differ_free(&d);
}

START_TEST(dirty_text_comes_out_as_the_reference_says)
{
    static const size_t densities[] = {1, 4, 20, 150, 1000};
    static uint8_t text[MOST];

    prng_init(&rng, test_seed("dirty_text_comes_out_as_the_reference_says"));
    for (int round = 0; round < 1000; round++) {
        const size_t n = dirty_text(text, 100 + prng_below(&rng, MOST - 100), densities[round % 5]);
        const size_t most_chunk = round % 2 == 0 ? 6000 : 700;
        seam_decoder_options o = {0};

        if (prng_below(&rng, 8) == 0) {
            o.errors = (uint8_t)prng_below(&rng, 3);
            o.hold = (uint8_t)prng_below(&rng, 2);
            o.bom = (uint8_t)prng_below(&rng, 2);
        }
        decode_in_chunks(text, n, most_chunk, DIFFER_MANY, prng_below(&rng, DIFFER_MOST_TEXTS), &o);
        decode_in_chunks(text, n, most_chunk, DIFFER_BOUNDED, prng_below(&rng, 20000), &o);
    }
}
END_TEST

/* A fault in the first bytes, so that all of the rest is searched at once, with any room. */
START_TEST(every_room_is_kept_to)
{
    static uint8_t text[MOST];

    prng_init(&rng, test_seed("every_room_is_kept_to"));
    for (size_t cap = 0; cap < DIFFER_MOST_TEXTS; cap++) {
        for (int round = 0; round < 10; round++) {
            const seam_decoder_options o = {0};
            const size_t n = dirty_text(text, 3000, 40);

            text[0] = 0xFF;
            decode_in_chunks(text, n, 3000, DIFFER_MANY, cap, &o);
            decode_in_chunks(text, n, 3000, DIFFER_BOUNDED, 700 + 100 * cap, &o);
        }
    }
}
END_TEST

START_TEST(without_room_it_says_so)
{
    seam_view in = seam_view_string("a\xFF");
    seam_decoder dec;
    size_t n = 1;

    ck_assert_int_eq(seam_decoder_init(&dec, NULL), SEAM_OK);
    ck_assert_int_eq(seam_decoder_next_many(&dec, &in, NULL, 0, &n), SEAM_EINVAL);
    ck_assert_uint_eq(n, 0);
    ck_assert_uint_eq(in.len, 2);
    ck_assert_uint_eq(seam_decoder_offset(&dec), 0);
}
END_TEST

/* The texts of a chunk, a bridge among them, can all go into one writev(). */
START_TEST(a_bridge_and_faults_come_in_one_call)
{
    static const char expected[] = "\xC3\xA9|a|\xEF\xBF\xBD|b|\xEF\xBF\xBD\xEF\xBF\xBD|c|";
    seam_view in = seam_view_string("\xC3");
    seam_view texts[8];
    char joined[64];
    size_t len = 0;
    size_t n;
    seam_decoder dec;

    ck_assert_int_eq(seam_decoder_init(&dec, NULL), SEAM_OK);
    ck_assert_int_eq(seam_decoder_next_many(&dec, &in, texts, 8, &n), SEAM_MORE);
    ck_assert_uint_eq(n, 0);
    in = seam_view_string("\xA9"
                          "a\x80"
                          "b\xFF\xFE"
                          "c\xE2\x82");
    ck_assert_int_eq(seam_decoder_next_many(&dec, &in, texts, 8, &n), SEAM_OK);
    ck_assert_uint_eq(n, 6);
    for (size_t i = 0; i < n; i++) {
        memcpy(joined + len, texts[i].data, texts[i].len);
        len += texts[i].len;
        joined[len++] = '|';
    }
    ck_assert_uint_eq(len, sizeof(expected) - 1);
    ck_assert_mem_eq(joined, expected, len);
    ck_assert_uint_eq(in.len, 0);
    ck_assert_uint_eq(seam_decoder_n_faults(&dec), 3);
    seam_decoder_finish(&dec);
    ck_assert_int_eq(seam_decoder_next_many(&dec, &in, texts, 8, &n), SEAM_OK);
    ck_assert_uint_eq(n, 1);
    ck_assert_int_eq(seam_decoder_next_many(&dec, &in, texts, 8, &n), SEAM_EOF);
    ck_assert_uint_eq(n, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("decoder_many");
    TCase *tc = tcase_create("many");

    tcase_set_timeout(tc, 240);
    tcase_add_test(tc, dirty_text_comes_out_as_the_reference_says);
    tcase_add_test(tc, every_room_is_kept_to);
    tcase_add_test(tc, without_room_it_says_so);
    tcase_add_test(tc, a_bridge_and_faults_come_in_one_call);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
