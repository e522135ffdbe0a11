/* Options, size classes, statistics and the byte limit. Where blocks lie is in test_pool_memory.c,
 * how a pool ends in test_pool_end.c. */
#include "pool_fixture.h"

#define KIB ((size_t)1024)

static failing_provider provider;
static seam_pool *pool;

static void open_pool(void)
{
    /* Without magazines every count is exact at once; test_cache.c has them. */
    const seam_pool_options options = {.cache_bytes = 1};

    pool = fixture_open(&provider, &options);
}

static void close_pool(void)
{
    fixture_close(&provider, &pool);
}

static void expect_create(const seam_pool_options *options, seam_status expected)
{
    static int rubbish;
    seam_pool *made = (seam_pool *)(void *)&rubbish;

    ck_status(seam_pool_create(options, &made), expected);
    ck_assert((made != NULL) == (expected == SEAM_OK));
    seam_pool_destroy(&made);
    ck_assert_ptr_null(made);
}

START_TEST(create_rejects_every_unknown_flag)
{
    for (unsigned bit = 4; bit < 32; bit++) {
        seam_pool_options options = {.flags = UINT32_C(1) << bit};
        expect_create(&options, SEAM_EINVAL);
    }
}
END_TEST

START_TEST(create_rejects_reserved_fields)
{
    seam_pool_options options = {0};

    for (size_t i = 0; i < sizeof(options.reserved_) / sizeof(options.reserved_[0]); i++) {
        options.reserved_[i] = UINT64_C(1) << 63;
        expect_create(&options, SEAM_EINVAL);
        options.reserved_[i] = 0;
    }
    expect_create(&options, SEAM_OK);
    expect_create(NULL, SEAM_OK);
}
END_TEST

START_TEST(destroy_of_no_pool_does_nothing)
{
    seam_pool *none = NULL;

    seam_pool_destroy(&none);
    ck_assert_ptr_null(none);
}
END_TEST

START_TEST(a_new_pool_has_nothing_live)
{
    seam_pool_stats stats = stats_of(pool);

    ck_assert(seam__pool_valid(pool));
    ck_assert_uint_eq(stats.live_blocks + stats.live_bytes + stats.requested_bytes, 0);
    ck_assert_uint_eq(stats.adopted_blocks + stats.adopted_bytes + stats.cached_bytes, 0);
    ck_assert_uint_gt(stats.committed, 0);
    ck_assert_uint_eq(stats.committed, stats.committed_peak);
    ck_assert_uint_eq(stats.mapped, provider.mapped_bytes);
}
END_TEST

/* The smallest class that holds `len`, searched for in the public list. */
static size_t listed_class(size_t len)
{
    size_t at = 0;

    while (seam_pool_class_at(at) != 0 && seam_pool_class_at(at) < len)
        at++;
    return seam_pool_class_at(at);
}

START_TEST(every_length_costs_its_class_and_little_more)
{
    size_t page = seam__page_size();
    size_t before = 0;

    ck_assert_uint_eq(seam_pool_class_size(0), 0);
    for (size_t len = 1; len <= 300000; len++) {
        size_t size = seam_pool_class_size(len);

        must(size >= len);
        must(size % 64 == 0);
        must(size >= before);
        must(size - len <= 63 || (size - len) * 4 <= size);
        if (len <= 256 * KIB)
            must(size == listed_class(len));
        else
            must(size == (len + page - 1) / page * page);
        before = size;
    }
}
END_TEST

START_TEST(a_length_that_no_address_space_holds_costs_nothing)
{
    for (size_t k = 0; k <= 64; k++)
        ck_assert_uint_eq(seam_pool_class_size(SIZE_MAX - k), 0);
    ck_assert_uint_eq(seam_pool_class_size((size_t)PTRDIFF_MAX + 1), 0);
}
END_TEST

