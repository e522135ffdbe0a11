/* Searches against a loop over every place; and, by counting steps, that no input makes one slow. */
#include <stdlib.h>
#include <string.h>

#include "bytes/two_way.h"
#include "support.h"

#define LONGEST ((size_t)300)

static guarded page, what_page;

static void setup(void)
{
    guarded_init(&page, LONGEST);
    guarded_init(&what_page, LONGEST);
}

static void teardown(void)
{
    guarded_free(&page);
    guarded_free(&what_page);
}

static bool is_at(seam_view text, size_t at, seam_view what)
{
    for (size_t i = 0; i < what.len; i++) {
        if (text.data[at + i] != what.data[i])
            return false;
    }
    return true;
}

static size_t slow_first(seam_view text, seam_view what, size_t from, size_t step)
{
    for (size_t at = from; what.len <= text.len && at <= text.len - what.len; at++) {
        if (at % step == 0 && is_at(text, at, what))
            return at;
    }
    return text.len;
}

static size_t slow_last(seam_view text, seam_view what, size_t from, size_t step)
{
    for (size_t at = text.len - what.len + 1; what.len <= text.len && at-- > 0;) {
        if (at <= from && at % step == 0 && is_at(text, at, what))
            return at;
    }
    return text.len;
}

static void check_two_way(seam_view text, seam_view what, size_t step)
{
    const seam__search_grid grid = {step, 0};
    const size_t n_places = text.len - what.len + 1;
    size_t steps = 0;
    size_t behind = text.len;

    for (size_t i = 0; what.len <= text.len && i < n_places && behind == text.len; i += step) {
        if (is_at(text, n_places - 1 - i, what))
            behind = i;
    }
    if (seam__two_way(text, what, SEAM__FORWARD, grid, &steps) != slow_first(text, what, 0, step) ||
        seam__two_way(text, what, SEAM__BACKWARD, grid, &steps) != behind)
        ck_abort_msg("two-way, step %zu, %zu bytes in %zu", step, what.len, text.len);
}

static void check_aligned(seam_view text, seam_view what, size_t from, size_t step)
{
    const size_t first = slow_first(text, what, from, step);
    const size_t last = slow_last(text, what, from, step);

    if (seam_search_aligned(text, what, from, step) != first ||
        seam_search_last_aligned(text, what, from, step) != last)
        ck_abort_msg("%zu bytes in %zu, from %zu by %zu: not %zu, %zu", what.len, text.len, from,
                     step, first, last);
}

/* `which` chooses the places and steps that are tried. */
static void check_search(seam_view text, seam_view what, size_t which)
{
    const size_t first = slow_first(text, what, 0, 1);
    const size_t last = slow_last(text, what, text.len, 1);

    if (seam_search(text, what) != first || seam_search_last(text, what) != last)
        ck_abort_msg("%zu bytes in %zu: not %zu, %zu", what.len, text.len, first, last);
    for (size_t step = 1; step <= 4; step++) {
        check_aligned(text, what, (which * 7 + step) % (text.len + 3), step);
        if (what.len >= 2)
            check_two_way(text, what, step);
    }
}

START_TEST(the_empty_string_is_everywhere_and_a_longer_one_nowhere)
{
    const seam_view nothing = {NULL, 0};
    const seam_view text = seam_view_string("text");

    ck_assert_uint_eq(seam_search(nothing, nothing), 0);
    ck_assert_uint_eq(seam_search_last(nothing, nothing), 0);
    ck_assert_uint_eq(seam_search(text, nothing), 0);
    ck_assert_uint_eq(seam_search_last(text, nothing), 4);
    ck_assert_uint_eq(seam_search(nothing, text), 0);
    ck_assert_uint_eq(seam_search(text, seam_view_string("texts")), 4);
    ck_assert_uint_eq(seam_search_last(text, seam_view_string("texts")), 4);
    ck_assert_uint_eq(seam_search(text, text), 0);
    ck_assert_uint_eq(seam_search_last(text, text), 0);
}
END_TEST

START_TEST(occurrences_may_overlap)
{
    const seam_view text = seam_view_string("abaababaabaababaababa");
    const seam_view what = seam_view_string("aba");

    ck_assert_uint_eq(seam_search(text, what), 0);
    ck_assert_uint_eq(seam_search(seam_view_of(text.data + 1, text.len - 1), what), 2);
    ck_assert_uint_eq(seam_search_last(text, what), 18);
}
END_TEST

