/* Control characters and tables of single-byte encodings: every instruction set gives what scalar code gives,
 * and that gives what the definition says, at every length, place and value. */
#include <string.h>

#include "each_kernel.h"

#define PLACES 200

static void fail_at(const seam__kernel *kernel, const char *what, size_t at, size_t n)
{
    ck_abort_msg("%s: %s at %zu of %zu", kernel->name, what, at, n);
}

static size_t first_c1(const uint8_t *p, size_t n)
{
    size_t i = 0;

    while (i < n && (p[i] < 0x80 || p[i] > 0x9F))
        i++;
    return i;
}

static size_t first_control(const uint8_t *p, size_t n, seam__controls set)
{
    for (size_t i = 0; i < n; i++) {
        const bool is_c1 = p[i] == 0xC2 && i + 1 < n && p[i + 1] >= 0x80 && p[i + 1] <= 0x9F;

        if ((p[i] < 0x20 && (set.low >> p[i] & 1) != 0) || (p[i] == 0x7F && set.del) ||
            (is_c1 && set.c1))
            return i;
    }
    return n;
}

static void expect_controls(const seam__kernel *kernel, const uint8_t *p, size_t n)
{
    static const seam__controls sets[] = {{0, false, false},          {1, false, false},
                                          {UINT32_MAX, false, false}, {0xFFFFD9FE, false, false},
                                          {0x2600, false, false},     {0, true, false},
                                          {0, false, true},           {UINT32_MAX, true, true}};

    if (kernel->scan_c1(p, n) != first_c1(p, n) || scalar->scan_c1(p, n) != first_c1(p, n))
        fail_at(kernel, "scan_c1", first_c1(p, n), n);
    for (size_t i = 0; i < sizeof(sets) / sizeof(sets[0]); i++) {
        const size_t want = first_control(p, n, sets[i]);

        if (kernel->scan_controls(p, n, sets[i]) != want ||
            scalar->scan_controls(p, n, sets[i]) != want)
            fail_at(kernel, "scan_controls", want, n);
    }
}

/* One byte stands out at each place, of plain ASCII and of Cyrillic text, beside unreadable pages. */
static void one_byte(const seam__kernel *kernel, prng *rng)
{
    static const uint8_t values[] = {0x00, 0x01, 0x09, 0x0A, 0x0D, 0x1F, 0x20,
                                     0x3F, 0x40, 0x4A, 0x7E, 0x7F, 0x80, 0x85,
                                     0x9F, 0xA0, 0xC1, 0xC2, 0xC3, 0xDF, 0xFF};
    static const uint8_t ground[][2] = {{'x', 'y'}, {0xD0, 0xBF}, {0xC2, 0xA9}, {'a', 0xC2}};
    uint8_t text[PLACES];
    guarded g;

    (void)rng;
    guarded_init(&g, sizeof(text));
    for (size_t k = 0; k < sizeof(ground) / sizeof(ground[0]); k++) {
        for (size_t i = 0; i < sizeof(values); i++) {
            for (size_t at = 0; at < sizeof(text); at++) {
                for (size_t j = 0; j < sizeof(text); j++)
                    text[j] = ground[k][j % 2];
                text[at] = values[i];
                expect_controls(kernel, guarded_at_end(&g, text, sizeof(text)), sizeof(text));
                expect_controls(kernel, guarded_at_end(&g, text, at + 1), at + 1);
                expect_controls(kernel, guarded_at_start(&g, text, at), at);
            }
        }
    }
    guarded_free(&g);
}

START_TEST(controls_are_found_at_every_place)
{
    with_each(one_byte, "controls_are_found_at_every_place");
}
END_TEST

static void random_text(const seam__kernel *kernel, prng *rng)
{
    static const uint8_t some[] = {0x00, 0x0A, 0x1B, 0x7F, 0x80, 0x9F, 0xA0, 0xC2, 0xC2, 0xC3};
    uint8_t text[PLACES * 4];

    for (size_t round = 0; round < 5000; round++) {
        const size_t n = prng_below(rng, sizeof(text) + 1);
        const size_t n_rare = 1 + prng_below(rng, 60);

        for (size_t i = 0; i < n; i++)
            text[i] = prng_below(rng, n_rare) == 0 ? some[prng_below(rng, sizeof(some))]
                                                   : (uint8_t)('a' + prng_below(rng, 26));
        expect_controls(kernel, text, n);
    }
}

START_TEST(random_text_has_the_same_controls)
{
    with_each(random_text, "random_text_has_the_same_controls");
}
END_TEST

/* ---- tables */

static void expect_units_of(const seam__kernel *kernel, const uint8_t *p, size_t n,
                            const uint16_t high[128])
{
    uint16_t out[PLACES + 1];
    size_t want = 0;

    while (want < n && (p[want] < 0x80 || high[p[want] - 0x80] != 0))
        want++;
    out[n] = 0xA55A;
    if (kernel->table_widen(p, n, high, out) != want)
        fail_at(kernel, "table_widen", want, n);
    for (size_t i = 0; i < want; i++) {
        if (out[i] != (p[i] < 0x80 ? p[i] : high[p[i] - 0x80]))
            fail_at(kernel, "a unit of table_widen", i, n);
    }
    if (out[n] != 0xA55A)
        fail_at(kernel, "table_widen, behind the end,", n, n);
}

static void expect_units(const seam__kernel *kernel, const uint8_t *p, size_t n,
                         const uint16_t high[128])
{
    expect_units_of(kernel, p, n, high);
    expect_units_of(scalar, p, n, high);
}

static void units_of_bytes(const seam__kernel *kernel, prng *rng)
{
    uint16_t high[128];
    uint8_t text[PLACES];
    guarded g;

    guarded_init(&g, sizeof(text));
    for (size_t i = 0; i < 128; i++)
        high[i] = (uint16_t)(1 + prng_below(rng, 0xFFFF));
    for (size_t n = 0; n <= sizeof(text); n++) {
        for (size_t i = 0; i < sizeof(text); i++)
            text[i] = (uint8_t)prng_below(rng, 256);
        expect_units(kernel, guarded_at_end(&g, text, n), n, high);
        expect_units(kernel, guarded_at_start(&g, text, n), n, high);
    }
    for (size_t missing = 0; missing < 128; missing++) {
        const uint16_t kept = high[missing];

        high[missing] = 0;
        for (size_t i = 0; i < sizeof(text); i++)
            text[i] = (uint8_t)prng_below(rng, 256);
        expect_units(kernel, text, sizeof(text), high);
        high[missing] = kept;
    }
    guarded_free(&g);
}

START_TEST(tables_give_the_same_units)
{
    with_each(units_of_bytes, "tables_give_the_same_units");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("kernels_controls");
    TCase *tc = tcase_create("controls");

    tcase_set_timeout(tc, 120);
    tcase_add_test(tc, controls_are_found_at_every_place);
    tcase_add_test(tc, random_text_has_the_same_controls);
    tcase_add_test(tc, tables_give_the_same_units);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