START_TEST(classes_are_listed_in_ascending_order)
{
    size_t n = 0;

    ck_assert_uint_eq(seam_pool_class_at(0), 64);
    while (seam_pool_class_at(n) != 0) {
        ck_assert(n == 0 || seam_pool_class_at(n) > seam_pool_class_at(n - 1));
        ck_assert_uint_eq(seam_pool_class_size(seam_pool_class_at(n)), seam_pool_class_at(n));
        n++;
    }
    ck_assert_uint_eq(n, 44);
    ck_assert_uint_eq(seam_pool_class_at(n - 1), 256 * KIB);
    ck_assert_uint_eq(seam_pool_class_at(SIZE_MAX), 0);
}
END_TEST

static void expect_live(uint64_t blocks, uint64_t sizes, uint64_t requested, uint64_t cached)
{
    seam_pool_stats stats = stats_of(pool);

    ck_assert(seam__pool_valid(pool));
    ck_assert_uint_eq(stats.live_blocks, blocks);
    ck_assert_uint_eq(stats.live_bytes, sizes);
    ck_assert_uint_eq(stats.requested_bytes, requested);
    ck_assert_uint_eq(stats.cached_bytes, cached);
    ck_assert_uint_le(stats.committed, stats.committed_peak);
    ck_assert_uint_le(stats.committed, stats.mapped);
    ck_assert_uint_eq(stats.mapped, provider.mapped_bytes);
}

START_TEST(stats_follow_blocks_and_not_handles)
{
    seam_buf a;
    seam_buf b;
    seam_buf slice;

    ck_ok(seam_buf_alloc(pool, 100, &a));
    expect_live(1, 128, 100, 0);
    ck_ok(seam_buf_alloc(pool, 600, &b));
    expect_live(2, 128 + 640, 700, 0);
    ck_ok(seam_buf_slice(&a, 10, 20, &slice));
    ck_ok(seam_buf_truncate(&a, 1));
    expect_live(2, 128 + 640, 700, 0);
    seam_buf_release(&a);
    expect_live(2, 128 + 640, 700, 0);
    seam_buf_release(&slice);
    expect_live(1, 640, 600, 128);
    seam_buf_release(&b);
    expect_live(0, 0, 0, 128 + 640);
    ck_ok(seam_buf_alloc(pool, 65, &a));
    expect_live(1, 128, 65, 640);
    seam_buf_release(&a);
}
END_TEST

START_TEST(stats_follow_large_blocks)
{
    size_t len = 256 * KIB + 1;
    size_t size = seam_pool_class_size(len);
    uint64_t before = stats_of(pool).committed;
    seam_buf buf;

    ck_ok(seam_buf_alloc(pool, len, &buf));
    expect_live(1, size, len, 0);
    ck_assert_uint_ge(stats_of(pool).committed, before + size);
    seam_buf_release(&buf);
    ck_assert_uint_ge(stats_of(pool).cached_bytes, size);
    seam_pool_trim(pool);
    expect_live(0, 0, 0, 0);
    ck_assert_uint_eq(stats_of(pool).committed, before);
    ck_assert_uint_ge(stats_of(pool).committed_peak, before + size);
}
END_TEST

START_TEST(stats_count_adopted_memory_apart)
{
    static uint8_t mine[1000];
    seam_buf buf;
    seam_buf other;

    ck_ok(seam_buf_adopt(pool, mine, sizeof(mine), NULL, NULL, 0, &buf));
    ck_ok(seam_buf_adopt(pool, mine, 10, NULL, NULL, 0, &other));
    expect_live(0, 0, 0, 0);
    ck_assert_uint_eq(stats_of(pool).adopted_blocks, 2);
    ck_assert_uint_eq(stats_of(pool).adopted_bytes, 1010);
    ck_ok(seam_buf_truncate(&buf, 1));
    ck_assert_uint_eq(stats_of(pool).adopted_bytes, 1010);
    seam_buf_release(&buf);
    ck_assert_uint_eq(stats_of(pool).adopted_blocks, 1);
    ck_assert_uint_eq(stats_of(pool).adopted_bytes, 10);
    seam_buf_release(&other);
    ck_assert_uint_eq(stats_of(pool).adopted_blocks, 0);
}
END_TEST

