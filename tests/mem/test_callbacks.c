/* What the functions may do that a caller gives the library to call: use the pool, fork, and not come back.
 * No lock is held while they run, so whatever they do keeps nobody waiting. */
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>

#include "base/races.h"
#include "child.h"
#include "pool_fixture.h"
#include "seam/metrics.h"
#include "seam/quota.h"
#include "seam/snapshot.h"

enum { N_HELD = 40 };

static seam_pool *pool;
static seam_buf held[N_HELD];
static uint8_t outside[100];

/* What a callback does, which is told how often it was called. */
static void (*act)(void);
static int n_calls;

/* ---- what callbacks do */

static void use(seam_pool *of)
{
    for (size_t len = 10; len < 1000000; len *= 3) {
        seam_buf buf = counting_buf(of, len, 0);

        seam_buf_release(&buf);
    }
    seam_pool_trim(of);
    must(seam__pool_valid(of));
}

static void use_it(void)
{
    use(pool);
}

static void *use_there(void *unused)
{
    use_it();
    return unused;
}

/* Other threads wait for no lock either. */
static void use_elsewhere(void)
{
    pthread_t thread;

    must(pthread_create(&thread, NULL, use_there, NULL) == 0);
    must(pthread_join(thread, NULL) == 0);
}

/* The first blocks come back while a walk is on, arenas of large blocks among them. */
static void release_some(void)
{
    if (n_calls > N_HELD / 2)
        return;
    seam_buf_release(&held[n_calls - 1]);
    seam_pool_trim(pool);
}

/* The pool, if there is one to be used, serves both processes. */
static void fork_and_use(void)
{
    int status;
    pid_t pid = fork();

    must(pid >= 0);
    if (pid == 0)
        signal(SIGALRM, SIG_DFL), alarm(30);
    if (pool != NULL)
        use_it();
    if (pid == 0)
        end_process(0);
    must(waitpid(pid, &status, 0) == pid && status == 0);
}

static void fork_once(void)
{
    if (n_calls == 1)
        fork_and_use();
}

static jmp_buf way_out;

static void leave(void)
{
    longjmp(way_out, 1);
}

/* ---- callbacks */

static void note(void)
{
    n_calls++;
    act();
}

static bool note_block(void *unused, const seam_block_info *block)
{
    (void)unused;
    must(block->requested > 0);
    note();
    return true;
}

static void note_leak(void *unused, const seam_block_info *block)
{
    (void)unused;
    must(block->requested > 0);
    note();
}

static seam_status note_text(void *unused, seam_view text)
{
    (void)unused;
    must(text.len > 0 && text.len <= 1024);
    note();
    return SEAM_OK;
}

static void note_release(void *unused, void *data, size_t len)
{
    (void)unused;
    must(data == outside && len == sizeof(outside));
    note();
}

static void note_gone(void *unused, const seam_pool_stats *last)
{
    (void)unused;
    must(last->live_blocks == 0);
    note();
}

static void note_pressure(void *unused, uint64_t used)
{
    (void)unused;
    must(used > 0);
    note();
}

/* ---- calls that call back */

static void walk(void)
{
    must(seam_pool_walk(pool, note_block, NULL));
}

static void snapshot(void)
{
    must(seam_pool_snapshot(pool, note_text, NULL) == SEAM_OK);
}

static void metrics(void)
{
    must(seam_pool_write_metrics(pool, "p", note_text, NULL) == SEAM_OK);
}

static void adopt_and_release(void)
{
    seam_buf buf;

    must(seam_buf_adopt(pool, outside, sizeof(outside), note_release, NULL, 0, &buf) == SEAM_OK);
    seam_buf_release(&buf);
}

static const struct {
    const char *name;
    void (*call)(void);
    bool may_be_left; /* by longjmp, and nothing is lost */
} calls[] = {
    {"walk", walk, true},
    {"snapshot", snapshot, true},
    {"metrics", metrics, true},
    {"release", adopt_and_release, false},
};
enum { N_CALLS = sizeof(calls) / sizeof(calls[0]) };

static void open_pool(void)
{
    ck_ok(seam_pool_create(NULL, &pool));
    for (size_t i = 0; i < N_HELD; i++)
        held[i] = counting_buf(pool, i % 4 == 0 ? 300000 + i * 8192 : 50 * i + 1, 0);
}

static void close_pool(void)
{
    for (size_t i = 0; i < N_HELD; i++)
        seam_buf_release(&held[i]);
    fixture_expect_quiet(pool);
    seam_pool_destroy(&pool);
}

static void call_back(size_t index, void (*what)(void))
{
    n_calls = 0;
    act = what;
    calls[index].call();
    ck_assert_msg(n_calls > 0, "%s calls nobody", calls[index].name);
}

START_TEST(callbacks_use_the_pool)
{
    for (size_t i = 0; i < N_CALLS; i++) {
        call_back(i, use_it);
        call_back(i, use_elsewhere);
    }
}
END_TEST

START_TEST(a_walk_goes_on_when_blocks_are_released_meanwhile)
{
    n_calls = 0;
    act = release_some;
    walk();
    /* Those of the second half are seen in any case, and none twice. */
    ck_assert_int_ge(n_calls, N_HELD / 2);
    ck_assert_int_le(n_calls, N_HELD);
}
END_TEST

