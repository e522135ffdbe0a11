#include <stdio.h>
#include <string.h>

#include "codec/decoder_step.h"
#include "support.h"
#include "transcript.h"

/* Options, and the contract of the pull form. */

static bool is_inside(const void *ptr, const void *start, size_t len)
{
    return (uintptr_t)ptr >= (uintptr_t)start && (uintptr_t)ptr < (uintptr_t)start + len;
}

/* Whether `value` is in a list such as "0-9 16-42". */
static bool is_listed(const char *list, unsigned value)
{
    unsigned first;
    unsigned last;
    int n;

    for (; sscanf(list, "%u%n", &first, &n) == 1; list += n) {
        list += n;
        n = 0;
        last = first;
        if (*list == '-' && sscanf(list, "-%u%n", &last, &n) != 1)
            return false;
        if (first <= value && value <= last)
            return true;
    }
    return false;
}

START_TEST(no_options_are_the_defaults)
{
    const seam_decoder_options zero = {0};
    seam_decoder a;
    seam_decoder b;

    memset(&a, 0xAA, sizeof(a));
    memset(&b, 0x55, sizeof(b));
    ck_assert_int_eq(seam_decoder_init(&a, NULL), SEAM_OK);
    ck_assert_int_eq(seam_decoder_init(&b, &zero), SEAM_OK);
    ck_assert(seam__decoder_valid(&a));
    ck_assert_mem_eq(&a, &b, sizeof(a));
}
END_TEST

/* Every value of every byte, with the others at their defaults. What goes together with what stands in
 * test_pairs.c. */
START_TEST(init_takes_every_value_that_is_built_and_no_other)
{
    static const struct {
        size_t at;
        const char *built; /* the values, and `-` between two that are ends of a range */
    } axes[] = {
        {offsetof(seam_decoder_options, from), "0-9 16-42"},
        {offsetof(seam_decoder_options, to), "0-7 9 16-42 255"},
        {offsetof(seam_decoder_options, errors), "0-2"},
        {offsetof(seam_decoder_options, hold), "0-1"},
        {offsetof(seam_decoder_options, bom), "0-2"},
        {offsetof(seam_decoder_options, tail), "0-1"},
        {offsetof(seam_decoder_options, unmappable), "0-1"},
    };

    for (size_t i = 0; i < sizeof(axes) / sizeof(axes[0]); i++) {
        for (unsigned value = 0; value < 256; value++) {
            uint8_t raw[sizeof(seam_decoder_options)] = {0};
            seam_decoder_options o;
            seam_decoder dec;
            raw[axes[i].at] = (uint8_t)value;
            memcpy(&o, raw, sizeof(o));
            ck_assert_int_eq(seam_decoder_init(&dec, &o),
                             is_listed(axes[i].built, value) ? SEAM_OK : SEAM_EINVAL);
            ck_assert(seam__decoder_valid(&dec));
        }
    }
}
END_TEST

START_TEST(init_takes_every_class_to_deny_and_no_bit_of_reserved_fields)
{
    const size_t first = offsetof(seam_decoder_options, reserved0_);
    const size_t deny = offsetof(seam_decoder_options, deny);

    for (size_t bit = 8 * first; bit < 8 * sizeof(seam_decoder_options); bit++) {
        uint8_t raw[sizeof(seam_decoder_options)] = {0};
        seam_decoder_options o;
        seam_decoder dec;
        raw[bit / 8] = (uint8_t)(1u << bit % 8);
        memcpy(&o, raw, sizeof(o));
        ck_assert_int_eq(seam_decoder_init(&dec, &o),
                         bit / 8 >= deny && bit / 8 < deny + 4 && o.deny <= SEAM_DENY_BIDI
                             ? SEAM_OK
                             : SEAM_EINVAL);
    }
}
END_TEST

