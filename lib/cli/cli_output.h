/* cli_output.h: chains of slices to a file by writev, without gathering them first. */
#ifndef SEAM_CLI_OUTPUT_H
#define SEAM_CLI_OUTPUT_H

#include "cli.h"

typedef struct cli_output {
    const char *label; /* what messages call it */
    int fd;            /* -1 = not open */
    uint64_t written;  /* bytes */
} cli_output;

/* Opens `name` and empties it; NULL or "-" is standard output. Refuses a regular file that is also
 * among the inputs, before it is emptied. Returns CLI_OK, or CLI_FAILED after a message. */
int cli_output_open(cli_output *out, const char *name, char *const *inputs, size_t n_inputs);

/* Writes all of a chain and drains it. Returns CLI_OK, or CLI_FAILED after a message. */
int cli_output_write(cli_output *out, seam_chain *chain);

/* Closes the file and returns `code`, or CLI_FAILED after a message when closing it shows that
 * something was not written. */
int cli_output_close(cli_output *out, int code);

#endif
