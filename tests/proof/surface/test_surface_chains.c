/* Uses every exported function that chains have, linked with the shared library alone. What the
 * functions do in full is the other tests' matter. */
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "seam/seam.h"

static seam_pool *pool;
static seam_chain chain, other;

static void set_up(void)
{
    ck_assert_int_eq(seam_pool_create(NULL, &pool), SEAM_OK);
    seam_chain_init(&chain, pool);
    seam_chain_init(&other, pool);
}

static void tear_down(void)
{
    seam_chain_release(&chain);
    seam_chain_release(&other);
    seam_pool_destroy(&pool);
}

static void write_text(seam_chain *to, const char *text)
{
    ck_assert_int_eq(seam_chain_write(to, seam_view_string(text)), SEAM_OK);
}

static void is(const seam_chain *of, const char *text)
{
    ck_assert_uint_eq(seam_chain_len(of), strlen(text));
    ck_assert(seam_chain_equal(of, 0, seam_view_string(text)));
}

START_TEST(chains_grow_within_limits)
{
    seam_buf buf = seam_buf_static(seam_view_string(" static"));

    seam_chain_set_tag(&chain, 7);
    seam_chain_set_block(&chain, 256);
    seam_chain_set_limits(&chain, 20, 0);
    ck_assert_int_eq(seam_chain_printf(&chain, "%d", 42), SEAM_OK);
    ck_assert_int_eq(seam_chain_add(&chain, &buf), SEAM_OK);
    buf = seam_buf_static(seam_view_string(" more"));
    ck_assert_int_eq(seam_chain_add_unpinned(&chain, &buf, 2), SEAM_OK);
    ck_assert_int_eq(seam_chain_write(&chain, seam_view_string("1234567")), SEAM_ELIMIT);
    is(&chain, "42 static more");
    ck_assert_uint_eq(seam_buf_tag(seam_chain_segment(&chain, 0)), 7);
    seam_chain_promote(&chain);
}
END_TEST

START_TEST(chains_exchange_bytes)
{
    seam_buf front;

    write_text(&chain, "one two three");
    ck_assert_int_eq(seam_chain_move(&other, &chain, 4), SEAM_OK);
    ck_assert_int_eq(seam_chain_share(&other, &chain, 4, 5), SEAM_OK);
    is(&other, "one three");
    ck_assert_int_eq(seam_chain_truncate(&other, 8), SEAM_OK);
    seam_chain_trim(&other, 4);
    ck_assert_int_eq(seam_chain_add_chain(&chain, &other, 4), SEAM_OK);
    is(&chain, "two threeone ");
    ck_assert_int_eq(seam_chain_add_chain(&other, &chain, 13), SEAM_OK);
    is(&other, "two threeone ");
    ck_assert_int_eq(seam_chain_split(&other, 4, &chain), SEAM_OK);
    is(&other, "two ");
    ck_assert_int_eq(seam_chain_take(&chain, 3, &front), SEAM_OK);
    ck_assert(seam_view_equal(seam_buf_view(&front), seam_view_string("thr")));
    seam_buf_release(&front);
}
END_TEST

START_TEST(chains_are_looked_at_and_written)
{
    static const uint8_t key[16] = {0};
    char scratch[16];
    seam_buf slice;
    seam_view view;
    size_t at, len = 3;
    uint8_t *to;

    write_text(&chain, "one two");
    write_text(&other, "one twp");
    ck_assert_int_eq(seam_chain_compare(&chain, &other), -1);
    ck_assert_int_eq(seam_chain_compare_caseless(&chain, &other, false), -1);
    ck_assert_int_eq(seam_chain_find_caseless(&chain, seam_view_string("TWO"), 1, false, &at, &len),
                     SEAM_OK);
    ck_assert_uint_eq(at, 4);
    ck_assert(seam_chain_hash(&chain, key) != seam_chain_hash(&other, key));
    ck_assert_uint_eq(seam_chain_peek(&chain, 4).len, 3);
    ck_assert_int_eq(seam_chain_view(&chain, 4, 3, scratch, sizeof(scratch), &view), SEAM_OK);
    ck_assert_int_eq(seam_chain_slice_of(&chain, view.data, 3, &slice), SEAM_OK);
    seam_buf_release(&slice);
    ck_assert_int_eq(seam_chain_writable(&chain, 4, &len, &to), SEAM_OK);
    memcpy(to, "six", len);
    is(&chain, "one six");
}
END_TEST

START_TEST(chains_are_searched)
{
    const seam_byte_set set = seam_byte_set_of(seam_view_string(":;"));
    seam_find byte = {0}, any = {0}, string = {0};

    write_text(&chain, "key: value\r");
    ck_assert_int_eq(seam_chain_find_byte(&chain, &byte, ' ', 0), SEAM_OK);
    ck_assert_int_eq(seam_chain_find_any(&chain, &any, &set, 0), SEAM_OK);
    ck_assert_int_eq(seam_chain_find(&chain, &string, seam_view_string("\r\n"), 0), SEAM_MORE);
    ck_assert_uint_eq(byte.at, 4);
    ck_assert_uint_eq(any.at, 3);
    seam_chain_skip(&chain, 4);
    seam_find_drained(&string, 4);
    write_text(&chain, "\n");
    ck_assert_int_eq(seam_chain_find(&chain, &string, seam_view_string("\r\n"), 0), SEAM_OK);
    ck_assert_uint_eq(string.at, 6);
}
END_TEST

START_TEST(gates_and_descriptors)
{
    seam_gate gate = seam_gate_of(3, 1);
    int ends[2];
    size_t n;

    ck_assert_int_eq(pipe(ends), 0);
    write_text(&chain, "four");
    ck_assert_int_eq(seam_gate_level(&gate, seam_chain_len(&chain)), SEAM_EDGE_SHUT);
    ck_assert_int_eq(seam_gate_hold(&gate), SEAM_EDGE_NONE);
    ck_assert_int_eq(seam_chain_write_fd(&chain, ends[1], 0, &n), SEAM_OK);
    ck_assert_int_eq(seam_gate_level(&gate, seam_chain_len(&chain)), SEAM_EDGE_NONE);
    ck_assert(seam_gate_is_shut(&gate));
    ck_assert_int_eq(seam_gate_unhold(&gate), SEAM_EDGE_OPEN);
    ck_assert_int_eq(seam_chain_read_fd(&other, ends[0], 0, &n), SEAM_OK);
    is(&other, "four");
    close(ends[0]);
    close(ends[1]);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("surface of chains");
    TCase *tcase = tcase_create("surface of chains");
    SRunner *runner = srunner_create(suite);
    int failed;

    suite_add_tcase(suite, tcase);
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, chains_grow_within_limits);
    tcase_add_test(tcase, chains_exchange_bytes);
    tcase_add_test(tcase, chains_are_looked_at_and_written);
    tcase_add_test(tcase, chains_are_searched);
    tcase_add_test(tcase, gates_and_descriptors);
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
