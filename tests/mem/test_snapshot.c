/* Snapshots: every block of a pool is in one, exactly once; writers that fail; busy threads. */
#include <inttypes.h>
#include <stdio.h>

#include "threads_fixture.h"

typedef struct sink {
    bytes text;
    size_t n_calls, fail_at, longest;
} sink;

static seam_status keep(void *ctx, seam_view text)
{
    sink *s = ctx;

    if (++s->n_calls == s->fail_at)
        return SEAM_ECANCELED;
    if (text.len > s->longest)
        s->longest = text.len;
    bytes_add(&s->text, text.data, text.len);
    return SEAM_OK;
}

/* What the records of a snapshot add up to. */
typedef struct sums {
    uint64_t n_live, retained, requested, refs, tags, n_free, n_cached, in_slabs, n_decommitted,
        n_ends;
} sums;

static void add_record(sums *out, const char *line)
{
    uint64_t n[4] = {0};

    if (sscanf(line, "live %*u %" SCNu64 " %" SCNu64 " %" SCNu64 " 0x%" SCNx64, &n[0], &n[1], &n[2],
               &n[3]) == 4) {
        out->n_live++;
        out->retained += n[0];
        out->requested += n[1];
        out->refs += n[2];
        out->tags += n[3];
    } else if (sscanf(line, "free %*u %" SCNu64, &n[0]) == 1) {
        out->n_free += n[0];
    } else if (sscanf(line, "cached %*u %" SCNu64, &n[0]) == 1) {
        out->n_cached += n[0];
    } else if (sscanf(line, "slab %*u %" SCNu64, &n[0]) == 1) {
        out->in_slabs += n[0];
    } else if (sscanf(line, "end %" SCNu64, &n[0]) == 1) {
        out->n_ends++;
        must(n[0] == out->n_live);
    } else if (strncmp(line, "decommitted ", 12) == 0) {
        out->n_decommitted++;
    } else {
        must(strncmp(line, "arena 0x", 8) == 0 || strncmp(line, "pool ", 5) == 0 ||
             strcmp(line, "seam-pool-snapshot 1") == 0);
    }
}

/* Takes a snapshot and adds its records up. */
static sums sums_of(const seam_pool *pool)
{
    sums out = {0};
    sink s = {0};
    char *line;

    must(seam_pool_snapshot(pool, keep, &s) == SEAM_OK);
    must(s.longest <= 1024);
    bytes_add(&s.text, "", 1);
    line = (char *)s.text.data;
    for (char *end = strchr(line, '\n'); end != NULL; end = strchr(line, '\n')) {
        *end = '\0';
        add_record(&out, line);
        line = end + 1;
    }
    must(*line == '\0' && out.n_ends == 1);
    must(out.in_slabs == out.n_live + out.n_free + out.n_cached);
    bytes_free(&s.text);
    return out;
}

static seam_pool *make_pool(void)
{
    seam_pool *pool;

    must(seam_pool_create(NULL, &pool) == SEAM_OK);
    return pool;
}

static uint64_t free_blocks(const seam_pool *pool, uint64_t *n_cached)
{
    seam_class_stats kind;
    uint64_t n = 0;

    *n_cached = 0;
    for (size_t i = 0; seam_pool_class_stats(pool, i, &kind); i++) {
        n += kind.free;
        *n_cached += kind.cached;
    }
    return n;
}

static void expect_agreement(const seam_pool *pool, uint64_t tags)
{
    const seam_pool_stats stats = stats_of(pool);
    const sums s = sums_of(pool);
    uint64_t n_cached;

    ck_assert_uint_eq(s.n_live, stats.live_blocks + stats.adopted_blocks);
    ck_assert_uint_eq(s.refs, s.n_live);
    ck_assert_uint_eq(s.retained, stats.live_bytes + stats.adopted_bytes);
    ck_assert_uint_eq(s.requested, stats.requested_bytes + stats.adopted_bytes);
    ck_assert_uint_eq(s.tags, tags);
    ck_assert_uint_eq(s.n_free, free_blocks(pool, &n_cached));
    ck_assert_uint_eq(s.n_cached, n_cached);
}

