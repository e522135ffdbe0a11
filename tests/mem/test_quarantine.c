/* Released blocks that stay in quarantine before they serve again, as in programs that are watched: a stale pointer
 * then meets no bytes of another owner. */
#include "pool_fixture.h"

static failing_provider provider;
static seam_pool *pool;

static void open_with(const seam_pool_options *options)
{
    seam__pool_set_quarantine(SEAM__QUARANTINE_ALWAYS);
    pool = fixture_open(&provider, options);
}

static void close_pool(void)
{
    fixture_close(&provider, &pool);
}

/* Releases a block and says how many requests of its size are served before its bytes are handed out
 * again; `most` when they are not. What was taken meanwhile is released. */
static size_t requests_until_reuse(size_t len, size_t most)
{
    seam_buf *taken = calloc(most, sizeof(*taken));
    seam_buf buf = counting_buf(pool, len, 0);
    const uint8_t *data = buf.data;
    size_t n = 0;
    size_t found = most;

    must(taken != NULL);
    seam_buf_release(&buf);
    for (; n < most && found == most; n++) {
        taken[n] = counting_buf(pool, len, 0);
        if (taken[n].data == data)
            found = n;
    }
    while (n > 0)
        seam_buf_release(&taken[--n]);
    free(taken);
    return found;
}

START_TEST(a_released_block_waits)
{
    open_with(NULL);
    ck_assert_uint_ge(requests_until_reuse(100, 50), 50);
    ck_assert_uint_ge(requests_until_reuse(5000, 50), 50);
    ck_assert_uint_ge(requests_until_reuse(262144, 4), 4);
    close_pool();
}
END_TEST

/* A program that goes on allocating and releasing has a bounded number of blocks. */
START_TEST(blocks_come_back_in_the_end)
{
    seam_pool_stats stats;

    open_with(NULL);
    for (size_t i = 0; i < 100000; i++) {
        seam_buf buf = counting_buf(pool, 1000, 0);

        seam_buf_release(&buf);
    }
    stats = stats_of(pool);
    ck_assert_uint_le(stats.committed, (uint64_t)2 << 20);
    close_pool();
}
END_TEST

START_TEST(under_a_limit_what_rests_serves)
{
    const seam_pool_options options = {.max_bytes = (uint64_t)1 << 20};
    seam_buf bufs[2];

    open_with(&options);
    for (size_t i = 0; i < 1000; i++) {
        bufs[0] = counting_buf(pool, 262144, 0);
        bufs[1] = counting_buf(pool, 200000, 0);
        seam_buf_release(&bufs[0]);
        seam_buf_release(&bufs[1]);
    }
    ck_assert(seam__pool_valid(pool));
    close_pool();
}
END_TEST

#define N_SLOTS ((size_t)2000)

/* Lists of free blocks have an end now, which purges and trims must leave right. */
START_TEST(laws_hold_through_purges)
{
    const seam_pool_options options = {.purge_delay_ms = 1};
    static seam_buf bufs[N_SLOTS];
    prng rng;

    prng_init(&rng, test_seed("quarantine"));
    open_with(&options);
    for (size_t i = 0; i < 60000; i++) {
        const size_t at = prng_below(&rng, N_SLOTS);

        seam_buf_release(&bufs[at]);
        if (prng_below(&rng, 3) != 0)
            bufs[at] = counting_buf(pool, 1 + prng_below(&rng, 3) * 4000, 0);
        if (i % 10000 == 5000)
            seam_pool_trim(pool);
        if (i % 1000 == 0)
            must(seam__pool_valid(pool));
    }
    for (size_t i = 0; i < N_SLOTS; i++)
        seam_buf_release(&bufs[i]);
    for (size_t i = 0; i < SEAM__N_CLASSES; i++)
        seam__depot_purge(&pool->heap.depots[i]);
    for (size_t i = 0; i < SEAM__N_CLASSES; i++)
        seam__depot_purge(&pool->heap.depots[i]);
    must(seam__pool_valid(pool));
    ck_assert_uint_ge(requests_until_reuse(100, 50), 50);
    close_pool();
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("quarantine");
    TCase *tc = tcase_create("quarantine");

    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, a_released_block_waits);
    tcase_add_test(tc, blocks_come_back_in_the_end);
    tcase_add_test(tc, under_a_limit_what_rests_serves);
    tcase_add_test(tc, laws_hold_through_purges);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
