/* Walks over live blocks: what they see of a quiet pool, and what of a busy one. */
#include "threads_fixture.h"

/* What a walk has seen. */
typedef struct seen {
    size_t n_blocks, stop_after;
    uint64_t retained, requested, refs;
    uint64_t n_with_tag, tag;
    seam_block_info last;
} seen;

static bool look(void *ctx, const seam_block_info *block)
{
    seen *s = ctx;

    s->n_blocks++;
    s->retained += block->retained;
    s->requested += block->requested;
    s->refs += block->refs;
    s->n_with_tag += block->tag == s->tag;
    s->last = *block;
    return s->n_blocks != s->stop_after;
}

static seen walk_for(const seam_pool *pool, uint64_t tag)
{
    seen s = {.tag = tag};

    must(seam_pool_walk(pool, look, &s));
    return s;
}

static seam_pool *make_pool(void)
{
    seam_pool *pool;

    ck_ok(seam_pool_create(NULL, &pool));
    return pool;
}

START_TEST(a_walk_sees_what_statistics_count)
{
    enum { N = 300 };
    static seam_buf bufs[N];
    seam_pool *pool = make_pool();
    seam_pool_stats stats;
    uint8_t outside[100];
    prng rng;
    seen s;

    prng_init(&rng, test_seed("walk"));
    for (size_t i = 0; i < N; i++) {
        const size_t len = 1 + prng_below(&rng, i % 10 == 0 ? 600000 : 5000);

        if (i % 7 == 0)
            ck_ok(seam_buf_adopt(pool, outside, 100, NULL, NULL, 0, &bufs[i]));
        else
            ck_ok(seam_buf_alloc(pool, len, &bufs[i]));
    }
    for (size_t i = 0; i < N; i += 2)
        seam_buf_release(&bufs[i]);
    stats = stats_of(pool);
    s = walk_for(pool, 0);
    ck_assert_uint_eq(s.n_blocks, N / 2);
    ck_assert_uint_eq(s.n_blocks, stats.live_blocks + stats.adopted_blocks);
    ck_assert_uint_eq(s.retained, stats.live_bytes + stats.adopted_bytes);
    ck_assert_uint_eq(s.requested, stats.requested_bytes + stats.adopted_bytes);
    ck_assert_uint_eq(s.refs, N / 2);
    for (size_t i = 1; i < N; i += 2)
        seam_buf_release(&bufs[i]);
    ck_assert_uint_eq(walk_for(pool, 0).n_blocks, 0);
    seam_pool_destroy(&pool);
}
END_TEST

static void expect_one(const seam_pool *pool, seam_buf *buf, seam_block_kind kind, uint64_t len)
{
    seam_buf second = seam_buf_share(buf);
    seen s;

    seam_buf_set_tag(buf, 77);
    s = walk_for(pool, 77);
    ck_assert_uint_eq(s.n_blocks, 1);
    ck_assert_uint_eq(s.n_with_tag, 1);
    ck_assert_int_eq(s.last.kind, kind);
    ck_assert_uint_eq(s.last.refs, 2);
    ck_assert_uint_eq(s.last.retained, seam_buf_retained(buf));
    ck_assert_uint_eq(s.last.requested, len);
    ck_assert_ptr_nonnull(s.last.block);
    seam_buf_release(&second);
    seam_buf_release(buf);
    ck_assert_uint_eq(walk_for(pool, 77).n_blocks, 0);
}

START_TEST(a_walk_says_what_each_kind_of_block_is)
{
    const seam_pool_options options = {.flags = SEAM_POOL_CONFINED};
    seam_pool *pools[2] = {make_pool(), NULL};
    uint8_t outside[100];
    seam_buf buf;

    ck_ok(seam_pool_create(&options, &pools[1]));
    for (size_t i = 0; i < 2; i++) {
        ck_ok(seam_buf_alloc(pools[i], 1000, &buf));
        expect_one(pools[i], &buf, SEAM_BLOCK_CLASS, 1000);
        ck_ok(seam_buf_alloc(pools[i], 300001, &buf));
        expect_one(pools[i], &buf, SEAM_BLOCK_LARGE, 300001);
        ck_ok(seam_buf_adopt(pools[i], outside, 100, NULL, NULL, 0, &buf));
        expect_one(pools[i], &buf, SEAM_BLOCK_ADOPTED, 100);
        seam_pool_destroy(&pools[i]);
    }
}
END_TEST

