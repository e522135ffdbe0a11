/* cli_output.h: writes chains of slices to a file by writev(), without gathering them first. */
#ifndef SEAM_CLI_OUTPUT_H
#define SEAM_CLI_OUTPUT_H

#include "cli.h"

/* The name of standard output in messages. */
#define CLI_STDOUT "<stdout>"

typedef struct cli_output {
    const char *label; /* its name in messages */
    int fd;            /* -1 = not open */
    uint64_t written;  /* the bytes written so far */
} cli_output;

/* Opens `name` and empties it; NULL or "-" is standard output. Refuses a regular file that is also
 * among the inputs, before it is emptied. Returns CLI_OK, or CLI_FAILED after a message. */
int cli_output_open(cli_output *out, const char *name, char *const *inputs, size_t n_inputs);

/* Refuses standard output that is a regular file and also among the inputs: a file that is read
 * while it is written may never end. Returns CLI_OK, or CLI_FAILED after a message. Every command
 * with inputs calls this or cli_output_open(); a file is known by its device and inode, so by any
 * of its names and through the shell's redirection. */
int cli_output_check_stdout(char *const *inputs, size_t n_inputs);

/* Writes all of a chain and drains it. Returns CLI_OK, or CLI_FAILED after a message. */
int cli_output_write(cli_output *out, seam_chain *chain);

/* Writes bytes. Returns CLI_OK, or CLI_FAILED after a message. */
int cli_output_write_bytes(cli_output *out, const void *bytes, size_t len);

/* Closes the file and returns `code`, or CLI_FAILED after a message when closing it shows that
 * something was not written. */
int cli_output_close(cli_output *out, int code);

#endif
