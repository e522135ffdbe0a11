/* One bound for several pools, and the mark below it. */
#include <pthread.h>
#include <string.h>

#include "child.h"
#include "mem/os/quota_private.h"
#include "pool_fixture.h"

#define MIB ((uint64_t)1 << 20)

static failing_provider provider;

typedef struct told {
    int times;
    uint64_t used;
    seam_buf *to_release; /* NULL, or what the callback lets go */
} told;

static void note_pressure(void *ctx, uint64_t used)
{
    told *t = ctx;

    t->times++;
    t->used = used;
    if (t->to_release != NULL)
        seam_buf_release(t->to_release);
}

static seam_quota *quota_of(uint64_t max_bytes, uint64_t soft_bytes, told *t)
{
    const seam_quota_options options = {
        .max_bytes = max_bytes, .soft_bytes = soft_bytes, .pressure = note_pressure, .ctx = t};
    seam_quota *quota;

    failing_provider_init(&provider);
    seam__provider_set(&provider.table);
    ck_ok(seam_quota_create(&options, &quota));
    return quota;
}

static seam_pool *pool_with(seam_quota *quota)
{
    const seam_pool_options options = {.quota = quota};
    seam_pool *pool;

    ck_ok(seam_pool_create(&options, &pool));
    return pool;
}

static void close_quota(seam_quota **quota)
{
    ck_assert_uint_eq(seam_quota_used(*quota), 0);
    seam_quota_destroy(quota);
    ck_assert_ptr_null(*quota);
    ck_assert_uint_eq(provider.mapped_bytes, 0);
    seam__provider_set(NULL);
}

/* Allocates until the quota is in the way. */
static size_t fill(seam_pool *pool, size_t len, seam_buf *bufs, size_t n)
{
    size_t i = 0;

    while (i < n && seam_buf_alloc(pool, len, &bufs[i]) == SEAM_OK)
        i++;
    return i;
}

static void release_all(seam_buf *bufs, size_t n)
{
    for (size_t i = 0; i < n; i++)
        seam_buf_release(&bufs[i]);
}

static const struct {
    const char *what;
    bool is_allowed;
    seam_quota_options options;
} asked[] = {
    {"all zero", true, {0}},
    {"a mark at the bound", true, {.max_bytes = 10, .soft_bytes = 10}},
    {"a mark without a bound", true, {.soft_bytes = UINT64_MAX}},
    {"the greatest bound", true, {.max_bytes = UINT64_MAX}},
    {"a mark above the bound", false, {.max_bytes = 10, .soft_bytes = 11}},
    {"a reserved field", false, {.reserved_ = {1}}},
    {"the second reserved field", false, {.reserved_ = {0, 1}}},
    {"the third reserved field", false, {.reserved_ = {0, 0, 1}}},
    {"the last reserved field", false, {.reserved_ = {0, 0, 0, UINT64_C(1) << 63}}},
};

START_TEST(options_are_held_to_each_rule)
{
    seam_quota *quota;

    ck_status(seam_quota_create(&asked[_i].options, &quota),
              asked[_i].is_allowed ? SEAM_OK : SEAM_EINVAL);
    ck_assert_msg((quota != NULL) == asked[_i].is_allowed, "%s", asked[_i].what);
    seam_quota_destroy(&quota);
    ck_assert_ptr_null(quota);
}
END_TEST

START_TEST(a_quota_needs_no_options)
{
    seam_quota *quota;

    ck_ok(seam_quota_create(NULL, &quota));
    seam_quota_destroy(&quota);
    seam_quota_destroy(&quota);
}
END_TEST

/* ---- the checker of the laws of quotas, shown states that break one of them each, and states at the edge */

static void gives_nothing(seam__quota_entry *entry)
{
    (void)entry;
}

/* Two pools and the creator have a reference each. */
static seam__quota_entry second = {NULL, gives_nothing};
static seam__quota_entry first = {&second, gives_nothing};

static void nothing(seam_quota *quota)
{
    (void)quota;
}

static void all_used(seam_quota *quota)
{
    atomic_store(&quota->used, 100);
}

static void more_used_than_the_bound(seam_quota *quota)
{
    atomic_store(&quota->used, 101);
}

