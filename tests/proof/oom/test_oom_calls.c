/* mmap, munmap, mprotect, madvise and mlock: each fails at its n-th call, for all n, alone and with
 * all that follow it, while a program uses everything that pools have. Nothing crashes, nothing
 * leaks, and each status is one that the failure explains. */
#include <pthread.h>
#include <stdio.h>

#include "base/races.h"
#include "oom_wrap.h"
#include "pool_fixture.h"

enum { N_POOLS = 6, N_LENS = 6, N_BUFS = N_LENS + 6 };

#define MIB ((uint64_t)1 << 20)

typedef struct program {
    seam_quota *quota;
    seam_pool *pools[N_POOLS];
    seam_buf bufs[N_POOLS][N_BUFS];
    seam_chain chain;
    size_t n_refused; /* calls of the library that did not give SEAM_OK */
    int n_adopted;
} program;

static program p;

/* ---- what may come of a call */

static bool is_explained(seam_status r, bool is_limited, bool is_secret)
{
    if (r == SEAM_ELIMIT)
        return is_limited;
    if (oom.n_failed == 0)
        return false;
    if (r == SEAM_EPERM)
        return is_secret && (oom.call == OOM_MLOCK || oom.call == OOM_MADVISE);
    return r == SEAM_ENOMEM && (oom.call == OOM_MMAP || oom.call == OOM_MPROTECT);
}

enum { PLAIN, SECRET, HUGE, PASSTHROUGH, CONFINED, LIMITED };

/* True when the call has succeeded. */
static bool went_well(seam_status r, int kind)
{
    if (r == SEAM_OK)
        return true;
    must(is_explained(r, kind == LIMITED, kind == SECRET));
    p.n_refused += r != SEAM_ELIMIT;
    return false;
}

/* ---- parts of the program */

static void open_pool(int kind)
{
    const seam_pool_options options[N_POOLS] = {
        [PLAIN] = {.quota = p.quota},
        [SECRET] = {.flags = SEAM_POOL_SECRET, .quota = p.quota},
        [HUGE] = {.flags = SEAM_POOL_HUGE_PAGES},
        [PASSTHROUGH] = {.flags = SEAM_POOL_PASSTHROUGH, .tail_bytes = 40},
        [CONFINED] = {.flags = SEAM_POOL_CONFINED, .leak_every = 1, .alignment = 512},
        [LIMITED] = {.max_bytes = MIB / 2, .cache_bytes = 1, .large_cache_bytes = 1}};

    (void)went_well(seam_pool_create(&options[kind], &p.pools[kind]), kind);
}

/* The program runs a thousand times, so it does what there is to do, and no more of the same: huge
 * pages take long to clear, and passthrough blocks many calls. */
static void fill_bufs(int kind)
{
    static const size_t lens[N_LENS] = {1, 64, 300000, 1000, 70000, 262144};
    static const size_t n_lens[N_POOLS] = {
        [PLAIN] = 5, [SECRET] = 3, [HUGE] = 1, [PASSTHROUGH] = 3, [CONFINED] = 3, [LIMITED] = 6};
    seam_buf *bufs = p.bufs[kind];

    for (size_t i = 0; i < n_lens[kind]; i++) {
        if (!went_well(seam_buf_alloc(p.pools[kind], lens[i], &bufs[i]), kind)) {
            must(is_empty(&bufs[i]));
            continue;
        }
        /* The first and the last bytes are enough to see who else has them. */
        seam_buf_bytes_mut(&bufs[i])[0] = (uint8_t)i;
        seam_buf_bytes_mut(&bufs[i])[lens[i] - 1] = (uint8_t)i;
    }
}

static void check_bufs(int kind)
{
    for (size_t i = 0; i < N_LENS; i++) {
        const seam_buf *buf = &p.bufs[kind][i];

        must(seam__buf_valid(buf));
        must(buf->len == 0 || (buf->data[0] == i && buf->data[buf->len - 1] == i));
    }
}

static void count_release(void *ctx, void *data, size_t len)
{
    must(data != NULL && len == 4);
    --*(int *)ctx;
}

static void use_handles(int kind)
{
    static uint8_t mine[4];
    seam_pool *pool = p.pools[kind];
    seam_buf *bufs = p.bufs[kind];
    seam_buf *more = bufs + N_LENS;

    more[0] = seam_buf_share(&bufs[1]);
    if (bufs[2].len > 0)
        must(seam_buf_slice(&bufs[2], 10, 20, &more[1]) == SEAM_OK);
    if (went_well(seam_buf_make_writable(&more[0], pool), kind) && more[0].len > 0)
        must(seam_buf_bytes_mut(&more[0]) != NULL);
    (void)went_well(seam_buf_unpin(&more[1], 2, pool), kind);
    p.n_adopted++;
    if (!went_well(seam_buf_adopt(pool, mine, 4, count_release, &p.n_adopted, 0, &more[2]), kind))
        p.n_adopted--;
    (void)went_well(seam_buf_copy(pool, seam_view_string("copied"), &more[3]), kind);
}

static void use_chain(int kind)
{
    struct iovec room;

    seam_chain_init(&p.chain, p.pools[kind]);
    for (int i = 0; i < 5; i++) {
        seam_buf text = seam_buf_static(seam_view_string("some"));

        (void)went_well(seam_chain_append(&p.chain, &text), kind);
    }
    if (went_well(seam_chain_reserve(&p.chain, 20000, &room), kind)) {
        memset(room.iov_base, 'x', 20000);
        (void)went_well(seam_chain_commit(&p.chain, 20000), kind);
    }
    must(seam__chain_valid(&p.chain));
    must(seam_chain_len(&p.chain) <= 20020);
    seam_chain_release(&p.chain);
}