START_TEST(a_snapshot_agrees_with_statistics)
{
    enum { N = 2000 };
    static uint8_t outside[100];
    static seam_buf bufs[N];
    seam_pool *pool = make_pool();
    uint64_t tags = 0;
    prng rng;

    prng_init(&rng, test_seed("snapshot"));
    expect_agreement(pool, 0);
    for (size_t i = 0; i < N; i++) {
        if (i % 10 == 0)
            ck_ok(seam_buf_adopt(pool, outside, 1 + i % 100, NULL, NULL, 0, &bufs[i]));
        else
            bufs[i] = counting_buf(pool, 1 + prng_below(&rng, i % 50 == 1 ? 600000 : 4000), 0);
        seam_buf_set_tag(&bufs[i], i);
        tags += i;
    }
    expect_agreement(pool, tags);
    for (size_t i = 0; i < N; i++) {
        if (i % 3 == 0 || (i > 500 && i < 1500)) {
            seam_buf_release(&bufs[i]);
            tags -= i;
        }
    }
    expect_agreement(pool, tags);
    seam_pool_trim(pool);
    expect_agreement(pool, tags);
    for (size_t i = 0; i < N; i++)
        seam_buf_release(&bufs[i]);
    expect_agreement(pool, 0);
    seam_pool_destroy(&pool);
}
END_TEST

/* Adopted memory is shown by the entries of an arena, 256 to a slab. */
START_TEST(adopted_memory_is_shown_in_slabs_of_256)
{
    static uint8_t outside[1];
    static seam_buf bufs[300];
    seam_pool *pool = make_pool();
    sink s = {0};
    const char *arena;

    for (size_t i = 0; i < 300; i++)
        ck_ok(seam_buf_adopt(pool, outside, 1, NULL, NULL, 0, &bufs[i]));
    ck_ok(seam_pool_snapshot(pool, keep, &s));
    bytes_add(&s.text, "", 1);
    arena = strstr((const char *)s.text.data, " adopted 0 256\nslab 0 256\nlive 0 ");
    ck_assert_ptr_nonnull(arena);
    ck_assert_ptr_nonnull(strstr(arena, "\nslab 1 44\nlive 256 "));
    bytes_free(&s.text);
    for (size_t i = 0; i < 300; i++)
        seam_buf_release(&bufs[i]);
    seam_pool_destroy(&pool);
}
END_TEST

START_TEST(guarded_blocks_in_quarantine_are_decommitted)
{
    const seam_pool_options options = {.guard_every = 1};
    seam_pool *pool;
    seam_buf bufs[30];
    sums s;

    ck_ok(seam_pool_create(&options, &pool));
    for (size_t i = 0; i < 30; i++) {
        bufs[i] = counting_buf(pool, 1 + i * 1000, 0);
        seam_buf_set_tag(&bufs[i], 3);
    }
    for (size_t i = 0; i < 20; i++)
        seam_buf_release(&bufs[i]);
    s = sums_of(pool);
    ck_assert_uint_eq(s.n_live, 10);
    ck_assert_uint_eq(s.tags, 30);
    ck_assert_uint_eq(s.n_decommitted, 20);
    ck_assert_uint_eq(s.n_free + s.n_cached, 0);
    ck_assert_uint_eq(s.retained, stats_of(pool).live_bytes);
    for (size_t i = 20; i < 30; i++)
        seam_buf_release(&bufs[i]);
    seam_pool_destroy(&pool);
}
END_TEST

enum { N_HELD = 600 };

static seam_buf held[N_HELD];

static void release_held(void)
{
    for (size_t i = 0; i < N_HELD; i++)
        seam_buf_release(&held[i]);
}

/* Releases all that the pool has as soon as it is told of one of several arenas. */
static seam_status release_all(void *pool, seam_view text)
{
    (void)text;
    release_held();
    seam_pool_trim(pool);
    return SEAM_OK;
}

START_TEST(a_writer_may_release_the_arena_that_is_written)
{
    seam_pool *pool = make_pool();

    for (size_t i = 0; i < N_HELD; i++)
        held[i] = counting_buf(pool, 100000, 0);
    ck_ok(seam_pool_snapshot(pool, release_all, pool));
    ck_assert_uint_eq(stats_of(pool).live_blocks, 0);
    ck_assert(seam__pool_valid(pool));
    seam_pool_destroy(&pool);
}
END_TEST

