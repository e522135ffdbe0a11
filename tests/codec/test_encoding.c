#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "codec/encodings.h"
#include "put_utf8.h"
#include "seam/decoder.h"
#include "support.h"

/* Names of encodings, theirs and ours; what a BOM announces. */

/* Labels of the standard that are of encodings this library lacks: 45. */
static const char *const lacking[] = {
    "chinese",
    "csgb2312",
    "csiso58gb231280",
    "gb2312",
    "gb_2312",
    "gb_2312-80",
    "gbk",
    "iso-ir-58",
    "x-gbk",
    "gb18030",
    "big5",
    "big5-hkscs",
    "cn-big5",
    "csbig5",
    "x-x-big5",
    "cseucpkdfmtjapanese",
    "euc-jp",
    "x-euc-jp",
    "csiso2022jp",
    "iso-2022-jp",
    "csshiftjis",
    "ms932",
    "ms_kanji",
    "shift-jis",
    "shift_jis",
    "sjis",
    "windows-31j",
    "x-sjis",
    "cseuckr",
    "csksc56011987",
    "euc-kr",
    "iso-ir-149",
    "korean",
    "ks_c_5601-1987",
    "ks_c_5601-1989",
    "ksc5601",
    "ksc_5601",
    "windows-949",
    "csiso2022kr",
    "hz-gb-2312",
    "iso-2022-cn",
    "iso-2022-cn-ext",
    "iso-2022-kr",
    "replacement",
    "x-user-defined",
};

static uint8_t find_bytes(const char *name, size_t len, unsigned names)
{
    return seam_encoding_find(seam_view_of(name, len), names);
}

static uint8_t find(const char *name, unsigned names)
{
    return find_bytes(name, strlen(name), names);
}

/* A label in either case, with what is trimmed around it, and with what is not. */
static void check_label(const char *label, unsigned encoding)
{
    static const char kept[] = {'\t', '\n', '\f', '\r', ' '};
    static const char refused[] = {'\v', '\0', 'x', '\x1F'};
    const size_t len = strlen(label);
    char text[64];

    ck_assert_uint_lt(len + 2, sizeof(text));
    ck_assert_uint_eq(find(label, SEAM_NAMES_WHATWG), encoding);
    for (size_t i = 0; i < len; i++)
        text[i] = (char)toupper((unsigned char)label[i]);
    ck_assert_uint_eq(find_bytes(text, len, SEAM_NAMES_WHATWG), encoding);
    for (size_t i = 0; i < len; i++)
        text[1 + i] = label[i];
    for (size_t i = 0; i < sizeof(kept); i++) {
        text[0] = kept[i];
        text[len + 1] = kept[(i + 1) % sizeof(kept)];
        ck_assert_uint_eq(find_bytes(text, len + 2, SEAM_NAMES_WHATWG), encoding);
    }
    for (size_t i = 0; i < sizeof(refused); i++) {
        text[0] = refused[i];
        ck_assert_uint_eq(find_bytes(text, len + 1, SEAM_NAMES_WHATWG), SEAM_ENCODING_NONE);
        text[len + 1] = refused[i];
        ck_assert_uint_eq(
            find_bytes(text + 1, len + 1, SEAM_NAMES_WHATWG) == encoding,
            /* "utf-16" and "x" are no label, but a few labels are others and a letter. */
            false);
    }
}

START_TEST(every_label_is_found_and_nothing_like_it)
{
    size_t n_labels = 0;

    for (unsigned encoding = 0; encoding < 256; encoding++) {
        const char *label;
        for (size_t i = 0; (label = seam_encoding_name(encoding, SEAM_NAMES_WHATWG, i)) != NULL;
             i++) {
            check_label(label, encoding);
            n_labels++;
        }
    }
    ck_assert_uint_eq(n_labels, 183);
}
END_TEST

