/* The system's provider makes the calls that it is there for, and says when one fails. */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "mem/os/provider.h"
#include "support.h"

/* ---- the system calls, which the linker sends here: --wrap in tests/meson.build */

int __real_madvise(void *at, size_t len, int advice);
int __wrap_madvise(void *at, size_t len, int advice);
int __wrap_mlock(const void *at, size_t len);
int __wrap_munlock(const void *at, size_t len);

typedef struct call {
    const void *at;
    size_t len;
    int advice; /* of madvise() alone */
    int n;
} call;

static call advised, locked, unlocked;
static bool fails;

static int note(call *what, const void *at, size_t len, int advice)
{
    *what = (call){at, len, advice, what->n + 1};
    errno = ENOMEM;
    return fails ? -1 : 0;
}

int __wrap_madvise(void *at, size_t len, int advice)
{
    return note(&advised, at, len, advice) == 0 ? __real_madvise(at, len, advice) : -1;
}

int __wrap_mlock(const void *at, size_t len)
{
    return note(&locked, at, len, 0);
}

int __wrap_munlock(const void *at, size_t len)
{
    return note(&unlocked, at, len, 0);
}

static const seam__provider *system_calls = &seam__provider_system;
static size_t page, len;
static uint8_t *at;

static void map_pages(void)
{
    page = seam__page_size();
    len = 4 * page;
    at = system_calls->map(NULL, len, true);
    ck_assert_ptr_nonnull(at);
}

static void unmap_pages(void)
{
    ck_assert(system_calls->unmap(NULL, at, len));
}

static bool is_of(const call *what, int advice)
{
    return what->n == 1 && what->at == at + page && what->len == page && what->advice == advice;
}

START_TEST(huge_pages_are_asked_for)
{
    system_calls->ask_huge(NULL, at + page, page);
    ck_assert(is_of(&advised, MADV_HUGEPAGE));
}
END_TEST

START_TEST(what_is_given_up_reads_as_zero)
{
    memset(at, 0xA5, len);
    ck_assert(system_calls->decommit(NULL, at + page, page));
    ck_assert(is_of(&advised, MADV_DONTNEED));
    ck_assert(at[page - 1] == 0xA5 && at[page] == 0 && at[2 * page - 1] == 0 &&
              at[2 * page] == 0xA5);
    fails = true;
    ck_assert(!system_calls->decommit(NULL, at, page));
}
END_TEST

START_TEST(hidden_pages_are_locked_and_in_no_core_dump)
{
    ck_assert(system_calls->hide(NULL, at + page, page));
    ck_assert(is_of(&locked, 0) && is_of(&advised, MADV_DONTDUMP));
    fails = true;
    ck_assert(!system_calls->hide(NULL, at + page, page));
}
END_TEST

START_TEST(hidden_pages_are_unlocked_when_they_are_protected)
{
    ck_assert(system_calls->protect(NULL, at + page, page, false));
    ck_assert_int_eq(unlocked.n, 0);
    ck_assert(system_calls->commit(NULL, at + page, page));
    at[page] = 1;
    ck_assert(system_calls->protect(NULL, at + page, page, true));
    ck_assert(is_of(&unlocked, 0));
}
END_TEST

START_TEST(no_page_is_where_none_can_be)
{
    const size_t most = SIZE_MAX / page * page;

    ck_assert_ptr_null(system_calls->map(NULL, most, false));
    ck_assert_ptr_null(system_calls->map(NULL, most, true));
    ck_assert(!system_calls->unmap(NULL, at + 1, page));
    ck_assert(!system_calls->commit(NULL, at + 1, page));
    ck_assert(!system_calls->protect(NULL, at + 1, page, true));
    ck_assert_int_eq(unlocked.n, 0);
}
END_TEST

START_TEST(a_table_stands_until_another_does)
{
    const seam__provider other = *system_calls;

    ck_assert_ptr_eq(seam__provider_get(), system_calls);
    seam__provider_set(&other);
    ck_assert_ptr_eq(seam__provider_get(), &other);
    seam__provider_set(NULL);
    ck_assert_ptr_eq(seam__provider_get(), system_calls);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("provider");
    TCase *tc = tcase_create("provider");

    tcase_add_checked_fixture(tc, map_pages, unmap_pages);
    tcase_add_test(tc, huge_pages_are_asked_for);
    tcase_add_test(tc, what_is_given_up_reads_as_zero);
    tcase_add_test(tc, hidden_pages_are_locked_and_in_no_core_dump);
    tcase_add_test(tc, hidden_pages_are_unlocked_when_they_are_protected);
    tcase_add_test(tc, no_page_is_where_none_can_be);
    tcase_add_test(tc, a_table_stands_until_another_does);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
