/* Columns and truncation against a walk over clusters, one character at a time, at every cut. */
#include <string.h>

#include "text_samples.h"

enum { LONGEST = 512 };

static guarded page;

static void setup(void)
{
    guarded_init(&page, LONGEST);
}

static void teardown(void)
{
    guarded_free(&page);
}

static uint64_t columns_of(const char *text, uint32_t flags)
{
    seam_width width = {.flags = flags};

    return seam_width_advance(&width, seam_view_string(text));
}

static size_t character_len(uint8_t lead)
{
    return lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

/* A cluster's width by its characters, each measured alone. */
static uint64_t width_of_cluster(seam_view cluster, uint32_t flags)
{
    uint64_t widest = 0;
    bool after_emoji = false;
    size_t n_indicators = 0;

    for (size_t at = 0; at < cluster.len;) {
        const seam_view c = seam_view_of(cluster.data + at, character_len(cluster.data[at]));
        seam_width alone = {.flags = flags};
        const uint64_t its = seam_width_advance(&alone, c);

        widest = its > widest ? its : widest;
        if (after_emoji && flags & SEAM_WIDTH_EMOJI_VS16 && c.len == 3 &&
            memcmp(c.data, "\xEF\xB8\x8F", 3) == 0)
            widest = 2;
        n_indicators += c.len == 4 && memcmp(c.data, "\xF0\x9F\x87", 3) == 0 && c.data[3] >= 0xA6;
        if (n_indicators == 2)
            widest = 2;
        after_emoji = alone.emoji_ != 0;
        at += c.len;
    }
    return widest;
}

static uint64_t slow_columns(seam_view text, uint32_t flags)
{
    seam_graphemes g = {0};
    seam_view cluster;
    uint64_t n = 0;
    bool starts;

    while (seam_graphemes_next(&g, &text, &cluster, &starts) == SEAM_OK)
        n += width_of_cluster(cluster, flags);
    return n;
}

static bool is_cut_allowed(seam_view text, size_t cut)
{
    return cut == text.len || (text.data[cut] & 0xC0) != 0x80;
}

static void columns_agree(seam_view text, uint32_t flags)
{
    const uint64_t wanted = slow_columns(text, flags);

    for (size_t cut = 0; cut <= text.len; cut++) {
        seam_width width = {.flags = flags};

        if (!is_cut_allowed(text, cut))
            continue;
        NEED(seam_width_advance(&width, seam_view_of(text.data, cut)) ==
             slow_columns(seam_view_of(text.data, cut), flags));
        NEED(seam_width_advance(&width, seam_view_of(text.data + cut, text.len - cut)) == wanted);
    }
}

/* What a prefix measures, by calls that know nothing of clusters but for the last two units. */
static uint64_t measure_of(seam_view text, unsigned unit, uint32_t flags)
{
    seam_graphemes g = {0};

    switch (unit) {
    case SEAM_IN_BYTES:
        return text.len;
    case SEAM_IN_CODE_POINTS:
        return seam_utf8_count(text);
    case SEAM_IN_UTF16_UNITS:
        return seam_utf8_utf16_len(text);
    case SEAM_IN_CLUSTERS:
        return seam_graphemes_count(&g, text);
    default:
        return slow_columns(text, flags);
    }
}

/* The longest prefix that ends at a boundary and measures at most `max`. */
static void truncation_agrees(seam_view text, unsigned unit, uint64_t max, uint32_t flags)
{
    size_t wanted = 0;
    uint64_t measure;

    for (size_t at = 0; at <= text.len; at++) {
        if (seam_grapheme_floor(text, at) == at &&
            measure_of(seam_view_of(text.data, at), unit, flags) <= max)
            wanted = at;
    }
    NEED(seam_text_truncate(text, unit, max, flags, &measure) == wanted);
    NEED(measure == measure_of(seam_view_of(text.data, wanted), unit, flags));
    NEED(seam_text_truncate(text, unit, max, flags, NULL) == wanted);
}

START_TEST(random_text_is_measured_and_cut)
{
    prng rng;

    prng_init(&rng, test_seed("width"));
    for (int i = 0; i < 20000; i++) {
        const uint32_t flags = (uint32_t)prng_below(&rng, 4);
        uint8_t bytes_of[LONGEST];
        const size_t len = sample_text(&rng, prng_below(&rng, 14), bytes_of);
        const seam_view text = seam_view_of(guarded_at_end(&page, bytes_of, len), len);

        columns_agree(text, flags);
        for (unsigned unit = 0; unit <= SEAM_IN_COLUMNS; unit++)
            truncation_agrees(text, unit, prng_below(&rng, len + 4), flags);
    }
}
END_TEST

/* Long runs of one width, which the fast way takes, with what ends them. */
START_TEST(runs_are_measured_as_single_characters)
{
    static const char *const of[] = {
        "a", "aa\tbb ", "\r\n \x7F", "\xD0\xB6", "\xE4\xB8\xAD", "\xE3\x81\x82", "\xED\x95\x9C"};
    prng rng;

    prng_init(&rng, test_seed("width, runs"));
    for (int i = 0; i < 10000; i++) {
        uint8_t bytes_of[LONGEST];
        size_t len = sample_text(&rng, prng_below(&rng, 3), bytes_of);
        const char *c = of[prng_below(&rng, 7)];

        for (size_t n = prng_below(&rng, 20); n > 0; n--)
            len += put_text(bytes_of + len, seam_view_string(c));
        len += sample_text(&rng, prng_below(&rng, 4), bytes_of + len);
        columns_agree(seam_view_of(guarded_at_end(&page, bytes_of, len), len),
                      (uint32_t)prng_below(&rng, 4));
    }
}
END_TEST

START_TEST(widths_by_name)
{
    ck_assert_uint_eq(columns_of("", 0), 0);
    ck_assert_uint_eq(columns_of("abc", 0), 3);
    ck_assert_uint_eq(columns_of("e\xCC\x81", 0), 1);
    ck_assert_uint_eq(columns_of("\xE4\xB8\xAD\xE6\x96\x87", 0), 4);
    ck_assert_uint_eq(columns_of("a\tb\r\n", 0), 2);
    /* HIEUH, A, NIEUN: one syllable. */
    ck_assert_uint_eq(columns_of("\xE1\x84\x92\xE1\x85\xA1\xE1\x86\xAB", 0), 2);
    /* A family; two flags. */
    ck_assert_uint_eq(columns_of("\xF0\x9F\x91\xA8\xE2\x80\x8D\xF0\x9F\x91\xA9", 0), 2);
    ck_assert_uint_eq(columns_of("\xF0\x9F\x87\xA9\xF0\x9F\x87\xAA\xF0\x9F\x87\xA9", 0), 3);
    /* Ill-formed: as many U+FFFD. */
    ck_assert_uint_eq(columns_of("\xFF\xE2\x82", 0), 2);
}
END_TEST

START_TEST(ambiguous_is_wide_on_demand)
{
    ck_assert_uint_eq(columns_of("\xC2\xA7\xCE\xB1", 0), 2);
    ck_assert_uint_eq(columns_of("\xC2\xA7\xCE\xB1", SEAM_WIDTH_AMBIGUOUS_WIDE), 4);
    /* A mark is ambiguous, too, and stays 0. */
    ck_assert_uint_eq(columns_of("e\xCC\x81", SEAM_WIDTH_AMBIGUOUS_WIDE), 1);
}
END_TEST

START_TEST(a_variation_selector_makes_emoji_wide_on_demand)
{
    ck_assert_uint_eq(columns_of("\xE2\x9D\xA4\xEF\xB8\x8F", 0), 1);
    ck_assert_uint_eq(columns_of("\xE2\x9D\xA4\xEF\xB8\x8F", SEAM_WIDTH_EMOJI_VS16), 2);
    ck_assert_uint_eq(columns_of("1\xEF\xB8\x8F\xE2\x83\xA3", SEAM_WIDTH_EMOJI_VS16), 2);
    ck_assert_uint_eq(columns_of("a\xEF\xB8\x8F", SEAM_WIDTH_EMOJI_VS16), 1);
    ck_assert_uint_eq(columns_of("\xE2\x9D\xA4\xEF\xB8\x8E", SEAM_WIDTH_EMOJI_VS16), 1);
}
END_TEST

START_TEST(truncation_keeps_what_measures_nothing)
{
    uint64_t measure = 7;

    ck_assert_uint_eq(
        seam_text_truncate(seam_view_string("\n\nab"), SEAM_IN_COLUMNS, 0, 0, &measure), 2);
    ck_assert_uint_eq(measure, 0);
    ck_assert_uint_eq(
        seam_text_truncate(seam_view_string("ab"), SEAM_IN_BYTES, UINT64_MAX, 0, &measure), 2);
    ck_assert_uint_eq(measure, 2);
    ck_assert_uint_eq(seam_text_truncate(seam_view_of(NULL, 0), SEAM_IN_CLUSTERS, 3, 0, &measure),
                      0);
    ck_assert_uint_eq(measure, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("width");
    TCase *tc = tcase_create("width");

    tcase_set_timeout(tc, 120);
    tcase_add_checked_fixture(tc, setup, teardown);
    suite_add_tcase(suite, tc);
    tcase_add_test(tc, random_text_is_measured_and_cut);
    tcase_add_test(tc, runs_are_measured_as_single_characters);
    tcase_add_test(tc, widths_by_name);
    tcase_add_test(tc, ambiguous_is_wide_on_demand);
    tcase_add_test(tc, a_variation_selector_makes_emoji_wide_on_demand);
    tcase_add_test(tc, truncation_keeps_what_measures_nothing);
    return run_suite(suite);
}