START_TEST(labels_of_what_is_lacking_are_refused)
{
    ck_assert_uint_eq(sizeof(lacking) / sizeof(lacking[0]), 45);
    for (size_t i = 0; i < 45; i++) {
        for (unsigned names = SEAM_NAMES_SEAM; names <= SEAM_NAMES_NODE; names++)
            ck_assert_uint_eq(find(lacking[i], names), SEAM_ENCODING_NONE);
    }
    ck_assert_uint_eq(find("utf-32", SEAM_NAMES_WHATWG), SEAM_ENCODING_NONE);
    ck_assert_uint_eq(find("utf-7", SEAM_NAMES_WHATWG), SEAM_ENCODING_NONE);
    ck_assert_uint_eq(find("\xC2\xA0utf-8", SEAM_NAMES_WHATWG), SEAM_ENCODING_NONE);
    ck_assert_uint_eq(find("", SEAM_NAMES_WHATWG), SEAM_ENCODING_NONE);
    ck_assert_uint_eq(find("utf-8", 3), SEAM_ENCODING_NONE);
}
END_TEST

START_TEST(whose_name_it_is_decides)
{
    static const struct {
        const char *name;
        uint8_t seam, whatwg, node;
    } rows[] = {
        {"utf-8", SEAM_UTF8, SEAM_UTF8, SEAM_UTF8},
        {"UTF-8", SEAM_ENCODING_NONE, SEAM_UTF8, SEAM_UTF8},
        {"utf8", SEAM_ENCODING_NONE, SEAM_UTF8, SEAM_UTF8},
        {"latin1", SEAM_LATIN1, SEAM_WINDOWS_1252, SEAM_LATIN1},
        {"ascii", SEAM_ASCII, SEAM_WINDOWS_1252, SEAM_ASCII_MASKED},
        {"binary", SEAM_ENCODING_NONE, SEAM_ENCODING_NONE, SEAM_LATIN1},
        {"ucs2", SEAM_ENCODING_NONE, SEAM_ENCODING_NONE, SEAM_UTF16LE},
        {"ucs-2", SEAM_ENCODING_NONE, SEAM_UTF16LE, SEAM_UTF16LE},
        {"utf-16le", SEAM_UTF16LE, SEAM_UTF16LE, SEAM_UTF16LE},
        {"utf16le", SEAM_ENCODING_NONE, SEAM_ENCODING_NONE, SEAM_UTF16LE},
        {"utf-16", SEAM_ENCODING_NONE, SEAM_UTF16LE, SEAM_ENCODING_NONE},
        {"utf-16be", SEAM_UTF16BE, SEAM_UTF16BE, SEAM_ENCODING_NONE},
        {"iso-8859-1", SEAM_ENCODING_NONE, SEAM_WINDOWS_1252, SEAM_ENCODING_NONE},
        {"windows-1252", SEAM_WINDOWS_1252, SEAM_WINDOWS_1252, SEAM_ENCODING_NONE},
        {"wtf-8", SEAM_WTF8, SEAM_ENCODING_NONE, SEAM_ENCODING_NONE},
        {"utf-32be", SEAM_UTF32BE, SEAM_ENCODING_NONE, SEAM_ENCODING_NONE},
        {"ascii-masked", SEAM_ASCII_MASKED, SEAM_ENCODING_NONE, SEAM_ENCODING_NONE},
        {"iso-8859-8-i", SEAM_ISO_8859_8_I, SEAM_ISO_8859_8_I, SEAM_ENCODING_NONE},
        {"", SEAM_ENCODING_NONE, SEAM_ENCODING_NONE, SEAM_UTF8},
        {" utf8", SEAM_ENCODING_NONE, SEAM_UTF8, SEAM_ENCODING_NONE},
        {"buffer", SEAM_ENCODING_NONE, SEAM_ENCODING_NONE, SEAM_ENCODING_NONE},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        ck_assert_msg(find(rows[i].name, SEAM_NAMES_SEAM) == rows[i].seam, "%s", rows[i].name);
        ck_assert_msg(find(rows[i].name, SEAM_NAMES_WHATWG) == rows[i].whatwg, "%s", rows[i].name);
        ck_assert_msg(find(rows[i].name, SEAM_NAMES_NODE) == rows[i].node, "%s", rows[i].name);
    }
}
END_TEST