static void *use_elsewhere(void *pool)
{
    seam_buf buf;

    if (went_well(seam_buf_alloc(pool, 3000, &buf), PLAIN))
        seam_buf_release(&buf);
    return NULL;
}

static void use_thread(void)
{
    pthread_t thread;

    must(pthread_create(&thread, NULL, use_elsewhere, p.pools[PLAIN]) == 0);
    must(pthread_join(thread, NULL) == 0);
}

/* Two purges: what was free at the first goes at the second. */
static void purge(seam_pool *pool)
{
    for (int i = 0; i < 2; i++) {
        atomic_store_explicit(&pool->next_purge_ms, 0, memory_order_relaxed);
        seam__pool_purge_when_due(pool);
    }
}

static bool see_block(void *ctx, const seam_block_info *block)
{
    (void)ctx;
    return block->refs > 0;
}

static void release_some(int kind, size_t step)
{
    for (size_t i = 0; i < N_BUFS; i += step)
        seam_buf_release(&p.bufs[kind][i]);
}

static void use_pool(int kind)
{
    seam_pool *pool = p.pools[kind];

    fill_bufs(kind);
    if (kind != HUGE) {
        use_handles(kind);
        use_chain(kind);
    }
    release_some(kind, 3);
    purge(pool);
    must(seam_pool_walk(pool, see_block, NULL));
    seam_pool_trim(pool);
    release_some(kind, 2);
    check_bufs(kind);
    must(seam__pool_valid(pool));
    release_some(kind, 1);
    seam_pool_trim(pool);
    fill_bufs(kind);
    check_bufs(kind);
    must(seam__pool_valid(pool));
}

/* Every second pool is destroyed before its last block. */
static void close_pool(int kind)
{
    if (kind % 2 == 0)
        seam_pool_destroy(&p.pools[kind]);
    release_some(kind, 1);
    if (p.pools[kind] != NULL)
        fixture_expect_quiet(p.pools[kind]);
    seam_pool_destroy(&p.pools[kind]);
}

static void run_program(void)
{
    const seam_quota_options bound = {.max_bytes = 64 * MIB};

    memset((void *)&p, 0, sizeof(p));
    if (!went_well(seam_quota_create(&bound, &p.quota), PLAIN))
        must(p.quota == NULL);
    for (int kind = 0; kind < N_POOLS; kind++) {
        open_pool(kind);
        if (p.pools[kind] != NULL)
            use_pool(kind);
    }
    if (p.pools[PLAIN] != NULL)
        use_thread();
    for (int kind = 0; kind < N_POOLS; kind++)
        close_pool(kind);
    must(p.n_adopted == 0);
    must(p.quota == NULL || seam_quota_used(p.quota) == 0);
    seam_quota_destroy(&p.quota);
}

/* ---- every call fails once */

static uint64_t bytes_mapped(void)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < oom.mapped.n; i++)
        sum += oom.mapped.all[i].to - oom.mapped.all[i].from;
    return sum;
}

/* Lets the n-th call fail. False when there are fewer. */
static bool fail_nth(oom_call call, uint64_t n, bool from)
{
    oom_start(call, n, from);
    run_program();
    must(oom.n_failed > 0 || n == 0 || oom.n[call] < n);
    /* What cannot be unmapped is lost, and nothing else is. */
    must(bytes_mapped() <= oom.stayed);
    must(call == OOM_MUNMAP || oom.mapped.n == 0);
    /* One failure spoils one call, or none where a second try makes it good. */
    must(from || p.n_refused <= 1);
    must(call != OOM_MUNMAP || p.n_refused == 0);
    return oom.n_failed > 0;
}

START_TEST(every_call_for_memory_may_fail)
{
    static const char *const names[] = {"mmap", "munmap", "mprotect", "madvise", "mlock"};
    const oom_call call = (oom_call)(_i / 2);
    const bool from = _i % 2 == 1;
    /* ThreadSanitizer takes ten times as long for each. */
    const uint64_t step = SEAM__RACES_WATCHED ? 5 : 1;
    uint64_t n = 1;

    while (fail_nth(call, n, from)) {
        oom_start(call, 0, false);
        must(spans_return(&oom.mapped));
        n += step;
    }
    printf("%s: calls 1 to %d failed%s\n", names[call], (int)(n - 1),
           from ? " with all that follow it" : "");
    ck_assert_uint_gt(n, 5);
}
END_TEST

START_TEST(without_a_failure_everything_succeeds)
{
    fail_nth(OOM_MMAP, 0, false);
    ck_assert_uint_eq(p.n_refused, 0);
    for (int call = 0; call < N_OOM_CALLS; call++)
        ck_assert_uint_gt(oom.n[call], 5);
    ck_assert_uint_eq(oom.mapped.n, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("oom_calls");
    TCase *tc = tcase_create("oom_calls");

    tcase_set_timeout(tc, 120);
    tcase_add_test(tc, without_a_failure_everything_succeeds);
    tcase_add_loop_test(tc, every_call_for_memory_may_fail, 0, 2 * N_OOM_CALLS);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
