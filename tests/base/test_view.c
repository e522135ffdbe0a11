#include <string.h>

#include "support.h"

START_TEST(a_view_is_what_it_was_made_of)
{
    static const uint8_t three[] = {1, 2, 3};
    seam_view view = seam_view_of(three, sizeof(three));
    seam_view nothing = seam_view_of(NULL, 0);

    ck_assert_ptr_eq(view.data, three);
    ck_assert_uint_eq(view.len, 3);
    ck_assert_ptr_null(nothing.data);
    ck_assert_uint_eq(nothing.len, 0);
}
END_TEST

START_TEST(a_string_is_seen_without_its_nul)
{
    static const char text[] = "seam";

    ck_assert_ptr_eq(seam_view_string(text).data, (const uint8_t *)text);
    ck_assert_uint_eq(seam_view_string(text).len, 4);
    ck_assert_uint_eq(seam_view_string("").len, 0);
    ck_assert_ptr_null(seam_view_string(NULL).data);
    ck_assert_uint_eq(seam_view_string(NULL).len, 0);
}
END_TEST

START_TEST(equal_compares_lengths_and_every_byte)
{
    uint8_t a[64];
    uint8_t b[64];

    memset(a, 7, sizeof(a));
    memset(b, 7, sizeof(b));
    for (size_t len = 0; len <= sizeof(a); len++) {
        ck_assert(seam_view_equal(seam_view_of(a, len), seam_view_of(b, len)));
        ck_assert(len == 64 || !seam_view_equal(seam_view_of(a, len), seam_view_of(b, len + 1)));
        for (size_t at = 0; at < len; at++) {
            b[at] ^= 0x80;
            ck_assert(!seam_view_equal(seam_view_of(a, len), seam_view_of(b, len)));
            b[at] ^= 0x80;
        }
    }
}
END_TEST

START_TEST(all_views_of_nothing_are_equal)
{
    static const uint8_t byte = 1;

    ck_assert(seam_view_equal(seam_view_of(NULL, 0), seam_view_of(NULL, 0)));
    ck_assert(seam_view_equal(seam_view_of(&byte, 0), seam_view_of(NULL, 0)));
    ck_assert(!seam_view_equal(seam_view_of(&byte, 1), seam_view_of(NULL, 0)));
}
END_TEST

START_TEST(equal_reads_nothing_outside_the_views)
{
    static const char text[] = "0123456789abcdef";
    guarded left;
    guarded right;

    guarded_init(&left, sizeof(text));
    guarded_init(&right, sizeof(text));
    for (size_t len = 0; len < sizeof(text); len++) {
        seam_view at_end = seam_view_of(guarded_at_end(&left, text, len), len);
        seam_view at_start = seam_view_of(guarded_at_start(&right, text, len), len);

        ck_assert(seam_view_equal(at_end, at_start));
    }
    guarded_free(&left);
    guarded_free(&right);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("view");
    TCase *tc = tcase_create("view");

    tcase_add_test(tc, a_view_is_what_it_was_made_of);
    tcase_add_test(tc, a_string_is_seen_without_its_nul);
    tcase_add_test(tc, equal_compares_lengths_and_every_byte);
    tcase_add_test(tc, all_views_of_nothing_are_equal);
    tcase_add_test(tc, equal_reads_nothing_outside_the_views);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
