/* Memory that holds no live block goes back: whole arenas, and slabs of arenas that live. */
#include <string.h>
#include <time.h>

#include "pool_fixture.h"

#define N 2000

static failing_provider provider;
static seam_pool *pool;
static seam_buf bufs[N];

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

/* The sanitizers' redzones make slabs that share blocks; such slabs stay. */
static bool slabs_are_whole(size_t len)
{
    return pool->heap.depots[seam__class_of(len)].layout.slab_blocks != 0;
}

static void take_all(size_t len)
{
    for (size_t i = 0; i < N; i++)
        bufs[i] = counting_buf(pool, len, (uint8_t)i);
}

static void expect_content(size_t i, size_t len)
{
    must(bufs[i].len == len);
    for (size_t k = 0; k < len; k += 61)
        must(bufs[i].data[k] == (uint8_t)(i + k));
}

static void release_all_but(size_t kept)
{
    for (size_t i = 0; i < N; i++) {
        if (i != kept)
            seam_buf_release(&bufs[i]);
    }
}

START_TEST(slabs_are_whole_pages_of_whole_blocks)
{
    for (unsigned i = 0; i < SEAM__N_CLASSES; i++) {
        const seam__traits traits = {.page = 4096, .granule = 4096, .alignment = 64};
        seam__layout layout = seam__layout_slab(seam__class_bytes(i), &traits);

        ck_assert_uint_eq(layout.step % 4096, 0);
        ck_assert_uint_eq(layout.slab_blocks * layout.stride, layout.step);
        ck_assert_uint_eq(layout.n_blocks % layout.slab_blocks, 0);
        ck_assert_uint_le(layout.n_blocks / layout.slab_blocks, SEAM__SLABS_MAX);
        ck_assert_uint_le(layout.n_blocks * layout.stride, SEAM__ARENA_PAYLOAD);
        ck_assert(layout.step <= SEAM__SLAB_BYTES || layout.slab_blocks == 1);
    }
}
END_TEST

START_TEST(trim_gives_back_the_slabs_beside_a_live_block)
{
    static const size_t lens[] = {64, 320, 1500, 4096, 20000};

    for (size_t k = 0; k < sizeof(lens) / sizeof(lens[0]); k++) {
        const size_t len = lens[k];
        uint64_t full;

        take_all(len);
        full = stats_of(pool).committed;
        release_all_but(N / 2);
        seam_pool_trim(pool);
        ck_assert(seam__pool_valid(pool));
        expect_content(N / 2, len);
        if (slabs_are_whole(len)) {
            /* The block's own slab stays, and the last one, which is not carved to its end. */
            uint64_t least = N * seam_pool_class_size(len);

            least -= seam__min(least, 3 * seam__max(SEAM__SLAB_BYTES, len));
            ck_assert_uint_le(stats_of(pool).committed, full - least);
        }
        seam_buf_release(&bufs[N / 2]);
    }
}
END_TEST

START_TEST(slabs_come_back_and_are_charged_again)
{
    uint64_t full;

    take_all(4096);
    full = stats_of(pool).committed;
    release_all_but(7);
    seam_pool_trim(pool);
    seam_buf_release(&bufs[7]);
    take_all(4096);
    ck_assert(seam__pool_valid(pool));
    ck_assert_uint_eq(stats_of(pool).committed, full);
    for (size_t i = 0; i < N; i++)
        expect_content(i, 4096);
    release_all_but(N);
}
END_TEST

START_TEST(a_slab_that_may_not_come_back_is_a_limit)
{
    const seam_pool_options options = {.max_bytes = (uint64_t)2 << 20, .cache_bytes = 1};
    size_t n_first = 0;
    size_t n_again = 0;
    seam_buf big;

    seam_pool_destroy(&pool);
    open_with(&options);
    while (n_first < N && seam_buf_alloc(pool, 4096, &bufs[n_first]) == SEAM_OK)
        n_first++;
    for (size_t i = 1; i < n_first; i++)
        seam_buf_release(&bufs[i]);
    seam_pool_trim(pool);
    if (!slabs_are_whole(4096)) {
        seam_buf_release(&bufs[0]);
        return;
    }
    ck_ok(seam_buf_alloc(pool, (size_t)3 << 19, &big));
    for (n_again = 1; n_again < N; n_again++) {
        if (seam_buf_alloc(pool, 4096, &bufs[n_again]) != SEAM_OK)
            break;
    }
    ck_assert_uint_lt(n_again, n_first);
    ck_assert(seam__pool_valid(pool));
    seam_buf_release(&big);
    for (; n_again < n_first; n_again++)
        ck_ok(seam_buf_alloc(pool, 4096, &bufs[n_again]));
    for (size_t i = 0; i < n_first; i++)
        seam_buf_release(&bufs[i]);
}
END_TEST

