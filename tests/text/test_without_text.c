/* What a library that was built without text answers. Linked with the file that such a library has
 * in place of the layer, and with nothing else: a function that it lacks does not link. */
#include <check.h>
#include <stdlib.h>

#include "seam/grapheme.h"
#include "seam/normalize.h"
#include "seam/text.h"
#include "seam/truncate.h"
#include "seam/width.h"
#include "text/fold_stream.h"

START_TEST(there_is_no_version)
{
    ck_assert_ptr_null(seam_text_unicode_version());
}
END_TEST

START_TEST(clusters_are_refused)
{
    const seam_view text = {(const uint8_t *)"ab", 2};
    seam_graphemes g = {0};
    seam_view in = text, piece = text;
    bool starts = true;
    uint32_t at[2] = {5, 5};
    size_t n = 1;

    ck_assert_int_eq(seam_graphemes_next(&g, &in, &piece, &starts), SEAM_EINVAL);
    ck_assert_ptr_null(piece.data);
    ck_assert(!starts);
    ck_assert_int_eq(seam_graphemes_starts(&g, &in, at, 2, &n), SEAM_EINVAL);
    ck_assert_uint_eq(n, 0);
    ck_assert_uint_eq(at[0], 5);
    ck_assert_uint_eq(in.len, 2);
    ck_assert_uint_eq(seam_graphemes_count(&g, text), 0);
    ck_assert_uint_eq(seam_grapheme_floor(text, 1), 0);
}
END_TEST

START_TEST(nothing_is_measured_or_kept)
{
    const seam_view text = {(const uint8_t *)"ab", 2};
    seam_width width = {.flags = SEAM_WIDTH_EMOJI_VS16};
    uint64_t measure = 9;

    ck_assert_uint_eq(seam_width_advance(&width, text), 0);
    ck_assert_uint_eq(seam_text_truncate(text, SEAM_IN_CLUSTERS, 1, 0, &measure), 0);
    ck_assert_uint_eq(measure, 0);
    ck_assert_uint_eq(seam_text_truncate(text, SEAM_IN_BYTES, 1, 0, NULL), 0);
}
END_TEST

START_TEST(no_text_is_normalized)
{
    const seam_normalizer_options options = {.form = SEAM_NFD};
    const seam_view whole = {(const uint8_t *)"ab", 2};
    seam_view in = whole, text = whole;
    seam_normalizer norm = {.n_held_ = 1};
    uint8_t room[16];
    size_t n = 1;

    ck_assert_int_eq(seam_normalizer_init(&norm, &options), SEAM_EINVAL);
    ck_assert_int_eq(seam_normalizer_init(&norm, NULL), SEAM_EINVAL);
    ck_assert_uint_eq(norm.n_held_, 0);
    seam_normalizer_reset(&norm);
    seam_normalizer_finish(&norm);
    seam_normalizer_flush(&norm);
    ck_assert_int_eq(seam_normalizer_next(&norm, &in, room, sizeof(room), &text), SEAM_EOF);
    ck_assert_ptr_null(text.data);
    ck_assert_int_eq(seam_normalizer_convert(&norm, &in, room, sizeof(room), &n), SEAM_EOF);
    ck_assert_uint_eq(n, 0);
    ck_assert_uint_eq(in.len, 2);
    ck_assert_uint_eq(seam_normalizer_span(&norm, whole), 0);
    ck_assert_uint_eq(seam_normalizer_pending(&norm), 0);
    ck_assert(seam_normalizer_max_output(&norm, 7, &n));
    ck_assert_uint_eq(n, 0);
    ck_assert_uint_eq(seam_normal_prefix(whole, SEAM_NFC, true), 0);
}
END_TEST

START_TEST(no_text_goes_through_a_transform)
{
    seam_view in = {(const uint8_t *)"ab", 2};
    seam_normalizer norm = {0};
    const seam_transform t = seam_normalizer_transform(&norm);
    size_t n = 1;

    ck_assert_uint_eq(t.ops->span(t.self, in), 0);
    ck_assert_int_eq(t.ops->convert(t.self, &in, NULL, 0, &n), SEAM_EINVAL);
    ck_assert_uint_eq(n, 0);
    ck_assert_uint_eq(in.len, 2);
    t.ops->finish(t.self);
    t.ops->reset(t.self);
    ck_assert_uint_eq(t.ops->pending(t.self), 0);
    ck_assert(t.ops->max_output(t.self, 7, &n));
    ck_assert_uint_eq(n, 0);
}
END_TEST

/* Code point by code point: capital letters of ASCII alone are others without case. */
START_TEST(ascii_alone_is_folded)
{
    seam__fold_stream s;
    uint32_t folded;

    seam__fold_init(&s, true);
    ck_assert(seam__fold_is_idle(&s) && !seam__fold_next(&s, &folded));
    for (uint32_t c = 0; c < 0x250; c++) {
        seam__fold_take(&s, c);
        ck_assert(!seam__fold_is_idle(&s) && seam__fold_begins_segment(c));
        ck_assert(seam__fold_next(&s, &folded));
        ck_assert_uint_eq(folded, c >= 'A' && c <= 'Z' ? c + 32 : c);
        ck_assert(seam__fold_is_idle(&s) && !seam__fold_next(&s, &folded));
    }
    seam__fold_end(&s);
    ck_assert(!seam__fold_next(&s, &folded));
}
END_TEST

START_TEST(the_first_byte_of_a_match_is_of_either_case)
{
    for (unsigned folded = 0; folded < 128; folded++) {
        uint8_t leads[SEAM__MOST_FOLD_LEADS] = {0};
        const size_t n = seam__fold_leads((uint8_t)folded, leads);
        const bool is_letter = folded >= 'a' && folded <= 'z';

        ck_assert_uint_eq(n, is_letter ? 2 : 1);
        ck_assert_uint_eq(leads[0], folded);
        ck_assert(!is_letter || leads[1] == folded - 32);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("without text");
    TCase *tc = tcase_create("without_text");
    SRunner *runner = srunner_create(suite);
    int failed;

    suite_add_tcase(suite, tc);
    tcase_add_test(tc, there_is_no_version);
    tcase_add_test(tc, clusters_are_refused);
    tcase_add_test(tc, nothing_is_measured_or_kept);
    tcase_add_test(tc, no_text_is_normalized);
    tcase_add_test(tc, no_text_goes_through_a_transform);
    tcase_add_test(tc, ascii_alone_is_folded);
    tcase_add_test(tc, the_first_byte_of_a_match_is_of_either_case);
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