START_TEST(places_and_steps_of_any_size_are_taken)
{
    const seam_view nothing = {NULL, 0};
    const seam_view text = seam_view_string("aXbXcX");
    const seam_view x = seam_view_string("X");
    const size_t most[] = {0, 1, 2, 5, 6, 7, SIZE_MAX - 1, SIZE_MAX};

    for (size_t i = 0; i < sizeof(most) / sizeof(most[0]); i++) {
        ck_assert_uint_eq(seam_search_aligned(text, x, most[i], 2), 6);
        ck_assert_uint_eq(seam_search_last_aligned(text, x, most[i], 2), 6);
        ck_assert_uint_eq(seam_search_aligned(text, x, 0, most[i]), most[i] > 1 && most[i] != 5 ? 6
                                                                    : most[i] == 5              ? 5
                                                                                   : 1);
        ck_assert_uint_eq(seam_search_aligned(nothing, nothing, most[i], 2), 0);
        ck_assert_uint_eq(seam_search_last_aligned(nothing, nothing, most[i], 2), 0);
        ck_assert_uint_eq(seam_search_last_aligned(nothing, x, most[i], 2), 0);
    }
    ck_assert_uint_eq(seam_search_aligned(text, x, 2, 0), 3);
    ck_assert_uint_eq(seam_search_last_aligned(text, x, 4, 0), 3);
    ck_assert_uint_eq(seam_search_last_aligned(text, x, 4, 3), 3);
    ck_assert_uint_eq(seam_search_aligned(text, nothing, 3, 2), 4);
    ck_assert_uint_eq(seam_search_aligned(text, nothing, 7, 1), 6);
    ck_assert_uint_eq(seam_search_last_aligned(text, nothing, 3, 2), 2);
    ck_assert_uint_eq(seam_search_last_aligned(text, nothing, 9, 1), 6);
}
END_TEST

/* Every text of two bytes up to 10 long, and every string up to 5 long. */
START_TEST(every_short_text_of_two_bytes_is_searched_as_place_by_place)
{
    uint8_t text[10], what[5];

    for (unsigned t = 1; t < 1u << 11; t++) {
        size_t n = 0;

        for (unsigned rest = t; rest > 1; rest >>= 1)
            text[n++] = (uint8_t)('a' + (rest & 1));
        for (unsigned w = 1; w < 1u << 6; w++) {
            size_t m = 0;

            for (unsigned rest = w; rest > 1; rest >>= 1)
                what[m++] = (uint8_t)('a' + (rest & 1));
            check_search(seam_view_of(text, n), seam_view_of(what, m), t + w);
        }
    }
}
END_TEST

/* Texts of few values, strings taken out of them, so that many places nearly match. */
START_TEST(random_texts_are_searched_as_place_by_place)
{
    prng rng;

    prng_init(&rng, test_seed("search"));
    for (int i = 0; i < 20000; i++) {
        const size_t n = prng_below(&rng, LONGEST + 1);
        const size_t m = prng_below(&rng, prng_below(&rng, 2) == 0 ? 5 : LONGEST + 1);
        const unsigned n_values =
            1 + (unsigned)prng_below(&rng, prng_below(&rng, 2) == 0 ? 3 : 255);
        const size_t period = 1 + prng_below(&rng, 40);
        uint8_t text[LONGEST] = {0}, what[LONGEST] = {0};
        size_t from;

        for (size_t k = 0; k < n; k++)
            text[k] = k >= period && prng_below(&rng, 30) != 0
                          ? text[k - period]
                          : (uint8_t)prng_below(&rng, n_values);
        from = n > m ? prng_below(&rng, n - m) : 0;
        for (size_t k = 0; k < m; k++)
            what[k] = from + k < n ? text[from + k] : (uint8_t)prng_below(&rng, n_values);
        if (m > 0 && prng_below(&rng, 2) == 0)
            what[prng_below(&rng, m)] ^= 1;
        check_search(seam_view_of(guarded_at_end(&page, text, n), n),
                     seam_view_of(guarded_at_start(&what_page, what, m), m), (size_t)i);
        check_search(seam_view_of(guarded_at_start(&page, text, n), n),
                     seam_view_of(guarded_at_end(&what_page, what, m), m), (size_t)i);
    }
}
END_TEST

