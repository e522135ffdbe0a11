#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support.h"
#include "transcript.h"

/* Where streams end and begin: finish, reset, copies, the offset. */

static bool is_inside(const void *ptr, const void *start, size_t len)
{
    return (uintptr_t)ptr >= (uintptr_t)start && (uintptr_t)ptr < (uintptr_t)start + len;
}

START_TEST(finish_gives_what_is_left_and_then_the_end)
{
    ck_assert_str_eq(transcript("", "41 e2 82 / ."), "41 (e282) / efbfbd");
    ck_assert_str_eq(transcript("skip", "41 e2 82 / ."), "41 (e282) / -");
    ck_assert_str_eq(transcript("fatal", "41 e2 82 / ."), "41 (e282) / ?truncated@1+2:e282");
    ck_assert_str_eq(transcript("lazy", "f0 80 80 / ."), "(f08080) / efbfbdefbfbdefbfbd");
    ck_assert_str_eq(transcript("lazy", "ed a0 / ."), "(eda0) / efbfbdefbfbd");
    ck_assert_str_eq(transcript("lazy", "c1 / ."), "(c1) / efbfbd");
    ck_assert_str_eq(transcript("", "41 / ."), "41 / -");
}
END_TEST

START_TEST(finish_may_come_while_input_is_left)
{
    ck_assert_str_eq(transcript("", "41 e2 / 82 ac 42 e2 ."), "41 (e2) / e282ac42efbfbd");
    ck_assert_str_eq(transcript("fatal", "41 ff 42 f0 9f ."),
                     "41 !invalid-byte@1+1:ff 42 ?truncated@3+2:f09f");
    ck_assert_str_eq(transcript("lazy", "e0 / 80 ."), "(e0) / efbfbdefbfbd");
}
END_TEST

START_TEST(only_the_end_makes_a_truncation)
{
    ck_assert_str_eq(transcript("fatal", "e2 82 41 ."), "!truncated@0+2:e28241 41");
    ck_assert_str_eq(transcript("fatal", "e2 82 e2 82 ."),
                     "!truncated@0+2:e282e2 ?truncated@2+2:e282");
    ck_assert_str_eq(transcript("fatal lazy", "f5 80 / ."),
                     "(f580) / !too-large@0+1:f5 !stray-continuation@1+1:80");
    ck_assert_str_eq(transcript("fatal lazy", "e0 80 / ."),
                     "(e080) / !overlong@0+1:e080 !stray-continuation@1+1:80");
}
END_TEST

/* A chunk of ASCII with one byte that nothing begins with, at every place of every length that a fast path has a
 * case for. */
START_TEST(one_fault_is_found_anywhere_in_a_chunk)
{
    uint8_t chunk[140];

    for (size_t n = 1; n <= sizeof(chunk); n++) {
        for (size_t at = 0; at < n; at++) {
            seam_decoder dec = decoder_named("");
            seam_view in = seam_view_of(chunk, n);
            seam_view text;

            memset(chunk, 'a', n);
            chunk[at] = 0xFF;
            if (at > 0) {
                ck_assert_int_eq(ck_next(&dec, &in, &text), SEAM_OK);
                ck_assert_uint_eq(text.len, at);
            }
            ck_assert_int_eq(ck_next(&dec, &in, &text), SEAM_OK);
            ck_text(text, "efbfbd");
            ck_assert_uint_eq(seam_decoder_fault(&dec).offset, at);
            ck_assert_uint_eq(in.len, n - at - 1);
        }
    }
}
END_TEST

START_TEST(finish_twice_is_as_once)
{
    const uint8_t chunk[] = {'a', 0xE2};
    seam_decoder dec = decoder_named("");
    seam_decoder once;
    seam_view in = seam_view_of(chunk, 2);
    seam_view text;

    ck_assert_int_eq(ck_next(&dec, &in, &text), SEAM_OK);
    seam_decoder_finish(&dec);
    once = dec;
    seam_decoder_finish(&dec);
    ck_assert_mem_eq(&dec, &once, sizeof(dec));
    ck_assert_int_eq(ck_next(&dec, &in, &text), SEAM_OK);
    ck_text(text, "efbfbd");
    seam_decoder_finish(&dec);
    ck_assert_int_eq(ck_next(&dec, &in, &text), SEAM_EOF);
}
END_TEST

START_TEST(finish_before_any_input_is_an_end)
{
    seam_decoder dec = decoder_named("");
    seam_view in = {NULL, 0};
    seam_view text;

    seam_decoder_finish(&dec);
    ck_assert_int_eq(ck_next(&dec, &in, &text), SEAM_EOF);
    ck_assert_int_eq(ck_next(&dec, &in, &text), SEAM_MORE);
    seam_decoder_finish(&dec);
    ck_assert_int_eq(ck_next(&dec, &in, &text), SEAM_EOF);
}
END_TEST