START_TEST(freed_blocks_are_used_again_before_new_memory_is_taken)
{
    enum { N = 500 };
    static seam_buf bufs[N];
    uint64_t committed = 0;

    for (int round = 0; round < 4; round++) {
        for (size_t i = 0; i < N; i++)
            ck_ok(seam_buf_alloc(pool, 1000, &bufs[i]));
        ck_assert(round == 0 || stats_of(pool).committed == committed);
        committed = stats_of(pool).committed;
        for (size_t i = 0; i < N; i++)
            seam_buf_release(&bufs[round % 2 == 0 ? i : N - 1 - i]);
        ck_assert_uint_eq(stats_of(pool).cached_bytes, N * seam_pool_class_size(1000));
        ck_assert(seam__pool_valid(pool));
    }
}
END_TEST

START_TEST(alloc_of_an_impossible_length_changes_nothing)
{
    seam_pool_stats before = stats_of(pool);
    seam_pool_stats after;
    seam_buf buf;

    for (size_t k = 0; k <= 64; k++) {
        fill_with_rubbish(&buf);
        ck_status(seam_buf_alloc(pool, SIZE_MAX - k, &buf), SEAM_ENOMEM);
        ck_assert(is_empty(&buf));
        fill_with_rubbish(&buf);
        ck_status(seam_buf_alloc(pool, (size_t)PTRDIFF_MAX - 32 + k, &buf), SEAM_ENOMEM);
        ck_assert(is_empty(&buf));
    }
    after = stats_of(pool);
    ck_assert_mem_eq(&before, &after, sizeof(before));
}
END_TEST

/* Allocates `len` bytes until the pool refuses, and gives the number of blocks. */
static size_t fill_pool(seam_pool *limited, uint64_t max_bytes, size_t len, seam_buf *bufs,
                        size_t cap)
{
    size_t n = 0;

    for (; n < cap; n++) {
        seam_status r = seam_buf_alloc(limited, len, &bufs[n]);

        must(stats_of(limited).committed_peak <= max_bytes);
        if (r != SEAM_OK) {
            ck_status(r, SEAM_ELIMIT);
            ck_assert(is_empty(&bufs[n]));
            break;
        }
    }
    ck_assert_uint_lt(n, cap);
    return n;
}

/* A refusal changes nothing, and a block that is given back makes room for one of its size. */
static void expect_limit_holds(uint64_t max_bytes, size_t len)
{
    static seam_buf bufs[20000];
    seam_pool_options options = {.max_bytes = max_bytes};
    seam_pool *limited;
    size_t n;

    ck_ok(seam_pool_create(&options, &limited));
    n = fill_pool(limited, max_bytes, len, bufs, 20000);
    for (int round = 0; round < 3; round++) {
        seam_pool_stats before = stats_of(limited);
        seam_pool_stats after;
        seam_buf extra;

        ck_status(seam_buf_alloc(limited, len, &extra), SEAM_ELIMIT);
        ck_assert(is_empty(&extra));
        after = stats_of(limited);
        /* But that memory which held nothing was given up in the attempt. */
        ck_assert_uint_le(after.committed, before.committed);
        after.committed = before.committed;
        ck_assert_mem_eq(&before, &after, sizeof(before));
        if (n > 0) {
            seam_buf_release(&bufs[n / 2]);
            ck_ok(seam_buf_alloc(limited, len, &bufs[n / 2]));
        }
    }
    for (size_t i = 0; i < n; i++)
        seam_buf_release(&bufs[i]);
    ck_assert(seam__pool_valid(limited));
    seam_pool_destroy(&limited);
}

