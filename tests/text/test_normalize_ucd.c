/* Normal forms against Unicode's own files, whole: NormalizationTest.txt with its 20 equations, each
 * at every cut of its bytes; CaseFolding.txt; NFKC_Casefold; and every code point. */
#include <stdlib.h>
#include <string.h>

#include "normalizing.h"
#include "text/properties.h"
#include "text/segment.h"

/* The build unpacks the file and says where it is; tools that read this source alone need a name. */
#ifndef SEAM_NORMALIZATION_TEST
#define SEAM_NORMALIZATION_TEST "NormalizationTest.txt"
#endif

/* The five columns of a line. */
typedef struct columns {
    uint8_t text[5][160];
    size_t len[5];
} columns;

/* What the form of each column is: the first row says that c2 is the NFC of c1, c2 and c3, and c4 that of
 * c4 and c5. */
static const struct {
    unsigned form;
    uint8_t wanted[5];
} equations[] = {
    {SEAM_NFC, {1, 1, 1, 3, 3}},
    {SEAM_NFD, {2, 2, 2, 4, 4}},
    {SEAM_NFKC, {3, 3, 3, 3, 3}},
    {SEAM_NFKD, {4, 4, 4, 4, 4}},
};

static void read_columns(const ucd_file *u, columns *line)
{
    const char *at = u->line;

    for (size_t i = 0; i < 5; i++) {
        uint32_t code_points[32];
        const size_t n = ucd_code_points(&at, code_points, 32);

        ck_assert_msg(n > 0 && *at == ';', "line %zu", u->number);
        at++;
        line->len[i] = ucd_encode(code_points, n, line->text[i]);
        ck_assert_uint_lt(line->len[i], sizeof(line->text[i]));
    }
}

static seam_view column(const columns *line, size_t i)
{
    return seam_view_of(line->text[i], line->len[i]);
}

static bool starts_character(seam_view text, size_t at)
{
    return at == text.len || (text.data[at] & 0xC0) != 0x80;
}

/* One column, at every cut of its bytes, in three ways. */
static size_t check_column(seam_view text, unsigned form, seam_view wanted)
{
    const bool is_same = seam_view_equal(text, wanted);
    normalized out;

    for (size_t cut = 0; cut <= text.len; cut++) {
        normalize_decoded(text, form, cut, &out);
        if (!normalized_is(&out, wanted))
            return 0;
        if (!starts_character(text, cut))
            continue;
        normalize_converted(text, form, cut, cut % 7, &out);
        if (!normalized_is(&out, wanted))
            return 0;
    }
    NEED((seam_normal_prefix(text, form, true) == text.len) == is_same);
    NEED(seam_normal_prefix(wanted, form, true) == wanted.len);
    return 1;
}

static size_t check_line(const columns *line)
{
    size_t n = 0;

    for (size_t e = 0; e < 4; e++) {
        for (size_t i = 0; i < 5; i++)
            n += check_column(column(line, i), equations[e].form,
                              column(line, equations[e].wanted[i]));
    }
    return n;
}

static void check_unchanged(uint32_t c)
{
    uint8_t text[4];
    const seam_view one = seam_view_of(text, ucd_encode(&c, 1, text));
    normalized out;

    for (unsigned form = SEAM_NFC; form <= SEAM_NFKD; form++) {
        normalize_pulled(one, form, one.len, 16, &out);
        if (!normalized_is(&out, one) || seam_normal_prefix(one, form, true) != one.len)
            ck_abort_msg("U+%04X", c);
    }
}

