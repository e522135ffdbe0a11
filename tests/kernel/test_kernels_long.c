/* Validators of long text turn to validators that know less than all of UTF-8. What they say must be what
 * scalar code says: of every text, with every fault, wherever text of one kind becomes another. */
#include <stdio.h>
#include <string.h>

#include "each_kernel.h"
#include "kinds.h"

enum { MOST = 12000 };

static void expect_prefix(const seam__kernel *kernel, const uint8_t *p, size_t n)
{
    const size_t expected = scalar->utf8_prefix(p, n);
    const size_t found = kernel->utf8_prefix(p, n);
    const size_t clean = kernel->utf8_prefix_clean(p, n);
    static uint8_t copy[MOST];
    const size_t copied = kernel->utf8_copy(p, n, copy);

    if (found == expected && clean == expected && copied == expected &&
        memcmp(copy, p, expected) == 0 && kernel->utf8_valid(p, n) == (expected == n))
        return;
    printf("%s: the prefix of %zu bytes is %zu and %zu, not %zu:", kernel->name, n, found, clean,
           expected);
    for (size_t i = expected < 8 ? 0 : expected - 8; i < n && i < expected + 8; i++)
        printf(" %02x", p[i]);
    printf("\n");
    ck_abort_msg("%s: a prefix is not that of scalar", kernel->name);
}

/* ---- every fault behind text of every kind */

enum { SHORT_LEN = 2700, FIRST = 1500, N_PLACES = 300 };

static void every_three_borders(const seam__kernel *kernel, prng *rng)
{
    static uint8_t text[SHORT_LEN];
    uint8_t saved[3];

    for (size_t kind = 0; kind < N_KINDS; kind++) {
        const size_t n = put_kind(text, 0, SHORT_LEN, kinds[kind]);

        expect_prefix(kernel, text, n);
        for (size_t i = 0; i < N_BORDERS * N_BORDERS * N_BORDERS; i++) {
            uint8_t *at = text + FIRST + prng_below(rng, N_PLACES);

            memcpy(saved, at, 3);
            at[0] = borders[i % N_BORDERS];
            at[1] = borders[i / N_BORDERS % N_BORDERS];
            at[2] = borders[i / N_BORDERS / N_BORDERS];
            expect_prefix(kernel, text, n);
            memcpy(at, saved, 3);
        }
    }
}

START_TEST(faults_behind_long_text_are_found)
{
    with_each(every_three_borders, "faults_behind_long_text_are_found");
}
END_TEST

/* ---- texts of many kinds */

static void many_kinds(const seam__kernel *kernel, prng *rng)
{
    static uint8_t text[MOST];
    guarded g;

    guarded_init(&g, MOST);
    for (int round = 0; round < 4000; round++) {
        const size_t n = random_runs(rng, text, 900 + prng_below(rng, MOST - 900));
        const size_t from = prng_below(rng, 70);
        const size_t cut = prng_below(rng, 8);

        expect_prefix(kernel, guarded_at_end(&g, text + from, n - from), n - from);
        expect_prefix(kernel, guarded_at_start(&g, text, n), n - cut);
        for (int i = 0; i < 10; i++) {
            const size_t at = prng_below(rng, n);
            const uint8_t good = text[at];

            text[at] = i % 2 == 0 ? borders[prng_below(rng, N_BORDERS)] : (uint8_t)prng_next(rng);
            expect_prefix(kernel, text, n);
            text[at] = good;
        }
    }
    guarded_free(&g);
}

START_TEST(texts_of_many_kinds_are_validated_as_by_scalar)
{
    with_each(many_kinds, "texts_of_many_kinds_are_validated_as_by_scalar");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("kernels_long");
    TCase *tc = tcase_create("long");

    tcase_set_timeout(tc, 240);
    tcase_add_test(tc, faults_behind_long_text_are_found);
    tcase_add_test(tc, texts_of_many_kinds_are_validated_as_by_scalar);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
