/* Runs of more non-starters than a normalizer takes, where that is an error, in every form. */
#include <string.h>

#include "support.h"
#include "text/properties.h"
#include "text/segment.h"

#define ACUTE     "\xCC\x81" /* U+0301, a mark */
#define DIAERESIS "\xCD\x84" /* U+0344, two marks by its decomposition */
#define JOINER    "\xCD\x8F" /* U+034F, a starter that the folding form leaves out */
#define IOTA      "\xCD\x85" /* U+0345, a mark that becomes a letter when it is folded */

typedef struct text {
    char bytes[256];
    size_t len;
} text;

static void add(text *to, const char *what, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        memcpy(to->bytes + to->len, what, strlen(what));
        to->len += strlen(what);
    }
}

/* How much of the text is left where the normalizer first says that a run is too long; SIZE_MAX: it never
 * does. The next call must go on. */
static size_t left_at_fault(const text *in, unsigned form)
{
    const seam_normalizer_options options = {.form = (uint8_t)form,
                                             .long_runs = SEAM_LONG_RUNS_FATAL};
    seam_view rest = seam_view_of(in->bytes, in->len);
    size_t left = SIZE_MAX;
    seam_normalizer norm;
    uint8_t out[1024];
    size_t produced;
    seam_status r;

    ck_assert_int_eq(seam_normalizer_init(&norm, &options), SEAM_OK);
    r = seam_normalizer_convert(&norm, &rest, out, sizeof(out), &produced);
    if (r == SEAM_ETOOBIG) {
        left = rest.len;
        r = seam_normalizer_convert(&norm, &rest, out, sizeof(out), &produced);
    }
    ck_assert_int_eq(r, SEAM_MORE);
    return left;
}

static void expect_fault(const text *in, unsigned form, size_t left)
{
    ck_assert_msg(left_at_fault(in, form) == left, "form %u: %zu left", form,
                  left_at_fault(in, form));
}

START_TEST(the_31st_mark_is_the_fault_in_every_form_that_counts)
{
    for (unsigned form = SEAM_NFC; form <= SEAM_CASEFOLD; form++) {
        text in = {.len = 0};

        add(&in, "a", 1);
        add(&in, ACUTE, 30);
        expect_fault(&in, form, SIZE_MAX);
        add(&in, ACUTE, 1);
        expect_fault(&in, form, form == SEAM_CASEFOLD ? SIZE_MAX : 2);
        add(&in, "b" ACUTE, 1);
        expect_fault(&in, form, form == SEAM_CASEFOLD ? SIZE_MAX : 5);
    }
}
END_TEST

START_TEST(marks_are_counted_in_the_decomposition)
{
    for (unsigned form = SEAM_NFC; form <= SEAM_NFKC_CASEFOLD; form++) {
        text in = {.len = 0};

        add(&in, ACUTE, 28);
        add(&in, DIAERESIS, 1);
        expect_fault(&in, form, SIZE_MAX);
        in.len = 0;
        add(&in, ACUTE, 29);
        add(&in, DIAERESIS, 1);
        expect_fault(&in, form, 2);
    }
}
END_TEST

START_TEST(a_starter_ends_a_run_unless_the_form_leaves_it_out)
{
    for (unsigned form = SEAM_NFC; form <= SEAM_NFKC_CASEFOLD; form++) {
        text in = {.len = 0};

        add(&in, ACUTE, 15);
        add(&in, JOINER, 1);
        add(&in, ACUTE, 15);
        expect_fault(&in, form, SIZE_MAX);
        add(&in, ACUTE, 1);
        expect_fault(&in, form, form == SEAM_NFKC_CASEFOLD ? 2 : SIZE_MAX);
        in.len = 0;
        add(&in, ACUTE, 30);
        add(&in, "b", 1);
        add(&in, ACUTE, 30);
        expect_fault(&in, form, SIZE_MAX);
    }
}
END_TEST

START_TEST(a_mark_that_folds_to_a_letter_ends_a_run)
{
    for (unsigned form = SEAM_NFC; form <= SEAM_NFKC_CASEFOLD; form++) {
        text in = {.len = 0};

        add(&in, ACUTE, 30);
        add(&in, IOTA, 1);
        expect_fault(&in, form, form == SEAM_NFKC_CASEFOLD ? SIZE_MAX : 2);
    }
}
END_TEST

/* U+11A7 is where trailing consonants are counted from, and is none. */
START_TEST(a_syllable_composes_with_trailing_consonants_alone)
{
    ck_assert_uint_eq(seam__compose(0xAC00, 0x11A7), 0);
    ck_assert_uint_eq(seam__compose(0xAC00, 0x11A8), 0xAC01);
    ck_assert_uint_eq(seam__compose(0xAC00, 0x11C2), 0xAC1B);
    ck_assert_uint_eq(seam__compose(0xAC01, 0x11A8), 0);
    for (uint32_t c = 0xABFF; c <= 0xD7A4; c++) {
        const bool is_lv = c >= 0xAC00 && c <= 0xD7A3 && (c - 0xAC00) % 28 == 0;

        ck_assert_int_eq(seam__composes_forward(c), is_lv);
    }
}
END_TEST

/* Folding alone puts nothing in order, so it holds no marks, whatever it changes on the way. */
START_TEST(folding_alone_takes_runs_of_any_length)
{
    text in = {.len = 0};

    add(&in, "A", 1);
    add(&in, ACUTE, 31);
    add(&in, IOTA, 31);
    expect_fault(&in, SEAM_CASEFOLD, SIZE_MAX);
}
END_TEST

/* Where the room is too small for what a character becomes, it is taken one by one. */
START_TEST(folding_into_little_room_takes_runs_of_any_length)
{
    const seam_normalizer_options options = {.form = SEAM_CASEFOLD,
                                             .long_runs = SEAM_LONG_RUNS_FATAL};
    seam_view in = seam_view_string("\xCE\x90"); /* U+0390 becomes three characters of two bytes */
    seam_normalizer norm;
    uint8_t out[4], all[16];
    size_t produced, n = 0;
    seam_status r;

    ck_assert_int_eq(seam_normalizer_init(&norm, &options), SEAM_OK);
    norm.n_marks_ = SEAM__MOST_MARKS;
    do {
        r = seam_normalizer_convert(&norm, &in, out, sizeof(out), &produced);
        memcpy(all + n, out, produced);
        n += produced;
        seam_normalizer_finish(&norm);
    } while (r == SEAM_OK || r == SEAM_FULL || r == SEAM_MORE);
    ck_assert_int_eq(r, SEAM_EOF);
    ck_assert(seam_view_equal(seam_view_of(all, n), seam_view_string("\xCE\xB9\xCC\x88\xCC\x81")));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("normalize_runs");
    TCase *tc = tcase_create("normalize_runs");

    tcase_add_test(tc, the_31st_mark_is_the_fault_in_every_form_that_counts);
    tcase_add_test(tc, marks_are_counted_in_the_decomposition);
    tcase_add_test(tc, a_starter_ends_a_run_unless_the_form_leaves_it_out);
    tcase_add_test(tc, a_mark_that_folds_to_a_letter_ends_a_run);
    tcase_add_test(tc, a_syllable_composes_with_trailing_consonants_alone);
    tcase_add_test(tc, folding_alone_takes_runs_of_any_length);
    tcase_add_test(tc, folding_into_little_room_takes_runs_of_any_length);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
