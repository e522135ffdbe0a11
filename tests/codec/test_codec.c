/* Codecs: what they give and refuse, and that it depends neither on chunks nor on rooms. */
#include "seam/codec.h"

#include <string.h>

#include "codec_reference.h"
#include "need.h"
#include "support.h"

static seam_codec codec_of(unsigned kind, uint32_t flags)
{
    const seam_codec_options options = {.kind = (uint8_t)kind, .flags = flags};
    seam_codec codec;

    NEED(seam_codec_init(&codec, &options) == SEAM_OK);
    return codec;
}

/* ---- options */

static bool is_taken(seam_codec_options options)
{
    seam_codec codec;
    const seam_status r = seam_codec_init(&codec, &options);

    NEED(r == SEAM_OK || r == SEAM_EINVAL);
    NEED(r == SEAM_OK || (codec.flags_ == 0 && codec.kind_ == SEAM_CODEC_HEX));
    return r == SEAM_OK;
}

/* Whether a set of flags that decode is among those of a kind. */
static bool is_listed(unsigned kind, uint32_t flags)
{
    uint32_t listed;

    for (size_t i = 0; codec_decode_flags(kind, i, &listed); i++) {
        if (listed == flags)
            return true;
    }
    return false;
}

START_TEST(flags_of_the_other_direction_or_kind_are_refused)
{
    size_t n_taken = 0;

    for (unsigned kind = 0; kind < 256; kind++) {
        for (uint32_t flags = 0; flags < 4096; flags++) {
            const seam_codec_options o = {.kind = (uint8_t)kind, .flags = flags};
            bool expected = false;

            if (kind <= SEAM_CODEC_BASE64URL && (flags & SEAM_CODEC_DECODE) != 0)
                expected = is_listed(kind, flags);
            else if (kind <= SEAM_CODEC_BASE64URL)
                expected =
                    flags == 0 || flags == (kind == SEAM_CODEC_HEX ? SEAM_CODEC_UPPER + 0u
                                                                   : SEAM_CODEC_NO_PADDING + 0u);
            NEED(is_taken(o) == expected);
            n_taken += expected;
        }
    }
    /* Of hex 2 that encode and 8 that decode; of each base64 2 and 80. */
    ck_assert_uint_eq(n_taken, 174);
}
END_TEST

START_TEST(what_is_not_built_is_refused)
{
    const seam_codec_options good = {.kind = SEAM_CODEC_BASE64, .wrap = 76, .line_end = 1};
    seam_codec codec;

    ck_assert(is_taken(good));
    for (unsigned value = 0; value < 256; value++) {
        seam_codec_options o = good;

        o.line_end = (uint8_t)value;
        ck_assert_int_eq(is_taken(o), value <= SEAM_CODEC_LF);
        o = good;
        o.wrap = value;
        ck_assert_int_eq(is_taken(o), value % 4 == 0);
        o.flags = SEAM_CODEC_DECODE;
        ck_assert(!is_taken(o));
        o.line_end = 0;
        ck_assert_int_eq(is_taken(o), value == 0);
        for (size_t i = 0; i < sizeof(o.reserved0_); i++) {
            o = good;
            o.reserved0_[i] = (uint8_t)value;
            ck_assert_int_eq(is_taken(o), value == 0);
        }
        o = good;
        o.reserved1_ = value;
        ck_assert_int_eq(is_taken(o), value == 0);
        o = good;
        o.reserved_[value % 2] = value;
        ck_assert_int_eq(is_taken(o), value == 0);
    }
    ck_assert_int_eq(seam_codec_init(&codec, NULL), SEAM_OK);
    ck_assert_uint_eq(codec.kind_, SEAM_CODEC_HEX);
}
END_TEST

/* ---- texts whose result is written out by hand */

typedef struct row {
    const char *text;
    /* What it gives, or the fault: a status and an offset. */
    struct {
        const char *out;
        seam_status status;
        size_t fault;
    } strict, forgiving, lenient;
} row;

#define GIVES(text)      \
    {                    \
        text, SEAM_OK, 0 \
    }
#define WRONG(before, at)       \
    {                           \
        before, SEAM_EILSEQ, at \
    }
#define SHORT(before, at)       \
    {                           \
        before, SEAM_ETRUNC, at \
    }

