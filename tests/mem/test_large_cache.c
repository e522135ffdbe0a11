/* The caches of large blocks, which are kept in place of being unmapped, within a bound. */
#include "mem/cache/thread.h"
#include "transfer_cache_fixture.h"

static failing_provider provider;
static seam_pool *pool;
static seam_buf bufs[64];

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

static const seam__depot *of(void)
{
    return &pool->heap.depots[SEAM__DEPOT_LARGE];
}

static void release(size_t n)
{
    for (size_t i = 0; i < n; i++)
        seam_buf_release(&bufs[i]);
}

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

/* A purge empties the caches: on a busy machine one may come between two calls of a test. */
static void stop_purges(void)
{
    atomic_store_explicit(&pool->next_purge_ms, UINT64_MAX, memory_order_relaxed);
    atomic_store_explicit(&pool->early_purge_at, UINT64_MAX, memory_order_relaxed);
}

START_TEST(large_blocks_of_one_size_come_from_the_large_cache)
{
    const seam__depot *of_large = of();
    uint64_t n_calls;

    stop_purges();
    take_large(8, MIB);
    release(8);
    n_calls = provider.n_calls;
    ck_assert_uint_eq(n_in_transfer_caches(of_large), 8);
    ck_assert_uint_ge(stats_of(pool).cached_bytes, 8 * MIB);
    ck_assert(seam__pool_valid(pool));
    take_large(8, MIB);
    ck_assert_uint_eq(n_in_transfer_caches(of_large), 0);
    ck_assert_uint_eq(stats_of(pool).cached_bytes, 0);
    ck_assert_uint_eq(provider.n_calls, n_calls);
    release(8);
}
END_TEST

START_TEST(a_large_block_of_another_size_finds_what_fits_best)
{
    static const size_t lens[] = {MIB, 2 * MIB, MIB + 90000, 3 * MIB};
    const seam__depot *of_large = of();
    const uint8_t *at;
    uint64_t n_calls;

    for (size_t i = 0; i < 4; i++)
        bufs[i] = large_one(lens[i], (uint8_t)i);
    at = bufs[2].data;
    release(4);
    n_calls = provider.n_calls;
    ck_assert_uint_eq(n_in_transfer_caches(of_large), 4);
    bufs[0] = large_one(MIB + 80000, 9);
    ck_assert_ptr_eq(bufs[0].data, at);
    ck_assert_uint_eq(n_in_transfer_caches(of_large), 0);
    ck_assert_uint_eq(provider.n_calls, n_calls);
    release(1);
    seam_pool_trim(pool);
    ck_assert_uint_eq(of_large->kept_bytes, 0);
    ck_assert_uint_eq(n_in_transfer_caches(of_large), 0);
}
END_TEST

START_TEST(a_large_block_between_others_comes_from_the_large_cache)
{
    const seam__depot *of_large = of();
    const uint8_t *at;

    stop_purges();
    bufs[0] = large_one(2 * MIB, 0);
    bufs[1] = large_one(MIB, 1);
    bufs[2] = large_one(3 * MIB, 2);
    at = bufs[1].data;
    release(3);
    bufs[0] = large_one(MIB, 3);
    ck_assert_ptr_eq(bufs[0].data, at);
    ck_assert_uint_eq(n_in_transfer_caches(of_large), 2);
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
    ck_assert_uint_eq(arena->layout.stride, arena->payload_ready);
    ck_assert_uint_ge(arena->layout.class_bytes, len);
    release(1);
}
END_TEST

START_TEST(a_block_has_the_length_that_it_was_asked_for_last)
{
    uint64_t n_calls;

    bufs[0] = large_one(MIB, 0);
    bufs[1] = large_one(MIB, 1);
    release(2);
    ck_assert_uint_eq(stats_of(pool).requested_bytes, 0);
    n_calls = provider.n_calls;
    bufs[0] = large_one(MIB - 100, 2);
    ck_assert_uint_eq(provider.n_calls, n_calls);
    ck_assert_uint_eq(stats_of(pool).requested_bytes, MIB - 100);
    ck_assert_uint_eq(stats_of(pool).live_bytes, MIB);
    ck_assert_uint_eq(stats_of(pool).live_blocks, 1);
    /* Now the depot counts for itself. */
    seam_pool_trim(pool);
    ck_assert_uint_eq(stats_of(pool).requested_bytes, MIB - 100);
    ck_assert_uint_eq(stats_of(pool).live_bytes, MIB);
    ck_assert_uint_eq(stats_of(pool).cached_bytes, 0);
    ck_assert_uint_eq(of()->kept_bytes, 0);
    release(1);
}
END_TEST