START_TEST(after_a_failed_init_the_decoder_works_with_the_defaults)
{
    seam_decoder_options o = {0};
    seam_decoder fresh;
    seam_decoder dec;

    ck_assert_int_eq(seam_decoder_init(&fresh, NULL), SEAM_OK);
    memset(&dec, 0xEE, sizeof(dec));
    o.errors = SEAM_ERRORS_FATAL;
    o.hold = SEAM_HOLD_LAZY;
    o.bom = SEAM_BOM_SNIFF + 1;
    ck_assert_int_eq(seam_decoder_init(&dec, &o), SEAM_EINVAL);
    ck_assert_mem_eq(&dec, &fresh, sizeof(dec));
}
END_TEST

START_TEST(each_policy_treats_the_same_bytes_in_its_way)
{
    const char *input = "41 ff e2 82 / 42 e0 80 / 43 .";

    ck_assert_str_eq(transcript("", input), "41efbfbd (e282) / efbfbd42efbfbdefbfbd / 43");
    ck_assert_str_eq(transcript("skip", input), "41 (e282) / 42 / 43");
    ck_assert_str_eq(transcript("lazy", input),
                     "41efbfbd (e282) / efbfbd42 (e080) / efbfbdefbfbd43");
    ck_assert_str_eq(transcript("none", input), "(e282) / - / -");
    ck_assert_str_eq(transcript("fatal", input),
                     "41 !invalid-byte@1+1:ff (e282) / !truncated@2+2:e28242 42 "
                     "!overlong@5+1:e080 !stray-continuation@6+1:80 / 43");
    ck_assert_str_eq(transcript("fatal none", input),
                     "!invalid-byte@1+1:ff (e282) / !truncated@2+2:e28242 "
                     "!overlong@5+1:e080 !stray-continuation@6+1:80 / -");
    ck_assert_str_eq(transcript("fatal lazy", input),
                     "41 !invalid-byte@1+1:ff (e282) / !truncated@2+2:e28242 42 (e080) / "
                     "!overlong@5+1:e080 !stray-continuation@6+1:80 43");
}
END_TEST

START_TEST(a_well_formed_chunk_is_one_text_that_lies_in_the_chunk)
{
    const char *chunk = "na\xC3\xAFve \xE2\x82\xAC \xF0\x9F\x98\x80";
    seam_decoder dec = decoder_named("");
    seam_view in = seam_view_string(chunk);
    seam_view text;

    ck_assert_int_eq(ck_next(&dec, &in, &text), SEAM_OK);
    ck_assert_ptr_eq(text.data, chunk);
    ck_assert_uint_eq(text.len, strlen(chunk));
    ck_assert_uint_eq(in.len, 0);
    ck_assert_int_eq(ck_next(&dec, &in, &text), SEAM_MORE);
}
END_TEST

START_TEST(the_last_text_of_a_chunk_comes_with_an_empty_input)
{
    static const char *const chunks[] = {"41 e2", "41 e2 82", "41 f0 9f 98", "41 ff 42",
                                         "41 ff", "ff e2 82", "80 f0"};
    static const char *const options[] = {"", "lazy", "strip"};

    for (size_t i = 0; i < (size_t)7 * 3; i++) {
        seam_decoder dec = decoder_named(options[i % 3]);
        uint8_t chunk[64];
        seam_view in = seam_view_of(chunk, bytes_of_hex(chunks[i / 3], chunk));
        seam_view text;
        while (in.len > 0)
            ck_assert_int_eq(ck_next(&dec, &in, &text), SEAM_OK);
        ck_assert_int_eq(ck_next(&dec, &in, &text), SEAM_MORE);
    }
}
END_TEST