static void less_than_nothing_used(seam_quota *quota)
{
    quota->options.max_bytes = 0;
    atomic_store(&quota->used, UINT64_MAX);
}

static void a_mark_above_the_bound(seam_quota *quota)
{
    quota->options.soft_bytes = 101;
}

static void given_up(seam_quota *quota)
{
    atomic_store(&quota->destroyed, true);
    atomic_store(&quota->n_references, 2);
}

static void a_pool_that_has_left(seam_quota *quota)
{
    quota->entries = &second;
}

static void a_reference_too_few(seam_quota *quota)
{
    atomic_store(&quota->n_references, 2);
}

static void given_up_with_a_reference_too_few(seam_quota *quota)
{
    given_up(quota);
    atomic_store(&quota->n_references, 1);
}

static void nobody_left(seam_quota *quota)
{
    atomic_store(&quota->destroyed, true);
    atomic_store(&quota->n_references, 0);
    quota->entries = NULL;
}

static void a_pool_that_gives_nothing_up(seam_quota *quota)
{
    (void)quota;
    second.reclaim = NULL;
}

static void a_list_that_runs_in_a_ring(seam_quota *quota)
{
    (void)quota;
    second.next = &first;
}

static const struct {
    const char *what;
    bool is_allowed;
    void (*make)(seam_quota *quota);
} corruptions[] = {
    {"nothing", true, nothing},
    {"all used", true, all_used},
    {"given up by its creator", true, given_up},
    {"a pool that has left and keeps its reference", true, a_pool_that_has_left},
    {"more used than the bound", false, more_used_than_the_bound},
    {"less than nothing used", false, less_than_nothing_used},
    {"a mark above the bound", false, a_mark_above_the_bound},
    {"a reference too few", false, a_reference_too_few},
    {"given up, with a reference too few", false, given_up_with_a_reference_too_few},
    {"nobody left", false, nobody_left},
    {"a pool that gives nothing up", false, a_pool_that_gives_nothing_up},
    {"a list that runs in a ring", false, a_list_that_runs_in_a_ring},
};

START_TEST(a_quota_is_valid_by_each_law)
{
    seam_quota quota = {.options = {.max_bytes = 100, .soft_bytes = 100}, .entries = &first};

    atomic_init(&quota.used, 0);
    atomic_init(&quota.n_references, 3);
    ck_assert(seam__quota_valid(&quota));
    corruptions[_i].make(&quota);
    ck_assert_msg(seam__quota_valid(&quota) == corruptions[_i].is_allowed, "%s",
                  corruptions[_i].what);
}
END_TEST

START_TEST(without_memory_there_is_no_quota)
{
    seam_quota *quota;

    failing_provider_init(&provider);
    provider.fail_at = 1;
    seam__provider_set(&provider.table);
    ck_status(seam_quota_create(NULL, &quota), SEAM_ENOMEM);
    ck_assert_ptr_null(quota);
    seam__provider_set(NULL);
}
END_TEST

START_TEST(used_is_what_its_pools_have_committed)
{
    told t = {0};
    seam_quota *quota = quota_of(0, 0, &t);
    seam_pool *a = pool_with(quota);
    seam_pool *b = pool_with(quota);
    seam_buf small = counting_buf(a, 100, 0);
    seam_buf large = counting_buf(b, 500000, 0);

    ck_assert_uint_eq(seam_quota_used(quota), stats_of(a).committed + stats_of(b).committed);
    seam_buf_release(&small);
    seam_pool_trim(a);
    ck_assert_uint_eq(seam_quota_used(quota), stats_of(a).committed + stats_of(b).committed);
    seam_buf_release(&large);
    seam_pool_destroy(&a);
    ck_assert_uint_eq(seam_quota_used(quota), stats_of(b).committed);
    seam_pool_destroy(&b);
    ck_assert_int_eq(t.times, 0);
    close_quota(&quota);
}
END_TEST