START_TEST(a_system_that_refuses_loses_nothing)
{
    uint64_t full;

    provider.fail_decommit = true;
    take_all(4096);
    full = stats_of(pool).committed;
    release_all_but(N / 2);
    seam_pool_trim(pool);
    ck_assert(seam__pool_valid(pool));
    ck_assert_uint_eq(stats_of(pool).committed, full);
    provider.fail_decommit = false;
    seam_pool_trim(pool);
    ck_assert(!slabs_are_whole(4096) || stats_of(pool).committed < full / 4);
    expect_content(N / 2, 4096);
    seam_buf_release(&bufs[N / 2]);
}
END_TEST

/* ---- the delay */

static void wait_ms(long ms)
{
    struct timespec t = {ms / 1000, ms % 1000 * 1000000};

    nanosleep(&t, NULL);
}

/* A call that takes the slow path, so that it looks at the clock. */
static void touch(void)
{
    uint8_t mine[1];
    seam_buf adopted;

    for (int i = 0; i < 16; i++) {
        ck_ok(seam_buf_adopt(pool, mine, 1, NULL, NULL, 0, &adopted));
        seam_buf_release(&adopted);
    }
}

START_TEST(idle_memory_goes_back_after_the_delay)
{
    const seam_pool_options options = {.purge_delay_ms = 20, .cache_bytes = 1};
    uint64_t full;

    seam_pool_destroy(&pool);
    open_with(&options);
    take_all(4096);
    full = stats_of(pool).committed;
    release_all_but(N);
    touch();
    for (int i = 0; i < 1000 && stats_of(pool).committed > full / 4; i++) {
        wait_ms(10);
        touch();
    }
    ck_assert_uint_le(stats_of(pool).committed, full / 4);
}
END_TEST

/* A purge that is due now. */
static void purge_now(void)
{
    atomic_store_explicit(&pool->next_purge_ms, 0, memory_order_relaxed);
    seam__pool_purge_when_due(pool);
}

static const seam_pool_options by_hand = {.purge_delay_ms = 1000000, .cache_bytes = 1};

/* The call's own count says whether it looks at the clock, with a cache of the thread and without one. */
static void expect_a_look_in_sixteen(_Atomic uint32_t *count)
{
    for (uint32_t n = 0; n < 64; n++) {
        atomic_store_explicit(count, n, memory_order_relaxed);
        atomic_store_explicit(&pool->next_purge_ms, 0, memory_order_relaxed);
        seam__pool_tick(pool);
        ck_assert_uint_eq(atomic_load_explicit(count, memory_order_relaxed), n + 1);
        ck_assert_int_eq(atomic_load_explicit(&pool->next_purge_ms, memory_order_relaxed) != 0,
                         n % 16 == 0);
    }
}

START_TEST(one_slow_call_in_sixteen_looks_at_the_clock)
{
    expect_a_look_in_sixteen(&pool->heap.large[seam__thread_shard()].n_slow_paths);
    take_all(64);
    release_all_but(N);
    ck_assert_ptr_nonnull(pool->caches.first);
    expect_a_look_in_sixteen(&pool->caches.first->n_slow_paths);
}
END_TEST

START_TEST(what_is_used_between_purges_stays)
{
    seam_pool_destroy(&pool);
    open_with(&by_hand);
    take_all(4096);
    for (int i = 0; i < 20; i++) {
        release_all_but(N);
        purge_now();
        /* No block is free at the lowest moment, so none is idle. */
        take_all(4096);
    }
    ck_assert_uint_eq(provider.n_decommitted, 0);
    release_all_but(N);
}
END_TEST

START_TEST(what_was_not_used_since_the_last_purge_goes)
{
    uint64_t full;

    seam_pool_destroy(&pool);
    open_with(&by_hand);
    take_all(4096);
    full = stats_of(pool).committed;
    for (size_t i = 0; i < N / 2; i++)
        seam_buf_release(&bufs[i]);
    purge_now();
    ck_assert_uint_eq(stats_of(pool).committed, full);
    for (size_t i = N / 2; i < N * 3 / 4; i++)
        seam_buf_release(&bufs[i]);
    purge_now();
    ck_assert(seam__pool_valid(pool));
    if (slabs_are_whole(4096)) {
        /* A half was free all the time, a quarter only since then. */
        ck_assert_uint_le(stats_of(pool).committed, full - (N / 2 - 32) * 4096UL);
        ck_assert_uint_ge(stats_of(pool).committed, full - N / 2 * 4096UL);
    }
    for (size_t i = N * 3 / 4; i < N; i++) {
        expect_content(i, 4096);
        seam_buf_release(&bufs[i]);
    }
}
END_TEST

