#include "cli_input.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli_fd.h"

static bool is_stdin(const char *name)
{
    return strcmp(name, "-") == 0;
}

const char *cli_input_label(const char *name)
{
    return is_stdin(name) ? "<stdin>" : name;
}

int cli_input_open(cli_input *in, const char *name)
{
    in->name = name;
    in->fd = is_stdin(name) ? STDIN_FILENO : open(name, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    return in->fd >= 0 ? CLI_OK : cli_fail_errno(cli_input_label(name));
}

void cli_input_close(cli_input *in)
{
    if (in->fd > STDIN_FILENO)
        (void)close(in->fd);
    in->fd = -1;
}

int cli_input_read(cli_input *in, seam_pool *pool, size_t len, seam_buf *block)
{
    seam_status status = seam_buf_alloc(pool, len, block);
    if (status != SEAM_OK)
        return cli_fail_status(status);
    ssize_t n = cli_fd_read(in->fd, seam_buf_bytes_mut(block), len);
    int code = n < 0 ? cli_fail_errno(cli_input_label(in->name)) : CLI_OK;
    status = seam_buf_truncate(block, n < 0 ? 0 : (size_t)n);
    return status == SEAM_OK ? code : cli_fail_status(status);
}

static bool stat_input(const char *name, struct stat *st)
{
    return (is_stdin(name) ? fstat(STDIN_FILENO, st) : stat(name, st)) == 0 && S_ISREG(st->st_mode);
}

uint64_t cli_input_total(char *const *names, size_t n_names)
{
    uint64_t total = 0;
    struct stat st;
    for (size_t i = 0; i < n_names; i++) {
        if (!stat_input(names[i], &st))
            return 0;
        total += (uint64_t)st.st_size;
    }
    return total;
}

const char *cli_input_same(char *const *names, size_t n_names, dev_t dev, ino_t ino)
{
    struct stat st;
    for (size_t i = 0; i < n_names; i++)
        if (stat_input(names[i], &st) && st.st_dev == dev && st.st_ino == ino)
            return names[i];
    return NULL;
}
