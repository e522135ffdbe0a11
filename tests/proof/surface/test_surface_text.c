/* Uses every exported function of encodings, of text and of plain bytes once, linked with the shared library
 * alone: see test_surface.c. */
#include <check.h>
#include <stdlib.h>

#include "seam/seam.h"

START_TEST(decoder_pulls_across_a_joint)
{
    seam_decoder dec;
    seam_view in = seam_view_string("a\xE2\x82"), text;
    seam_view texts[4];
    uint8_t held[4];
    size_t n;

    ck_assert_int_eq(seam_decoder_init(&dec, NULL), SEAM_OK);
    ck_assert_int_eq(seam_decoder_next(&dec, &in, &text), SEAM_OK);
    ck_assert(seam_view_equal(text, seam_view_string("a")));
    ck_assert_int_eq(seam_decoder_next(&dec, &in, &text), SEAM_MORE);
    ck_assert_uint_eq(seam_decoder_pending(&dec, held), 2);
    ck_assert_mem_eq(held, "\xE2\x82\0", 4);
    ck_assert_uint_eq(seam_decoder_offset(&dec), 3);
    in = seam_view_string("\xAC");
    ck_assert_int_eq(seam_decoder_next(&dec, &in, &text), SEAM_OK);
    ck_assert(seam_view_equal(text, seam_view_string("\xE2\x82\xAC")));
    in = seam_view_string("b\xFF");
    ck_assert_int_eq(seam_decoder_next_many(&dec, &in, texts, 4, &n), SEAM_OK);
    ck_assert_uint_eq(n, 2);
    ck_assert(seam_view_equal(texts[0], seam_view_string("b")));
    ck_assert(seam_view_equal(texts[1], seam_view_string("\xEF\xBF\xBD")));
    seam_decoder_finish(&dec);
    ck_assert_int_eq(seam_decoder_next(&dec, &in, &text), SEAM_EOF);
}
END_TEST

START_TEST(decoder_converts_and_can_be_saved)
{
    seam_decoder_options options;
    seam_decoder dec;
    seam_view in = seam_view_of("a\0\x3D\xD8", 4), text;
    uint8_t saved[SEAM_DECODER_SAVED];
    uint8_t room[SEAM_ROOM_MIN];
    size_t max;

    ck_assert_int_eq(
        seam_decoder_profile(&options, SEAM_PROFILE_WHATWG,
                             seam_encoding_find(seam_view_string("UTF-16"), SEAM_NAMES_WHATWG),
                             SEAM_UTF8),
        SEAM_OK);
    ck_assert_int_eq(seam_decoder_init(&dec, &options), SEAM_OK);
    ck_assert_str_eq(seam_encoding_name(seam_decoder_from(&dec), SEAM_NAMES_SEAM, 0), "utf-16le");
    ck_assert_int_eq(seam_decoder_next(&dec, &in, &text), SEAM_EINVAL);
    ck_assert_int_eq(seam_decoder_next_in(&dec, &in, room, sizeof(room), &text), SEAM_OK);
    ck_assert(seam_view_equal(text, seam_view_string("a")));
    ck_assert_int_eq(seam_decoder_next_in(&dec, &in, room, sizeof(room), &text), SEAM_MORE);
    seam_decoder_save(&dec, saved);
    ck_assert_int_eq(seam_decoder_load(&dec, saved), SEAM_OK);
    ck_assert(seam_decoder_max_output(&dec, 2, &max));
    ck_assert_uint_eq(max, 6);
    in = seam_view_of("\x4D\xDC", 2);
    ck_assert_int_eq(seam_decoder_next_in(&dec, &in, room, sizeof(room), &text), SEAM_OK);
    ck_assert(seam_view_equal(text, seam_view_string("\xF0\x9F\x91\x8D")));
    ck_assert_uint_eq(seam_decoder_text_offset(&dec), 2);
    ck_assert_int_eq(seam_encoding_sniff(seam_view_string("\xFE\xFF"), &max), SEAM_UTF16BE);
    ck_assert_uint_eq(max, 2);
}
END_TEST

