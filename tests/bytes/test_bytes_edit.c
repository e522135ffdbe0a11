/* Fills, copies and swaps against loops over single image, and the index arguments of Node. */
#include <math.h>
#include <string.h>

#include "reference.h"
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

START_TEST(a_pattern_fills_again_and_again)
{
    static const uint8_t pattern[] = "abcdefghijklmnopqrstuvwxyz";
    static const uint8_t nothing[LONGEST];

    for (size_t len = 0; len <= LONGEST; len++) {
        for (size_t m = 0; m < sizeof(pattern); m++) {
            uint8_t *to = guarded_at_end(&page, nothing, len);

            seam_bytes_fill(to, len, seam_view_of(pattern, m));
            for (size_t i = 0; i < len; i++) {
                if (to[i] != (m == 0 ? 0 : pattern[i % m]))
                    ck_abort_msg("%zu bytes of a pattern of %zu: byte %zu", len, m, i);
            }
        }
    }
}
END_TEST

START_TEST(a_pattern_may_lie_in_what_it_fills)
{
    for (size_t at = 0; at < 60; at++) {
        for (size_t m = 1; at + m <= 60; m += 3) {
            uint8_t image[60], before[60];

            for (size_t i = 0; i < sizeof(image); i++)
                image[i] = before[i] = (uint8_t)(i * 7);
            seam_bytes_fill(image, sizeof(image), seam_view_of(image + at, m));
            for (size_t i = 0; i < sizeof(image); i++) {
                if (image[i] != before[at + i % m])
                    ck_abort_msg("pattern of %zu at %zu: byte %zu", m, at, i);
            }
        }
    }
}
END_TEST

START_TEST(units_are_reversed_and_others_refused)
{
    uint8_t image[LONGEST], got[LONGEST];

    for (size_t i = 0; i < sizeof(image); i++)
        image[i] = (uint8_t)(i * 11 + 1);
    for (size_t unit = 0; unit <= 17; unit++) {
        const bool is_unit = unit == 2 || unit == 4 || unit == 8;

        for (size_t len = 0; len <= 70; len++) {
            const bool is_whole = is_unit && len % unit == 0;
            uint8_t *to = guarded_at_end(&page, image, len);

            ck_assert_int_eq(seam_bytes_swap(to, len, unit), !is_unit   ? SEAM_EINVAL
                                                             : is_whole ? SEAM_OK
                                                                        : SEAM_ERANGE);
            for (size_t i = 0; i < len; i++)
                got[i] = image[is_whole ? i / unit * unit + (unit - 1 - i % unit) : i];
            ck_assert_mem_eq(to, got, len);
        }
    }
    ck_assert_int_eq(seam_bytes_swap(NULL, 0, 2), SEAM_OK);
}
END_TEST

/* Every place in and around, from every place of the same bytes. */
START_TEST(copies_overlap_and_stop_at_the_end)
{
    for (size_t off = 0; off <= 70; off++) {
        for (size_t from = 0; from <= 60; from += 4) {
            for (size_t n = 0; from + n <= 64; n += 3) {
                uint8_t image[64], expected[64];
                size_t done = 0;

                for (size_t i = 0; i < sizeof(image); i++)
                    image[i] = expected[i] = (uint8_t)(i * 3 + 1);
                for (; done < n && off + done < 64; done++)
                    expected[off + done] = (uint8_t)((from + done) * 3 + 1);
                if (seam_bytes_copy(image, 64, off, seam_view_of(image + from, n)) != done ||
                    memcmp(image, expected, 64) != 0)
                    ck_abort_msg("%zu bytes from %zu to %zu", n, from, off);
            }
        }
    }
    ck_assert_uint_eq(seam_bytes_copy(NULL, 0, SIZE_MAX, seam_view_string("a")), 0);
    ck_assert_uint_eq(seam_bytes_copy(NULL, 0, 0, seam_view_of(NULL, 0)), 0);
}
END_TEST

/* The greatest place up to `n` that is not inside a well-formed character. */
static size_t slow_cut(const uint8_t *text, size_t len, size_t n)
{
    size_t at = 0;

    while (at < len) {
        const ref_item item = ref_item_at(text, len, at);
        const size_t step = item.reason == SEAM_REASON_NONE ? item.len : 1;

        if (at + step > n)
            return step == 1 ? n : at;
        at += step;
    }
    return n;
}

START_TEST(no_character_is_cut_by_what_is_written)
{
    prng rng;

    prng_init(&rng, test_seed("write text"));
    for (int i = 0; i < 3000; i++) {
        uint8_t text[40], to[48];
        const size_t len = prng_text(&rng, text, prng_below(&rng, sizeof(text) + 1));
        const uint8_t *at = guarded_at_end(&page, text, len);

        for (size_t cap = 0; cap <= sizeof(to); cap++) {
            const size_t off = prng_below(&rng, 6);
            const size_t room = off < cap ? cap - off : 0;
            const size_t want = room >= len ? len : slow_cut(text, len, room);
            size_t n;

            memset(to, 0xA5, sizeof(to));
            n = seam_bytes_write_text(to, cap, off, seam_view_of(at, len));
            if (n != want)
                ck_abort_msg("%zu of %zu bytes in %zu: %zu, not %zu", room, len, cap, n, want);
            for (size_t k = 0; k < sizeof(to); k++) {
                if (to[k] != (k >= off && k < off + n ? text[k - off] : 0xA5))
                    ck_abort_msg("byte %zu of %zu in %zu", k, len, cap);
            }
        }
    }
}
END_TEST

START_TEST(indexes_are_read_as_node_reads_them)
{
    static const struct {
        double index;
        size_t len, place;
    } rows[] = {
        {0, 10, 0},
        {-0.0, 10, 0},
        {3.9, 10, 3},
        {9.999, 10, 9},
        {10, 10, 10},
        {11, 10, 10},
        {-0.5, 10, 0},
        {-0.999, 10, 0},
        {-1, 10, 9},
        {-1.9, 10, 9},
        {-10, 10, 0},
        {-11, 10, 0},
        {1e300, 10, 10},
        {-1e300, 10, 0},
        {INFINITY, 10, 10},
        {-INFINITY, 10, 0},
        {NAN, 10, 0},
        {0, 0, 0},
        {1, 0, 0},
        {-1, 0, 0},
        {4294967296.0, SIZE_MAX, 4294967296},
        {-1, SIZE_MAX, SIZE_MAX - 1},
        {1e300, SIZE_MAX, SIZE_MAX},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const size_t place = seam_bytes_node_index(rows[i].index, rows[i].len);

        if (place != rows[i].place)
            ck_abort_msg("%g of %zu: %zu", rows[i].index, rows[i].len, place);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("bytes_edit");
    TCase *tc = tcase_create("bytes_edit");

    tcase_set_timeout(tc, 60);
    tcase_add_checked_fixture(tc, setup, teardown);
    suite_add_tcase(suite, tc);
    tcase_add_test(tc, a_pattern_fills_again_and_again);
    tcase_add_test(tc, a_pattern_may_lie_in_what_it_fills);
    tcase_add_test(tc, units_are_reversed_and_others_refused);
    tcase_add_test(tc, copies_overlap_and_stop_at_the_end);
    tcase_add_test(tc, no_character_is_cut_by_what_is_written);
    tcase_add_test(tc, indexes_are_read_as_node_reads_them);
    return run_suite(suite);
}
