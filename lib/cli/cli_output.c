#include "cli_output.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli_fd.h"
#include "cli_input.h"

/* Segments per writev(): 4 KiB of entries, well under IOV_MAX. */
#define N_IOV 256

static int check(int fd, const char *label, char *const *inputs, size_t n_inputs)
{
    struct stat st;
    if (fstat(fd, &st) != 0)
        return cli_fail_errno(label);
    if (!S_ISREG(st.st_mode))
        return CLI_OK;
    const char *same = cli_input_same(inputs, n_inputs, st.st_dev, st.st_ino);
    return same == NULL ? CLI_OK : cli_fail("%s: input file is output file", cli_input_label(same));
}

int cli_output_check_stdout(char *const *inputs, size_t n_inputs)
{
    return check(STDOUT_FILENO, CLI_STDOUT, inputs, n_inputs);
}

/* Empties a regular file. Another file cannot be emptied, and need not be. */
static int empty(const cli_output *out)
{
    struct stat st;
    if (fstat(out->fd, &st) == 0 && (!S_ISREG(st.st_mode) || ftruncate(out->fd, 0) == 0))
        return CLI_OK;
    return cli_fail_errno(out->label);
}

int cli_output_open(cli_output *out, const char *name, char *const *inputs, size_t n_inputs)
{
    bool is_file = name != NULL && strcmp(name, "-") != 0;
    out->label = is_file ? name : CLI_STDOUT;
    out->written = 0;
    out->fd = is_file ? open(name, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOCTTY, 0666) : STDOUT_FILENO;
    if (out->fd < 0)
        return cli_fail_errno(out->label);
    int code = check(out->fd, out->label, inputs, n_inputs);
    if (code == CLI_OK && is_file)
        code = empty(out);
    return code == CLI_OK ? CLI_OK : cli_output_close(out, code);
}

int cli_output_write(cli_output *out, seam_chain *chain)
{
    struct iovec iov[N_IOV];
    size_t n_iov;
    while ((n_iov = seam_chain_iovec(chain, 0, SIZE_MAX, iov, N_IOV)) > 0) {
        ssize_t n = cli_fd_writev(out->fd, iov, (int)n_iov);
        if (n < 0)
            return cli_fail_errno(out->label);
        out->written += (uint64_t)n;
        seam_chain_skip(chain, (size_t)n);
    }
    return CLI_OK;
}

int cli_output_write_bytes(cli_output *out, const void *bytes, size_t len)
{
    if (!cli_fd_write(out->fd, bytes, len))
        return cli_fail_errno(out->label);
    out->written += len;
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
