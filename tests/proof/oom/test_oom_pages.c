/* What a pool keeps, and what it gives up, when pages fail to come or to go back. */
#include "pool_fixture.h"

START_TEST(create_without_pages_fails_and_leaves_nothing)
{
    failing_provider provider;
    seam_pool *pool;
    uint64_t n = 0;
    seam_status r;

    do {
        failing_provider_init(&provider);
        provider.fail_at = ++n;
        seam__provider_set(&provider.table);
        r = seam_pool_create(NULL, &pool);
        if (r != SEAM_OK) {
            ck_status(r, SEAM_ENOMEM);
            ck_assert_ptr_null(pool);
        }
        seam_pool_destroy(&pool);
        ck_assert_uint_eq(provider.mapped_bytes, 0);
    } while (r != SEAM_OK);
    ck_assert_uint_gt(n, 1);
}
END_TEST

static bool refuse_to_commit(void *ctx, void *addr, size_t len)
{
    must(ctx != NULL && addr != NULL && len > 0);
    return false;
}

static void expect_nothing_kept(const seam_pool *pool, const seam_pool_stats *before)
{
    const seam_pool_stats after = stats_of(pool);

    must(after.committed == before->committed);
    must(after.mapped == before->mapped);
}

/* Address space is there to be had, and pages are not: none of it may pile up. */
START_TEST(a_call_that_gets_only_address_space_keeps_none)
{
    static const size_t lens[] = {1, 1000, 262144, 262145, 10000000};
    failing_provider provider;
    seam_pool *pool = fixture_open(&provider, NULL);
    const seam_pool_stats before = stats_of(pool);
    uint8_t mine[1];
    seam_buf buf;

    provider.table.commit = refuse_to_commit;
    for (size_t i = 0; i < sizeof(lens) / sizeof(lens[0]); i++) {
        ck_status(seam_buf_alloc(pool, lens[i], &buf), SEAM_ENOMEM);
        expect_nothing_kept(pool, &before);
    }
    ck_status(seam_buf_adopt(pool, mine, 1, NULL, NULL, 0, &buf), SEAM_ENOMEM);
    expect_nothing_kept(pool, &before);
    fixture_close(&provider, &pool);
}
END_TEST

/* The first page of an arena comes, and those behind it do not. */
static bool commit_one_page(void *ctx, void *addr, size_t len)
{
    return ctx != NULL && len <= seam__page_size() && seam__provider_system.commit(NULL, addr, len);
}

START_TEST(a_call_that_gets_half_an_arena_keeps_none_of_it)
{
    failing_provider provider;
    seam_pool *pool = fixture_open(&provider, NULL);
    const seam_pool_stats before = stats_of(pool);
    seam_buf buf;

    provider.table.commit = commit_one_page;
    for (size_t len = 1; len < 1000000; len = len * 3 + 1) {
        ck_status(seam_buf_alloc(pool, len, &buf), SEAM_ENOMEM);
        expect_nothing_kept(pool, &before);
    }
    fixture_close(&provider, &pool);
}
END_TEST

START_TEST(a_large_block_that_stayed_is_given_back_later)
{
    failing_provider provider;
    seam_pool *pool = fixture_open(&provider, NULL);
    uint64_t mapped;
    seam_buf buf;

    ck_ok(seam_buf_alloc(pool, 1000000, &buf));
    mapped = provider.mapped_bytes;
    provider.fail_unmap = true;
    seam_buf_release(&buf);
    ck_assert_uint_eq(provider.mapped_bytes, mapped);
    ck_assert_uint_eq(stats_of(pool).live_blocks, 0);
    ck_assert_uint_eq(stats_of(pool).live_bytes, 0);
    ck_assert(seam__pool_valid(pool));
    /* Neither is it handed out for another size, nor is it in the way of one. */
    ck_ok(seam_buf_alloc(pool, 2000000, &buf));
    memset(seam_buf_bytes_mut(&buf), 1, buf.len);
    seam_buf_release(&buf);
    provider.fail_unmap = false;
    fixture_close(&provider, &pool);
}
END_TEST

/* A block is there for the taking, once what is free and unused is given up for it. */
START_TEST(free_memory_is_given_up_before_a_request_fails)
{
    seam_pool_options options = {.max_bytes = (uint64_t)1 << 20};
    failing_provider provider;
    seam_pool *pool = fixture_open(&provider, &options);
    seam_buf bufs[13];
    seam_buf large;

    for (size_t i = 0; i < 13; i++)
        ck_ok(seam_buf_alloc(pool, 60000, &bufs[i]));
    ck_status(seam_buf_alloc(pool, 500000, &large), SEAM_ELIMIT);
    for (size_t i = 0; i < 13; i++)
        seam_buf_release(&bufs[i]);
    ck_ok(seam_buf_alloc(pool, 500000, &large));
    ck_assert_uint_le(stats_of(pool).committed_peak, options.max_bytes);
    seam_buf_release(&large);
    fixture_close(&provider, &pool);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("oom_pages");
    TCase *tc = tcase_create("oom_pages");

    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, create_without_pages_fails_and_leaves_nothing);
    tcase_add_test(tc, a_call_that_gets_only_address_space_keeps_none);
    tcase_add_test(tc, a_call_that_gets_half_an_arena_keeps_none_of_it);
    tcase_add_test(tc, a_large_block_that_stayed_is_given_back_later);
    tcase_add_test(tc, free_memory_is_given_up_before_a_request_fails);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
