#include <string.h>

#include "base/bits.h"
#include "reference.h"
#include "seam/utf8.h"
#include "support.h"

/* The one-shot questions, against the reference and against unreadable pages. */

enum { LONGEST = 300 };

static guarded page;

static void setup(void)
{
    guarded_init(&page, LONGEST);
}

static void teardown(void)
{
    guarded_free(&page);
}

/* The first fault, or an item of length 0 at the end. */
static ref_item first_fault(const uint8_t *text, size_t len)
{
    ref_item none = {len, 0, SEAM_REASON_NONE, 0, false};

    for (size_t at = 0; at < len;) {
        const ref_item item = ref_item_at(text, len, at);
        if (item.reason != SEAM_REASON_NONE)
            return item;
        at += item.len;
    }
    return none;
}

static size_t count_from(const uint8_t *text, size_t len, unsigned low, unsigned high)
{
    size_t n = 0;

    for (size_t i = 0; i < len; i++)
        n += text[i] >= low && text[i] <= high;
    return n;
}

static void check_fault(const seam_fault *got, const ref_item *expected, const uint8_t *text)
{
    if (got->reason != expected->reason)
        ck_abort_msg("reason %u, not %u", got->reason, expected->reason);
    if (got->reason == SEAM_REASON_NONE)
        return;
    if (got->offset != expected->offset || got->len != expected->len ||
        got->n_bytes != expected->n_bytes ||
        memcmp(got->bytes, text + expected->offset, expected->n_bytes) != 0)
        ck_abort_msg("the fault at %zu differs", expected->offset);
}

/* The faults that follow, `cap` at most, from *at on; what lies behind those of a call is untouched.
 * Returns their number. */
static size_t check_some_faults(const uint8_t *text, size_t len, const ref_item *faults, size_t cap,
                                size_t *at)
{
    seam_fault found[LONGEST + 1];
    size_t n, end;

    for (size_t i = 0; i <= cap; i++)
        found[i].offset = UINT64_MAX;
    n = seam_utf8_faults(seam_view_of(text + *at, len - *at), found, cap, &end);
    if (n > cap || end > len - *at || (n < cap && end != len - *at))
        ck_abort_msg("%zu faults up to %zu of %zu bytes", n, end, len - *at);
    if (found[n].offset != UINT64_MAX)
        ck_abort_msg("something is written behind %zu faults", n);
    for (size_t i = 0; i < n; i++) {
        found[i].offset += *at;
        check_fault(&found[i], &faults[i], text);
    }
    *at += end;
    return n;
}

static void check_faults(const uint8_t *text, size_t len, size_t cap)
{
    ref_item items[LONGEST + 1];
    const size_t n_items = ref_analyse(text, len, items);
    size_t n_faults = 0;
    size_t n = 0;
    size_t at = 0;

    for (size_t i = 0; i < n_items; i++) {
        if (items[i].reason != SEAM_REASON_NONE)
            items[n_faults++] = items[i];
    }
    while (at < len)
        n += check_some_faults(text, len, items + n, seam__min(cap, n_faults + 1 - n), &at);
    if (n != n_faults)
        ck_abort_msg("%zu faults, not %zu, of %zu bytes", n, n_faults, len);
}

static void check_text(const uint8_t *text, size_t len)
{
    const seam_view view = seam_view_of(text, len);
    const ref_item expected = first_fault(text, len);
    const size_t n_leads = len - count_from(text, len, 0x80, 0xBF);
    seam_fault fault;

    memset(&fault, 0xEE, sizeof(fault));
    if (seam_utf8_valid(view) != (expected.reason == SEAM_REASON_NONE))
        ck_abort_msg("valid is wrong for %zu bytes", len);
    if (seam_utf8_valid_up_to(view, &fault) != expected.offset)
        ck_abort_msg("valid_up_to is not %zu for %zu bytes", expected.offset, len);
    check_fault(&fault, &expected, text);
    check_faults(text, len, LONGEST);
    check_faults(text, len, 1 + len % 6);
    if (seam_utf8_valid_up_to(view, NULL) != expected.offset)
        ck_abort_msg("valid_up_to differs without a fault to fill");
    if (seam_utf8_count(view) != n_leads)
        ck_abort_msg("count is not %zu for %zu bytes", n_leads, len);
    if (seam_utf8_utf16_len(view) != n_leads + count_from(text, len, 0xF0, 0xFF))
        ck_abort_msg("utf16_len is wrong for %zu bytes", len);
    if (seam_utf8_trim(view) != len - ref_eager_hold(text, len))
        ck_abort_msg("trim is wrong for %zu bytes", len);
}