START_TEST(the_limit_holds_for_every_kind_of_block)
{
    expect_limit_holds(1024 * KIB, 1);
    expect_limit_holds(1024 * KIB, 1000);
    expect_limit_holds(1024 * KIB, 65536);
    expect_limit_holds(1024 * KIB, 256 * KIB);
    expect_limit_holds(1024 * KIB, 300 * KIB);
    expect_limit_holds(1024 * KIB, 1024 * KIB);
    expect_limit_holds(100 * KIB, 500);
}
END_TEST

START_TEST(a_limit_that_cannot_hold_the_pool_is_refused)
{
    size_t n_refused = 0;
    size_t n_made = 0;

    for (uint64_t max_bytes = 1; max_bytes < 200 * KIB; max_bytes += 997) {
        seam_pool_options options = {.max_bytes = max_bytes};
        uint64_t mapped = provider.mapped_bytes;
        seam_pool *made = pool;
        seam_status r = seam_pool_create(&options, &made);

        if (r == SEAM_OK) {
            n_made++;
            ck_assert_uint_le(stats_of(made).committed, max_bytes);
            seam_pool_destroy(&made);
        } else {
            n_refused++;
            ck_status(r, SEAM_ELIMIT);
            ck_assert_ptr_null(made);
        }
        ck_assert_uint_eq(provider.mapped_bytes, mapped);
    }
    ck_assert_uint_gt(n_refused, 0);
    ck_assert_uint_gt(n_made, 0);
}
END_TEST

START_TEST(adopted_memory_is_not_limited_but_its_metadata_is)
{
    static uint8_t mine[1024 * 1024];
    static seam_buf bufs[4096];
    seam_pool_options options = {.max_bytes = 64 * KIB};
    seam_status r = SEAM_OK;
    seam_pool *limited;
    size_t n = 0;

    ck_ok(seam_pool_create(&options, &limited));
    for (; n < 4096 && r == SEAM_OK; n += r == SEAM_OK)
        r = seam_buf_adopt(limited, mine, sizeof(mine), NULL, NULL, 0, &bufs[n]);
    ck_status(r, SEAM_ELIMIT);
    ck_assert_uint_gt(n, 64);
    ck_assert_uint_le(n * 64, options.max_bytes);
    ck_assert_uint_le(stats_of(limited).committed_peak, options.max_bytes);
    seam_buf_release(&bufs[0]);
    ck_ok(seam_buf_adopt(limited, mine, 1, NULL, NULL, 0, &bufs[0]));
    for (size_t i = 0; i < n; i++)
        seam_buf_release(&bufs[i]);
    seam_pool_destroy(&limited);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("pool");
    TCase *tc = tcase_create("pool");

    tcase_set_timeout(tc, 60);
    tcase_add_checked_fixture(tc, open_pool, close_pool);
    tcase_add_test(tc, create_rejects_every_unknown_flag);
    tcase_add_test(tc, create_rejects_reserved_fields);
    tcase_add_test(tc, destroy_of_no_pool_does_nothing);
    tcase_add_test(tc, a_new_pool_has_nothing_live);
    tcase_add_test(tc, every_length_costs_its_class_and_little_more);
    tcase_add_test(tc, a_length_that_no_address_space_holds_costs_nothing);
    tcase_add_test(tc, classes_are_listed_in_ascending_order);
    tcase_add_test(tc, stats_follow_blocks_and_not_handles);
    tcase_add_test(tc, stats_follow_large_blocks);
    tcase_add_test(tc, stats_count_adopted_memory_apart);
    tcase_add_test(tc, freed_blocks_are_used_again_before_new_memory_is_taken);
    tcase_add_test(tc, alloc_of_an_impossible_length_changes_nothing);
    tcase_add_test(tc, the_limit_holds_for_every_kind_of_block);
    tcase_add_test(tc, a_limit_that_cannot_hold_the_pool_is_refused);
    tcase_add_test(tc, adopted_memory_is_not_limited_but_its_metadata_is);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
