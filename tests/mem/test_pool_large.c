/* Blocks over 256 KiB: freed ones are kept for reuse, within a bound. */
#include <string.h>

#include "pool_fixture.h"

#define MIB ((size_t)1 << 20)

static failing_provider provider;
static seam_pool *pool;

static void open_with(const seam_pool_options *options)
{
    pool = fixture_open(&provider, options);
}

static void open_pool(void)
{
    open_with(NULL);
}

static void close_pool(void)
{
    fixture_close(&provider, &pool);
}

static seam_buf large(size_t len)
{
    seam_buf buf;

    ck_ok(seam_buf_alloc(pool, len, &buf));
    memset(seam_buf_bytes_mut(&buf), 0x5A, len);
    ck_assert(seam__pool_valid(pool));
    return buf;
}

/* Where a block lies that is released at once. */
static const uint8_t *visit(size_t len)
{
    seam_buf buf = large(len);
    const uint8_t *at = buf.data;

    seam_buf_release(&buf);
    ck_assert(seam__pool_valid(pool));
    return at;
}

START_TEST(a_freed_block_serves_the_next_request)
{
    const uint8_t *at = visit(MIB);
    const uint64_t n_calls = provider.n_calls;

    for (int i = 0; i < 100; i++)
        ck_assert_ptr_eq(visit(MIB - (size_t)(i % 7) * 1000), at);
    ck_assert_uint_eq(provider.n_calls, n_calls);
}
END_TEST

START_TEST(a_block_that_wastes_more_than_a_quarter_is_not_taken)
{
    const uint8_t *at = visit(4 * MIB);
    seam_buf small = large(3 * MIB);
    seam_buf close_by = large(4 * MIB - MIB / 2);

    ck_assert_ptr_ne(small.data, at);
    ck_assert_ptr_eq(close_by.data, at);
    seam_buf_release(&small);
    seam_buf_release(&close_by);
}
END_TEST

START_TEST(the_block_that_fits_best_is_taken)
{
    seam_buf bufs[3] = {large(1100000), large(1000000), large(1200000)};
    const uint8_t *best = bufs[1].data;

    for (size_t i = 0; i < 3; i++)
        seam_buf_release(&bufs[i]);
    ck_assert_ptr_eq(visit(1000000), best);
    ck_assert_ptr_eq(visit(990000), best);
}
END_TEST

START_TEST(a_block_is_counted_by_its_request_and_not_by_its_mapping)
{
    seam_pool_stats stats;
    seam_buf buf;

    visit(MIB);
    buf = large(MIB - 100000);
    stats = stats_of(pool);
    ck_assert_uint_eq(stats.live_bytes, seam_pool_class_size(MIB - 100000));
    ck_assert_uint_eq(stats.requested_bytes, MIB - 100000);
    ck_assert_uint_eq(seam_buf_retained(&buf), seam_pool_class_size(MIB - 100000));
    ck_assert_uint_eq(stats.cached_bytes, 0);
    seam_buf_release(&buf);
    /* It has not shrunk: the next request may have all of it. */
    buf = large(MIB);
    ck_assert_uint_eq(stats_of(pool).cached_bytes, 0);
    seam_buf_release(&buf);
}
END_TEST

START_TEST(what_is_kept_is_bounded)
{
    const seam_pool_options options = {.large_cache_bytes = 3 * MIB};
    seam_buf bufs[10];

    seam_pool_destroy(&pool);
    open_with(&options);
    for (size_t i = 0; i < 10; i++)
        bufs[i] = large(MIB / 2);
    for (size_t i = 0; i < 10; i++) {
        seam_buf_release(&bufs[i]);
        ck_assert_uint_le(stats_of(pool).cached_bytes, 3 * MIB);
    }
    ck_assert_uint_ge(stats_of(pool).cached_bytes, 2 * MIB);
    visit(4 * MIB);
    ck_assert_uint_le(stats_of(pool).cached_bytes, 3 * MIB);
}
END_TEST

