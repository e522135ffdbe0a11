/* Samples of allocations, and what is said of those that outlive their pool. */
#include <stdio.h>

#include "base/races.h"
#include "base/trace.h"
#include "child.h"
#include "threads_fixture.h"

/* What the hook has been told. */
typedef struct told {
    size_t n_blocks;
    uint64_t tag, requested;
    seam_block_info block;
    seam_sample sample;
} told;

static void on_leak(void *ctx, const seam_block_info *block)
{
    told *t = ctx;

    t->n_blocks++;
    t->block = *block;
    t->tag = block->tag;
    t->requested = block->requested;
    t->sample = *block->sample;
}

static bool on_block(void *ctx, const seam_block_info *block)
{
    if (block->sample != NULL)
        on_leak(ctx, block);
    return true;
}

static seam_pool *sampling_pool(uint64_t every)
{
    const seam_pool_options options = {.leak_every = every};
    seam_pool *pool;

    ck_ok(seam_pool_create(&options, &pool));
    return pool;
}

static seam_buf make_buf(seam_pool *pool, size_t len)
{
    seam_buf buf;

    must(seam_buf_alloc(pool, len, &buf) == SEAM_OK);
    return buf;
}

static told samples_of(const seam_pool *pool)
{
    told t = {0};

    must(seam_pool_walk(pool, on_block, &t));
    return t;
}

START_TEST(a_pool_takes_no_samples_unless_it_is_told_to)
{
    seam_buf buf;
    seam_pool *pool;
    told t;

    unsetenv("SEAM_LEAKS");
    ck_ok(seam_pool_create(NULL, &pool));
    buf = make_buf(pool, 100);
    ck_assert_uint_eq(samples_of(pool).n_blocks, 0);
    ck_status(seam_pool_on_leak(pool, on_leak, &t), SEAM_ESTATE);
    seam_buf_release(&buf);
    seam_pool_destroy(&pool);
}
END_TEST

START_TEST(a_sample_says_who_allocated_a_block_and_its_last_four_tags)
{
    seam_pool *pool = sampling_pool(1);
    seam_buf buf = make_buf(pool, 1000);
    told t;

    for (uint64_t tag = 1; tag <= 6; tag++)
        seam_buf_set_tag(&buf, tag);
    t = samples_of(pool);
    ck_assert_uint_eq(t.n_blocks, 1);
    ck_assert_uint_eq(t.requested, 1000);
    ck_assert_uint_eq(t.tag, 6);
    ck_assert_uint_eq(t.sample.n_tags, 4);
    for (uint64_t i = 0; i < 4; i++)
        ck_assert_uint_eq(t.sample.tags[i], 6 - i);
    ck_assert_uint_eq(t.sample.thread, seam__trace_thread());
    ck_assert_uint_lt(t.sample.age_ns, UINT64_C(60000000000));
    ck_assert_uint_gt(t.sample.n_frames, 2);
    seam_buf_release(&buf);
    ck_assert_uint_eq(samples_of(pool).n_blocks, 0);
    seam_pool_destroy(&pool);
}
END_TEST

START_TEST(every_kind_of_block_is_sampled)
{
    static const size_t lens[] = {1, 64, 5000, 262144, 262145, 1 << 20};
    seam_pool *pool = sampling_pool(1);
    uint8_t outside[10];
    seam_buf bufs[7];

    for (size_t i = 0; i < 6; i++)
        bufs[i] = make_buf(pool, lens[i]);
    ck_ok(seam_buf_adopt(pool, outside, 10, NULL, NULL, 0, &bufs[6]));
    ck_assert_uint_eq(samples_of(pool).n_blocks, 7);
    for (size_t i = 0; i < 7; i++) {
        ck_assert_uint_eq(seam_buf_view(&bufs[i]).len, i < 6 ? lens[i] : 10);
        seam_buf_release(&bufs[i]);
        ck_assert_uint_eq(samples_of(pool).n_blocks, 6 - i);
    }
    ck_assert(seam__pool_valid(pool));
    seam_pool_destroy(&pool);
}
END_TEST

START_TEST(a_sampled_block_keeps_its_length)
{
    seam_pool *pool = sampling_pool(1);
    seam_buf buf = make_buf(pool, 100);
    seam_buf other;

    ck_assert_uint_eq(seam__block_bytes(buf.block).len, 100);
    ck_assert(seam__buf_valid(&buf));
    ck_assert_uint_eq(stats_of(pool).requested_bytes, 100);
    seam_buf_release(&buf);
    ck_assert_uint_eq(stats_of(pool).requested_bytes, 0);
    buf = make_buf(pool, 300000);
    ck_assert_uint_eq(seam__block_bytes(buf.block).len, 300000);
    other = make_buf(pool, 64);
    ck_assert_uint_eq(stats_of(pool).requested_bytes, 300064);
    seam_buf_release(&other);
    seam_buf_release(&buf);
    ck_assert(seam__pool_valid(pool));
    seam_pool_destroy(&pool);
}
END_TEST

