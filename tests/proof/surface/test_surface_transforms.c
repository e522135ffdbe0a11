/* Uses every exported function of transforms, linked with the shared library alone. What the functions do in
 * full is the other tests' matter. */
#include <check.h>
#include <stdlib.h>

#include "seam/seam.h"

START_TEST(a_decoder_is_a_transform)
{
    seam_view in = seam_view_string("a\xE2\x82"), piece;
    uint8_t room[SEAM_TRANSFORM_ROOM];
    seam_decoder dec;
    seam_transform t;
    size_t n;

    ck_assert_int_eq(seam_decoder_init(&dec, NULL), SEAM_OK);
    t = seam_decoder_transform(&dec);
    ck_assert_int_eq(seam_transform_next(t, &in, room, sizeof(room), &piece), SEAM_OK);
    ck_assert(seam_view_equal(piece, seam_view_string("a")));
    ck_assert_int_eq(seam_transform_convert(t, &in, room, sizeof(room), &n), SEAM_MORE);
    ck_assert_uint_eq(seam_transform_pending(t), 2);
    ck_assert(seam_transform_max_output(t, 0, &n));
    ck_assert_uint_ge(n, 3);
    seam_transform_reset(t);
    ck_assert_uint_eq(seam_transform_pending(t), 0);
    seam_transform_finish(t);
    ck_assert_int_eq(seam_transform_convert(t, &in, room, sizeof(room), &n), SEAM_EOF);
}
END_TEST

START_TEST(transforms_are_pushed)
{
    const bool has_text = seam_text_unicode_version() != NULL;
    seam_buf buf = seam_buf_static(seam_view_string("e\xCC\x81 "));
    seam_normalizer norm;
    seam_decoder dec;
    seam_chain text, normal;
    seam_pool *pool;

    ck_assert_int_eq(seam_pool_create(NULL, &pool), SEAM_OK);
    ck_assert_int_eq(seam_decoder_init(&dec, NULL), SEAM_OK);
    ck_assert_int_eq(seam_normalizer_init(&norm, NULL), has_text ? SEAM_OK : SEAM_EINVAL);
    seam_chain_init(&text, pool);
    seam_chain_init(&normal, pool);
    ck_assert_int_eq(seam_transform_push(seam_decoder_transform(&dec), &buf, &text), SEAM_MORE);
    ck_assert_int_eq(seam_transform_push_chain(seam_normalizer_transform(&norm), &text, &normal),
                     has_text ? SEAM_MORE : SEAM_EINVAL);
    ck_assert_uint_eq(seam_chain_len(&normal), has_text ? 3 : 0);
    seam_chain_release(&text);
    seam_chain_release(&normal);
    seam_pool_destroy(&pool);
}
END_TEST

START_TEST(a_codec_is_a_transform)
{
    const seam_codec_options options = {.kind = SEAM_CODEC_BASE64, .flags = SEAM_CODEC_DECODE};
    seam_view in = seam_view_string("c2Vh!");
    seam_codec codec;
    uint8_t room[8];
    size_t n;

    ck_assert_int_eq(seam_codec_init(&codec, &options), SEAM_OK);
    ck_assert_int_eq(seam_transform_convert(seam_codec_transform(&codec), &in, room, 8, &n),
                     SEAM_EILSEQ);
    ck_assert_uint_eq(n, 3);
    ck_assert_mem_eq(room, "sea", 3);
    ck_assert_uint_eq(seam_codec_fault_offset(&codec), 4);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("surface of transforms");
    TCase *tcase = tcase_create("surface of transforms");
    SRunner *runner = srunner_create(suite);
    int failed;

    suite_add_tcase(suite, tcase);
    tcase_add_test(tcase, a_decoder_is_a_transform);
    tcase_add_test(tcase, transforms_are_pushed);
    tcase_add_test(tcase, a_codec_is_a_transform);
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
