/* Every kernel of an instruction set gives what scalar code gives: at every alignment, beside
 * unreadable pages, for every fault at every place, and for short sequences across its joints. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/bits.h"
#include "each_kernel.h"
#include "kernel/cut.h"
#include "kernel/whole_sequence.h"

static void fail_at(const seam__kernel *kernel, const uint8_t *p, size_t n, const char *what)
{
    printf("%s, %s of %zu bytes at ...%02x:", kernel->name, what, n, (unsigned)((uintptr_t)p & 63));
    for (size_t i = 0; i < n; i++)
        printf(" %02x", p[i]);
    printf("\n");
    ck_abort_msg("%s: %s is not that of scalar", kernel->name, what);
}

/* The prefix is copied, at every alignment of the target, and nothing beside it is written. */
static void expect_copy(const seam__kernel *kernel, const uint8_t *p, size_t n, size_t expected)
{
    enum { BESIDE = 64, MOST = 4096 };
    static const uint8_t zeros[MOST + BESIDE];
    static uint8_t out[MOST + 3 * BESIDE];
    static size_t offset;
    uint8_t *const dst = out + BESIDE + offset++ % BESIDE;

    if (n > MOST)
        return;
    memset(dst - BESIDE, 0, n + (size_t)2 * BESIDE);
    if (kernel->utf8_copy(p, n, dst) != expected || memcmp(dst, p, expected) != 0)
        fail_at(kernel, p, n, "utf8_copy");
    if (memcmp(dst - BESIDE, zeros, BESIDE) != 0 ||
        memcmp(dst + expected, zeros, n - expected + BESIDE) != 0)
        fail_at(kernel, p, n, "utf8_copy beside its result");
}

/* A text whose first `cut` bytes are the carry of a chunk, at every alignment of the target. Where it has a fault, what
 * is before the fault may be written; nothing else is. */
static void expect_cut(const seam__kernel *kernel, const uint8_t *p, size_t n, size_t cut,
                       size_t prefix)
{
    enum { BESIDE = 16, MOST = SEAM__CUT_MOST + 4 };
    static const uint8_t zeros[MOST + BESIDE];
    static uint8_t out[MOST + 6 * BESIDE];
    static size_t offset;
    uint8_t *const dst = out + BESIDE + offset++ % ((size_t)4 * BESIDE);
    uint8_t carry[4] = {0xAA, 0xAA, 0xAA, 0xAA};
    const size_t text = scalar->utf8_text_len(p, n);
    size_t len, written;

    memcpy(carry, p, cut);
    memset(dst - BESIDE, 0, n + (size_t)2 * BESIDE);
    len = kernel->utf8_copy_chunk(carry, cut, p + cut, n - cut, dst);
    written = len > 0 ? cut + len : prefix;
    if (len != (text > 0 ? text - cut : 0) || (len > 0 && memcmp(dst, p, cut + len) != 0))
        fail_at(kernel, p, n, "utf8_copy_chunk");
    if (memcmp(dst - BESIDE, zeros, BESIDE) != 0 ||
        memcmp(dst + written, zeros, n - written + BESIDE) != 0)
        fail_at(kernel, p, n, "utf8_copy_chunk beside its result");
}

/* A text as a chunk: behind each carry that its first bytes can be, and whole, behind a character that is cut. */
static void expect_chunk(const seam__kernel *kernel, const uint8_t *p, size_t n, size_t prefix)
{
    static uint8_t joined[2 + SEAM__CUT_MOST] = {0xC3, 0xA9};

    if (n >= 4 && kernel->utf8_text_len(p, n) != scalar->utf8_text_len(p, n))
        fail_at(kernel, p, n, "utf8_text_len");
    for (size_t cut = 1; cut < 4 && n >= cut + SEAM__CUT_MIN; cut++) {
        if (n - cut <= SEAM__CUT_MOST && seam__is_open_sequence(p, cut))
            expect_cut(kernel, p, n, cut, prefix);
    }
    if (n + 1 < SEAM__CUT_MIN || n + 1 > SEAM__CUT_MOST)
        return;
    memcpy(joined + 2, p, n);
    expect_cut(kernel, joined, 2 + n, 1, 2 + prefix);
}

