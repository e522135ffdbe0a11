/* Which code points are in which class that a decoder is told to deny: all of them, one by one. */
#include <string.h>

#include "codec/deny.h"
#include "put_utf8.h"
#include "seam/decoder.h"
#include "support.h"

static const struct {
    uint32_t first, last, class;
} ranges[] = {
    {0x0000, 0x0000, SEAM_DENY_NUL},
    {0x0001, 0x0008, SEAM_DENY_C0},
    {0x0009, 0x000A, SEAM_DENY_TAB_LF_CR},
    {0x000B, 0x000C, SEAM_DENY_C0},
    {0x000D, 0x000D, SEAM_DENY_TAB_LF_CR},
    {0x000E, 0x001F, SEAM_DENY_C0},
    {0x007F, 0x009F, SEAM_DENY_C1},
    {0x061C, 0x061C, SEAM_DENY_BIDI},
    {0x200E, 0x200F, SEAM_DENY_BIDI},
    {0x202A, 0x202E, SEAM_DENY_BIDI},
    {0x2066, 0x2069, SEAM_DENY_BIDI},
    {0xE000, 0xF8FF, SEAM_DENY_PRIVATE},
    {0xFDD0, 0xFDEF, SEAM_DENY_NONCHARACTERS},
    {0xF0000, 0xFFFFD, SEAM_DENY_PRIVATE},
    {0x100000, 0x10FFFD, SEAM_DENY_PRIVATE},
};

static const uint32_t all_classes = SEAM_DENY_NUL | SEAM_DENY_C0 | SEAM_DENY_TAB_LF_CR |
                                    SEAM_DENY_C1 | SEAM_DENY_NONCHARACTERS | SEAM_DENY_PRIVATE |
                                    SEAM_DENY_BIDI;

static uint32_t class_of(uint32_t c)
{
    if (c % 0x10000 >= 0xFFFE)
        return SEAM_DENY_NONCHARACTERS;
    for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
        if (ranges[i].first <= c && c <= ranges[i].last)
            return ranges[i].class;
    }
    return 0;
}

START_TEST(each_code_point_is_denied_by_its_class_alone)
{
    for (uint32_t c = 0; c <= 0x10FFFF; c++) {
        const uint32_t class = class_of(c);

        if (seam__is_denied(c, all_classes & ~class) || (class != 0 && !seam__is_denied(c, class)))
            ck_abort_msg("U+%04X", (unsigned)c);
    }
}
END_TEST

/* A denied character of each length between allowed ones, in UTF-8 and in UTF-16. */
START_TEST(what_is_allowed_ends_before_a_denied_character)
{
    static const uint32_t denied[] = {0x1F, 0x7F, 0x85, 0x202A, 0xFFFE, 0x10FFFF};
    static const unsigned encodings[] = {SEAM_UTF8, SEAM_UTF16BE};

    for (size_t e = 0; e < sizeof(encodings) / sizeof(encodings[0]); e++) {
        const seam__encoding *enc = seam__encoding_of(encodings[e]);

        for (size_t i = 0; i < sizeof(denied) / sizeof(denied[0]); i++) {
            const uint32_t text[] = {'~', 0x20, 0xE9, denied[i], 'b'};
            uint8_t encoded[32];
            size_t len = 0, before = 0;

            for (size_t k = 0; k < sizeof(text) / sizeof(text[0]); k++) {
                before = text[k] == denied[i] ? len : before;
                len += enc->put(enc, text[k], encoded + len);
            }
            ck_assert_uint_eq(seam__allowed_prefix(enc, encoded, len, all_classes), before);
            ck_assert_uint_eq(seam__allowed_prefix(enc, encoded, before, all_classes), before);
            ck_assert_uint_eq(seam__allowed_prefix(enc, encoded, len, 0), len);
        }
    }
}
END_TEST

/* ---- what the kernels search, by every encoding of single bytes and by UTF-8 */

static const uint32_t masks[] = {SEAM_DENY_NUL,
                                 SEAM_DENY_C0,
                                 SEAM_DENY_TAB_LF_CR,
                                 SEAM_DENY_C1,
                                 SEAM_DENY_NUL | SEAM_DENY_C0 | SEAM_DENY_C1,
                                 SEAM_DENY_NUL | SEAM_DENY_C0 | SEAM_DENY_TAB_LF_CR | SEAM_DENY_C1,
                                 SEAM_DENY_C1 | SEAM_DENY_BIDI};

/* A character at place 70 of a text. */
static void expect_prefix(const seam__encoding *enc, const uint8_t *at, size_t len, uint32_t c)
{
    uint8_t text[150];

    memset(text, 'x', sizeof(text));
    memcpy(text + 70, at, len);
    for (size_t i = 0; i < sizeof(masks) / sizeof(masks[0]); i++) {
        const size_t want = (class_of(c) & masks[i]) != 0 ? 70 : sizeof(text);

        if (seam__allowed_prefix(enc, text, sizeof(text), masks[i]) != want)
            ck_abort_msg("U+%04X, mask %u", (unsigned)c, (unsigned)masks[i]);
    }
}

START_TEST(every_encoding_denies_by_code_points)
{
    for (unsigned encoding = 0; encoding < SEAM_ENCODING_NONE; encoding++) {
        const seam__encoding *enc = seam__encoding_of(encoding);

        for (unsigned byte = 0; enc != NULL && enc->unit == 1 && byte < 256; byte++) {
            const uint8_t one = (uint8_t)byte;
            size_t len = 1;

            if (enc->at(enc, &one, 1, 0).kind == SEAM__SEQUENCE_WHOLE)
                expect_prefix(enc, &one, 1, enc->get(enc, &one, &len));
        }
    }
    for (uint32_t c = 0; c < 0x3000; c++) {
        const seam__encoding *enc = seam__encoding_of(SEAM_UTF8);
        uint8_t point[4];

        expect_prefix(enc, point, enc->put(enc, c, point), c);
    }
}
END_TEST

