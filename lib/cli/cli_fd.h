/* cli_fd.h: reads and writes that wait, whatever flags a descriptor has. O_NONBLOCK belongs to the open
 * file, which other processes share and may set at any time: it is neither cleared nor an error. */
#ifndef SEAM_CLI_FD_H
#define SEAM_CLI_FD_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include <sys/uio.h>

/* As read(): the number of bytes, 0 at the end, -1 and errno after an error; never EINTR or
 * EAGAIN. */
ssize_t cli_fd_read(int fd, void *to, size_t len);

/* As writev(): the number of bytes, of which there is one at least; -1 and errno after an error; never
 * EINTR or EAGAIN. */
ssize_t cli_fd_writev(int fd, const struct iovec *iov, int n_iov);

/* Writes all of the bytes. Returns false, with errno, after an error. */
bool cli_fd_write(int fd, const void *from, size_t len);

#endif
