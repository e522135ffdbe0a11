/* How a pool ends: with its last block, and nothing of it is left. */
#include <pthread.h>
#include <stdio.h>
#include <sys/mman.h>

#include "pool_fixture.h"

#define KIB ((size_t)1024)

static failing_provider provider;
static seam_pool *pool;

static void open_pool(void)
{
    pool = fixture_open(&provider, NULL);
}

static void close_pool(void)
{
    fixture_close(&provider, &pool);
}

static size_t count_mappings(void)
{
    FILE *file = fopen("/proc/self/maps", "r");
    size_t n = 0;
    int c;

    ck_assert_ptr_nonnull(file);
    while ((c = fgetc(file)) != EOF)
        n += c == '\n';
    fclose(file);
    return n;
}

typedef struct obituary {
    int n;
    pthread_t thread;
    seam_pool_stats last;
} obituary;

static void note_end(void *ctx, const seam_pool_stats *last)
{
    obituary *seen = ctx;

    seen->n++;
    seen->thread = pthread_self();
    seen->last = *last;
}

static seam_pool *open_watched(obituary *seen)
{
    seam_pool_options options = {.gone = note_end, .ctx = seen};
    seam_pool *made;

    memset(seen, 0, sizeof(*seen));
    ck_ok(seam_pool_create(&options, &made));
    return made;
}

static void expect_end(const obituary *seen, uint64_t peak_at_least)
{
    ck_assert_int_eq(seen->n, 1);
    ck_assert_uint_eq(seen->last.live_blocks + seen->last.live_bytes, 0);
    ck_assert_uint_eq(seen->last.requested_bytes, 0);
    ck_assert_uint_eq(seen->last.adopted_blocks + seen->last.adopted_bytes, 0);
    ck_assert_uint_ge(seen->last.committed_peak, peak_at_least);
}

START_TEST(a_quiet_pool_ends_when_it_is_destroyed)
{
    uint64_t before = provider.mapped_bytes;
    obituary seen;
    seam_pool *made = open_watched(&seen);
    seam_buf buf = counting_buf(made, 5000, 0);

    seam_buf_release(&buf);
    ck_assert_int_eq(seen.n, 0);
    seam_pool_destroy(&made);
    ck_assert_ptr_null(made);
    expect_end(&seen, 5000);
    ck_assert(pthread_equal(seen.thread, pthread_self()));
    ck_assert_uint_eq(provider.mapped_bytes, before);
}
END_TEST

START_TEST(live_blocks_outlive_the_destruction_of_their_pool)
{
    static const char literal[] = "adopted";
    uint64_t before = provider.mapped_bytes;
    obituary seen;
    seam_pool *made = open_watched(&seen);
    seam_buf small = counting_buf(made, 100, 7);
    seam_buf large = counting_buf(made, 300 * KIB, 9);
    seam_buf adopted;
    seam_buf part;
    seam_buf twin;

    ck_ok(seam_buf_adopt(made, (void *)(uintptr_t)literal, 7, NULL, NULL, 0, &adopted));
    seam_pool_destroy(&made);
    ck_assert_int_eq(seen.n, 0);
    ck_ok(seam_buf_slice(&small, 50, 10, &part));
    twin = seam_buf_share(&large);
    seam_buf_release(&small);
    seam_buf_release(&large);
    ck_assert_int_eq(part.data[0], 57);
    ck_assert_int_eq(twin.data[300 * KIB - 1], (uint8_t)(9 + 300 * KIB - 1));
    seam_buf_release(&twin);
    seam_buf_release(&adopted);
    ck_assert_int_eq(seen.n, 0);
    ck_assert_mem_eq(part.data, "\x39\x3a\x3b", 3);
    seam_buf_release(&part);
    expect_end(&seen, 300 * KIB);
    ck_assert_uint_eq(provider.mapped_bytes, before);
}
END_TEST

static void *release_there(void *ctx)
{
    seam_buf_release(ctx);
    return NULL;
}

