/* A layer below the examples, loaded before the C library: what they read and write goes through in parts, is
 * interrupted or would block, and memory is refused, as SEAM_FAULTS says:
 *
 *     LD_PRELOAD=faults.so SEAM_FAULTS=seed=7,short=50,fail=20,most=3,mmap=2 PROGRAM
 *
 * short: so many calls of a hundred take 1 to `most` bytes. fail: so many fail with EINTR or EAGAIN. mmap: that
 * call fails, and with `all=1` every one after it. */
#define _GNU_SOURCE /* RTLD_NEXT */
#include <dlfcn.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/uio.h>

#define MAX_IOV 64

static struct {
    int is_read;
    uint64_t rng;
    unsigned long shorter, fail, most, mmap, all, n_mmap;
} faults;

static unsigned long number(const char *words, const char *name, unsigned long otherwise)
{
    const char *at = words != NULL ? strstr(words, name) : NULL;

    return at != NULL ? strtoul(at + strlen(name), NULL, 10) : otherwise;
}

static void read_faults(void)
{
    const char *words = getenv("SEAM_FAULTS");

    if (faults.is_read)
        return;
    faults.is_read = 1;
    faults.rng = number(words, "seed=", 1);
    faults.shorter = number(words, "short=", 0);
    faults.fail = number(words, "fail=", 0);
    faults.most = number(words, "most=", 1);
    faults.mmap = number(words, "mmap=", 0);
    faults.all = number(words, "all=", 0);
}

static unsigned long below(unsigned long n)
{
    faults.rng = faults.rng * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned long)(faults.rng >> 33) % n;
}

/* Whether a call fails; errno then says how. */
static int fails(void)
{
    read_faults();
    if (below(100) >= faults.fail)
        return 0;
    errno = below(2) == 0 ? EINTR : EAGAIN;
    return 1;
}

/* The entries, or the first bytes of them. */
static int shorten(struct iovec *to, const struct iovec *iov, int n_iov)
{
    size_t left = below(100) < faults.shorter ? 1 + below(faults.most) : SIZE_MAX;
    int n = 0;

    for (; n < n_iov && n < MAX_IOV && left > 0; n++) {
        to[n] = iov[n];
        if (to[n].iov_len > left)
            to[n].iov_len = left;
        left -= to[n].iov_len;
    }
    return n;
}

/* The C library's own, under the name that the linker knows. */
#define REAL(type, name) (*(type *)(void *)&(void *){dlsym(RTLD_NEXT, name)})

typedef ssize_t vector_fn(int fd, const struct iovec *iov, int n_iov);
typedef ssize_t sendmsg_fn(int fd, const struct msghdr *message, int flags);
typedef void *mmap_fn(void *at, size_t len, int prot, int flags, int fd, off_t off);

ssize_t readv(int fd, const struct iovec *iovec, int count)
{
    struct iovec some[MAX_IOV];

    return fails() ? -1 : REAL(vector_fn *, "readv")(fd, some, shorten(some, iovec, count));
}

ssize_t writev(int fd, const struct iovec *iovec, int count)
{
    struct iovec some[MAX_IOV];

    return fails() ? -1 : REAL(vector_fn *, "writev")(fd, some, shorten(some, iovec, count));
}

ssize_t sendmsg(int fd, const struct msghdr *message, int flags)
{
    struct iovec some[MAX_IOV];
    struct msghdr shorter = *message;

    shorter.msg_iovlen = (size_t)shorten(some, message->msg_iov, (int)message->msg_iovlen);
    shorter.msg_iov = some;
    return fails() ? -1 : REAL(sendmsg_fn *, "sendmsg")(fd, &shorter, flags);
}

/* With 64-bit offsets the headers give mmap() another name. */
void *mmap(void *addr, size_t len, int prot, int flags, int fd, off_t offset)
{
    read_faults();
    faults.n_mmap++;
    if (faults.mmap > 0 &&
        (faults.n_mmap == faults.mmap || (faults.all && faults.n_mmap > faults.mmap))) {
        errno = ENOMEM;
        return MAP_FAILED;
    }
    return REAL(mmap_fn *, "mmap64")(addr, len, prot, flags, fd, offset);
}
