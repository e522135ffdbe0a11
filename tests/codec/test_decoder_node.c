/* UTF-16 as Node's StringDecoder cuts it, in rooms of every size and at the end of the stream. What Node
 * itself gives stands in the test `node`. */
#include <string.h>

#include "codec/decoder_step.h"
#include "support.h"

static seam_decoder node_decoder(unsigned tail)
{
    const seam_decoder_options o = {.from = SEAM_UTF16LE,
                                    .to = SEAM_UTF16LE,
                                    .errors = SEAM_ERRORS_LOSSLESS,
                                    .hold = SEAM_HOLD_LAZY,
                                    .tail = (uint8_t)tail};
    seam_decoder dec;

    ck_assert_int_eq(seam_decoder_init(&dec, &o), SEAM_OK);
    return dec;
}

/* One chunk, in rooms of `cap` bytes; returns how many bytes came out. */
static size_t convert_chunk(seam_decoder *dec, const void *data, size_t len, size_t cap,
                            uint8_t *out)
{
    seam_view in = seam_view_of(data, len);
    size_t n = 0;
    seam_status r;

    do {
        size_t produced;

        r = seam_decoder_convert(dec, &in, out + n, cap, &produced);
        ck_assert_uint_le(produced, cap);
        ck_assert(seam__decoder_valid(dec));
        n += produced;
    } while (r == SEAM_FULL);
    ck_assert(r == SEAM_MORE || r == SEAM_EOF);
    return n;
}

/* A letter, a pair, a lone lead, a lone trail, and half a unit: all but the last comes out as it came in. */
static const char stream[] = "A\0\x3D\xD8\x00\xDE\x3D\xD8"
                             "B\0\x00\xDE\x3D\xD8";

START_TEST(every_room_gives_the_same_units_for_every_pair_of_chunks)
{
    const size_t len = sizeof(stream) - 1;

    for (size_t cap = 4; cap <= 16; cap++) {
        for (size_t cut = 0; cut <= len; cut++) {
            seam_decoder dec = node_decoder(SEAM_TAIL_DROP);
            uint8_t out[64];
            size_t n = convert_chunk(&dec, stream, cut, cap, out);

            n += convert_chunk(&dec, stream + cut, len - cut, cap, out + n);
            seam_decoder_finish(&dec);
            n += convert_chunk(&dec, NULL, 0, cap, out + n);
            ck_assert_uint_eq(n, len);
            ck_assert_mem_eq(out, stream, len);
        }
    }
}
END_TEST

/* Nothing changes in a room that is too small, and it is told. */
static void expect_full(seam_decoder *dec, const void *data, size_t len, size_t cap)
{
    const seam_decoder before = *dec;
    seam_view in = seam_view_of(data, len);
    uint8_t out[4];
    size_t produced;

    ck_assert_int_eq(seam_decoder_convert(dec, &in, out, cap, &produced), SEAM_FULL);
    ck_assert_uint_eq(produced, 0);
    ck_assert_uint_eq(in.len, len);
    ck_assert_mem_eq(dec, &before, sizeof(before));
}

START_TEST(a_unit_that_does_not_fit_waits)
{
    seam_decoder dec = node_decoder(SEAM_TAIL_DROP);
    uint8_t out[4];

    expect_full(&dec, "A\0", 2, 0);
    expect_full(&dec, "A\0", 2, 1);
    ck_assert_uint_eq(convert_chunk(&dec, "\x3D", 1, 4, out), 0);
    expect_full(&dec, "\xD9\x00\xDE", 1, 1); /* now a lead, which waits for its partner */
}
END_TEST

START_TEST(a_pair_that_does_not_fit_waits_for_room_in_one_piece)
{
    seam_decoder dec = node_decoder(SEAM_TAIL_DROP);
    uint8_t out[4];

    ck_assert_uint_eq(convert_chunk(&dec, "\x3D\xD8", 2, 4, out), 0);
    expect_full(&dec, "\x00\xDE", 2, 3);
    ck_assert_uint_eq(convert_chunk(&dec, "\x00\xDE", 2, 4, out), 4);
    ck_assert_mem_eq(out, "\x3D\xD8\x00\xDE", 4);
}
END_TEST

START_TEST(a_lead_at_the_end_waits_for_room)
{
    seam_decoder dec = node_decoder(SEAM_TAIL_DROP);
    uint8_t out[4];

    ck_assert_uint_eq(convert_chunk(&dec, "\x3D\xD8", 2, 4, out), 0);
    seam_decoder_finish(&dec);
    expect_full(&dec, NULL, 0, 1);
    ck_assert_uint_eq(convert_chunk(&dec, NULL, 0, 2, out), 2);
    ck_assert_mem_eq(out, "\x3D\xD8", 2);
}
END_TEST

START_TEST(half_a_unit_at_the_end_is_dropped_or_a_fault)
{
    for (unsigned tail = SEAM_TAIL_FAULT; tail <= SEAM_TAIL_DROP; tail++) {
        seam_decoder dec = node_decoder(tail);
        seam_fault fault;
        uint8_t out[8];

        ck_assert_uint_eq(convert_chunk(&dec, "A\0\x3D", 3, 4, out), 2);
        seam_decoder_finish(&dec);
        if (tail == SEAM_TAIL_DROP) {
            ck_assert_uint_eq(convert_chunk(&dec, NULL, 0, 4, out), 0);
            ck_assert_uint_eq(seam_decoder_n_faults(&dec), 0);
            continue;
        }
        ck_assert_uint_eq(convert_chunk(&dec, NULL, 0, 4, out), 2);
        ck_assert_mem_eq(out, "\xFD\xFF", 2);
        ck_assert_uint_eq(seam_decoder_n_faults(&dec), 1);
        fault = seam_decoder_fault(&dec);
        ck_assert(fault.reason == SEAM_REASON_ODD_TAIL && fault.offset == 2 && fault.len == 1);
        ck_assert(fault.n_bytes == 1 && fault.bytes[0] == 0x3D);
    }
}
END_TEST

/* What comes out is what went in, so each text begins where the one before it has ended. */
START_TEST(the_offset_of_each_text_is_where_the_last_one_ended)
{
    const size_t len = sizeof(stream) - 1;

    for (size_t cut = 0; cut <= len; cut++) {
        const seam_view chunks[] = {seam_view_of(stream, cut),
                                    seam_view_of(stream + cut, len - cut)};
        seam_decoder dec = node_decoder(SEAM_TAIL_DROP);
        size_t n = 0;

        for (size_t i = 0; i < 3; i++) {
            seam_view in = i < 2 ? chunks[i] : seam_view_of(NULL, 0), text;

            if (i == 2)
                seam_decoder_finish(&dec);
            while (seam_decoder_next(&dec, &in, &text) == SEAM_OK) {
                ck_assert_uint_eq(seam_decoder_text_offset(&dec), n);
                n += text.len;
            }
        }
        ck_assert_uint_eq(n, len);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("decoder_node");
    TCase *tc = tcase_create("decoder_node");

    tcase_add_test(tc, every_room_gives_the_same_units_for_every_pair_of_chunks);
    tcase_add_test(tc, a_unit_that_does_not_fit_waits);
    tcase_add_test(tc, a_pair_that_does_not_fit_waits_for_room_in_one_piece);
    tcase_add_test(tc, a_lead_at_the_end_waits_for_room);
    tcase_add_test(tc, half_a_unit_at_the_end_is_dropped_or_a_fault);
    tcase_add_test(tc, the_offset_of_each_text_is_where_the_last_one_ended);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
