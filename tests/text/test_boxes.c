/* The boxes by which kernels classify characters, for every code point against utf8proc: none is missed,
 * and what is exact is what it is said to be. */
#include <stdlib.h>
#include <utf8proc.h>

#include "kernel/scalar.h"
#include "need.h"
#include "support.h"
#include "text/properties.h"
#include "ucd.h"

/* What a table says of a code point. */
typedef struct verdict {
    bool doubtful, exact;
} verdict;

static verdict verdict_of(uint32_t c, const seam__boxes *boxes)
{
    uint8_t utf8[4];
    seam__box_marks marks;

    seam__scalar_utf8_classify(utf8, ucd_encode(&c, 1, utf8), boxes, &marks);
    return (verdict){(marks.doubtful & 1) != 0, (marks.exact & 1) != 0};
}

/* Whether utf8proc changes the code point when it stands alone. */
static bool is_changed(uint32_t c, unsigned options)
{
    uint8_t utf8[4], *mapped = NULL;
    const size_t len = ucd_encode(&c, 1, utf8);
    const utf8proc_ssize_t n = utf8proc_map(utf8, (utf8proc_ssize_t)len, &mapped,
                                            (utf8proc_option_t)(options | UTF8PROC_STABLE));
    const bool is_same = n == (utf8proc_ssize_t)len && memcmp(mapped, utf8, len) == 0;

    NEED(n >= 0);
    free(mapped);
    return !is_same;
}

/* A form: its table, and utf8proc's options for it. */
static const struct form {
    const seam__boxes *boxes;
    unsigned options;
    bool composes;
} forms[] = {
    {&seam__boxes_nfc, UTF8PROC_COMPOSE, true},
    {&seam__boxes_nfd, UTF8PROC_DECOMPOSE, false},
    {&seam__boxes_nfkc, UTF8PROC_COMPOSE | UTF8PROC_COMPAT, true},
    {&seam__boxes_nfkd, UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT, false},
    {&seam__boxes_nfkc_casefold,
     UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE, true},
};

static bool is_scalar_value(uint32_t c)
{
    return (c & ~0x7FFu) != 0xD800;
}

/* Whether it is assigned and not for private use. */
static bool is_in_use(uint32_t c)
{
    const utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)c);

    return category != UTF8PROC_CATEGORY_CN && category != UTF8PROC_CATEGORY_CO;
}

START_TEST(the_boxes_of_a_normal_form_have_all_that_it_may_change)
{
    const struct form *form = &forms[_i];
    size_t n_plain = 0, n_needless = 0;

    for (uint32_t c = 0x80; c < UCD_CODE_POINTS; c++) {
        verdict v;
        bool is_mark, may_change;

        if (!is_scalar_value(c))
            continue;
        v = verdict_of(c, form->boxes);
        is_mark = seam__combining_class(c) != 0;
        may_change = is_changed(c, form->options) || (form->composes && seam__composes_backward(c));
        NEED(v.doubtful || v.exact || (!is_mark && !may_change));
        NEED(!v.exact || v.doubtful || (is_mark && !may_change));
        if (is_mark || may_change || !is_in_use(c))
            continue;
        n_plain++;
        n_needless += v.doubtful;
    }
    printf("form %d: %zu of %zu plain characters are doubtful\n", _i, n_needless, n_plain);
    ck_assert_uint_lt(n_needless, n_plain / 8);
}
END_TEST

START_TEST(the_boxes_of_folding_have_all_that_it_changes)
{
    for (uint32_t c = 0x80; c < UCD_CODE_POINTS; c++) {
        verdict v;

        if (!is_scalar_value(c))
            continue;
        v = verdict_of(c, &seam__boxes_casefold);
        NEED(v.doubtful || !is_changed(c, UTF8PROC_CASEFOLD));
        NEED(!v.exact);
    }
}
END_TEST

START_TEST(the_boxes_of_clusters_have_all_that_joins)
{
    for (uint32_t c = 0x80; c < UCD_CODE_POINTS; c++) {
        verdict v;
        seam__grapheme_class cls;
        bool is_plain, extends;

        if (!is_scalar_value(c))
            continue;
        v = verdict_of(c, &seam__boxes_grapheme);
        cls = seam__grapheme_class_of(c);
        is_plain = cls == SEAM__GRAPHEME_OTHER || cls == SEAM__GRAPHEME_PICTOGRAPHIC ||
                   cls == SEAM__GRAPHEME_LV || cls == SEAM__GRAPHEME_LVT;
        extends = cls == SEAM__GRAPHEME_EXTEND || cls == SEAM__GRAPHEME_SPACING_MARK;
        NEED(v.doubtful || v.exact || is_plain);
        NEED(!v.exact || v.doubtful || extends);
    }
}
END_TEST

/* Noncharacters, characters for private use, and controls of bidirectional text. */
START_TEST(the_boxes_of_what_is_denied_have_all_of_it)
{
    for (uint32_t c = 0x80; c < UCD_CODE_POINTS; c++) {
        const bool is_noncharacter = (c >= 0xFDD0 && c <= 0xFDEF) || (c & 0xFFFE) == 0xFFFE;
        const bool is_private =
            is_scalar_value(c) && utf8proc_category((utf8proc_int32_t)c) == UTF8PROC_CATEGORY_CO;
        /* Bidi_Control of PropList.txt. */
        const bool is_control = c == 0x061C || c == 0x200E || c == 0x200F ||
                                (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);

        if (!is_scalar_value(c))
            continue;
        NEED(verdict_of(c, &seam__boxes_deny).doubtful ||
             (!is_noncharacter && !is_private && !is_control));
    }
}
END_TEST

/* Bytes of ASCII are doubtful where they are in the range, and only there. */
START_TEST(the_range_of_ascii_is_doubtful)
{
    for (uint32_t c = 0; c < 0x80; c++) {
        const bool is_capital = c >= 'A' && c <= 'Z';

        NEED(!verdict_of(c, &seam__boxes_nfc).doubtful);
        NEED(verdict_of(c, &seam__boxes_casefold).doubtful == is_capital);
        NEED(verdict_of(c, &seam__boxes_nfkc_casefold).doubtful == is_capital);
        NEED(verdict_of(c, &seam__boxes_grapheme).doubtful == (c == '\r'));
        NEED(!verdict_of(c, &seam__boxes_grapheme).exact);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("boxes");
    TCase *tc = tcase_create("boxes");

    tcase_set_timeout(tc, 120);
    tcase_add_loop_test(tc, the_boxes_of_a_normal_form_have_all_that_it_may_change, 0,
                        (int)(sizeof(forms) / sizeof(forms[0])));
    tcase_add_test(tc, the_boxes_of_folding_have_all_that_it_changes);
    tcase_add_test(tc, the_boxes_of_clusters_have_all_that_joins);
    tcase_add_test(tc, the_boxes_of_what_is_denied_have_all_of_it);
    tcase_add_test(tc, the_range_of_ascii_is_doubtful);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