static void check_both_ends(const uint8_t *text, size_t len)
{
    check_text(guarded_at_start(&page, text, len), len);
    check_text(guarded_at_end(&page, text, len), len);
}

START_TEST(nothing_is_well_formed_and_empty)
{
    const seam_view nothing = {NULL, 0};
    seam_fault fault;
    size_t end = 1;

    ck_assert(seam_utf8_valid(nothing));
    ck_assert_uint_eq(seam_utf8_valid_up_to(nothing, &fault), 0);
    ck_assert_int_eq(fault.reason, SEAM_REASON_NONE);
    ck_assert_uint_eq(seam_utf8_count(nothing), 0);
    ck_assert_uint_eq(seam_utf8_utf16_len(nothing), 0);
    ck_assert_uint_eq(seam_utf8_trim(nothing), 0);
    ck_assert_uint_eq(seam_utf8_faults(nothing, &fault, 1, &end), 0);
    ck_assert_uint_eq(end, 0);
}
END_TEST

START_TEST(without_room_no_fault_is_looked_for)
{
    size_t end = 1;

    ck_assert_uint_eq(seam_utf8_faults(seam_view_string("a\xFF"), NULL, 0, &end), 0);
    ck_assert_uint_eq(end, 0);
}
END_TEST

/* More than the library looks for at once. */
START_TEST(many_faults_are_found_in_one_call)
{
    enum { N = 1000 };
    static const uint8_t unit[] = {'a', 0xC3, ' '};
    static uint8_t text[3 * N];
    static seam_fault faults[N + 1];
    size_t end;

    for (size_t i = 0; i < N; i++)
        memcpy(text + 3 * i, unit, sizeof(unit));
    text[3 * N - 1] = 'b';
    memset(faults, 0xA5, sizeof(faults));
    ck_assert_uint_eq(seam_utf8_faults(seam_view_of(text, sizeof(text)), faults, N + 1, &end), N);
    for (size_t i = 0; i < N; i++)
        ck_assert_uint_eq(faults[i].reserved_, 0);
    ck_assert_uint_eq(end, sizeof(text));
    for (size_t i = 0; i < N; i++) {
        ck_assert_uint_eq(faults[i].offset, 3 * i + 1);
        ck_assert_int_eq(faults[i].reason, SEAM_REASON_TRUNCATED);
        ck_assert_int_eq(faults[i].n_bytes, 2);
    }
}
END_TEST

START_TEST(a_known_text_has_known_counts)
{
    const seam_view text = seam_view_string("na\xC3\xAFve \xE2\x82\xAC\xF0\x9F\x98\x80");

    ck_assert(seam_utf8_valid(text));
    ck_assert_uint_eq(seam_utf8_count(text), 8);
    ck_assert_uint_eq(seam_utf8_utf16_len(text), 9);
    ck_assert_uint_eq(seam_utf8_trim(text), text.len);
    ck_assert_uint_eq(seam_utf8_trim(seam_view_of(text.data, text.len - 1)), text.len - 4);
}
END_TEST

START_TEST(all_inputs_of_one_and_two_bytes)
{
    for (unsigned a = 0; a < 256; a++) {
        const uint8_t one[] = {(uint8_t)a};
        check_both_ends(one, 1);
        for (unsigned b = 0; b < 256; b++) {
            const uint8_t two[] = {(uint8_t)a, (uint8_t)b};
            check_both_ends(two, 2);
        }
    }
}
END_TEST

/* The bytes at which the table's ranges begin and end, and their neighbours. */
START_TEST(all_inputs_of_four_bytes_at_the_edges_of_the_table)
{
    static const uint8_t edges[] = {0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF,
                                    0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED,
                                    0xEE, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF};
    const size_t n = sizeof(edges);

    for (size_t i = 0; i < n * n * n * n; i++) {
        const uint8_t four[] = {edges[i % n], edges[i / n % n], edges[i / (n * n) % n],
                                edges[i / (n * n * n)]};
        check_text(four, 4);
    }
}
END_TEST

