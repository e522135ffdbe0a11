#include "seam/fd.h"

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>

#include "base/bits.h"
#include "data/room.h"

static seam_status failed(int error, seam_status would_block)
{
    errno = error;
    return error == EAGAIN ? would_block : SEAM_ESYS;
}

/* ---- reading */

/* Where a read puts its bytes: the room of the chain and, where that is too small, a new block
 * behind it. All slots that the bytes may need are reserved before the read, so that nothing can
 * fail after it. */
typedef struct read_room {
    struct iovec iov[2];
    int n_iov;
    seam_buf spare;
} read_room;

/* Adds a block behind the chain's room. Without memory for it, the read is only shorter. */
static void add_spare(seam_chain *chain, size_t want, read_room *room)
{
    const size_t first = room->iov[0].iov_len;
    const size_t n_segs = seam__room_continues(chain) ? 1 : 2;

    if (seam__chain_allows(chain, want, n_segs) != SEAM_OK ||
        seam__room_alloc(chain, want - first, &room->spare) != SEAM_OK)
        return;
    if (seam__ring_ensure(chain, n_segs) != SEAM_OK) {
        seam_buf_release(&room->spare);
        return;
    }
    room->iov[1] =
        (struct iovec){(void *)(uintptr_t)room->spare.data,
                       seam__min(room->spare.len, chain->max_bytes_ - chain->len_ - first)};
    room->n_iov = 2;
}

static seam_status make_room(seam_chain *chain, size_t hint, read_room *room)
{
    const size_t allowed = chain->len_ < chain->max_bytes_ ? chain->max_bytes_ - chain->len_ : 0;
    const size_t want = seam__min(hint > 0 ? hint : chain->block_len_, allowed);
    const bool has_room = seam__room_left(chain) > 0;
    seam_status r;

    room->n_iov = 1;
    room->spare = (seam_buf){NULL, 0, NULL};
    r = seam_chain_reserve(chain, has_room ? 1 : want, &room->iov[0]);
    if (r == SEAM_OK && room->iov[0].iov_len < want)
        add_spare(chain, want, room);
    return r;
}

/* Appends the `n` bytes that have been read into the room. */
static void take(seam_chain *chain, size_t n, read_room *room)
{
    const size_t first = seam__min(n, room->iov[0].iov_len);

    chain->reserved_len_ = 0;
    seam__room_take(chain, first);
    if (n > first) {
        seam__room_replace(chain, &room->spare);
        seam__room_take(chain, n - first);
    }
    seam__room_seal(chain);
}

/* Gives the room back after a read that has failed or read nothing. */
static void give_up(seam_chain *chain)
{
    seam__room_close(chain);
    seam__chain_drop_if_empty(chain);
}

seam_status seam_chain_read_fd(seam_chain *chain, int fd, size_t hint, size_t *n)
{
    read_room room;
    seam_status r;
    ssize_t got;
    int error;

    seam__chain_check(chain);
    *n = 0;
    if (seam__chain_is_reserved(chain))
        return SEAM_ESTATE;
    r = make_room(chain, hint, &room);
    if (r != SEAM_OK)
        return r;
    do
        got = readv(fd, room.iov, room.n_iov);
    while (got < 0 && errno == EINTR);
    error = errno;
    if (got > 0) {
        *n = (size_t)got;
        take(chain, *n, &room);
    } else {
        give_up(chain);
        r = got == 0 ? SEAM_EOF : SEAM_ESYS;
    }
    seam_buf_release(&room.spare);
    return got < 0 ? failed(error, SEAM_MORE) : r;
}

/* ---- writing */

/* The most segments of one system call: 1 KiB of entries on the stack. */
#define N_IOV 64

/* Writes to a descriptor that is no socket, for which no flag suppresses SIGPIPE: the signal is
 * blocked during the call, and one that the call has raised is taken away. A SIGPIPE that was
 * pending before stays. */
static ssize_t writev_without_signal(int fd, const struct iovec *iov, int n_iov)
{
    const struct timespec at_once = {0, 0};
    sigset_t pipe, before, waiting;
    ssize_t n;
    int error;

    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    sigemptyset(&waiting);
    pthread_sigmask(SIG_BLOCK, &pipe, &before);
    sigpending(&waiting);
    n = writev(fd, iov, n_iov);
    error = errno;
    if (n < 0 && error == EPIPE && sigismember(&waiting, SIGPIPE) == 0) {
        while (sigtimedwait(&pipe, NULL, &at_once) == -1 && errno == EINTR)
            continue;
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    errno = error;
    return n;
}

static ssize_t send_once(int fd, struct iovec *iov, size_t n_iov, bool *is_socket)
{
    if (*is_socket) {
        const struct msghdr message = {.msg_iov = iov, .msg_iovlen = n_iov};
        const ssize_t n = sendmsg(fd, &message, MSG_NOSIGNAL);

        if (n >= 0 || errno != ENOTSOCK)
            return n;
        *is_socket = false;
    }
    return writev_without_signal(fd, iov, (int)n_iov);
}

static ssize_t send_some(int fd, struct iovec *iov, size_t n_iov, bool *is_socket)
{
    ssize_t n;

    do
        n = send_once(fd, iov, n_iov, is_socket);
    while (n < 0 && errno == EINTR);
    return n;
}

seam_status seam_chain_write_fd(seam_chain *chain, int fd, size_t max, size_t *n)
{
    const size_t most = max > 0 ? max : SIZE_MAX;
    bool is_socket = true;

    seam__chain_check(chain);
    *n = 0;
    while (seam_chain_len(chain) > 0) {
        struct iovec iov[N_IOV];
        /* At most INT_MAX bytes, which fit in an ssize_t on every machine. */
        const size_t len = seam__min(most - *n, INT_MAX);
        const size_t n_iov = seam_chain_iovec(chain, 0, len, iov, N_IOV);
        ssize_t sent;

        if (n_iov == 0)
            return SEAM_YIELD;
        sent = send_some(fd, iov, n_iov, &is_socket);
        if (sent < 0)
            return failed(errno, SEAM_FULL);
        if (sent == 0)
            return SEAM_FULL;
        seam_chain_skip(chain, (size_t)sent);
        *n += (size_t)sent;
    }
    return SEAM_OK;
}