/* The bytes that are kept of so many blocks of 1 MiB, each with what is watched around it. */
static uint64_t kept_of(size_t n, uint64_t bound)
{
    const seam_pool_options options = {.large_cache_bytes = bound};
    seam_buf bufs[3];

    seam_pool_destroy(&pool);
    open_with(&options);
    for (size_t i = 0; i < n; i++)
        bufs[i] = large(MIB);
    for (size_t i = 0; i < n; i++)
        seam_buf_release(&bufs[i]);
    return stats_of(pool).cached_bytes;
}

START_TEST(what_is_kept_is_all_that_the_bound_allows)
{
    const uint64_t each = kept_of(1, 64 * MIB);

    ck_assert(each >= MIB && each < 2 * MIB);
    for (uint64_t n = 1; n <= 3; n++) {
        ck_assert_uint_eq(kept_of(3, n * each), n * each);
        ck_assert_uint_eq(kept_of(3, n * each - 1), (n - 1) * each);
    }
}
END_TEST

/* Takes forty blocks of 1 MiB and frees them; returns the system calls that it took. */
static uint64_t burst(void)
{
    enum { N = 40 };
    const uint64_t n_calls = provider.n_calls;
    seam_buf bufs[N];

    for (size_t i = 0; i < N; i++)
        bufs[i] = large(MIB);
    for (size_t i = 0; i < N; i++)
        seam_buf_release(&bufs[i]);
    ck_assert(seam__pool_valid(pool));
    return provider.n_calls - n_calls;
}

static void purge_now(void)
{
    atomic_store_explicit(&pool->next_purge_ms, 0, memory_order_relaxed);
    seam__pool_purge_when_due(pool);
}

static void open_patient(void)
{
    const seam_pool_options options = {.purge_delay_ms = 1000000};

    seam_pool_destroy(&pool);
    open_with(&options);
}

START_TEST(what_is_asked_for_again_and_again_is_kept)
{
    open_patient();
    ck_assert_uint_gt(burst(), 40);
    ck_assert_uint_le(stats_of(pool).cached_bytes, 16 * MIB);
    ck_assert_uint_gt(burst(), 24);
    ck_assert_uint_ge(stats_of(pool).cached_bytes, 40 * MIB);
    for (int i = 0; i < 3; i++)
        ck_assert_uint_eq(burst(), 0);
}
END_TEST

START_TEST(the_bound_sinks_with_what_is_idle)
{
    open_patient();
    burst();
    burst();
    purge_now();
    purge_now();
    ck_assert_uint_eq(stats_of(pool).cached_bytes, 0);
    burst();
    ck_assert_uint_le(stats_of(pool).cached_bytes, 16 * MIB);
}
END_TEST

START_TEST(a_purge_between_bursts_teaches_nothing)
{
    open_patient();
    for (int i = 0; i < 4; i++) {
        burst();
        ck_assert_uint_le(stats_of(pool).cached_bytes, 16 * MIB);
        purge_now();
    }
}
END_TEST

START_TEST(trim_lowers_the_bound)
{
    open_patient();
    burst();
    burst();
    seam_pool_trim(pool);
    burst();
    ck_assert_uint_le(stats_of(pool).cached_bytes, 16 * MIB);
}
END_TEST

START_TEST(nothing_is_kept_where_nothing_may_be)
{
    const seam_pool_options options = {.large_cache_bytes = 1};
    uint64_t before;

    seam_pool_destroy(&pool);
    open_with(&options);
    before = stats_of(pool).committed;
    visit(MIB);
    ck_assert_uint_eq(stats_of(pool).committed, before);
}
END_TEST

START_TEST(trim_gives_kept_blocks_back)
{
    uint64_t before = stats_of(pool).committed;

    visit(MIB);
    ck_assert_uint_gt(stats_of(pool).committed, before + MIB);
    seam_pool_trim(pool);
    ck_assert_uint_eq(stats_of(pool).committed, before);
    ck_assert(seam__pool_valid(pool));
}
END_TEST

START_TEST(a_limit_takes_kept_blocks_first)
{
    const seam_pool_options options = {.max_bytes = 3 * MIB};

    seam_pool_destroy(&pool);
    open_with(&options);
    for (size_t len = MIB / 2; len <= 2 * MIB; len += MIB / 4)
        visit(len);
}
END_TEST

