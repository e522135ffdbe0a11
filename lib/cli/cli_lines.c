#include "cli_lines.h"

#include <stdlib.h>
#include <string.h>

#include "cli_fd.h"

#define FIRST_CAP ((size_t)8192)

int cli_lines_open(cli_lines *lines, const char *name, size_t most)
{
    memset(lines, 0, sizeof *lines);
    lines->most = most;
    return cli_input_open(&lines->input, name);
}

void cli_lines_close(cli_lines *lines)
{
    cli_input_close(&lines->input);
    free(lines->bytes);
    lines->bytes = NULL;
}

/* Makes room behind `len` for at least one byte, and one more for the NUL behind a line that the
 * end of the file cuts. */
static bool make_room(cli_lines *lines)
{
    if (lines->at > 0) {
        memmove(lines->bytes, lines->bytes + lines->at, lines->len - lines->at);
        lines->len -= lines->at;
        lines->at = 0;
    }
    if (lines->cap - lines->len >= 2)
        return true;
    size_t cap = lines->cap > 0 ? 2 * lines->cap : FIRST_CAP;
    char *grown = cap > lines->cap ? realloc(lines->bytes, cap) : NULL;
    if (grown == NULL)
        return false;
    lines->bytes = grown;
    lines->cap = cap;
    return true;
}

/* Reads once. Returns CLI_OK, or CLI_FAILED after a message. */
static int read_more(cli_lines *lines)
{
    if (!make_room(lines))
        return cli_fail_status(SEAM_ENOMEM);
    ssize_t n =
        cli_fd_read(lines->input.fd, lines->bytes + lines->len, lines->cap - lines->len - 1);
    if (n < 0)
        return cli_fail_errno(cli_input_label(lines->input.name));
    lines->len += (size_t)n;
    lines->ended = n == 0;
    return CLI_OK;
}

/* Gives the line of `len` bytes at `at`, and skips the line feed behind it where there is one. */
static cli_line_end give(cli_lines *lines, char **line, size_t len, cli_line_end end)
{
    *line = lines->bytes + lines->at;
    (*line)[len] = '\0';
    lines->at += len + (end == CLI_LINE_WHOLE);
    return end;
}

cli_line_end cli_lines_next(cli_lines *lines, char **line, size_t *len)
{
    size_t looked = 0; /* bytes from `at` on that have no line feed */
    for (;;) {
        const size_t held = lines->len - lines->at;
        const char *found =
            held > looked ? memchr(lines->bytes + lines->at + looked, '\n', held - looked) : NULL;
        *len = found != NULL ? (size_t)(found - lines->bytes) - lines->at : held;
        if (*len > lines->most)
            return CLI_LINE_LONG;
        if (found != NULL)
            return give(lines, line, *len, CLI_LINE_WHOLE);
        if (lines->ended)
            return held > 0 ? give(lines, line, held, CLI_LINE_TORN) : CLI_LINE_NONE;
        looked = held;
        if (read_more(lines) != CLI_OK)
            return CLI_LINE_FAILED;
    }
}
