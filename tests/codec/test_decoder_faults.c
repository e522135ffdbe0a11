#include <string.h>

#include "differential.h"
#include "support.h"
#include "transcript.h"

/* What a fault says, how fatal decoding goes on, and what long runs of faults cost. */

START_TEST(every_reason_has_its_offset_length_and_bytes)
{
    static const struct {
        const char *bytes, *expected;
    } cases[] = {
        {"61 80 .", "61 !stray-continuation@1+1:80"},
        {"61 bf .", "61 !stray-continuation@1+1:bf"},
        {"61 f8 .", "61 !invalid-byte@1+1:f8"},
        {"61 ff .", "61 !invalid-byte@1+1:ff"},
        {"61 c0 .", "61 !overlong@1+1:c0"},
        {"61 c1 .", "61 !overlong@1+1:c1"},
        {"e0 80 .", "!overlong@0+1:e080 !stray-continuation@1+1:80"},
        {"e0 9f .", "!overlong@0+1:e09f !stray-continuation@1+1:9f"},
        {"f0 80 .", "!overlong@0+1:f080 !stray-continuation@1+1:80"},
        {"f0 8f .", "!overlong@0+1:f08f !stray-continuation@1+1:8f"},
        {"ed bf .", "!surrogate@0+1:edbf !stray-continuation@1+1:bf"},
        {"f5 .", "!too-large@0+1:f5"},
        {"f7 .", "!too-large@0+1:f7"},
        {"f4 90 .", "!too-large@0+1:f490 !stray-continuation@1+1:90"},
        {"f4 bf .", "!too-large@0+1:f4bf !stray-continuation@1+1:bf"},
        {"61 c2 41 .", "61 !truncated@1+1:c241 41"},
        {"e0 a0 41 .", "!truncated@0+2:e0a041 41"},
        {"e0 41 .", "!truncated@0+1:e041 41"},
        {"ed 9f 41 .", "!truncated@0+2:ed9f41 41"},
        {"f0 90 80 41 .", "!truncated@0+3:f0908041 41"},
        {"f4 8f bf ff .", "!truncated@0+3:f48fbfff !invalid-byte@3+1:ff"},
        {"f1 c3 a9 .", "!truncated@0+1:f1c3 c3a9"},
        {"61 c2 .", "61 ?truncated@1+1:c2"},
        {"e2 82 .", "?truncated@0+2:e282"},
        {"f0 9f 98 .", "?truncated@0+3:f09f98"},
        {"f0 .", "?truncated@0+1:f0"},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        ck_assert_str_eq(transcript("fatal", cases[i].bytes), cases[i].expected);
        ck_assert_str_eq(transcript("fatal lazy", cases[i].bytes), cases[i].expected);
        ck_assert_str_eq(transcript_bounded("fatal", cases[i].bytes, 4), cases[i].expected);
    }
}
END_TEST

START_TEST(an_encoded_surrogate_is_three_faults)
{
    ck_assert_str_eq(transcript("fatal", "ed a0 80 ."),
                     "!surrogate@0+1:eda0 !stray-continuation@1+1:a0 !stray-continuation@2+1:80");
    ck_assert_str_eq(transcript("", "ed a0 80 ."), "efbfbdefbfbdefbfbd");
    ck_assert_str_eq(transcript("skip", "ed a0 80 ."), "-");
}
END_TEST

START_TEST(a_fault_is_the_same_however_it_is_cut)
{
    ck_assert_str_eq(transcript("fatal", "61 / e0 / 80 / ."),
                     "61 / (e0) / !overlong@1+1:e080 !stray-continuation@2+1:80 / -");
    ck_assert_str_eq(transcript("fatal", "f0 90 / 80 / 41"),
                     "(f090) / (f09080) / !truncated@0+3:f0908041 41");
    ck_assert_str_eq(transcript("fatal", "f0 / / 90 / 80 / c3 / a9"),
                     "(f0) / (f0) / (f090) / (f09080) / !truncated@0+3:f09080c3 (c3) / c3a9");
    ck_assert_str_eq(transcript("fatal lazy", "f4 / 90 / 80 / 41"),
                     "(f4) / (f490) / (f49080) / !too-large@0+1:f490 !stray-continuation@1+1:90 "
                     "!stray-continuation@2+1:80 41");
    ck_assert_str_eq(transcript("fatal lazy", "c0 / 80"),
                     "(c0) / !overlong@0+1:c0 !stray-continuation@1+1:80");
}
END_TEST

START_TEST(an_ascii_byte_is_never_swallowed)
{
    ck_assert_str_eq(transcript("", "f0 41 f0 90 41 f0 90 80 41 e0 80 41 ."),
                     "efbfbd41efbfbd41efbfbd41efbfbdefbfbd41");
    ck_assert_str_eq(transcript("", "f0 / 41 / f0 90 / 41 / f0 90 80 / 41 / e0 / 41"),
                     "(f0) / efbfbd41 / (f090) / efbfbd41 / (f09080) / efbfbd41 / (e0) / efbfbd41");
}
END_TEST

