/* Profiles, the bound on output, the saved form, and which calls a decoder that converts refuses. */
#include <string.h>

#include "codec/decoder_step.h"
#include "support.h"

/* ---- profiles */

typedef struct profile_row {
    unsigned profile, from, to;
    seam_decoder_options expected;
} profile_row;

#define NODE16                                                                    \
    {                                                                             \
        .from = SEAM_UTF16LE, .to = SEAM_UTF16LE, .errors = SEAM_ERRORS_LOSSLESS, \
        .hold = SEAM_HOLD_LAZY, .tail = SEAM_TAIL_DROP                            \
    }

static const profile_row profiles[] = {
    {SEAM_PROFILE_NODE, SEAM_UTF8, SEAM_UTF8, {.hold = SEAM_HOLD_LAZY}},
    {SEAM_PROFILE_NODE, SEAM_UTF16LE, SEAM_UTF16LE, NODE16},
    {SEAM_PROFILE_NODE, SEAM_UTF16LE, SEAM_UTF8, {.from = SEAM_UTF16LE, .tail = SEAM_TAIL_DROP}},
    {SEAM_PROFILE_NODE, SEAM_LATIN1, SEAM_UTF8, {.from = SEAM_LATIN1}},
    {SEAM_PROFILE_NODE, SEAM_ASCII_MASKED, SEAM_UTF8, {.from = SEAM_ASCII_MASKED}},
    {SEAM_PROFILE_WHATWG, SEAM_UTF8, SEAM_UTF8, {.bom = SEAM_BOM_STRIP}},
    {SEAM_PROFILE_WHATWG, SEAM_UTF16BE, SEAM_UTF8, {.from = SEAM_UTF16BE, .bom = SEAM_BOM_STRIP}},
    {SEAM_PROFILE_WHATWG,
     SEAM_WINDOWS_1252,
     SEAM_UTF8,
     {.from = SEAM_WINDOWS_1252, .bom = SEAM_BOM_STRIP}},
    {SEAM_PROFILE_WHATWG, SEAM_IBM866, SEAM_UTF8, {.from = SEAM_IBM866, .bom = SEAM_BOM_STRIP}},
    {SEAM_PROFILE_WEBSOCKET, SEAM_UTF8, SEAM_UTF8, {.errors = SEAM_ERRORS_FATAL}},
    {SEAM_PROFILE_MQTT, SEAM_UTF8, SEAM_UTF8, {.errors = SEAM_ERRORS_FATAL, .deny = SEAM_DENY_NUL}},
    {SEAM_PROFILE_SSE, SEAM_UTF8, SEAM_UTF8, {.bom = SEAM_BOM_STRIP}},
    {SEAM_PROFILE_JSON, SEAM_UTF8, SEAM_UTF8, {.errors = SEAM_ERRORS_FATAL, .bom = SEAM_BOM_STRIP}},
    {SEAM_PROFILE_TERMINAL, SEAM_UTF8, SEAM_UTF8, {0}},
    {SEAM_PROFILE_TERMINAL, SEAM_UTF32BE, SEAM_UTF16LE, {.from = SEAM_UTF32BE, .to = SEAM_UTF16LE}},
    {SEAM_PROFILE_CBOR, SEAM_UTF8, SEAM_UTF8, {.errors = SEAM_ERRORS_FATAL}},
};

START_TEST(a_profile_fills_in_its_options)
{
    const profile_row *row = &profiles[_i];
    seam_decoder_options o;
    seam_decoder dec;

    memset(&o, 0xAA, sizeof(o));
    ck_assert_int_eq(seam_decoder_profile(&o, row->profile, row->from, row->to), SEAM_OK);
    ck_assert_mem_eq(&o, &row->expected, sizeof(o));
    ck_assert_int_eq(seam_decoder_init(&dec, &o), SEAM_OK);
}
END_TEST

static const struct {
    unsigned profile, from, to;
} no_profiles[] = {
    {0, SEAM_UTF8, SEAM_UTF8},
    {SEAM_PROFILE_CBOR + 1, SEAM_UTF8, SEAM_UTF8},
    {SEAM_PROFILE_TERMINAL, 256, SEAM_UTF8},
    {SEAM_PROFILE_TERMINAL, SEAM_UTF8, 256},
    {SEAM_PROFILE_TERMINAL, 200, SEAM_UTF8},
    {SEAM_PROFILE_TERMINAL, SEAM_UTF8, 200},
    {SEAM_PROFILE_NODE, SEAM_UTF16LE, SEAM_UTF16BE},
    {SEAM_PROFILE_NODE, SEAM_UTF16BE, SEAM_UTF8},
    {SEAM_PROFILE_NODE, SEAM_UTF32LE, SEAM_UTF8},
    {SEAM_PROFILE_WHATWG, SEAM_UTF32LE, SEAM_UTF8},
    {SEAM_PROFILE_WHATWG, SEAM_WTF8, SEAM_UTF8},
    {SEAM_PROFILE_WEBSOCKET, SEAM_UTF16LE, SEAM_UTF8},
    {SEAM_PROFILE_SSE, SEAM_LATIN1, SEAM_UTF8},
    {SEAM_PROFILE_JSON, SEAM_UTF16LE, SEAM_UTF8},
    {SEAM_PROFILE_CBOR, SEAM_ASCII, SEAM_UTF8},
};

