/* Normal forms of random texts, whole and at every cut, against utf8proc and ICU; the quick check, which
 * must never pass what is not in the form; and runs of marks. */
#include <stdlib.h>
#include <string.h>

#include "normalizing_oracle.h"
#include "text/properties.h"

static prng rng;

static void setup(void)
{
    prng_init(&rng, test_seed("normalize"));
}

static seam_view view_of(const normalized *n)
{
    return seam_view_of(n->data, n->len);
}

static bool starts_character(seam_view text, size_t at)
{
    return at == text.len || (text.data[at] & 0xC0) != 0x80;
}

/* All forms of the calls at every cut. */
static void agrees(seam_view text, unsigned form, seam_view wanted)
{
    normalized out;

    for (size_t cut = 0; cut <= text.len; cut++) {
        if (!starts_character(text, cut))
            continue;
        normalize_pulled(text, form, cut, 4 + prng_below(&rng, 40), &out);
        if (!normalized_is(&out, wanted))
            ck_abort_msg("form %u, next, cut at %zu", form, cut);
        normalize_converted(text, form, cut, prng_below(&rng, 41), &out);
        if (!normalized_is(&out, wanted))
            ck_abort_msg("form %u, convert, cut at %zu", form, cut);
    }
}

/* What the quick check says of a text whose form is known: all of it exactly when nothing changes, and else a
 * prefix that nothing which follows changes. */
static void prefix_is_sound(seam_view text, unsigned form, seam_view wanted)
{
    const bool is_form = seam_view_equal(text, wanted);
    const size_t sure = seam_normal_prefix(text, form, false);
    uint8_t longer[1024];
    normalized out;
    size_t len = text.len;

    if ((seam_normal_prefix(text, form, true) == text.len) != is_form) {
        normalized_print("text", text);
        normalized_print("form", wanted);
        ck_abort_msg("form %u, prefix %zu", form, seam_normal_prefix(text, form, true));
    }
    NEED(sure <= text.len && starts_character(text, sure));
    memcpy(longer, text.data, text.len);
    len += sample_text(&rng, 1 + prng_below(&rng, 3), longer + len);
    oracle(seam_view_of(longer, len), form, &out);
    NEED(out.len >= sure && memcmp(out.data, longer, sure) == 0);
}

static bool same(const normalized *a, const normalized *b)
{
    return seam_view_equal(view_of(a), view_of(b));
}

/* Random texts in every form; what ICU says where it is there. */
static void check_random(seam_view text, size_t *n_icu)
{
    for (unsigned form = SEAM_NFC; form <= SEAM_CASEFOLD; form++) {
        normalized wanted, other, safe;

        oracle(text, form, &wanted);
        oracle_stream_safe(text, &safe);
        if (oracle_icu(view_of(&safe), form, &other)) {
            if (!same(&wanted, &other)) {
                normalized_print("text", text);
                ck_abort_msg("ICU and utf8proc differ");
            }
            NEED(oracle_icu_is(text, form) == seam_view_equal(text, view_of(&wanted)) ||
                 !seam_view_equal(text, view_of(&safe)));
            ++*n_icu;
        }
        agrees(text, form, view_of(&wanted));
        prefix_is_sound(text, form, view_of(&wanted));
        NEED(seam_normal_prefix(view_of(&wanted), form, true) == wanted.len);
    }
}

START_TEST(random_text_is_normalized_as_by_utf8proc_and_icu)
{
    const int n = 8000;
    size_t n_icu = 0;
    guarded page;

    guarded_init(&page, 512);
    for (int i = 0; i < n; i++) {
        uint8_t text[512];
        const size_t len = sample_text(&rng, prng_below(&rng, 10), text);

        check_random(seam_view_of(guarded_at_end(&page, text, len), len), &n_icu);
    }
    guarded_free(&page);
    printf("normalize: %d random texts in 6 forms, %zu results compared with ICU\n", n, n_icu);
}
END_TEST

/* Texts that are in the form, or nearly: made so, and then changed in one place or not at all. */
START_TEST(the_quick_check_passes_what_is_in_the_form_and_nothing_else)
{
    size_t n_in_form = 0;

    for (int i = 0; i < 60000; i++) {
        const unsigned form = (unsigned)prng_below(&rng, 6);
        uint8_t text[512];
        size_t len = sample_text(&rng, prng_below(&rng, 10), text);
        normalized first, second;

        oracle(seam_view_of(text, len), form, &first);
        len = sample_text(&rng, prng_below(&rng, 3), text);
        NEED(first.len + len < sizeof(first.data));
        memcpy(first.data + first.len, text, len);
        first.len += len;
        oracle(view_of(&first), form, &second);
        n_in_form += same(&first, &second);
        prefix_is_sound(view_of(&first), form, view_of(&second));
    }
    ck_assert_uint_gt(n_in_form, 5000);
}
END_TEST

/* Every code point that composes forward, with every mark or starter that composes backward and one mark of
 * each class; a share of them with a second one. */