static const row rows[] = {
    {"", GIVES(""), GIVES(""), GIVES("")},
    {"YQ==", GIVES("a"), GIVES("a"), GIVES("a")},
    {"YQ=", SHORT("", 3), SHORT("", 3), GIVES("a")},
    {"YQ", SHORT("", 2), GIVES("a"), GIVES("a")},
    {"YR==", WRONG("", 1), GIVES("a"), GIVES("a")},
    {"YWJ=", WRONG("", 2), GIVES("ab"), GIVES("ab")},
    {"YWI", SHORT("", 3), GIVES("ab"), GIVES("ab")},
    {"Y", SHORT("", 1), SHORT("", 1), GIVES("")},
    {"YWJjZ", SHORT("abc", 5), SHORT("abc", 5), GIVES("abc")},
    {"YQ==YQ==", WRONG("a", 4), WRONG("a", 4), GIVES("a")},
    {"YQ==x", WRONG("a", 4), WRONG("a", 4), GIVES("a")},
    {"=YQ", WRONG("", 0), WRONG("", 0), GIVES("")},
    {"=", WRONG("", 0), WRONG("", 0), GIVES("")},
    {"Y===", WRONG("", 1), WRONG("", 1), GIVES("")},
    {"YW Jj", WRONG("", 2), GIVES("abc"), GIVES("abc")},
    {"YW!Jj", WRONG("", 2), WRONG("", 2), GIVES("abc")},
    {"YW\vJj", WRONG("", 2), WRONG("", 2), GIVES("abc")},
    {"Y-_/+A", WRONG("", 1), WRONG("", 1), GIVES("c\xEF\xFF\xF8")},
    {"YQ= =", WRONG("", 3), GIVES("a"), GIVES("a")},
    {"YQ=x=", WRONG("", 3), WRONG("", 3), GIVES("a")},
    {"YQ== ", WRONG("a", 4), GIVES("a"), GIVES("a")},
    {"ZXhhZg===", WRONG("exaf", 8), WRONG("exaf", 8), GIVES("exaf")},
    {"YQ=A", WRONG("", 3), WRONG("", 3), GIVES("a")},
};

/* The reference says the same, and so does the codec in every chunking. */
static void check_row(const char *text, uint32_t flags, const char *out, seam_status status,
                      size_t fault)
{
    const seam_codec fresh = codec_of(SEAM_CODEC_BASE64, SEAM_CODEC_DECODE | flags);
    const size_t len = strlen(text);
    const seam_codec_options o = {.kind = SEAM_CODEC_BASE64, .flags = SEAM_CODEC_DECODE | flags};
    static codec_expected e;

    codec_expect(&o, (const uint8_t *)text, len, &e);
    ck_assert(e.status == status && e.fault == fault && e.n == strlen(out));
    ck_assert_mem_eq(e.out, out, e.n);
    for (unsigned mask = 0; mask < 1u << (len > 1 ? len - 1 : 0); mask++) {
        size_t cuts[16], n_cuts = 0;
        const char *wrong;

        for (size_t i = 0; i + 1 < len; i++) {
            if ((mask >> i & 1) != 0)
                cuts[n_cuts++] = i + 1;
        }
        for (size_t cap = 0; cap < 5; cap++) {
            wrong = codec_compare(&fresh, (const uint8_t *)text, len, cuts, n_cuts, cap, &e);
            if (wrong != NULL)
                ck_abort_msg("%s, flags %x, cuts %x: %s", text, flags, mask, wrong);
        }
    }
}

START_TEST(base64_is_decoded_as_written_here)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const row *r = &rows[i];

        check_row(r->text, 0, r->strict.out, r->strict.status, r->strict.fault);
        check_row(r->text, SEAM_CODEC_FORGIVING, r->forgiving.out, r->forgiving.status,
                  r->forgiving.fault);
        check_row(r->text, SEAM_CODEC_LENIENT, r->lenient.out, r->lenient.status, r->lenient.fault);
    }
    check_row("YQ", SEAM_CODEC_NO_PADDING, "a", SEAM_OK, 0);
    check_row("YQ==", SEAM_CODEC_NO_PADDING, "", SEAM_EILSEQ, 2);
    check_row("YW Jj\r\n", SEAM_CODEC_SKIP_SPACES, "abc", SEAM_OK, 0);
    check_row("YR =\n=", SEAM_CODEC_SKIP_SPACES, "", SEAM_EILSEQ, 1);
    check_row("Y=rest", SEAM_CODEC_STOP_AT_END, "", SEAM_OK, 0);
}
END_TEST

START_TEST(node_reads_hex_up_to_the_first_bad_pair)
{
    static const struct {
        const char *text, *out;
    } texts[] = {{"4142zz43", "AB"}, {"41 42", "A"}, {"414", "A"}, {"41f", "A"}, {"4z4142", ""}};

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        seam_codec codec = codec_of(SEAM_CODEC_HEX, SEAM_CODEC_DECODE | SEAM_CODEC_LENIENT_HEX);
        const seam_transform t = seam_codec_transform(&codec);
        seam_view in = seam_view_string(texts[i].text);
        uint8_t room[16];
        size_t n;

        ck_assert_int_eq(seam_transform_convert(t, &in, room, sizeof(room), &n), SEAM_MORE);
        ck_assert_uint_eq(n, strlen(texts[i].out));
        ck_assert_mem_eq(room, texts[i].out, n);
        seam_transform_finish(t);
        ck_assert_int_eq(seam_transform_convert(t, &in, room, sizeof(room), &n), SEAM_EOF);
        ck_assert_uint_eq(n, 0);
    }
}
END_TEST