START_TEST(a_profile_has_no_pair_but_its_own)
{
    const seam_decoder_options zero = {0};
    seam_decoder_options o;

    memset(&o, 0xAA, sizeof(o));
    ck_assert_int_eq(
        seam_decoder_profile(&o, no_profiles[_i].profile, no_profiles[_i].from, no_profiles[_i].to),
        SEAM_EINVAL);
    ck_assert_mem_eq(&o, &zero, sizeof(o));
}
END_TEST

/* ---- the bound on output; test_pairs.c holds it against what comes out */

static seam_decoder decoder_of(unsigned from, unsigned to)
{
    const seam_decoder_options o = {.from = (uint8_t)from, .to = (uint8_t)to};
    seam_decoder dec;

    ck_assert_int_eq(seam_decoder_init(&dec, &o), SEAM_OK);
    return dec;
}

static void expect_max(const seam_decoder *dec, size_t n, bool fits, size_t expected)
{
    size_t max = 1;

    ck_assert_int_eq(seam_decoder_max_output(dec, n, &max), fits);
    ck_assert_uint_eq(max, expected);
}

START_TEST(the_bound_on_output_is_told_where_a_size_t_can)
{
    seam_decoder dec = decoder_of(SEAM_UTF8, SEAM_UTF8);

    expect_max(&dec, 0, true, 0);
    expect_max(&dec, SIZE_MAX / 3, true, SIZE_MAX / 3 * 3);
    expect_max(&dec, SIZE_MAX / 3 + 1, false, SIZE_MAX);
    dec.n_carry_ = 3;
    expect_max(&dec, 1, true, 12);
    expect_max(&dec, SIZE_MAX / 3 - 3, true, SIZE_MAX / 3 * 3);
    expect_max(&dec, SIZE_MAX / 3 - 2, false, SIZE_MAX);
    expect_max(&dec, SIZE_MAX - 2, false, SIZE_MAX);
    dec = decoder_of(SEAM_LATIN1, SEAM_LATIN1);
    expect_max(&dec, SIZE_MAX, true, SIZE_MAX);
    dec.owed_len_ = 5;
    dec.owed_at_ = 3;
    expect_max(&dec, SIZE_MAX - 2, true, SIZE_MAX);
    expect_max(&dec, SIZE_MAX - 1, false, SIZE_MAX);
    dec = decoder_of(SEAM_UTF8, SEAM_ENCODING_NONE);
    expect_max(&dec, SIZE_MAX, true, 0);
}
END_TEST

START_TEST(the_bound_on_output_is_that_of_any_encoding_that_a_BOM_may_name)
{
    const seam_decoder_options o = {.from = SEAM_LATIN1, .bom = SEAM_BOM_SNIFF};
    seam_decoder dec;

    ck_assert_int_eq(seam_decoder_init(&dec, &o), SEAM_OK);
    expect_max(&dec, 2, true, 6); /* two faults of UTF-8 */
    expect_max(&dec, SIZE_MAX / 3 + 1, false, SIZE_MAX);
    dec.state_ = 0;
    expect_max(&dec, 2, true, 4);
}
END_TEST