START_TEST(sets_are_searched_as_byte_by_byte)
{
    prng rng;

    prng_init(&rng, test_seed("search set"));
    for (int i = 0; i < 5000; i++) {
        const size_t n = prng_below(&rng, LONGEST + 1);
        uint8_t text[LONGEST] = {0}, members[20] = {0};
        const size_t m = prng_below(&rng, sizeof(members) + 1);
        seam_byte_set set;
        size_t want = 0;

        for (size_t k = 0; k < n; k++)
            text[k] = (uint8_t)prng_next(&rng);
        for (size_t k = 0; k < m; k++)
            members[k] = (uint8_t)prng_next(&rng);
        set = seam_byte_set_of(seam_view_of(members, m));
        for (unsigned b = 0; b < 256; b++) {
            if (seam_byte_set_has(&set, (uint8_t)b) != (memchr(members, (int)b, m) != NULL))
                ck_abort_msg("byte %02x", b);
        }
        while (want < n && memchr(members, text[want], m) == NULL)
            want++;
        ck_assert_uint_eq(seam_search_set(seam_view_of(guarded_at_end(&page, text, n), n), &set),
                          want);
        ck_assert_uint_eq(seam_search_set(seam_view_of(guarded_at_start(&page, text, n), n), &set),
                          want);
    }
}
END_TEST

/* ---- no input is slow */

#define N_TEXT ((size_t)100000)
#define N_WHAT ((size_t)2000)

static uint8_t *long_text, *long_what;

static void setup_long(void)
{
    long_text = malloc(N_TEXT);
    long_what = malloc(N_WHAT);
    ck_assert(long_text != NULL && long_what != NULL);
}

static void teardown_long(void)
{
    free(long_text);
    free(long_what);
}

/* `unit` again and again. */
static void repeat(uint8_t *to, size_t n, const char *unit)
{
    for (size_t i = 0; i < n; i++)
        to[i] = (uint8_t)unit[i % strlen(unit)];
}

/* The steps that the search and the two-way algorithm take, either way, are linear in both lengths. */
static void check_steps(size_t m, const char *name)
{
    const seam_view in = seam_view_of(long_text, N_TEXT);
    const seam_view of = seam_view_of(long_what, m);

    for (int which = 0; which < 4; which++) {
        const seam__search_way way = which % 2 == 0 ? SEAM__FORWARD : SEAM__BACKWARD;
        const seam__search_grid grid = {which < 2 ? 1 : 2, which < 2 ? 0 : 1};
        size_t steps = 0, more;

        (void)seam__two_way(in, of, way, grid, &steps);
        if (steps > 2 * N_TEXT + 5 * m)
            ck_abort_msg("%s, way %d, %zu bytes: %zu steps of two-way", name, way, m, steps);
        (void)seam__search_counted(in, of, way, grid.step, &more);
        if (more > 6 * N_TEXT + 6 * m + 2048)
            ck_abort_msg("%s, way %d, %zu bytes: %zu steps", name, way, m, more);
    }
}

static size_t steps_of(const char *what)
{
    const seam_view of = seam_view_string(what);
    size_t forward, backward;

    (void)seam__search_counted(seam_view_of(long_text, N_TEXT), of, SEAM__FORWARD, 1, &forward);
    (void)seam__search_counted(seam_view_of(long_text, N_TEXT), of, SEAM__BACKWARD, 1, &backward);
    ck_assert_uint_eq(forward, backward);
    return forward;
}

/* Where the rarest byte of the string is nowhere, nothing is compared; where it is once, that is compared once. */
START_TEST(the_rarest_byte_says_where_to_compare)
{
    repeat(long_text, N_TEXT, "e");
    ck_assert_uint_eq(steps_of("eeeeZ"), 0);
    ck_assert_uint_eq(steps_of("Zeee"), 0);
    long_text[N_TEXT / 2] = 'Z';
    ck_assert_uint_lt(steps_of("eZx"), 32);
}
END_TEST