START_TEST(one_allocation_in_n_is_sampled)
{
    enum { N = 1000 };
    static seam_buf bufs[N];
    seam_pool *pool = sampling_pool(10);

    for (size_t i = 0; i < N; i++)
        bufs[i] = make_buf(pool, 1 + i * 7);
    ck_assert_uint_eq(samples_of(pool).n_blocks, N / 10);
    for (size_t i = 0; i < N; i++)
        seam_buf_release(&bufs[i]);
    ck_assert_uint_eq(samples_of(pool).n_blocks, 0);
    seam_pool_destroy(&pool);
}
END_TEST

START_TEST(threads_without_magazines_are_sampled_as_well)
{
    const seam_pool_options options = {.leak_every = 10, .cache_bytes = 1};
    enum { N = 100 };
    seam_buf bufs[N];
    seam_pool *pool;

    ck_ok(seam_pool_create(&options, &pool));
    for (size_t i = 0; i < N; i++)
        bufs[i] = make_buf(pool, 100);
    ck_assert_uint_eq(samples_of(pool).n_blocks, N / 10);
    for (size_t i = 0; i < N; i++)
        seam_buf_release(&bufs[i]);
    seam_pool_destroy(&pool);
}
END_TEST

/* The table agrees with a list through growth, and removal in any order. */
START_TEST(samples_come_and_go_in_any_order)
{
    enum { N = 500 };
    static seam_buf bufs[N];
    seam_pool *pool = sampling_pool(1);
    size_t n_live = 0;
    prng rng;

    memset((void *)bufs, 0, sizeof(bufs));
    prng_init(&rng, test_seed("samples"));
    for (size_t step = 0; step < 20000; step++) {
        seam_buf *buf = &bufs[prng_below(&rng, N)];

        if (buf->block != NULL) {
            seam_buf_release(buf);
            n_live--;
        } else {
            *buf = make_buf(pool, 1 + prng_below(&rng, 1000));
            seam_buf_set_tag(buf, step + 1);
            n_live++;
        }
        must(pool->sampler.n == n_live);
        must(buf->block == NULL || samples_of(pool).n_blocks == n_live || step % 100 != 0);
    }
    for (size_t i = 0; i < N; i++) {
        seam_sample sample;

        if (bufs[i].block == NULL)
            continue;
        must(seam__sampler_find(&pool->sampler, bufs[i].block, &sample));
        must(sample.tags[0] == seam_buf_tag(&bufs[i]));
        seam_buf_release(&bufs[i]);
    }
    must(pool->sampler.n == 0);
    seam_pool_destroy(&pool);
}
END_TEST

START_TEST(a_sample_that_finds_no_memory_is_lost_and_the_block_is_not)
{
    const seam_pool_options options = {.leak_every = 1};
    failing_provider provider;
    seam_pool *pool = fixture_open(&provider, &options);
    seam_buf first = make_buf(pool, 64);
    seam_buf bufs[60];

    /* The table of 64 is full at 48; from then on nothing can be mapped. */
    provider.fail_at = provider.n_calls + 1;
    provider.fail_from = true;
    for (size_t i = 0; i < 60; i++)
        bufs[i] = make_buf(pool, 64);
    ck_assert_uint_eq(samples_of(pool).n_blocks, 48);
    ck_assert_uint_eq(pool->sampler.n_lost, 13);
    for (size_t i = 0; i < 60; i++)
        seam_buf_release(&bufs[i]);
    seam_buf_release(&first);
    ck_assert_uint_eq(samples_of(pool).n_blocks, 0);
    fixture_close(&provider, &pool);
}
END_TEST

START_TEST(what_is_live_at_destroy_is_told_to_the_hook)
{
    seam_pool *pool = sampling_pool(1);
    seam_buf kept = make_buf(pool, 4000);
    seam_buf gone = make_buf(pool, 64);
    seam_buf shared = seam_buf_share(&kept);
    told t = {0};

    ck_ok(seam_pool_on_leak(pool, on_leak, &t));
    seam_buf_set_tag(&kept, 42);
    seam_buf_release(&gone);
    seam_pool_destroy(&pool);
    ck_assert_uint_eq(t.n_blocks, 1);
    ck_assert_uint_eq(t.tag, 42);
    ck_assert_uint_eq(t.requested, 4000);
    ck_assert_uint_eq(t.block.refs, 2);
    ck_assert_uint_gt(t.sample.n_frames, 2);
    /* It still works, and its sample goes with it. */
    seam_buf_set_tag(&kept, 43);
    seam_buf_release(&kept);
    seam_buf_release(&shared);
    ck_assert_uint_eq(t.n_blocks, 1);
}
END_TEST

