/* Guarded blocks: where they lie, what faults, what they cost, and that nothing fails for them. */
#include <stdio.h>
#include <string.h>

#include "base/poison.h"
#include "child.h"
#include "pool_fixture.h"

static failing_provider provider;
static seam_pool *pool;

static void open_with(const seam_pool_options *options)
{
    pool = fixture_open(&provider, options);
}

static void close_pool(void)
{
    fixture_close(&provider, &pool);
}

static const seam_pool_options all = {.guard_every = 1};

static seam_buf make_buf(size_t len)
{
    return counting_buf(pool, len, 0);
}

static bool is_guarded(const seam_buf *buf)
{
    return seam__arena_of(buf->block)->layout.kind == SEAM__KIND_GUARDED;
}

static seam_class_stats guarded_stats(void)
{
    seam_class_stats stats;

    must(seam_pool_class_stats(pool, SEAM__DEPOT_GUARDED, &stats));
    must(stats.kind == SEAM_BLOCK_GUARDED);
    return stats;
}

static size_t n_mappings(void)
{
    FILE *maps = fopen("/proc/self/maps", "r");
    size_t n = 0;

    must(maps != NULL);
    for (int c = getc(maps); c != EOF; c = getc(maps))
        n += c == '\n';
    (void)fclose(maps);
    return n;
}

/* ---- what faults */

START_TEST(a_byte_past_the_end_faults)
{
    static const size_t lens[] = {64, 128, 4096, 5120, 262144};

    open_with(&all);
    for (size_t i = 0; i < sizeof(lens) / sizeof(lens[0]); i++) {
        seam_buf buf = make_buf(lens[i]);
        const uintptr_t at = (uintptr_t)buf.data;

        ck_assert(is_guarded(&buf));
        ck_assert(!faults_at(at));
        ck_assert(!faults_at(at + lens[i] - 1));
        ck_assert(faults_at(at + lens[i]));
        seam_buf_release(&buf);
    }
    close_pool();
}
END_TEST

START_TEST(alignment_leaves_less_than_itself)
{
    static const size_t lens[] = {1, 63, 65, 100, 4097, 262143};

    for (uint32_t alignment = 64; alignment <= seam__page_size(); alignment *= 8) {
        open_with(&(seam_pool_options){.guard_every = 1, .alignment = alignment});
        for (size_t i = 0; i < sizeof(lens) / sizeof(lens[0]); i++) {
            seam_buf buf = make_buf(lens[i]);
            const uintptr_t end = (uintptr_t)buf.data + lens[i];

            ck_assert_uint_eq((uintptr_t)buf.data % alignment, 0);
            ck_assert(faults_at(seam__round_up(end, alignment)));
            seam_buf_release(&buf);
        }
        close_pool();
    }
}
END_TEST

START_TEST(the_page_before_a_block_faults)
{
    static const size_t lens[] = {1, 64, 5000, 262144};

    open_with(&all);
    for (size_t i = 0; i < sizeof(lens) / sizeof(lens[0]); i++) {
        seam_buf buf = make_buf(lens[i]);

        ck_assert(faults_at(((uintptr_t)buf.data & ~(seam__page_size() - 1)) - 1));
        seam_buf_release(&buf);
    }
    close_pool();
}
END_TEST

START_TEST(every_byte_faults_after_the_release)
{
    seam_buf buf, others[SEAM__GUARDS_QUARANTINED];
    uintptr_t at;

    open_with(&all);
    buf = make_buf(5000);
    at = (uintptr_t)buf.data;
    seam_buf_release(&buf);
    for (size_t i = 0; i < SEAM__GUARDS_QUARANTINED; i++) {
        others[i] = make_buf(64);
        must((uintptr_t)others[i].data - at >= 5000);
    }
    ck_assert(faults_at(at));
    ck_assert(faults_at(at + 2500));
    ck_assert(faults_at(at + 4999));
    for (size_t i = 0; i < SEAM__GUARDS_QUARANTINED; i++)
        seam_buf_release(&others[i]);
    /* The one that rested for longest is the next. */
    buf = make_buf(5000);
    ck_assert_uint_eq((uintptr_t)buf.data, at);
    ck_assert(!faults_at(at));
    seam_buf_release(&buf);
    close_pool();
}
END_TEST

/* A byte at this offset of a block of 100 bytes is overwritten, then it is released. */
typedef struct harm {
    seam_buf *buf;
    ptrdiff_t at;
} harm;

static void do_harm(void *ctx)
{
    harm *h = ctx;

    seam_buf_bytes_mut(h->buf)[h->at] ^= 1;
    seam_buf_release(h->buf);
}

static void expect_panic(ptrdiff_t at, const char *says)
{
    seam_buf buf = make_buf(100);
    harm h = {&buf, at};
    char text[4096];
    int status = child_run(do_harm, &h, text, sizeof(text));

    /* Sanitizers have words and an exit code of their own. */
    if (!seam__watched()) {
        ck_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
        ck_assert_ptr_nonnull(strstr(text, says));
    }
    ck_assert(status != 0 || (seam__watched() && !SEAM__ASAN));
    seam_buf_release(&buf);
}