START_TEST(repetitions_and_what_nearly_repeats_are_searched_in_linear_time)
{
    static const char *const units[] = {"a",       "ab", "aab", "abb", "abaab", "abaababaabaab",
                                        "aaaaaaab"};

    for (size_t u = 0; u < sizeof(units) / sizeof(units[0]); u++) {
        for (size_t m = 2; m <= N_WHAT; m = m * 2 + 1) {
            repeat(long_text, N_TEXT, units[u]);
            repeat(long_what, m, units[u]);
            check_steps(m, units[u]);
            long_what[m - 1] ^= 1; /* a^n b */
            check_steps(m, units[u]);
            long_what[m - 1] ^= 1;
            long_what[0] ^= 1; /* b a^n */
            check_steps(m, units[u]);
            long_what[0] ^= 1;
            long_what[m / 2] ^= 1;
            check_steps(m, units[u]);
            for (size_t i = m - 1; i < N_TEXT; i += m) /* no place matches all of a^n */
                long_text[i] = 'c';
            repeat(long_what, m, units[u]);
            check_steps(m, units[u]);
        }
    }
}
END_TEST

/* The string stands at every second place, and never at one that is asked for. */
START_TEST(matches_at_the_wrong_places_are_passed_in_linear_time)
{
    for (size_t m = 2; m <= N_WHAT; m = m * 2 + 2) {
        repeat(long_text, N_TEXT, "ba");
        repeat(long_what, m, "ab");
        check_steps(m, "every second place");
        ck_assert_uint_eq(
            seam_search_aligned(seam_view_of(long_text, N_TEXT), seam_view_of(long_what, m), 0, 2),
            N_TEXT);
    }
}
END_TEST

/* The rarest byte of the string is what the text is made of. */
START_TEST(a_text_of_the_rarest_byte_is_searched_in_linear_time)
{
    for (size_t m = 2; m <= N_WHAT; m = m * 2 + 1) {
        memset(long_text, '\r', N_TEXT);
        memset(long_what, '\r', m);
        long_what[m - 1] = 'e';
        check_steps(m, "CR");
        long_what[m - 1] = '\r';
        long_what[0] = 'e';
        check_steps(m, "CR");
    }
}
END_TEST

START_TEST(random_texts_of_two_bytes_are_searched_in_linear_time)
{
    prng rng;

    prng_init(&rng, test_seed("search steps"));
    for (int i = 0; i < 20; i++) {
        const size_t period = 1 + prng_below(&rng, 300);
        const size_t m = 2 + prng_below(&rng, N_WHAT - 1);

        for (size_t k = 0; k < N_TEXT; k++)
            long_text[k] = k >= period && prng_below(&rng, 1000) != 0
                               ? long_text[k - period]
                               : (uint8_t)('a' + prng_below(&rng, 2));
        memcpy(long_what, long_text + prng_below(&rng, N_TEXT - m), m);
        long_what[prng_below(&rng, m)] ^= 1;
        check_steps(m, "random");
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("search");
    TCase *tc = tcase_create("search");
    TCase *steps = tcase_create("steps");

    tcase_set_timeout(tc, 60);
    tcase_add_checked_fixture(tc, setup, teardown);
    suite_add_tcase(suite, tc);
    tcase_add_test(tc, the_empty_string_is_everywhere_and_a_longer_one_nowhere);
    tcase_add_test(tc, occurrences_may_overlap);
    tcase_add_test(tc, places_and_steps_of_any_size_are_taken);
    tcase_add_test(tc, every_short_text_of_two_bytes_is_searched_as_place_by_place);
    tcase_add_test(tc, random_texts_are_searched_as_place_by_place);
    tcase_add_test(tc, sets_are_searched_as_byte_by_byte);
    tcase_set_timeout(steps, 60);
    tcase_add_checked_fixture(steps, setup_long, teardown_long);
    suite_add_tcase(suite, steps);
    tcase_add_test(steps, the_rarest_byte_says_where_to_compare);
    tcase_add_test(steps, repetitions_and_what_nearly_repeats_are_searched_in_linear_time);
    tcase_add_test(steps, matches_at_the_wrong_places_are_passed_in_linear_time);
    tcase_add_test(steps, a_text_of_the_rarest_byte_is_searched_in_linear_time);
    tcase_add_test(steps, random_texts_of_two_bytes_are_searched_in_linear_time);
    return run_suite(suite);
}