START_TEST(fatal_gives_what_precedes_a_fault_and_resumes_behind_it)
{
    seam_decoder dec = decoder_named("fatal");
    const uint8_t chunk[] = {'a', 'b', 0xFF, 0xE2, 0x82, 'c'};
    seam_view in = seam_view_of(chunk, 6);
    seam_view text;

    ck_assert_int_eq(ck_next(&dec, &in, &text), SEAM_OK);
    ck_text(text, "61 62");
    ck_assert_int_eq(ck_next(&dec, &in, &text), SEAM_EILSEQ);
    ck_assert_ptr_eq(in.data, chunk + 3);
    ck_assert_uint_eq(seam_decoder_offset(&dec), 3);
    ck_assert_int_eq(ck_next(&dec, &in, &text), SEAM_EILSEQ);
    ck_assert_ptr_eq(in.data, chunk + 5);
    ck_assert_uint_eq(seam_decoder_offset(&dec), 5);
    ck_assert_int_eq(ck_next(&dec, &in, &text), SEAM_OK);
    ck_text(text, "63");
    ck_assert_int_eq(ck_next(&dec, &in, &text), SEAM_MORE);
}
END_TEST

START_TEST(a_fault_carried_over_leaves_the_proving_byte_in_the_input)
{
    seam_decoder dec = decoder_named("fatal");
    const uint8_t first[] = {0xF0, 0x90};
    const uint8_t second[] = {'c'};
    seam_view in = seam_view_of(first, 2);
    seam_view text;

    ck_assert_int_eq(ck_next(&dec, &in, &text), SEAM_MORE);
    in = seam_view_of(second, 1);
    ck_assert_int_eq(ck_next(&dec, &in, &text), SEAM_EILSEQ);
    ck_assert_ptr_eq(in.data, second);
    ck_assert_uint_eq(in.len, 1);
    ck_assert_uint_eq(seam_decoder_offset(&dec), 2);
    ck_assert_int_eq(ck_next(&dec, &in, &text), SEAM_OK);
    ck_text(text, "63");
}
END_TEST

START_TEST(faults_are_counted_under_every_policy)
{
    static const char *const options[] = {"", "skip", "fatal", "none", "fatal none", "lazy"};

    for (size_t i = 0; i < 6; i++) {
        seam_decoder dec = decoder_named(options[i]);
        const uint8_t chunk[] = {'a', 0xFF, 0xED, 0xA0, 0x80, 'b', 0xC3};
        seam_view in = seam_view_of(chunk, 7);
        seam_view text;
        seam_decoder_finish(&dec);
        while (ck_next(&dec, &in, &text) != SEAM_EOF)
            ck_assert_uint_le(seam_decoder_n_faults(&dec), 5);
        ck_assert_uint_eq(seam_decoder_n_faults(&dec), 5);
        ck_assert_uint_eq(seam_decoder_fault(&dec).offset, 6);
        ck_assert_int_eq(seam_decoder_fault(&dec).reason, SEAM_REASON_TRUNCATED);
    }
}
END_TEST

START_TEST(a_fresh_decoder_has_no_fault)
{
    seam_decoder dec = decoder_named("");
    seam_view in = seam_view_string("plain");
    seam_view text;

    ck_assert_int_eq(seam_decoder_fault(&dec).reason, SEAM_REASON_NONE);
    ck_assert_int_eq(ck_next(&dec, &in, &text), SEAM_OK);
    ck_assert_uint_eq(seam_decoder_n_faults(&dec), 0);
    ck_assert_int_eq(seam_decoder_fault(&dec).reason, SEAM_REASON_NONE);
}
END_TEST

START_TEST(every_reason_has_a_name)
{
    static const char *const names[] = {
        "none",      "stray-continuation", "invalid-byte", "overlong", "surrogate", "too-large",
        "truncated", "lone-surrogate",     "odd-tail",     "denied",   "unmappable"};

    for (unsigned i = 0; i < 11; i++)
        ck_assert_str_eq(seam_reason_name(i), names[i]);
    ck_assert_str_eq(seam_reason_name(11), "unknown");
    ck_assert_str_eq(seam_reason_name(255), "unknown");
    ck_assert_str_eq(seam_reason_name(~0u), "unknown");
}
END_TEST

static void fail_test(const char *message)
{
    ck_abort_msg("%s", message);
}