START_TEST(a_chunk_may_be_overwritten_once_its_input_is_empty)
{
    seam_decoder dec = decoder_named("");
    uint8_t chunk[3] = {'a', 0xF0, 0x9F};
    seam_view in = seam_view_of(chunk, 3);
    seam_view text;

    ck_assert_int_eq(ck_next(&dec, &in, &text), SEAM_OK);
    ck_assert_uint_eq(in.len, 0);
    memset(chunk, 0xEE, sizeof(chunk));
    chunk[0] = 0x98;
    chunk[1] = 0x80;
    in = seam_view_of(chunk, 2);
    ck_assert_int_eq(ck_next(&dec, &in, &text), SEAM_OK);
    ck_text(text, "f09f9880");
}
END_TEST

START_TEST(a_sequence_across_a_joint_comes_from_the_decoder)
{
    seam_decoder dec = decoder_named("");
    const uint8_t first[] = {0xE2, 0x82};
    const uint8_t second[] = {0xAC, 'x'};
    seam_view in = seam_view_of(first, 2);
    seam_view text;

    ck_assert_int_eq(ck_next(&dec, &in, &text), SEAM_MORE);
    ck_assert_uint_eq(in.len, 0);
    in = seam_view_of(second, 2);
    ck_assert_int_eq(ck_next(&dec, &in, &text), SEAM_OK);
    ck_text(text, "e282ac");
    ck_assert(is_inside(text.data, &dec, sizeof(dec)));
    ck_assert_int_eq(ck_next(&dec, &in, &text), SEAM_OK);
    ck_assert_ptr_eq(text.data, second + 1);
}
END_TEST

/* One call deals with a chunk: there is no text that could be given out. */
START_TEST(the_offset_of_a_text_is_where_it_begins_in_the_stream)
{
    static const char *const chunks[] = {"ab", "\xE2\x82", "\xAC", "cd"};
    static const uint64_t offsets[] = {0, 2, 5};
    seam_decoder dec;
    size_t n = 0;

    ck_assert_int_eq(seam_decoder_init(&dec, NULL), SEAM_OK);
    for (size_t i = 0; i < 4; i++) {
        seam_view in = seam_view_string(chunks[i]), text;

        while (seam_decoder_next(&dec, &in, &text) == SEAM_OK) {
            ck_assert_uint_lt(n, 3);
            ck_assert_uint_eq(seam_decoder_text_offset(&dec), offsets[n++]);
        }
    }
    ck_assert_uint_eq(n, 3);
}
END_TEST

START_TEST(to_none_is_never_ok)
{
    static const uint8_t chunk[] = "text\xFF\xE2\x82\xAC, more\xC0 and \xF0\x9F";
    const size_t len = sizeof(chunk) - 1;

    for (size_t cut = 0; cut <= len; cut++) {
        seam_decoder dec = decoder_named("none");
        seam_view in = seam_view_of(chunk, cut);
        seam_view texts[16];
        size_t n;

        ck_assert_int_eq(ck_next(&dec, &in, &texts[0]), SEAM_MORE);
        ck_assert_uint_eq(in.len, 0);
        in = seam_view_of(chunk + cut, len - cut);
        ck_assert_int_eq(seam_decoder_next_many(&dec, &in, texts, 16, &n), SEAM_MORE);
        ck_assert_uint_eq(n, 0);
        ck_assert_uint_eq(in.len, 0);
        seam_decoder_finish(&dec);
        ck_assert_int_eq(ck_next(&dec, &in, &texts[0]), SEAM_EOF);
        ck_assert_uint_eq(seam_decoder_n_faults(&dec), 3);
    }
}
END_TEST

START_TEST(replacement_characters_lie_in_static_memory)
{
    seam_decoder dec = decoder_named("");
    const uint8_t chunk[] = {0xFF};
    seam_view in = seam_view_of(chunk, 1);
    seam_view text;

    ck_assert_int_eq(ck_next(&dec, &in, &text), SEAM_OK);
    ck_text(text, "efbfbd");
    ck_assert(!is_inside(text.data, &dec, sizeof(dec)));
    ck_assert(!is_inside(text.data, chunk, 1));
    memset(&dec, 0, sizeof(dec));
    ck_text(text, "efbfbd");
}
END_TEST