START_TEST(kept_blocks_that_nobody_wants_are_purged)
{
    const seam_pool_options options = {.purge_delay_ms = 1000000};
    uint64_t before;

    seam_pool_destroy(&pool);
    open_with(&options);
    before = stats_of(pool).committed;
    visit(MIB);
    for (int i = 0; i < 2; i++) {
        ck_assert_uint_gt(stats_of(pool).committed, before);
        atomic_store_explicit(&pool->next_purge_ms, 0, memory_order_relaxed);
        seam__pool_purge_when_due(pool);
    }
    ck_assert_uint_eq(stats_of(pool).committed, before);
}
END_TEST

START_TEST(blocks_of_a_destroyed_pool_are_not_kept)
{
    seam_buf a = large(MIB);
    seam_buf b = large(2 * MIB);

    visit(MIB / 2);
    seam_pool_destroy(&pool);
    seam_buf_release(&a);
    ck_assert_uint_gt(provider.mapped_bytes, 2 * MIB);
    seam_buf_release(&b);
    ck_assert_uint_eq(provider.mapped_bytes, 0);
    open_pool();
}
END_TEST

START_TEST(a_second_release_of_a_kept_block_is_seen)
{
    seam_buf buf = large(MIB);
    const seam_block *block = buf.block;

    seam_buf_release(&buf);
    ck_assert_uint_eq(atomic_load_explicit(&block->word, memory_order_relaxed), 0);
}
END_TEST

START_TEST(random_large_blocks_keep_contents_and_laws)
{
    enum { N = 12 };
    seam_buf bufs[N] = {{0}};
    prng rng;

    prng_init(&rng, test_seed("large"));
    for (int i = 0; i < 3000; i++) {
        size_t k = prng_below(&rng, N);

        if (bufs[k].len != 0) {
            must(bufs[k].data[0] == k && bufs[k].data[bufs[k].len - 1] == k);
            seam_buf_release(&bufs[k]);
        } else {
            size_t len = 262145 + prng_below(&rng, 3 * MIB);
            uint8_t *to;

            ck_ok(seam_buf_alloc(pool, len, &bufs[k]));
            to = seam_buf_bytes_mut(&bufs[k]);
            to[0] = to[len - 1] = (uint8_t)k;
        }
        if (i % 64 == 0)
            must(seam__pool_valid(pool));
    }
    for (size_t k = 0; k < N; k++)
        seam_buf_release(&bufs[k]);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("pool_large");
    TCase *tc = tcase_create("pool_large");

    tcase_set_timeout(tc, 60);
    tcase_add_checked_fixture(tc, open_pool, close_pool);
    tcase_add_test(tc, a_freed_block_serves_the_next_request);
    tcase_add_test(tc, a_block_that_wastes_more_than_a_quarter_is_not_taken);
    tcase_add_test(tc, the_block_that_fits_best_is_taken);
    tcase_add_test(tc, a_block_is_counted_by_its_request_and_not_by_its_mapping);
    tcase_add_test(tc, what_is_kept_is_bounded);
    tcase_add_test(tc, what_is_kept_is_all_that_the_bound_allows);
    tcase_add_test(tc, what_is_asked_for_again_and_again_is_kept);
    tcase_add_test(tc, the_bound_sinks_with_what_is_idle);
    tcase_add_test(tc, a_purge_between_bursts_teaches_nothing);
    tcase_add_test(tc, trim_lowers_the_bound);
    tcase_add_test(tc, nothing_is_kept_where_nothing_may_be);
    tcase_add_test(tc, trim_gives_kept_blocks_back);
    tcase_add_test(tc, a_limit_takes_kept_blocks_first);
    tcase_add_test(tc, kept_blocks_that_nobody_wants_are_purged);
    tcase_add_test(tc, blocks_of_a_destroyed_pool_are_not_kept);
    tcase_add_test(tc, a_second_release_of_a_kept_block_is_seen);
    tcase_add_test(tc, random_large_blocks_keep_contents_and_laws);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