static void decode_in_one_chunk(const char *options, const uint8_t *chunk, size_t len)
{
    const seam_decoder_options o = options_named(options);
    differ d;

    differ_init(&d, &o, NULL, fail_test);
    for (int form = DIFFER_PULL; form <= DIFFER_BOUNDED; form++) {
        differ_chunk(&d, chunk, len);
        differ_drain(&d, form, 400);
        differ_finish(&d);
        differ_drain(&d, form, 400);
    }
    differ_free(&d);
}

/* Lengths on both sides of every word and vector, and beyond a loop over several of them. */
static void put_bad_byte_everywhere(const char *unit, size_t n_unit, uint8_t bad)
{
    uint8_t chunk[140];

    for (size_t len = 1; len <= sizeof(chunk); len++) {
        for (size_t at = 0; at < len; at++) {
            for (size_t i = 0; i < len; i++)
                chunk[i] = i == at ? bad : (uint8_t)unit[i % n_unit];
            decode_in_one_chunk("", chunk, len);
            if (len <= 40)
                decode_in_one_chunk("lazy fatal", chunk, len);
        }
    }
}

START_TEST(a_fault_is_found_at_every_place_of_a_chunk_of_every_length)
{
    put_bad_byte_everywhere("a", 1, 0x80);
    put_bad_byte_everywhere("a", 1, 0xC3);
    put_bad_byte_everywhere("ab\xC3\xA9\xE2\x82\xACz\xF0\x9F\x98\x80", 12, 0xFF);
    put_bad_byte_everywhere("\xE2\x82\xAC", 3, 'a');
}
END_TEST

enum { RUN = 70000 };

START_TEST(a_long_run_of_bad_bytes_is_as_many_replacements)
{
    static uint8_t chunk[RUN];
    seam_decoder dec = decoder_named("");
    seam_view in = seam_view_of(chunk, RUN);
    seam_view text;
    size_t n_texts = 0;
    size_t n = 0;

    memset(chunk, 0xFF, RUN);
    for (; ck_next(&dec, &in, &text) == SEAM_OK; n_texts++) {
        ck_assert_uint_eq(text.len % 3, 0);
        for (size_t i = 0; i < text.len; i += 3, n++) {
            if (memcmp(text.data + i, "\xEF\xBF\xBD", 3) != 0)
                ck_abort_msg("no U+FFFD at %zu", n);
        }
    }
    ck_assert_uint_eq(n, RUN);
    ck_assert_uint_eq(seam_decoder_n_faults(&dec), RUN);
    ck_assert_uint_eq(seam_decoder_fault(&dec).offset, RUN - 1);
    ck_assert_msg(n_texts <= RUN / 64, "a run of faults comes in %zu texts", n_texts);
}
END_TEST

START_TEST(a_long_run_of_bad_bytes_is_skipped_or_returned_one_by_one)
{
    static uint8_t chunk[RUN];
    seam_decoder skip = decoder_named("skip");
    seam_decoder fatal = decoder_named("fatal");
    seam_view in = seam_view_of(chunk, RUN);
    seam_view text;
    uint64_t n = 0;

    memset(chunk, 0xFF, RUN);
    ck_assert_int_eq(ck_next(&skip, &in, &text), SEAM_MORE);
    ck_assert_uint_eq(seam_decoder_n_faults(&skip), RUN);
    in = seam_view_of(chunk, RUN);
    while (seam_decoder_next(&fatal, &in, &text) == SEAM_EILSEQ) {
        if (seam_decoder_fault(&fatal).offset != n++)
            ck_abort_msg("the fault before %ju has another offset", (uintmax_t)n);
    }
    ck_assert_uint_eq(n, RUN);
    ck_assert_uint_eq(in.len, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("decoder_faults");
    TCase *tc = tcase_create("decoder_faults");

    tcase_set_timeout(tc, 120);
    suite_add_tcase(suite, tc);
    tcase_add_test(tc, every_reason_has_its_offset_length_and_bytes);
    tcase_add_test(tc, an_encoded_surrogate_is_three_faults);
    tcase_add_test(tc, a_fault_is_the_same_however_it_is_cut);
    tcase_add_test(tc, an_ascii_byte_is_never_swallowed);
    tcase_add_test(tc, fatal_gives_what_precedes_a_fault_and_resumes_behind_it);
    tcase_add_test(tc, a_fault_carried_over_leaves_the_proving_byte_in_the_input);
    tcase_add_test(tc, faults_are_counted_under_every_policy);
    tcase_add_test(tc, a_fresh_decoder_has_no_fault);
    tcase_add_test(tc, every_reason_has_a_name);
    tcase_add_test(tc, a_fault_is_found_at_every_place_of_a_chunk_of_every_length);
    tcase_add_test(tc, a_long_run_of_bad_bytes_is_as_many_replacements);
    tcase_add_test(tc, a_long_run_of_bad_bytes_is_skipped_or_returned_one_by_one);
    return run_suite(suite);
}