START_TEST(the_bound_holds_for_all_pools_together)
{
    enum { N = 2000 };
    static seam_buf of_a[N], of_b[N];
    told t = {0};
    seam_quota *quota = quota_of(4 * MIB, 0, &t);
    seam_pool *a = pool_with(quota);
    seam_pool *b = pool_with(quota);
    size_t n_a = fill(a, 4096, of_a, 500);
    size_t n_b = fill(b, 4096, of_b, N);
    seam_buf buf;

    ck_assert_uint_eq(n_a, 500);
    ck_assert_uint_lt(n_b, 600);
    ck_assert_uint_gt(n_b, 300);
    ck_assert_uint_le(seam_quota_used(quota), 4 * MIB);
    ck_status(seam_buf_alloc(a, 1000000, &buf), SEAM_ELIMIT);
    ck_assert(is_empty(&buf));
    release_all(of_a, n_a);
    release_all(of_b, n_b);
    seam_pool_destroy(&a);
    seam_pool_destroy(&b);
    close_quota(&quota);
}
END_TEST

START_TEST(what_one_pool_does_not_use_serves_the_other)
{
    enum { N = 2000 };
    static seam_buf bufs[N];
    told t = {0};
    seam_quota *quota = quota_of(4 * MIB, 0, &t);
    seam_pool *a = pool_with(quota);
    seam_pool *b = pool_with(quota);
    size_t n = fill(a, 4096, bufs, N);
    seam_buf large;

    ck_status(seam_buf_alloc(b, 3000000, &large), SEAM_ELIMIT);
    release_all(bufs, n);
    ck_ok(seam_buf_alloc(b, 3000000, &large));
    ck_assert(seam__pool_valid(a) && seam__pool_valid(b));
    seam_buf_release(&large);
    ck_assert_uint_ge(fill(a, 4096, bufs, N), n - 16);
    for (size_t i = 0; i < N; i++)
        seam_buf_release(&bufs[i]);
    seam_pool_destroy(&a);
    seam_pool_destroy(&b);
    close_quota(&quota);
}
END_TEST

START_TEST(a_pool_that_does_not_fit_is_not_made)
{
    told t = {0};
    seam_quota *quota = quota_of(4096, 0, &t);
    const seam_pool_options options = {.quota = quota};
    seam_pool *pool;

    ck_status(seam_pool_create(&options, &pool), SEAM_ELIMIT);
    ck_assert_ptr_null(pool);
    close_quota(&quota);
}
END_TEST

START_TEST(a_pool_that_gets_no_memory_leaves_no_charge)
{
    told t = {0};
    seam_quota *quota = quota_of(0, 0, &t);
    const seam_pool_options options = {.quota = quota};
    seam_pool *pool;

    provider.fail_at = provider.n_calls + 1;
    ck_status(seam_pool_create(&options, &pool), SEAM_ENOMEM);
    ck_assert_uint_eq(seam_quota_used(quota), 0);
    close_quota(&quota);
}
END_TEST

START_TEST(a_pool_keeps_its_quota)
{
    told t = {0};
    seam_quota *quota = quota_of(2 * MIB, 0, &t);
    seam_pool *pool = pool_with(quota);
    seam_buf buf, large;

    seam_quota_destroy(&quota);
    buf = counting_buf(pool, 100, 0);
    ck_status(seam_buf_alloc(pool, 3000000, &large), SEAM_ELIMIT);
    seam_pool_destroy(&pool);
    ck_assert_uint_gt(provider.mapped_bytes, 0);
    seam_buf_release(&buf);
    ck_assert_uint_eq(provider.mapped_bytes, 0);
    seam__provider_set(NULL);
}
END_TEST

START_TEST(the_mark_is_told_once_each_time_it_is_passed)
{
    told t = {0};
    seam_quota *quota = quota_of(8 * MIB, 2 * MIB, &t);
    seam_pool *pool = pool_with(quota);
    seam_buf a, b;

    for (int i = 1; i <= 3; i++) {
        ck_ok(seam_buf_alloc(pool, 1000000, &a));
        ck_assert_int_eq(t.times, i - 1);
        ck_ok(seam_buf_alloc(pool, 1500000, &b));
        ck_assert_int_eq(t.times, i);
        ck_assert_uint_gt(t.used, 2 * MIB);
        ck_assert_uint_eq(t.used, seam_quota_used(quota));
        seam_buf_release(&a);
        ck_ok(seam_buf_alloc(pool, 1000000, &a));
        ck_assert_int_eq(t.times, i);
        seam_buf_release(&a);
        seam_buf_release(&b);
        seam_pool_trim(pool);
    }
    seam_pool_destroy(&pool);
    close_quota(&quota);
}
END_TEST

