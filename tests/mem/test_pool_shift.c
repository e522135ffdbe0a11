/* When sizes shift, memory that one class has free serves others: large blocks by lending them, and
 * the rest by way of the system. */
#include "pool_fixture.h"

#define MIB ((size_t)1 << 20)
#define N   4096

static failing_provider provider;
static seam_pool *pool;
static seam_buf bufs[N];

/* Without magazines every block that is released is in its depot at once. */
static void open_without_magazines(void)
{
    const seam_pool_options options = {.cache_bytes = 1};

    pool = fixture_open(&provider, &options);
}

static void close_pool(void)
{
    fixture_close(&provider, &pool);
}

static void touch_and_release(size_t len)
{
    seam_buf buf = counting_buf(pool, len, 1);

    ck_assert_uint_eq(seam_buf_retained(&buf), len);
    seam_buf_release(&buf);
}

/* What a request retains that comes while one block of `lent` bytes is free. */
static size_t retained_beside(size_t lent, size_t len)
{
    seam_buf buf;
    size_t retained;

    touch_and_release(lent);
    buf = counting_buf(pool, len, 7);
    retained = seam_buf_retained(&buf);
    for (size_t i = 0; i < len; i++)
        must(buf.data[i] == (uint8_t)(7 + i));
    seam_buf_release(&buf);
    ck_assert(seam__pool_valid(pool));
    seam_pool_trim(pool);
    return retained;
}

START_TEST(a_free_block_up_to_three_classes_larger_serves)
{
    ck_assert_uint_eq(retained_beside(5120, 4096), 5120);
    ck_assert_uint_eq(retained_beside(7168, 4000), 7168);
    ck_assert_uint_eq(retained_beside(8192, 4096), 4096);
    ck_assert_uint_eq(retained_beside(262144, 163840), 262144);
    ck_assert_uint_eq(retained_beside(262144, 229376), 262144);
    ck_assert_uint_eq(retained_beside(262144, 262144), 262144);
}
END_TEST

START_TEST(small_classes_lend_nothing_and_borrow_nothing)
{
    ck_assert_uint_eq(retained_beside(4096, 3584), 3584);
    ck_assert_uint_eq(retained_beside(128, 64), 64);
}
END_TEST

START_TEST(a_loan_commits_no_memory)
{
    seam_buf buf;
    uint64_t committed;

    touch_and_release(57344);
    committed = stats_of(pool).committed;
    buf = counting_buf(pool, 40000, 0);
    ck_assert_uint_eq(stats_of(pool).committed, committed);
    ck_assert_uint_eq(stats_of(pool).live_bytes, 57344);
    ck_assert_uint_eq(stats_of(pool).requested_bytes, 40000);
    seam_buf_release(&buf);
    ck_assert_uint_eq(stats_of(pool).cached_bytes % 57344, 0);
}
END_TEST

START_TEST(the_own_class_serves_before_a_larger_one)
{
    seam_buf small = counting_buf(pool, 20480, 1);
    seam_buf large = counting_buf(pool, 24576, 2);

    seam_buf_release(&large);
    seam_buf_release(&small);
    small = counting_buf(pool, 20480, 3);
    ck_assert_uint_eq(seam_buf_retained(&small), 20480);
    seam_buf_release(&small);
}
END_TEST

/* Fills `total` bytes with blocks of `len`, and frees them again. */
static void burst(size_t total, size_t len)
{
    const size_t n = total / len;

    must(n <= N);
    for (size_t i = 0; i < n; i++)
        bufs[i] = counting_buf(pool, len, (uint8_t)i);
    for (size_t i = 0; i < n; i++) {
        must(bufs[i].data[len - 1] == (uint8_t)(i + len - 1));
        seam_buf_release(&bufs[i]);
    }
}

/* As if two delays had passed in which nobody called. */
static void let_time_pass(void)
{
    for (int i = 0; i < 2; i++) {
        if (pool->purge_delay_ms != SEAM_POOL_PURGE_NEVER)
            atomic_store_explicit(&pool->next_purge_ms, 0, memory_order_relaxed);
        seam__pool_purge_when_due(pool);
    }
}

static uint64_t peak_of_bursts(uint32_t purge_delay_ms)
{
    static const size_t lens[] = {131072, 4096, 20480, 65536};
    const seam_pool_options options = {.purge_delay_ms = purge_delay_ms};
    uint64_t peak;

    pool = fixture_open(&provider, &options);
    for (size_t i = 0; i < sizeof(lens) / sizeof(lens[0]); i++) {
        burst(8 * MIB, lens[i]);
        let_time_pass();
    }
    ck_assert(seam__pool_valid(pool));
    peak = stats_of(pool).committed_peak;
    close_pool();
    return peak;
}