static void expect_prefix(const seam__kernel *kernel, const uint8_t *p, size_t n)
{
    const size_t expected = scalar->utf8_prefix(p, n);

    expect_copy(kernel, p, n, expected);
    expect_chunk(kernel, p, n, expected);
    if (kernel->utf8_prefix(p, n) != expected)
        fail_at(kernel, p, n, "utf8_prefix");
    if (kernel->utf8_prefix_clean(p, n) != expected)
        fail_at(kernel, p, n, "utf8_prefix_clean");
    if (kernel->utf8_valid(p, n) != (expected == n))
        fail_at(kernel, p, n, "utf8_valid");
}

static void expect_same(const seam__kernel *kernel, const uint8_t *p, size_t n)
{
    expect_prefix(kernel, p, n);
    if (kernel->utf8_count(p, n) != scalar->utf8_count(p, n))
        fail_at(kernel, p, n, "utf8_count");
    if (kernel->utf8_utf16_len(p, n) != scalar->utf8_utf16_len(p, n))
        fail_at(kernel, p, n, "utf8_utf16_len");
}

/* ---- where the input lies */

/* `text` at every offset of a line: once so that reading before it faults, once after it. */
static void check_offsets(const seam__kernel *kernel, guarded *g, const uint8_t *text, size_t len)
{
    for (size_t offset = 0; offset < N_OFFSETS; offset++) {
        const size_t n = len > offset ? len - offset : 0;

        expect_same(kernel, guarded_at_end(g, text, n), n);
        expect_same(kernel, guarded_at_start(g, text, len) + offset, n);
    }
}

static void at_every_offset(const seam__kernel *kernel, prng *rng)
{
    uint8_t text[MAX_LEN + N_OFFSETS];
    guarded g;

    guarded_init(&g, sizeof(text));
    for (size_t len = 0; len <= MAX_LEN; len++) {
        prng_text(rng, text, sizeof(text));
        check_offsets(kernel, &g, text, len);
        expect_same(kernel, guarded_at_start(&g, text, len), len);
    }
    guarded_free(&g);
}

START_TEST(answers_do_not_depend_on_where_the_input_lies)
{
    with_each(at_every_offset, "answers_do_not_depend_on_where_the_input_lies");
}
END_TEST

static void at_every_length(const seam__kernel *kernel, prng *rng)
{
    uint8_t text[MAX_LEN];
    guarded g;

    guarded_init(&g, sizeof(text));
    for (int round = 0; round < 200; round++) {
        prng_text(rng, text, sizeof(text));
        for (size_t len = 0; len <= MAX_LEN; len++)
            expect_same(kernel, guarded_at_end(&g, text, len), len);
    }
    guarded_free(&g);
}

START_TEST(answers_are_those_of_scalar_at_every_length)
{
    with_each(at_every_length, "answers_are_those_of_scalar_at_every_length");
}
END_TEST

/* Long enough for several groups, which some kernels align. */
static void long_at_every_offset(const seam__kernel *kernel, prng *rng)
{
    enum { LEN = 1400 };
    static const uint8_t unit[] = {0xE4, 0xB8, 0xAD};
    uint8_t text[LEN + N_OFFSETS];

    for (size_t offset = 0; offset < N_OFFSETS; offset++) {
        for (size_t round = 0; round < 100; round++) {
            const size_t len = LEN - prng_below(rng, 400);
            const size_t bad = prng_below(rng, len);

            for (size_t i = 0; i < len; i += sizeof(unit))
                memcpy(text + offset + i, unit, sizeof(unit));
            expect_same(kernel, text + offset, len);
            text[offset + bad] = (uint8_t)prng_next(rng);
            expect_same(kernel, text + offset, len);
        }
    }
}

START_TEST(answers_of_long_input_do_not_depend_on_its_alignment)
{
    with_each(long_at_every_offset, "answers_of_long_input_do_not_depend_on_its_alignment");
}
END_TEST