START_TEST(a_walk_ends_when_it_is_told)
{
    seen s = {.stop_after = 3};
    seam_pool *pool = make_pool();
    seam_buf bufs[10];

    for (size_t i = 0; i < 10; i++)
        ck_ok(seam_buf_alloc(pool, 1 + i * 50, &bufs[i]));
    ck_assert(!seam_pool_walk(pool, look, &s));
    ck_assert_uint_eq(s.n_blocks, 3);
    for (size_t i = 0; i < 10; i++)
        seam_buf_release(&bufs[i]);
    seam_pool_destroy(&pool);
}
END_TEST

/* ---- while others work */

#define HELD     20
#define HELD_TAG 5
#define BUSY_TAG 6

static seam_pool *busy_pool;
static _Atomic bool stop;

static void churn(prng *rng, seam_buf *buf)
{
    static uint8_t outside[64];
    const size_t len = 1 + prng_below(rng, prng_below(rng, 20) == 0 ? 400000 : 2000);

    if (buf->block != NULL)
        seam_buf_release(buf);
    else if (prng_below(rng, 8) == 0)
        must(seam_buf_adopt(busy_pool, outside, 1 + prng_below(rng, 64), NULL, NULL, 0, buf) ==
             SEAM_OK);
    else
        must(seam_buf_alloc(busy_pool, len, buf) == SEAM_OK);
    seam_buf_set_tag(buf, BUSY_TAG);
}

static void *work(void *seed)
{
    seam_buf bufs[30];
    prng rng;

    memset((void *)bufs, 0, sizeof(bufs));
    prng_init(&rng, *(uint64_t *)seed);
    start_together();
    while (!atomic_load_explicit(&stop, memory_order_relaxed))
        churn(&rng, &bufs[prng_below(&rng, 30)]);
    for (size_t i = 0; i < 30; i++)
        seam_buf_release(&bufs[i]);
    return NULL;
}

static bool look_closely(void *ctx, const seam_block_info *block)
{
    size_t *n_held = ctx;

    must(block->refs == 1);
    must(block->tag == 0 || block->tag == HELD_TAG || block->tag == BUSY_TAG);
    must(block->kind <= SEAM_BLOCK_LARGE && block->retained > 0);
    if (block->tag == HELD_TAG) {
        must(block->requested == 500 && block->retained == 512);
        ++*n_held;
    }
    return true;
}

static void *watch(void *unused)
{
    (void)unused;
    start_together();
    for (int i = 0; i < 200; i++) {
        size_t n_held = 0;

        must(seam_pool_walk(busy_pool, look_closely, &n_held));
        must(n_held == HELD);
    }
    atomic_store_explicit(&stop, true, memory_order_relaxed);
    return NULL;
}

static void *work_or_watch(void *seed)
{
    return *(uint64_t *)seed == 0 ? watch(NULL) : work(seed);
}

START_TEST(a_walk_sees_every_held_block_once_while_others_come_and_go)
{
    const uint64_t seed = test_seed("walk while threads work");
    uint64_t seeds[N_THREADS] = {0};
    seam_buf held[HELD];

    busy_pool = make_pool();
    for (size_t i = 0; i < HELD; i++) {
        ck_ok(seam_buf_alloc(busy_pool, 500, &held[i]));
        seam_buf_set_tag(&held[i], HELD_TAG);
    }
    for (size_t i = 1; i < N_THREADS; i++)
        seeds[i] = seed + i;
    in_threads(work_or_watch, seeds, sizeof(seeds[0]));
    for (size_t i = 0; i < HELD; i++)
        seam_buf_release(&held[i]);
    ck_assert_uint_eq(walk_for(busy_pool, 0).n_blocks, 0);
    seam_pool_destroy(&busy_pool);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("pool_walk");
    TCase *tc = tcase_create("walk");

    tcase_set_timeout(tc, 120);
    tcase_add_test(tc, a_walk_sees_what_statistics_count);
    tcase_add_test(tc, a_walk_says_what_each_kind_of_block_is);
    tcase_add_test(tc, a_walk_ends_when_it_is_told);
    tcase_add_test(tc, a_walk_sees_every_held_block_once_while_others_come_and_go);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
