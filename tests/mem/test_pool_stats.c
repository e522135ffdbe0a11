/* What each size class says of itself, against a model that allocates and releases at random. */
#include "threads_fixture.h"

#define MAX_KINDS 64

/* What one kind must say; `served` counts the requests that came to it. */
typedef struct model {
    uint64_t live, most, served;
} model;

static seam_class_stats class_at(const seam_pool *pool, size_t index)
{
    seam_class_stats stats;

    must(seam_pool_class_stats(pool, index, &stats));
    return stats;
}

static seam_class_stats class_for(const seam_pool *pool, size_t len)
{
    return class_at(pool, seam__class_of(len));
}

static void expect_model(const seam_pool *pool, const model *kinds)
{
    seam_pool_stats stats = stats_of(pool);
    seam_class_stats kind;
    uint64_t live_bytes = 0;
    uint64_t free_bytes = 0;

    for (size_t i = 0; seam_pool_class_stats(pool, i, &kind); i++) {
        must(kind.live == kinds[i].live);
        must(kind.hits + kind.misses == kinds[i].served);
        must(kind.peak >= kinds[i].most);
        must(kind.peak <= kinds[i].most + SEAM__MAGAZINE_ROUNDS);
        live_bytes += kind.kind == SEAM_BLOCK_CLASS ? kind.live * kind.class_bytes : 0;
        free_bytes += (kind.cached + kind.free) * kind.class_bytes;
    }
    must(live_bytes <= stats.live_bytes);
    must(free_bytes <= stats.cached_bytes);
    must(kinds[SEAM__DEPOT_LARGE].live != 0 || live_bytes == stats.live_bytes);
}

static size_t random_len(prng *rng)
{
    static const size_t tops[] = {64, 2000, 20000, 300000};

    return 1 + prng_below(rng, tops[prng_below(rng, 4)]);
}

/* The class of the block, which need not be that of its length. */
static size_t kind_of(const seam_buf *buf)
{
    const size_t retained = seam_buf_retained(buf);

    return retained <= SEAM__CLASS_MAX ? seam__class_of(retained) : SEAM__DEPOT_LARGE;
}

static void note_alloc(model *kind)
{
    kind->live++;
    kind->served++;
    if (kind->live > kind->most)
        kind->most = kind->live;
}

static void run_model(const seam_pool_options *options, const char *what)
{
    enum { N = 100 };
    static uint8_t outside[32];
    static seam_buf bufs[N];
    size_t kinds_of[N];
    model kinds[MAX_KINDS] = {{0}};
    seam_pool *pool;
    prng rng;

    memset((void *)bufs, 0, sizeof(bufs));
    prng_init(&rng, test_seed(what));
    ck_ok(seam_pool_create(options, &pool));
    for (int step = 0; step < 20000; step++) {
        const size_t at = prng_below(&rng, N);
        const bool adopts = prng_below(&rng, 16) == 0;
        const size_t len = adopts ? sizeof(outside) : random_len(&rng);

        if (bufs[at].block != NULL) {
            seam_buf_release(&bufs[at]);
            kinds[kinds_of[at]].live--;
        } else {
            if (adopts)
                must(seam_buf_adopt(pool, outside, len, NULL, NULL, 0, &bufs[at]) == SEAM_OK);
            else
                must(seam_buf_alloc(pool, len, &bufs[at]) == SEAM_OK);
            kinds_of[at] = adopts ? SEAM__DEPOT_ADOPTED : kind_of(&bufs[at]);
            note_alloc(&kinds[kinds_of[at]]);
        }
        if (step % 64 == 0)
            expect_model(pool, kinds);
        if (step % 3000 == 2999)
            seam_pool_trim(pool);
    }
    for (size_t i = 0; i < N; i++)
        seam_buf_release(&bufs[i]);
    seam_pool_destroy(&pool);
}

START_TEST(classes_agree_with_a_model)
{
    run_model(NULL, "classes");
}
END_TEST

START_TEST(classes_agree_with_a_model_without_magazines)
{
    const seam_pool_options options = {.cache_bytes = 1};

    run_model(&options, "classes without magazines");
}
END_TEST

START_TEST(classes_agree_with_a_model_in_a_confined_pool)
{
    const seam_pool_options options = {.flags = SEAM_POOL_CONFINED};

    run_model(&options, "classes of a confined pool");
}
END_TEST

START_TEST(a_request_that_is_refused_is_neither_hit_nor_miss)
{
    const seam_pool_options options = {.max_bytes = 1 << 20};
    seam_pool *pool;
    seam_buf bufs[16];
    seam_class_stats before;
    size_t n = 0;

    ck_ok(seam_pool_create(&options, &pool));
    while (n < 16 && seam_buf_alloc(pool, 100000, &bufs[n]) == SEAM_OK)
        n++;
    ck_assert_uint_lt(n, 16);
    before = class_for(pool, 100000);
    ck_status(seam_buf_alloc(pool, 100000, &bufs[n]), SEAM_ELIMIT);
    ck_assert_uint_eq(class_for(pool, 100000).misses, before.misses);
    ck_assert_uint_eq(class_for(pool, 100000).hits, before.hits);
    while (n > 0)
        seam_buf_release(&bufs[--n]);
    seam_pool_destroy(&pool);
}
END_TEST

