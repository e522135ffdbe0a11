/* The shelf of a depot: blocks that magazines gave back, and where they go from there. */
#include "mem/depot_shelf.h"
#include "pool_fixture.h"

#define N   2000
#define LEN ((size_t)4096)

static failing_provider provider;
static seam_pool *pool;
static seam__depot *depot;
static seam_buf bufs[N];

static void open_with(const seam_pool_options *options)
{
    pool = fixture_open(&provider, options);
    depot = &pool->depots[seam__class_of(LEN)];
}

static void open_pool(void)
{
    open_with(NULL);
}

static void close_pool(void)
{
    fixture_close(&provider, &pool);
}

static void take(size_t n)
{
    for (size_t i = 0; i < n; i++)
        bufs[i] = counting_buf(pool, LEN, (uint8_t)(i * 7));
}

/* No block is given out twice: each still has what was written to it. */
static void expect_content(size_t n)
{
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < LEN; k += 61)
            must(bufs[i].data[k] == (uint8_t)(i * 7 + k));
    }
}

static void release(size_t n)
{
    for (size_t i = 0; i < n; i++)
        seam_buf_release(&bufs[i]);
}

START_TEST(what_magazines_give_back_serves_the_next_requests)
{
    uint64_t committed;
    size_t n_shelved;

    take(300);
    release(300);
    n_shelved = depot->n_shelved;
    ck_assert_uint_gt(n_shelved, 0);
    ck_assert(seam__pool_valid(pool));
    committed = stats_of(pool).committed;
    ck_assert_uint_ge(stats_of(pool).cached_bytes, 300 * LEN);
    take(300);
    expect_content(300);
    ck_assert_uint_eq(depot->n_shelved, 0);
    ck_assert_uint_eq(stats_of(pool).committed, committed);
    ck_assert_uint_eq(stats_of(pool).live_blocks, 300);
    ck_assert(seam__pool_valid(pool));
    release(300);
}
END_TEST

START_TEST(a_full_shelf_leaves_the_rest_to_the_arenas)
{
    take(N);
    release(N);
    ck_assert_uint_eq(depot->n_shelved, pool->account.page / sizeof(seam_block *));
    ck_assert(seam__pool_valid(pool));
    take(N);
    expect_content(N);
    release(N);
}
END_TEST

START_TEST(trim_leaves_no_shelf)
{
    const uint64_t before = provider.mapped_bytes;

    take(300);
    release(300);
    ck_assert_ptr_nonnull(depot->shelf);
    seam_pool_trim(pool);
    ck_assert_uint_eq(depot->n_shelved, 0);
    ck_assert_ptr_null(depot->shelf);
    ck_assert_uint_eq(stats_of(pool).cached_bytes, 0);
    /* The thread's cache stays. */
    ck_assert_uint_eq(provider.mapped_bytes, before + pool->caches->map_len);
    take(300);
    expect_content(300);
    release(300);
}
END_TEST

START_TEST(a_purge_gives_back_what_lay_on_the_shelf)
{
    uint64_t committed;

    take(300);
    release(300);
    committed = stats_of(pool).committed;
    /* What has been free from one purge to the next. */
    seam__depot_purge(depot, &pool->account);
    seam__depot_purge(depot, &pool->account);
    ck_assert_uint_eq(depot->n_shelved, 0);
    ck_assert(seam__pool_valid(pool));
    if (depot->shape.slab_blocks != 0)
        ck_assert_uint_lt(stats_of(pool).committed, committed);
    take(300);
    expect_content(300);
    release(300);
}
END_TEST

START_TEST(without_a_page_the_arenas_take_all)
{
    take(300);
    provider.fail_at = provider.n_calls + 1;
    provider.fail_from = true;
    release(300);
    ck_assert_ptr_null(depot->shelf);
    ck_assert_uint_eq(depot->n_shelved, 0);
    ck_assert(seam__pool_valid(pool));
    take(300);
    expect_content(300);
    provider.fail_at = 0;
    release(300);
    ck_assert_uint_gt(depot->n_shelved, 0);
}
END_TEST

START_TEST(a_page_that_the_system_does_not_take_is_kept)
{
    take(300);
    release(300);
    provider.fail_unmap = true;
    seam_pool_trim(pool);
    ck_assert_ptr_nonnull(depot->shelf);
    ck_assert_uint_eq(depot->n_shelved, 0);
    ck_assert(seam__pool_valid(pool));
    provider.fail_unmap = false;
    take(300);
    release(300);
    ck_assert_uint_gt(depot->n_shelved, 0);
}
END_TEST

static size_t take_up_to_the_limit(void)
{
    size_t n = 0;

    while (n < N && seam_buf_alloc(pool, LEN, &bufs[n]) == SEAM_OK)
        n++;
    must(n < N);
    return n;
}

START_TEST(a_pool_at_its_limit_serves_as_many_again)
{
    const seam_pool_options options = {.max_bytes = (uint64_t)3 << 20};
    size_t n;

    close_pool();
    open_with(&options);
    n = take_up_to_the_limit();
    ck_assert_uint_gt(n, 300);
    for (int round = 0; round < 3; round++) {
        release(n);
        ck_assert(seam__pool_valid(pool));
        ck_assert_uint_eq(take_up_to_the_limit(), n);
    }
    release(n);
}
END_TEST

