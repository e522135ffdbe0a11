/* The faults that a kernel finds in one call are those that scalar code finds: of every text, wherever
 * it lies, however near they are to each other, and however many there is room for. */
#include <stdio.h>
#include <string.h>

#include "each_kernel.h"
#include "kinds.h"

enum { MOST = 12000, CANARY = 0xC5 };

static seam__utf8_fault expected[MOST], found[MOST + 1];

static void fail_at(const seam__kernel *kernel, const uint8_t *p, size_t n, size_t cap)
{
    printf("%s, up to %zu faults of %zu bytes at ...%02x:", kernel->name, cap, n,
           (unsigned)((uintptr_t)p & 63));
    for (size_t i = 0; i < n && i < 400; i++)
        printf(" %02x", p[i]);
    printf("\n");
    ck_abort_msg("%s: the faults are not those of scalar", kernel->name);
}

/* What lies behind the list stays as it was. */
static void expect_faults(const seam__kernel *kernel, const uint8_t *p, size_t n, size_t cap)
{
    size_t n_expected, n_found;
    const size_t end = scalar->utf8_faults(p, n, expected, cap, &n_expected);

    memset(found, CANARY, (n_expected + 1) * sizeof(found[0]));
    if (kernel->utf8_faults(p, n, found, cap, &n_found) != end || n_found != n_expected ||
        memcmp(found, expected, n_found * sizeof(found[0])) != 0 ||
        found[n_found].start != found[n_found].end || (found[n_found].start & 0xFF) != CANARY)
        fail_at(kernel, p, n, cap);
}

/* ---- where the input lies */

static void at_every_offset(const seam__kernel *kernel, prng *rng)
{
    uint8_t text[MAX_LEN + N_OFFSETS];
    guarded g;

    guarded_init(&g, sizeof(text));
    for (size_t len = 0; len <= MAX_LEN; len++) {
        prng_text(rng, text, sizeof(text));
        for (size_t offset = 0; offset < N_OFFSETS; offset++) {
            const size_t n = len > offset ? len - offset : 0;

            expect_faults(kernel, guarded_at_end(&g, text, n), n, MOST);
            expect_faults(kernel, guarded_at_start(&g, text, len) + offset, n, MOST);
        }
    }
    guarded_free(&g);
}

START_TEST(faults_do_not_depend_on_where_the_input_lies)
{
    with_each(at_every_offset, "faults_do_not_depend_on_where_the_input_lies");
}
END_TEST

/* ---- faults close to each other */

/* Any four borders of Table 3-7 at a place of text of each kind, and the end right behind them. */
static void four_borders(const seam__kernel *kernel, prng *rng)
{
    static uint8_t text[700];

    for (size_t kind = 0; kind < N_KINDS; kind++) {
        const size_t n = put_kind(text, 0, sizeof(text), kinds[kind]);

        for (int round = 0; round < 40000; round++) {
            const size_t place = prng_below(rng, n - 4);
            uint8_t *at = text + place;
            uint8_t saved[4];

            memcpy(saved, at, 4);
            for (size_t i = 0; i < 4; i++)
                at[i] = borders[prng_below(rng, N_BORDERS)];
            expect_faults(kernel, text, n, MOST);
            expect_faults(kernel, text, place + 1 + prng_below(rng, 4), MOST);
            expect_faults(kernel, text, n, 1 + prng_below(rng, 3));
            memcpy(at, saved, 4);
        }
    }
}

START_TEST(faults_side_by_side_are_told_apart)
{
    with_each(four_borders, "faults_side_by_side_are_told_apart");
}
END_TEST

static void all_pairs(const seam__kernel *kernel, prng *rng)
{
    uint8_t text[300];

    memset(text, 'x', sizeof(text));
    for (unsigned pair = 0; pair < 0x10000; pair++) {
        const size_t place = prng_below(rng, sizeof(text) - 2);

        text[place] = (uint8_t)pair;
        text[place + 1] = (uint8_t)(pair >> 8);
        expect_faults(kernel, text + place, 1, MOST);
        expect_faults(kernel, text + place, 2, MOST);
        expect_faults(kernel, text, sizeof(text), MOST);
        expect_faults(kernel, text, place + 2, MOST);
        memset(text + place, 'x', 2);
    }
}

START_TEST(all_pairs_of_bytes_have_the_faults_of_scalar)
{
    with_each(all_pairs, "all_pairs_of_bytes_have_the_faults_of_scalar");
}
END_TEST

/* ---- texts of many kinds */

/* About one byte of `one_of` is put anew. */
static void put_faults(prng *rng, uint8_t *text, size_t n, size_t one_of)
{
    for (size_t at = prng_below(rng, one_of); at < n; at += 1 + prng_below(rng, 2 * one_of))
        text[at] =
            prng_below(rng, 2) == 0 ? borders[prng_below(rng, N_BORDERS)] : (uint8_t)prng_next(rng);
}

static void many_kinds(const seam__kernel *kernel, prng *rng)
{
    static const size_t densities[] = {1, 5, 30, 200, 1000, 5000};
    static uint8_t text[MOST];
    guarded g;

    guarded_init(&g, MOST);
    for (int round = 0; round < 6000; round++) {
        const size_t n = random_runs(rng, text, 900 + prng_below(rng, MOST - 900));
        const size_t from = prng_below(rng, 70);
        const uint8_t *at;

        put_faults(rng, text, n, densities[round % 6]);
        at = guarded_at_end(&g, text + from, n - from);
        expect_faults(kernel, at, n - from, MOST);
        expect_faults(kernel, at, n - from, 1 + prng_below(rng, 50));
        at = guarded_at_start(&g, text, n);
        expect_faults(kernel, at, n - prng_below(rng, 8), MOST);
    }
    guarded_free(&g);
}

START_TEST(texts_of_many_kinds_have_the_faults_of_scalar)
{
    with_each(many_kinds, "texts_of_many_kinds_have_the_faults_of_scalar");
}
END_TEST

/* One kind and one fault that is everywhere, as long as several batches. */
static void one_kind(const seam__kernel *kernel, prng *rng)
{
    static uint8_t text[MOST];

    for (size_t kind = 0; kind < N_KINDS; kind++) {
        for (size_t one_of = 1; one_of < MOST; one_of = 2 * one_of + 1) {
            const size_t n = put_kind(text, 0, MOST, kinds[kind]);

            put_faults(rng, text, n, one_of);
            expect_faults(kernel, text, n, MOST);
            for (size_t cap = 0; cap < 40; cap++)
                expect_faults(kernel, text, n, cap);
        }
    }
}

START_TEST(text_of_one_kind_has_the_faults_of_scalar)
{
    with_each(one_kind, "text_of_one_kind_has_the_faults_of_scalar");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("kernels_faults");
    TCase *tc = tcase_create("faults");

    tcase_set_timeout(tc, 240);
    tcase_add_test(tc, faults_do_not_depend_on_where_the_input_lies);
    tcase_add_test(tc, faults_side_by_side_are_told_apart);
    tcase_add_test(tc, all_pairs_of_bytes_have_the_faults_of_scalar);
    tcase_add_test(tc, texts_of_many_kinds_have_the_faults_of_scalar);
    tcase_add_test(tc, text_of_one_kind_has_the_faults_of_scalar);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
