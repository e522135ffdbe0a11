#include "cli_output.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli_input.h"

/* Segments per writev(): 4 KiB of entries, well under IOV_MAX. */
#define N_IOV 256

/* A file that is read while it is written never ends, or is empty before it is read. */
static int prepare(cli_output *out, bool empty_it, char *const *inputs, size_t n_inputs)
{
    struct stat st;
    if (fstat(out->fd, &st) != 0)
        return cli_fail_errno(out->label);
    if (!S_ISREG(st.st_mode))
        return CLI_OK;
    const char *same = cli_input_same(inputs, n_inputs, st.st_dev, st.st_ino);
    if (same != NULL)
        return cli_fail("%s: input file is output file", cli_input_label(same));
    if (empty_it && ftruncate(out->fd, 0) != 0)
        return cli_fail_errno(out->label);
    return CLI_OK;
}

int cli_output_open(cli_output *out, const char *name, char *const *inputs, size_t n_inputs)
{
    bool is_file = name != NULL && strcmp(name, "-") != 0;
    out->label = is_file ? name : "<stdout>";
    out->written = 0;
    out->fd = is_file ? open(name, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOCTTY, 0666) : STDOUT_FILENO;
    if (out->fd < 0)
        return cli_fail_errno(out->label);
    int code = prepare(out, is_file, inputs, n_inputs);
    return code == CLI_OK ? CLI_OK : cli_output_close(out, code);
}

int cli_output_write(cli_output *out, seam_chain *chain)
{
    struct iovec iov[N_IOV];
    size_t n_iov;
    while ((n_iov = seam_chain_iovec(chain, iov, N_IOV)) > 0) {
        ssize_t n = writev(out->fd, iov, (int)n_iov);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return cli_fail_errno(out->label);
        out->written += (uint64_t)n;
        seam_status status = seam_chain_drain(chain, (size_t)n);
        if (status != SEAM_OK)
            return cli_fail_status(status);
    }
    return CLI_OK;
}

int cli_output_close(cli_output *out, int code)
{
    int fd = out->fd;
    out->fd = -1;
    /* Linux closes the descriptor even when a signal interrupts the call. */
    if (fd >= 0 && close(fd) != 0 && errno != EINTR)
        return cli_fail_errno(out->label);
    return code;
}
