/* Columns of every code point against Unicode's own files, with what differs listed. */
#include <stdlib.h>
#include <string.h>

#include "support.h"
#include "text/properties.h"
#include "ucd.h"

/* By code point: East_Asian_Width, "N" where no file says; General_Category. Two letters at most. */
static char (*east_asian)[3];
static char (*category)[3];

static void read_property(const char *file, char (*property)[3])
{
    ucd_file u;

    ucd_open(&u, file);
    while (ucd_next(&u)) {
        uint32_t first, last;
        const char *value;

        ucd_range(&u, &first, &last, &value);
        ck_assert_uint_le(strlen(value), 2);
        for (uint32_t c = first; c <= last; c++)
            strcpy(property[c], value);
    }
}

static void setup(void)
{
    east_asian = calloc(UCD_CODE_POINTS, sizeof(*east_asian));
    category = calloc(UCD_CODE_POINTS, sizeof(*category));
    ck_assert(east_asian != NULL && category != NULL);
    read_property("EastAsianWidth.txt", east_asian);
    read_property("extracted/DerivedGeneralCategory.txt", category);
}

static void teardown(void)
{
    free(east_asian);
    free(category);
}

static bool is_surrogate(uint32_t c)
{
    return c >= 0xD800 && c < 0xE000;
}

static bool is_one_of(const char *value, const char *list)
{
    return strlen(value) > 0 && strstr(list, value) != NULL;
}

static unsigned columns_of(uint32_t c, uint32_t flags)
{
    seam_width width = {.flags = flags};
    uint8_t text[4];

    return (unsigned)seam_width_advance(&width, seam_view_of(text, ucd_encode(&c, 1, text)));
}

/* By UAX #11 and the General_Category alone. */
static unsigned by_the_files(uint32_t c)
{
    if (is_one_of(category[c], "Mn Me Cf Cc Zl Zp"))
        return 0;
    return is_one_of(east_asian[c], "W F") ? 2 : 1;
}

/* What we say otherwise than the files: the soft hyphen is shown, spacing marks stand on what they follow,
 * and default ignorable code points that are not assigned yet are shown as little as the others. */
static const struct {
    uint32_t first, last;
    unsigned columns;
} differences[] = {
    {0x00AD, 0x00AD, 1},   {0x2065, 0x2065, 0},   {0xFFF0, 0xFFF8, 0},   {0xE0000, 0xE0000, 0},
    {0xE0002, 0xE001F, 0}, {0xE0080, 0xE00FF, 0}, {0xE01F0, 0xE0FFF, 0},
};

static bool is_listed(uint32_t c, unsigned columns)
{
    for (size_t i = 0; i < sizeof(differences) / sizeof(differences[0]); i++) {
        if (c >= differences[i].first && c <= differences[i].last)
            return columns == differences[i].columns;
    }
    return strcmp(category[c], "Mc") == 0 && columns == 0;
}

START_TEST(every_code_point_is_as_wide_as_it_should_be)
{
    size_t n_spacing = 0, n_others = 0;

    for (uint32_t c = 0; c < UCD_CODE_POINTS; c++) {
        const unsigned columns = columns_of(c, 0);

        if (is_surrogate(c) || columns == by_the_files(c))
            continue;
        if (!is_listed(c, columns))
            ck_abort_msg("U+%04X: %u columns, %s, %s", c, columns, east_asian[c], category[c]);
        if (strcmp(category[c], "Mc") == 0)
            n_spacing++;
        else
            n_others++;
    }
    printf("width: %zu spacing marks take 0; %zu others are listed in %zu ranges\n", n_spacing,
           n_others, sizeof(differences) / sizeof(differences[0]));
    /* All 452 but four, which are wide by both. */
    ck_assert_uint_eq(n_spacing, 448);
    ck_assert_uint_eq(n_others, 1 + 1 + 9 + 1 + 30 + 128 + 3600);
}
END_TEST

START_TEST(every_ambiguous_code_point_is_wide_on_demand)
{
    size_t n = 0;

    for (uint32_t c = 0; c < UCD_CODE_POINTS; c++) {
        const bool ambiguous = strcmp(east_asian[c], "A") == 0;
        const unsigned narrow = columns_of(c, 0);

        if (is_surrogate(c))
            continue;
        if (seam__is_width_ambiguous(c) != ambiguous)
            ck_abort_msg("U+%04X", c);
        if (columns_of(c, SEAM_WIDTH_AMBIGUOUS_WIDE) != (ambiguous && narrow == 1 ? 2 : narrow))
            ck_abort_msg("U+%04X", c);
        n += ambiguous;
    }
    ck_assert_uint_gt(n, 130000);
}
END_TEST

/* Two of each character: what the fast way takes is what the slow way says. */
START_TEST(every_code_point_is_as_wide_in_a_run)
{
    for (uint32_t c = 0; c < UCD_CODE_POINTS; c++) {
        seam_width twice = {0}, again = {0};
        uint8_t text[8];
        size_t len = ucd_encode(&c, 1, text);

        if (is_surrogate(c))
            continue;
        len += ucd_encode(&c, 1, text + len);
        (void)seam_width_advance(&again, seam_view_of(text, len / 2));
        if (seam_width_advance(&again, seam_view_of(text, len / 2)) !=
            seam_width_advance(&twice, seam_view_of(text, len)))
            ck_abort_msg("U+%04X", c);
    }
}
END_TEST

START_TEST(every_emoji_with_a_variation_selector_is_wide_on_demand)
{
    size_t n = 0;
    ucd_file u;

    ucd_open(&u, "emoji/emoji-variation-sequences.txt");
    while (ucd_next(&u)) {
        seam_width width = {.flags = SEAM_WIDTH_EMOJI_VS16};
        const char *at = u.line;
        uint32_t sequence[2];
        uint8_t text[8];

        ck_assert_uint_eq(ucd_code_points(&at, sequence, 2), 2);
        if (sequence[1] != 0xFE0F)
            continue;
        ck_assert_uint_eq(
            seam_width_advance(&width, seam_view_of(text, ucd_encode(sequence, 2, text))), 2);
        n++;
    }
    ck_assert_uint_eq(n, 354);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("width, Unicode's files");
    TCase *tc = tcase_create("width_ucd");

    if (!ucd_is_there())
        return UCD_SKIPPED;
    tcase_set_timeout(tc, 120);
    tcase_add_checked_fixture(tc, setup, teardown);
    suite_add_tcase(suite, tc);
    tcase_add_test(tc, every_code_point_is_as_wide_as_it_should_be);
    tcase_add_test(tc, every_ambiguous_code_point_is_wide_on_demand);
    tcase_add_test(tc, every_code_point_is_as_wide_in_a_run);
    tcase_add_test(tc, every_emoji_with_a_variation_selector_is_wide_on_demand);
    return run_suite(suite);
}
