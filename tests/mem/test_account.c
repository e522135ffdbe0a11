/* A pool's account with the system: bounds to the byte, and lengths that no address space has. */
#include "mem/os/account.h"
#include "pool_fixture.h"

static failing_provider provider;
static seam__account account;

static void open_account(void)
{
    failing_provider_init(&provider);
    seam__account_init(&account, &provider.table, 10 * seam__page_size(), NULL);
}

static void expect_counts(uint64_t committed, uint64_t peak, uint64_t mapped)
{
    ck_assert_uint_eq(atomic_load(&account.committed), committed * account.page);
    ck_assert_uint_eq(atomic_load(&account.peak), peak * account.page);
    ck_assert_uint_eq(atomic_load(&account.mapped), mapped * account.page);
}

START_TEST(charges_go_up_to_the_bound)
{
    const size_t page = account.page;

    ck_assert_uint_eq(seam__account_bound(&account), 10 * page);
    ck_assert(seam__account_fits(&account, 10 * page) &&
              !seam__account_fits(&account, 10 * page + 1));
    ck_ok(seam__account_charge(&account, 7 * page));
    ck_assert(seam__account_fits(&account, 3 * page) &&
              !seam__account_fits(&account, 3 * page + 1));
    ck_status(seam__account_charge(&account, 4 * page), SEAM_ELIMIT);
    ck_status(seam__account_charge(&account, SIZE_MAX - page + 1), SEAM_ELIMIT);
    expect_counts(7, 7, 0);
    ck_ok(seam__account_charge(&account, 3 * page));
    ck_status(seam__account_charge(&account, page), SEAM_ELIMIT);
    seam__account_refund(&account, 4 * page);
    expect_counts(6, 10, 0);
}
END_TEST

START_TEST(what_is_mapped_is_counted_and_charged_in_part)
{
    const size_t page = account.page;
    uint8_t *at = seam__account_map(&account, 5 * page, 2 * page);

    ck_assert_ptr_nonnull(at);
    expect_counts(2, 2, 5);
    ck_assert(at[0] == 0 && at[5 * page - 1] == 0);
    ck_assert_ptr_null(seam__account_map(&account, 9 * page, 9 * page));
    provider.fail_at = provider.n_calls + 1;
    ck_assert_ptr_null(seam__account_map(&account, page, page));
    expect_counts(2, 3, 5);
    ck_assert(seam__account_unmap(&account, (seam__span){at, 5 * page}, 2 * page));
    expect_counts(0, 3, 0);
    ck_assert_uint_eq(provider.mapped_bytes, 0);
}
END_TEST

/* From a byte off to half a page off, the byte at `at` is where it was wanted. */
START_TEST(spans_are_reserved_where_a_place_is_aligned)
{
    const size_t page = account.page;
    const size_t align = 16 * page;

    for (size_t at = 0; at < 4 * page; at += page) {
        seam__span span;

        ck_assert(seam__account_reserve(&account, 6 * page, align, at, &span));
        ck_assert_uint_ge(span.len, 6 * page);
        ck_assert_uint_eq(((uintptr_t)span.start + at) % align, 0);
        expect_counts(0, 0, span.len / page);
        ck_ok(seam__account_commit(&account, span.start, 2 * page));
        span.start[2 * page - 1] = 1;
        ck_assert(seam__account_decommit(&account, span.start, 2 * page, page));
        ck_assert_uint_eq(span.start[2 * page - 1], 0);
        ck_assert(seam__account_unmap(&account, span, page));
        ck_assert_uint_eq(atomic_load(&account.committed), 0);
        atomic_store(&account.peak, 0);
    }
    ck_assert_uint_eq(provider.mapped_bytes, 0);
}
END_TEST

START_TEST(what_no_address_space_has_is_not_reserved)
{
    const size_t align = 16 * account.page;
    const uint64_t n_calls = provider.n_calls;
    seam__span span;

    ck_assert(!seam__account_reserve(&account, SIZE_MAX, align, 0, &span));
    ck_assert(!seam__account_reserve(&account, (size_t)PTRDIFF_MAX - align + 1, align, 0, &span));
    ck_assert_uint_eq(provider.n_calls, n_calls);
    ck_assert(!seam__account_reserve(&account, (size_t)PTRDIFF_MAX - align, align, 0, &span));
    ck_assert_uint_eq(provider.n_calls, n_calls + 1);
    expect_counts(0, 0, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("account");
    TCase *tc = tcase_create("account");

    tcase_add_checked_fixture(tc, open_account, NULL);
    tcase_add_test(tc, charges_go_up_to_the_bound);
    tcase_add_test(tc, what_is_mapped_is_counted_and_charged_in_part);
    tcase_add_test(tc, spans_are_reserved_where_a_place_is_aligned);
    tcase_add_test(tc, what_no_address_space_has_is_not_reserved);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