/* ---- a stream */

/* White space inside a group is not held back, however much there is. */
START_TEST(a_mebibyte_of_spaces_is_not_held_back)
{
    static uint8_t spaces[4096];
    seam_codec codec = codec_of(SEAM_CODEC_BASE64, SEAM_CODEC_DECODE | SEAM_CODEC_SKIP_SPACES);
    const seam_transform t = seam_codec_transform(&codec);
    seam_view in = seam_view_string("YWJ");
    uint8_t room[8];
    size_t n;

    memset(spaces, ' ', sizeof(spaces));
    ck_assert_int_eq(seam_transform_convert(t, &in, room, sizeof(room), &n), SEAM_MORE);
    for (int i = 0; i < 256; i++) {
        in = seam_view_of(spaces, sizeof(spaces));
        ck_assert_int_eq(seam_transform_convert(t, &in, room, 0, &n), SEAM_MORE);
        ck_assert_uint_eq(seam_transform_pending(t), 3);
    }
    in = seam_view_string("j!");
    ck_assert_int_eq(seam_transform_convert(t, &in, room, sizeof(room), &n), SEAM_EILSEQ);
    ck_assert_uint_eq(n, 3);
    ck_assert_mem_eq(room, "abc", 3);
    ck_assert_uint_eq(seam_codec_fault_offset(&codec), 3 + (1 << 20) + 1);
}
END_TEST

START_TEST(a_codec_stays_at_a_fault_until_reset)
{
    seam_codec codec = codec_of(SEAM_CODEC_BASE64, SEAM_CODEC_DECODE);
    const seam_transform t = seam_codec_transform(&codec);
    seam_view in = seam_view_string("QQ=="), more;
    uint8_t room[8];
    size_t n;

    ck_assert_int_eq(seam_transform_convert(t, &in, room, sizeof(room), &n), SEAM_MORE);
    ck_assert_uint_eq(n, 1);
    for (int i = 0; i < 3; i++) {
        more = seam_view_string("QQ==");
        ck_assert_int_eq(seam_transform_convert(t, &more, room, sizeof(room), &n), SEAM_EILSEQ);
        ck_assert_uint_eq(n, 0);
        ck_assert_uint_eq(more.len, 4);
        ck_assert_uint_eq(seam_codec_fault_offset(&codec), 4);
        if (i == 1)
            seam_transform_finish(t);
    }
    seam_transform_reset(t);
    ck_assert_uint_eq(seam_codec_fault_offset(&codec), 0);
    ck_assert_int_eq(seam_transform_convert(t, &more, room, sizeof(room), &n), SEAM_MORE);
    ck_assert_uint_eq(n, 1);
    seam_transform_finish(t);
    ck_assert_int_eq(seam_transform_convert(t, &more, room, sizeof(room), &n), SEAM_EOF);
    more = seam_view_string("QUI=");
    ck_assert_int_eq(seam_transform_convert(t, &more, room, sizeof(room), &n), SEAM_MORE);
    ck_assert_mem_eq(room, "AB", 2);
}
END_TEST

START_TEST(after_the_end_and_a_reset_lines_begin_anew)
{
    const seam_codec_options options = {
        .kind = SEAM_CODEC_BASE64, .wrap = 8, .line_end = SEAM_CODEC_LF};
    seam_codec codec;
    seam_transform t;

    ck_assert_int_eq(seam_codec_init(&codec, &options), SEAM_OK);
    t = seam_codec_transform(&codec);
    for (int i = 0; i < 4; i++) {
        seam_view in = seam_view_string("abcdefg");
        uint8_t room[16];
        size_t n;

        ck_assert_int_eq(seam_transform_convert(t, &in, room, sizeof(room), &n), SEAM_MORE);
        ck_assert_uint_eq(n, 8);
        if (i % 2 == 0) {
            seam_transform_reset(t);
            continue;
        }
        seam_transform_finish(t);
        ck_assert_int_eq(seam_transform_convert(t, &in, room, sizeof(room), &n), SEAM_EOF);
        ck_assert_uint_eq(n, 5);
        ck_assert_mem_eq(room, "\nZw==", 5);
    }
}
END_TEST

