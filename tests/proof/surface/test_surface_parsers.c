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

START_TEST(bytes_are_checked_and_edited)
{
    uint8_t room[8];
    uint64_t u;
    int64_t i;
    float f;
    double d;

    ck_assert_int_eq(seam_bytes_write_u(room, 8, 0, 3, SEAM_ORDER_BE, 0xFFFFFF), SEAM_OK);
    ck_assert_int_eq(seam_bytes_write_i(room, 8, 3, 2, SEAM_ORDER_LE, -32769), SEAM_ERANGE);
    ck_assert_int_eq(seam_bytes_read_i(seam_view_of(room, 8), 0, 3, SEAM_ORDER_BE, &i), SEAM_OK);
    ck_assert_int_eq(i, -1);
    ck_assert_int_eq(seam_bytes_read_u(seam_view_of(room, 8), 6, 3, SEAM_ORDER_BE, &u),
                     SEAM_ERANGE);
    ck_assert_int_eq(seam_bytes_write_f32(room, 8, 4, SEAM_ORDER_BE, 0.5F), SEAM_OK);
    ck_assert_int_eq(seam_bytes_read_f32(seam_view_of(room, 8), 4, SEAM_ORDER_BE, &f), SEAM_OK);
    ck_assert(f == 0.5F);
    ck_assert_int_eq(seam_bytes_write_f64(room, 8, 0, SEAM_ORDER_LE, -2), SEAM_OK);
    ck_assert_int_eq(seam_bytes_read_f64(seam_view_of(room, 8), 0, SEAM_ORDER_LE, &d), SEAM_OK);
    ck_assert(d == -2);
    ck_assert(seam_bytes_equal_secret(seam_view_string("key"), seam_view_string("key")));
    ck_assert(seam_bytes_equal_ascii_case(seam_view_string("Host"), seam_view_string("hOST")));
    ck_assert_uint_eq(
        seam_bytes_common_ascii_case(seam_view_string("Hosts"), seam_view_string("hOSTED")), 4);
    ck_assert(!seam_bytes_is_ascii(seam_view_string("\xC3\xA9")));
    seam_bytes_fill(room, 8, seam_view_string("abc"));
    ck_assert_mem_eq(room, "abcabcab", 8);
    ck_assert_int_eq(seam_bytes_swap(room, 8, 4), SEAM_OK);
    ck_assert_uint_eq(seam_bytes_copy(room, 8, 6, seam_view_string("xyz")), 2);
    ck_assert_mem_eq(room, "acbabaxy", 8);
    ck_assert_uint_eq(seam_bytes_write_text(room, 8, 6, seam_view_string("a\xC3\xA9")), 1);
    ck_assert_uint_eq(seam_bytes_node_index(-2, 8), 6);
}
END_TEST

START_TEST(dumps_are_rows)
{
    seam_view in = seam_view_string("seam");
    uint64_t address = 0x10;
    char row[SEAM_DUMP_ROW];
    size_t n;

    ck_assert_int_eq(seam_dump(&in, &address, row, sizeof(row), &n), SEAM_OK);
    ck_assert_uint_eq(address, 0x14);
    ck_assert_mem_eq(row, "00000010  73 65 61 6d ", 22);
}
END_TEST

START_TEST(searches_find_strings_and_sets)
{
    const seam_view text = seam_view_string("key: value\r\n\r\nbody\r\n\r\n");
    const seam_view end = seam_view_string("\r\n\r\n");
    const seam_byte_set set = seam_byte_set_of(seam_view_string("\r\n:;,="));

    ck_assert_uint_eq(seam_search(text, end), 10);
    ck_assert_uint_eq(seam_search_last(text, end), 18);
    ck_assert_uint_eq(seam_search_aligned(text, end, 11, 1), 18);
    ck_assert_uint_eq(seam_search_last_aligned(text, end, 17, 2), 10);
    ck_assert_uint_eq(seam_search_set(text, &set), 3);
    ck_assert(seam_byte_set_has(&set, ';'));
}
END_TEST

/* The masked example of RFC 6455 5.7. */
START_TEST(frames_are_unmasked_and_validated)
{
    static const uint8_t key[4] = {0x37, 0xFA, 0x21, 0x3D};
    const seam_decoder_options options = {.to = SEAM_ENCODING_NONE, .errors = SEAM_ERRORS_FATAL};
    uint8_t frame[5] = {0x7F, 0x9F, 0x4D, 0x51, 0x58};
    seam_decoder dec;

    ck_assert_int_eq(seam_decoder_init(&dec, &options), SEAM_OK);
    ck_assert_int_eq(seam_mask_decode(&dec, seam_view_of(frame, 5), key, 0, frame), SEAM_MORE);
    ck_assert_mem_eq(frame, "Hello", 5);
}
END_TEST

