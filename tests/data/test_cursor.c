/* Cursors: the examples of the standards, and what a parser does with one. */
#include "cursor_pieces.h"
#include "seam/chain_add.h"

/* ---- the standards' examples */

static seam_cursor over(const char *bytes_of, size_t len)
{
    return seam_cursor_view(seam_view_of(bytes_of, len));
}

/* RFC 9000 appendix A.1. */
START_TEST(quic_varints_are_those_of_rfc_9000)
{
    seam_cursor c =
        over("\xC2\x19\x7C\x5E\xFF\x14\xE8\x8C\x9D\x7F\x3E\x7D\x7B\xBD\x25\x40\x25", 17);

    ck_assert_uint_eq(seam_cursor_varint_quic(&c), UINT64_C(151288809941952652));
    ck_assert_uint_eq(seam_cursor_varint_quic(&c), 494878333);
    ck_assert_uint_eq(seam_cursor_varint_quic(&c), 15293);
    ck_assert_uint_eq(seam_cursor_varint_quic(&c), 37);
    ck_assert_uint_eq(seam_cursor_varint_quic(&c), 37);
    ck_assert(seam_cursor_ok(&c));
    ck_assert_uint_eq(seam_cursor_left(&c), 0);
}
END_TEST

/* MQTT 5.0 table 1-1, and what lies beside it. */
START_TEST(mqtt_varints_are_those_of_the_standard)
{
    seam_cursor c = over(
        "\x00\x7F\x80\x01\xFF\x7F\x80\x80\x01\xFF\xFF\x7F\x80\x80\x80\x01\xFF\xFF\xFF\x7F", 20);
    static const uint32_t want[] = {0, 127, 128, 16383, 16384, 2097151, 2097152, 268435455};

    for (size_t i = 0; i < 8; i++)
        ck_assert_uint_eq(seam_cursor_varint_mqtt(&c), want[i]);
    ck_assert(seam_cursor_ok(&c));
    c = over("\x80\x00", 2); /* longer than needed */
    ck_assert_uint_eq(seam_cursor_varint_mqtt(&c), 0);
    ck_assert_int_eq(seam_cursor_status(&c), SEAM_EPROTO);
    c = over("\xFF\xFF\xFF\x80\x01", 5); /* past four bytes */
    ck_assert_uint_eq(seam_cursor_varint_mqtt(&c), 0);
    ck_assert_int_eq(seam_cursor_status(&c), SEAM_EPROTO);
    ck_assert_uint_eq(seam_cursor_pos(&c), 0);
    c = over("\xFF\xFF", 2);
    ck_assert_uint_eq(seam_cursor_varint_mqtt(&c), 0);
    ck_assert_int_eq(seam_cursor_status(&c), SEAM_MORE);
    ck_assert_uint_eq(seam_cursor_need(&c), 1);
}
END_TEST

/* 150 and -1, -2147483648 as protobuf's documentation encodes them; the greatest number; one bit too many. */
START_TEST(leb128_and_zigzag_are_those_of_protobuf)
{
    seam_cursor c =
        over("\x96\x01\x01\xFF\xFF\xFF\xFF\x0F\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01", 18);

    ck_assert_uint_eq(seam_cursor_varint_leb(&c), 150);
    ck_assert_int_eq(seam_zigzag_decode(seam_cursor_varint_leb(&c)), -1);
    ck_assert_int_eq(seam_zigzag_decode(seam_cursor_varint_leb(&c)), INT32_MIN);
    ck_assert_int_eq(seam_zigzag_decode(seam_cursor_varint_leb(&c)), INT64_MIN);
    ck_assert(seam_cursor_ok(&c));
    c = over("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x02", 10);
    ck_assert_uint_eq(seam_cursor_varint_leb(&c), 0);
    ck_assert_int_eq(seam_cursor_status(&c), SEAM_EPROTO);
    ck_assert_int_eq(seam_zigzag_decode(2), 1);
    ck_assert_int_eq(seam_zigzag_decode(UINT64_MAX - 1), INT64_MAX);
}
END_TEST

START_TEST(floats_keep_their_bits_over_a_joint)
{
    static const uint8_t nan_bits[8] = {0x7F, 0xF0, 0, 0, 0, 0, 0, 0x01};
    pieces p;

    for (size_t cut = 0; cut <= 8; cut++) {
        seam_cursor c;
        uint8_t got[8];

        pieces_init(&p, nan_bits, 8, cut, 8);
        c = seam_cursor_chain(&p.chain);
        seam_store_f64be(got, seam_cursor_f64be(&c));
        ck_assert(seam_cursor_ok(&c));
        ck_assert_mem_eq(got, nan_bits, 8);
        seam_chain_release(&p.chain);
    }
}
END_TEST