START_TEST(no_more_is_kept_than_the_bound)
{
    const seam_pool_options options = {.large_cache_bytes = 4 * MIB};

    close_pool();
    open_with(&options);
    for (int round = 0; round < 3; round++) {
        take_large(8, MIB);
        release(8);
        ck_assert_uint_le(stats_of(pool).cached_bytes, 4 * MIB);
        ck_assert_uint_gt(stats_of(pool).cached_bytes, 2 * MIB);
        ck_assert_uint_le(of()->kept_bytes, 4 * MIB);
        ck_assert(seam__pool_valid(pool));
    }
}
END_TEST

static void *take_and_release(void *arg)
{
    (void)arg;
    take_large(3, MIB);
    release(3);
    return NULL;
}

/* What one large-block cache is allowed, and does not need, is for the others when there is no more. */
START_TEST(what_one_cache_is_allowed_another_may_have)
{
    const seam_pool_options options = {.large_cache_bytes = 4 * MIB};
    uint64_t n_calls;

    close_pool();
    open_with(&options);
    elsewhere(take_and_release, NULL);
    ck_assert_uint_eq(n_in_transfer_caches(of()), 3);
    n_calls = provider.n_calls;
    take_large(3, MIB);
    ck_assert_uint_eq(n_in_transfer_caches(of()), 0);
    release(3);
    ck_assert_uint_eq(stats_of(pool).cached_bytes / MIB, 3);
    ck_assert_uint_eq(of()->kept_bytes, stats_of(pool).cached_bytes);
    ck_assert_uint_eq(provider.n_calls, n_calls);
    ck_assert(seam__pool_valid(pool));
}
END_TEST

static const seam__large_cache *own(void)
{
    return &of()->large[seam__thread_shard()];
}

static void *take_and_release_many(void *arg)
{
    (void)arg;
    take_large(8, MIB);
    release(8);
    return NULL;
}

START_TEST(who_takes_from_another_large_cache_brings_some_along)
{
    uint64_t cached;

    stop_purges();
    ck_assert_uint_eq(seam__transfer_cache_n(&own()->transfer), 0);
    elsewhere(take_and_release_many, NULL);
    cached = stats_of(pool).cached_bytes;
    bufs[0] = large_one(MIB, 1);
    ck_assert_uint_eq(n_in_transfer_caches(of()), 7);
    ck_assert_uint_eq(seam__transfer_cache_n(&own()->transfer), 7);
    ck_assert_uint_eq(own()->class_bytes, 7 * MIB);
    ck_assert_uint_eq(own()->allowed, own()->payload);
    ck_assert_uint_eq(stats_of(pool).cached_bytes, cached / 8 * 7);
    ck_assert_uint_eq(stats_of(pool).requested_bytes, MIB);
    release(1);
    ck_assert_uint_eq(stats_of(pool).cached_bytes, cached);
    take_large(8, MIB);
    ck_assert_uint_eq(n_in_transfer_caches(of()), 0);
    release(8);
    seam_pool_trim(pool);
    ck_assert_uint_eq(of()->kept_bytes, 0);
}
END_TEST

START_TEST(a_full_large_cache_leaves_the_rest_to_the_depot)
{
    const seam_pool_options options = {.large_cache_bytes = 1000 * MIB};
    static seam_buf many[SEAM__LARGE_ROOM + 6];
    const size_t n = sizeof(many) / sizeof(many[0]);
    uint64_t n_calls;

    close_pool();
    open_with(&options);
    for (int round = 0; round < 2; round++) {
        for (size_t i = 0; i < n; i++)
            ck_ok(seam_buf_alloc(pool, MIB, &many[i]));
        for (size_t i = 0; i < n; i++)
            seam_buf_release(&many[i]);
        if (round > 0)
            ck_assert_uint_eq(provider.n_calls, n_calls);
        n_calls = provider.n_calls;
        ck_assert_uint_eq(n_in_transfer_caches(of()), SEAM__LARGE_ROOM);
        ck_assert_uint_eq(stats_of(pool).live_blocks, 0);
        ck_assert(seam__pool_valid(pool));
    }
}
END_TEST