START_TEST(a_pair_in_a_loop_is_all_hits_but_the_first)
{
    seam_pool *pool;
    seam_buf buf;

    ck_ok(seam_pool_create(NULL, &pool));
    for (int i = 0; i < 1000; i++) {
        ck_ok(seam_buf_alloc(pool, 1500, &buf));
        seam_buf_release(&buf);
    }
    ck_assert_uint_eq(class_for(pool, 1500).misses, 1);
    ck_assert_uint_eq(class_for(pool, 1500).hits, 999);
    ck_assert_uint_eq(class_for(pool, 1500).live, 0);
    ck_assert_uint_gt(class_for(pool, 1500).cached, 0);
    seam_pool_destroy(&pool);
}
END_TEST

START_TEST(trim_turns_cached_blocks_into_none)
{
    seam_pool *pool;
    seam_buf buf, other;

    ck_ok(seam_pool_create(NULL, &pool));
    ck_ok(seam_buf_alloc(pool, 64, &buf));
    ck_ok(seam_buf_alloc(pool, 64, &other));
    seam_buf_release(&other);
    seam_pool_trim(pool);
    ck_assert_uint_eq(class_for(pool, 64).live, 1);
    ck_assert_uint_eq(class_for(pool, 64).cached, 0);
    ck_assert_uint_ge(class_for(pool, 64).peak, 2);
    seam_buf_release(&buf);
    seam_pool_destroy(&pool);
}
END_TEST

START_TEST(kinds_are_listed_in_order_and_end)
{
    seam_class_stats kind;
    size_t index = 0;
    seam_pool *pool;

    ck_ok(seam_pool_create(NULL, &pool));
    for (; seam_pool_class_at(index) != 0; index++) {
        ck_assert_int_eq(class_at(pool, index).kind, SEAM_BLOCK_CLASS);
        ck_assert_uint_eq(class_at(pool, index).class_bytes, seam_pool_class_at(index));
    }
    ck_assert_int_eq(class_at(pool, index).kind, SEAM_BLOCK_ADOPTED);
    ck_assert_int_eq(class_at(pool, index + 1).kind, SEAM_BLOCK_LARGE);
    memset(&kind, 0xA5, sizeof(kind));
    ck_assert_int_eq(class_at(pool, index + 2).kind, SEAM_BLOCK_GUARDED);
    ck_assert(!seam_pool_class_stats(pool, index + 3, &kind));
    ck_assert_uint_eq(kind.live, 0);
    ck_assert(!seam_pool_class_stats(pool, SIZE_MAX, &kind));
    seam_pool_destroy(&pool);
}
END_TEST

#define PAIRS 20000

typedef struct job {
    seam_pool *pool;
} job;

static void *allocate_pairs(void *ctx)
{
    seam_pool *pool = ((const job *)ctx)->pool;
    seam_buf buf;

    start_together();
    for (size_t i = 0; i < PAIRS; i++) {
        must(seam_buf_alloc(pool, 200, &buf) == SEAM_OK);
        seam_buf_release(&buf);
        if (i % 1000 == 0)
            must(class_for(pool, 200).hits <= (uint64_t)N_THREADS * PAIRS);
    }
    return NULL;
}

START_TEST(hits_of_all_threads_add_up)
{
    job jobs[N_THREADS];
    seam_class_stats stats;
    seam_pool *pool;

    ck_ok(seam_pool_create(NULL, &pool));
    for (size_t i = 0; i < N_THREADS; i++)
        jobs[i].pool = pool;
    in_threads(allocate_pairs, jobs, sizeof(jobs[0]));
    stats = class_for(pool, 200);
    ck_assert_uint_eq(stats.hits + stats.misses, (uint64_t)N_THREADS * PAIRS);
    ck_assert_uint_eq(stats.live, 0);
    ck_assert_uint_gt(stats.hits, stats.misses);
    seam_pool_destroy(&pool);
}
END_TEST

START_TEST(a_kind_that_there_is_not_has_statistics_of_zero)
{
    const seam_class_stats zero = {0};
    seam_class_stats stats;
    seam_pool *pool;

    ck_ok(seam_pool_create(NULL, &pool));
    memset(&stats, 0xA5, sizeof(stats));
    ck_assert(seam_pool_class_stats(pool, SEAM__N_DEPOTS - 1, &stats));
    ck_assert_int_eq(stats.kind, SEAM_BLOCK_GUARDED);
    memset(&stats, 0xA5, sizeof(stats));
    ck_assert(!seam_pool_class_stats(pool, SEAM__N_DEPOTS, &stats));
    ck_assert(memcmp(&stats, &zero, sizeof(zero)) == 0);
    memset(&stats, 0xA5, sizeof(stats));
    ck_assert(!seam_pool_class_stats(pool, SIZE_MAX, &stats));
    ck_assert(memcmp(&stats, &zero, sizeof(zero)) == 0);
    seam_pool_destroy(&pool);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("pool_stats");
    TCase *tc = tcase_create("stats");

    tcase_set_timeout(tc, 120);
    tcase_add_test(tc, classes_agree_with_a_model);
    tcase_add_test(tc, classes_agree_with_a_model_without_magazines);
    tcase_add_test(tc, classes_agree_with_a_model_in_a_confined_pool);
    tcase_add_test(tc, a_request_that_is_refused_is_neither_hit_nor_miss);
    tcase_add_test(tc, a_pair_in_a_loop_is_all_hits_but_the_first);
    tcase_add_test(tc, trim_turns_cached_blocks_into_none);
    tcase_add_test(tc, kinds_are_listed_in_order_and_end);
    tcase_add_test(tc, a_kind_that_there_is_not_has_statistics_of_zero);
    tcase_add_test(tc, hits_of_all_threads_add_up);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