START_TEST(the_callback_may_let_memory_go)
{
    told t = {0};
    seam_quota *quota = quota_of(8 * MIB, 2 * MIB, &t);
    seam_pool *pool = pool_with(quota);
    seam_buf old, new;

    ck_ok(seam_buf_alloc(pool, 1500000, &old));
    t.to_release = &old;
    ck_ok(seam_buf_alloc(pool, 1500000, &new));
    ck_assert_int_eq(t.times, 1);
    ck_assert(is_empty(&old));
    seam_buf_release(&new);
    seam_pool_destroy(&pool);
    close_quota(&quota);
}
END_TEST

/* ---- fork(), which takes the lock of all lists */

static void make_a_pool_in(void *quota)
{
    const seam_pool_options options = {.quota = quota};
    seam_pool *pool;

    must(seam_pool_create(&options, &pool) == SEAM_OK);
    seam_pool_destroy(&pool);
}

START_TEST(parent_and_child_make_pools_after_a_fork)
{
    told t = {0};
    seam_quota *quota = quota_of(0, 0, &t);
    seam_pool *pool = pool_with(quota);
    char text[256];

    ck_assert_int_eq(child_run(make_a_pool_in, quota, text, sizeof(text)), 0);
    make_a_pool_in(quota);
    seam_pool_destroy(&pool);
    close_quota(&quota);
}
END_TEST

/* ---- threads: pools come and go, and take from each other */

static seam_quota *shared;

static void *use_pools(void *unused)
{
    for (int i = 0; i < 30; i++) {
        const seam_pool_options options = {.quota = shared};
        seam_buf bufs[100] = {{0}};
        seam_pool *pool;

        if (seam_pool_create(&options, &pool) != SEAM_OK)
            continue;
        for (size_t k = 0; k < 100; k++) {
            if (seam_buf_alloc(pool, 20000, &bufs[k]) == SEAM_OK)
                memset(seam_buf_bytes_mut(&bufs[k]), 1, 20000);
            if (k % 3 == 0)
                seam_buf_release(&bufs[k]);
        }
        seam_pool_destroy(&pool);
        release_all(bufs, 100);
    }
    return unused;
}

START_TEST(pools_of_many_threads_share_a_quota)
{
    pthread_t threads[4];
    told t = {0};

    shared = quota_of(4 * MIB, 0, &t);
    seam__provider_set(NULL);
    for (size_t i = 0; i < 4; i++)
        ck_assert_int_eq(pthread_create(&threads[i], NULL, use_pools, NULL), 0);
    for (size_t i = 0; i < 4; i++)
        ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
    close_quota(&shared);
}
END_TEST

#define N_ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

int main(void)
{
    Suite *suite = suite_create("quota");
    TCase *tc = tcase_create("quota");

    tcase_set_timeout(tc, 120);
    tcase_add_loop_test(tc, options_are_held_to_each_rule, 0, N_ROWS(asked));
    tcase_add_test(tc, a_quota_needs_no_options);
    tcase_add_loop_test(tc, a_quota_is_valid_by_each_law, 0, N_ROWS(corruptions));
    tcase_add_test(tc, without_memory_there_is_no_quota);
    tcase_add_test(tc, used_is_what_its_pools_have_committed);
    tcase_add_test(tc, the_bound_holds_for_all_pools_together);
    tcase_add_test(tc, what_one_pool_does_not_use_serves_the_other);
    tcase_add_test(tc, a_pool_that_does_not_fit_is_not_made);
    tcase_add_test(tc, a_pool_that_gets_no_memory_leaves_no_charge);
    tcase_add_test(tc, a_pool_keeps_its_quota);
    tcase_add_test(tc, the_mark_is_told_once_each_time_it_is_passed);
    tcase_add_test(tc, the_callback_may_let_memory_go);
    tcase_add_test(tc, parent_and_child_make_pools_after_a_fork);
    tcase_add_test(tc, pools_of_many_threads_share_a_quota);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
