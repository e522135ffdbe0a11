/* cli_fd.h: reads and writes that wait also where a descriptor has O_NONBLOCK. That flag belongs to
 * the open file, which other processes may share and change at any time, so it is neither cleared
 * nor treated as an error. */
#ifndef SEAM_CLI_FD_H
#define SEAM_CLI_FD_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include <sys/uio.h>

/* Reads as read() does. Returns the number of bytes, 0 at the end, or -1 and errno; never EINTR or
 * EAGAIN. */
ssize_t cli_fd_read(int fd, void *to, size_t len);

/* Writes as writev() does. Returns the number of bytes, at least 1, or -1 and errno; never EINTR or
 * EAGAIN. */
ssize_t cli_fd_writev(int fd, const struct iovec *iov, int n_iov);

/* Writes all of the bytes. Returns false, with errno, after an error. */
bool cli_fd_write(int fd, const void *from, size_t len);

#endif