/* The sanitizers' redzones make slabs that share blocks; such slabs stay. */
static bool slabs_are_whole(void)
{
    bool whole;

    pool = fixture_open(&provider, NULL);
    whole = pool->heap.depots[seam__class_of(131072)].layout.slab_blocks != 0;
    close_pool();
    return whole;
}

START_TEST(peaks_of_several_sizes_do_not_add_up)
{
    if (slabs_are_whole())
        ck_assert_uint_le(peak_of_bursts(0), 12 * MIB);
    ck_assert_uint_ge(peak_of_bursts(SEAM_POOL_PURGE_NEVER), 28 * MIB);
}
END_TEST

/* A system that takes nothing back stops nobody. */
START_TEST(a_refusal_to_take_slabs_back_is_no_failure)
{
    pool = fixture_open(&provider, NULL);
    provider.fail_decommit = true;
    burst(8 * MIB, 131072);
    burst(8 * MIB, 4096);
    ck_assert(seam__pool_valid(pool));
    provider.fail_decommit = false;
    close_pool();
}
END_TEST

/* As if a sixteenth of the delay had passed. */
static void purge_early(void)
{
    atomic_store_explicit(&pool->early_purge_ms, 0, memory_order_relaxed);
    seam__pool_purge_early(pool);
}

START_TEST(a_pool_that_grows_gives_back_what_it_has_not_needed_lately)
{
    const seam_pool_options options = {.purge_delay_ms = 1000000, .cache_bytes = 1};
    const bool whole = slabs_are_whole();
    uint64_t committed;

    pool = fixture_open(&provider, &options);
    burst(8 * MIB, 131072);
    committed = stats_of(pool).committed;
    purge_early();
    /* It was needed since the purge before, which the burst itself brought. */
    ck_assert_uint_eq(stats_of(pool).committed, committed);
    seam__pool_purge_early(pool);
    /* And before its time another purge does nothing. */
    ck_assert_uint_eq(stats_of(pool).committed, committed);
    purge_early();
    if (whole)
        ck_assert_uint_le(stats_of(pool).committed, committed / 4);
    ck_assert(seam__pool_valid(pool));
    close_pool();
}
END_TEST

START_TEST(growth_brings_the_purge_and_idleness_does_not)
{
    const seam_pool_options options = {.purge_delay_ms = 1000000, .cache_bytes = 1};
    uint64_t due;

    pool = fixture_open(&provider, &options);
    burst(MIB, 4096);
    due = atomic_load_explicit(&pool->early_purge_at, memory_order_relaxed);
    ck_assert_uint_gt(due, 0);
    for (int i = 0; i < 100; i++)
        burst(MIB / 2, 4096);
    ck_assert_uint_eq(atomic_load_explicit(&pool->early_purge_at, memory_order_relaxed), due);
    ck_assert_uint_eq(provider.n_decommitted, 0);
    /* The same where a purge has set the mark, and the next one would not have to wait. */
    atomic_store_explicit(&pool->early_purge_ms, 0, memory_order_relaxed);
    seam__pool_purge_early(pool);
    for (int i = 0; i < 100; i++) {
        atomic_store_explicit(&pool->early_purge_ms, 0, memory_order_relaxed);
        burst(MIB / 2, 4096);
        ck_assert_uint_eq(atomic_load_explicit(&pool->early_purge_ms, memory_order_relaxed), 0);
    }
    close_pool();
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("pool_shift");
    TCase *lending = tcase_create("lending");
    TCase *shifting = tcase_create("shifting");

    tcase_add_checked_fixture(lending, open_without_magazines, close_pool);
    tcase_add_test(lending, a_free_block_up_to_three_classes_larger_serves);
    tcase_add_test(lending, small_classes_lend_nothing_and_borrow_nothing);
    tcase_add_test(lending, a_loan_commits_no_memory);
    tcase_add_test(lending, the_own_class_serves_before_a_larger_one);
    suite_add_tcase(suite, lending);
    tcase_set_timeout(shifting, 60);
    tcase_add_test(shifting, peaks_of_several_sizes_do_not_add_up);
    tcase_add_test(shifting, a_pool_that_grows_gives_back_what_it_has_not_needed_lately);
    tcase_add_test(shifting, growth_brings_the_purge_and_idleness_does_not);
    tcase_add_test(shifting, a_refusal_to_take_slabs_back_is_no_failure);
    suite_add_tcase(suite, shifting);
    return run_suite(suite);
}
