#include <string.h>

#include "codec/decoder_step.h"
#include "differential.h"
#include "support.h"
#include "transcript.h"

/* The bounded form; and every form against pages that must not be touched. */

static void fail_test(const char *message)
{
    ck_abort_msg("%s", message);
}

START_TEST(every_room_gives_the_same_text)
{
    static const char *const chunks[] = {"41 42 c3 a9 e2 82 ac f0 9f 98 80 43 .",
                                         "f0 / 9f / 98 / 80 41 ff e2 82 / ac ed a0 80 e0 / 41 ."};

    for (size_t i = 0; i < 2; i++) {
        static const char *const options[] = {"", "lazy", "skip", "fatal", "fatal lazy", "none"};
        for (size_t k = 0; k < 6; k++) {
            char whole[512];
            strcpy(whole, transcript(options[k], chunks[i]));
            for (size_t cap = 4; cap <= 16; cap++)
                ck_assert_str_eq(transcript_bounded(options[k], chunks[i], cap), whole);
        }
    }
}
END_TEST

START_TEST(a_code_point_that_does_not_fit_stays_in_the_input)
{
    static const struct {
        const char *bytes;
        size_t len;
    } points[] = {{"a", 1}, {"\xC3\xA9", 2}, {"\xE2\x82\xAC", 3}, {"\xF0\x9F\x98\x80", 4}};

    for (size_t i = 0; i < 4; i++) {
        for (size_t cap = 0; cap <= 4; cap++) {
            seam_decoder dec = decoder_named("");
            seam_view in = seam_view_of(points[i].bytes, points[i].len);
            uint8_t room[4];
            size_t produced;
            const seam_status status = seam_decoder_convert(&dec, &in, room, cap, &produced);
            const bool fits = cap >= points[i].len;
            ck_assert_int_eq(status, fits ? SEAM_MORE : SEAM_FULL);
            ck_assert_uint_eq(produced, fits ? points[i].len : 0);
            ck_assert_uint_eq(in.len, fits ? 0 : points[i].len);
        }
    }
}
END_TEST

START_TEST(a_replacement_that_does_not_fit_waits_and_is_counted_once)
{
    static const char *const starts[] = {"ff", "e2 82", "c3"};

    for (size_t i = 0; i < 3; i++) {
        seam_decoder dec = decoder_named("");
        uint8_t chunk[64];
        seam_view in = seam_view_of(chunk, bytes_of_hex(starts[i], chunk));
        uint8_t room[3] = {0};
        size_t produced;
        seam_decoder_finish(&dec);
        for (size_t cap = 0; cap < 3; cap++) {
            ck_assert_int_eq(seam_decoder_convert(&dec, &in, room, cap, &produced), SEAM_FULL);
            ck_assert_uint_eq(produced, 0);
            ck_assert(seam__decoder_valid(&dec));
        }
        ck_assert_int_eq(seam_decoder_convert(&dec, &in, room, 3, &produced), SEAM_EOF);
        ck_text(seam_view_of(room, produced), "efbfbd");
        ck_assert_uint_eq(seam_decoder_n_faults(&dec), 1);
    }
}
END_TEST

START_TEST(a_full_room_with_no_code_point_behind_it_is_not_full)
{
    seam_decoder dec = decoder_named("");
    seam_view in = seam_view_string("abc\xE2\x82");
    uint8_t room[3];
    size_t produced;

    ck_assert_int_eq(seam_decoder_convert(&dec, &in, room, 3, &produced), SEAM_MORE);
    ck_assert_uint_eq(produced, 3);
    ck_assert_uint_eq(in.len, 0);
    ck_assert_int_eq(seam_decoder_convert(&dec, &in, NULL, 0, &produced), SEAM_MORE);
    ck_assert_uint_eq(produced, 0);
}
END_TEST

START_TEST(no_room_is_needed_for_what_is_not_written)
{
    static const char *const options[] = {"skip", "fatal", "none"};
    static const seam_status expected[] = {SEAM_MORE, SEAM_EILSEQ, SEAM_MORE};

    for (size_t i = 0; i < 3; i++) {
        seam_decoder dec = decoder_named(options[i]);
        seam_view in = seam_view_string("\xFF");
        size_t produced = 77;
        ck_assert_int_eq(seam_decoder_convert(&dec, &in, NULL, 0, &produced), expected[i]);
        ck_assert_uint_eq(produced, 0);
        ck_assert_uint_eq(in.len, 0);
        ck_assert_uint_eq(seam_decoder_n_faults(&dec), 1);
    }
}
END_TEST

