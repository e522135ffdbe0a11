/* Chains from and to descriptors: what seldom happens. A second block without a slot for it, a write that
 * takes nothing, and a signal that is taken away by an interrupted call. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/uio.h>
#include <unistd.h>

#include "chain_fixture.h"

/* ---- the system calls, which the linker sends here: --wrap in tests/meson.build */

ssize_t __real_writev(int fd, const struct iovec *iov, int n_iov);
ssize_t __wrap_writev(int fd, const struct iovec *iov, int n_iov);
int __real_sigtimedwait(const sigset_t *set, siginfo_t *info, const struct timespec *timeout);
int __wrap_sigtimedwait(const sigset_t *set, siginfo_t *info, const struct timespec *timeout);

static int n_interrupts; /* of the calls of sigtimedwait() that come next */
static int n_waits;
static bool takes_nothing;

ssize_t __wrap_writev(int fd, const struct iovec *iov, int n_iov)
{
    if (!takes_nothing)
        return __real_writev(fd, iov, n_iov);
    errno = EPIPE; /* of an earlier call */
    return 0;
}

int __wrap_sigtimedwait(const sigset_t *set, siginfo_t *info, const struct timespec *timeout)
{
    n_waits++;
    if (n_interrupts-- > 0) {
        errno = EINTR;
        return -1;
    }
    return __real_sigtimedwait(set, info, timeout);
}

/* ends[0] reads what ends[1] writes. */
static int ends[2];

static void open_test(void)
{
    open_chain();
    must(pipe(ends) == 0);
    for (int i = 0; i < 2; i++)
        must(fcntl(ends[i], F_SETFL, O_NONBLOCK) == 0);
}

static void close_test(void)
{
    close(ends[0]);
    close(ends[1]);
    close_chain();
}

/* One segment, which does not end where the room begins, and two slots: the room takes the second one, and a
 * block behind it needs a larger ring, which is the last that pages are asked for. */
START_TEST(without_slots_for_a_second_block_the_first_is_read_into)
{
    const size_t n_room = SEAM_CHAIN_BLOCK - 1;
    static char text[3 * SEAM_CHAIN_BLOCK];
    size_t n_short = 0, n_whole = 0;
    bool reached = true;

    for (uint64_t k = 1; reached; k++) {
        const size_t len = n_room + 100;
        size_t n;

        commit_text_to(&chain, "-");
        append_text_to(&chain, "+");
        seam_chain_skip(&chain, 1);
        must(write(ends[1], text, len) == (ssize_t)len);
        seam_pool_trim(pool);
        provider.fail_at = provider.n_calls + k;
        provider.fail_from = true;
        must(seam_chain_segments(&chain) == 1 && chain.cap_ == 2);
        if (seam_chain_read_fd(&chain, ends[0], SEAM_CHAIN_BLOCK + 500000, &n) == SEAM_OK) {
            n_short += n == n_room;
            n_whole += n == len;
            must(n == n_room || n == len);
        } else {
            must(n == 0 && seam_chain_len(&chain) == 1);
        }
        reached = provider.n_calls >= provider.fail_at;
        provider.fail_at = 0;
        must(seam__chain_valid(&chain));
        while (seam_chain_len(&chain) < 1 + len)
            must(seam_chain_read_fd(&chain, ends[0], 0, &n) == SEAM_OK);
        seam_chain_skip(&chain, 1);
        expect_chain(&chain, text, len);
        seam_chain_release(&chain);
    }
    ck_assert_uint_gt(n_short, 1);
    ck_assert_uint_gt(n_whole, 0);
}
END_TEST

START_TEST(a_write_that_takes_nothing_is_full)
{
    size_t n = 99;

    append_text_to(&chain, "kept");
    takes_nothing = true;
    n_waits = 0;
    ck_status(seam_chain_write_fd(&chain, ends[1], 0, &n), SEAM_FULL);
    takes_nothing = false;
    ck_assert_uint_eq(n, 0);
    ck_assert_int_eq(n_waits, 0);
    expect_text_in(&chain, "kept");
    ck_ok(seam_chain_write_fd(&chain, ends[1], 0, &n));
    ck_assert_uint_eq(n, 4);
}
END_TEST

START_TEST(the_signal_of_a_broken_pipe_is_taken_away_whatever_interrupts)
{
    sigset_t waiting;
    size_t n;

    append_text_to(&chain, "nobody reads this");
    close(ends[0]);
    n_interrupts = 3;
    n_waits = 0;
    ck_status(seam_chain_write_fd(&chain, ends[1], 0, &n), SEAM_ESYS);
    ck_assert_int_eq(errno, EPIPE);
    ck_assert_int_eq(n_waits, 4);
    sigpending(&waiting);
    ck_assert(!sigismember(&waiting, SIGPIPE));
    must(pipe(ends) == 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("fd_rare");
    TCase *tc = tcase_create("fd_rare");

    tcase_set_timeout(tc, 60);
    tcase_add_checked_fixture(tc, open_test, close_test);
    tcase_add_test(tc, without_slots_for_a_second_block_the_first_is_read_into);
    tcase_add_test(tc, a_write_that_takes_nothing_is_full);
    tcase_add_test(tc, the_signal_of_a_broken_pipe_is_taken_away_whatever_interrupts);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
