/* Guarded blocks together with everything else that a pool can be asked for. */
#include <string.h>

#include "base/races.h"
#include "child.h"
#include "pool_fixture.h"

static failing_provider provider;
static seam_pool *pool;

static bool is_guarded(const seam_buf *buf)
{
    return seam__arena_of(buf->block)->layout.kind == SEAM__KIND_GUARDED;
}

/* ---- blocks of many lengths, beside a model of what the pool must say */

#define N 300

typedef struct seen {
    uint64_t n, retained, requested, n_guarded;
} seen;

static bool add_block(void *ctx, const seam_block_info *block)
{
    seen *s = ctx;

    s->n++;
    s->retained += block->retained;
    s->requested += block->requested;
    s->n_guarded += block->kind == SEAM_BLOCK_GUARDED;
    return true;
}

static void expect_sums(const seam_buf *bufs)
{
    const seam_pool_stats stats = stats_of(pool);
    seam_class_stats kind;
    seen s = {0}, model = {0};

    must(seam__pool_valid(pool));
    must(seam_pool_walk(pool, add_block, &s));
    for (size_t i = 0; i < N; i++) {
        model.n += bufs[i].block != NULL;
        model.requested += bufs[i].len;
        model.retained += seam_buf_retained(&bufs[i]);
        model.n_guarded += bufs[i].block != NULL && is_guarded(&bufs[i]);
    }
    must(s.n == model.n && stats.live_blocks == model.n);
    must(s.retained == model.retained && stats.live_bytes == model.retained);
    must(s.requested == model.requested && stats.requested_bytes == model.requested);
    must(seam_pool_class_stats(pool, SEAM__DEPOT_GUARDED, &kind));
    must(s.n_guarded == model.n_guarded && kind.live == model.n_guarded);
    must(stats.committed >= stats.live_bytes);
}

static bool holds_only(const seam_buf *buf, uint8_t byte)
{
    for (size_t i = 0; i < buf->len; i++) {
        if (buf->data[i] != byte)
            return false;
    }
    return true;
}

static void fill(seam_buf *buf, uint8_t byte, const seam_pool_options *options)
{
    volatile uint8_t sum = 0;

    must((uintptr_t)buf->data % seam__max(64, options->alignment) == 0);
    memset(seam_buf_bytes_mut(buf), byte, buf->len);
    for (size_t i = 0; i < options->tail_bytes; i++)
        sum = (uint8_t)(sum + buf->data[buf->len + i]);
}

/* Returns how many blocks were guarded. */
static size_t live_with(const seam_pool_options *options, size_t rounds)
{
    static seam_buf bufs[N];
    size_t n_guarded = 0;
    prng rng;

    prng_init(&rng, test_seed("guarded blocks and options"));
    pool = fixture_open(&provider, options);
    for (size_t round = 0; round < rounds; round++) {
        size_t i = prng_below(&rng, N);

        if (bufs[i].len != 0) {
            must(holds_only(&bufs[i], (uint8_t)i));
            seam_buf_release(&bufs[i]);
            continue;
        }
        ck_ok(
            seam_buf_alloc(pool, 1 + prng_below(&rng, round % 50 == 0 ? 300000 : 6000), &bufs[i]));
        fill(&bufs[i], (uint8_t)i, options);
        n_guarded += is_guarded(&bufs[i]);
        if (round % 128 == 0)
            expect_sums(bufs);
    }
    expect_sums(bufs);
    for (size_t i = 0; i < N; i++) {
        must(bufs[i].len == 0 || holds_only(&bufs[i], (uint8_t)i));
        seam_buf_release(&bufs[i]);
    }
    fixture_close(&provider, &pool);
    return n_guarded;
}

START_TEST(statistics_add_up)
{
    ck_assert_uint_gt(live_with(&(seam_pool_options){.guard_every = 3}, 3000), 100);
    ck_assert_uint_gt(live_with(&(seam_pool_options){.guard_every = 1}, 1500), 500);
}
END_TEST

START_TEST(options_go_together)
{
    live_with(&(seam_pool_options){.guard_every = 2, .tail_bytes = 64}, 1000);
    live_with(&(seam_pool_options){.guard_every = 2, .tail_bytes = 4096, .alignment = 4096}, 1000);
    live_with(&(seam_pool_options){.guard_every = 2, .flags = SEAM_POOL_SECRET}, 1000);
    live_with(&(seam_pool_options){.guard_every = 2, .flags = SEAM_POOL_CONFINED}, 1000);
    live_with(&(seam_pool_options){.guard_every = 2, .flags = SEAM_POOL_PASSTHROUGH}, 1000);
    live_with(&(seam_pool_options){.guard_every = 2, .flags = SEAM_POOL_HUGE_PAGES}, 1000);
    live_with(&(seam_pool_options){.guard_every = 2, .cache_bytes = 1}, 1000);
}
END_TEST