/* Lengths on both sides of every block that a word-wise or a vector loop could take. */
static void check_with_fault_everywhere(const uint8_t *good, const char *bad, size_t n_bad)
{
    uint8_t text[LONGEST];

    for (size_t len = 0; len <= LONGEST; len++) {
        memcpy(text, good, len);
        check_both_ends(text, len);
        for (size_t at = 0; at + n_bad <= len; at++) {
            memcpy(text, good, len);
            memcpy(text + at, bad, n_bad);
            check_text(guarded_at_end(&page, text, len), len);
        }
    }
}

START_TEST(a_fault_is_found_at_every_position_of_ascii)
{
    uint8_t good[LONGEST];

    for (size_t i = 0; i < LONGEST; i++)
        good[i] = (uint8_t)(i % 0x80);
    check_with_fault_everywhere(good, "\x80", 1);
    check_with_fault_everywhere(good, "\xFF", 1);
    check_with_fault_everywhere(good, "\xC3", 1);
    check_with_fault_everywhere(good, "\xE2\x82", 2);
    check_with_fault_everywhere(good, "\xED\xA0\x80", 3);
    check_with_fault_everywhere(good, "\xF4\x90\x80\x80", 4);
    check_with_fault_everywhere(good, "\xF0\x9F\x98", 3);
}
END_TEST

START_TEST(a_fault_is_found_at_every_position_of_mixed_text)
{
    static const char unit[] = "ab\xC3\xA9\xE2\x82\xACz\xF0\x9F\x98\x80";
    uint8_t good[LONGEST];

    for (size_t i = 0; i < LONGEST; i++)
        good[i] = (uint8_t)unit[i % (sizeof(unit) - 1)];
    check_with_fault_everywhere(good, "\x80", 1);
    check_with_fault_everywhere(good, "\xC0", 1);
    check_with_fault_everywhere(good, "\xE0\x80", 2);
    check_with_fault_everywhere(good, "\xF0\x90\x80", 3);
    check_with_fault_everywhere(good, "q", 1);
}
END_TEST

START_TEST(random_text_is_validated_as_by_the_reference)
{
    prng rng;

    prng_init(&rng, test_seed("utf8"));
    for (int i = 0; i < 20000; i++) {
        uint8_t text[LONGEST];
        const size_t len = prng_below(&rng, LONGEST + 1);
        check_both_ends(text, prng_text(&rng, text, len));
    }
}
END_TEST

START_TEST(trim_leaves_whole_code_points_of_text_cut_anywhere)
{
    static const char unit[] = "a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80";

    for (size_t len = 0; len < sizeof(unit); len++) {
        const seam_view cut = seam_view_of(unit, len);
        const size_t kept = seam_utf8_trim(cut);
        ck_assert(seam_utf8_valid(seam_view_of(unit, kept)));
        ck_assert_uint_le(len - kept, 3);
        ck_assert_uint_eq(kept, seam_utf8_valid_up_to(cut, NULL));
    }
}
END_TEST

START_TEST(trim_leaves_ill_formed_bytes_alone)
{
    static const char *const texts[] = {"a\x80",        "a\xC0",        "\xE0\x80", "\xED\xA0",
                                        "\xF4\x90",     "\xF0\x8F\xBF", "\xF5",     "\xFF",
                                        "\x80\x80\x80", "\xF8\x80\x80"};

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        ck_assert_uint_eq(seam_utf8_trim(seam_view_string(texts[i])), strlen(texts[i]));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("utf8");
    TCase *tc = tcase_create("utf8");

    tcase_set_timeout(tc, 120);
    tcase_add_checked_fixture(tc, setup, teardown);
    suite_add_tcase(suite, tc);
    tcase_add_test(tc, nothing_is_well_formed_and_empty);
    tcase_add_test(tc, without_room_no_fault_is_looked_for);
    tcase_add_test(tc, many_faults_are_found_in_one_call);
    tcase_add_test(tc, a_known_text_has_known_counts);
    tcase_add_test(tc, all_inputs_of_one_and_two_bytes);
    tcase_add_test(tc, all_inputs_of_four_bytes_at_the_edges_of_the_table);
    tcase_add_test(tc, a_fault_is_found_at_every_position_of_ascii);
    tcase_add_test(tc, a_fault_is_found_at_every_position_of_mixed_text);
    tcase_add_test(tc, random_text_is_validated_as_by_the_reference);
    tcase_add_test(tc, trim_leaves_whole_code_points_of_text_cut_anywhere);
    tcase_add_test(tc, trim_leaves_ill_formed_bytes_alone);
    return run_suite(suite);
}