START_TEST(bytes_between_a_block_and_its_pages_ends_are_seen_at_the_release)
{
    open_with(&all);
    expect_panic(100, "written past its end");
    expect_panic(127, "written past its end");
    expect_panic(-1, "written before its start");
    expect_panic(128 - (ptrdiff_t)seam__page_size(), "written before its start");
    close_pool();
}
END_TEST

/* ---- what it costs */

START_TEST(blocks_that_come_and_go_need_no_more_mappings)
{
    size_t before, mapped;

    open_with(&all);
    for (size_t i = 0; i < 200; i++) {
        seam_buf buf = make_buf(1 + i * 31 % 9000);
        seam_buf_release(&buf);
    }
    before = n_mappings();
    mapped = stats_of(pool).mapped;
    for (size_t i = 0; i < 5000; i++) {
        seam_buf buf = make_buf(1 + i * 31 % 9000);

        must(is_guarded(&buf));
        seam_buf_release(&buf);
    }
    ck_assert_uint_le(n_mappings(), before + 2);
    ck_assert_uint_eq(stats_of(pool).mapped, mapped);
    ck_assert_uint_eq(guarded_stats().free, SEAM__GUARDS_QUARANTINED + 1);
    close_pool();
}
END_TEST

START_TEST(thousands_of_live_blocks_are_not_all_guarded)
{
    enum { N = 4000 };
    static seam_buf bufs[N];
    const size_t before = n_mappings();
    size_t n_guarded = 0;

    open_with(&all);
    for (size_t i = 0; i < N; i++) {
        bufs[i] = make_buf(1 + i % 300);
        n_guarded += is_guarded(&bufs[i]);
    }
    ck_assert_uint_ge(n_guarded, SEAM__GUARD_SLOTS - SEAM__GUARDS_QUARANTINED);
    ck_assert_uint_le(n_guarded, SEAM__GUARD_SLOTS);
    /* Two for each, and what a sanitizer maps beside them. */
    ck_assert_uint_le(n_mappings(), before + 3 * SEAM__GUARD_SLOTS);
    ck_assert_uint_eq(guarded_stats().live, n_guarded);
    ck_assert_uint_eq(stats_of(pool).live_blocks, N);
    for (size_t i = 0; i < N; i++)
        seam_buf_release(&bufs[i]);
    ck_assert_uint_eq(guarded_stats().free, n_guarded);
    /* Not below those that rest: what was used last is not used first. */
    for (size_t i = 0; i < N; i++)
        bufs[i] = make_buf(64);
    ck_assert_uint_eq(guarded_stats().live, SEAM__GUARD_SLOTS - SEAM__GUARDS_QUARANTINED);
    ck_assert_uint_eq(guarded_stats().free, SEAM__GUARDS_QUARANTINED);
    for (size_t i = 0; i < N; i++)
        seam_buf_release(&bufs[i]);
    close_pool();
}
END_TEST

START_TEST(memory_goes_back_with_the_block)
{
    uint64_t committed;
    seam_buf buf;

    open_with(&all);
    buf = make_buf(64);
    committed = stats_of(pool).committed;
    seam_buf_release(&buf);
    ck_assert_uint_eq(stats_of(pool).committed, committed - seam__page_size());
    buf = make_buf(100000);
    ck_assert_uint_eq(seam_buf_retained(&buf), seam__round_up(100000, seam__page_size()));
    ck_assert_uint_eq(stats_of(pool).live_bytes, seam_buf_retained(&buf));
    ck_assert_uint_eq(stats_of(pool).requested_bytes, 100000);
    ck_assert_uint_eq(stats_of(pool).cached_bytes, 0);
    seam_buf_release(&buf);
    ck_assert_uint_eq(stats_of(pool).committed, committed - seam__page_size());
    close_pool();
}
END_TEST

START_TEST(trim_ends_the_rest_when_no_block_lives)
{
    uint64_t mapped;
    seam_buf buf, other;
    uintptr_t at;

    open_with(&all);
    mapped = stats_of(pool).mapped;
    buf = make_buf(64);
    other = make_buf(64);
    at = (uintptr_t)other.data;
    seam_buf_release(&other);
    seam_pool_trim(pool);
    ck_assert_uint_gt(stats_of(pool).mapped, mapped);
    ck_assert(faults_at(at));
    ck_assert(!faults_at((uintptr_t)buf.data));
    seam_buf_release(&buf);
    seam_pool_trim(pool);
    ck_assert_uint_eq(stats_of(pool).mapped, mapped);
    close_pool();
}
END_TEST

START_TEST(a_purge_lets_them_rest)
{
    uint64_t mapped;
    seam_buf buf;

    open_with(&(seam_pool_options){.guard_every = 1, .purge_delay_ms = 1});
    buf = make_buf(64);
    seam_buf_release(&buf);
    mapped = stats_of(pool).mapped;
    for (int i = 0; i < 5; i++) {
        atomic_store(&pool->next_purge_ms, 0);
        seam__pool_purge_when_due(pool);
    }
    ck_assert_uint_eq(stats_of(pool).mapped, mapped);
    ck_assert_uint_eq(guarded_stats().free, 1);
    close_pool();
}
END_TEST