/* ---- large blocks, which are kept there */

#define MIB ((size_t)1 << 20)

static seam_buf large_one(size_t len, uint8_t mark)
{
    seam_buf buf;

    ck_ok(seam_buf_alloc(pool, len, &buf));
    memset(seam_buf_bytes_mut(&buf), mark, len);
    ck_assert(seam__pool_valid(pool));
    return buf;
}

static void take_large(size_t n, size_t len)
{
    for (size_t i = 0; i < n; i++)
        bufs[i] = large_one(len, (uint8_t)i);
    for (size_t i = 0; i < n; i++)
        ck_assert_uint_eq(bufs[i].data[len - 1], i);
}

START_TEST(large_blocks_of_one_size_come_from_the_shelf)
{
    const seam__depot *of_large = &pool->depots[SEAM__DEPOT_LARGE];
    uint64_t n_calls;

    take_large(8, MIB);
    release(8);
    n_calls = provider.n_calls;
    ck_assert_uint_eq(of_large->n_shelved, 8);
    ck_assert_uint_ge(stats_of(pool).cached_bytes, 8 * MIB);
    ck_assert(seam__pool_valid(pool));
    take_large(8, MIB);
    ck_assert_uint_eq(of_large->n_shelved, 0);
    ck_assert_uint_eq(of_large->kept_bytes, 0);
    ck_assert_uint_eq(provider.n_calls, n_calls);
    release(8);
}
END_TEST

START_TEST(a_large_block_of_another_size_finds_what_fits_best)
{
    static const size_t lens[] = {MIB, 2 * MIB, MIB + 90000, 3 * MIB};
    const seam__depot *of_large = &pool->depots[SEAM__DEPOT_LARGE];
    const uint8_t *at;
    uint64_t n_calls;

    for (size_t i = 0; i < 4; i++)
        bufs[i] = large_one(lens[i], (uint8_t)i);
    at = bufs[2].data;
    release(4);
    n_calls = provider.n_calls;
    ck_assert_uint_eq(of_large->n_shelved, 4);
    bufs[0] = large_one(MIB + 80000, 9);
    ck_assert_ptr_eq(bufs[0].data, at);
    ck_assert_uint_eq(of_large->n_shelved, 0);
    ck_assert_uint_eq(provider.n_calls, n_calls);
    release(1);
    seam_pool_trim(pool);
    ck_assert_uint_eq(of_large->kept_bytes, 0);
    ck_assert_uint_eq(of_large->n_shelved, 0);
}
END_TEST

START_TEST(a_large_block_between_others_comes_from_the_shelf)
{
    const seam__depot *of_large = &pool->depots[SEAM__DEPOT_LARGE];
    const uint8_t *at;

    bufs[0] = large_one(2 * MIB, 0);
    bufs[1] = large_one(MIB, 1);
    bufs[2] = large_one(3 * MIB, 2);
    at = bufs[1].data;
    release(3);
    bufs[0] = large_one(MIB, 3);
    ck_assert_ptr_eq(bufs[0].data, at);
    ck_assert_uint_eq(of_large->n_shelved, 2);
    ck_assert_uint_eq(stats_of(pool).requested_bytes, MIB);
    release(1);
}
END_TEST

START_TEST(a_block_that_served_less_is_whole_again)
{
    static const size_t len = MIB + 90000;
    const seam__arena *arena;
    const uint8_t *at;

    bufs[0] = large_one(len, 0);
    at = bufs[0].data;
    seam_buf_release(&bufs[0]);
    bufs[0] = large_one(MIB, 1);
    ck_assert_ptr_eq(bufs[0].data, at);
    seam_buf_release(&bufs[0]);
    bufs[0] = large_one(len, 2);
    ck_assert_ptr_eq(bufs[0].data, at);
    arena = seam__arena_of(bufs[0].block);
    ck_assert_uint_eq(arena->shape.stride, arena->payload_ready);
    ck_assert_uint_ge(arena->shape.class_bytes, len);
    release(1);
}
END_TEST

static TCase *make_case(void)
{
    TCase *tc = tcase_create("shelf");

    tcase_add_checked_fixture(tc, open_pool, close_pool);
    tcase_set_timeout(tc, 120);
    tcase_add_test(tc, what_magazines_give_back_serves_the_next_requests);
    tcase_add_test(tc, a_full_shelf_leaves_the_rest_to_the_arenas);
    tcase_add_test(tc, trim_leaves_no_shelf);
    tcase_add_test(tc, a_purge_gives_back_what_lay_on_the_shelf);
    tcase_add_test(tc, without_a_page_the_arenas_take_all);
    tcase_add_test(tc, a_page_that_the_system_does_not_take_is_kept);
    tcase_add_test(tc, large_blocks_of_one_size_come_from_the_shelf);
    tcase_add_test(tc, a_large_block_of_another_size_finds_what_fits_best);
    tcase_add_test(tc, a_block_that_served_less_is_whole_again);
    tcase_add_test(tc, a_large_block_between_others_comes_from_the_shelf);
    tcase_add_test(tc, a_pool_at_its_limit_serves_as_many_again);
    return tc;
}

int main(void)
{
    Suite *suite = suite_create("shelf");

    suite_add_tcase(suite, make_case());
    return run_suite(suite);
}