START_TEST(the_quick_check_is_exact_for_starters_and_marks)
{
    uint32_t marks[512];
    size_t n_marks = 0, n = 0;
    bool seen[256] = {false};

    for (uint32_t c = 0x80; c < 0x20000; c++) {
        const unsigned its = (c & ~0x7FFu) == 0xD800 ? 0 : seam__combining_class(c);

        if ((c & ~0x7FFu) != 0xD800 && (seam__composes_backward(c) || (its != 0 && !seen[its])))
            marks[n_marks++] = c;
        seen[its] = true;
    }
    for (uint32_t c = 0; c < 0x20000; c++) {
        if ((c & ~0x7FFu) == 0xD800 || (c > 0xAC00 && c < 0xD7A3 && c % 97 != 0))
            continue;
        if (!seam__composes_forward(c) && prng_below(&rng, 400) != 0)
            continue;
        for (size_t i = 0; i < n_marks; i++) {
            const uint32_t code_points[] = {c, marks[i], marks[prng_below(&rng, n_marks)]};
            uint8_t text[12];
            const size_t len = ucd_encode(code_points, 2 + i % 2, text);
            const unsigned form = (unsigned)prng_below(&rng, 5);
            normalized wanted;

            oracle_utf8proc(seam_view_of(text, len), form, &wanted);
            prefix_is_sound(seam_view_of(text, len), form, view_of(&wanted));
            n++;
        }
    }
    printf("normalize: %zu starters with marks\n", n);
    ck_assert_uint_gt(n, 50000);
}
END_TEST

static void becomes(const char *text, unsigned form, const char *wanted)
{
    normalized out;

    normalize_pulled(seam_view_string(text), form, 0, 16, &out);
    ck_assert(normalized_is(&out, seam_view_string(wanted)));
}

/* O with macron and a horn, which composes with O only: no composition of the pair, and yet not NFC. */
START_TEST(a_mark_that_composes_past_another_is_found)
{
    const seam_view text = seam_view_string("\xC5\x8C\xCC\x9B");

    becomes("\xC5\x8C\xCC\x9B", SEAM_NFC, "\xC6\xA0\xCC\x84");
    ck_assert_uint_eq(seam_normal_prefix(text, SEAM_NFC, true), 0);
    ck_assert_uint_eq(seam_normal_prefix(seam_view_string("\xC6\xA0\xCC\x84"), SEAM_NFC, true), 4);
}
END_TEST

/* U+11A7 is no trailing consonant of Hangul, though it stands right before those. */
START_TEST(what_stands_before_the_trailing_consonants_does_not_compose)
{
    becomes("\xEA\xB0\x80\xE1\x86\xA7", SEAM_NFC, "\xEA\xB0\x80\xE1\x86\xA7");
    becomes("\xEA\xB0\x80\xE1\x86\xA8", SEAM_NFC, "\xEA\xB0\x81");
}
END_TEST

START_TEST(forms_by_name)
{
    becomes("e\xCC\x81", SEAM_NFC, "\xC3\xA9");
    becomes("\xC3\xA9", SEAM_NFD, "e\xCC\x81");
    becomes("\xEF\xAC\x81", SEAM_NFKC, "fi");
    becomes("\xE2\x91\xA0", SEAM_NFKD, "1");
    becomes("\xC2\xAD"
            "A\xC3\x84",
            SEAM_NFKC_CASEFOLD, "a\xC3\xA4");
    becomes("Stra\xC3\x9F"
            "E",
            SEAM_CASEFOLD, "strasse");
    /* Unassigned, and yet ignorable: U+2065. */
    becomes("a\xE2\x81\xA5"
            "B",
            SEAM_NFKC_CASEFOLD, "ab");
}
END_TEST

/* `n` times a character, then a letter, behind what stands before them. */
static size_t run_of(const char *before, const char *character, size_t n, uint8_t *text)
{
    size_t len = put_text(text, seam_view_string(before));

    for (size_t i = 0; i < n; i++)
        len += put_text(text + len, seam_view_string(character));
    text[len++] = 'x';
    return len;
}

static const char *const before_runs[] = {
    "", "a", "\xC3\xA9", "\xE1\xBE\x82", "\xE4\xB8\xAD", "\xEF\xB1\x9E"};
static const char *const marks_of_runs[] = {
    "\xCC\x81",         /* U+0301 */
    "\xCD\x84",         /* U+0344: two at once */
    "\xE0\xBD\xB3",     /* U+0F73 */
    "\xEF\xBE\x9E",     /* U+FF9E: a starter but for compatibility */
    "\xCC\x81\xCC\xA3", /* U+0301 U+0323, in no order */
};