START_TEST(decoder_reports_faults)
{
    seam_decoder_options options = {.errors = SEAM_ERRORS_FATAL};
    seam_decoder dec;
    seam_view in = seam_view_string("ab\xFF!");
    seam_fault fault;
    char out[8];
    size_t produced;

    ck_assert_int_eq(seam_decoder_init(&dec, &options), SEAM_OK);
    ck_assert_int_eq(seam_decoder_convert(&dec, &in, out, sizeof(out), &produced), SEAM_EILSEQ);
    ck_assert_uint_eq(produced, 2);
    ck_assert_uint_eq(seam_decoder_n_faults(&dec), 1);
    fault = seam_decoder_fault(&dec);
    ck_assert_uint_eq(fault.offset, 2);
    ck_assert_int_eq(fault.reason, SEAM_REASON_INVALID);
    seam_decoder_reset(&dec);
    ck_assert_uint_eq(seam_decoder_n_faults(&dec), 0);
    ck_assert_int_eq(seam_decoder_convert(&dec, &in, out, sizeof(out), &produced), SEAM_MORE);
    ck_assert_uint_eq(produced, 1);
}
END_TEST

START_TEST(utf8_in_one_piece)
{
    seam_view text = seam_view_string("a\xC3\xA9\xF0\x9F\x98\x80");
    seam_view cut = seam_view_of(text.data, text.len - 1);
    seam_fault fault;
    size_t end;

    ck_assert(seam_utf8_valid(text));
    ck_assert(!seam_utf8_valid(cut));
    ck_assert_uint_eq(seam_utf8_valid_up_to(cut, &fault), 3);
    ck_assert_int_eq(fault.reason, SEAM_REASON_TRUNCATED);
    ck_assert_uint_eq(seam_utf8_faults(cut, &fault, 1, &end), 1);
    ck_assert_uint_eq(fault.offset, 3);
    ck_assert_uint_eq(end, 6);
    ck_assert_uint_eq(seam_utf8_count(text), 3);
    ck_assert_uint_eq(seam_utf8_utf16_len(text), 4);
    ck_assert_uint_eq(seam_utf8_trim(cut), 3);
    ck_assert_uint_eq(seam_utf8_trim(text), text.len);
}
END_TEST

/* U+00E9 in each form. */
static const char utf8[] = "\xC3\xA9", latin1[] = "\xE9";
static const char utf16le[] = "\xE9\0", utf16be[] = "\0\xE9";
static const char utf32le[] = "\xE9\0\0\0", utf32be[] = "\0\0\0\xE9";

typedef struct span {
    seam_view in;
    uint8_t out[8];
    size_t n;
} span;

static span from(const char *bytes, size_t len)
{
    return (span){.in = seam_view_of(bytes, len)};
}

/* The call has used up its input and given one unit, or two bytes of UTF-8. */
static void gave(seam_status status, const span *s, size_t n, const char *bytes, size_t len)
{
    ck_assert_int_eq(status, SEAM_OK);
    ck_assert_uint_eq(s->in.len, 0);
    ck_assert_uint_eq(s->n, n);
    ck_assert_mem_eq(s->out, bytes, len);
}

START_TEST(utf8_becomes_other_forms)
{
    span s;

    s = from(utf8, 2);
    gave(seam_utf8_to_utf16le(&s.in, s.out, 1, &s.n, NULL), &s, 1, utf16le, 2);
    s = from(utf8, 2);
    gave(seam_utf8_to_utf16be(&s.in, s.out, 1, &s.n, NULL), &s, 1, utf16be, 2);
    s = from(utf8, 2);
    gave(seam_utf8_to_utf32le(&s.in, s.out, 1, &s.n, NULL), &s, 1, utf32le, 4);
    s = from(utf8, 2);
    gave(seam_utf8_to_utf32be(&s.in, s.out, 1, &s.n, NULL), &s, 1, utf32be, 4);
    s = from(utf8, 2);
    gave(seam_utf8_to_latin1(&s.in, s.out, 1, &s.n, NULL), &s, 1, latin1, 1);
}
END_TEST

START_TEST(other_forms_become_utf8)
{
    span s;

    s = from(utf16le, 2);
    gave(seam_utf16le_to_utf8(&s.in, s.out, 2, &s.n, NULL), &s, 2, utf8, 2);
    s = from(utf16be, 2);
    gave(seam_utf16be_to_utf8(&s.in, s.out, 2, &s.n, NULL), &s, 2, utf8, 2);
    s = from(utf32le, 4);
    gave(seam_utf32le_to_utf8(&s.in, s.out, 2, &s.n, NULL), &s, 2, utf8, 2);
    s = from(utf32be, 4);
    gave(seam_utf32be_to_utf8(&s.in, s.out, 2, &s.n, NULL), &s, 2, utf8, 2);
    s = from(latin1, 1);
    gave(seam_latin1_to_utf8(&s.in, s.out, 2, &s.n), &s, 2, utf8, 2);
}
END_TEST

