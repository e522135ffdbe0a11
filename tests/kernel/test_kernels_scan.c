/* Scans and masks of every instruction set give what scalar code gives: at every alignment and length,
 * beside unreadable pages, for a match at every place and for every value of a byte. */
#include <string.h>

#include "each_kernel.h"

static void fail_at(const seam__kernel *kernel, const char *what, const uint8_t *p, size_t n)
{
    ck_abort_msg("%s: %s of %zu bytes at ...%02x is not that of scalar", kernel->name, what, n,
                 (unsigned)((uintptr_t)p & 63));
}

/* Room enough for all positions, and what may be written behind them. */
typedef struct positions {
    uint32_t at[MAX_LEN + 320];
    size_t n, looked;
} positions;

static void find_positions(const seam__kernel *kernel, const uint8_t *p, size_t n, uint8_t a,
                           uint8_t b, size_t cap, positions *out)
{
    memset(out->at, 0xA5, sizeof(out->at));
    out->looked = kernel->scan_positions(p, n, a, b, out->at, cap, &out->n);
}

/* All that scalar code finds in as many bytes, and in all of them unless there were enough before. */
static void expect_positions(const seam__kernel *kernel, const uint8_t *p, size_t n, uint8_t a,
                             uint8_t b)
{
    static const size_t caps[] = {0, 1, 5, MAX_LEN + 1};

    for (size_t i = 0; i < sizeof(caps) / sizeof(caps[0]); i++) {
        static positions got, want;

        if (n > MAX_LEN)
            return;
        find_positions(kernel, p, n, a, b, caps[i], &got);
        if (got.looked > n)
            fail_at(kernel, "scan_positions, how far,", p, n);
        find_positions(scalar, p, got.looked, a, b, MAX_LEN + 1, &want);
        if (got.n != want.n || memcmp(got.at, want.at, got.n * sizeof(got.at[0])) != 0 ||
            (got.n < caps[i] && got.looked < n) || got.n >= caps[i] + 256)
            fail_at(kernel, "scan_positions", p, n);
    }
}

static void expect_scans(const seam__kernel *kernel, const uint8_t *p, size_t n, uint8_t byte,
                         const uint8_t set[4])
{
    if (kernel->scan_byte(p, n, byte) != scalar->scan_byte(p, n, byte))
        fail_at(kernel, "scan_byte", p, n);
    if (kernel->scan_any4(p, n, set) != scalar->scan_any4(p, n, set))
        fail_at(kernel, "scan_any4", p, n);
    if (kernel->scan_non_ascii(p, n) != scalar->scan_non_ascii(p, n))
        fail_at(kernel, "scan_non_ascii", p, n);
    if (kernel->scan_lines(p, n) != scalar->scan_lines(p, n))
        fail_at(kernel, "scan_lines", p, n);
    expect_positions(kernel, p, n, byte, set[0]);
    expect_positions(kernel, p, n, byte, byte);
}

/* ---- scans */

/* Bytes of a few values, so that each is often absent and often found late. */
static void sparse(prng *rng, uint8_t *out, size_t len)
{
    static const uint8_t rare[] = {'\n', ':', 0x00, 0x80, 0xFF, 0x8A, '\n' ^ 1};

    memset(out, 'x', len);
    for (size_t i = prng_below(rng, 64); i < len; i += 1 + prng_below(rng, 200))
        out[i] = rare[prng_below(rng, sizeof(rare))];
}

static void scans_everywhere(const seam__kernel *kernel, prng *rng)
{
    static const uint8_t set[4] = {':', 0x00, 0xFF, ':'};
    uint8_t text[MAX_LEN];
    guarded g;

    guarded_init(&g, sizeof(text) + N_OFFSETS);
    for (size_t len = 0; len <= MAX_LEN; len++) {
        for (size_t offset = 0; offset < N_OFFSETS; offset++) {
            uint8_t *at = g.first + offset;

            sparse(rng, text, len);
            memcpy(at, text, len);
            expect_scans(kernel, at, len, '\n', set);
            at = g.end - len - offset;
            memcpy(at, text, len);
            expect_scans(kernel, at, len, 0x00, set);
        }
        expect_scans(kernel, guarded_at_start(&g, text, len), len, ':', set);
        expect_scans(kernel, guarded_at_end(&g, text, len), len, ':', set);
    }
    guarded_free(&g);
}