/* UTF-8 is classified by a kernel: every code point between others, for each class and for all of them. */
START_TEST(every_code_point_is_denied_in_utf8)
{
    const seam__encoding *enc = seam__encoding_of(SEAM_UTF8);

    for (uint32_t c = 0; c < 0x110000; c++) {
        uint8_t text[16];
        const size_t at = put_utf8(text, 0x436);
        const size_t end = at + put_utf8(text + at, c);
        const size_t len = end + put_utf8(text + end, 0x4E2D);
        const uint32_t its = class_of(c);

        if (c >= 0xD800 && c <= 0xDFFF)
            continue;
        for (unsigned bit = 0; bit < 8; bit++) {
            const uint32_t deny = bit < 7 ? 1u << bit : all_classes;
            const size_t wanted = (its & deny) != 0 ? at : len;

            if (seam__allowed_prefix(enc, text, len, deny) != wanted)
                ck_abort_msg("U+%04X, classes %x", c, deny);
        }
    }
}
END_TEST

/* One denied character at any place of a text that is longer than what is classified at once. */
START_TEST(a_denied_character_is_found_in_long_utf8)
{
    static const uint32_t denied[] = {0x0,    0x1F,   0x9,     0x61C,  0x202E,
                                      0xE000, 0xFDD0, 0x1FFFF, 0xF0000};
    const seam__encoding *enc = seam__encoding_of(SEAM_UTF8);
    static uint8_t text[9000];
    prng rng;

    prng_init(&rng, test_seed("a_denied_character_is_found_in_long_utf8"));
    for (size_t round = 0; round < 300; round++) {
        const uint32_t c = denied[prng_below(&rng, sizeof(denied) / sizeof(denied[0]))];
        const uint32_t first = prng_below(&rng, 2) == 0 ? 'a' : 0x430;
        size_t at = 0, len;

        /* Characters of two bytes lie over the end of what is classified at once, or do not. */
        if (prng_below(&rng, 2) == 0)
            text[at++] = 'a';
        for (size_t n = prng_below(&rng, sizeof(text) / 2 - 8); n > 0; n--)
            at += put_utf8(text + at, first + (uint32_t)prng_below(&rng, 26));
        len = at + put_utf8(text + at, c);
        ck_assert_uint_eq(seam__allowed_prefix(enc, text, len, all_classes), at);
        ck_assert_uint_eq(seam__allowed_prefix(enc, text, at, all_classes), at);
    }
}
END_TEST

/* WTF-8 does not have a pair of surrogates as two sequences, wherever the piece ends that is searched. */
START_TEST(a_trail_surrogate_behind_a_lead_is_a_fault_where_characters_are_denied)
{
    static const uint8_t pair[6] = {0xED, 0xA0, 0x80, 0xED, 0xB0, 0x80};
    const seam_decoder_options o = {
        .from = SEAM_WTF8, .to = SEAM_WTF8, .errors = SEAM_ERRORS_FATAL, .deny = SEAM_DENY_NUL};

    for (size_t before = 200; before < 1100; before++) {
        uint8_t text[1200];
        seam_view in = seam_view_of(text, before + 6), piece;
        seam_decoder dec;
        size_t n = 0;
        seam_status r;

        memset(text, 'a', before);
        memcpy(text + before, pair, sizeof(pair));
        ck_assert_int_eq(seam_decoder_init(&dec, &o), SEAM_OK);
        while ((r = seam_decoder_next(&dec, &in, &piece)) == SEAM_OK)
            n += piece.len;
        ck_assert_int_eq(r, SEAM_EILSEQ);
        ck_assert_uint_eq(n, before + 3);
    }
}
END_TEST

/* Only where a byte of 80..9F may stand for something else has each character to be looked at. */
START_TEST(kernels_search_where_no_byte_stands_for_a_control)
{
    size_t n_searched = 0, n_not = 0;

    for (size_t i = 0; i < SEAM__N_SINGLE_BYTE; i++) {
        const seam__encoding *enc = &seam__single_byte_encodings[i];
        bool has_control = false;

        for (unsigned byte = 0x80; byte <= 0xFF; byte++) {
            const uint8_t one = (uint8_t)byte;
            size_t len;
            const uint32_t c = enc->get(enc, &one, &len);

            has_control = has_control || (0x80 <= c && c <= 0x9F);
        }
        ck_assert_int_eq(seam__deny_is_searched(enc, SEAM_DENY_C1), !has_control);
        ck_assert(seam__deny_is_searched(enc, SEAM_DENY_C0));
        n_searched += !has_control;
        n_not += has_control;
    }
    ck_assert(n_searched > 0 && n_not > 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("deny");
    TCase *tc = tcase_create("deny");

    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, each_code_point_is_denied_by_its_class_alone);
    tcase_add_test(tc, a_trail_surrogate_behind_a_lead_is_a_fault_where_characters_are_denied);
    tcase_add_test(tc, what_is_allowed_ends_before_a_denied_character);
    tcase_add_test(tc, every_encoding_denies_by_code_points);
    tcase_add_test(tc, kernels_search_where_no_byte_stands_for_a_control);
    tcase_add_test(tc, every_code_point_is_denied_in_utf8);
    tcase_add_test(tc, a_denied_character_is_found_in_long_utf8);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