/* For each row of the bound an input that reaches it. */
static const struct {
    uint8_t from, to, unmappable, len;
    const char *input;
    size_t most;
} reached[] = {
    {SEAM_UTF8, SEAM_UTF8, 0, 1, "\xFF", 3},
    {SEAM_UTF8, SEAM_WTF8, 0, 1, "\xFF", 3},
    {SEAM_UTF8, SEAM_UTF16LE, 0, 1, "\xFF", 2},
    {SEAM_UTF8, SEAM_UTF32BE, 0, 1, "\xFF", 4},
    {SEAM_UTF8, SEAM_LATIN1, 0, 1, "a", 1},
    {SEAM_UTF8, SEAM_ASCII, SEAM_UNMAPPABLE_NCR, 2, "\xDF\xBF", 7},
    {SEAM_UTF8, SEAM_IBM866, SEAM_UNMAPPABLE_NCR, 2, "\xDF\xBF", 7},
    {SEAM_WTF8, SEAM_UTF16BE, 0, 1, "\xFF", 2},
    {SEAM_UTF16LE, SEAM_UTF8, 0, 2, "\xFE\xFF", 3},
    {SEAM_UTF16BE, SEAM_UTF16LE, 0, 2, "\xFF\xFE", 2},
    {SEAM_UTF16LE, SEAM_UTF32LE, 0, 2, "\xFE\xFF", 4},
    {SEAM_UTF16LE, SEAM_WINDOWS_1252, 0, 2, "a\0", 1},
    {SEAM_UTF16BE, SEAM_ASCII, SEAM_UNMAPPABLE_NCR, 2, "\xFF\xFE", 8},
    {SEAM_UTF32BE, SEAM_UTF8, 0, 4, "\0\x10\xFF\xFF", 4},
    {SEAM_UTF32LE, SEAM_UTF16BE, 0, 4, "\xFF\xFF\x10\0", 4},
    {SEAM_UTF32LE, SEAM_UTF32BE, 0, 4, "a\0\0\0", 4},
    {SEAM_UTF32LE, SEAM_LATIN1, 0, 4, "a\0\0\0", 1},
    {SEAM_UTF32LE, SEAM_LATIN1, SEAM_UNMAPPABLE_LOW_BYTE, 4, "\xFF\xFF\x10\0", 2},
    {SEAM_UTF32LE, SEAM_LATIN1, SEAM_UNMAPPABLE_NCR, 4, "\xFF\xFF\x10\0", 10},
    {SEAM_LATIN1, SEAM_UTF8, 0, 1, "\xFF", 2},
    {SEAM_LATIN1, SEAM_UTF16LE, 0, 1, "\xFF", 2},
    {SEAM_LATIN1, SEAM_UTF32LE, 0, 1, "\xFF", 4},
    {SEAM_LATIN1, SEAM_ASCII, SEAM_UNMAPPABLE_NCR, 1, "\xFF", 6},
    {SEAM_WINDOWS_1252, SEAM_UTF8, 0, 1, "\x80", 3},
    {SEAM_WINDOWS_1252, SEAM_ASCII, SEAM_UNMAPPABLE_NCR, 1, "\x99", 7},
    {SEAM_ISO_8859_6, SEAM_UTF8, 0, 1, "\xA1", 3},
    {SEAM_ASCII, SEAM_UTF8, 0, 1, "\xFF", 3},
    {SEAM_ASCII_MASKED, SEAM_UTF8, 0, 1, "a", 1},
};

START_TEST(the_bound_on_output_is_reached)
{
    const seam_decoder_options o = {
        .from = reached[_i].from, .to = reached[_i].to, .unmappable = reached[_i].unmappable};
    const size_t n = 5 * (size_t)reached[_i].len;
    uint8_t input[20], out[64];
    seam_view in = seam_view_of(input, n);
    seam_decoder dec;
    size_t max, produced, end;

    for (size_t i = 0; i < n; i++)
        input[i] = (uint8_t)reached[_i].input[i % reached[_i].len];
    ck_assert_int_eq(seam_decoder_init(&dec, &o), SEAM_OK);
    expect_max(&dec, n, true, 5 * reached[_i].most);
    ck_assert(seam_decoder_max_output(&dec, n, &max));
    ck_assert_int_eq(seam_decoder_convert(&dec, &in, out, sizeof(out), &produced), SEAM_MORE);
    seam_decoder_finish(&dec);
    ck_assert_int_eq(seam_decoder_convert(&dec, &in, out + produced, sizeof(out) - produced, &end),
                     SEAM_EOF);
    ck_assert_uint_eq(produced + end, max);
}
END_TEST

/* ---- every value of every byte of the options */

static bool is_encoding(unsigned value)
{
    return value <= SEAM_WTF8 || (value >= SEAM_IBM866 && value <= SEAM_X_MAC_CYRILLIC);
}

/* Whether the option is built, and goes with the defaults of the others. */
static bool is_built(size_t at, unsigned value, const seam_decoder_options *o)
{
    switch (at) {
    case offsetof(seam_decoder_options, from):
        return is_encoding(value);
    case offsetof(seam_decoder_options, to):
        return (is_encoding(value) && value != SEAM_ASCII_MASKED) || value == SEAM_ENCODING_NONE;
    case offsetof(seam_decoder_options, errors):
        return value <= SEAM_ERRORS_SKIP;
    case offsetof(seam_decoder_options, hold):
        return value <= SEAM_HOLD_LAZY;
    case offsetof(seam_decoder_options, bom):
        return value <= SEAM_BOM_SNIFF;
    case offsetof(seam_decoder_options, tail):
        return value <= SEAM_TAIL_DROP;
    case offsetof(seam_decoder_options, unmappable):
        return value <= SEAM_UNMAPPABLE_NCR;
    default:
        return value == 0 || (o->deny > 0 && o->deny < 128);
    }
}