START_TEST(scans_do_not_depend_on_where_the_input_lies)
{
    with_each(scans_everywhere, "scans_do_not_depend_on_where_the_input_lies");
}
END_TEST

/* One byte stands out at each place, and is what is looked for, or a neighbour of that. */
static void one_match(const seam__kernel *kernel, prng *rng)
{
    uint8_t text[MAX_LEN];

    (void)rng;
    for (unsigned value = 0; value < 256; value++) {
        const uint8_t byte = (uint8_t)value;
        const uint8_t set[4] = {byte, (uint8_t)(byte + 1), (uint8_t)(byte ^ 0x80), byte};

        memset(text, byte ^ 0x55, sizeof(text));
        for (size_t at = 0; at < sizeof(text); at++) {
            text[at] = byte;
            if (kernel->scan_byte(text, sizeof(text), byte) != at)
                fail_at(kernel, "scan_byte", text, sizeof(text));
            expect_scans(kernel, text, sizeof(text), (uint8_t)(byte ^ 1), set);
            text[at] = byte ^ 0x55;
        }
    }
}

START_TEST(every_value_is_found_at_every_place)
{
    with_each(one_match, "every_value_is_found_at_every_place");
}
END_TEST

/* Each of the four is found, and no fifth. */
static void four_values(const seam__kernel *kernel, prng *rng)
{
    static const uint8_t set[4] = {'{', '"', '\\', 0x9F};
    uint8_t text[MAX_LEN];

    (void)rng;
    for (unsigned value = 0; value < 256; value++) {
        const size_t expected = memchr(set, (int)value, 4) != NULL ? 100 : sizeof(text);

        memset(text, 'x', sizeof(text));
        text[100] = (uint8_t)value;
        if (kernel->scan_any4(text, sizeof(text), set) != expected)
            fail_at(kernel, "scan_any4", text, sizeof(text));
    }
}

START_TEST(a_set_is_its_four_bytes)
{
    with_each(four_values, "a_set_is_its_four_bytes");
}
END_TEST

/* Long enough that the counts of a lane would wrap if they were never taken. */
static void many_lines(const seam__kernel *kernel, prng *rng)
{
    static uint8_t text[100000];

    for (int round = 0; round < 20; round++) {
        const size_t len = sizeof(text) - prng_below(rng, 5000);

        memset(text, '\n', len);
        if (kernel->scan_lines(text, len) != len)
            fail_at(kernel, "scan_lines", text, len);
        for (size_t i = 0; i < len; i++)
            text[i] = (uint8_t)prng_below(rng, 16);
        if (kernel->scan_lines(text, len) != scalar->scan_lines(text, len))
            fail_at(kernel, "scan_lines", text, len);
    }
}

START_TEST(counts_of_many_lines_do_not_wrap)
{
    with_each(many_lines, "counts_of_many_lines_do_not_wrap");
}
END_TEST

/* ---- masks */

typedef struct mask_pages {
    guarded in, out;
} mask_pages;

/* Masks from one page to the other, then back in place. */
static void check_mask(const seam__kernel *kernel, uint8_t *in, uint8_t *out, size_t n,
                       const uint8_t key[4])
{
    uint8_t expected[MAX_LEN];

    scalar->mask_apply(in, n, key, expected);
    kernel->mask_apply(in, n, key, out);
    if (memcmp(out, expected, n) != 0)
        fail_at(kernel, "mask", in, n);
    kernel->mask_apply(out, n, key, out);
    if (memcmp(out, in, n) != 0)
        fail_at(kernel, "mask in place", in, n);
}

