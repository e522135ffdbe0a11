/* The transfer cache of a depot: blocks that magazines gave back, and where they go from there. */
#include "mem/cache/thread.h"
#include "transfer_cache_fixture.h"

#define N   2000
#define LEN ((size_t)4096)

static failing_provider provider;
static seam_pool *pool;
static seam__depot *depot;
static seam_buf bufs[N];

static void open_with(const seam_pool_options *options)
{
    pool = fixture_open(&provider, options);
    depot = &pool->heap.depots[seam__class_of(LEN)];
}

static void open_pool(void)
{
    open_with(NULL);
}

static void close_pool(void)
{
    fixture_close(&provider, &pool);
}

/* The one that this thread uses. */
static const seam__transfer_cache *own(void)
{
    return seam__depot_transfer_cache(depot, seam__thread_shard());
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
    size_t n_there;

    take(300);
    release(300);
    n_there = n_in_transfer_caches(depot);
    ck_assert_uint_gt(n_there, 0);
    ck_assert(seam__pool_valid(pool));
    committed = stats_of(pool).committed;
    ck_assert_uint_ge(stats_of(pool).cached_bytes, 300 * LEN);
    take(300);
    expect_content(300);
    ck_assert_uint_eq(n_in_transfer_caches(depot), 0);
    ck_assert_uint_eq(stats_of(pool).committed, committed);
    ck_assert_uint_eq(stats_of(pool).live_blocks, 300);
    ck_assert(seam__pool_valid(pool));
    release(300);
}
END_TEST

START_TEST(a_full_transfer_cache_leaves_the_rest_to_the_arenas)
{
    take(N);
    release(N);
    ck_assert_uint_eq(n_in_transfer_caches(depot),
                      seam__transfer_cache_most(LEN, pool->heap.account.page));
    ck_assert(seam__pool_valid(pool));
    take(N);
    expect_content(N);
    release(N);
}
END_TEST

START_TEST(trim_leaves_no_transfer_cache)
{
    const uint64_t before = provider.mapped_bytes;

    take(300);
    release(300);
    ck_assert_ptr_nonnull(own()->blocks);
    seam_pool_trim(pool);
    ck_assert_uint_eq(n_in_transfer_caches(depot), 0);
    ck_assert_ptr_null(own()->blocks);
    ck_assert_uint_eq(stats_of(pool).cached_bytes, 0);
    /* The thread's cache stays. */
    ck_assert_uint_eq(provider.mapped_bytes, before + pool->caches.first->map_len);
    take(300);
    expect_content(300);
    release(300);
}
END_TEST

START_TEST(a_purge_gives_back_what_lay_in_the_transfer_cache)
{
    uint64_t committed;

    take(300);
    release(300);
    committed = stats_of(pool).committed;
    /* What has been free from one purge to the next. */
    seam__depot_purge(depot);
    seam__depot_purge(depot);
    ck_assert_uint_eq(n_in_transfer_caches(depot), 0);
    ck_assert(seam__pool_valid(pool));
    if (depot->layout.slab_blocks != 0)
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
    ck_assert_ptr_null(own()->blocks);
    ck_assert_uint_eq(n_in_transfer_caches(depot), 0);
    ck_assert(seam__pool_valid(pool));
    take(300);
    expect_content(300);
    provider.fail_at = 0;
    release(300);
    ck_assert_uint_gt(n_in_transfer_caches(depot), 0);
}
END_TEST

START_TEST(a_page_that_the_system_does_not_take_is_kept)
{
    take(300);
    release(300);
    provider.fail_unmap = true;
    seam_pool_trim(pool);
    ck_assert_ptr_nonnull(own()->blocks);
    ck_assert_uint_eq(n_in_transfer_caches(depot), 0);
    ck_assert(seam__pool_valid(pool));
    provider.fail_unmap = false;
    take(300);
    release(300);
    ck_assert_uint_gt(n_in_transfer_caches(depot), 0);
}
END_TEST

/* ---- the array of pointers */

static seam__transfer_cache one;
static seam_block *no_blocks[1200];

static size_t put(size_t n)
{
    return seam__transfer_cache_put(&one, &pool->heap.account, SEAM__ALIGNMENT, no_blocks, n);
}

static void empty_one(void)
{
    while (seam__transfer_cache_n(&one) > 0)
        (void)seam__transfer_cache_take(&one, no_blocks, 1000);
    seam__transfer_cache_unmap(&one, &pool->heap.account, SEAM__ALIGNMENT);
    ck_assert_ptr_null(one.blocks);
    ck_assert(seam__transfer_cache_valid(&one));
}

START_TEST(the_array_doubles_and_is_charged_by_the_page)
{
    const size_t page = pool->heap.account.page;
    const size_t in_page = page / sizeof(seam_block *);
    const uint64_t before = stats_of(pool).committed;

    ck_assert_uint_eq(put(in_page), in_page);
    ck_assert_uint_eq(stats_of(pool).committed, before + page);
    ck_assert_uint_eq(put(1), 1);
    ck_assert_uint_eq(stats_of(pool).committed, before + 2 * page);
    ck_assert_uint_eq(put(in_page), in_page);
    ck_assert_uint_eq(stats_of(pool).committed, before + 4 * page);
    ck_assert(seam__transfer_cache_valid(&one));
    empty_one();
    ck_assert_uint_eq(stats_of(pool).committed, before);
}
END_TEST

