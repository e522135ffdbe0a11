/* Numbers put into a chain: the bytes are those of seam_store_*, and a cursor reads them back. */
#include "cursor_model.h"
#include "pool_fixture.h"

static failing_provider provider;
static seam_pool *pool;
static seam_chain chain;

static void setup(void)
{
    pool = fixture_open(&provider, NULL);
    seam_chain_init(&chain, pool);
}

static void teardown(void)
{
    seam_chain_release(&chain);
    fixture_close(&provider, &pool);
}

/* The chain's bytes are these, and it is emptied. */
static void chain_gives(const void *want, size_t len)
{
    uint8_t got[64];

    must(seam_chain_len(&chain) == len);
    must(seam_chain_copy_out(&chain, 0, got, sizeof(got)) == len);
    must(memcmp(got, want, len) == 0);
    must(seam_chain_drain(&chain, len) == SEAM_OK);
}

#define CHECK_WIDTH(name, n, le, sign)                                           \
    static void check_##name(const uint8_t *image)                               \
    {                                                                            \
        uint8_t want[8];                                                         \
                                                                                 \
        seam_store_##name(want, seam_load_##name(image));                        \
        must(seam_chain_put_##name(&chain, seam_load_##name(image)) == SEAM_OK); \
        chain_gives(want, n);                                                    \
    }

FIXED_READS(CHECK_WIDTH)
CHECK_WIDTH(f32be, 4, 0, 0)
CHECK_WIDTH(f32le, 4, 1, 0)
CHECK_WIDTH(f64be, 8, 0, 0)
CHECK_WIDTH(f64le, 8, 1, 0)

static void (*const checks[])(const uint8_t *image) = {
#define CHECK_ROW(name, n, le, sign) check_##name,
    FIXED_READS(CHECK_ROW)
#undef CHECK_ROW
        check_f32be,
    check_f32le,
    check_f64be,
    check_f64le,
};

static void check_widths(const uint8_t *image)
{
    for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++)
        checks[i](image);
}

START_TEST(numbers_of_every_width_become_their_bytes)
{
    static const uint8_t quiet_nan[8] = {0x7F, 0xFC, 0, 0, 0, 0, 0x12, 0x34};
    prng rng;

    prng_init(&rng, test_seed("put"));
    for (int i = 0; i < 2000; i++) {
        const uint64_t word = prng_next(&rng);
        uint8_t image[8], want[8];

        memcpy(image, &word, 8);
        check_widths(image);
        for (size_t n = 0; n <= 8; n++) {
            seam_store_be(want, n, word);
            must(seam_chain_put_be(&chain, n, word) == SEAM_OK);
            chain_gives(want, n);
            seam_store_le(want, n, word);
            must(seam_chain_put_le(&chain, n, word) == SEAM_OK);
            chain_gives(want, n);
        }
    }
    check_widths(quiet_nan);
}
END_TEST

/* Bytes, not numbers: a cursor that were wrong in the same way would not see it. */
START_TEST(varints_have_the_shortest_form)
{
    ck_ok(seam_chain_put_varint_leb(&chain, 0));
    chain_gives("\x00", 1);
    ck_ok(seam_chain_put_varint_leb(&chain, 150));
    chain_gives("\x96\x01", 2);
    ck_ok(seam_chain_put_varint_leb(&chain, UINT64_MAX));
    chain_gives("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01", 10);
    ck_ok(seam_chain_put_varint_leb(&chain, seam_zigzag_encode(-1)));
    chain_gives("\x01", 1);
    ck_ok(seam_chain_put_varint_quic(&chain, 37));
    chain_gives("\x25", 1);
    ck_ok(seam_chain_put_varint_quic(&chain, 64));
    chain_gives("\x40\x40", 2);
    ck_ok(seam_chain_put_varint_quic(&chain, 15293));
    chain_gives("\x7B\xBD", 2);
    ck_ok(seam_chain_put_varint_quic(&chain, 494878333));
    chain_gives("\x9D\x7F\x3E\x7D", 4);
    ck_ok(seam_chain_put_varint_quic(&chain, UINT64_C(151288809941952652)));
    chain_gives("\xC2\x19\x7C\x5E\xFF\x14\xE8\x8C", 8);
    ck_ok(seam_chain_put_varint_mqtt(&chain, 128));
    chain_gives("\x80\x01", 2);
    ck_ok(seam_chain_put_varint_mqtt(&chain, 268435455));
    chain_gives("\xFF\xFF\xFF\x7F", 4);
}
END_TEST