START_TEST(the_bound_is_reached)
{
    seam_codec codec = codec_of(SEAM_CODEC_BASE64, SEAM_CODEC_DECODE);
    const seam_transform t = seam_codec_transform(&codec);
    seam_view in = seam_view_string("YWJjYWJ");
    uint8_t room[16];
    size_t n, max;

    ck_assert(seam_transform_max_output(t, 8, &max));
    ck_assert_uint_eq(max, 6);
    ck_assert(seam_transform_max_output(t, SIZE_MAX, &max));
    ck_assert_uint_eq(max, SIZE_MAX / 4 * 3 + 2);
    ck_assert_int_eq(seam_transform_convert(t, &in, room, sizeof(room), &n), SEAM_MORE);
    ck_assert(seam_transform_max_output(t, 1, &max));
    ck_assert_uint_eq(max, 3);
    in = seam_view_string("=");
    ck_assert_int_eq(seam_transform_convert(t, &in, room, sizeof(room), &n), SEAM_EILSEQ);
    ck_assert(seam_transform_max_output(t, 100, &max));
    ck_assert_uint_eq(max, 0);
    codec = codec_of(SEAM_CODEC_HEX, 0);
    ck_assert(!seam_transform_max_output(t, SIZE_MAX / 2 + 1, &max));
    ck_assert_uint_eq(max, SIZE_MAX);
    codec = codec_of(SEAM_CODEC_BASE64, 0);
    ck_assert(!seam_transform_max_output(t, SIZE_MAX, &max));
    ck_assert_uint_eq(max, SIZE_MAX);
}
END_TEST

/* Near the greatest lengths, where each sum could wrap: what wider arithmetic says. */
START_TEST(the_bound_of_lines_does_not_wrap)
{
    __extension__ typedef unsigned __int128 wide;
    static const uint32_t wraps[] = {0, 4, 8, 76, UINT32_MAX - 3};
    prng rng;
    size_t n_said = 0, n_unsaid = 0;

    prng_init(&rng, test_seed("the_bound_of_lines_does_not_wrap"));
    for (int round = 0; round < 200000; round++) {
        const bool is_hex = prng_below(&rng, 2) == 0;
        const bool by_lf = prng_below(&rng, 2) == 0;
        const uint32_t wrap = wraps[prng_below(&rng, sizeof(wraps) / sizeof(wraps[0]))];
        seam_codec codec = codec_of(is_hex ? SEAM_CODEC_HEX : SEAM_CODEC_BASE64, 0);
        const size_t most = is_hex ? SIZE_MAX / 2 : SIZE_MAX / 4 * 3;
        const size_t parts[] = {most, most / 5 * 4, most / 3 * 2, most / 77 * 76};
        size_t n, max;
        wide digits, ends, all;

        codec.wrap_ = wrap;
        codec.line_end_ = by_lf ? SEAM_CODEC_LF : SEAM_CODEC_CRLF;
        codec.column_ = 4 * (uint32_t)prng_below(&rng, wrap / 4 < 4 ? wrap / 4 + 1 : 4);
        n = parts[prng_below(&rng, 4)] - (size_t)prng_below(&rng, 16);
        digits = is_hex ? (wide)n * 2 : ((wide)n + 2) / 3 * 4;
        ends = wrap == 0 ? 0 : (codec.column_ + digits - 1) / wrap;
        all = digits + ends * (by_lf ? 1 : 2);
        if (seam_transform_max_output(seam_codec_transform(&codec), n, &max)) {
            NEED(all == max);
            n_said++;
        } else {
            /* A bound is withheld where it, or a sum on the way, is that near to the greatest length. */
            NEED(max == SIZE_MAX && all + codec.column_ + 8 > SIZE_MAX);
            n_unsaid++;
        }
    }
    ck_assert(n_said > 1000 && n_unsaid > 1000);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("codec");
    TCase *tc = tcase_create("codec");

    tcase_set_timeout(tc, 120);
    suite_add_tcase(suite, tc);
    tcase_add_test(tc, flags_of_the_other_direction_or_kind_are_refused);
    tcase_add_test(tc, what_is_not_built_is_refused);
    tcase_add_test(tc, base64_is_decoded_as_written_here);
    tcase_add_test(tc, node_reads_hex_up_to_the_first_bad_pair);
    tcase_add_test(tc, a_mebibyte_of_spaces_is_not_held_back);
    tcase_add_test(tc, a_codec_stays_at_a_fault_until_reset);
    tcase_add_test(tc, after_the_end_and_a_reset_lines_begin_anew);
    tcase_add_test(tc, the_bound_is_reached);
    tcase_add_test(tc, the_bound_of_lines_does_not_wrap);
    return run_suite(suite);
}
