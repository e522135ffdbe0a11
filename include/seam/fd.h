/* seam/fd.h: chains from and to descriptors, for programs that wait with poll() or epoll.
 *
 *     POLLIN:   while ((r = seam_chain_read_fd(&rx, fd, 0, &n)) == SEAM_OK) parse(&rx);
 *               SEAM_MORE: wait for POLLIN. SEAM_EOF: the peer sends no more.
 *     POLLOUT:  r = seam_chain_write_fd(&tx, fd, 0, &n);
 *               SEAM_OK: all is written. SEAM_FULL: wait for POLLOUT.
 *
 * The descriptor should be non-blocking; one that blocks is waited for. A call that a signal
 * interrupts is made again. Writing to a peer that is gone is SEAM_ESYS with EPIPE, never SIGPIPE.
 * The descriptor stays the caller's.
 * Threads: as chain.h. */
#ifndef SEAM_FD_H
#define SEAM_FD_H

#include "chain.h"

SEAM_BEGIN_DECLS

/**
 * Read what is there into a chain, with one system call.
 *
 * @param      chain  Grown. What is left of its block is filled first, then a fresh one.
 * @param      fd     Open for reading.
 * @param      hint   Bytes to make room for, as far as the chain's limit and memory allow; 0: the
 *                    size of the chain's blocks.
 * @param[out] n      Always written: bytes read.
 *
 * Returns     SEAM_OK: at least one byte. SEAM_MORE: nothing is there, wait. SEAM_EOF: the end.
 *             SEAM_ESYS: errno says why. SEAM_ELIMIT: the chain is at its limit, or the pool at its
 *             own. SEAM_ENOMEM. SEAM_ESTATE: a reservation is open. Unless it is SEAM_OK nothing has
 *             changed; no byte that was read is lost.
 * Threads     One.
 * Cost        readv() once. A chain that is empty afterwards keeps no block.
 */
SEAM_TRY seam_status seam_chain_read_fd(seam_chain *chain, int fd, size_t hint, size_t *n);

/**
 * Write a chain until it is empty or the descriptor takes no more; what went is drained.
 *
 * @param      chain  Shortened.
 * @param      fd     Open for writing.
 * @param      max    Bytes to write at most in this turn; 0: no bound.
 * @param[out] n      Always written: bytes that went, whatever is returned.
 *
 * Returns     SEAM_OK: the chain is empty. SEAM_FULL: the descriptor would block, wait. SEAM_YIELD:
 *             `max` bytes went and there are more. SEAM_ESYS: errno says why; what went before is
 *             drained.
 * Threads     One. SIGPIPE is blocked in the calling thread alone, and only during the call.
 * Cost        sendmsg() for each 64 segments; a descriptor that is no socket takes writev(), and
 *             three more calls that block SIGPIPE.
 */
SEAM_TRY seam_status seam_chain_write_fd(seam_chain *chain, int fd, size_t max, size_t *n);

SEAM_END_DECLS
#endif