/* ---- what a parser does with one */

/* The head of a WebSocket frame in every prefix: SEAM_MORE until all of it is there, nothing taken. */
START_TEST(a_head_is_checked_once_and_taken_whole)
{
    static const uint8_t frame[] = {0x81, 0xFE, 0x01, 0x02, 0xA1, 0xB2, 0xC3, 0xD4};
    seam_chain chain;

    for (size_t len = 0; len <= sizeof(frame); len++) {
        seam_buf buf = seam_buf_static(seam_view_of(frame, len));
        seam_cursor c;
        uint8_t second;
        uint64_t payload;
        uint32_t key;

        seam_chain_init(&chain, pool);
        ck_assert_int_eq(seam_chain_append(&chain, &buf), SEAM_OK);
        c = seam_cursor_chain(&chain);
        (void)seam_cursor_u8(&c);
        second = seam_cursor_u8(&c);
        payload = second & 0x7F;
        if (payload == 126)
            payload = seam_cursor_u16be(&c);
        key = seam_cursor_u32le(&c);
        if (len < sizeof(frame)) {
            ck_assert_int_eq(seam_cursor_status(&c), SEAM_MORE);
            ck_assert_uint_gt(seam_cursor_need(&c), 0);
            ck_assert_int_eq(seam_cursor_commit(&c, &chain), SEAM_ESTATE);
            ck_assert_uint_eq(seam_chain_len(&chain), len);
        } else {
            ck_assert_int_eq(seam_cursor_status(&c), SEAM_OK);
            ck_assert_uint_eq(payload, 258);
            ck_assert_uint_eq(key, 0xD4C3B2A1);
            ck_assert_int_eq(seam_cursor_commit(&c, &chain), SEAM_OK);
            ck_assert_uint_eq(seam_chain_len(&chain), 0);
        }
        seam_chain_release(&chain);
    }
}
END_TEST

START_TEST(an_inner_length_that_lies_does_not_wait_for_input)
{
    seam_cursor c = over("\x03\x09"
                         "ab"
                         "rest",
                         8);
    seam_cursor inner = seam_cursor_sub(&c, seam_cursor_u8(&c));
    const size_t lie = seam_cursor_u8(&inner);

    ck_assert_uint_eq(seam_cursor_left(&inner), 2);
    (void)seam_cursor_bytes(&inner, lie, NULL, 0);
    ck_assert_int_eq(seam_cursor_status(&inner), SEAM_EPROTO);
    ck_assert_uint_eq(seam_cursor_need(&inner), 0);
    ck_assert_uint_eq(seam_cursor_pos(&inner), 1);
    ck_assert(seam_cursor_ok(&c));
    ck_assert(seam_cursor_expect(&c, seam_view_string("rest")));
}
END_TEST

START_TEST(an_outer_length_past_the_end_waits)
{
    seam_cursor c = over("\x05"
                         "abc",
                         4);
    seam_cursor inner = seam_cursor_sub(&c, seam_cursor_u8(&c));

    ck_assert_int_eq(seam_cursor_status(&c), SEAM_MORE);
    ck_assert_uint_eq(seam_cursor_need(&c), 2);
    ck_assert_int_eq(seam_cursor_status(&inner), SEAM_MORE);
    ck_assert_uint_eq(seam_cursor_u8(&inner), 0);
    inner = seam_cursor_sub(&c, SIZE_MAX); /* sticks */
    ck_assert_uint_eq(seam_cursor_need(&c), 2);
    ck_assert_int_eq(seam_cursor_status(&inner), SEAM_MORE);
}
END_TEST

START_TEST(a_mark_is_a_copy)
{
    seam_cursor c = over("abcd", 4);
    seam_cursor mark;

    (void)seam_cursor_u8(&c);
    mark = c;
    ck_assert_uint_eq(seam_cursor_u64be(&c), 0);
    ck_assert_int_eq(seam_cursor_status(&c), SEAM_MORE);
    c = mark;
    ck_assert_uint_eq(seam_cursor_u16be(&c), 0x6263);
    ck_assert_uint_eq(seam_cursor_pos(&c), 3);
}
END_TEST

