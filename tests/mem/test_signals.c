/* A signal handler that comes in while its own thread is inside the library: a checking build says so
 * and stops. Outside, and in callbacks, a handler may call what it likes. */
#include <signal.h>
#include <stdio.h>
#include <sys/time.h>

#include "child.h"
#include "mem/os/provider.h"
#include "pool_fixture.h"

/* ---- a handler that calls the library */

typedef void (*deed)(void);

static seam_pool *pool;
static deed in_handler;
static volatile sig_atomic_t n_handled;

static void allocate(void)
{
    seam_buf buf;

    if (seam_buf_alloc(pool, 100, &buf) == SEAM_OK)
        seam_buf_release(&buf);
}

static void release_empty(void)
{
    seam_buf buf = {NULL, 0, NULL};

    seam_buf_release(&buf);
}

static void adopt(void)
{
    static uint8_t mine[4];
    seam_buf buf;

    if (seam_buf_adopt(pool, mine, sizeof(mine), NULL, NULL, 0, &buf) == SEAM_OK)
        seam_buf_release(&buf);
}

static void trim(void)
{
    seam_pool_trim(pool);
}

static void read_stats(void)
{
    (void)stats_of(pool);
}

static bool look(void *unused, const seam_block_info *block)
{
    (void)unused;
    (void)block;
    return true;
}

static void walk(void)
{
    (void)seam_pool_walk(pool, look, NULL);
}

static void create(void)
{
    seam_pool *other;

    if (seam_pool_create(NULL, &other) == SEAM_OK)
        seam_pool_destroy(&other);
}

static void handle(int number)
{
    (void)number;
    n_handled++;
    in_handler();
}

static void catch_signals(deed run)
{
    struct sigaction action = {.sa_handler = handle};

    in_handler = run;
    n_handled = 0;
    must(sigemptyset(&action.sa_mask) == 0);
    must(sigaction(SIGUSR1, &action, NULL) == 0);
    must(sigaction(SIGALRM, &action, NULL) == 0);
}

/* ---- a system that sends a signal whenever it is asked for pages, or gets them back */

static bool armed;

static void interrupt(void)
{
    if (armed)
        (void)raise(SIGUSR1);
}

static void *map_and_raise(void *ctx, size_t len, bool commit)
{
    interrupt();
    return seam__provider_system.map(ctx, len, commit);
}

static bool unmap_and_raise(void *ctx, void *addr, size_t len)
{
    interrupt();
    return seam__provider_system.unmap(ctx, addr, len);
}

static bool commit_and_raise(void *ctx, void *addr, size_t len)
{
    interrupt();
    return seam__provider_system.commit(ctx, addr, len);
}

static seam__provider raising;

/* A pool whose pages come and go with signals. */
static void open_pool(const seam_pool_options *options)
{
    raising = seam__provider_system;
    raising.map = map_and_raise;
    raising.unmap = unmap_and_raise;
    raising.commit = commit_and_raise;
    seam__provider_set(&raising);
    must(seam_pool_create(options, &pool) == SEAM_OK);
    armed = true;
}

/* ---- what is interrupted */

static void interrupt_alloc(void)
{
    open_pool(NULL);
    allocate();
}

static void interrupt_adopt(void)
{
    open_pool(NULL);
    adopt();
}

static void interrupt_release(void)
{
    const seam_pool_options options = {.large_cache_bytes = 1};
    seam_buf buf;

    open_pool(&options);
    armed = false;
    buf = counting_buf(pool, 300000, 0);
    armed = true;
    seam_buf_release(&buf);
}

static void interrupt_trim(void)
{
    open_pool(NULL);
    armed = false;
    allocate();
    armed = true;
    seam_pool_trim(pool);
}

static void interrupt_create(void)
{
    open_pool(NULL);
    create();
}

static void interrupt_destroy(void)
{
    seam_pool *copy;

    open_pool(NULL);
    copy = pool;
    seam_pool_destroy(&copy);
}

typedef struct scene {
    deed interrupted, handler;
    const char *says;
} scene;

static const scene scenes[] = {
    {interrupt_alloc, allocate,
     "seam_buf_alloc() called by a signal handler that interrupted seam_buf_alloc()"},
    {interrupt_alloc, release_empty, "seam_buf_release() called by a signal handler"},
    {interrupt_alloc, adopt, "seam_buf_adopt() called by a signal handler"},
    {interrupt_alloc, trim, "seam_pool_trim() called by a signal handler"},
    {interrupt_alloc, read_stats, "seam_pool_stats_get() called by a signal handler"},
    {interrupt_alloc, walk, "seam_pool_walk() called by a signal handler"},
    {interrupt_alloc, create, "seam_pool_create() called by a signal handler"},
    {interrupt_adopt, allocate, "that interrupted seam_buf_adopt()"},
    {interrupt_release, allocate, "that interrupted seam_buf_release()"},
    {interrupt_trim, allocate, "that interrupted seam_pool_trim()"},
    {interrupt_create, allocate, "that interrupted seam_pool_create()"},
    {interrupt_destroy, allocate, "that interrupted seam_pool_destroy()"},
};

