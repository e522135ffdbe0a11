/* What the calls of a normalizer say and give: views of the chunk, what is held back, faults, refused options. */
#include <string.h>

#include "normalizing_oracle.h"

/* Text in the form is given as views of the chunk, all of it but what may still change. */
START_TEST(text_in_the_form_is_not_copied)
{
    const seam_view whole =
        seam_view_string("Pr\xC3\xA9nom \xD0\x9F\xD1\x80\xD0\xB8 \xE4\xB8\xAD.");
    seam_normalizer norm;
    seam_view in = whole, text;
    uint8_t room[16];

    ck_assert_int_eq(seam_normalizer_init(&norm, NULL), SEAM_OK);
    ck_assert_int_eq(seam_normalizer_next(&norm, &in, room, sizeof(room), &text), SEAM_OK);
    ck_assert_ptr_eq(text.data, whole.data);
    ck_assert_uint_eq(text.len, whole.len);
    ck_assert_uint_eq(seam_normalizer_pending(&norm), 0);
    ck_assert_int_eq(seam_normalizer_next(&norm, &in, room, sizeof(room), &text), SEAM_MORE);
}
END_TEST

START_TEST(flush_gives_what_is_held_back)
{
    seam_normalizer norm;
    seam_view in = seam_view_string("ae"), text;
    uint8_t room[16];

    ck_assert_int_eq(seam_normalizer_init(&norm, NULL), SEAM_OK);
    ck_assert_int_eq(seam_normalizer_next(&norm, &in, room, sizeof(room), &text), SEAM_OK);
    ck_assert_uint_eq(text.len, 1);
    ck_assert_int_eq(seam_normalizer_next(&norm, &in, room, sizeof(room), &text), SEAM_MORE);
    ck_assert_uint_eq(seam_normalizer_pending(&norm), 1);
    seam_normalizer_flush(&norm);
    ck_assert_int_eq(seam_normalizer_next(&norm, &in, room, sizeof(room), &text), SEAM_OK);
    ck_assert(seam_view_equal(text, seam_view_string("e")));
    ck_assert_int_eq(seam_normalizer_next(&norm, &in, room, sizeof(room), &text), SEAM_MORE);
    seam_normalizer_flush(&norm);
    /* Too late for the letter. */
    in = seam_view_string("\xCC\x81");
    ck_assert_int_eq(seam_normalizer_next(&norm, &in, room, sizeof(room), &text), SEAM_MORE);
    seam_normalizer_finish(&norm);
    seam_normalizer_finish(&norm);
    ck_assert_int_eq(seam_normalizer_next(&norm, &in, room, sizeof(room), &text), SEAM_OK);
    ck_assert(seam_view_equal(text, seam_view_string("\xCC\x81")));
    ck_assert_int_eq(seam_normalizer_next(&norm, &in, room, sizeof(room), &text), SEAM_EOF);
    ck_assert_int_eq(seam_normalizer_next(&norm, &in, room, sizeof(room), &text), SEAM_MORE);
}
END_TEST

/* Ill-formed bytes are told and left out, wherever they stand, and the rest is as without them. */
START_TEST(ill_formed_bytes_are_told_and_left_out)
{
    static const char *const bad[] = {"\xFF", "\xED\xA0\x80", "\xC3", "\xF4\x90\x80\x80", "\x80"};
    static const size_t n_told[] = {1, 3, 1, 4, 1};

    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        for (unsigned form = SEAM_NFC; form <= SEAM_CASEFOLD; form++) {
            const seam_normalizer_options options = {.form = (uint8_t)form};
            uint8_t bytes_of[32], room[32];
            seam_view in = seam_view_of(bytes_of, 0);
            seam_normalizer norm;
            normalized out = {0}, wanted;
            size_t n_faults = 0;
            seam_status r = SEAM_OK;
            seam_view text;

            in.len = put_text(bytes_of, seam_view_string("xe"));
            in.len += put_text(bytes_of + in.len, seam_view_string(bad[i]));
            in.len += put_text(bytes_of + in.len, seam_view_string("\xCC\x81"));
            ck_assert_int_eq(seam_normalizer_init(&norm, &options), SEAM_OK);
            ck_assert_uint_le(seam_normal_prefix(in, form, true), 2);
            while (r != SEAM_EOF) {
                r = seam_normalizer_next(&norm, &in, room, sizeof(room), &text);
                if (r == SEAM_OK) {
                    memcpy(out.data + out.len, text.data, text.len);
                    out.len += text.len;
                }
                n_faults += r == SEAM_EILSEQ;
                if (r == SEAM_MORE)
                    seam_normalizer_finish(&norm);
            }
            oracle(seam_view_string("xe\xCC\x81"), form, &wanted);
            ck_assert(normalized_is(&out, seam_view_of(wanted.data, wanted.len)));
            ck_assert_uint_eq(n_faults, n_told[i]);
        }
    }
}
END_TEST