START_TEST(cursors_read_what_was_put)
{
    seam_pool *pool;
    seam_chain chain;
    seam_cursor c, part;
    seam_buf end;
    uint8_t two[2];

    ck_assert_int_eq(seam_pool_create(NULL, &pool), SEAM_OK);
    seam_chain_init(&chain, pool);
    ck_assert_int_eq(seam_chain_put_u8(&chain, 7), SEAM_OK);
    ck_assert_int_eq(seam_chain_put_be(&chain, 5, 0x0102030405), SEAM_OK);
    ck_assert_int_eq(seam_chain_put_le(&chain, 5, 0x0102030405), SEAM_OK);
    ck_assert_int_eq(seam_chain_put_varint_leb(&chain, 300), SEAM_OK);
    ck_assert_int_eq(seam_chain_put_varint_quic(&chain, 301), SEAM_OK);
    ck_assert_int_eq(seam_chain_put_varint_mqtt(&chain, 302), SEAM_OK);
    ck_assert_int_eq(seam_chain_put_decimal(&chain, 303), SEAM_OK);
    ck_assert_int_eq(seam_chain_printf(&chain, "-42\n"), SEAM_OK);
    ck_assert_int_eq(seam_chain_put_hexadecimal(&chain, 0x304), SEAM_OK);
    ck_assert_int_eq(seam_chain_put_u16be(&chain, 0x0D0A), SEAM_OK);
    c = seam_cursor_chain(&chain);
    part = seam_cursor_sub(&c, 6);
    ck_assert_uint_eq(seam_cursor_u8(&part), 7);
    ck_assert_uint_eq(seam_cursor_be(&part, 5), 0x0102030405);
    ck_assert_uint_eq(seam_cursor_le(&c, 5), 0x0102030405);
    ck_assert_uint_eq(seam_cursor_varint_leb(&c), 300);
    ck_assert_uint_eq(seam_cursor_varint_quic(&c), 301);
    ck_assert_uint_eq(seam_cursor_varint_mqtt(&c), 302);
    ck_assert_uint_eq(seam_cursor_decimal(&c, 1000), 303);
    ck_assert_int_eq(seam_cursor_decimal_signed(&c, -42, 0), -42);
    ck_assert_uint_eq(seam_cursor_until(&c, '\n', two, 2).len, 0);
    ck_assert_uint_eq(seam_cursor_find(&c, '\r', 3), 3);
    ck_assert_uint_eq(seam_cursor_digits(&c, 16, 0x1000), 0x304);
    ck_assert(seam_cursor_want(&c, 2));
    seam_cursor_slice(&c, 2, &end);
    ck_assert_mem_eq(end.data, "\r\n", 2);
    seam_buf_release(&end);
    ck_assert_int_eq(seam_cursor_status(&c), SEAM_OK);
    ck_assert_int_eq(seam_cursor_commit(&c, &chain), SEAM_OK);
    ck_assert_uint_eq(seam_chain_len(&chain), 0);
    seam_chain_release(&chain);
    seam_pool_destroy(&pool);
}
END_TEST

START_TEST(cursors_read_bufs_and_views)
{
    seam_buf buf = seam_buf_static(seam_view_string("abcde"));
    seam_cursor c = seam_cursor_buf(&buf);
    uint8_t two[2];

    seam_cursor_skip(&c, 1);
    ck_assert_uint_eq(seam_cursor_copy(&c, two, 2), 2);
    ck_assert_uint_eq(seam_cursor_bytes(&c, 2, NULL, 0).data[1], 'e');
    ck_assert_uint_eq(seam_cursor_u8(&c), 0);
    ck_assert_int_eq(seam_cursor_status(&c), SEAM_MORE);
    c = seam_cursor_whole(seam_buf_view(&buf));
    ck_assert_uint_eq(seam_cursor_u64be(&c), 0);
    ck_assert_int_eq(seam_cursor_status(&c), SEAM_EPROTO);
    c = seam_cursor_view(seam_buf_view(&buf));
    ck_assert_uint_eq(seam_cursor_gather(&c, 1, NULL, 0).data[0], 'a');
    ck_assert(seam_cursor_expect(&c, seam_view_string("bc")));
    c = seam_cursor_view(seam_buf_view(&buf));
    ck_assert_int_eq(seam_cursor_i24le(&c), 0x636261);
    seam_buf_release(&buf);
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
    tcase_add_test(tcase, bytes_are_checked_and_edited);
    tcase_add_test(tcase, dumps_are_rows);
    tcase_add_test(tcase, searches_find_strings_and_sets);
    tcase_add_test(tcase, frames_are_unmasked_and_validated);
    tcase_add_test(tcase, cursors_read_what_was_put);
    tcase_add_test(tcase, cursors_read_bufs_and_views);
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
