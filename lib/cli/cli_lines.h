/* cli_lines.h: reads a file line by line, in whatever pieces its bytes arrive. */
#ifndef SEAM_CLI_LINES_H
#define SEAM_CLI_LINES_H

#include "cli_input.h"

/* Laws: `at` <= `len` <= `cap`; lines up to `at` have been given. */
typedef struct cli_lines {
    cli_input input;
    char *bytes;
    size_t at, len, cap;
    bool ended;  /* the end of the file has been read */
    size_t most; /* the most bytes of a line */
} cli_lines;

typedef enum cli_line_end {
    CLI_LINE_WHOLE, /* a line, which had a line feed */
    CLI_LINE_TORN,  /* the end of the file came before the line feed */
    CLI_LINE_NONE,  /* no line: the file has ended */
    CLI_LINE_LONG,  /* no line: there is no line feed within `most` bytes */
    CLI_LINE_FAILED /* no line: a message was printed */
} cli_line_end;

/* Opens a file, "-" is standard input, whose lines have at most `most` bytes without their line
 * feed.
 * Returns CLI_OK, or CLI_FAILED after a message. cli_lines_close() is right in both cases. */
int cli_lines_open(cli_lines *lines, const char *name, size_t most);
void cli_lines_close(cli_lines *lines);

/* The next line: its bytes, which may hold a NUL, and behind them a NUL in place of the line feed.
 * They may be written to, and are valid until the next call. */
cli_line_end cli_lines_next(cli_lines *lines, char **line, size_t *len);

#endif