START_TEST(all_of_the_normalization_test_agrees_at_every_cut)
{
    bool *listed = calloc(UCD_CODE_POINTS, sizeof(bool));
    size_t n_lines = 0, n_unlisted = 0;
    int part = -1;
    ucd_file u;

    ck_assert_ptr_nonnull(listed);
    ucd_open(&u, SEAM_NORMALIZATION_TEST);
    while (ucd_next(&u)) {
        columns line;

        if (u.line[0] == '@') {
            part++;
            continue;
        }
        read_columns(&u, &line);
        if (part == 1)
            listed[strtoul(u.line, NULL, 16)] = true;
        if (check_line(&line) != 20)
            ck_abort_msg("line %zu", u.number);
        n_lines++;
    }
    for (uint32_t c = 0; c < UCD_CODE_POINTS; c++) {
        if (listed[c] || (c >= 0xD800 && c < 0xE000))
            continue;
        check_unchanged(c);
        n_unlisted++;
    }
    printf("normalize: %zu lines, 20 equations each; %zu code points that are not listed\n",
           n_lines, n_unlisted);
    ck_assert_int_eq(part, 3);
    ck_assert_uint_eq(n_lines, 19074);
    free(listed);
}
END_TEST

/* What a property maps each code point to; itself where no line says. */
typedef struct mapping {
    uint8_t n;
    bool given;
    uint32_t to[SEAM__LONGEST_MAPPING];
} mapping;

/* Checks that each code point alone has the mapping, and counts those that become nothing. */
static size_t check_mappings(const mapping *mappings, unsigned form)
{
    size_t n_nothing = 0;

    for (uint32_t c = 0; c < UCD_CODE_POINTS; c++) {
        uint8_t text[4], wanted[4 * SEAM__LONGEST_MAPPING];
        const seam_view one = seam_view_of(text, ucd_encode(&c, 1, text));
        size_t len;
        normalized out;

        if (c >= 0xD800 && c < 0xE000)
            continue;
        len = mappings[c].given ? ucd_encode(mappings[c].to, mappings[c].n, wanted)
                                : ucd_encode(&c, 1, wanted);
        normalize_pulled(one, form, one.len, 16, &out);
        if (!normalized_is(&out, seam_view_of(wanted, len)))
            ck_abort_msg("U+%04X", c);
        if ((seam_normal_prefix(one, form, true) == one.len) !=
            seam_view_equal(one, seam_view_of(wanted, len)))
            ck_abort_msg("U+%04X", c);
        n_nothing += len == 0;
    }
    return n_nothing;
}

/* Reads the code points behind the value of a line that ucd_range() has read. */
static void read_mapping(const char *value, uint32_t first, uint32_t last, mapping *mappings)
{
    mapping m = {.given = true};
    const char *at = value + strlen(value) + 1;

    m.n = (uint8_t)ucd_code_points(&at, m.to, SEAM__LONGEST_MAPPING);
    for (uint32_t c = first; c <= last; c++)
        mappings[c] = m;
}

START_TEST(every_code_point_is_folded_as_in_the_file)
{
    mapping *mappings = calloc(UCD_CODE_POINTS, sizeof(mapping));
    size_t n_common = 0, n_full = 0;
    ucd_file u;

    ck_assert_ptr_nonnull(mappings);
    ucd_open(&u, "CaseFolding.txt");
    while (ucd_next(&u)) {
        uint32_t first, last;
        const char *value;

        ucd_range(&u, &first, &last, &value);
        if (strcmp(value, "C") != 0 && strcmp(value, "F") != 0)
            continue;
        read_mapping(value, first, last, mappings);
        n_common += value[0] == 'C';
        n_full += value[0] == 'F';
    }
    ck_assert_uint_eq(check_mappings(mappings, SEAM_CASEFOLD), 0);
    printf("normalize: %zu common and %zu full foldings\n", n_common, n_full);
    ck_assert_uint_eq(n_common, 1426);
    ck_assert_uint_eq(n_full, 104);
    free(mappings);
}
END_TEST