START_TEST(a_failure_of_ones_own_sticks)
{
    seam_cursor c = over("abcd", 4);

    (void)seam_cursor_u8(&c);
    seam_cursor_fail(&c, SEAM_OK);
    ck_assert(seam_cursor_ok(&c));
    seam_cursor_fail(&c, SEAM_EPROTO);
    seam_cursor_fail(&c, SEAM_ETOOBIG);
    ck_assert_int_eq(seam_cursor_status(&c), SEAM_EPROTO);
    ck_assert_uint_eq(seam_cursor_u8(&c), 0);
    ck_assert_uint_eq(seam_cursor_copy(&c, NULL, 0), 0);
    ck_assert_uint_eq(seam_cursor_decimal(&c, 9), 0);
    ck_assert(seam_cursor_until(&c, 'c', NULL, 0).data == NULL);
    ck_assert(!seam_cursor_expect(&c, seam_view_string("b")));
    seam_cursor_skip(&c, 1);
    ck_assert_uint_eq(seam_cursor_pos(&c), 1);
    ck_assert_uint_eq(seam_cursor_left(&c), 3);
}
END_TEST

START_TEST(a_buf_and_nothing_are_read_as_well)
{
    seam_buf buf = seam_buf_static(seam_view_string("xy"));
    seam_cursor c = seam_cursor_buf(&buf);
    const seam_view nothing = {NULL, 0};
    seam_chain chain = {0};

    ck_assert_uint_eq(seam_cursor_u16le(&c), 0x7978);
    seam_buf_release(&buf);
    c = seam_cursor_buf(&buf);
    ck_assert_uint_eq(seam_cursor_u8(&c), 0);
    ck_assert_int_eq(seam_cursor_status(&c), SEAM_MORE);
    c = seam_cursor_whole(nothing);
    ck_assert(seam_cursor_expect(&c, nothing));
    ck_assert_uint_eq(seam_cursor_decimal(&c, 9), 0);
    ck_assert_int_eq(seam_cursor_status(&c), SEAM_EPROTO);
    c = seam_cursor_chain(&chain);
    ck_assert_uint_eq(seam_cursor_until(&c, 0, NULL, 0).len, 0);
    ck_assert_int_eq(seam_cursor_status(&c), SEAM_MORE);
}
END_TEST

START_TEST(commit_takes_no_other_chain_and_no_part)
{
    pieces p, other;
    seam_cursor c, part;

    pieces_init(&p, (const uint8_t *)"abcdef", 6, 2, 4);
    pieces_init(&other, (const uint8_t *)"abcdef", 6, 2, 4);
    c = seam_cursor_chain(&p.chain);
    seam_cursor_skip(&c, 1);
    ck_assert_int_eq(seam_cursor_commit(&c, &other.chain), SEAM_EINVAL);
    part = seam_cursor_sub(&c, 4);
    seam_cursor_skip(&part, 4);
    ck_assert_int_eq(seam_cursor_commit(&part, &p.chain), SEAM_EINVAL);
    ck_assert_uint_eq(seam_chain_len(&p.chain), 6);
    ck_assert_int_eq(seam_cursor_commit(&c, &p.chain), SEAM_OK);
    ck_assert_uint_eq(seam_chain_len(&p.chain), 1);
    ck_assert_int_eq(seam_cursor_commit(&c, &p.chain), SEAM_EINVAL); /* it is over */
    seam_chain_release(&p.chain);
    seam_chain_release(&other.chain);
}
END_TEST

START_TEST(move_takes_what_was_read_and_no_part)
{
    pieces p;
    seam_chain to;
    seam_cursor c;
    uint8_t got[8];

    seam_chain_init(&to, pool);
    pieces_init(&p, (const uint8_t *)"abcdef", 6, 2, 4);
    c = seam_cursor_chain(&p.chain);
    seam_cursor_skip(&c, 7);
    ck_assert_int_eq(seam_cursor_move(&c, &p.chain, &to), SEAM_ESTATE);
    c = seam_cursor_chain(&p.chain);
    seam_cursor_skip(&c, 5);
    ck_assert_int_eq(seam_cursor_move(&c, &to, &p.chain), SEAM_EINVAL);
    seam_chain_set_limits(&to, 4, 0);
    ck_assert_int_eq(seam_cursor_move(&c, &p.chain, &to), SEAM_ELIMIT);
    ck_assert_uint_eq(seam_chain_len(&p.chain), 6);
    ck_assert_uint_eq(seam_chain_len(&to), 0);
    seam_chain_set_limits(&to, 0, 0);
    ck_assert_int_eq(seam_cursor_move(&c, &p.chain, &to), SEAM_OK);
    ck_assert_uint_eq(seam_chain_len(&p.chain), 1);
    ck_assert_uint_eq(seam_chain_copy_out(&to, 0, got, sizeof(got)), 5);
    ck_assert_mem_eq(got, "abcde", 5);
    seam_chain_release(&p.chain);
    seam_chain_release(&to);
}
END_TEST

