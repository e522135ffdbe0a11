/* Each seeded misuse is caught by the build that can catch it, in the words it should have. */
#include <signal.h>
#include <stdio.h>

#include "base/poison.h"
#include "child.h"
#include "misuse.h"

static const struct {
    const misuse *rows;
    const size_t *n;
} tables[] = {
    {misuse_of_handles, &n_misuse_of_handles},      {misuse_of_bytes, &n_misuse_of_bytes},
    {misuse_of_pools, &n_misuse_of_pools},          {misuse_of_streams, &n_misuse_of_streams},
    {misuse_of_decoders, &n_misuse_of_decoders},    {misuse_of_parsers, &n_misuse_of_parsers},
    {misuse_of_transforms, &n_misuse_of_transforms}};

#define N_TABLES (sizeof(tables) / sizeof(tables[0]))

static size_t n_rows(void)
{
    size_t n = 0;

    for (size_t i = 0; i < N_TABLES; i++)
        n += *tables[i].n;
    return n;
}

static const misuse *row_at(size_t index)
{
    size_t i = 0;

    for (; index >= *tables[i].n; i++)
        index -= *tables[i].n;
    return &tables[i].rows[index];
}

/* NULL, or what keeps this build from catching the row. */
static const char *hindrance(const misuse *row)
{
    switch (row->needs) {
    case NEEDS_CHECKS:
        return SEAM_CHECKS >= 1 ? NULL : "needs -Dchecks=1";
    case NEEDS_CHECKS_ALONE:
        return SEAM_CHECKS >= 1 && !seam__watched() ? NULL : "needs -Dchecks=1 and no sanitizer";
    case NEEDS_CHECKED_TEXT:
        return SEAM_CHECKS >= 1 && seam_text_unicode_version() != NULL
                   ? NULL
                   : "needs -Dchecks=1 and text";
    case NEEDS_CHECKED_ASAN:
        return SEAM_CHECKS >= 1 && SEAM__ASAN ? NULL : "needs -Dchecks=1 and AddressSanitizer";
    case NEEDS_ASAN:
        return SEAM__ASAN ? NULL : "needs AddressSanitizer";
    case NEEDS_NO_ASAN:
        return seam__watched() ? "has a row of its own under a sanitizer" : NULL;
    case NEEDS_NOTHING:
    default:
        return NULL;
    }
}

/* By the signal, or by a sanitizer that turns it into a report and an exit code. */
static bool has_faulted(int status, const char *text)
{
    if (WIFSIGNALED(status))
        return WTERMSIG(status) == SIGSEGV || WTERMSIG(status) == SIGBUS;
    return WEXITSTATUS(status) != 0 &&
           (strstr(text, "Sanitizer") != NULL || strstr(text, "runtime error") != NULL);
}

static bool has_ended(const misuse *row, int status, const char *text)
{
    switch (row->ends) {
    case ENDS_ABORTED:
        return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT && strstr(text, "seam: ") != NULL;
    case ENDS_FAULTED:
        return has_faulted(status, text);
    case ENDS_POISONED:
        return WIFEXITED(status) && WEXITSTATUS(status) != 0 &&
               strstr(text, "AddressSanitizer: use-after-poison") != NULL;
    case ENDS_TOLD:
    default:
        return WIFEXITED(status) && WEXITSTATUS(status) == 0;
    }
}

static void run_row(void *row)
{
    ((const misuse *)row)->run();
}

START_TEST(each_misuse_is_caught)
{
    const misuse *row = row_at((size_t)_i);
    char text[16384];
    int status;

    if (hindrance(row) != NULL)
        return;
    status = child_run(run_row, (void *)(uintptr_t)row, text, sizeof(text));
    ck_assert_msg(has_ended(row, status, text), "%s: status %d: %s", row->name, status, text);
    ck_assert_msg(row->says == NULL || strstr(text, row->says) != NULL, "%s: no \"%s\" in: %s",
                  row->name, row->says, text);
}
END_TEST

static size_t tell_which_are_skipped(void)
{
    size_t n_skipped = 0;

    for (size_t i = 0; i < n_rows(); i++) {
        const char *why = hindrance(row_at(i));

        if (why != NULL)
            printf("skipped: %s: %s\n", row_at(i)->name, why);
        n_skipped += why != NULL;
    }
    return n_skipped;
}

START_TEST(the_table_is_not_short)
{
    ck_assert_uint_ge(n_rows(), 25);
}
END_TEST

int main(void)
{
    const size_t n_skipped = tell_which_are_skipped();
    Suite *suite = suite_create("misuse");
    TCase *tc = tcase_create("misuse");

    printf("misuse: %zu rows, %zu of them run in this build\n", n_rows(), n_rows() - n_skipped);
    fflush(stdout);
    tcase_set_timeout(tc, 60);
    tcase_add_loop_test(tc, each_misuse_is_caught, 0, (int)n_rows());
    tcase_add_test(tc, the_table_is_not_short);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