/* ---- faults */

/* Sequences of one length each, and a mixture. */
static const char *const classes[] = {"a", "\xC3\xA9", "\xE4\xB8\xAD", "\xF0\x9F\x98\x80",
                                      "a\xC3\xA9\xE4\xB8\xAD\xF0\x9F\x98\x80"};

#define N_CLASSES (sizeof(classes) / sizeof(classes[0]))

static void fill(uint8_t *out, size_t len, const char *unit)
{
    const size_t unit_len = strlen(unit);

    for (size_t i = 0; i < len; i++)
        out[i] = (uint8_t)unit[i % unit_len];
}

/* One byte of otherwise well-formed text becomes each value that some row of Table 3-7 names. */
static void one_bad_byte(const seam__kernel *kernel, prng *rng)
{
    static const uint8_t values[] = {0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0,
                                     0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED, 0xEE, 0xEF,
                                     0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xF7, 0xF8, 0xFF};
    uint8_t text[MAX_LEN];

    (void)rng;
    for (size_t kind = 0; kind < N_CLASSES; kind++) {
        fill(text, sizeof(text), classes[kind]);
        for (size_t at = 0; at < sizeof(text); at++) {
            const uint8_t good = text[at];

            for (size_t v = 0; v < sizeof(values); v++) {
                text[at] = values[v];
                expect_prefix(kernel, text, sizeof(text));
                expect_prefix(kernel, text, at + 1);
            }
            text[at] = good;
        }
    }
}

START_TEST(one_bad_byte_is_found_at_every_place)
{
    with_each(one_bad_byte, "one_bad_byte_is_found_at_every_place");
}
END_TEST

/* Texts of every length up to where other validators begin, whole and with a wrong byte, which is near the end as
 * often as anywhere, between unreadable pages. */
static void any_short_text(const seam__kernel *kernel, prng *rng)
{
    enum { LEN = 1700 };
    uint8_t text[LEN];
    guarded g;

    guarded_init(&g, sizeof(text));
    for (size_t len = 1; len <= LEN; len++) {
        const char *kind = classes[len % N_CLASSES];

        for (size_t round = 0; round < 6; round++) {
            const size_t near = seam__min(len, 80);
            const size_t at =
                round % 2 == 0 ? prng_below(rng, len) : len - 1 - prng_below(rng, near);

            fill(text, len, kind);
            expect_prefix(kernel, guarded_at_end(&g, text, len), len);
            expect_prefix(kernel, guarded_at_start(&g, text, len), len);
            text[at] = (uint8_t)prng_next(rng);
            expect_prefix(kernel, guarded_at_end(&g, text, len), len);
            expect_prefix(kernel, guarded_at_start(&g, text, len), len);
            kind = classes[prng_below(rng, N_CLASSES)];
        }
    }
    guarded_free(&g);
}

START_TEST(one_bad_byte_is_found_in_texts_of_every_length)
{
    with_each(any_short_text, "one_bad_byte_is_found_in_texts_of_every_length");
}
END_TEST

/* Text of each class that ends at each place, with ASCII after it: long enough for whole groups of
 * ASCII, which are not validated byte by byte. */
static void ascii_after_text(const seam__kernel *kernel, prng *rng)
{
    enum { LEN = 1300 };
    uint8_t text[LEN];

    (void)rng;
    for (size_t kind = 0; kind < N_CLASSES; kind++) {
        for (size_t end = 0; end < LEN; end++) {
            fill(text, end, classes[kind]);
            memset(text + end, 'x', LEN - end);
            expect_same(kernel, text, LEN);
        }
    }
}

START_TEST(a_sequence_that_ascii_cuts_short_is_found)
{
    with_each(ascii_after_text, "a_sequence_that_ascii_cuts_short_is_found");
}
END_TEST

/* ---- short sequences across every joint of vectors and groups */

