/* Uses every exported function that parsers are made of, linked with the shared library alone. What the
 * functions do in full is the other tests' matter. */
#include <check.h>
#include <stdlib.h>

#include "seam/seam.h"

START_TEST(bytes_are_numbers_and_in_order)
{
    uint8_t head[8];

    seam_store_u16be(head, 0x1234);
    seam_store_u24le(head + 2, 0x56789A);
    ck_assert_uint_eq(seam_load_u16le(head), 0x3412);
    ck_assert_uint_eq(seam_load_be(head + 2, 3), 0x9A7856);
    seam_store_f64be(head, -0.5);
    ck_assert(seam_load_f64be(head) == -0.5);
    ck_assert_uint_eq(seam_bytes_common(seam_view_string("seam"), seam_view_string("seal")), 3);
    ck_assert_int_eq(seam_bytes_compare(seam_view_string("sea"), seam_view_string("seam")), -1);
}
END_TEST

START_TEST(searches_find_strings_and_sets)
{
    const seam_view text = seam_view_string("key: value\r\n\r\nbody\r\n\r\n");
    const seam_view end = seam_view_string("\r\n\r\n");
    const seam_byte_set set = seam_byte_set_of(seam_view_string("\r\n:;,="));

    ck_assert_uint_eq(seam_search(text, end), 10);
    ck_assert_uint_eq(seam_search_last(text, end), 18);
    ck_assert_uint_eq(seam_search_set(text, &set), 3);
    ck_assert(seam_byte_set_has(&set, ';'));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("surface of parsers");
    TCase *tcase = tcase_create("surface of parsers");
    SRunner *runner = srunner_create(suite);
    int failed;

    suite_add_tcase(suite, tcase);
    tcase_add_test(tcase, bytes_are_numbers_and_in_order);
    tcase_add_test(tcase, searches_find_strings_and_sets);
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