START_TEST(a_writer_that_fails_is_not_called_again)
{
    seam_pool *pool = make_pool();
    static seam_buf bufs[200];
    sink s = {0};
    size_t n_calls;

    for (size_t i = 0; i < 200; i++)
        bufs[i] = counting_buf(pool, 1 + i * 10, 0);
    ck_ok(seam_pool_snapshot(pool, keep, &s));
    n_calls = s.n_calls;
    ck_assert_uint_gt(n_calls, 3);
    bytes_free(&s.text);
    for (size_t at = 1; at <= n_calls; at++) {
        s = (sink){.fail_at = at};
        ck_status(seam_pool_snapshot(pool, keep, &s), SEAM_ECANCELED);
        ck_assert_uint_eq(s.n_calls, at);
        bytes_free(&s.text);
    }
    for (size_t i = 0; i < 200; i++)
        seam_buf_release(&bufs[i]);
    seam_pool_destroy(&pool);
}
END_TEST

static seam_pool *busy_pool;

static void *churn(void *seed)
{
    seam_buf bufs[20];
    prng rng;

    memset((void *)bufs, 0, sizeof(bufs));
    prng_init(&rng, *(uint64_t *)seed);
    start_together();
    for (size_t i = 0; i < 4000; i++) {
        seam_buf *buf = &bufs[prng_below(&rng, 20)];

        if (buf->block != NULL)
            seam_buf_release(buf);
        else
            must(seam_buf_alloc(busy_pool, 1 + prng_below(&rng, i % 40 == 0 ? 400000 : 2000),
                                buf) == SEAM_OK);
        if (i % 400 == 0)
            must(sums_of(busy_pool).n_ends == 1);
    }
    for (size_t i = 0; i < 20; i++)
        seam_buf_release(&bufs[i]);
    return NULL;
}

START_TEST(a_snapshot_of_a_busy_pool_is_whole)
{
    const uint64_t seed = test_seed("snapshots while threads work");
    uint64_t seeds[N_THREADS];

    busy_pool = make_pool();
    for (size_t i = 0; i < N_THREADS; i++)
        seeds[i] = seed + i;
    in_threads(churn, seeds, sizeof(seeds[0]));
    ck_assert_uint_eq(sums_of(busy_pool).n_live, 0);
    seam_pool_destroy(&busy_pool);
}
END_TEST

static seam_status print(void *ctx, seam_view text)
{
    (void)ctx;
    return fwrite(text.data, 1, text.len, stdout) == text.len ? SEAM_OK : SEAM_ECANCELED;
}

/* For check_pool_map, outside of the suite: a pool with blocks of every kind and state. */
static int print_snapshot(void)
{
    enum { N = 600 };
    static uint8_t outside[100];
    static seam_buf bufs[N];
    const seam_pool_options options = {.guard_every = 10};
    seam_pool *pool;
    seam_status r;

    must(seam_pool_create(&options, &pool) == SEAM_OK);
    for (size_t i = 0; i < N; i++) {
        const size_t len = i % 100 == 7 ? 500000 : 1 + i * 97 % 20000;

        if (i % 20 == 0)
            must(seam_buf_adopt(pool, outside, 100, NULL, NULL, 0, &bufs[i]) == SEAM_OK);
        else
            must(seam_buf_alloc(pool, len, &bufs[i]) == SEAM_OK);
        seam_buf_set_tag(&bufs[i], i % 11);
    }
    for (size_t i = 0; i < N / 2; i++)
        seam_buf_release(&bufs[i]);
    seam_pool_trim(pool);
    for (size_t i = N / 2; i < N; i += 2)
        seam_buf_release(&bufs[i]);
    r = seam_pool_snapshot(pool, print, NULL);
    for (size_t i = 0; i < N; i++)
        seam_buf_release(&bufs[i]);
    seam_pool_destroy(&pool);
    return r == SEAM_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}

int main(int argc, char **argv)
{
    Suite *suite;
    TCase *tc;

    if (argc > 1 && strcmp(argv[1], "--print") == 0)
        return print_snapshot();
    suite = suite_create("snapshot");
    tc = tcase_create("snapshot");
    tcase_set_timeout(tc, 120);
    tcase_add_test(tc, a_snapshot_agrees_with_statistics);
    tcase_add_test(tc, adopted_memory_is_shown_in_slabs_of_256);
    tcase_add_test(tc, guarded_blocks_in_quarantine_are_decommitted);
    tcase_add_test(tc, a_writer_may_release_the_arena_that_is_written);
    tcase_add_test(tc, a_writer_that_fails_is_not_called_again);
    tcase_add_test(tc, a_snapshot_of_a_busy_pool_is_whole);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
