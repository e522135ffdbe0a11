/* How many samples a pool takes at most, and that blocks beyond them are none the worse. */
#include "mem/watch/sampler.h"
#include "pool_fixture.h"
#include "seam/stats.h"

enum { MORE = 1000 };

static bool count_sample(void *n, const seam_block_info *block)
{
    *(size_t *)n += block->sample != NULL;
    return true;
}

static size_t n_samples(const seam_pool *pool)
{
    size_t n = 0;

    (void)seam_pool_walk(pool, count_sample, &n);
    return n;
}

START_TEST(more_blocks_than_samples_live)
{
    const seam_pool_options options = {.leak_every = 1};
    const size_t n = SEAM__SAMPLES_MAX + MORE;
    seam_buf *bufs = calloc(n, sizeof(*bufs));
    failing_provider provider;
    seam_pool *pool = fixture_open(&provider, &options);
    size_t most;

    ck_assert_ptr_nonnull(bufs);
    for (size_t i = 0; i < n; i++)
        must(seam_buf_alloc(pool, 64, &bufs[i]) == SEAM_OK);
    most = n_samples(pool);
    ck_assert_uint_le(most, SEAM__SAMPLES_MAX);
    ck_assert_uint_ge(most, SEAM__SAMPLES_MAX / 2);
    for (size_t i = 0; i < n; i++)
        seam_buf_release(&bufs[i]);
    ck_assert_uint_eq(n_samples(pool), 0);
    /* Those that are gone make room for others. */
    must(seam_buf_alloc(pool, 64, &bufs[0]) == SEAM_OK);
    ck_assert_uint_eq(n_samples(pool), 1);
    seam_buf_release(&bufs[0]);
    fixture_close(&provider, &pool);
    free(bufs);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sampler");
    TCase *tc = tcase_create("sampler");

    tcase_set_timeout(tc, 120);
    tcase_add_test(tc, more_blocks_than_samples_live);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