START_TEST(guarded_blocks_are_sampled_as_well)
{
    const seam_pool_options options = {.guard_every = 1, .leak_every = 1};
    seam_sample sample;
    seam_buf buf;

    live_with(&options, 1000);
    pool = fixture_open(&provider, &options);
    buf = counting_buf(pool, 100, 0);
    ck_assert(is_guarded(&buf));
    seam_buf_set_tag(&buf, 5);
    ck_assert(seam__sampler_find(&pool->sampler, buf.block, &sample));
    ck_assert_uint_eq(sample.tags[0], 5);
    ck_assert_uint_eq(seam__block_bytes(buf.block).len, 100);
    seam_buf_release(&buf);
    ck_assert_uint_eq(pool->sampler.n, 0);
    fixture_close(&provider, &pool);
}
END_TEST

/* ---- limits */

START_TEST(a_bound_holds_and_guards_give_way)
{

    const seam_pool_options options = {.guard_every = 1, .max_bytes = 1 << 20};
    static seam_buf bufs[20000];
    size_t n = 0, n_guarded = 0;

    pool = fixture_open(&provider, &options);
    while (n < 20000 && seam_buf_alloc(pool, 64, &bufs[n]) == SEAM_OK)
        n_guarded += is_guarded(&bufs[n++]);
    /* A quarter in pages, then small blocks as if nothing was guarded. */
    ck_assert_uint_ge(n_guarded, 50);
    ck_assert_uint_le(n_guarded, 64);
    ck_assert_uint_ge(n, 4000);
    ck_assert_uint_le(stats_of(pool).committed, 1 << 20);
    for (size_t i = 0; i < n; i++)
        seam_buf_release(&bufs[i]);
    fixture_close(&provider, &pool);
}
END_TEST

START_TEST(a_quota_is_charged_and_paid_back)
{
    const seam_quota_options bound = {.max_bytes = 1 << 20};
    seam_pool_options options = {.guard_every = 1};
    seam_quota *quota;
    uint64_t used;
    seam_buf buf;

    ck_ok(seam_quota_create(&bound, &quota));
    options.quota = quota;
    pool = fixture_open(&provider, &options);
    buf = counting_buf(pool, 64, 0);
    ck_assert(is_guarded(&buf));
    used = seam_quota_used(quota);
    ck_assert_uint_eq(used, stats_of(pool).committed);
    seam_buf_release(&buf);
    ck_assert_uint_eq(seam_quota_used(quota), used - seam__page_size());
    fixture_close(&provider, &pool);
    ck_assert_uint_eq(seam_quota_used(quota), 0);
    seam_quota_destroy(&quota);
}
END_TEST

/* ---- a system that refuses */

/* Call number `n` of a pool's first guarded allocation fails; an ordinary block serves it. Returns
 * whether the call was made. */
static bool falls_back_at(uint64_t n)
{
    seam_buf warm, buf;
    bool reached;

    pool = fixture_open(&provider, &(seam_pool_options){.guard_every = 1, .cache_bytes = 1});
    /* What an ordinary block needs is there. */
    provider.fail_at = provider.n_calls + 1;
    ck_ok(seam_buf_alloc(pool, 100, &warm));
    ck_assert(!is_guarded(&warm));
    provider.fail_at = provider.n_calls + n;
    ck_ok(seam_buf_alloc(pool, 100, &buf));
    reached = provider.n_calls >= provider.fail_at;
    ck_assert_int_eq(is_guarded(&buf), !reached);
    provider.fail_at = 0;
    memset(seam_buf_bytes_mut(&buf), 1, buf.len);
    ck_assert(seam__pool_valid(pool));
    seam_buf_release(&buf);
    buf = counting_buf(pool, 100, 0);
    ck_assert(is_guarded(&buf));
    seam_buf_release(&buf);
    seam_buf_release(&warm);
    fixture_close(&provider, &pool);
    return reached;
}

START_TEST(without_memory_for_a_guard_the_block_is_ordinary)
{
    uint64_t n = 1;

    while (falls_back_at(n))
        n++;
    /* Address space, the header, the block: three calls at least. */
    ck_assert_uint_gt(n, 3);
}
END_TEST

START_TEST(secrets_that_cannot_be_hidden_are_not_guarded)
{
    seam_buf warm, buf;

    pool = fixture_open(
        &provider,
        &(seam_pool_options){.guard_every = 2, .cache_bytes = 1, .flags = SEAM_POOL_SECRET});
    atomic_store(&pool->guards.until, 2);
    warm = counting_buf(pool, 100, 0);
    ck_assert(!is_guarded(&warm));
    provider.fail_hide = true;
    ck_ok(seam_buf_alloc(pool, 100, &buf));
    ck_assert(!is_guarded(&buf));
    ck_assert(seam__pool_valid(pool));
    seam_buf_release(&buf);
    seam_buf_release(&warm);
    fixture_close(&provider, &pool);
}
END_TEST