/* What is rewritten before a fault comes with a call of its own, and no fault is lost. */
START_TEST(a_call_gives_text_or_says_what_is_wrong)
{
    static const char *const texts[] = {"\xC3\xA9\xC3\xA9\xFF", "\xC3\xA9\xFF\xC3\xA9",
                                        "x\xCC\xA7\xCC\x81\xCC\xA7\xC3\xA9\xFE\xFF"};
    uint8_t room[64];

    for (unsigned form = SEAM_NFC; form <= SEAM_CASEFOLD; form++) {
        const seam_normalizer_options options = {.form = (uint8_t)form};

        for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
            seam_view in = seam_view_string(texts[i]), text;
            seam_normalizer norm;
            size_t n_faults = 0;
            seam_status r;

            ck_assert_int_eq(seam_normalizer_init(&norm, &options), SEAM_OK);
            do {
                r = seam_normalizer_next(&norm, &in, room, sizeof(room), &text);
                ck_assert_int_eq(text.len > 0, r == SEAM_OK);
                ck_assert(r == SEAM_OK || r == SEAM_EILSEQ || r == SEAM_MORE);
                n_faults += r == SEAM_EILSEQ;
            } while (r != SEAM_MORE);
            ck_assert_uint_eq(n_faults, i < 2 ? 1 : 2);
        }
    }
}
END_TEST

/* Every value of every byte of the options. */
START_TEST(options_that_are_not_built_are_refused)
{
    size_t n_taken = 0;

    for (size_t at = 0; at < sizeof(seam_normalizer_options); at++) {
        for (unsigned value = 1; value < 256; value++) {
            const seam_normalizer zero = {0};
            seam_normalizer_options options = {0};
            seam_normalizer norm;
            seam_status r;

            ((uint8_t *)&options)[at] = (uint8_t)value;
            memset(&norm, 0xEE, sizeof(norm));
            r = seam_normalizer_init(&norm, &options);
            if (r == SEAM_OK)
                n_taken++;
            else
                ck_assert(r == SEAM_EINVAL && memcmp(&norm, &zero, sizeof(norm)) == 0);
        }
    }
    ck_assert_uint_eq(n_taken, SEAM_CASEFOLD + SEAM_LONG_RUNS_FATAL);
}
END_TEST

START_TEST(a_reset_forgets_what_is_held_back)
{
    seam_normalizer norm;
    seam_view in = seam_view_string("e");
    uint8_t room[16];
    size_t n;

    ck_assert_int_eq(seam_normalizer_init(&norm, NULL), SEAM_OK);
    ck_assert_int_eq(seam_normalizer_convert(&norm, &in, room, sizeof(room), &n), SEAM_MORE);
    ck_assert_uint_eq(seam_normalizer_pending(&norm), 1);
    seam_transform_reset(seam_normalizer_transform(&norm));
    ck_assert_uint_eq(seam_normalizer_pending(&norm), 0);
    in = seam_view_string("\xCC\x81");
    seam_normalizer_finish(&norm);
    ck_assert_int_eq(seam_normalizer_convert(&norm, &in, room, sizeof(room), &n), SEAM_EOF);
    ck_assert(seam_view_equal(seam_view_of(room, n), seam_view_string("\xCC\x81")));
}
END_TEST

START_TEST(the_bound_of_output_does_not_wrap)
{
    seam_normalizer norm;
    size_t max;

    ck_assert_int_eq(seam_normalizer_init(&norm, NULL), SEAM_OK);
    ck_assert(!seam_normalizer_max_output(&norm, SIZE_MAX, &max));
    ck_assert_uint_eq(max, SIZE_MAX);
    ck_assert(!seam_normalizer_max_output(&norm, SIZE_MAX / 3, &max));
    ck_assert(seam_normalizer_max_output(&norm, 4, &max));
    /* U+1D160 becomes three of four bytes. */
    ck_assert_uint_ge(max, 12);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("normalizer");
    TCase *tc = tcase_create("normalizer");

    suite_add_tcase(suite, tc);
    tcase_add_test(tc, text_in_the_form_is_not_copied);
    tcase_add_test(tc, flush_gives_what_is_held_back);
    tcase_add_test(tc, ill_formed_bytes_are_told_and_left_out);
    tcase_add_test(tc, a_call_gives_text_or_says_what_is_wrong);
    tcase_add_test(tc, options_that_are_not_built_are_refused);
    tcase_add_test(tc, a_reset_forgets_what_is_held_back);
    tcase_add_test(tc, the_bound_of_output_does_not_wrap);
    return run_suite(suite);
}