START_TEST(a_slice_is_the_same_memory_and_outlives_the_chain)
{
    seam_chain chain;
    seam_cursor c, part;
    seam_buf head, tail;
    const uint8_t *first;

    seam_chain_init(&chain, pool);
    ck_assert_int_eq(seam_chain_write(&chain, seam_view_string("headtail")), SEAM_OK);
    first = seam_chain_segment(&chain, 0)->data;
    c = seam_cursor_chain(&chain);
    seam_cursor_slice(&c, 4, &head);
    part = seam_cursor_sub(&c, 4);
    seam_cursor_slice(&part, 4, &tail);
    ck_assert(seam_cursor_ok(&part));
    ck_assert_int_eq(seam_cursor_commit(&c, &chain), SEAM_OK);
    seam_chain_release(&chain);
    ck_assert_ptr_eq(head.data, first);
    ck_assert_ptr_eq(tail.data, first + 4);
    ck_assert_mem_eq(tail.data, "tail", 4);
    seam_buf_release(&head);
    /* A slice of a buf is one of its block. */
    c = seam_cursor_buf(&tail);
    seam_cursor_skip(&c, 1);
    seam_cursor_slice(&c, 3, &head);
    seam_buf_release(&tail);
    ck_assert_ptr_eq(head.data, first + 5);
    ck_assert(seam_buf_is_unique(&head));
    seam_buf_release(&head);
}
END_TEST

START_TEST(a_slice_over_a_joint_is_a_copy_with_the_tag_of_the_chain)
{
    pieces p;
    seam_cursor c;
    seam_buf slice;

    pieces_init(&p, (const uint8_t *)"abcdef", 6, 2, 4);
    seam_chain_set_tag(&p.chain, 77);
    c = seam_cursor_chain(&p.chain);
    seam_cursor_skip(&c, 1);
    seam_cursor_slice(&c, 4, &slice);
    ck_assert_mem_eq(slice.data, "bcde", 4);
    ck_assert_uint_eq(seam_buf_tag(&slice), 77);
    ck_assert(seam_buf_is_unique(&slice));
    ck_assert_uint_eq(seam_cursor_pos(&c), 5);
    seam_buf_release(&slice);
    seam_chain_release(&p.chain);
}
END_TEST

START_TEST(a_view_gives_no_slice)
{
    seam_cursor c = over("abcd", 4);
    seam_buf slice;

    seam_cursor_slice(&c, 2, &slice);
    ck_assert_uint_eq(slice.len, 0);
    ck_assert_int_eq(seam_cursor_status(&c), SEAM_EINVAL);
    ck_assert_uint_eq(seam_cursor_pos(&c), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("cursor");
    TCase *tc = tcase_create("cursor");

    tcase_add_checked_fixture(tc, pieces_setup, pieces_teardown);
    suite_add_tcase(suite, tc);
    tcase_add_test(tc, quic_varints_are_those_of_rfc_9000);
    tcase_add_test(tc, mqtt_varints_are_those_of_the_standard);
    tcase_add_test(tc, leb128_and_zigzag_are_those_of_protobuf);
    tcase_add_test(tc, floats_keep_their_bits_over_a_joint);
    tcase_add_test(tc, a_head_is_checked_once_and_taken_whole);
    tcase_add_test(tc, an_inner_length_that_lies_does_not_wait_for_input);
    tcase_add_test(tc, an_outer_length_past_the_end_waits);
    tcase_add_test(tc, a_mark_is_a_copy);
    tcase_add_test(tc, a_failure_of_ones_own_sticks);
    tcase_add_test(tc, a_buf_and_nothing_are_read_as_well);
    tcase_add_test(tc, commit_takes_no_other_chain_and_no_part);
    tcase_add_test(tc, move_takes_what_was_read_and_no_part);
    tcase_add_test(tc, a_slice_is_the_same_memory_and_outlives_the_chain);
    tcase_add_test(tc, a_slice_over_a_joint_is_a_copy_with_the_tag_of_the_chain);
    tcase_add_test(tc, a_view_gives_no_slice);
    return run_suite(suite);
}