START_TEST(a_pool_without_live_blocks_tells_nothing)
{
    seam_pool *pool = sampling_pool(1);
    seam_buf buf = make_buf(pool, 4000);
    told t = {0};

    ck_ok(seam_pool_on_leak(pool, on_leak, &t));
    seam_buf_release(&buf);
    seam_pool_destroy(&pool);
    ck_assert_uint_eq(t.n_blocks, 0);
}
END_TEST

/* ---- what the environment turns on, and writes to stderr */

typedef struct plan {
    const char *leaks; /* SEAM_LEAKS; NULL: not set */
    uint64_t every;
    size_t n_blocks;
    bool hooked;
} plan;

static void leave_blocks(void *ctx)
{
    const plan *p = ctx;
    const seam_pool_options options = {.leak_every = p->every};
    static told t;
    seam_pool *pool;

    if (p->leaks != NULL)
        setenv("SEAM_LEAKS", p->leaks, 1);
    else
        unsetenv("SEAM_LEAKS");
    /* What is told where LeakSanitizer is, test_watched looks at. */
    setenv("LSAN_OPTIONS", "detect_leaks=0", 1);
    if (seam_pool_create(&options, &pool) != SEAM_OK)
        end_process(1);
    if (p->hooked && seam_pool_on_leak(pool, on_leak, &t) != SEAM_OK)
        end_process(1);
    for (size_t i = 0; i < p->n_blocks; i++) {
        seam_buf buf;

        if (seam_buf_alloc(pool, 777, &buf) != SEAM_OK)
            end_process(1);
        seam_buf_set_tag(&buf, 0xABC0);
        seam_buf_set_tag(&buf, 0xABC1);
    }
    seam_pool_destroy(&pool);
}

static size_t count_of(const char *text, const char *what)
{
    size_t n = 0;

    for (const char *at = strstr(text, what); at != NULL; at = strstr(at + 1, what))
        n++;
    return n;
}

/* Runs the plan and returns how many blocks were written about. */
static size_t run_plan(plan p, char *text, size_t cap)
{
    ck_assert_int_eq(child_run(leave_blocks, &p, text, cap), 0);
    return count_of(text, "seam: still live: ");
}

START_TEST(the_environment_turns_the_report_on)
{
    static char text[1 << 16];

    ck_assert_uint_eq(run_plan((plan){.leaks = "1", .n_blocks = 2}, text, sizeof(text)), 2);
    ck_assert_ptr_nonnull(strstr(text, "is destroyed with 2 live blocks"));
    ck_assert_ptr_nonnull(strstr(text, "777 bytes of 896, tag 0xabc1, 1 references"));
    ck_assert_ptr_nonnull(strstr(text, "tag before: 0xabc0"));
    ck_assert_ptr_nonnull(strstr(text, "test_leaks"));
    ck_assert_ptr_nonnull(strstr(text, "s ago by thread "));
}
END_TEST

START_TEST(the_environment_says_how_often)
{
    static char text[1 << 16];

    ck_assert_uint_eq(run_plan((plan){NULL, 0, 300, false}, text, sizeof(text)), 0);
    ck_assert_uint_eq(run_plan((plan){"0", 0, 300, false}, text, sizeof(text)), 0);
    ck_assert_uint_eq(run_plan((plan){"100", 0, 300, false}, text, sizeof(text)), 3);
    ck_assert_uint_eq(run_plan((plan){"yes", 0, 300, false}, text, sizeof(text)), 2);
    ck_assert_uint_eq(run_plan((plan){"", 0, 300, false}, text, sizeof(text)), 2);
    ck_assert_uint_eq(run_plan((plan){"yes", 150, 300, false}, text, sizeof(text)), 2);
    ck_assert_uint_eq(run_plan((plan){"1", 0, 0, false}, text, sizeof(text)), 0);
    ck_assert_str_eq(text, "");
}
END_TEST

START_TEST(nothing_is_written_without_the_environment_or_beside_a_hook)
{
    static char text[1 << 16];

    ck_assert_uint_eq(run_plan((plan){NULL, 1, 3, false}, text, sizeof(text)), 0);
    ck_assert_str_eq(text, "");
    ck_assert_uint_eq(run_plan((plan){"1", 0, 3, true}, text, sizeof(text)), 0);
    ck_assert_str_eq(text, "");
}
END_TEST

