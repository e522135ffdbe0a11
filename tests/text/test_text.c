/* A library that was built with text says which Unicode it knows. */
#include "support.h"

START_TEST(unicode_has_a_version)
{
    ck_assert_str_eq(seam_text_unicode_version(), "15.0.0");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("text");
    TCase *tc = tcase_create("text");

    suite_add_tcase(suite, tc);
    tcase_add_test(tc, unicode_has_a_version);
    return run_suite(suite);
}