static void run_scene(void *ctx)
{
    const scene *s = ctx;

    catch_signals(s->handler);
    s->interrupted();
}

START_TEST(a_handler_inside_the_library_stops_the_program)
{
    const scene *s = &scenes[_i];
    char text[4096];
    const int status = child_run(run_scene, (void *)(uintptr_t)s, text, sizeof(text));

    ck_assert_msg(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT, "status %d: %s", status,
                  text);
    ck_assert_msg(strstr(text, s->says) != NULL, "no \"%s\" in: %s", s->says, text);
}
END_TEST

/* ---- a storm of signals, which comes in wherever it likes */

static void storm(void *unused)
{
    const struct itimerval often = {{0, 50}, {0, 50}};

    (void)unused;
    must(seam_pool_create(NULL, &pool) == SEAM_OK);
    catch_signals(allocate);
    must(setitimer(ITIMER_REAL, &often, NULL) == 0);
    /* Without the check it waits for its own lock, or goes on until somebody's patience ends. */
    for (long i = 0; i < 50000000; i++)
        allocate();
}

START_TEST(a_storm_of_signals_meets_the_fast_path)
{
    char text[4096];
    const int status = child_run(storm, NULL, text, sizeof(text));

    ck_assert_msg(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT, "status %d: %s", status,
                  text);
    ck_assert_msg(strstr(text, "called by a signal handler that interrupted seam_buf_") != NULL,
                  "%s", text);
}
END_TEST

/* ---- what is legal */

START_TEST(a_handler_outside_the_library_may_call_it)
{
    must(seam_pool_create(NULL, &pool) == SEAM_OK);
    catch_signals(allocate);
    for (int i = 0; i < 100; i++) {
        allocate();
        must(raise(SIGUSR1) == 0);
    }
    ck_assert_int_eq(n_handled, 100);
    fixture_expect_quiet(pool);
    seam_pool_destroy(&pool);
}
END_TEST

static void raise_in_callback(void *unused, void *data, size_t len)
{
    (void)unused;
    (void)data;
    (void)len;
    must(raise(SIGUSR1) == 0);
    allocate();
}

START_TEST(callbacks_run_outside)
{
    static uint8_t mine[4];
    seam_buf buf;

    must(seam_pool_create(NULL, &pool) == SEAM_OK);
    catch_signals(allocate);
    ck_ok(seam_buf_adopt(pool, mine, sizeof(mine), raise_in_callback, NULL, 0, &buf));
    seam_buf_release(&buf);
    ck_ok(seam_buf_adopt(pool, mine, 0, raise_in_callback, NULL, 0, &buf));
    ck_assert_int_eq(n_handled, 2);
    /* The mark is back after the callback, and gone after the call. */
    allocate();
    fixture_expect_quiet(pool);
    seam_pool_destroy(&pool);
}
END_TEST

static bool use_other_pool(void *other, const seam_block_info *block)
{
    seam_buf buf;

    must(block->refs == 1);
    must(seam_buf_alloc(other, 10, &buf) == SEAM_OK);
    seam_buf_release(&buf);
    return true;
}

static void use_in_gone_hook(void *other, const seam_pool_stats *last)
{
    const seam_block_info block = {.refs = 1};

    must(last->live_blocks == 0);
    (void)use_other_pool(other, &block);
}

START_TEST(hooks_may_use_another_pool)
{
    seam_pool_options options = {.leak_every = 1, .gone = use_in_gone_hook};
    seam_pool *other;
    seam_buf buf;

    must(seam_pool_create(NULL, &other) == SEAM_OK);
    options.ctx = other;
    must(seam_pool_create(&options, &pool) == SEAM_OK);
    buf = counting_buf(pool, 100, 0);
    ck_assert(seam_pool_walk(pool, use_other_pool, other));
    seam_pool_destroy(&pool);
    seam_buf_release(&buf);
    fixture_expect_quiet(other);
    seam_pool_destroy(&other);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("signals");
    TCase *tc = tcase_create("signals");

    tcase_set_timeout(tc, 60);
    if (SEAM_CHECKS >= 1) {
        tcase_add_loop_test(tc, a_handler_inside_the_library_stops_the_program, 0,
                            (int)(sizeof(scenes) / sizeof(scenes[0])));
        tcase_add_test(tc, a_storm_of_signals_meets_the_fast_path);
    } else {
        printf("skipped: handlers inside the library are seen with -Dchecks=1\n");
    }
    tcase_add_test(tc, a_handler_outside_the_library_may_call_it);
    tcase_add_test(tc, callbacks_run_outside);
    tcase_add_test(tc, hooks_may_use_another_pool);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