START_TEST(numbers_too_great_for_a_varint_are_refused)
{
    ck_ok(seam_chain_put_varint_quic(&chain, (UINT64_C(1) << 62) - 1));
    chain_gives("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 8);
    ck_status(seam_chain_put_varint_quic(&chain, UINT64_C(1) << 62), SEAM_ERANGE);
    ck_status(seam_chain_put_varint_quic(&chain, UINT64_MAX), SEAM_ERANGE);
    ck_status(seam_chain_put_varint_mqtt(&chain, 268435456), SEAM_ERANGE);
    ck_status(seam_chain_put_varint_mqtt(&chain, UINT32_MAX), SEAM_ERANGE);
    ck_assert_uint_eq(seam_chain_len(&chain), 0);
}
END_TEST

START_TEST(digits_have_no_zeros_in_front)
{
    ck_ok(seam_chain_put_decimal(&chain, 0));
    chain_gives("0", 1);
    ck_ok(seam_chain_put_decimal(&chain, UINT64_MAX));
    chain_gives("18446744073709551615", 20);
    ck_ok(seam_chain_put_decimal(&chain, 1000));
    chain_gives("1000", 4);
    ck_ok(seam_chain_put_hexadecimal(&chain, 0));
    chain_gives("0", 1);
    ck_ok(seam_chain_put_hexadecimal(&chain, 0xA0F));
    chain_gives("a0f", 3);
    ck_ok(seam_chain_put_hexadecimal(&chain, UINT64_MAX));
    chain_gives("ffffffffffffffff", 16);
}
END_TEST

/* Numbers of every length in bits and in digits. */
START_TEST(a_cursor_reads_back_what_was_put)
{
    for (unsigned bits = 0; bits < 64; bits++) {
        for (int below = 0; below < 2; below++) {
            const uint64_t number = (UINT64_C(1) << bits) - (uint64_t)below;
            const int64_t as_signed = (int64_t)(number * (bits % 2 == 0 ? 1 : UINT64_MAX));
            seam_cursor c;

            ck_ok(seam_chain_put_varint_leb(&chain, number));
            ck_ok(seam_chain_put_varint_leb(&chain, seam_zigzag_encode(as_signed)));
            ck_ok(seam_chain_put_varint_quic(&chain, number >> 2));
            ck_ok(seam_chain_put_varint_mqtt(&chain, (uint32_t)(number & 0xFFFFFFF)));
            ck_ok(seam_chain_put_decimal(&chain, number));
            ck_ok(seam_chain_put_u8(&chain, ' '));
            ck_ok(seam_chain_put_hexadecimal(&chain, number));
            ck_ok(seam_chain_put_u8(&chain, 0));
            c = seam_cursor_chain(&chain);
            must(seam_cursor_varint_leb(&c) == number);
            must(seam_zigzag_decode(seam_cursor_varint_leb(&c)) == as_signed);
            must(seam_cursor_varint_quic(&c) == number >> 2);
            must(seam_cursor_varint_mqtt(&c) == (number & 0xFFFFFFF));
            must(seam_cursor_decimal(&c, number) == number);
            must(seam_cursor_u8(&c) == ' ');
            must(seam_cursor_hexadecimal(&c, UINT64_MAX) == number);
            must(seam_cursor_u8(&c) == 0 && seam_cursor_ok(&c) && seam_cursor_left(&c) == 0);
            ck_ok(seam_cursor_commit(&c, &chain));
        }
    }
}
END_TEST

START_TEST(nothing_is_put_into_reserved_room)
{
    struct iovec room;

    ck_ok(seam_chain_reserve(&chain, 1, &room));
    ck_status(seam_chain_put_u8(&chain, 1), SEAM_ESTATE);
    ck_status(seam_chain_put_decimal(&chain, 1), SEAM_ESTATE);
    ck_assert_uint_eq(seam_chain_len(&chain), 0);
    memcpy(room.iov_base, "x", 1);
    ck_ok(seam_chain_commit(&chain, 1));
    ck_ok(seam_chain_put_u8(&chain, 'y'));
    chain_gives("xy", 2);
}
END_TEST

/* Past the end of the chain's block. */
START_TEST(numbers_go_on_in_the_next_block)
{
    seam_cursor c;

    for (uint32_t i = 0; i < 12000; i++)
        must(seam_chain_put_u24be(&chain, i) == SEAM_OK);
    ck_assert_uint_gt(seam_chain_segments(&chain), 1);
    c = seam_cursor_chain(&chain);
    for (uint32_t i = 0; i < 12000; i++)
        must(seam_cursor_u24be(&c) == i);
    ck_assert_uint_eq(seam_cursor_left(&c), 0);
    ck_ok(seam_cursor_commit(&c, &chain));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("put");
    TCase *tc = tcase_create("put");

    tcase_set_timeout(tc, 60);
    tcase_add_checked_fixture(tc, setup, teardown);
    suite_add_tcase(suite, tc);
    tcase_add_test(tc, numbers_of_every_width_become_their_bytes);
    tcase_add_test(tc, varints_have_the_shortest_form);
    tcase_add_test(tc, numbers_too_great_for_a_varint_are_refused);
    tcase_add_test(tc, digits_have_no_zeros_in_front);
    tcase_add_test(tc, a_cursor_reads_back_what_was_put);
    tcase_add_test(tc, nothing_is_put_into_reserved_room);
    tcase_add_test(tc, numbers_go_on_in_the_next_block);
    return run_suite(suite);
}
