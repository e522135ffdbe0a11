#include "faulty_fd.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "pool_fixture.h"

/* The system calls of fd.c, which the linker sends here. */
ssize_t __real_readv(int fd, const struct iovec *iov, int n_iov);
ssize_t __real_writev(int fd, const struct iovec *iov, int n_iov);
ssize_t __real_sendmsg(int fd, const struct msghdr *message, int flags);
ssize_t __wrap_readv(int fd, const struct iovec *iov, int n_iov);
ssize_t __wrap_writev(int fd, const struct iovec *iov, int n_iov);
ssize_t __wrap_sendmsg(int fd, const struct msghdr *message, int flags);

faulty_fd faults;

static bool is_faulty(void)
{
    return faults.fault_at > 0 && faults.n_calls == faults.fault_at;
}

static int next_error(void)
{
    static const int errors[] = {EINTR, EINTR, EINTR, EAGAIN, EAGAIN, EIO};
    int error = faults.fail_once;

    faults.n_calls++;
    faults.fail_once = 0;
    if (is_faulty() && faults.fault != FAULT_SHORT)
        error = faults.fault;
    if (error == 0 && prng_below(&faults.rng, 100) < faults.fail_percent)
        error = errors[prng_below(&faults.rng, 6)];
    faults.n_io_errors += error == EIO;
    return error;
}

/* The entries, or fewer bytes of them. */
static int shorten(struct iovec *to, const struct iovec *iov, int n_iov)
{
    size_t most = SIZE_MAX;
    int n = 0;

    faults.offered = 0;
    for (int i = 0; i < n_iov; i++)
        faults.offered += iov[i].iov_len;
    if (prng_below(&faults.rng, 100) < faults.short_percent)
        most = 1 + prng_below(&faults.rng, prng_below(&faults.rng, 2) == 0 ? 3 : 5000);
    if (is_faulty())
        most = 1;
    for (; n < n_iov && most > 0; n++) {
        to[n] = iov[n];
        to[n].iov_len = iov[n].iov_len < most ? iov[n].iov_len : most;
        most -= to[n].iov_len;
    }
    return n;
}

ssize_t __wrap_readv(int fd, const struct iovec *iov, int n_iov)
{
    struct iovec some[1024];

    errno = next_error();
    return errno != 0 ? -1 : __real_readv(fd, some, shorten(some, iov, n_iov));
}

ssize_t __wrap_writev(int fd, const struct iovec *iov, int n_iov)
{
    struct iovec some[1024];

    errno = next_error();
    return errno != 0 ? -1 : __real_writev(fd, some, shorten(some, iov, n_iov));
}

ssize_t __wrap_sendmsg(int fd, const struct msghdr *message, int flags)
{
    struct iovec some[1024];
    struct msghdr shorter = *message;

    errno = next_error();
    if (errno != 0)
        return -1;
    must((flags & MSG_NOSIGNAL) != 0);
    shorter.msg_iovlen = (size_t)shorten(some, message->msg_iov, (int)message->msg_iovlen);
    shorter.msg_iov = some;
    return __real_sendmsg(fd, &shorter, flags);
}

void faulty_fd_open(int ends[2], bool socket)
{
    memset(&faults, 0, sizeof(faults));
    prng_init(&faults.rng, 1);
    if (socket)
        must(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
    else
        must(pipe(ends) == 0);
    for (int i = 0; i < 2; i++)
        must(fcntl(ends[i], F_SETFL, O_NONBLOCK) == 0);
}

void faulty_fd_shut(int *end)
{
    if (*end >= 0)
        close(*end);
    *end = -1;
}
