/* The one-sided barrier where the system's call works, where it does not, and where it stops working; and a
 * pool whose caches do without it. */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/barrier.h"
#include "base/races.h"
#include "seam/stats.h"
#include "support.h"

/* ---- membarrier(), which the linker sends here: --wrap in tests/base/meson.build */

long __real_syscall(long number, ...);
long __wrap_syscall(long number, ...);

/* What each call does: '.' works, '-' does not. Those behind the end work. */
static const char *script = "";
static size_t n_calls;

long __wrap_syscall(long number, ...)
{
    long arguments[3];
    va_list args;

    va_start(args, number);
    for (int i = 0; i < 3; i++)
        arguments[i] = number == SYS_membarrier ? va_arg(args, int) : va_arg(args, long);
    va_end(args);
    if (number != SYS_membarrier)
        return __real_syscall(number, arguments[0], arguments[1], arguments[2]);
    errno = ENOSYS;
    n_calls++;
    return n_calls <= strlen(script) && script[n_calls - 1] == '-' ? -1 : 0;
}

START_TEST(the_barrier_is_light_where_the_system_has_it)
{
    ck_assert(seam__barrier_is_light() == !SEAM__RACES_WATCHED);
    ck_assert_uint_eq(n_calls, SEAM__RACES_WATCHED ? 0 : 2);
    /* The answer is kept. */
    script = "-----";
    ck_assert(seam__barrier_is_light() == !SEAM__RACES_WATCHED);
    ck_assert_uint_eq(n_calls, SEAM__RACES_WATCHED ? 0 : 2);
}
END_TEST

/* Registering fails, or the call that needs it. */
START_TEST(the_barrier_is_heavy_where_the_system_has_it_not)
{
    script = _i == 0 ? "-" : ".-";
    ck_assert(!seam__barrier_is_light());
    ck_assert(!seam__barrier_is_light());
    n_calls = 0;
    seam__barrier_heavy();
    ck_assert_uint_eq(n_calls, 0);
}
END_TEST

START_TEST(a_barrier_that_is_lost_is_registered_again)
{
    script = "...-..";
    if (!seam__barrier_is_light())
        return;
    seam__barrier_heavy();
    ck_assert_uint_eq(n_calls, 3);
    seam__barrier_heavy();
    ck_assert_uint_eq(n_calls, 6);
}
END_TEST

/* It cannot be registered again, or does not work then either. */
START_TEST(a_barrier_that_stays_lost_stops_the_program)
{
    script = _i == 0 ? "..--" : "..-.-";
    if (!seam__barrier_is_light())
        raise(SIGABRT);
    seam__barrier_heavy();
}
END_TEST

/* ---- caches */

static void *trim(void *pool)
{
    seam_pool_trim(pool);
    return NULL;
}

START_TEST(caches_work_without_the_barrier)
{
    seam_class_stats stats = {0};
    seam_pool_stats all;
    pthread_t thread;
    seam_pool *pool;

    script = "-";
    ck_assert(!seam__barrier_is_light());
    ck_assert_int_eq(seam_pool_create(NULL, &pool), SEAM_OK);
    for (int i = 0; i < 1000; i++) {
        seam_buf buf;

        ck_assert_int_eq(seam_buf_alloc(pool, 64, &buf), SEAM_OK);
        seam_buf_release(&buf);
        if (i == 500) {
            ck_assert_int_eq(pthread_create(&thread, NULL, trim, pool), 0);
            ck_assert_int_eq(pthread_join(thread, NULL), 0);
        }
    }
    ck_assert(seam_pool_class_stats(pool, 0, &stats));
    ck_assert_uint_eq(stats.hits + stats.misses, 1000);
    ck_assert_uint_ge(stats.hits, 990);
    seam_pool_stats_get(pool, &all);
    ck_assert_uint_eq(all.live_blocks, 0);
    seam_pool_destroy(&pool);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("barrier");
    TCase *tc = tcase_create("barrier");

    tcase_add_test(tc, the_barrier_is_light_where_the_system_has_it);
    tcase_add_loop_test(tc, the_barrier_is_heavy_where_the_system_has_it_not, 0, 2);
    tcase_add_test(tc, a_barrier_that_is_lost_is_registered_again);
    tcase_add_loop_test_raise_signal(tc, a_barrier_that_stays_lost_stops_the_program, SIGABRT, 0,
                                     2);
    tcase_add_test(tc, caches_work_without_the_barrier);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
