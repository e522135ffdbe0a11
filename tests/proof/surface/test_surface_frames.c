/* Uses every exported function that cuts frames, linked with the shared library alone. What the functions do
 * in full is the other tests' matter. */
#include <check.h>
#include <stdlib.h>

#include "seam/seam.h"

START_TEST(framers_cut_in_three_forms)
{
    const seam_framer_options options = {.kind = SEAM_FRAME_LINES_CRLF, .max_len = 100};
    seam_buf buf = seam_buf_static(seam_view_string("a\r\nbc\r\nd\r\ne\r\nf"));
    seam_chain in, moved;
    seam_view frames[2];
    seam_framer framer;
    seam_pool *pool;
    size_t n;

    ck_assert_int_eq(seam_pool_create(NULL, &pool), SEAM_OK);
    seam_chain_init(&in, pool);
    seam_chain_init(&moved, pool);
    ck_assert_int_eq(seam_chain_append(&in, &buf), SEAM_OK);
    ck_assert_int_eq(seam_framer_init(&framer, &options), SEAM_OK);
    ck_assert_int_eq(seam_framer_next(&framer, &in, &frames[0]), SEAM_OK);
    ck_assert(seam_view_equal(frames[0], seam_view_string("a")));
    ck_assert_int_eq(seam_framer_move(&framer, &in, &moved), SEAM_OK);
    ck_assert_uint_eq(seam_chain_len(&moved), 2);
    ck_assert_int_eq(seam_framer_many(&framer, &in, frames, 2, &n), SEAM_OK);
    ck_assert_uint_eq(n, 2);
    ck_assert_uint_eq(seam_framer_offset(&framer), 7);
    seam_framer_drop(&framer, &in);
    ck_assert_uint_eq(seam_chain_len(&in), 1);
    ck_assert_int_eq(seam_framer_next(&framer, &in, &frames[0]), SEAM_MORE);
    seam_framer_finish(&framer);
    ck_assert_int_eq(seam_framer_next(&framer, &in, &frames[0]), SEAM_OK);
    ck_assert_int_eq(seam_framer_next(&framer, &in, &frames[0]), SEAM_EOF);
    seam_chain_release(&moved);
    seam_chain_release(&in);
    seam_pool_destroy(&pool);
}
END_TEST

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
    tcase_add_test(tcase, framers_cut_in_three_forms);
    tcase_add_test(tcase, cursors_move_what_they_read);
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