START_TEST(all_texts_of_a_chunk_stay_valid_until_the_next_one)
{
    static const char *const chunks[] = {"ac 41 ff 42 f0 9f", "98 80 43 ff ff 44 e2", "41 e2"};
    seam_decoder dec = decoder_named("");
    const uint8_t start[] = {0xE2, 0x82};
    seam_view in = seam_view_of(start, 2);
    seam_view texts[16];

    ck_assert_int_eq(ck_next(&dec, &in, &texts[0]), SEAM_MORE);
    for (size_t i = 0; i < 3; i++) {
        static const char *const expected[] = {"e282ac41efbfbd42", "f09f988043efbfbdefbfbd44",
                                               "efbfbd41"};
        uint8_t chunk[64];
        bytes joined = {0};
        uint8_t wanted[64];
        size_t n = 0;
        in = seam_view_of(chunk, bytes_of_hex(chunks[i], chunk));
        while (ck_next(&dec, &in, &texts[n]) == SEAM_OK)
            n++;
        for (size_t k = 0; k < n; k++)
            bytes_add(&joined, texts[k].data, texts[k].len);
        ck_assert_uint_eq(joined.len, bytes_of_hex(expected[i], wanted));
        ck_assert_mem_eq(joined.data, wanted, joined.len);
        bytes_free(&joined);
    }
}
END_TEST

START_TEST(empty_chunks_change_nothing)
{
    static const uint8_t nothing[1] = {0xEE};

    for (int at_null = 0; at_null < 2; at_null++) {
        seam_decoder dec = decoder_named("");
        const uint8_t chunk[] = {'a', 0xE2, 0x82};
        seam_view in = seam_view_of(chunk, 3);
        seam_view text;
        uint8_t held[4];
        ck_assert_int_eq(ck_next(&dec, &in, &text), SEAM_OK);
        for (int i = 0; i < 3; i++) {
            in = seam_view_of(at_null ? NULL : nothing, 0);
            ck_assert_int_eq(ck_next(&dec, &in, &text), SEAM_MORE);
            ck_assert_uint_eq(seam_decoder_pending(&dec, held), 2);
            ck_assert_uint_eq(seam_decoder_offset(&dec), 3);
        }
    }
    ck_assert_str_eq(transcript("", "/ e2 / / 82 / / ac / / ."),
                     "- / (e2) / (e2) / (e282) / (e282) / e282ac / - / -");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("decoder");
    TCase *tc = tcase_create("decoder");

    tcase_set_timeout(tc, 120);
    suite_add_tcase(suite, tc);
    tcase_add_test(tc, no_options_are_the_defaults);
    tcase_add_test(tc, init_takes_every_value_that_is_built_and_no_other);
    tcase_add_test(tc, init_takes_every_class_to_deny_and_no_bit_of_reserved_fields);
    tcase_add_test(tc, after_a_failed_init_the_decoder_works_with_the_defaults);
    tcase_add_test(tc, each_policy_treats_the_same_bytes_in_its_way);
    tcase_add_test(tc, a_well_formed_chunk_is_one_text_that_lies_in_the_chunk);
    tcase_add_test(tc, the_last_text_of_a_chunk_comes_with_an_empty_input);
    tcase_add_test(tc, a_chunk_may_be_overwritten_once_its_input_is_empty);
    tcase_add_test(tc, a_sequence_across_a_joint_comes_from_the_decoder);
    tcase_add_test(tc, the_offset_of_a_text_is_where_it_begins_in_the_stream);
    tcase_add_test(tc, to_none_is_never_ok);
    tcase_add_test(tc, replacement_characters_lie_in_static_memory);
    tcase_add_test(tc, all_texts_of_a_chunk_stay_valid_until_the_next_one);
    tcase_add_test(tc, empty_chunks_change_nothing);
    return run_suite(suite);
}
