/* Every kernel that was built gives the answers of a plain loop, reads nothing else than its input,
 * and can be chosen by name. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "each_kernel.h"
#include "kernel/cut.h"
#include "reference.h"

/* Each ck_assert() costs a system call, so loops that run long check with this. */
#define must(condition)                     \
    do {                                    \
        if (!(condition))                   \
            ck_abort_msg("%s", #condition); \
    } while (0)

/* ---- choosing */

/* The next use chooses anew, as in a fresh process with this environment. */
static const seam__kernel *choose(const char *name)
{
    if (name != NULL)
        setenv("SEAM_KERNEL", name, 1);
    else
        unsetenv("SEAM_KERNEL");
    atomic_store_explicit(&seam__kernel_current, NULL, memory_order_release);
    return seam__kernel_get();
}

static size_t n_chosen(void)
{
    seam_kernel_info info;
    size_t n = 0;

    for (size_t i = 0; seam_kernel_at(i, &info); i++)
        n += info.chosen;
    return n;
}

START_TEST(the_list_ends_and_scalar_is_in_it_once)
{
    seam_kernel_info info;
    size_t n_scalar = 0;
    size_t n = 0;

    for (; seam_kernel_at(n, &info); n++) {
        ck_assert_ptr_nonnull(info.name);
        ck_assert(info.usable || !info.chosen);
        n_scalar += strcmp(info.name, "scalar") == 0 && info.usable;
    }
    ck_assert_uint_eq(n_scalar, 1);
    ck_assert(info.name == NULL && !info.usable && !info.chosen);
    info.name = "rubbish";
    ck_assert(!seam_kernel_at(SIZE_MAX, &info));
    ck_assert(info.name == NULL && !info.usable && !info.chosen);
}
END_TEST

START_TEST(one_kernel_is_chosen_and_a_name_forces_it)
{
    seam_kernel_info info;
    const seam__kernel *best = choose(NULL);

    ck_assert_uint_eq(n_chosen(), 1);
    for (size_t i = 0; seam_kernel_at(i, &info); i++) {
        if (info.usable)
            ck_assert_str_eq(choose(info.name)->name, info.name);
        else
            ck_assert_ptr_eq(choose(info.name), best);
        ck_assert_uint_eq(n_chosen(), 1);
    }
    ck_assert_ptr_eq(choose("no-such-kernel"), best);
    ck_assert_ptr_eq(choose(""), best);
    ck_assert_ptr_eq(choose("Scalar"), best);
}
END_TEST

/* ---- tables */

typedef void (*any_fn)(void);

/* A table is its name and function pointers, so an operation that somebody forgot is a NULL: also in
 * a table that this machine cannot run. */
START_TEST(no_table_lacks_an_operation)
{
    const seam__kernel *kernel;

    for (size_t i = 0; (kernel = kernel_to_test(i)) != NULL; i++) {
        const size_t first = offsetof(seam__kernel, usable);
        any_fn fn;

        ck_assert_uint_eq((sizeof(*kernel) - first) % sizeof(fn), 0);
        for (size_t at = first; at < sizeof(*kernel); at += sizeof(fn)) {
            memcpy(&fn, (const char *)kernel + at, sizeof(fn));
            ck_assert_msg(fn != NULL, "%s lacks what lies at %zu", kernel->name, at);
        }
    }
}
END_TEST

/* ---- answers */

/* The definitions, one byte or one item at a time. */
static size_t plain_prefix(const uint8_t *p, size_t n)
{
    size_t at = 0;

    while (at < n) {
        ref_item item = ref_item_at(p, n, at);

        if (item.reason != SEAM_REASON_NONE)
            break;
        at += item.len;
    }
    return at;
}

static size_t plain_count(const uint8_t *p, size_t n, size_t per_lead_from_f0)
{
    size_t count = 0;

    for (size_t i = 0; i < n; i++) {
        if (p[i] < 0x80 || p[i] > 0xBF)
            count += p[i] >= 0xF0 ? per_lead_from_f0 : 1;
    }
    return count;
}

/* The text of a chunk: all but the open sequence at its end; 0 where something else is wrong with it. */
static size_t plain_text(const uint8_t *p, size_t n)
{
    const size_t prefix = plain_prefix(p, n);

    return prefix == n || ref_item_at(p, n, prefix).cut ? prefix : 0;
}

static void expect_cut(const seam__kernel *kernel, const uint8_t *p, size_t n, size_t cut)
{
    const size_t text = plain_text(p, n);
    uint8_t carry[4] = {0};
    uint8_t copy[SEAM__CUT_MOST + 4];
    size_t len;

    memcpy(carry, p, cut);
    len = kernel->utf8_copy_chunk(carry, cut, p + cut, n - cut, copy);
    must(len == (text > 0 ? text - cut : 0));
    must(len == 0 || memcmp(copy, p, text) == 0);
}

/* The text as a chunk: its first bytes the carry wherever they are an open sequence, and whole, behind a character that
 * is cut. */
static void expect_chunk(const seam__kernel *kernel, const uint8_t *p, size_t n)
{
    uint8_t joined[2 + SEAM__CUT_MOST] = {0xC3, 0xA9};

    must(n < 4 || kernel->utf8_text_len(p, n) == plain_text(p, n));
    for (size_t cut = 1; cut < 4 && n >= cut + SEAM__CUT_MIN; cut++) {
        if (n - cut <= SEAM__CUT_MOST && ref_item_at(p, cut, 0).cut &&
            ref_item_at(p, cut, 0).len == cut)
            expect_cut(kernel, p, n, cut);
    }
    if (n + 1 < SEAM__CUT_MIN || n + 1 > SEAM__CUT_MOST)
        return;
    memcpy(joined + 2, p, n);
    expect_cut(kernel, joined, 2 + n, 1);
}

enum { MOST_COPIED = 8192 };

static void expect_answers(const seam__kernel *kernel, const uint8_t *p, size_t n)
{
    static uint8_t copy[MOST_COPIED];

    must(n <= MOST_COPIED);
    must(kernel->utf8_prefix(p, n) == plain_prefix(p, n));
    must(kernel->utf8_prefix_clean(p, n) == plain_prefix(p, n));
    must(kernel->utf8_copy(p, n, copy) == plain_prefix(p, n));
    must(memcmp(copy, p, plain_prefix(p, n)) == 0);
    must(kernel->utf8_valid(p, n) == (plain_prefix(p, n) == n));
    expect_chunk(kernel, p, n);
    must(kernel->utf8_count(p, n) == plain_count(p, n, 1));
    must(kernel->utf8_utf16_len(p, n) == plain_count(p, n, 2));
}

/* Calls `fn` with each kernel that this machine can run. */
static void with_each_kernel(void (*fn)(const seam__kernel *kernel, prng *rng), const char *what)
{
    const seam__kernel *kernel;
    prng rng;

    prng_init(&rng, test_seed(what));
    for (size_t i = 0; (kernel = kernel_to_test(i)) != NULL; i++) {
        if (kernel->usable())
            fn(kernel, &rng);
    }
}

/* Both ends of the input touch a page that faults; every alignment comes up. */
static void answer_beside_guards(const seam__kernel *kernel, prng *rng)
{
    uint8_t text[300];
    guarded g;

    guarded_init(&g, sizeof(text));
    must(kernel->utf8_prefix(NULL, 0) == 0);
    must(kernel->utf8_prefix_clean(NULL, 0) == 0);
    must(kernel->utf8_copy(NULL, 0, NULL) == 0);
    must(kernel->utf8_valid(NULL, 0));
    must(kernel->utf8_count(NULL, 0) == 0);
    must(kernel->utf8_utf16_len(NULL, 0) == 0);
    must(kernel->scan_byte(NULL, 0, 'x') == 0);
    must(kernel->scan_any4(NULL, 0, (const uint8_t *)"abcd") == 0);
    must(kernel->scan_non_ascii(NULL, 0) == 0);
    must(kernel->scan_lines(NULL, 0) == 0);
    for (int round = 0; round < 20; round++) {
        for (size_t len = 0; len <= sizeof(text); len++) {
            prng_text(rng, text, len);
            expect_answers(kernel, guarded_at_end(&g, text, len), len);
            expect_answers(kernel, guarded_at_start(&g, text, len), len);
        }
    }
    guarded_free(&g);
}

START_TEST(answers_are_those_of_a_plain_loop)
{
    with_each_kernel(answer_beside_guards, "answers_are_those_of_a_plain_loop");
}
END_TEST

/* Three bytes of every class, at every place of two words, in ASCII and in two-byte text. */
static void answer_class_strings(const seam__kernel *kernel, prng *rng)
{
    static const uint8_t classes[] = {0x41, 0x80, 0x90, 0xBF, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1,
                                      0xED, 0xEF, 0xF0, 0xF1, 0xF4, 0xF5, 0xFF, 0x9F, 0xA0};
    const size_t n_classes = sizeof(classes);
    uint8_t text[48];

    for (size_t i = 0; i < n_classes * n_classes * n_classes; i++) {
        size_t at = prng_below(rng, sizeof(text) - 3);

        memset(text, 'x', sizeof(text));
        for (size_t k = 0; i % 2 == 0 && k < sizeof(text); k++)
            text[k] = k % 2 == 0 ? 0xC3 : 0xA9;
        text[at] = classes[i % n_classes];
        text[at + 1] = classes[i / n_classes % n_classes];
        text[at + 2] = classes[i / n_classes / n_classes];
        expect_answers(kernel, text, sizeof(text));
        expect_answers(kernel, text, at + 3);
        expect_answers(kernel, text, at + 2);
    }
}

START_TEST(every_kind_of_fault_is_found_at_its_place)
{
    with_each_kernel(answer_class_strings, "every_kind_of_fault_is_found_at_its_place");
}
END_TEST

/* One odd byte in a long run of ASCII: the wide loops must stop at it, whatever its place. */
static void answer_long_runs(const seam__kernel *kernel, prng *rng)
{
    static uint8_t text[1024];

    memset(text, 'x', sizeof(text));
    for (size_t at = 0; at < sizeof(text); at++) {
        size_t from = prng_below(rng, at < 64 ? at + 1 : 64);

        text[at] = 0xFF;
        expect_answers(kernel, text + from, sizeof(text) - from);
        text[at] = 'x';
        expect_answers(kernel, text + from, at - from);
    }
}

START_TEST(a_fault_in_a_long_run_is_found)
{
    with_each_kernel(answer_long_runs, "a_fault_in_a_long_run_is_found");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("kernel");
    TCase *tc = tcase_create("kernel");

    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, the_list_ends_and_scalar_is_in_it_once);
    tcase_add_test(tc, one_kernel_is_chosen_and_a_name_forces_it);
    tcase_add_test(tc, no_table_lacks_an_operation);
    tcase_add_test(tc, answers_are_those_of_a_plain_loop);
    tcase_add_test(tc, every_kind_of_fault_is_found_at_its_place);
    tcase_add_test(tc, a_fault_in_a_long_run_is_found);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