/* ---- how many */

static size_t n_guarded_of(size_t n)
{
    size_t n_guarded = 0;

    for (size_t i = 0; i < n; i++) {
        seam_buf buf = make_buf(64);

        n_guarded += is_guarded(&buf);
        seam_buf_release(&buf);
    }
    return n_guarded;
}

/* The gaps are uniform, so their number in n allocations has the variance n / every / 3 at most. */
static void expect_rate(const seam_pool_options *options, uint64_t seed)
{
    const size_t n = options->guard_every * 3000;
    size_t n_guarded;

    open_with(options);
    atomic_store(&pool->guards.random, seed);
    n_guarded = n_guarded_of(n);
    /* Six times the root of 1000, and the first gap. */
    ck_assert_uint_ge(n_guarded, 3000 - 192);
    ck_assert_uint_le(n_guarded, 3000 + 192);
    ck_assert_uint_eq(guarded_stats().misses, n_guarded);
    close_pool();
}

START_TEST(one_in_so_many_is_guarded)
{
    const uint64_t seed = test_seed("guarded blocks");

    expect_rate(&(seam_pool_options){.guard_every = 7}, seed);
    expect_rate(&(seam_pool_options){.guard_every = 50}, seed);
    expect_rate(&(seam_pool_options){.guard_every = 50, .cache_bytes = 1}, seed);
}
END_TEST

START_TEST(countdowns_are_uniform)
{
    enum { EVERY = 10, ENDS = 20 };
    size_t n_of[ENDS] = {0};

    open_with(&(seam_pool_options){.guard_every = EVERY});
    atomic_store(&pool->guards.random, test_seed("countdowns"));
    for (size_t i = 0; i < 190000; i++) {
        const uint64_t drawn = seam__guards_draw(&pool->guards);

        must(drawn >= 1 && drawn < ENDS);
        n_of[drawn]++;
    }
    /* Ten thousand each; seven times the root of the variance. */
    for (size_t i = 1; i < ENDS; i++)
        ck_assert(n_of[i] > 9300 && n_of[i] < 10700);
    close_pool();
}
END_TEST

/* From a state of 0 the generator is known to give these, the same in every implementation of it. */
START_TEST(countdowns_are_drawn_by_splitmix64)
{
    static const uint64_t known[] = {UINT64_C(0xE220A8397B1DCDAF), UINT64_C(0x6E789E6AA1B965F4),
                                     UINT64_C(0x06C45D188009454F)};

    open_with(&(seam_pool_options){.guard_every = UINT64_C(1) << 40});
    atomic_store(&pool->guards.random, 0);
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        ck_assert_uint_eq(seam__guards_draw(&pool->guards),
                          1 + known[i] % ((UINT64_C(1) << 41) - 1));
    close_pool();
}
END_TEST

START_TEST(nothing_is_guarded_unless_asked_for_or_too_large)
{
    seam_buf buf;

    open_with(NULL);
    ck_assert_uint_eq(n_guarded_of(1000), 0);
    close_pool();
    open_with(&(seam_pool_options){.guard_every = UINT64_MAX});
    ck_assert_uint_eq(n_guarded_of(1000), 0);
    close_pool();
    open_with(&(seam_pool_options){.guard_every = 1, .tail_bytes = 100});
    buf = make_buf(262144 - 100);
    ck_assert(is_guarded(&buf));
    seam_buf_release(&buf);
    buf = make_buf(262144 - 99);
    ck_assert(!is_guarded(&buf));
    seam_buf_release(&buf);
    close_pool();
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("guarded");
    TCase *tc = tcase_create("guarded");

    tcase_set_timeout(tc, 120);
    tcase_add_test(tc, a_byte_past_the_end_faults);
    tcase_add_test(tc, alignment_leaves_less_than_itself);
    tcase_add_test(tc, the_page_before_a_block_faults);
    tcase_add_test(tc, every_byte_faults_after_the_release);
    tcase_add_test(tc, bytes_between_a_block_and_its_pages_ends_are_seen_at_the_release);
    tcase_add_test(tc, blocks_that_come_and_go_need_no_more_mappings);
    tcase_add_test(tc, thousands_of_live_blocks_are_not_all_guarded);
    tcase_add_test(tc, memory_goes_back_with_the_block);
    tcase_add_test(tc, trim_ends_the_rest_when_no_block_lives);
    tcase_add_test(tc, a_purge_lets_them_rest);
    tcase_add_test(tc, one_in_so_many_is_guarded);
    tcase_add_test(tc, countdowns_are_uniform);
    tcase_add_test(tc, countdowns_are_drawn_by_splitmix64);
    tcase_add_test(tc, nothing_is_guarded_unless_asked_for_or_too_large);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
