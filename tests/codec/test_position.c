/* Totals and columns against a loop over single bytes, wherever the text is cut. */
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

/* What advancing over the whole text must give. */
static seam_position slow_position(const uint8_t *text, size_t len, uint8_t line_ends)
{
    seam_position p = {.line_ends = line_ends};

    for (size_t i = 0; i < len; i++) {
        const unsigned n_points = text[i] < 0x80 || text[i] > 0xBF;
        const unsigned n_units = n_points + (text[i] >= 0xF0);
        const bool any = line_ends == SEAM_POSITION_ANY;
        const bool second = any && text[i] == '\n' && i > 0 && text[i - 1] == '\r';

        p.bytes++;
        p.code_points += n_points;
        p.utf16_units += n_units;
        p.column_bytes++;
        p.column_code_points += n_points;
        p.column_utf16_units += n_units;
        p.after_cr_ = any && text[i] == '\r';
        if (text[i] != '\n' && !p.after_cr_)
            continue;
        p.lines += !second;
        p.column_bytes = p.column_code_points = p.column_utf16_units = 0;
    }
    return p;
}

static void check_same(const seam_position *got, const seam_position *expected, size_t len)
{
    if (memcmp(got, expected, sizeof(*got)) != 0)
        ck_abort_msg("%zu bytes: line %llu, column %llu of %llu bytes, not %llu, %llu of %llu", len,
                     (unsigned long long)got->lines, (unsigned long long)got->column_bytes,
                     (unsigned long long)got->bytes, (unsigned long long)expected->lines,
                     (unsigned long long)expected->column_bytes,
                     (unsigned long long)expected->bytes);
}

typedef struct cut_text {
    const uint8_t *text;
    size_t len;
    seam_position expected;
} cut_text;

static void advance_cut(void *ctx, const size_t *cuts, size_t n_cuts)
{
    const cut_text *c = ctx;
    seam_position p = {.line_ends = c->expected.line_ends};
    size_t at = 0;

    for (size_t i = 0; i <= n_cuts; i++) {
        const size_t end = i < n_cuts ? cuts[i] : c->len;

        seam_position_advance(
            &p, seam_view_of(guarded_at_end(&page, c->text + at, end - at), end - at));
        at = end;
    }
    check_same(&p, &c->expected, c->len);
}

static void check_every_cut(const uint8_t *text, size_t len, prng *rng, size_t n_random)
{
    for (unsigned ends = SEAM_POSITION_LF; ends <= SEAM_POSITION_ANY; ends++) {
        cut_text c = {text, len, slow_position(text, len, (uint8_t)ends)};

        feed_every_cut(len, rng, n_random, advance_cut, &c);
    }
}

START_TEST(nothing_moves_nothing)
{
    seam_position p = {.line_ends = SEAM_POSITION_ANY};
    const seam_position start = p;

    seam_position_advance(&p, seam_view_of(NULL, 0));
    check_same(&p, &start, 0);
    seam_position_advance(&p, seam_view_string("a\r"));
    const seam_position after = p;
    seam_position_advance(&p, seam_view_of(NULL, 0));
    check_same(&p, &after, 2);
    ck_assert_uint_eq(p.lines, 1);
    seam_position_advance(&p, seam_view_string("\n"));
    ck_assert_uint_eq(p.lines, 1);
    ck_assert_uint_eq(p.bytes, 3);
    ck_assert_uint_eq(p.column_bytes, 0);
}
END_TEST

START_TEST(a_column_is_counted_in_bytes_code_points_and_units)
{
    seam_position p = {0};

    /* e with acute is 2 bytes; U+1F44D is 4 bytes and two units. */
    seam_position_advance(&p, seam_view_string("one\r\ntwo \xC3\xA9\xF0\x9F\x91\x8D"));
    ck_assert_uint_eq(p.lines, 1);
    ck_assert_uint_eq(p.bytes, 15);
    ck_assert_uint_eq(p.code_points, 11);
    ck_assert_uint_eq(p.utf16_units, 12);
    ck_assert_uint_eq(p.column_bytes, 10);
    ck_assert_uint_eq(p.column_code_points, 6);
    ck_assert_uint_eq(p.column_utf16_units, 7);
}
END_TEST

/* Every string of up to 7 of these bytes in every chunking that the feeder knows. */
START_TEST(every_order_of_line_ends_is_counted_wherever_it_is_cut)
{
    static const uint8_t kinds[] = {'\r', '\n', 'a'};
    prng rng;

    prng_init(&rng, test_seed("position"));
    for (size_t len = 0, n = 1; len <= 7; len++, n *= 3) {
        for (size_t which = 0; which < n; which++) {
            uint8_t text[7];
            size_t rest = which;

            for (size_t i = 0; i < len; i++, rest /= 3)
                text[i] = kinds[rest % 3];
            check_every_cut(text, len, &rng, 0);
        }
    }
}
END_TEST

START_TEST(random_texts_are_counted_wherever_they_are_cut)
{
    prng rng;

    prng_init(&rng, test_seed("position, random"));
    for (int i = 0; i < 300; i++) {
        uint8_t text[LONGEST];
        const size_t len = prng_text(&rng, text, prng_below(&rng, LONGEST + 1));
        const size_t rarity = 1 + prng_below(&rng, 60);

        for (size_t k = 0; k < len; k++) {
            if (prng_below(&rng, rarity) == 0)
                text[k] = (uint8_t) "\r\n"[prng_below(&rng, 2)];
        }
        check_every_cut(text, len, &rng, 3);
    }
}
END_TEST

/* Longer than the pieces in which it is counted, and with more line ends than are looked at in one
 * go; a CR LF lies across the end of a piece. */
START_TEST(long_texts_are_counted_as_short_ones)
{
    static uint8_t text[100000];
    prng rng;

    prng_init(&rng, test_seed("position, long"));
    for (size_t rarity = 1; rarity <= 10000; rarity *= 10) {
        for (size_t i = 0; i < sizeof(text); i++)
            text[i] = prng_below(&rng, rarity) == 0 ? (uint8_t) "\r\n"[prng_below(&rng, 2)]
                                                    : (uint8_t)(' ' + prng_below(&rng, 256 - ' '));
        for (size_t at = 16384; at < sizeof(text); at += 16384) {
            text[at - 1] = '\r';
            text[at] = '\n';
        }
        for (unsigned ends = SEAM_POSITION_LF; ends <= SEAM_POSITION_ANY; ends++) {
            const seam_position expected = slow_position(text, sizeof(text), (uint8_t)ends);
            seam_position p = {.line_ends = (uint8_t)ends};

            seam_position_advance(&p, seam_view_of(text, sizeof(text)));
            check_same(&p, &expected, sizeof(text));
        }
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("position");
    TCase *tc = tcase_create("position");

    tcase_set_timeout(tc, 60);
    tcase_add_checked_fixture(tc, setup, teardown);
    suite_add_tcase(suite, tc);
    tcase_add_test(tc, nothing_moves_nothing);
    tcase_add_test(tc, a_column_is_counted_in_bytes_code_points_and_units);
    tcase_add_test(tc, every_order_of_line_ends_is_counted_wherever_it_is_cut);
    tcase_add_test(tc, random_texts_are_counted_wherever_they_are_cut);
    tcase_add_test(tc, long_texts_are_counted_as_short_ones);
    return run_suite(suite);
}