START_TEST(after_the_end_a_new_stream_begins)
{
    ck_assert_str_eq(transcript("fatal", "41 e2 . / ff 42 / ."),
                     "41 ?truncated@1+1:e2 / !invalid-byte@0+1:ff 42 / -");
    ck_assert_str_eq(transcript("", "e2 . / 82 ac ."), "efbfbd / efbfbdefbfbd");
}
END_TEST

START_TEST(after_the_end_the_decoder_is_as_a_fresh_one)
{
    static const char *const options[] = {"", "fatal", "skip lazy", "strip", "fatal strip", "none"};

    for (size_t i = 0; i < 6; i++) {
        char once[256];
        char twice[520];
        strcpy(once, transcript(options[i], "ef bb bf 41 ff e0 80 42 e2 ."));
        snprintf(twice, sizeof(twice), "%s / %s", once, once);
        ck_assert_str_eq(transcript(options[i], "ef bb bf 41 ff e0 80 42 e2 . / "
                                                "ef bb bf 41 ff e0 80 42 e2 ."),
                         twice);
    }
}
END_TEST

START_TEST(faults_stay_readable_after_the_end_until_the_next_input)
{
    const uint8_t bad[] = {0xFF, 0xE2};
    seam_decoder dec = decoder_named("");
    seam_view in = seam_view_of(bad, 2);
    seam_view text;

    seam_decoder_finish(&dec);
    while (ck_next(&dec, &in, &text) != SEAM_EOF)
        ck_assert_uint_gt(text.len, 0);
    for (int i = 0; i < 2; i++) {
        ck_assert_uint_eq(seam_decoder_n_faults(&dec), 2);
        ck_assert_uint_eq(seam_decoder_fault(&dec).offset, 1);
        ck_assert_int_eq(ck_next(&dec, &in, &text), SEAM_MORE);
    }
    in = seam_view_string("a");
    ck_assert_int_eq(ck_next(&dec, &in, &text), SEAM_OK);
    ck_assert_uint_eq(seam_decoder_n_faults(&dec), 0);
    ck_assert_int_eq(seam_decoder_fault(&dec).reason, SEAM_REASON_NONE);
    ck_assert_uint_eq(seam_decoder_offset(&dec), 1);
}
END_TEST

START_TEST(reset_forgets_the_stream_and_keeps_the_options)
{
    seam_decoder dec = decoder_named("fatal lazy");
    const uint8_t chunk[] = {0xFF, 0xE2, 0x82};
    seam_view in = seam_view_of(chunk, 3);
    seam_view text;
    uint8_t held[4];

    ck_assert_int_eq(ck_next(&dec, &in, &text), SEAM_EILSEQ);
    ck_assert_int_eq(ck_next(&dec, &in, &text), SEAM_MORE);
    ck_assert_uint_eq(seam_decoder_pending(&dec, held), 2);
    seam_decoder_reset(&dec);
    ck_assert_uint_eq(seam_decoder_pending(&dec, held), 0);
    ck_assert_uint_eq(seam_decoder_offset(&dec), 0);
    ck_assert_uint_eq(seam_decoder_n_faults(&dec), 0);
    ck_assert_int_eq(seam_decoder_fault(&dec).reason, SEAM_REASON_NONE);
    ck_assert_str_eq(transcript("fatal lazy", "ff e2 82 / ^ / ac e0 80"),
                     "!invalid-byte@0+1:ff (e282) / - / !stray-continuation@0+1:ac (e080)");
    seam_decoder_finish(&dec);
    seam_decoder_reset(&dec);
    in = seam_view_of(NULL, 0);
    ck_assert_int_eq(ck_next(&dec, &in, &text), SEAM_MORE);
}
END_TEST

START_TEST(pending_shows_the_held_bytes_and_clears_the_others)
{
    static const char *const held[] = {"", "c3", "e2 82", "f0 9f 98"};

    for (size_t n = 0; n < 4; n++) {
        seam_decoder dec = decoder_named("");
        uint8_t chunk[64] = {0};
        uint8_t got[4] = {0xEE, 0xEE, 0xEE, 0xEE};
        seam_view in = seam_view_of(chunk, bytes_of_hex(held[n], chunk));
        seam_view text;
        ck_assert_int_eq(ck_next(&dec, &in, &text), SEAM_MORE);
        ck_assert_uint_eq(seam_decoder_pending(&dec, got), n);
        ck_assert_mem_eq(got, chunk, 4);
        ck_assert_uint_eq(seam_decoder_offset(&dec), n);
    }
}
END_TEST