START_TEST(latin1_is_measured)
{
    ck_assert_uint_eq(seam_utf8_latin1_len(seam_view_of(utf8, 2)), 2);
    ck_assert_uint_eq(seam_utf16le_latin1_len(seam_view_of(utf16le, 2)), 2);
    ck_assert_uint_eq(seam_utf16be_latin1_len(seam_view_of(utf16be, 2)), 2);
}
END_TEST

START_TEST(scans_find_and_count)
{
    const seam_view text = seam_view_string("key: v\xC3\xA9lo\nend\n");
    const seam_scan_set set = {.bytes = {'\n', ':'}, .n = 2};

    ck_assert_uint_eq(seam_scan_byte(text, ':'), 3);
    ck_assert_uint_eq(seam_scan_any4(text, set), 3);
    ck_assert_uint_eq(seam_scan_non_ascii(text), 6);
    ck_assert_uint_eq(seam_scan_lines(text), 2);
    ck_assert_uint_eq(seam_scan_last_byte(text, ':'), 3);
}
END_TEST

START_TEST(positions_are_counted)
{
    seam_position at = {.line_ends = SEAM_POSITION_ANY};

    seam_position_advance(&at, seam_view_string("one\rtw\xC3\xB6"));
    ck_assert_uint_eq(at.lines, 1);
    ck_assert_uint_eq(at.column_code_points, 3);
}
END_TEST

/* The masked example of RFC 6455 5.7. */
START_TEST(masks_of_frames)
{
    static const uint8_t key[4] = {0x37, 0xFA, 0x21, 0x3D};
    uint8_t frame[5] = {0x7F, 0x9F, 0x4D, 0x51, 0x58};
    uint8_t text[5];

    ck_assert_uint_eq(seam_mask_apply_utf8(seam_view_of(frame, 5), key, 0, text), 5);
    ck_assert_mem_eq(text, "Hello", 5);
    seam_mask_apply(seam_view_of(text, 5), key, 0, text);
    ck_assert_mem_eq(text, frame, 5);
}
END_TEST

START_TEST(hex_both_ways)
{
    seam_view in = seam_view_string("\x01\xAB");
    char digits[5] = "";
    uint8_t bytes[2];
    size_t n;

    ck_assert_uint_eq(seam_hex_encoded_len(in.len), 4);
    ck_assert_int_eq(seam_hex_encode(&in, SEAM_HEX_UPPER, digits, 4, &n), SEAM_OK);
    ck_assert_str_eq(digits, "01AB");
    in = seam_view_string(digits);
    ck_assert_int_eq(seam_hex_decode(&in, SEAM_HEX_FINAL, bytes, 2, &n), SEAM_OK);
    ck_assert_mem_eq(bytes, "\x01\xAB", 2);
}
END_TEST

START_TEST(base64_both_ways)
{
    seam_view in = seam_view_string("seam");
    char digits[9] = "";
    uint8_t plain[6];
    size_t n;

    ck_assert_uint_eq(seam_base64_encoded_len(in.len, 0), 8);
    ck_assert_uint_eq(seam_base64_decoded_bound(8), 6);
    ck_assert_int_eq(seam_base64_encode(&in, SEAM_BASE64_FINAL, digits, 8, &n), SEAM_OK);
    ck_assert_str_eq(digits, "c2VhbQ==");
    in = seam_view_string(digits);
    ck_assert_int_eq(seam_base64_decode(&in, SEAM_BASE64_FINAL, plain, 6, &n), SEAM_OK);
    ck_assert_uint_eq(n, 4);
    ck_assert_mem_eq(plain, "seam", 4);
}
END_TEST