START_TEST(long_runs_are_broken_as_the_process_says)
{
    static const size_t lengths[] = {14, 15, 16, 29, 30, 31, 32, 61, 62, 93};

    for (size_t i = 0; i < sizeof(before_runs) / sizeof(before_runs[0]); i++) {
        for (size_t k = 0; k < sizeof(marks_of_runs) / sizeof(marks_of_runs[0]); k++) {
            for (size_t l = 0; l < sizeof(lengths) / sizeof(lengths[0]); l++) {
                uint8_t text[512];
                const size_t len = run_of(before_runs[i], marks_of_runs[k], lengths[l], text);
                const unsigned form = (unsigned)prng_below(&rng, 6);
                normalized wanted;

                oracle(seam_view_of(text, len), form, &wanted);
                agrees(seam_view_of(text, len), form, view_of(&wanted));
                prefix_is_sound(seam_view_of(text, len), form, view_of(&wanted));
            }
        }
    }
}
END_TEST

/* With the option the 31st is told, once, wherever the cut lies, and the output is the same. */
START_TEST(long_runs_are_an_error_on_demand)
{
    const seam_normalizer_options options = {.long_runs = SEAM_LONG_RUNS_FATAL};
    uint8_t text[512];
    const size_t len = run_of("a", "\xCC\x81", 62, text);
    normalized wanted;

    oracle(seam_view_of(text, len), SEAM_NFC, &wanted);
    for (size_t cut = 0; cut <= len; cut++) {
        seam_normalizer norm;
        normalized out = {0};
        size_t n_told = 0;

        if (!starts_character(seam_view_of(text, len), cut))
            continue;
        ck_assert_int_eq(seam_normalizer_init(&norm, &options), SEAM_OK);
        for (size_t i = 0; i < 3; i++) {
            seam_view in = i == 0   ? seam_view_of(text, cut)
                           : i == 1 ? seam_view_of(text + cut, len - cut)
                                    : seam_view_of(NULL, 0);
            seam_status r = SEAM_OK;

            if (i == 2)
                seam_normalizer_finish(&norm);
            while (r != SEAM_MORE && r != SEAM_EOF) {
                size_t n;

                r = seam_normalizer_convert(&norm, &in, out.data + out.len, 16, &n);
                out.len += n;
                n_told += r == SEAM_ETOOBIG;
            }
        }
        ck_assert_uint_eq(n_told, 2);
        ck_assert(normalized_is(&out, view_of(&wanted)));
    }
}
END_TEST

/* A million of what combines, in chunks of a few bytes: memory is the struct's, and nothing is lost. */
START_TEST(endless_runs_are_normalized)
{
    static const struct {
        const char *character;
        size_t n_joiners; /* U+034F in the output */
    } runs[] = {
        {"\xCC\x81", 33333},     /* U+0301 */
        {"\xE1\x85\xA1", 0},     /* U+1161, a vowel of Hangul */
        {"\xE1\x84\x80", 0},     /* U+1100 */
        {"\xE2\x80\x8D", 0},     /* U+200D */
        {"\xEF\xBE\x9E", 33333}, /* U+FF9E */
    };
    const size_t n = 1000000;
    uint8_t *text = malloc(3 * n);

    ck_assert_ptr_nonnull(text);
    for (size_t i = 0; i < sizeof(runs) / sizeof(runs[0]); i++) {
        const size_t len = strlen(runs[i].character);
        uint64_t total = 0;
        seam_normalizer norm;
        seam_view rest = seam_view_of(text, n * len);

        for (size_t k = 0; k < n; k++)
            memcpy(text + k * len, runs[i].character, len);
        ck_assert_int_eq(seam_normalizer_init(&norm, NULL), SEAM_OK);
        while (rest.len > 0) {
            const size_t most = len * (1 + prng_below(&rng, 5000));
            seam_view in = seam_view_of(rest.data, most < rest.len ? most : rest.len);
            uint8_t room[64];
            seam_view piece;

            rest = seam_view_of(rest.data + in.len, rest.len - in.len);
            while (seam_normalizer_next(&norm, &in, room, sizeof(room), &piece) == SEAM_OK)
                total += piece.len;
            ck_assert_uint_eq(in.len, 0);
        }
        total += seam_normalizer_pending(&norm);
        ck_assert_uint_eq(total, n * len + 2 * runs[i].n_joiners);
    }
    free(text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("normalize");
    TCase *tc = tcase_create("normalize");

    tcase_set_timeout(tc, 120);
    tcase_add_checked_fixture(tc, setup, NULL);
    suite_add_tcase(suite, tc);
    tcase_add_test(tc, random_text_is_normalized_as_by_utf8proc_and_icu);
    tcase_add_test(tc, the_quick_check_passes_what_is_in_the_form_and_nothing_else);
    tcase_add_test(tc, the_quick_check_is_exact_for_starters_and_marks);
    tcase_add_test(tc, a_mark_that_composes_past_another_is_found);
    tcase_add_test(tc, what_stands_before_the_trailing_consonants_does_not_compose);
    tcase_add_test(tc, forms_by_name);
    tcase_add_test(tc, long_runs_are_broken_as_the_process_says);
    tcase_add_test(tc, long_runs_are_an_error_on_demand);
    tcase_add_test(tc, endless_runs_are_normalized);
    return run_suite(suite);
}
