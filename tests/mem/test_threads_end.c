/* Pools that end while several threads are at work. ThreadSanitizer reads along. */
#include "threads_fixture.h"

static seam_pool *pool;

static atomic_int n_gone;

static void note_end(void *ctx, const seam_pool_stats *last)
{
    must(ctx == &n_gone);
    must(last->live_blocks == 0 && last->adopted_blocks == 0);
    atomic_fetch_add(&n_gone, 1);
}

enum { N_LAST = 20 };

/* Thread 0 destroys while the others release. */
static void *release_or_destroy(void *arg)
{
    seam_buf *own = arg;

    start_together();
    if (own[0].len == 0)
        seam_pool_destroy(&pool);
    for (size_t i = 0; i < N_LAST; i++)
        seam_buf_release(&own[i]);
    return NULL;
}

START_TEST(a_pool_may_be_destroyed_while_others_release)
{
    static seam_buf own[N_THREADS][N_LAST];
    static uint8_t mine[16];
    const seam_pool_options options = {.gone = note_end, .ctx = &n_gone};

    for (int round = 0; round < 40; round++) {
        ck_ok(seam_pool_create(&options, &pool));
        for (size_t k = 1; k < N_THREADS; k++) {
            for (size_t i = 0; i < N_LAST; i++) {
                if (i % 4 == 3)
                    ck_ok(seam_buf_adopt(pool, mine, 16, NULL, NULL, 0, &own[k][i]));
                else
                    own[k][i] = counting_buf(pool, i % 4 == 2 ? 270000 : 100, 0);
            }
        }
        in_threads(release_or_destroy, own, sizeof(own[0]));
        ck_assert_ptr_null(pool);
        ck_assert_int_eq(atomic_load(&n_gone), round + 1);
    }
}
END_TEST

static void *use_own_pool(void *arg)
{
    seam_pool *own;

    must(arg != NULL);
    start_together();
    for (int i = 0; i < 20; i++) {
        seam_buf buf;

        must(seam_pool_create(NULL, &own) == SEAM_OK);
        buf = counting_buf(own, 1000, (uint8_t)i);
        seam_pool_destroy(&own);
        must(counts_up(&buf, (uint8_t)i));
        seam_buf_release(&buf);
    }
    return NULL;
}

START_TEST(pools_are_made_and_destroyed_side_by_side)
{
    char unused[N_THREADS];

    in_threads(use_own_pool, unused, 1);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("threads_end");
    TCase *tc = tcase_create("threads_end");

    tcase_set_timeout(tc, 120);
    tcase_add_test(tc, a_pool_may_be_destroyed_while_others_release);
    tcase_add_test(tc, pools_are_made_and_destroyed_side_by_side);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
