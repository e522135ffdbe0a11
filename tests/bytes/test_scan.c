/* Scans against loops over single bytes, at both ends of a page. */
#include <string.h>

#include "support.h"

#define LONGEST ((size_t)200)

static guarded page;

static void setup(void)
{
    guarded_init(&page, LONGEST);
}

static void teardown(void)
{
    guarded_free(&page);
}

static bool in_set(uint8_t byte, seam_scan_set set)
{
    for (size_t i = 0; i < set.n; i++) {
        if (set.bytes[i] == byte)
            return true;
    }
    return false;
}

static size_t slow_any(const uint8_t *text, size_t len, seam_scan_set set)
{
    size_t at = 0;

    while (at < len && !in_set(text[at], set))
        at++;
    return at;
}

static size_t slow_non_ascii(const uint8_t *text, size_t len)
{
    size_t at = 0;

    while (at < len && text[at] < 0x80)
        at++;
    return at;
}

static size_t slow_last(const uint8_t *text, size_t len, uint8_t byte)
{
    for (size_t at = len; at > 0; at--) {
        if (text[at - 1] == byte)
            return at - 1;
    }
    return len;
}

static size_t slow_lines(const uint8_t *text, size_t len)
{
    size_t n = 0;

    for (size_t i = 0; i < len; i++)
        n += text[i] == 0x0A;
    return n;
}

static void check_text(const uint8_t *text, size_t len, seam_scan_set set)
{
    const seam_view view = seam_view_of(text, len);
    const seam_scan_set one = {.bytes = {set.bytes[0]}, .n = 1};

    if (seam_scan_byte(view, set.bytes[0]) != slow_any(text, len, one))
        ck_abort_msg("byte %02x of %zu", set.bytes[0], len);
    if (seam_scan_last_byte(view, set.bytes[0]) != slow_last(text, len, set.bytes[0]))
        ck_abort_msg("the last byte %02x of %zu", set.bytes[0], len);
    if (seam_scan_any4(view, set) != slow_any(text, len, set))
        ck_abort_msg("a set of %d in %zu bytes", set.n, len);
    if (seam_scan_non_ascii(view) != slow_non_ascii(text, len))
        ck_abort_msg("non-ASCII of %zu", len);
    if (seam_scan_lines(view) != slow_lines(text, len))
        ck_abort_msg("lines of %zu", len);
}

START_TEST(nothing_has_no_bytes_and_no_lines)
{
    const seam_view nothing = {NULL, 0};
    const seam_scan_set set = {.bytes = {0}, .n = 4};

    ck_assert_uint_eq(seam_scan_byte(nothing, 0), 0);
    ck_assert_uint_eq(seam_scan_last_byte(nothing, 0), 0);
    ck_assert_uint_eq(seam_scan_any4(nothing, set), 0);
    ck_assert_uint_eq(seam_scan_non_ascii(nothing), 0);
    ck_assert_uint_eq(seam_scan_lines(nothing), 0);
}
END_TEST

START_TEST(an_empty_set_finds_nothing)
{
    const seam_scan_set none = {.bytes = {'a', 'b', 'c', 'd'}, .n = 0};

    ck_assert_uint_eq(seam_scan_any4(seam_view_string("abcd"), none), 4);
}
END_TEST

START_TEST(bytes_past_the_number_of_a_set_are_not_looked_for)
{
    const seam_view text = seam_view_string("abcdefgh");

    for (uint8_t n = 1; n <= 4; n++) {
        const seam_scan_set set = {.bytes = {'h', 'f', 'd', 'b'}, .n = n};
        ck_assert_uint_eq(seam_scan_any4(text, set), 9u - 2u * n);
    }
}
END_TEST

START_TEST(a_number_past_four_counts_as_four)
{
    const seam_scan_set set = {.bytes = {'h', 'f', 'd', 'b'}, .n = 200};

    ck_assert_uint_eq(seam_scan_any4(seam_view_string("abcdefgh"), set), 1);
}
END_TEST

START_TEST(random_text_is_scanned_as_byte_by_byte)
{
    prng rng;

    prng_init(&rng, test_seed("scan"));
    for (int i = 0; i < 40000; i++) {
        const size_t len = prng_below(&rng, LONGEST + 1);
        const unsigned n_values = 2 + (unsigned)prng_below(&rng, 255);
        seam_scan_set set = {.n = (uint8_t)prng_below(&rng, 5)};
        uint8_t text[LONGEST];

        for (size_t k = 0; k < 4; k++)
            set.bytes[k] = (uint8_t)prng_below(&rng, n_values);
        for (size_t k = 0; k < len; k++)
            text[k] = (uint8_t)prng_below(&rng, n_values);
        check_text(guarded_at_start(&page, text, len), len, set);
        check_text(guarded_at_end(&page, text, len), len, set);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("scan");
    TCase *tc = tcase_create("scan");

    tcase_set_timeout(tc, 60);
    tcase_add_checked_fixture(tc, setup, teardown);
    suite_add_tcase(suite, tc);
    tcase_add_test(tc, nothing_has_no_bytes_and_no_lines);
    tcase_add_test(tc, an_empty_set_finds_nothing);
    tcase_add_test(tc, bytes_past_the_number_of_a_set_are_not_looked_for);
    tcase_add_test(tc, a_number_past_four_counts_as_four);
    tcase_add_test(tc, random_text_is_scanned_as_byte_by_byte);
    return run_suite(suite);
}