START_TEST(a_snapshot_goes_on_when_blocks_are_released_meanwhile)
{
    n_calls = 0;
    act = release_some;
    snapshot();
    ck_assert_int_ge(n_calls, 2);
}
END_TEST

START_TEST(callbacks_fork)
{
    for (size_t i = 0; i < N_CALLS; i++)
        call_back(i, fork_once);
}
END_TEST

START_TEST(callbacks_that_never_come_back_lock_nobody_out)
{
    const size_t at = (size_t)_i;

    if (!calls[at].may_be_left)
        return;
    if (setjmp(way_out) == 0)
        call_back(at, leave);
    use_it();
    use_elsewhere();
    call_back(at, use_it);
}
END_TEST

/* The header says what is lost: the entry, and the pool's end. */
START_TEST(a_release_callback_that_never_comes_back_locks_nobody_out)
{
    ck_ok(seam_pool_create(NULL, &pool));
    if (setjmp(way_out) == 0) {
        act = leave;
        adopt_and_release();
    }
    use_it();
    use_elsewhere();
    act = use_it;
    adopt_and_release();
    ck_assert_uint_eq(stats_of(pool).adopted_blocks, 1);
    seam_pool_destroy(&pool);
}
END_TEST

/* ---- calls that make or end a pool */

static void release_leaked(void)
{
    /* Neither those that were told already nor those to come. */
    if (n_calls == 1) {
        for (size_t i = 0; i < N_HELD; i += 2)
            seam_buf_release(&held[i]);
    }
}

static void destroy_with_leaks(void (*what)(void))
{
    const seam_pool_options options = {.leak_every = 1, .gone = note_gone};
    seam_pool *ending;

    ck_ok(seam_pool_create(&options, &ending));
    for (size_t i = 0; i < N_HELD; i++)
        held[i] = counting_buf(ending, 100, 0);
    ck_ok(seam_pool_on_leak(ending, note_leak, NULL));
    n_calls = 0;
    act = what;
    seam_pool_destroy(&ending);
}

START_TEST(a_leak_hook_forks_and_releases)
{
    destroy_with_leaks(fork_once);
    ck_assert_int_eq(n_calls, N_HELD);
    for (size_t i = 0; i < N_HELD; i++)
        seam_buf_release(&held[i]);
    ck_assert_int_eq(n_calls, N_HELD + 1);

    destroy_with_leaks(release_leaked);
    ck_assert_int_ge(n_calls, N_HELD / 2);
    ck_assert_int_le(n_calls, N_HELD / 2 + 1);
    for (size_t i = 0; i < N_HELD; i++)
        seam_buf_release(&held[i]);
}
END_TEST

START_TEST(a_gone_hook_forks)
{
    const seam_pool_options options = {.gone = note_gone};
    seam_pool *ending;

    ck_ok(seam_pool_create(NULL, &pool));
    ck_ok(seam_pool_create(&options, &ending));
    n_calls = 0;
    act = fork_once;
    seam_pool_destroy(&ending);
    ck_assert_int_eq(n_calls, 1);
    seam_pool_destroy(&pool);
}
END_TEST

static void under_pressure(void (*what)(void))
{
    const seam_quota_options bound = {.soft_bytes = 1 << 20, .pressure = note_pressure};
    seam_pool_options options = {0};
    seam_buf large;

    ck_ok(seam_quota_create(&bound, &options.quota));
    ck_ok(seam_pool_create(&options, &pool));
    n_calls = 0;
    act = what;
    if (setjmp(way_out) == 0) {
        ck_ok(seam_buf_alloc(pool, 2 << 20, &large));
        seam_buf_release(&large);
    }
    ck_assert_int_eq(n_calls, 1);
    seam_quota_destroy(&options.quota);
}

START_TEST(a_quota_mark_is_told_without_a_lock)
{
    under_pressure(use_elsewhere);
    seam_pool_destroy(&pool);
    if (!SEAM__RACES_WATCHED) {
        under_pressure(fork_once);
        seam_pool_destroy(&pool);
    }
    /* The block is lost, as the header says. */
    under_pressure(leave);
    act = use_it;
    use_it();
    use_elsewhere();
    ck_assert_uint_eq(stats_of(pool).live_blocks, 1);
    seam_pool_destroy(&pool);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("callbacks");
    TCase *with_pool = tcase_create("with a pool");
    TCase *alone = tcase_create("alone");

    tcase_set_timeout(with_pool, 60);
    tcase_add_checked_fixture(with_pool, open_pool, close_pool);
    tcase_add_test(with_pool, callbacks_use_the_pool);
    tcase_add_test(with_pool, a_walk_goes_on_when_blocks_are_released_meanwhile);
    tcase_add_test(with_pool, a_snapshot_goes_on_when_blocks_are_released_meanwhile);
    tcase_add_loop_test(with_pool, callbacks_that_never_come_back_lock_nobody_out, 0, N_CALLS);
    tcase_set_timeout(alone, 60);
    tcase_add_test(alone, a_release_callback_that_never_comes_back_locks_nobody_out);
    tcase_add_test(alone, a_quota_mark_is_told_without_a_lock);
    if (!SEAM__RACES_WATCHED) {
        tcase_add_test(with_pool, callbacks_fork);
        tcase_add_test(alone, a_leak_hook_forks_and_releases);
        tcase_add_test(alone, a_gone_hook_forks);
    }
    suite_add_tcase(suite, with_pool);
    suite_add_tcase(suite, alone);
    return run_suite(suite);
}