START_TEST(validating_writes_nothing_and_is_never_full)
{
    seam_decoder dec = decoder_named("none");
    seam_view in = seam_view_string("na\xC3\xAFve \xFF \xE2\x82");
    uint8_t room[16];
    size_t produced = 77;

    memset(room, 0x5A, sizeof(room));
    ck_assert_int_eq(seam_decoder_convert(&dec, &in, room, sizeof(room), &produced), SEAM_MORE);
    ck_assert_uint_eq(produced, 0);
    for (size_t i = 0; i < sizeof(room); i++)
        ck_assert_uint_eq(room[i], 0x5A);
    seam_decoder_finish(&dec);
    ck_assert_int_eq(seam_decoder_convert(&dec, &in, NULL, 0, &produced), SEAM_EOF);
    ck_assert_uint_eq(seam_decoder_n_faults(&dec), 2);
}
END_TEST

START_TEST(a_fault_comes_with_the_text_before_it)
{
    seam_decoder dec = decoder_named("fatal");
    seam_view in = seam_view_string("ab\xFF"
                                    "c\xE2");
    uint8_t room[8];
    size_t produced;

    ck_assert_int_eq(seam_decoder_convert(&dec, &in, room, 8, &produced), SEAM_EILSEQ);
    ck_text(seam_view_of(room, produced), "61 62");
    seam_decoder_finish(&dec);
    ck_assert_int_eq(seam_decoder_convert(&dec, &in, room, 8, &produced), SEAM_ETRUNC);
    ck_text(seam_view_of(room, produced), "63");
    ck_assert_int_eq(seam_decoder_convert(&dec, &in, room, 8, &produced), SEAM_EOF);
    ck_assert_uint_eq(produced, 0);
}
END_TEST

/* Rooms from 0 to 8, changing from call to call: nothing is lost and nothing behind the text is
 * touched (the differential checks both). */
START_TEST(rooms_of_every_size_may_follow_each_other)
{
    static const uint8_t input[] = "a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\xFF\xE2\x82z\xED\xA0\x80"
                                   "\xF4\x90\x80q\xF0\x9F\x98";

    for (size_t cap = 0; cap < 9; cap++) {
        static const char *const options[] = {"", "lazy", "skip strip", "fatal", "none"};
        for (size_t k = 0; k < 5; k++) {
            const seam_decoder_options o = options_named(options[k]);
            differ d;
            differ_init(&d, &o, NULL, fail_test);
            for (size_t at = 0; at < sizeof(input) - 1; at += 3) {
                size_t n_calls = 0;
                differ_chunk(&d, input + at,
                             sizeof(input) - 1 - at < 3 ? sizeof(input) - 1 - at : 3);
                while (differ_convert(&d, n_calls % 2 == 0 ? cap : 4 + n_calls % 5) != SEAM_MORE)
                    n_calls++;
            }
            differ_finish(&d);
            differ_drain(&d, DIFFER_BOUNDED, 4);
            differ_free(&d);
        }
    }
}
END_TEST

static seam_view placed(guarded *g, bool at_end, const uint8_t *input, size_t len)
{
    return seam_view_of(at_end ? guarded_at_end(g, input, len) : guarded_at_start(g, input, len),
                        len);
}

static void decode_guarded(guarded *g, bool at_end, const uint8_t *input, size_t len, size_t cut)
{
    seam_decoder dec = decoder_named(len % 2 == 0 ? "" : "lazy");
    seam_view in = placed(g, at_end, input, cut);
    seam_view text;
    size_t n_out = 0;

    while (seam_decoder_next(&dec, &in, &text) == SEAM_OK)
        n_out += text.len;
    in = placed(g, at_end, input + cut, len - cut);
    seam_decoder_finish(&dec);
    while (seam_decoder_next(&dec, &in, &text) == SEAM_OK)
        n_out += text.len;
    if (n_out != len)
        ck_abort_msg("%zu bytes out of %zu, cut at %zu", n_out, len, cut);
}

/* Bytes of characters of all lengths, against the pages on both sides, cut anywhere. */
START_TEST(nothing_outside_the_chunk_is_read)
{
    static const char unit[] = "abcdefghij\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80";
    uint8_t input[152];
    guarded g;

    guarded_init(&g, sizeof(input));
    for (size_t i = 0; i < sizeof(input); i++)
        input[i] = (uint8_t)unit[i % (sizeof(unit) - 1)];
    for (size_t len = 0; len <= sizeof(input); len++) {
        const size_t tail = len % 19;
        if (tail > 0 && tail != 12 && tail != 15 && tail > 10)
            continue;
        for (size_t cut = 0; cut <= len; cut++) {
            decode_guarded(&g, false, input, len, cut);
            decode_guarded(&g, true, input, len, cut);
        }
    }
    guarded_free(&g);
}
END_TEST