/* Each encoding has one name of ours, and it leads back. */
START_TEST(names_lead_back)
{
    size_t n = 0;

    for (unsigned encoding = 0; encoding < 256; encoding++) {
        const seam_decoder_options o = {.from = (uint8_t)encoding};
        const char *name = seam_encoding_name(encoding, SEAM_NAMES_SEAM, 0);
        seam_decoder dec;
        ck_assert_int_eq(name != NULL, seam_decoder_init(&dec, &o) == SEAM_OK);
        if (name == NULL)
            continue;
        n++;
        ck_assert_uint_eq(find(name, SEAM_NAMES_SEAM), encoding);
        ck_assert_ptr_null(seam_encoding_name(encoding, SEAM_NAMES_SEAM, 1));
    }
    ck_assert_uint_eq(n, 37);
    ck_assert_str_eq(seam_encoding_name(SEAM_UTF16LE, SEAM_NAMES_NODE, 0), "utf16le");
    ck_assert_str_eq(seam_encoding_name(SEAM_LATIN1, SEAM_NAMES_NODE, 1), "binary");
    ck_assert_ptr_null(seam_encoding_name(SEAM_LATIN1, SEAM_NAMES_NODE, 2));
    ck_assert_ptr_null(seam_encoding_name(SEAM_LATIN1, SEAM_NAMES_WHATWG, 0));
    ck_assert_ptr_null(seam_encoding_name(SEAM_UTF8, 3, 0));
}
END_TEST

START_TEST(three_bytes_tell_a_bom)
{
    static const struct {
        const char *bytes;
        size_t len, bom_len;
        uint8_t encoding;
    } rows[] = {
        {"\xEF\xBB\xBF", 3, 3, SEAM_UTF8},          {"\xEF\xBB\xBFz", 4, 3, SEAM_UTF8},
        {"\xEF\xBB", 2, 0, SEAM_ENCODING_NONE},     {"\xFF\xFE", 2, 2, SEAM_UTF16LE},
        {"\xFF\xFE\0\0", 4, 2, SEAM_UTF16LE},       {"\xFE\xFF", 2, 2, SEAM_UTF16BE},
        {"\xFE", 1, 0, SEAM_ENCODING_NONE},         {"", 0, 0, SEAM_ENCODING_NONE},
        {"\0\0\xFE\xFF", 4, 0, SEAM_ENCODING_NONE},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        size_t bom_len = 77;
        ck_assert_uint_eq(seam_encoding_sniff(seam_view_of(rows[i].bytes, rows[i].len), &bom_len),
                          rows[i].encoding);
        ck_assert_uint_eq(bom_len, rows[i].bom_len);
    }
}
END_TEST

/* Of WTF-8, in which a lone surrogate is a character as any other. */
START_TEST(a_surrogate_that_is_cut_short_is_one_fault)
{
    const seam_decoder_options options = {.from = SEAM_WTF8, .to = SEAM_UTF16LE};
    seam_view in = seam_view_of("\xED\xA0\x41", 3);
    seam_decoder dec;
    uint8_t out[16];
    size_t produced;

    ck_assert_int_eq(seam_decoder_init(&dec, &options), SEAM_OK);
    ck_assert_int_eq(seam_decoder_convert(&dec, &in, out, sizeof(out), &produced), SEAM_MORE);
    ck_assert_uint_eq(produced, 4);
    ck_assert_mem_eq(out, "\xFD\xFF\x41\x00", 4);
    ck_assert_uint_eq(seam_decoder_n_faults(&dec), 1);
    ck_assert_uint_eq(seam_decoder_fault(&dec).reason, SEAM_REASON_TRUNCATED);
    ck_assert_uint_eq(seam_decoder_fault(&dec).len, 2);
    ck_assert_uint_eq(seam_decoder_fault(&dec).n_bytes, 3);
}
END_TEST

/* ---- bytes that stand for nothing, as the tables of the WHATWG have them */

