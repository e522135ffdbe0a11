/* Uses every exported function that cuts frames, linked with the shared library alone. What the functions do
 * in full is the other tests' matter. */
#include <check.h>
#include <stdlib.h>

#include "seam/seam.h"

START_TEST(cursors_move_what_they_read)
{
    seam_buf buf = seam_buf_static(seam_view_string("abc"));
    seam_chain in, moved;
    seam_cursor c;
    seam_pool *pool;

    ck_assert_int_eq(seam_pool_create(NULL, &pool), SEAM_OK);
    seam_chain_init(&in, pool);
    seam_chain_init(&moved, pool);
    ck_assert_int_eq(seam_chain_append(&in, &buf), SEAM_OK);
    c = seam_cursor_chain(&in);
    seam_cursor_skip(&c, 2);
    ck_assert_int_eq(seam_cursor_move(&c, &in, &moved), SEAM_OK);
    ck_assert_uint_eq(seam_chain_len(&moved), 2);
    seam_chain_release(&moved);
    seam_chain_release(&in);
    seam_pool_destroy(&pool);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("surface of frames");
    TCase *tcase = tcase_create("surface of frames");
    SRunner *runner = srunner_create(suite);
    int failed;

    suite_add_tcase(suite, tcase);
    tcase_add_test(tcase, cursors_move_what_they_read);
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
