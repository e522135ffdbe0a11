/* Every transcoder of an instruction set gives what scalar code gives: at every alignment, beside
 * unreadable pages on both sides, for every room, and for faults at every place. */
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/bits.h"
#include "kernel/compress.h"
#include "kernel/table.h"
#include "support.h"
#include "transcoding.h"
#include "transcoding_text.h"

#define N_OFFSETS 64
#define MAX_LEN   300

typedef struct route {
    const char *name;
    text_form from, to;
    size_t at; /* in a table of kernels */
} route;

#define ROUTE(name, from, to)                                       \
    {                                                               \
#name, FORM_##from, FORM_##to, offsetof(seam__kernel, name) \
    }

static const route routes[] = {
    ROUTE(utf8_to_utf16le, UTF8, UTF16LE), ROUTE(utf8_to_utf16be, UTF8, UTF16BE),
    ROUTE(utf8_to_utf32le, UTF8, UTF32LE), ROUTE(utf8_to_utf32be, UTF8, UTF32BE),
    ROUTE(utf8_to_latin1, UTF8, LATIN1),   ROUTE(utf16le_to_utf8, UTF16LE, UTF8),
    ROUTE(utf16be_to_utf8, UTF16BE, UTF8), ROUTE(utf32le_to_utf8, UTF32LE, UTF8),
    ROUTE(utf32be_to_utf8, UTF32BE, UTF8), ROUTE(latin1_to_utf8, LATIN1, UTF8),
};

#define N_ROUTES (sizeof(routes) / sizeof(routes[0]))

static seam__transcode_fn *function_of(const seam__kernel *kernel, const route *r)
{
    seam__transcode_fn *function;

    memcpy(&function, (const uint8_t *)kernel + r->at, sizeof(function));
    return function;
}

/* Calls `fn` with each route of each kernel but scalar that this machine can run. */
static void with_each(void (*fn)(const seam__kernel *kernel, const route *r, prng *rng),
                      const char *what)
{
    const seam__kernel *kernel;
    prng rng;

    prng_init(&rng, test_seed(what));
    for (size_t i = 0; (kernel = seam__kernel_built(i)) != NULL; i++) {
        if (kernel == &seam__kernel_scalar)
            continue;
        printf("%s: %s%s\n", what, kernel->name, kernel->usable() ? "" : " is not usable here");
        for (size_t k = 0; kernel->usable() && k < N_ROUTES; k++)
            fn(kernel, &routes[k], &rng);
    }
}

/* ---- one comparison */

static guarded page_in, page_out;

static void setup(void)
{
    guarded_init(&page_in, MAX_LEN + N_OFFSETS);
    guarded_init(&page_out, 4 * MAX_LEN + 64);
}

static void teardown(void)
{
    guarded_free(&page_in);
    guarded_free(&page_out);
}

static void fail_at(const seam__kernel *kernel, const route *r, const uint8_t *p, size_t n,
                    size_t cap)
{
    printf("%s, %s of %zu bytes at ...%02x into %zu units:", kernel->name, r->name, n,
           (unsigned)((uintptr_t)p & 63), cap);
    for (size_t i = 0; i < n; i++)
        printf(" %02x", p[i]);
    printf("\n");
    ck_abort_msg("%s: %s is not that of scalar", kernel->name, r->name);
}

/* The output ends at an unreadable page; the same bytes lie behind it from both. */
static void expect_same(const seam__kernel *kernel, const route *r, const uint8_t *p, size_t n,
                        size_t cap)
{
    const size_t room = cap * form_unit(r->to);
    uint8_t *out = page_out.end - room;
    uint8_t expected[4 * MAX_LEN + 64];
    size_t n_expected, n_units;
    size_t len;

    memset(expected, 0xA7, room);
    memset(out, 0xA7, room);
    len = function_of(&seam__kernel_scalar, r)(p, n, expected, cap, &n_expected);
    if (function_of(kernel, r)(p, n, out, cap, &n_units) != len || n_units != n_expected ||
        memcmp(out, expected, room) != 0)
        fail_at(kernel, r, p, n, cap);
}

/* ---- where the input lies */

static void at_every_offset(const seam__kernel *kernel, const route *r, prng *rng)
{
    uint8_t text[MAX_LEN + N_OFFSETS];

    for (size_t len = 0; len <= MAX_LEN; len++) {
        form_text(r->from, rng, text, len);
        for (size_t offset = 0; offset < N_OFFSETS; offset++) {
            const size_t n = len > offset ? len - offset : 0;

            expect_same(kernel, r, guarded_at_end(&page_in, text, n), n, n);
            expect_same(kernel, r, guarded_at_start(&page_in, text, len) + offset, n, n);
        }
    }
}