static const struct {
    unsigned encoding;
    const char *unused;
} tables[] = {
    {SEAM_WINDOWS_1253, "\xAA\xD2\xFF"},
    {SEAM_ISO_8859_3, "\xA5\xAE\xBE\xC3\xD0\xE3\xF0"},
    {SEAM_WINDOWS_1252, ""},
};

START_TEST(a_byte_that_stands_for_nothing_is_a_fault)
{
    const seam_decoder_options options = {.from = (uint8_t)tables[_i].encoding,
                                          .errors = SEAM_ERRORS_FATAL};

    for (int c = 1; c < 256; c++) {
        const uint8_t byte = (uint8_t)c;
        const bool is_unused = strchr(tables[_i].unused, c) != NULL;
        seam_view in = seam_view_of(&byte, 1);
        seam_decoder dec;
        uint8_t out[16];
        size_t n;

        ck_assert_int_eq(seam_decoder_init(&dec, &options), SEAM_OK);
        ck_assert_msg(seam_decoder_convert(&dec, &in, out, sizeof(out), &n) ==
                          (is_unused ? SEAM_EILSEQ : SEAM_MORE),
                      "byte %d", c);
        ck_assert(is_unused == (n == 0));
    }
}
END_TEST

/* ---- surrogates in WTF-8: what a lead one is, whatever its last byte */

static seam_status convert_wtf8(const uint8_t *text, size_t len, size_t *n)
{
    const seam_decoder_options options = {
        .from = SEAM_WTF8, .to = SEAM_WTF8, .errors = SEAM_ERRORS_FATAL};
    seam_view in = seam_view_of(text, len);
    seam_decoder dec;
    uint8_t out[32];

    ck_assert_int_eq(seam_decoder_init(&dec, &options), SEAM_OK);
    return seam_decoder_convert(&dec, &in, out, sizeof(out), n);
}

START_TEST(a_trail_surrogate_is_a_fault_behind_a_lead_one_alone)
{
    for (unsigned c = 0xD800; c < 0xE000; c++) {
        const uint8_t pair[] = {
            0xED, (uint8_t)(0x80 | (c >> 6 & 0x3F)), (uint8_t)(0x80 | (c & 0x3F)), 0xED, 0xB0,
            0x80};
        size_t n;

        ck_assert_int_eq(convert_wtf8(pair, sizeof(pair), &n),
                         c < 0xDC00 ? SEAM_EILSEQ : SEAM_MORE);
        ck_assert_uint_eq(n, c < 0xDC00 ? 3 : 6);
    }
}
END_TEST

/* What is written of each scalar value is its UTF-8, and is read as that. */
START_TEST(every_scalar_value_is_written_as_utf8)
{
    const seam__encoding *enc = seam__encoding_of(SEAM_UTF8);

    for (uint32_t c = 0; c <= 0x10FFFF; c++) {
        uint8_t wanted[4], written[4] = {0};
        const size_t n = 0xD800 <= c && c <= 0xDFFF ? 0 : put_utf8(wanted, c);
        size_t len = 0;

        if (enc->put(enc, c, written) != n || memcmp(written, wanted, n) != 0 ||
            (n > 0 && (enc->get(enc, written, &len) != c || len != n)))
            ck_abort_msg("U+%04X", (unsigned)c);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("encoding");
    TCase *tc = tcase_create("encoding");

    tcase_add_test(tc, a_surrogate_that_is_cut_short_is_one_fault);
    tcase_add_loop_test(tc, a_byte_that_stands_for_nothing_is_a_fault, 0,
                        sizeof(tables) / sizeof(tables[0]));
    tcase_add_test(tc, a_trail_surrogate_is_a_fault_behind_a_lead_one_alone);
    suite_add_tcase(suite, tc);
    tcase_add_test(tc, every_label_is_found_and_nothing_like_it);
    tcase_add_test(tc, labels_of_what_is_lacking_are_refused);
    tcase_add_test(tc, whose_name_it_is_decides);
    tcase_add_test(tc, names_lead_back);
    tcase_add_test(tc, every_scalar_value_is_written_as_utf8);
    tcase_add_test(tc, three_bytes_tell_a_bom);
    return run_suite(suite);
}