/* Text that is ASCII up to any place. What is not done is not written. */
static void check_mask_ascii(const seam__kernel *kernel, uint8_t *in, uint8_t *out, size_t n,
                             const uint8_t key[4])
{
    uint8_t expected[MAX_LEN];
    size_t done;

    memset(expected, 0xC5, sizeof(expected));
    memset(out, 0xC5, n);
    done = scalar->mask_ascii(in, n, key, expected);
    if (kernel->mask_ascii(in, n, key, out) != done || memcmp(out, expected, n) != 0)
        fail_at(kernel, "mask_ascii", in, n);
    if (kernel->mask_ascii(in, n, key, in) != done || memcmp(in, expected, done) != 0)
        fail_at(kernel, "mask_ascii in place", in, n);
}

static void masks_of_ascii_everywhere(const seam__kernel *kernel, prng *rng)
{
    static const uint8_t key[4] = {0x37, 0xFA, 0x21, 0xBD};
    mask_pages g;

    guarded_init(&g.in, MAX_LEN + N_OFFSETS);
    guarded_init(&g.out, MAX_LEN + N_OFFSETS);
    for (size_t len = 0; len <= MAX_LEN; len++) {
        for (size_t offset = 0; offset < N_OFFSETS; offset++) {
            uint8_t *in = len % 2 == 0 ? g.in.first + offset : g.in.end - len;
            uint8_t *out = len % 2 == 0 ? g.out.end - len : g.out.first + offset;
            const size_t odd = prng_below(rng, (size_t)2 * MAX_LEN);

            for (size_t i = 0; i < len; i++)
                in[i] = (uint8_t)((i == odd ? 0x80 : 0) | prng_below(rng, 128)) ^ key[i % 4];
            check_mask_ascii(kernel, in, out, len, key);
        }
    }
    guarded_free(&g.in);
    guarded_free(&g.out);
}

START_TEST(masks_stop_at_the_piece_that_is_not_ascii)
{
    with_each(masks_of_ascii_everywhere, "masks_stop_at_the_piece_that_is_not_ascii");
}
END_TEST

static void masks_everywhere(const seam__kernel *kernel, prng *rng)
{
    uint8_t text[MAX_LEN];
    uint8_t key[4];
    mask_pages g;

    guarded_init(&g.in, sizeof(text) + N_OFFSETS);
    guarded_init(&g.out, sizeof(text) + N_OFFSETS);
    for (size_t len = 0; len <= MAX_LEN; len++) {
        for (size_t offset = 0; offset < N_OFFSETS; offset++) {
            const size_t other = prng_below(rng, N_OFFSETS);

            for (size_t i = 0; i < 4; i++)
                key[i] = (uint8_t)prng_next(rng);
            prng_text(rng, g.in.first + offset, len);
            check_mask(kernel, g.in.first + offset, g.out.end - len - other, len, key);
            prng_text(rng, g.in.end - len, len);
            check_mask(kernel, g.in.end - len, g.out.first + other, len, key);
            check_mask(kernel, g.in.end - len, g.out.end - len, len, key);
        }
    }
    guarded_free(&g.in);
    guarded_free(&g.out);
}

START_TEST(masks_do_not_depend_on_where_the_bytes_lie)
{
    with_each(masks_everywhere, "masks_do_not_depend_on_where_the_bytes_lie");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("kernels_scan");
    TCase *tc = tcase_create("simd");

    tcase_set_timeout(tc, 120);
    tcase_add_test(tc, scans_do_not_depend_on_where_the_input_lies);
    tcase_add_test(tc, every_value_is_found_at_every_place);
    tcase_add_test(tc, a_set_is_its_four_bytes);
    tcase_add_test(tc, counts_of_many_lines_do_not_wrap);
    tcase_add_test(tc, masks_do_not_depend_on_where_the_bytes_lie);
    tcase_add_test(tc, masks_stop_at_the_piece_that_is_not_ascii);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
