/* A layer between a program and the C library, loaded before that: what is read and written goes through in parts,
 * is interrupted or would block, and memory of the system is refused, as fault_rules.h says:
 *
 *     LD_PRELOAD=faults.so SEAM_FAULTS=read:short:3,mmap:memory:2 PROGRAM
 *
 * read() and write() are touched on sockets, where libuv calls them, and on standard input: the pipes that it
 * wakes itself by stay whole. */
#define _GNU_SOURCE /* RTLD_NEXT */
#include <dlfcn.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "fault_rules.h"

#define MAX_IOV 64

/* Whether a call fails, errno says how; else the bytes that it may take at most. */
static int fails(const char *call, size_t *most)
{
    const fault what = fault_next(call);

    *most = what == FAULT_SHORT ? 1 + fault_below(fault_below(2) == 0 ? faults.most : 7) : SIZE_MAX;
    if (*most > faults.most && what == FAULT_SHORT)
        *most = faults.most;
    errno = what == FAULT_AGAIN         ? EAGAIN
            : what == FAULT_INTERRUPTED ? EINTR
            : what == FAULT_FAILED      ? EIO
                                        : 0;
    return errno != 0;
}

/* The entries, or the first bytes of them. */
static int shorten(struct iovec *to, const struct iovec *iov, int n_iov, size_t most)
{
    int n = 0;

    for (; n < n_iov && n < MAX_IOV && most > 0; n++) {
        to[n] = iov[n];
        if (to[n].iov_len > most)
            to[n].iov_len = most;
        most -= to[n].iov_len;
    }
    return n;
}

static int is_touched(int fd)
{
    struct stat s;

    return fd == 0 || (fstat(fd, &s) == 0 && S_ISSOCK(s.st_mode));
}

/* The C library's own, under the name that the linker knows. */
#define REAL(type, name) (*(type *)(void *)&(void *){dlsym(RTLD_NEXT, name)})

typedef ssize_t read_fn(int fd, void *to, size_t len);
typedef ssize_t write_fn(int fd, const void *from, size_t len);
typedef ssize_t vector_fn(int fd, const struct iovec *iov, int n_iov);
typedef ssize_t sendmsg_fn(int fd, const struct msghdr *message, int flags);
typedef void *mmap_fn(void *at, size_t len, int prot, int flags, int fd, off_t off);

/* Found by the dynamic linker, whatever the flags of the build hide. */
#pragma GCC visibility push(default)

ssize_t read(int fd, void *buf, size_t nbytes)
{
    size_t most = SIZE_MAX;

    if (is_touched(fd) && fails("read", &most))
        return -1;
    return REAL(read_fn *, "read")(fd, buf, nbytes < most ? nbytes : most);
}

ssize_t write(int fd, const void *buf, size_t n)
{
    size_t most = SIZE_MAX;

    if (is_touched(fd) && fails("write", &most))
        return -1;
    return REAL(write_fn *, "write")(fd, buf, n < most ? n : most);
}

ssize_t readv(int fd, const struct iovec *iovec, int count)
{
    struct iovec some[MAX_IOV];
    size_t most;

    if (fails("read", &most))
        return -1;
    return REAL(vector_fn *, "readv")(fd, some, shorten(some, iovec, count, most));
}

ssize_t writev(int fd, const struct iovec *iovec, int count)
{
    struct iovec some[MAX_IOV];
    size_t most;

    if (fails("write", &most))
        return -1;
    return REAL(vector_fn *, "writev")(fd, some, shorten(some, iovec, count, most));
}

ssize_t sendmsg(int fd, const struct msghdr *message, int flags)
{
    struct iovec some[MAX_IOV];
    struct msghdr shorter = *message;
    size_t most;

    if (fails("write", &most))
        return -1;
    shorter.msg_iovlen = (size_t)shorten(some, message->msg_iov, (int)message->msg_iovlen, most);
    shorter.msg_iov = some;
    return REAL(sendmsg_fn *, "sendmsg")(fd, &shorter, flags);
}

/* With 64-bit offsets the headers give mmap() another name. */
void *mmap(void *addr, size_t len, int prot, int flags, int fd, off_t offset)
{
    if (fault_next("mmap") == FAULT_MEMORY) {
        errno = ENOMEM;
        return MAP_FAILED;
    }
    return REAL(mmap_fn *, "mmap64")(addr, len, prot, flags, fd, offset);
}

/* glibc's own under another name: dlsym() may call calloc(). A sanitizer that has one does not come here. */
void *__libc_calloc(size_t n, size_t size);

void *calloc(size_t nmemb, size_t size)
{
    return fault_next("calloc") == FAULT_MEMORY ? NULL : __libc_calloc(nmemb, size);
}

#pragma GCC visibility pop