START_TEST(the_array_ends_at_its_bound)
{
    const size_t most = seam__transfer_cache_most(SEAM__ALIGNMENT, pool->heap.account.page);

    ck_assert_uint_ge(most * SEAM__ALIGNMENT, (size_t)4 << 20);
    while (seam__transfer_cache_n(&one) + 1000 <= most)
        ck_assert_uint_eq(put(1000), 1000);
    ck_assert_uint_eq(put(1000), most - most / 1000 * 1000);
    ck_assert_uint_eq(put(1), 0);
    empty_one();
}
END_TEST

START_TEST(a_limit_ends_the_growth_of_the_array)
{
    const size_t in_page = pool->heap.account.page / sizeof(seam_block *);

    ck_assert_uint_eq(put(1), 1);
    pool->heap.account.max_bytes = stats_of(pool).committed;
    ck_assert_uint_eq(put(in_page), in_page - 1);
    ck_assert_uint_eq(put(1), 0);
    ck_assert(seam__transfer_cache_valid(&one));
    pool->heap.account.max_bytes = 0;
    ck_assert_uint_eq(put(1), 1);
    empty_one();
}
END_TEST

START_TEST(an_array_that_was_not_used_goes_back_with_a_purge)
{
    take(300);
    release(300);
    seam__depot_purge(depot);
    ck_assert_ptr_nonnull(own()->blocks);
    seam__depot_purge(depot);
    ck_assert_ptr_null(own()->blocks);
    ck_assert(seam__pool_valid(pool));
}
END_TEST

/* ---- two threads */

static void *take_and_release(void *arg)
{
    const unsigned *others = arg;

    take(300);
    release(300);
    must(seam__thread_shard() != *others);
    must(seam__transfer_cache_n(own()) > 0);
    return NULL;
}

START_TEST(threads_have_transfer_caches_of_their_own)
{
    unsigned shard;
    uint32_t n;

    take(300);
    release(300);
    shard = seam__thread_shard();
    n = seam__transfer_cache_n(seam__depot_transfer_cache(depot, shard));
    elsewhere(take_and_release, &shard);
    /* What it took it had from this one's transfer cache, and put it on its own. */
    ck_assert_uint_lt(seam__transfer_cache_n(seam__depot_transfer_cache(depot, shard)), n);
    ck_assert(seam__pool_valid(pool));
}
END_TEST

enum { N_OTHERS = 2 * SEAM__N_SHARDS - 1 };

static pthread_barrier_t all_have_one;

static void *choose(void *arg)
{
    *(unsigned *)arg = seam__thread_shard();
    pthread_barrier_wait(&all_have_one);
    return NULL;
}

/* Threads that live together share rows evenly, and those that have gone are not counted. */
START_TEST(rows_are_shared_evenly)
{
    for (int round = 0; round < 3; round++) {
        unsigned rows[N_OTHERS];
        unsigned n_of_row[SEAM__N_SHARDS] = {0};
        pthread_t threads[N_OTHERS];

        n_of_row[seam__thread_shard()]++;
        ck_assert_int_eq(pthread_barrier_init(&all_have_one, NULL, N_OTHERS), 0);
        for (size_t i = 0; i < N_OTHERS; i++)
            ck_assert_int_eq(pthread_create(&threads[i], NULL, choose, &rows[i]), 0);
        for (size_t i = 0; i < N_OTHERS; i++)
            ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
        pthread_barrier_destroy(&all_have_one);
        for (size_t i = 0; i < N_OTHERS; i++)
            n_of_row[rows[i]]++;
        for (size_t shard = 0; shard < SEAM__N_SHARDS; shard++)
            ck_assert_uint_eq(n_of_row[shard], 2);
    }
}
END_TEST

START_TEST(what_others_put_on_their_transfer_caches_serves_before_memory_is_had)
{
    const unsigned nobody = SEAM__N_SHARDS;
    uint64_t committed;
    uint64_t peak;

    take(1);
    release(1);
    elsewhere(take_and_release, (void *)(uintptr_t)&nobody);
    committed = stats_of(pool).committed;
    peak = depot->peak;
    take(300);
    expect_content(300);
    /* The page of the own transfer cache, for what was brought along. */
    ck_assert_uint_eq(stats_of(pool).committed, committed + pool->heap.account.page);
    ck_assert_uint_eq(depot->peak, peak);
    ck_assert_uint_eq(stats_of(pool).live_blocks, 300);
    release(300);
}
END_TEST