START_TEST(a_pool_dies_with_large_blocks_in_a_large_cache)
{
    take_large(3, MIB);
    seam_buf_release(&bufs[0]);
    seam_buf_release(&bufs[1]);
    seam_pool_destroy(&pool);
    ck_assert_uint_eq(bufs[2].data[MIB - 1], 2);
    seam_buf_release(&bufs[2]);
    ck_assert_uint_eq(provider.mapped_bytes, 0);
    open_pool();
}
END_TEST

/* ---- threads that take and release large blocks while another one looks */

enum { N_WORKERS = 3, N_STEPS = 3000 };

static _Atomic bool done;

static void *work(void *arg)
{
    prng rng;
    seam_buf held[8];

    memset(held, 0, sizeof(held));
    prng_init(&rng, (uint64_t)(uintptr_t)arg);
    for (int i = 0; i < N_STEPS; i++) {
        const size_t slot = prng_below(&rng, 8);
        const size_t len = (300000 + prng_below(&rng, 4) * 100000) - prng_below(&rng, 3);
        uint8_t *to;

        if (held[slot].block != NULL)
            must(held[slot].data[0] == (uint8_t)slot && held[slot].data[held[slot].len - 1] == 7);
        seam_buf_release(&held[slot]);
        must(seam_buf_alloc(pool, len, &held[slot]) == SEAM_OK);
        to = seam_buf_bytes_mut(&held[slot]);
        to[0] = (uint8_t)slot;
        to[len - 1] = 7;
    }
    for (size_t slot = 0; slot < 8; slot++)
        seam_buf_release(&held[slot]);
    return NULL;
}

static bool is_sane(void *ctx, const seam_block_info *info)
{
    (void)ctx;
    must(info->requested >= 299998 && info->requested <= info->retained);
    return true;
}

static void *look(void *arg)
{
    seam_pool_stats stats;

    (void)arg;
    for (unsigned i = 0; !atomic_load(&done); i++) {
        must(seam_pool_walk(pool, is_sane, NULL));
        seam_pool_stats_get(pool, &stats);
        must(stats.live_blocks <= (size_t)N_WORKERS * 8);
        if (i % 8 == 0)
            seam_pool_trim(pool);
    }
    return NULL;
}

START_TEST(large_blocks_come_and_go_while_others_look)
{
    const uint64_t seed = test_seed("large_blocks_come_and_go_while_others_look");
    pthread_t workers[N_WORKERS];
    pthread_t looker;

    atomic_store(&done, false);
    ck_assert_int_eq(pthread_create(&looker, NULL, look, NULL), 0);
    for (size_t i = 0; i < N_WORKERS; i++)
        ck_assert_int_eq(pthread_create(&workers[i], NULL, work, (void *)(uintptr_t)(seed + i)), 0);
    for (size_t i = 0; i < N_WORKERS; i++)
        ck_assert_int_eq(pthread_join(workers[i], NULL), 0);
    atomic_store(&done, true);
    ck_assert_int_eq(pthread_join(looker, NULL), 0);
    fixture_expect_quiet(pool);
}
END_TEST

static TCase *make_case(void)
{
    TCase *tc = tcase_create("large-block cache");

    tcase_add_checked_fixture(tc, open_pool, close_pool);
    tcase_set_timeout(tc, 120);
    tcase_add_test(tc, large_blocks_of_one_size_come_from_the_large_cache);
    tcase_add_test(tc, a_large_block_of_another_size_finds_what_fits_best);
    tcase_add_test(tc, a_block_that_served_less_is_whole_again);
    tcase_add_test(tc, a_large_block_between_others_comes_from_the_large_cache);
    tcase_add_test(tc, a_block_has_the_length_that_it_was_asked_for_last);
    tcase_add_test(tc, no_more_is_kept_than_the_bound);
    tcase_add_test(tc, what_one_cache_is_allowed_another_may_have);
    tcase_add_test(tc, who_takes_from_another_large_cache_brings_some_along);
    tcase_add_test(tc, a_full_large_cache_leaves_the_rest_to_the_depot);
    tcase_add_test(tc, a_pool_dies_with_large_blocks_in_a_large_cache);
    tcase_add_test(tc, large_blocks_come_and_go_while_others_look);
    return tc;
}

int main(void)
{
    Suite *suite = suite_create("large_cache");

    suite_add_tcase(suite, make_case());
    return run_suite(suite);
}