START_TEST(a_copy_in_mid_sequence_continues_as_the_original)
{
    const uint8_t start[] = {'a', 0xF0, 0x9F};
    const uint8_t rest[] = {0x98, 0x80, 'b'};
    seam_decoder *dec = malloc(sizeof(*dec));
    seam_decoder clone;
    seam_view in = seam_view_of(start, 3);
    seam_view text;

    ck_assert_ptr_nonnull(dec);
    *dec = decoder_named("");
    ck_assert_int_eq(ck_next(dec, &in, &text), SEAM_OK);
    memcpy(&clone, dec, sizeof(clone));
    memset(dec, 0xEE, sizeof(*dec));
    free(dec);
    for (int i = 0; i < 2; i++) {
        seam_decoder again = clone;
        in = seam_view_of(rest, 3);
        ck_assert_int_eq(ck_next(&again, &in, &text), SEAM_OK);
        ck_text(text, "f09f9880");
        ck_assert(is_inside(text.data, &again, sizeof(again)));
        ck_assert_int_eq(ck_next(&again, &in, &text), SEAM_OK);
        ck_text(text, "62");
        ck_assert_uint_eq(seam_decoder_offset(&again), 6);
    }
}
END_TEST

START_TEST(a_copy_while_finishing_finishes_too)
{
    const uint8_t start[] = {0xF0, 0x80};
    seam_decoder dec = decoder_named("lazy");
    seam_decoder clone;
    seam_view in = seam_view_of(start, 2);
    seam_view text;

    ck_assert_int_eq(ck_next(&dec, &in, &text), SEAM_MORE);
    seam_decoder_finish(&dec);
    clone = dec;
    seam_decoder_reset(&dec);
    ck_assert_int_eq(ck_next(&clone, &in, &text), SEAM_OK);
    ck_text(text, "efbfbdefbfbd");
    ck_assert_int_eq(ck_next(&clone, &in, &text), SEAM_EOF);
}
END_TEST

/* The field is private; writing it here stands for 4 GiB of text. */
START_TEST(the_offset_counts_past_32_bits)
{
    const uint64_t start = UINT32_MAX - 1;
    seam_decoder dec = decoder_named("fatal");
    const uint8_t chunk[] = {'a', 0xC3, 0xA9, 0xFF, 0xE2};
    seam_view in = seam_view_of(chunk, 5);
    seam_view text;

    dec.offset_ = start;
    ck_assert_int_eq(ck_next(&dec, &in, &text), SEAM_OK);
    ck_assert_uint_eq(seam_decoder_offset(&dec), start + 3);
    ck_assert_int_eq(ck_next(&dec, &in, &text), SEAM_EILSEQ);
    ck_assert_uint_eq(seam_decoder_fault(&dec).offset, start + 3);
    ck_assert_int_eq(ck_next(&dec, &in, &text), SEAM_MORE);
    ck_assert_uint_eq(seam_decoder_offset(&dec), start + 5);
    seam_decoder_finish(&dec);
    ck_assert_int_eq(ck_next(&dec, &in, &text), SEAM_ETRUNC);
    ck_assert_uint_eq(seam_decoder_fault(&dec).offset, start + 4);
    ck_assert_int_eq(ck_next(&dec, &in, &text), SEAM_EOF);
}
END_TEST

START_TEST(a_first_input_that_finds_no_room_drops_the_old_faults_too)
{
    seam_decoder dec = decoder_named("");
    seam_view in = seam_view_of("\xE2", 1);
    uint8_t out[4];
    size_t n;

    seam_decoder_finish(&dec);
    ck_assert_int_eq(seam_decoder_convert(&dec, &in, out, 4, &n), SEAM_EOF);
    ck_assert_uint_eq(seam_decoder_n_faults(&dec), 1);
    in = seam_view_of("\xF0\x9F\x98\x80", 4);
    ck_assert_int_eq(seam_decoder_convert(&dec, &in, out, 1, &n), SEAM_FULL);
    ck_assert_uint_eq(n, 0);
    ck_assert_uint_eq(in.len, 4);
    ck_assert_uint_eq(seam_decoder_n_faults(&dec), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("decoder_ends");
    TCase *tc = tcase_create("decoder_ends");

    tcase_set_timeout(tc, 120);
    suite_add_tcase(suite, tc);
    tcase_add_test(tc, finish_gives_what_is_left_and_then_the_end);
    tcase_add_test(tc, finish_may_come_while_input_is_left);
    tcase_add_test(tc, only_the_end_makes_a_truncation);
    tcase_add_test(tc, one_fault_is_found_anywhere_in_a_chunk);
    tcase_add_test(tc, finish_twice_is_as_once);
    tcase_add_test(tc, finish_before_any_input_is_an_end);
    tcase_add_test(tc, after_the_end_a_new_stream_begins);
    tcase_add_test(tc, after_the_end_the_decoder_is_as_a_fresh_one);
    tcase_add_test(tc, faults_stay_readable_after_the_end_until_the_next_input);
    tcase_add_test(tc, reset_forgets_the_stream_and_keeps_the_options);
    tcase_add_test(tc, pending_shows_the_held_bytes_and_clears_the_others);
    tcase_add_test(tc, a_copy_in_mid_sequence_continues_as_the_original);
    tcase_add_test(tc, a_copy_while_finishing_finishes_too);
    tcase_add_test(tc, the_offset_counts_past_32_bits);
    tcase_add_test(tc, a_first_input_that_finds_no_room_drops_the_old_faults_too);
    return run_suite(suite);
}