/* Fills another shard's transfer cache, and empties what this thread has. Returns how many blocks lie there. */
static uint64_t fill_elsewhere(void)
{
    const unsigned nobody = SEAM__N_SHARDS;

    take(1);
    release(1);
    seam_pool_trim(pool);
    elsewhere(take_and_release, (void *)(uintptr_t)&nobody);
    ck_assert_uint_eq(seam__transfer_cache_n(own()), 0);
    return n_in_transfer_caches(depot);
}

START_TEST(who_takes_from_another_transfer_cache_brings_some_along)
{
    const uint64_t n = fill_elsewhere();
    const size_t batch = SEAM__CACHE_FIRST / 2 / LEN;
    uint64_t cached;

    ck_assert_uint_gt(n, batch + 2 * SEAM__TRANSFER_SHARE);
    cached = stats_of(pool).cached_bytes;
    take(1);
    ck_assert_uint_eq(seam__transfer_cache_n(own()), SEAM__TRANSFER_SHARE);
    ck_assert_uint_eq(n_in_transfer_caches(depot), n - batch);
    ck_assert_uint_eq(stats_of(pool).cached_bytes, cached - LEN);
    ck_assert(seam__pool_valid(pool));
    release(1);
    take(300);
    expect_content(300);
    release(300);
}
END_TEST

START_TEST(without_a_page_nothing_is_brought_along)
{
    const uint64_t n = fill_elsewhere();
    const size_t batch = SEAM__CACHE_FIRST / 2 / LEN;

    provider.fail_at = provider.n_calls + 1;
    provider.fail_from = true;
    take(1);
    provider.fail_at = 0;
    ck_assert_ptr_null(own()->blocks);
    ck_assert_uint_eq(n_in_transfer_caches(depot), n - batch);
    ck_assert(seam__pool_valid(pool));
    release(1);
}
END_TEST

/* A thread without a cache: its pool keeps nothing for it. */
START_TEST(a_request_without_a_cache_is_served_from_transfer_caches)
{
    seam_block *block;
    uint64_t n;

    take(300);
    release(300);
    n = n_in_transfer_caches(depot);
    seam__depot_lock(depot);
    ck_ok(seam__depot_take(depot, LEN, &block));
    seam__depot_unlock(depot);
    ck_assert_uint_eq(n_in_transfer_caches(depot), n - 1);
    ck_assert(seam__pool_valid(pool));
    seam__block_set_len(block, LEN);
    seam__depot_lock(depot);
    seam__depot_put(depot, block);
    seam__depot_unlock(depot);
}
END_TEST

static void *leave_one(void *arg)
{
    (void)arg;
    take(300);
    for (size_t i = 1; i < 300; i++)
        seam_buf_release(&bufs[i]);
    return NULL;
}

START_TEST(a_pool_dies_with_blocks_in_transfer_caches_and_one_that_lives)
{
    elsewhere(leave_one, NULL);
    ck_assert_uint_gt(n_in_transfer_caches(depot), 0);
    seam_pool_destroy(&pool);
    ck_assert_uint_ne(provider.mapped_bytes, 0);
    expect_content(1);
    seam_buf_release(&bufs[0]);
    ck_assert_uint_eq(provider.mapped_bytes, 0);
    open_pool();
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

static TCase *make_case(void)
{
    TCase *tc = tcase_create("transfer cache");

    tcase_add_checked_fixture(tc, open_pool, close_pool);
    tcase_set_timeout(tc, 120);
    tcase_add_test(tc, what_magazines_give_back_serves_the_next_requests);
    tcase_add_test(tc, a_full_transfer_cache_leaves_the_rest_to_the_arenas);
    tcase_add_test(tc, trim_leaves_no_transfer_cache);
    tcase_add_test(tc, the_array_doubles_and_is_charged_by_the_page);
    tcase_add_test(tc, the_array_ends_at_its_bound);
    tcase_add_test(tc, a_limit_ends_the_growth_of_the_array);
    tcase_add_test(tc, an_array_that_was_not_used_goes_back_with_a_purge);
    tcase_add_test(tc, a_purge_gives_back_what_lay_in_the_transfer_cache);
    tcase_add_test(tc, without_a_page_the_arenas_take_all);
    tcase_add_test(tc, a_page_that_the_system_does_not_take_is_kept);
    tcase_add_test(tc, threads_have_transfer_caches_of_their_own);
    tcase_add_test(tc, rows_are_shared_evenly);
    tcase_add_test(tc, what_others_put_on_their_transfer_caches_serves_before_memory_is_had);
    tcase_add_test(tc, who_takes_from_another_transfer_cache_brings_some_along);
    tcase_add_test(tc, without_a_page_nothing_is_brought_along);
    tcase_add_test(tc, a_request_without_a_cache_is_served_from_transfer_caches);
    tcase_add_test(tc, a_pool_dies_with_blocks_in_transfer_caches_and_one_that_lives);
    tcase_add_test(tc, a_pool_at_its_limit_serves_as_many_again);
    return tc;
}

int main(void)
{
    Suite *suite = suite_create("transfer cache");

    suite_add_tcase(suite, make_case());
    return run_suite(suite);
}