START_TEST(every_code_point_has_its_nfkc_casefold)
{
    mapping *mappings = calloc(UCD_CODE_POINTS, sizeof(mapping));
    size_t n_nothing;
    ucd_file u;

    ck_assert_ptr_nonnull(mappings);
    ucd_open(&u, "DerivedNormalizationProps.txt");
    while (ucd_next(&u)) {
        uint32_t first, last;
        const char *value;

        ucd_range(&u, &first, &last, &value);
        if (strcmp(value, "NFKC_CF") == 0)
            read_mapping(value, first, last, mappings);
    }
    n_nothing = check_mappings(mappings, SEAM_NFKC_CASEFOLD);
    printf("normalize: %zu code points vanish in NFKC_Casefold\n", n_nothing);
    ck_assert_uint_eq(n_nothing, 4174);
    free(mappings);
}
END_TEST

/* What composes with what, by UnicodeData.txt and its exclusions, and arithmetic for Hangul. */
START_TEST(all_pairs_compose_as_in_the_file)
{
    bool *forward = calloc(UCD_CODE_POINTS, sizeof(bool));
    bool *backward = calloc(UCD_CODE_POINTS, sizeof(bool));
    bool *excluded = calloc(UCD_CODE_POINTS, sizeof(bool));
    size_t n = 0;
    ucd_file u;

    ck_assert(forward != NULL && backward != NULL && excluded != NULL);
    ucd_open(&u, "DerivedNormalizationProps.txt");
    while (ucd_next(&u)) {
        uint32_t first, last;
        const char *value;

        ucd_range(&u, &first, &last, &value);
        if (strcmp(value, "Full_Composition_Exclusion") == 0)
            memset(excluded + first, true, last - first + 1);
    }
    for (uint32_t c = 0; c < UCD_CODE_POINTS; c++) {
        uint32_t parts[SEAM__LONGEST_MAPPING];
        uint32_t left;
        size_t n_parts;

        if (excluded[c] || (c >= 0xD800 && c < 0xE000))
            continue;
        n_parts = seam__map_code_point(c, SEAM__MAP_CANONICAL, parts);
        if (n_parts < 2)
            continue;
        /* All but the last part compose to what stands first in the pair. */
        left = parts[0];
        for (size_t i = 1; i + 1 < n_parts; i++)
            left = seam__compose(left, parts[i]);
        ck_assert_msg(seam__compose(left, parts[n_parts - 1]) == c, "U+%04X", c);
        forward[left] = true;
        backward[parts[n_parts - 1]] = true;
        n++;
    }
    for (uint32_t c = 0; c < UCD_CODE_POINTS; c++) {
        if (c >= 0xD800 && c < 0xE000)
            continue;
        ck_assert_msg(seam__composes_forward(c) == forward[c], "U+%04X", c);
        ck_assert_msg(seam__composes_backward(c) == backward[c], "U+%04X", c);
    }
    printf("normalize: %zu pairs compose\n", n);
    ck_assert_uint_eq(n, 941 + 11172);
    free(forward);
    free(backward);
    free(excluded);
}
END_TEST

/* The bounds that quick_check.c relies on. */
START_TEST(no_code_point_has_many_marks)
{
    for (uint32_t c = 0; c < UCD_CODE_POINTS; c++) {
        const seam__marks its = c < 0xD800 || c >= 0xE000 ? seam__marks_of(c) : (seam__marks){0};

        if (its.leading > 2 || its.trailing > 4)
            ck_abort_msg("U+%04X", c);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("normalize, Unicode's files");
    TCase *tc = tcase_create("normalize_ucd");

    if (!ucd_is_there())
        return UCD_SKIPPED;
    tcase_set_timeout(tc, 280);
    suite_add_tcase(suite, tc);
    tcase_add_test(tc, all_of_the_normalization_test_agrees_at_every_cut);
    tcase_add_test(tc, every_code_point_is_folded_as_in_the_file);
    tcase_add_test(tc, every_code_point_has_its_nfkc_casefold);
    tcase_add_test(tc, all_pairs_compose_as_in_the_file);
    tcase_add_test(tc, no_code_point_has_many_marks);
    return run_suite(suite);
}
