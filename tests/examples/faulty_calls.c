/* A layer under a program: its allocations of buffers, reads and writes, which the linker sends here (--wrap),
 * and of which one fails, or does less than it was asked for. The environment says which:
 *
 *     SEAM_FAULT=CALL:KIND:N    CALL alloc, malloc, read or write; of its calls the N-th, counted from 1
 *                               KIND of alloc and malloc: memory; of the others: short (one byte goes), again (EAGAIN),
 *                               interrupted (EINTR), failed (EIO), random (as many bytes as N chooses)
 *
 * At the end "fault: not reached" is said on standard error when no call was the N-th. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include "seam/buf.h"

seam_status __real_seam_buf_alloc(seam_pool *pool, size_t len, seam_buf *out);
seam_status __wrap_seam_buf_alloc(seam_pool *pool, size_t len, seam_buf *out);
void *__real_malloc(size_t len);
void *__wrap_malloc(size_t len);
ssize_t __real_readv(int fd, const struct iovec *iov, int n_iov);
ssize_t __wrap_readv(int fd, const struct iovec *iov, int n_iov);
ssize_t __real_writev(int fd, const struct iovec *iov, int n_iov);
ssize_t __wrap_writev(int fd, const struct iovec *iov, int n_iov);
ssize_t __real_sendmsg(int fd, const struct msghdr *message, int flags);
ssize_t __wrap_sendmsg(int fd, const struct msghdr *message, int flags);

typedef enum kind { NONE, MEMORY, SHORT, AGAIN, INTERRUPTED, FAILED, RANDOM } kind;

static struct {
    bool is_read;
    char call[8];
    kind kind;
    unsigned long n, n_calls, seed;
} fault;

static void say_when_not_reached(void)
{
    if (fault.n > 0 && fault.n_calls < fault.n && fault.kind != RANDOM)
        fputs("fault: not reached\n", stderr);
}

static void read_environment(void)
{
    static const char *const kinds[] = {"none",        "memory", "short", "again",
                                        "interrupted", "failed", "random"};
    const char *text = getenv("SEAM_FAULT");
    char name[16];

    if (fault.is_read)
        return;
    fault.is_read = true;
    if (text == NULL || sscanf(text, "%7[a-z]:%15[a-z]:%lu", fault.call, name, &fault.n) != 3)
        return;
    for (int i = 0; i <= RANDOM; i++) {
        if (strcmp(kinds[i], name) == 0)
            fault.kind = (kind)i;
    }
    fault.seed = fault.n;
    (void)atexit(say_when_not_reached);
}

/* What this call is to do. */
static kind next(const char *call)
{
    read_environment();
    if (strcmp(fault.call, call) != 0)
        return NONE;
    fault.n_calls++;
    return fault.kind == RANDOM || fault.n_calls == fault.n ? fault.kind : NONE;
}

seam_status __wrap_seam_buf_alloc(seam_pool *pool, size_t len, seam_buf *out)
{
    if (next("alloc") == MEMORY) {
        *out = (seam_buf){NULL, 0, NULL};
        return SEAM_ENOMEM;
    }
    return __real_seam_buf_alloc(pool, len, out);
}

void *__wrap_malloc(size_t len)
{
    return next("malloc") == MEMORY ? NULL : __real_malloc(len);
}

static int error_of(kind what)
{
    return what == AGAIN ? EAGAIN : what == INTERRUPTED ? EINTR : what == FAILED ? EIO : 0;
}

/* The first entry, and as much of it as goes. */
static struct iovec first_of(const struct iovec *iov, kind what)
{
    struct iovec some = iov[0];
    size_t most = 1;

    if (what == RANDOM) {
        fault.seed = fault.seed * 6364136223846793005u + 1442695040888963407u;
        most = 1 + (fault.seed >> 40) % ((fault.seed >> 33) % 2 == 0 ? 7 : 5000);
    }
    some.iov_len = some.iov_len < most ? some.iov_len : most;
    return some;
}

ssize_t __wrap_readv(int fd, const struct iovec *iov, int n_iov)
{
    const kind what = next("read");
    struct iovec some;

    if (what == NONE)
        return __real_readv(fd, iov, n_iov);
    errno = error_of(what);
    if (errno != 0)
        return -1;
    some = first_of(iov, what);
    return __real_readv(fd, &some, 1);
}

ssize_t __wrap_writev(int fd, const struct iovec *iov, int n_iov)
{
    const kind what = next("write");
    struct iovec some;

    if (what == NONE)
        return __real_writev(fd, iov, n_iov);
    errno = error_of(what);
    if (errno != 0)
        return -1;
    some = first_of(iov, what);
    return __real_writev(fd, &some, 1);
}

ssize_t __wrap_sendmsg(int fd, const struct msghdr *message, int flags)
{
    const kind what = next("write");
    struct msghdr shorter = *message;
    struct iovec some;

    if (what == NONE)
        return __real_sendmsg(fd, message, flags);
    errno = error_of(what);
    if (errno != 0)
        return -1;
    some = first_of(message->msg_iov, what);
    shorter.msg_iov = &some;
    shorter.msg_iovlen = 1;
    return __real_sendmsg(fd, &shorter, flags);
}