START_TEST(a_pool_that_never_purges_keeps_its_memory)
{
    const seam_pool_options options = {.purge_delay_ms = SEAM_POOL_PURGE_NEVER};
    uint64_t full;

    seam_pool_destroy(&pool);
    open_with(&options);
    take_all(4096);
    full = stats_of(pool).committed;
    release_all_but(N);
    for (int i = 0; i < 5; i++) {
        wait_ms(2);
        touch();
    }
    ck_assert_uint_ge(stats_of(pool).committed, full);
    seam_pool_trim(pool);
    ck_assert_uint_lt(stats_of(pool).committed, full / 4);
}
END_TEST

/* ---- at random */

START_TEST(random_trims_keep_contents_and_laws)
{
    static const size_t lens[] = {64, 448, 4096, 10000};
    static size_t len_of[N];
    prng rng;

    prng_init(&rng, test_seed("purge"));
    for (int round = 0; round < 60000; round++) {
        size_t i = prng_below(&rng, N);

        if (bufs[i].len != 0) {
            expect_content(i, len_of[i]);
            seam_buf_release(&bufs[i]);
        } else {
            len_of[i] = lens[prng_below(&rng, 4)];
            bufs[i] = counting_buf(pool, len_of[i], (uint8_t)i);
        }
        if (prng_below(&rng, 500) == 0) {
            provider.fail_decommit = prng_below(&rng, 4) == 0;
            for (size_t from = prng_below(&rng, N), n = prng_below(&rng, N); n > 0; n--)
                seam_buf_release(&bufs[(from + n) % N]);
            seam_pool_trim(pool);
            must(seam__pool_valid(pool));
        }
    }
    release_all_but(N);
}
END_TEST

START_TEST(as_many_idle_blocks_as_a_slab_has_are_a_slab)
{
    const size_t len = 16384;
    seam__depot *depot = &pool->heap.depots[seam__class_of(len)];
    const size_t slab_blocks = depot->layout.slab_blocks;
    const seam__arena *arena;

    if (!slabs_are_whole(len))
        return;
    for (size_t i = 0; i < 4 * slab_blocks; i++)
        bufs[i] = counting_buf(pool, len, 0);
    for (size_t i = 1; i < 4 * slab_blocks; i++)
        seam_buf_release(&bufs[i]);
    seam__thread_take_over(&pool->caches, false);
    arena = depot->all;
    ck_assert_ptr_eq(arena, seam__arena_of(bufs[0].block));
    depot->n_idle = slab_blocks;
    seam__depot_purge(depot);
    ck_assert_uint_eq(arena->n_decommitted, 1);
    depot->n_idle = slab_blocks - 1;
    seam__depot_purge(depot);
    ck_assert_uint_eq(arena->n_decommitted, 1);
    seam_buf_release(&bufs[0]);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("pool_purge");
    TCase *tc = tcase_create("pool_purge");

    tcase_set_timeout(tc, 120);
    tcase_add_checked_fixture(tc, open_pool, close_pool);
    tcase_add_test(tc, slabs_are_whole_pages_of_whole_blocks);
    tcase_add_test(tc, trim_gives_back_the_slabs_beside_a_live_block);
    tcase_add_test(tc, as_many_idle_blocks_as_a_slab_has_are_a_slab);
    tcase_add_test(tc, slabs_come_back_and_are_charged_again);
    tcase_add_test(tc, a_slab_that_may_not_come_back_is_a_limit);
    tcase_add_test(tc, a_system_that_refuses_loses_nothing);
    tcase_add_test(tc, idle_memory_goes_back_after_the_delay);
    tcase_add_test(tc, one_slow_call_in_sixteen_looks_at_the_clock);
    tcase_add_test(tc, what_is_used_between_purges_stays);
    tcase_add_test(tc, what_was_not_used_since_the_last_purge_goes);
    tcase_add_test(tc, a_pool_that_never_purges_keeps_its_memory);
    tcase_add_test(tc, random_trims_keep_contents_and_laws);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