START_TEST(answers_do_not_depend_on_where_the_input_lies)
{
    with_each(at_every_offset, "answers_do_not_depend_on_where_the_input_lies");
}
END_TEST

static void at_every_room(const seam__kernel *kernel, const route *r, prng *rng)
{
    uint8_t text[MAX_LEN];

    for (int round = 0; round < 12; round++) {
        const size_t n = MAX_LEN - prng_below(rng, 32);

        form_text(r->from, rng, text, n);
        for (size_t cap = 0; cap <= n; cap++)
            expect_same(kernel, r, guarded_at_end(&page_in, text, n), n, cap);
    }
}

START_TEST(answers_are_those_of_scalar_in_every_room)
{
    with_each(at_every_room, "answers_are_those_of_scalar_in_every_room");
}
END_TEST

/* ---- faults */

/* Characters of one length each, and mixtures. */
static const uint32_t units[][4] = {
    {'a', 'b', 'c', 'd'},
    {0xE9, 0x7FF, 0x80, 0xFF},
    {0x4E2D, 0x800, 0xFFFF, 0xE000},
    {0x1F600, 0x10000, 0x10FFFF, 0xFFFFF},
    {'a', 0x1F600, 0xE9, 0x4E2D},
    {'a', 'b', 0xE9, 0xFF},
};

#define N_KINDS (sizeof(units) / sizeof(units[0]))

static size_t fill(const route *r, size_t kind, uint8_t *out, size_t len)
{
    size_t n = 0;

    for (size_t i = 0; n + 4 <= len; i++) {
        const uint32_t c = units[kind][i % 4];

        n += form_put(r->from, r->from == FORM_LATIN1 ? c & 0xFF : c, out + n);
    }
    return n;
}

/* One byte of well-formed text becomes each value that is near a rule. */
static void one_bad_byte(const seam__kernel *kernel, const route *r, prng *rng)
{
    static const uint8_t values[] = {0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0,
                                     0xC1, 0xC2, 0xC4, 0xDF, 0xE0, 0xED, 0xEF, 0xF0, 0xF4,
                                     0xF5, 0xFF, 0xD7, 0xD8, 0xDB, 0xDC, 0x10, 0x11};
    uint8_t text[MAX_LEN];

    (void)rng;
    for (size_t kind = 0; kind < N_KINDS; kind++) {
        const size_t n = fill(r, kind, text, sizeof(text));

        for (size_t at = 0; at < n; at++) {
            const uint8_t good = text[at];

            for (size_t v = 0; v < sizeof(values); v++) {
                text[at] = values[v];
                expect_same(kernel, r, text, n, n);
            }
            text[at] = good;
            expect_same(kernel, r, text, at, n);
        }
    }
}

START_TEST(one_bad_byte_stops_at_every_place)
{
    with_each(one_bad_byte, "one_bad_byte_stops_at_every_place");
}
END_TEST

/* Short texts of one kind or of several, half of them with a bad byte, at the end of a page; in rooms that
 * are nearly filled, and in any. */
static void short_texts(const seam__kernel *kernel, const route *r, prng *rng)
{
    enum { SHORT = 140, ROUNDS = 12 };
    uint8_t text[SHORT + 4];
    uint8_t out[4 * SHORT];

    for (size_t len = 0; len <= SHORT; len++) {
        for (size_t round = 0; round < ROUNDS; round++) {
            const size_t wanted = seam__min(len + 3, sizeof(text));
            const size_t filled = fill(r, round % N_KINDS, text, wanted);
            const size_t n = seam__min(len, filled);
            const uint8_t *p;
            size_t n_units;

            if (n > 0 && round >= N_KINDS)
                text[prng_below(rng, n)] = (uint8_t)prng_below(rng, 256);
            p = guarded_at_end(&page_in, text, n);
            (void)function_of(&seam__kernel_scalar, r)(p, n, out, sizeof(out) / 4, &n_units);
            for (size_t more = 0; more < 4; more++)
                expect_same(kernel, r, p, n, n_units + more - seam__min(n_units, 1));
            expect_same(kernel, r, p, n, prng_below(rng, 2 * n + 2));
        }
    }
}

START_TEST(short_texts_are_those_of_scalar_in_every_room)
{
    with_each(short_texts, "short_texts_are_those_of_scalar_in_every_room");
}
END_TEST

/* ASCII of every length with none, one or two other characters anywhere, in rooms that it just fills or does
 * not, and in the most that it may need. */