/* ---- threads */

static seam_pool *busy_pool;

static void *churn(void *seed)
{
    seam_buf bufs[20];
    prng rng;

    memset((void *)bufs, 0, sizeof(bufs));
    prng_init(&rng, *(uint64_t *)seed);
    start_together();
    for (size_t i = 0; i < 5000; i++) {
        seam_buf *buf = &bufs[prng_below(&rng, 20)];

        if (buf->block != NULL)
            seam_buf_release(buf);
        else
            *buf = make_buf(busy_pool, 1 + prng_below(&rng, i % 50 == 0 ? 300000 : 3000));
        seam_buf_set_tag(buf, i);
        if (i % 500 == 0)
            (void)samples_of(busy_pool);
    }
    for (size_t i = 0; i < 20; i++)
        seam_buf_release(&bufs[i]);
    return NULL;
}

START_TEST(threads_are_sampled_together)
{
    const uint64_t seed = test_seed("samples of threads");
    uint64_t seeds[N_THREADS];

    busy_pool = sampling_pool(3);
    for (size_t i = 0; i < N_THREADS; i++)
        seeds[i] = seed + i;
    in_threads(churn, seeds, sizeof(seeds[0]));
    ck_assert_uint_eq(samples_of(busy_pool).n_blocks, 0);
    ck_assert_uint_eq(busy_pool->sampler.n, 0);
    ck_assert(seam__pool_valid(busy_pool));
    seam_pool_destroy(&busy_pool);
}
END_TEST

/* A fork while others sample: the child finds every lock free and the table whole. */
static void use_in_child(void *pool)
{
    seam_buf buf;

    if (seam_buf_alloc(pool, 100, &buf) != SEAM_OK || seam_buf_tag(&buf) != 0)
        end_process(1);
    seam_buf_set_tag(&buf, 9);
    if (samples_of(pool).n_blocks == 0)
        end_process(2);
    seam_buf_release(&buf);
}

static void *fork_or_churn(void *seed)
{
    char text[256];

    if (*(uint64_t *)seed != 0)
        return churn(seed);
    start_together();
    for (int i = 0; i < 20; i++)
        must(child_run(use_in_child, busy_pool, text, sizeof(text)) == 0);
    return NULL;
}

START_TEST(a_child_process_may_sample_while_threads_do)
{
    uint64_t seeds[N_THREADS] = {0};

    for (size_t i = 1; i < N_THREADS; i++)
        seeds[i] = i;
    busy_pool = sampling_pool(1);
    in_threads(fork_or_churn, seeds, sizeof(seeds[0]));
    ck_assert_uint_eq(busy_pool->sampler.n, 0);
    seam_pool_destroy(&busy_pool);
}
END_TEST

static TCase *make_case(void)
{
    TCase *tc = tcase_create("leaks");

    tcase_set_timeout(tc, 120);
    tcase_add_test(tc, a_pool_takes_no_samples_unless_it_is_told_to);
    tcase_add_test(tc, a_sample_says_who_allocated_a_block_and_its_last_four_tags);
    tcase_add_test(tc, every_kind_of_block_is_sampled);
    tcase_add_test(tc, a_sampled_block_keeps_its_length);
    tcase_add_test(tc, one_allocation_in_n_is_sampled);
    tcase_add_test(tc, threads_without_magazines_are_sampled_as_well);
    tcase_add_test(tc, samples_come_and_go_in_any_order);
    tcase_add_test(tc, a_sample_that_finds_no_memory_is_lost_and_the_block_is_not);
    tcase_add_test(tc, what_is_live_at_destroy_is_told_to_the_hook);
    tcase_add_test(tc, a_pool_without_live_blocks_tells_nothing);
    tcase_add_test(tc, the_environment_turns_the_report_on);
    tcase_add_test(tc, the_environment_says_how_often);
    tcase_add_test(tc, nothing_is_written_without_the_environment_or_beside_a_hook);
    tcase_add_test(tc, threads_are_sampled_together);
    if (SEAM__RACES_WATCHED || is_emulated())
        puts("left out: neither ThreadSanitizer nor qemu bears fork() in a process with threads");
    else
        tcase_add_test(tc, a_child_process_may_sample_while_threads_do);
    return tc;
}

int main(void)
{
    Suite *suite = suite_create("leaks");

    suite_add_tcase(suite, make_case());
    return run_suite(suite);
}