START_TEST(the_hook_runs_on_the_thread_that_releases_last)
{
    obituary seen;
    seam_pool *made = open_watched(&seen);
    seam_buf buf = counting_buf(made, 10, 0);
    seam_buf twin = seam_buf_share(&buf);
    pthread_t thread;

    seam_pool_destroy(&made);
    seam_buf_release(&buf);
    ck_assert_int_eq(seen.n, 0);
    ck_assert_int_eq(pthread_create(&thread, NULL, release_there, &twin), 0);
    ck_assert_int_eq(pthread_join(thread, NULL), 0);
    expect_end(&seen, 10);
    ck_assert(pthread_equal(seen.thread, thread));
}
END_TEST

static void open_another(void *ctx, const seam_pool_stats *last)
{
    seam_pool *another;
    seam_buf buf;

    ck_assert_uint_eq(last->live_blocks, 0);
    ck_ok(seam_pool_create(NULL, &another));
    ck_ok(seam_buf_copy(another, seam_view_string("from the hook"), &buf));
    seam_buf_release(&buf);
    seam_pool_destroy(&another);
    ++*(int *)ctx;
}

START_TEST(the_hook_may_use_other_pools)
{
    int n = 0;
    seam_pool_options options = {.gone = open_another, .ctx = &n};
    seam_pool *made;
    seam_buf buf;

    ck_ok(seam_pool_create(&options, &made));
    ck_ok(seam_buf_alloc(made, 1, &buf));
    seam_pool_destroy(&made);
    seam_buf_release(&buf);
    ck_assert_int_eq(n, 1);
}
END_TEST

static void use_and_drop_a_pool(void)
{
    seam_pool *made;
    seam_buf bufs[3];

    ck_ok(seam_pool_create(NULL, &made));
    ck_ok(seam_buf_alloc(made, 1, &bufs[0]));
    ck_ok(seam_buf_alloc(made, 20000, &bufs[1]));
    ck_ok(seam_buf_alloc(made, 300000, &bufs[2]));
    for (size_t i = 0; i < 3; i++)
        seam_buf_release(&bufs[i]);
    seam_pool_destroy(&made);
}

START_TEST(a_thousand_pools_leave_nothing_behind)
{
    uint64_t before = provider.mapped_bytes;
    size_t n_mappings;

    use_and_drop_a_pool();
    n_mappings = count_mappings();
    for (int i = 0; i < 1000; i++)
        use_and_drop_a_pool();
    ck_assert_uint_eq(provider.mapped_bytes, before);
    /* A sanitizer's own mappings may come and go. */
    ck_assert_uint_le(count_mappings(), n_mappings + 8);
}
END_TEST

START_TEST(memory_of_a_dead_pool_is_left_clean)
{
    uintptr_t at;
    uint8_t *again;
    seam_pool *made;
    seam_buf buf;

    ck_ok(seam_pool_create(NULL, &made));
    ck_ok(seam_buf_alloc(made, 10, &buf));
    at = (uintptr_t)buf.data & ~(uintptr_t)(seam__page_size() - 1);
    seam_buf_release(&buf);
    seam_pool_destroy(&made);
    /* The address is free again, and no sanitizer's mark is left on it. */
    again = mmap((void *)at, seam__page_size(), PROT_READ | PROT_WRITE,
                 MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    ck_assert_uint_eq((uintptr_t)again, at);
    memset(again, 1, seam__page_size());
    ck_assert_int_eq(munmap(again, seam__page_size()), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("pool_end");
    TCase *tc = tcase_create("pool_end");

    tcase_set_timeout(tc, 60);
    tcase_add_checked_fixture(tc, open_pool, close_pool);
    tcase_add_test(tc, a_quiet_pool_ends_when_it_is_destroyed);
    tcase_add_test(tc, live_blocks_outlive_the_destruction_of_their_pool);
    tcase_add_test(tc, the_hook_runs_on_the_thread_that_releases_last);
    tcase_add_test(tc, the_hook_may_use_other_pools);
    tcase_add_test(tc, a_thousand_pools_leave_nothing_behind);
    tcase_add_test(tc, memory_of_a_dead_pool_is_left_clean);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