START_TEST(what_the_system_keeps_is_used_again)
{
    const seam_pool_options options = {.guard_every = 1};
    uint64_t committed;
    seam_buf buf;

    pool = fixture_open(&provider, &options);
    provider.fail_decommit = true;
    for (size_t i = 0; i < 1000; i++) {
        buf = counting_buf(pool, 1 + i * 7 % 9000, 0);
        must(is_guarded(&buf));
        seam_buf_release(&buf);
        must(i % 100 != 0 || seam__pool_valid(pool));
    }
    committed = stats_of(pool).committed;
    ck_assert_uint_le(committed, (SEAM__GUARDS_QUARANTINED + 1) * 3 * seam__page_size() + 200000);
    provider.fail_decommit = false;
    for (size_t i = 0; i < 100; i++) {
        buf = counting_buf(pool, 64, 0);
        seam_buf_release(&buf);
    }
    ck_assert_uint_lt(stats_of(pool).committed, committed);
    fixture_close(&provider, &pool);
}
END_TEST

START_TEST(a_system_that_does_not_protect_or_unmap_is_borne)
{
    const seam_pool_options options = {.guard_every = 1};
    char text[SEAM_GUARD_TEXT];
    const uint8_t *at = NULL;
    seam_buf buf;

    pool = fixture_open(&provider, &options);
    provider.fail_protect = true;
    for (size_t i = 0; i < 200; i++) {
        buf = counting_buf(pool, 1 + i * 100, 0);
        must(is_guarded(&buf));
        at = buf.data;
        seam_buf_release(&buf);
    }
    provider.fail_unmap = true;
    seam_pool_trim(pool);
    ck_assert(seam__pool_valid(pool));
    /* It is still there, and known. */
    ck_assert(seam_guard_describe(at, text, sizeof(text)));
    provider.fail_unmap = false;
    buf = counting_buf(pool, 100, 0);
    ck_assert(is_guarded(&buf));
    seam_buf_release(&buf);
    fixture_close(&provider, &pool);
}
END_TEST

/* ---- ends */

static void note_gone(void *ctx, const seam_pool_stats *last)
{
    *(uint64_t *)ctx = 1 + last->live_blocks;
}

START_TEST(a_pool_waits_for_its_guarded_blocks)
{
    uint64_t gone = 0;
    const seam_pool_options options = {.guard_every = 1, .gone = note_gone, .ctx = &gone};
    seam_buf first, second;

    pool = fixture_open(&provider, &options);
    first = counting_buf(pool, 100, 1);
    second = seam_buf_share(&first);
    ck_assert(is_guarded(&first));
    seam_pool_destroy(&pool);
    seam_buf_release(&first);
    ck_assert_uint_eq(gone, 0);
    ck_assert_uint_eq(second.data[99], 100);
    seam_buf_release(&second);
    ck_assert_uint_eq(gone, 1);
    ck_assert_uint_eq(provider.mapped_bytes, 0);
    seam__provider_set(NULL);
}
END_TEST

static void use_in_child(void *ctx)
{
    seam_buf *buf = ctx;
    const uint8_t *at = buf->data;
    seam_buf mine;

    if (seam_buf_alloc(pool, 100, &mine) != SEAM_OK || !is_guarded(&mine) || mine.data == at)
        end_process(1);
    seam_buf_release(&mine);
    seam_buf_release(buf);
    if (!seam__pool_valid(pool) || stats_of(pool).live_blocks != 0)
        end_process(2);
    seam_pool_destroy(&pool);
}

START_TEST(a_child_process_has_its_own)
{
    char text[1024];
    seam_buf buf;

    pool = fixture_open(&provider, &(seam_pool_options){.guard_every = 1});
    buf = counting_buf(pool, 100, 0);
    ck_assert_int_eq(child_run(use_in_child, &buf, text, sizeof(text)), 0);
    ck_assert_uint_eq(buf.data[99], 99);
    seam_buf_release(&buf);
    fixture_close(&provider, &pool);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("guarded_options");
    TCase *tc = tcase_create("guarded_options");

    tcase_set_timeout(tc, 120);
    tcase_add_test(tc, statistics_add_up);
    tcase_add_test(tc, options_go_together);
    tcase_add_test(tc, guarded_blocks_are_sampled_as_well);
    tcase_add_test(tc, a_bound_holds_and_guards_give_way);
    tcase_add_test(tc, a_quota_is_charged_and_paid_back);
    tcase_add_test(tc, without_memory_for_a_guard_the_block_is_ordinary);
    tcase_add_test(tc, secrets_that_cannot_be_hidden_are_not_guarded);
    tcase_add_test(tc, what_the_system_keeps_is_used_again);
    tcase_add_test(tc, a_system_that_does_not_protect_or_unmap_is_borne);
    tcase_add_test(tc, a_pool_waits_for_its_guarded_blocks);
    tcase_add_test(tc, a_child_process_has_its_own);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