START_TEST(every_value_of_every_byte_is_built_or_refused)
{
    for (size_t at = 0; at < sizeof(seam_decoder_options); at++) {
        for (unsigned value = 0; value < 256; value++) {
            seam_decoder_options o = {0};
            seam_decoder dec;

            ((uint8_t *)&o)[at] = (uint8_t)value;
            if (seam_decoder_init(&dec, &o) != (is_built(at, value, &o) ? SEAM_OK : SEAM_EINVAL))
                ck_abort_msg("byte %zu is %u", at, value);
        }
    }
}
END_TEST

/* ---- the saved form */

enum { AT_VERSION = 0 };

static bool loads(const uint8_t *saved)
{
    seam_decoder dec, fresh = decoder_of(SEAM_UTF8, SEAM_UTF8);
    uint8_t again[SEAM_DECODER_SAVED];
    const seam_status r = seam_decoder_load(&dec, saved);

    ck_assert(seam__decoder_valid(&dec));
    if (r != SEAM_OK) {
        ck_assert_int_eq(r, SEAM_EINVAL);
        ck_assert_mem_eq(&dec, &fresh, sizeof(dec));
        return false;
    }
    seam_decoder_save(&dec, again);
    ck_assert_mem_eq(again, saved, sizeof(again));
    return true;
}

/* Any byte of it changed in any way is refused, or is the state of another decoder. */
START_TEST(a_saved_form_is_that_of_one_decoder_or_is_refused)
{
    seam_decoder dec = decoder_of(SEAM_UTF8, SEAM_UTF8);
    seam_view in = seam_view_of("a\xFF\xE2\x82", 4);
    uint8_t saved[SEAM_DECODER_SAVED];
    size_t n_loaded = 0;
    seam_view text;

    while (seam_decoder_next(&dec, &in, &text) == SEAM_OK)
        continue;
    seam_decoder_save(&dec, saved);
    ck_assert(loads(saved));
    for (size_t i = 0; i < sizeof(saved); i++) {
        const uint8_t was = saved[i];

        for (unsigned value = 0; value < 256; value++) {
            saved[i] = (uint8_t)value;
            n_loaded += loads(saved);
            ck_assert(i != AT_VERSION || value == was || !loads(saved));
        }
        saved[i] = was;
    }
    /* The bytes of three numbers of 64 bits may be nearly anything; half of all bytes are 0 or few values. */
    ck_assert_uint_gt(n_loaded, sizeof(saved) * 256 / 4);
    ck_assert_uint_lt(n_loaded, sizeof(saved) * 256 * 3 / 4);
}
END_TEST

/* What wraps would break a law later: no faults, and a last one. */
static const seam_decoder_options saved_options[] = {
    {.errors = SEAM_ERRORS_FATAL},
    {.errors = SEAM_ERRORS_SKIP},
    {.errors = SEAM_ERRORS_LOSSLESS, .to = SEAM_UTF16LE},
    {.hold = SEAM_HOLD_LAZY},
    {.bom = SEAM_BOM_STRIP},
    {.bom = SEAM_BOM_SNIFF},
    {.from = SEAM_UTF16LE, .tail = SEAM_TAIL_DROP},
    {.to = SEAM_LATIN1, .unmappable = SEAM_UNMAPPABLE_NCR},
    {.to = SEAM_LATIN1, .unmappable = SEAM_UNMAPPABLE_LOW_BYTE},
    {.deny = 1},
};

START_TEST(a_saved_form_has_every_option)
{
    const seam_decoder_options *o = &saved_options[_i];
    uint8_t saved[SEAM_DECODER_SAVED];
    seam_decoder dec, back;

    ck_assert_int_eq(seam_decoder_init(&dec, o), SEAM_OK);
    seam_decoder_save(&dec, saved);
    ck_assert_int_eq(seam_decoder_load(&back, saved), SEAM_OK);
    ck_assert_uint_eq(back.from_, o->from);
    ck_assert_uint_eq(back.option_from_, o->from);
    ck_assert_uint_eq(back.to_, o->to);
    ck_assert_uint_eq(back.errors_, o->errors);
    ck_assert_uint_eq(back.hold_, o->hold);
    ck_assert_uint_eq(back.bom_, o->bom);
    ck_assert_uint_eq(back.tail_, o->tail);
    ck_assert_uint_eq(back.unmappable_, o->unmappable);
    ck_assert_uint_eq(back.deny_, o->deny);
}
END_TEST