/* A library built without text refuses. */
START_TEST(clusters_are_found)
{
    const bool has_text = seam_text_unicode_version() != NULL;
    const seam_view text = seam_view_string("e\xCC\x81\r\n");
    seam_graphemes g = {0};
    seam_view in = text, piece;
    uint32_t at[4];
    bool starts;
    size_t n;

    ck_assert_int_eq(seam_graphemes_next(&g, &in, &piece, &starts),
                     has_text ? SEAM_OK : SEAM_EINVAL);
    ck_assert_uint_eq(piece.len, has_text ? 3 : 0);
    ck_assert_int_eq(seam_graphemes_starts(&g, &in, at, 4, &n), has_text ? SEAM_MORE : SEAM_EINVAL);
    ck_assert_uint_eq(n, has_text);
    ck_assert_uint_eq(seam_graphemes_count(&g, text), has_text ? 2 : 0);
    ck_assert_uint_eq(seam_grapheme_floor(text, 4), has_text ? 3 : 0);
}
END_TEST

START_TEST(columns_are_measured_and_texts_cut)
{
    const bool has_text = seam_text_unicode_version() != NULL;
    const seam_view text = seam_view_string("\xE4\xB8\xAD\xE6\x96\x87");
    seam_width width = {0};
    uint64_t measure;

    ck_assert_uint_eq(seam_width_advance(&width, text), has_text ? 4 : 0);
    ck_assert_uint_eq(seam_text_truncate(text, SEAM_IN_COLUMNS, 3, 0, &measure), has_text ? 3 : 0);
    ck_assert_uint_eq(measure, has_text ? 2 : 0);
}
END_TEST

START_TEST(text_is_normalized)
{
    const bool has_text = seam_text_unicode_version() != NULL;
    const seam_normalizer_options options = {.form = SEAM_NFC};
    seam_view in = seam_view_string("ae\xCC\x81"), text;
    seam_normalizer norm;
    uint8_t room[16];
    size_t max, n;

    ck_assert_int_eq(seam_normalizer_init(&norm, &options), has_text ? SEAM_OK : SEAM_EINVAL);
    ck_assert_uint_eq(seam_normal_prefix(in, SEAM_NFC, true), has_text ? 1 : 0);
    ck_assert(seam_normalizer_max_output(&norm, 4, &max));
    ck_assert_uint_eq(seam_normalizer_span(&norm, in), has_text ? 1 : 0);
    ck_assert_int_eq(seam_normalizer_next(&norm, &in, room, sizeof(room), &text),
                     has_text ? SEAM_OK : SEAM_EOF);
    seam_normalizer_reset(&norm);
    in = seam_view_string("e\xCC\x81");
    ck_assert_int_eq(seam_normalizer_convert(&norm, &in, room, sizeof(room), &n),
                     has_text ? SEAM_MORE : SEAM_EOF);
    ck_assert_uint_eq(seam_normalizer_pending(&norm), has_text ? 3 : 0);
    seam_normalizer_flush(&norm);
    seam_normalizer_finish(&norm);
    in = seam_view_string(NULL);
    ck_assert_int_eq(seam_normalizer_next(&norm, &in, room, sizeof(room), &text),
                     has_text ? SEAM_OK : SEAM_EOF);
    ck_assert(seam_view_equal(text, seam_view_string(has_text ? "\xC3\xA9" : NULL)));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("surface of text");
    TCase *tcase = tcase_create("every exported function of plain spans");
    SRunner *runner = srunner_create(suite);
    int n_failed;

    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, decoder_pulls_across_a_joint);
    tcase_add_test(tcase, decoder_converts_and_can_be_saved);
    tcase_add_test(tcase, decoder_reports_faults);
    tcase_add_test(tcase, utf8_in_one_piece);
    tcase_add_test(tcase, utf8_becomes_other_forms);
    tcase_add_test(tcase, other_forms_become_utf8);
    tcase_add_test(tcase, latin1_is_measured);
    tcase_add_test(tcase, scans_find_and_count);
    tcase_add_test(tcase, positions_are_counted);
    tcase_add_test(tcase, masks_of_frames);
    tcase_add_test(tcase, hex_both_ways);
    tcase_add_test(tcase, base64_both_ways);
    tcase_add_test(tcase, clusters_are_found);
    tcase_add_test(tcase, columns_are_measured_and_texts_cut);
    tcase_add_test(tcase, text_is_normalized);
    suite_add_tcase(suite, tcase);
    srunner_run_all(runner, CK_NORMAL);
    n_failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return n_failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