/* The four bytes of `word` at the places before and after multiples of 16, in ASCII. */
static void check_joints(const seam__kernel *kernel, uint8_t *text, size_t len, uint32_t word)
{
    static const uint16_t joints[] = {0, 16, 32, 64, 96, 128, 160, 256, 320};
    const size_t joint = joints[word % (sizeof(joints) / sizeof(joints[0]))];

    for (size_t back = 0; back <= 4; back++) {
        const size_t at = joint > back ? joint - back : 0;

        for (size_t i = 0; i < 4; i++)
            text[at + i] = (uint8_t)(word >> (8 * i));
        expect_prefix(kernel, text, len);
        expect_prefix(kernel, text, at + 4);
        memset(text + at, 'x', 4);
    }
}

static void short_inputs(const seam__kernel *kernel, prng *rng)
{
    uint8_t text[400];
    uint8_t two[2];

    for (unsigned pair = 0; pair < 0x10000; pair++) {
        two[0] = (uint8_t)pair;
        two[1] = (uint8_t)(pair >> 8);
        expect_same(kernel, two, 1);
        expect_same(kernel, two, 2);
    }
    memset(text, 'x', sizeof(text));
    for (unsigned pair = 0; pair < 0x10000; pair++)
        check_joints(kernel, text, sizeof(text), pair | (uint32_t)prng_next(rng) << 16);
}

START_TEST(all_pairs_of_bytes_are_validated_alone_and_across_joints)
{
    with_each(short_inputs, "all_pairs_of_bytes_are_validated_alone_and_across_joints");
}
END_TEST

/* Most random words are faulty from the first byte; these are near UTF-8. */
static uint32_t near_word(prng *rng)
{
    static const uint8_t leads[] = {0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED,
                                    0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0x41, 0x80};
    uint32_t word = leads[prng_below(rng, sizeof(leads))];

    for (unsigned i = 1; i < 4; i++) {
        const uint32_t any = (uint32_t)prng_below(rng, 256);
        const uint32_t byte = prng_below(rng, 8) == 0 ? any : 0x80 | (any & 0x3F);

        word |= byte << (8 * i);
    }
    return word;
}

static void near_words(const seam__kernel *kernel, prng *rng)
{
    uint8_t text[400];

    memset(text, 'x', sizeof(text));
    for (int round = 0; round < 100000; round++)
        check_joints(kernel, text, sizeof(text), near_word(rng));
}

START_TEST(near_sequences_are_validated_across_joints)
{
    with_each(near_words, "near_sequences_are_validated_across_joints");
}
END_TEST

/* ---- counting */

/* Long enough that the counts of a byte would wrap if they were never taken. */
static void long_counts(const seam__kernel *kernel, prng *rng)
{
    static uint8_t text[100000];

    for (size_t kind = 0; kind < N_CLASSES; kind++) {
        const size_t len = sizeof(text) - prng_below(rng, 5000);

        fill(text, len, classes[kind]);
        expect_same(kernel, text, len);
    }
    memset(text, 0x80, sizeof(text));
    expect_same(kernel, text, sizeof(text));
    memset(text, 0xFF, sizeof(text));
    expect_same(kernel, text, sizeof(text));
}

START_TEST(counts_of_long_input_do_not_wrap)
{
    with_each(long_counts, "counts_of_long_input_do_not_wrap");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("kernels_simd");
    TCase *tc = tcase_create("simd");

    tcase_set_timeout(tc, 120);
    tcase_add_test(tc, answers_do_not_depend_on_where_the_input_lies);
    tcase_add_test(tc, answers_are_those_of_scalar_at_every_length);
    tcase_add_test(tc, answers_of_long_input_do_not_depend_on_its_alignment);
    tcase_add_test(tc, one_bad_byte_is_found_at_every_place);
    tcase_add_test(tc, one_bad_byte_is_found_in_texts_of_every_length);
    tcase_add_test(tc, a_sequence_that_ascii_cuts_short_is_found);
    tcase_add_test(tc, all_pairs_of_bytes_are_validated_alone_and_across_joints);
    tcase_add_test(tc, near_sequences_are_validated_across_joints);
    tcase_add_test(tc, counts_of_long_input_do_not_wrap);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
