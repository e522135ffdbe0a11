#include "cli_fd.h"

#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <unistd.h>

/* Whether a call that has failed is to be made again; waits until that may succeed. The result of
 * poll() is not used, because the repeated call finds out by itself. */
static bool again(int fd, short events)
{
    struct pollfd wanted = {.fd = fd, .events = events};
    if (errno == EINTR)
        return true;
    if (errno != EAGAIN) /* EWOULDBLOCK is the same number */
        return false;
    return poll(&wanted, 1, -1) >= 0 || errno == EINTR;
}

ssize_t cli_fd_read(int fd, void *to, size_t len)
{
    ssize_t n;
    do
        n = read(fd, to, len);
    while (n < 0 && again(fd, POLLIN));
    return n;
}

ssize_t cli_fd_writev(int fd, const struct iovec *iov, int n_iov)
{
    ssize_t n;
    do
        n = writev(fd, iov, n_iov);
    while (n < 0 && again(fd, POLLOUT));
    return n;
}

bool cli_fd_write(int fd, const void *from, size_t len)
{
    struct iovec rest = {(void *)(uintptr_t)from, len};
    while (rest.iov_len > 0) {
        ssize_t n = cli_fd_writev(fd, &rest, 1);
        if (n < 0)
            return false;
        rest.iov_base = (char *)rest.iov_base + n;
        rest.iov_len -= (size_t)n;
    }
    return true;
}
