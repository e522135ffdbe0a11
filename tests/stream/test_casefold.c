/* Chains compared whatever the case, against texts that are folded as a whole, wherever the segments are cut. */
#include "folding.h"
#include "text/fold_run.h"

/* UTF-8 orders as code points do. */
static int slow_compare(seam_view a, seam_view b, bool canonical)
{
    const folded of_a = fold(a, canonical);
    const folded of_b = fold(b, canonical);

    return seam_bytes_compare(seam_view_of(of_a.bytes, of_a.n), seam_view_of(of_b.bytes, of_b.n));
}

static void check_pair(seam_view a, seam_view b)
{
    seam_chain chain_a = chain_of(a);
    seam_chain chain_b = chain_of(b);

    for (int canonical = 0; canonical < 2; canonical++) {
        const int order = slow_compare(a, b, canonical == 1);

        if (seam_chain_compare_caseless(&chain_a, &chain_b, canonical == 1) != order ||
            seam_chain_compare_caseless(&chain_b, &chain_a, canonical == 1) != -order)
            ck_abort_msg("canonical %d, \"%.*s\" and \"%.*s\": not %d", canonical, (int)a.len,
                         (const char *)a.data, (int)b.len, (const char *)b.data, order);
        must(seam_chain_compare_caseless(&chain_a, &chain_a, canonical == 1) == 0);
    }
    seam_chain_release(&chain_a);
    seam_chain_release(&chain_b);
}

START_TEST(random_texts_are_ordered_as_their_foldings)
{
    for (int i = 0; i < 20000; i++) {
        const size_t n_kinds = 2 + prng_below(&rng, sizeof(letters) / sizeof(letters[0]) - 1);
        uint8_t a[MOST_BYTES], b[MOST_BYTES];
        const size_t n = random_text(a, prng_below(&rng, 12), n_kinds);
        size_t m = n;

        /* Another text, or the folding or the decomposition of the same. */
        memcpy(b, a, n);
        switch (prng_below(&rng, 4)) {
        case 0:
            m = random_text(b, prng_below(&rng, 12), n_kinds);
            break;
        case 1:
        case 2: {
            const folded f = fold(seam_view_of(a, n), prng_below(&rng, 2) == 1);
            m = f.n < sizeof(b) ? f.n : n;
            memcpy(b, f.n < sizeof(b) ? f.bytes : a, m);
            break;
        }
        default:
            break;
        }
        check_pair(seam_view_of(a, n), seam_view_of(b, m));
    }
}
END_TEST

static int compare(const char *a, const char *b, bool canonical)
{
    seam_chain chain_a = chain_of(seam_view_string(a));
    seam_chain chain_b = chain_of(seam_view_string(b));
    const int order = seam_chain_compare_caseless(&chain_a, &chain_b, canonical);

    seam_chain_release(&chain_a);
    seam_chain_release(&chain_b);
    return order;
}

START_TEST(known_pairs_are_equal)
{
    ck_assert_int_eq(compare("Stra\xC3\x9F"
                             "e",
                             "STRASSE", false),
                     0);
    ck_assert_int_eq(compare("\xE2\x84\xAA"
                             "elvin",
                             "kELVIN", false),
                     0);
    ck_assert_int_eq(compare("\xCE\xA3\xCE\xAF\xCF\x83\xCF\x85\xCF\x86\xCE\xBF\xCF\x82",
                             "\xCF\x83\xCE\xAF\xCF\x83\xCF\x85\xCF\x86\xCE\xBF\xCF\x83", false),
                     0);
    /* a with a ring, of three kinds */
    ck_assert_int_eq(compare("\xC3\x85", "a\xCC\x8A", false), 1);
    ck_assert_int_eq(compare("\xC3\x85", "a\xCC\x8A", true), 0);
    ck_assert_int_eq(compare("\xE2\x84\xAB", "a\xCC\x8A", true), 0);
    /* marks in another order */
    ck_assert_int_eq(compare("q\xCC\x87\xCC\xA3", "Q\xCC\xA3\xCC\x87", true), 0);
    ck_assert_int_eq(compare("q\xCC\x87\xCC\xA3", "Q\xCC\xA3\xCC\x87", false), -1);
    /* A mark that the two have in common stands behind one that follows it. */
    ck_assert_int_eq(compare("q\xCC\x87\xCC\xA3", "q\xCC\x87\xCD\x82", true), 1);
    ck_assert_int_eq(compare("", "", true), 0);
    ck_assert_int_eq(compare("a", "", false), 1);
    ck_assert_int_eq(compare("Abc", "aBCd", false), -1);
}
END_TEST

START_TEST(ill_formed_bytes_count_as_a_replacement)
{
    ck_assert_int_eq(compare("a\xFF"
                             "b",
                             "A\xEF\xBF\xBD"
                             "B",
                             false),
                     0);
    ck_assert_int_eq(compare("a\xE2\x82", "A\xEF\xBF\xBD", true), 0);
    ck_assert_int_eq(compare("\x80\x80", "\xEF\xBF\xBD", true), 1);
}
END_TEST

START_TEST(long_runs_of_marks_are_compared)
{
    char a[512] = "x", b[512] = "X";

    for (int i = 0; i < 100; i++) {
        strcat(a, i % 2 == 0 ? "\xCC\x87" : "\xCC\xA3");
        strcat(b, i % 2 == 0 ? "\xCC\x87" : "\xCC\xA3");
    }
    ck_assert_int_eq(compare(a, b, true),
                     slow_compare(seam_view_string(a), seam_view_string(b), true));
    ck_assert_int_eq(compare(a, b, true), 0);
    b[201] = '\0';
    ck_assert_int_eq(compare(a, b, true),
                     slow_compare(seam_view_string(a), seam_view_string(b), true));
}
END_TEST

/* All that there is room for, but for the last character. Less than 16 bytes are left to others. */
START_TEST(ascii_is_folded_as_far_as_there_is_room)
{
    enum { N = 40 };
    uint8_t text[N + 2], out[2 * N];

    memset(text, 'A', N);
    text[N] = 0xC3;
    text[N + 1] = 0xA9;
    for (size_t cap = 16; cap <= sizeof(out); cap++) {
        seam_view in = seam_view_of(text, sizeof(text));
        const size_t n = cap < N - 1 ? cap : N - 1;

        memset(out, '.', sizeof(out));
        ck_assert_uint_eq(seam__fold_ascii_run(&in, out, cap), n);
        for (size_t i = 0; i < sizeof(out); i++)
            must(out[i] == (i < n ? 'a' : '.'));
        ck_assert_ptr_eq(in.data, text + n);
        ck_assert_uint_eq(in.len, sizeof(text) - n);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("casefold");
    TCase *tc = tcase_create("casefold");

    tcase_set_timeout(tc, 120);
    tcase_add_checked_fixture(tc, open_pool, close_pool);
    suite_add_tcase(suite, tc);
    tcase_add_test(tc, ascii_is_folded_as_far_as_there_is_room);
    tcase_add_test(tc, random_texts_are_ordered_as_their_foldings);
    tcase_add_test(tc, known_pairs_are_equal);
    tcase_add_test(tc, ill_formed_bytes_count_as_a_replacement);
    tcase_add_test(tc, long_runs_of_marks_are_compared);
    return run_suite(suite);
}