static void among_ascii(const seam__kernel *kernel, const route *r, prng *rng)
{
    static const uint32_t others[] = {0xE9, 0x80, 0xFF, 0x644, 0x4E00, 0x1F600};
    const size_t n_others = r->from == FORM_LATIN1 || r->to == FORM_LATIN1 ? 3 : 6;
    uint8_t text[MAX_LEN], out[4 * MAX_LEN];

    for (size_t round = 0; round / 3 < MAX_LEN; round++) {
        const size_t wanted = seam__min(1 + round / 3 * form_unit(r->from), MAX_LEN - 4);
        size_t n = 0, n_units;
        const uint8_t *p;

        while (n < wanted) {
            const bool is_other = round % 3 > 0 && prng_below(rng, wanted / (round % 3) + 1) == 0;

            n += form_put(r->from, is_other ? others[prng_below(rng, n_others)] : 'a', text + n);
        }
        p = guarded_at_end(&page_in, text, n);
        (void)function_of(&seam__kernel_scalar, r)(p, n, out, sizeof(out) / 4, &n_units);
        expect_same(kernel, r, p, n, n_units);
        expect_same(kernel, r, p, n, n_units - seam__min(n_units, 1 + prng_below(rng, 70)));
        expect_same(kernel, r, p, n, seam__min(2 * n, sizeof(out) / form_unit(r->to)));
    }
}

START_TEST(few_characters_among_ascii_are_those_of_scalar)
{
    with_each(among_ascii, "few_characters_among_ascii_are_those_of_scalar");
}
END_TEST

/* Many blocks, with the joints of blocks at every place of a character. */
static void long_texts(const seam__kernel *kernel, const route *r, prng *rng)
{
    enum { LONG = 40000 };
    static uint8_t text[LONG], out[4 * LONG], expected[4 * LONG];

    for (int round = 0; round < 40; round++) {
        const size_t n = fill(r, (size_t)round % N_KINDS, text + 64, LONG - 1000);
        const size_t shift = round < 20 ? prng_below(rng, 17) * form_unit(r->from) : 0;
        const size_t cap = round % 2 == 0 ? sizeof(out) / form_unit(r->to) : prng_below(rng, n);
        uint8_t *first = text + 64 - shift;
        size_t n_expected, n_units;
        size_t len;

        for (size_t i = 0; i < shift; i += form_unit(r->from))
            form_put(r->from, 'x', first + i);
        len = function_of(&seam__kernel_scalar, r)(first, n + shift, expected, cap, &n_expected);
        ck_assert_uint_eq(function_of(kernel, r)(first, n + shift, out, cap, &n_units), len);
        ck_assert_uint_eq(n_units, n_expected);
        ck_assert_mem_eq(out, expected, n_units * form_unit(r->to));
    }
}

START_TEST(long_texts_are_those_of_scalar)
{
    with_each(long_texts, "long_texts_are_those_of_scalar");
}
END_TEST

/* Characters of one kind after those of another, in runs from one character to some that are longer
 * than the blocks of a kernel; half the texts have a bad byte. */
static size_t fill_runs(const route *r, prng *rng, uint8_t *out, size_t len)
{
    size_t n = 0;

    while (n + 4 <= len) {
        const size_t kind = prng_below(rng, N_KINDS);
        const size_t most = prng_below(rng, 4) == 0 ? 2000 : 60;
        const size_t run = 1 + prng_below(rng, most);

        n += fill(r, kind, out + n, seam__min(len - n, 4 * run));
    }
    if (prng_below(rng, 2) == 0)
        out[prng_below(rng, n)] = (uint8_t)prng_below(rng, 256);
    return n;
}

static void runs(const seam__kernel *kernel, const route *r, prng *rng)
{
    enum { LONG = 12000 };
    static uint8_t text[LONG], out[4 * LONG], expected[4 * LONG];

    for (int round = 0; round < 400; round++) {
        const size_t n = fill_runs(r, rng, text, 16 + prng_below(rng, LONG - 16));
        const size_t cap = round % 2 == 0 ? sizeof(out) / form_unit(r->to) : prng_below(rng, n);
        size_t n_expected, n_units, len;

        memset(out, 0xA7, sizeof(out));
        memset(expected, 0xA7, sizeof(expected));
        len = function_of(&seam__kernel_scalar, r)(text, n, expected, cap, &n_expected);
        ck_assert_uint_eq(function_of(kernel, r)(text, n, out, cap, &n_units), len);
        ck_assert_uint_eq(n_units, n_expected);
        ck_assert_mem_eq(out, expected, sizeof(out));
    }
}

START_TEST(runs_of_every_kind_are_those_of_scalar)
{
    with_each(runs, "runs_of_every_kind_are_those_of_scalar");
}
END_TEST