START_TEST(numbers_that_are_about_to_wrap_are_refused)
{
    seam_decoder dec = decoder_of(SEAM_UTF8, SEAM_UTF8);
    uint8_t saved[SEAM_DECODER_SAVED];

    dec.fault_ = (seam_fault){.reason = SEAM_REASON_TRUNCATED, .len = 1, .n_bytes = 1};
    for (int i = 0; i < 4; i++) {
        dec.offset_ = i == 1 ? UINT64_MAX / 2 : i == 2 ? UINT64_MAX / 2 + 1 : 9;
        dec.n_faults_ = i == 1 ? UINT64_MAX / 2 : i == 3 ? UINT64_MAX : 1;
        seam_decoder_save(&dec, saved);
        ck_assert_int_eq(loads(saved), i < 2);
    }
}
END_TEST

/* ---- a decoder that converts has no text to point to */

START_TEST(a_decoder_that_converts_is_not_pulled)
{
    seam_decoder dec = decoder_of(SEAM_UTF8, SEAM_UTF16LE);
    const seam_decoder before = dec;
    seam_view in = seam_view_of("a", 1);
    seam_view text = in;
    size_t n_texts = 7;

    ck_assert_int_eq(seam_decoder_next(&dec, &in, &text), SEAM_EINVAL);
    ck_assert_int_eq(seam_decoder_next_many(&dec, &in, &text, 1, &n_texts), SEAM_EINVAL);
    ck_assert_uint_eq(n_texts, 0);
    ck_assert_uint_eq(in.len, 1);
    ck_assert_mem_eq(&dec, &before, sizeof(dec));
}
END_TEST

START_TEST(a_pull_into_room_needs_room_for_any_character)
{
    seam_decoder dec = decoder_of(SEAM_UTF8, SEAM_UTF16LE);
    seam_view in = seam_view_of("a", 1);
    uint8_t room[SEAM_ROOM_MIN];
    seam_view text = in;

    ck_assert_int_eq(seam_decoder_next_in(&dec, &in, room, sizeof(room) - 1, &text), SEAM_EINVAL);
    ck_assert(text.data == NULL && text.len == 0 && in.len == 1);
    ck_assert_int_eq(seam_decoder_next_in(&dec, &in, room, sizeof(room), &text), SEAM_OK);
    ck_assert(text.data == room && text.len == 2 && in.len == 0);
    ck_assert_mem_eq(room, "a\0", 2);
}
END_TEST

START_TEST(no_texts_are_pulled_where_there_is_no_room_for_one)
{
    seam_decoder dec = decoder_of(SEAM_UTF8, SEAM_UTF8);
    seam_view in = seam_view_of("a", 1);
    seam_view text;
    size_t n_texts = 7;

    ck_assert_int_eq(seam_decoder_next_many(&dec, &in, &text, 0, &n_texts), SEAM_EINVAL);
    ck_assert(n_texts == 0 && in.len == 1);
}
END_TEST

#define N_ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

int main(void)
{
    Suite *suite = suite_create("decoder_options");
    TCase *tc = tcase_create("decoder_options");

    tcase_set_timeout(tc, 60);
    tcase_add_loop_test(tc, a_profile_fills_in_its_options, 0, N_ROWS(profiles));
    tcase_add_loop_test(tc, a_profile_has_no_pair_but_its_own, 0, N_ROWS(no_profiles));
    tcase_add_test(tc, the_bound_on_output_is_told_where_a_size_t_can);
    tcase_add_test(tc, the_bound_on_output_is_that_of_any_encoding_that_a_BOM_may_name);
    tcase_add_loop_test(tc, the_bound_on_output_is_reached, 0, N_ROWS(reached));
    tcase_add_test(tc, every_value_of_every_byte_is_built_or_refused);
    tcase_add_test(tc, a_saved_form_is_that_of_one_decoder_or_is_refused);
    tcase_add_loop_test(tc, a_saved_form_has_every_option, 0,
                        sizeof(saved_options) / sizeof(saved_options[0]));
    tcase_add_test(tc, numbers_that_are_about_to_wrap_are_refused);
    tcase_add_test(tc, a_decoder_that_converts_is_not_pulled);
    tcase_add_test(tc, a_pull_into_room_needs_room_for_any_character);
    tcase_add_test(tc, no_texts_are_pulled_where_there_is_no_room_for_one);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
