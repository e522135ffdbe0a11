/* Grapheme clusters against Unicode's own files: GraphemeBreakTest.txt, every line at every cut of its
 * bytes, and the class of every code point. */
#include <stdlib.h>
#include <string.h>

#include "support.h"
#include "text/properties.h"
#include "ucd.h"

enum { LONGEST = 128 };

/* A line of the test: its text, and whether a cluster starts at each byte. */
typedef struct break_line {
    uint8_t text[LONGEST];
    bool starts[LONGEST];
    size_t len;
} break_line;

/* The signs between the code points are a division sign, C3 B7, and a multiplication sign, C3 97. */
static void read_line(const ucd_file *u, break_line *line)
{
    const char *at = u->line;
    uint32_t c;

    memset(line, 0, sizeof(*line));
    while (*at != '\0') {
        ck_assert_msg(at[0] == '\xC3' && (at[1] == '\xB7' || at[1] == '\x97'), "line %zu",
                      u->number);
        line->starts[line->len] = at[1] == '\xB7';
        at += 2;
        if (ucd_code_points(&at, &c, 1) == 1)
            line->len += ucd_encode(&c, 1, line->text + line->len);
        ck_assert_uint_lt(line->len, LONGEST - 4);
    }
}

/* Takes the pieces of one decoded text; *done bytes of the line came before it. */
static void pieces_agree(seam_graphemes *g, seam_view text, const break_line *line, size_t *done)
{
    seam_view piece;
    bool starts;

    while (seam_graphemes_next(g, &text, &piece, &starts) == SEAM_OK) {
        ck_assert(starts == line->starts[*done]);
        for (size_t i = 1; i < piece.len; i++)
            ck_assert(!line->starts[*done + i]);
        *done += piece.len;
    }
}

/* The line in two chunks of bytes, which may cut a character, by way of the decoder. */
static void line_agrees(const break_line *line, size_t cut)
{
    const seam_view chunks[] = {seam_view_of(line->text, cut),
                                seam_view_of(line->text + cut, line->len - cut)};
    seam_graphemes g = {0};
    seam_decoder dec;
    size_t done = 0;

    ck_assert_int_eq(seam_decoder_init(&dec, NULL), SEAM_OK);
    for (size_t i = 0; i < 2; i++) {
        seam_view in = chunks[i], text;

        while (seam_decoder_next(&dec, &in, &text) == SEAM_OK)
            pieces_agree(&g, text, line, &done);
    }
    ck_assert_uint_eq(seam_decoder_n_faults(&dec), 0);
    ck_assert_uint_eq(done, line->len);
}

START_TEST(every_line_of_the_test_agrees_at_every_cut)
{
    size_t n_lines = 0;
    ucd_file u;

    ucd_open(&u, "auxiliary/GraphemeBreakTest.txt");
    while (ucd_next(&u)) {
        break_line line;

        read_line(&u, &line);
        for (size_t cut = 0; cut <= line.len; cut++)
            line_agrees(&line, cut);
        for (size_t at = 0, wanted = 0; at < line.len; at++) {
            wanted = line.starts[at] ? at : wanted;
            ck_assert_uint_eq(seam_grapheme_floor(seam_view_of(line.text, line.len), at), wanted);
        }
        n_lines++;
    }
    printf("grapheme: %zu lines of GraphemeBreakTest.txt\n", n_lines);
    ck_assert_uint_eq(n_lines, 602);
}
END_TEST

static const struct {
    const char *name;
    seam__grapheme_class cls;
} names[] = {
    {"CR", SEAM__GRAPHEME_CR},
    {"LF", SEAM__GRAPHEME_LF},
    {"Control", SEAM__GRAPHEME_CONTROL},
    {"Extend", SEAM__GRAPHEME_EXTEND},
    {"ZWJ", SEAM__GRAPHEME_ZWJ},
    {"SpacingMark", SEAM__GRAPHEME_SPACING_MARK},
    {"Prepend", SEAM__GRAPHEME_PREPEND},
    {"Regional_Indicator", SEAM__GRAPHEME_REGIONAL_INDICATOR},
    {"L", SEAM__GRAPHEME_L},
    {"V", SEAM__GRAPHEME_V},
    {"T", SEAM__GRAPHEME_T},
    {"LV", SEAM__GRAPHEME_LV},
    {"LVT", SEAM__GRAPHEME_LVT},
    {"Extended_Pictographic", SEAM__GRAPHEME_PICTOGRAPHIC},
};

/* Sets the class of the code points that the file gives one that has a name above. */
static void read_classes(const char *file, uint8_t *classes)
{
    ucd_file u;

    ucd_open(&u, file);
    while (ucd_next(&u)) {
        uint32_t first, last;
        const char *value;

        ucd_range(&u, &first, &last, &value);
        for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
            if (strcmp(value, names[i].name) != 0)
                continue;
            for (uint32_t c = first; c <= last; c++) {
                ck_assert_msg(classes[c] == 0, "U+%04X has two classes", c);
                classes[c] = (uint8_t)names[i].cls;
            }
        }
    }
}

START_TEST(every_code_point_has_its_class)
{
    uint8_t *classes = calloc(UCD_CODE_POINTS, 1);
    size_t n = 0;

    ck_assert_ptr_nonnull(classes);
    read_classes("auxiliary/GraphemeBreakProperty.txt", classes);
    read_classes("emoji/emoji-data.txt", classes);
    for (uint32_t c = 0; c < UCD_CODE_POINTS; c++) {
        if (c >= 0xD800 && c < 0xE000)
            continue;
        ck_assert_msg(seam__grapheme_class_of(c) == classes[c], "U+%04X", c);
        n += classes[c] != SEAM__GRAPHEME_OTHER;
    }
    printf("grapheme: %zu code points with a class\n", n);
    ck_assert_uint_gt(n, 15000);
    ck_assert_uint_eq(seam__grapheme_class_of(UCD_CODE_POINTS), SEAM__GRAPHEME_OTHER);
    ck_assert_uint_eq(seam__grapheme_class_of(UINT32_MAX), SEAM__GRAPHEME_OTHER);
    free(classes);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("grapheme, Unicode's files");
    TCase *tc = tcase_create("grapheme_ucd");

    if (!ucd_is_there())
        return UCD_SKIPPED;
    tcase_set_timeout(tc, 120);
    suite_add_tcase(suite, tc);
    tcase_add_test(tc, every_line_of_the_test_agrees_at_every_cut);
    tcase_add_test(tc, every_code_point_has_its_class);
    return run_suite(suite);
}
