/* cli_input.h: files and standard input as pool blocks. */
#ifndef SEAM_CLI_INPUT_H
#define SEAM_CLI_INPUT_H

#include <sys/types.h>

#include "cli.h"

typedef struct cli_input {
    const char *name; /* as given on the command line */
    int fd;           /* -1 = none is open */
} cli_input;

/* Opens a file; "-" is standard input. Returns CLI_OK, or CLI_FAILED after a message. */
int cli_input_open(cli_input *in, const char *name);
void cli_input_close(cli_input *in);

/* Fills a new block of at most `len` bytes by one read. Returns CLI_OK, with `block` empty at the
 * end of the file; CLI_FAILED after a message, with `block` empty. */
int cli_input_read(cli_input *in, seam_pool *pool, size_t len, seam_buf *block);

/* The name of a file in messages. */
const char *cli_input_label(const char *name);

/* The sum of the lengths of these files; 0 when one of them is not a regular file. */
uint64_t cli_input_total(char *const *names, size_t n_names);

/* The first of these names that leads to the regular file `dev`, `ino`; NULL when none does. */
const char *cli_input_same(char *const *names, size_t n_names, dev_t dev, ino_t ino);

#endif