START_TEST(nothing_outside_the_room_is_written)
{
    static const char text[] = "ab\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\xFFz";
    guarded g;

    guarded_init(&g, 64);
    for (size_t cap = 0; cap <= 16; cap++) {
        for (int at_end = 0; at_end < 2; at_end++) {
            seam_decoder dec = decoder_named("");
            seam_view in = seam_view_string(text);
            uint8_t *room = at_end ? g.end - cap : g.first;
            size_t produced;
            const seam_status status = seam_decoder_convert(&dec, &in, room, cap, &produced);
            ck_assert_int_eq(status, cap < 15 ? SEAM_FULL : SEAM_MORE);
            ck_assert_uint_le(produced, cap);
        }
    }
    guarded_free(&g);
}
END_TEST

/* Units need not be where the machine would like to have them. */
START_TEST(wide_text_is_written_to_any_address)
{
    static const unsigned encodings[] = {SEAM_UTF16LE, SEAM_UTF16BE, SEAM_UTF32LE};
    static uint8_t expected[4 * 4000], got[4 * 4000 + 8];
    char text[4000];

    for (size_t i = 0; i < sizeof(text); i++)
        text[i] = (char)('a' + i % 26);
    text[2000] = (char)0xC3;
    text[2001] = (char)0xA9;
    for (size_t e = 0; e < 3; e++) {
        for (size_t off = 0; off < 8; off++) {
            const seam_decoder_options o = {.to = (uint8_t)encodings[e]};
            seam_view in = seam_view_of(text, sizeof(text));
            uint8_t *to = off == 0 ? expected : got + off;
            seam_decoder dec;
            size_t produced;

            ck_assert_int_eq(seam_decoder_init(&dec, &o), SEAM_OK);
            ck_assert_int_eq(seam_decoder_convert(&dec, &in, to, sizeof(expected), &produced),
                             SEAM_MORE);
            ck_assert_uint_eq(produced, (sizeof(text) - 1) * (e < 2 ? 2 : 4));
            ck_assert_mem_eq(to, expected, produced);
        }
        ck_assert_uint_eq(expected[e == 1 ? 1 : 0], 'a');
    }
}
END_TEST

/* Where there is no text there is no address, of a pair whose text lies in the caller's room as well. */
START_TEST(what_gives_no_text_writes_none)
{
    static const seam_decoder_options pairs[] = {{0}, {.from = SEAM_UTF8, .to = SEAM_UTF16LE}};

    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
        seam_view in = seam_view_string("\xC3"), text = in;
        uint8_t room[SEAM_ROOM_MIN];
        seam_decoder dec;

        ck_assert_int_eq(seam_decoder_init(&dec, &pairs[i]), SEAM_OK);
        ck_assert_int_eq(seam_decoder_next_in(&dec, &in, room, sizeof(room), &text), SEAM_MORE);
        ck_assert(in.len == 0 && text.data == NULL && text.len == 0);
    }
}
END_TEST

/* One call gives the text of several steps; it began with the first of them, or with the carry. */
START_TEST(the_offset_is_that_of_the_first_text_of_a_call)
{
    static const struct {
        const char *chunk;
        uint64_t offset;
    } calls[] = {{"ab\xFF"
                  "cd",
                  0},
                 {"e\xC3", 5},
                 {"\xA9\xFFx\xE2", 6},
                 {"yz", 10}};
    seam_decoder dec = decoder_named("");

    for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
        seam_view in = seam_view_string(calls[i].chunk);
        uint8_t room[64];
        size_t produced;

        ck_assert_int_eq(seam_decoder_convert(&dec, &in, room, sizeof(room), &produced), SEAM_MORE);
        ck_assert_uint_gt(produced, 0);
        ck_assert_uint_eq(seam_decoder_text_offset(&dec), calls[i].offset);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("decoder_convert");
    TCase *tc = tcase_create("decoder_convert");

    tcase_set_timeout(tc, 120);
    suite_add_tcase(suite, tc);
    tcase_add_test(tc, every_room_gives_the_same_text);
    tcase_add_test(tc, a_code_point_that_does_not_fit_stays_in_the_input);
    tcase_add_test(tc, a_replacement_that_does_not_fit_waits_and_is_counted_once);
    tcase_add_test(tc, a_full_room_with_no_code_point_behind_it_is_not_full);
    tcase_add_test(tc, no_room_is_needed_for_what_is_not_written);
    tcase_add_test(tc, validating_writes_nothing_and_is_never_full);
    tcase_add_test(tc, a_fault_comes_with_the_text_before_it);
    tcase_add_test(tc, rooms_of_every_size_may_follow_each_other);
    tcase_add_test(tc, what_gives_no_text_writes_none);
    tcase_add_test(tc, the_offset_is_that_of_the_first_text_of_a_call);
    tcase_add_test(tc, nothing_outside_the_chunk_is_read);
    tcase_add_test(tc, nothing_outside_the_room_is_written);
    tcase_add_test(tc, wide_text_is_written_to_any_address);
    return run_suite(suite);
}