/* ---- Latin-1 */

static void latin1_of(const seam__kernel *kernel, seam__prefix_fn *fn, seam__prefix_fn *scalar,
                      text_form form, prng *rng)
{
    static uint8_t text[20000];
    size_t n = 0;

    while (n < sizeof(text) - 4)
        n += form_put(form, (uint32_t)prng_below(rng, 256), text + n);
    for (int round = 0; round < 3000; round++) {
        const size_t from = prng_below(rng, n);
        const size_t len = prng_below(rng, round % 2 == 0 ? n - from : seam__min(n - from, 200));

        if (fn(text + from, len) != scalar(text + from, len))
            ck_abort_msg("%s: the prefix of %zu bytes in form %d", kernel->name, len, (int)form);
        if (round % 8 == 7)
            form_text(form, rng, text + from, n - from < 4 ? n - from : 4);
    }
}

static void latin1_prefixes(const seam__kernel *k, const route *r, prng *rng)
{
    const seam__kernel *s = &seam__kernel_scalar;

    if (r != routes)
        return;
    latin1_of(k, k->utf8_latin1_prefix, s->utf8_latin1_prefix, FORM_UTF8, rng);
    latin1_of(k, k->utf16le_latin1_prefix, s->utf16le_latin1_prefix, FORM_UTF16LE, rng);
    latin1_of(k, k->utf16be_latin1_prefix, s->utf16be_latin1_prefix, FORM_UTF16BE, rng);
}

START_TEST(what_fits_latin1_is_what_scalar_says)
{
    with_each(latin1_prefixes, "what_fits_latin1_is_what_scalar_says");
}
END_TEST

/* ---- the tables of shuffles */

/* Each row has every byte once, those that are wanted first; `wanted` lists them. */
static void expect_row(const uint8_t row[16], const uint8_t *wanted, size_t n)
{
    unsigned seen = 0;

    for (size_t i = 0; i < 16; i++) {
        ck_assert_uint_lt(row[i], 16);
        seen |= 1u << row[i];
    }
    ck_assert_uint_eq(seen, 0xFFFF);
    ck_assert_mem_eq(row, wanted, n);
}

static size_t add_group(uint8_t *wanted, unsigned bits, unsigned group)
{
    /* The places of lead, second, middle and last in a group, by how many bytes there are. */
    static const uint8_t orders[4][4] = {{2}, {2, 0}, {2, 3, 1, 0}, {2, 1, 0}};
    static const uint8_t lens[4] = {1, 2, 4, 3};

    for (size_t i = 0; i < lens[bits]; i++)
        wanted[i] = (uint8_t)(4 * group + orders[bits][i]);
    return lens[bits];
}

START_TEST(every_row_of_shuffles_is_right)
{
    for (unsigned mask = 0; mask < 256; mask++) {
        uint8_t in_units[16], in_pairs[16], in_groups[16];
        size_t n_units = 0;
        size_t n_pairs = 0;
        size_t n_groups = 0;

        for (unsigned i = 0; i < 8; i++) {
            const bool set = (mask >> i & 1) != 0;

            in_pairs[n_pairs++] = (uint8_t)(2 * i);
            if (set) {
                in_pairs[n_pairs++] = (uint8_t)(2 * i + 1);
                in_units[n_units++] = (uint8_t)(2 * i);
                in_units[n_units++] = (uint8_t)(2 * i + 1);
            }
        }
        for (unsigned i = 0; i < 4; i++)
            n_groups += add_group(in_groups + n_groups, mask >> 2 * i & 3, i);
        expect_row(seam__compress_units[mask], in_units, n_units);
        expect_row(seam__compress_pairs[mask], in_pairs, n_pairs);
        expect_row(seam__compress_groups[mask], in_groups, n_groups);
        ck_assert_uint_eq(seam__bit_counts[mask], n_units / 2);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("transcode_simd");
    TCase *tc = tcase_create("simd");

    tcase_set_timeout(tc, 120);
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, answers_do_not_depend_on_where_the_input_lies);
    tcase_add_test(tc, answers_are_those_of_scalar_in_every_room);
    tcase_add_test(tc, one_bad_byte_stops_at_every_place);
    tcase_add_test(tc, short_texts_are_those_of_scalar_in_every_room);
    tcase_add_test(tc, few_characters_among_ascii_are_those_of_scalar);
    tcase_add_test(tc, long_texts_are_those_of_scalar);
    tcase_add_test(tc, runs_of_every_kind_are_those_of_scalar);
    tcase_add_test(tc, what_fits_latin1_is_what_scalar_says);
    tcase_add_test(tc, every_row_of_shuffles_is_right);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
