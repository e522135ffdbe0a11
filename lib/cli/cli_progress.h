/* cli_progress.h: a line on the terminal while a long input runs. */
#ifndef SEAM_CLI_PROGRESS_H
#define SEAM_CLI_PROGRESS_H

#include "cli.h"

typedef struct cli_progress {
    double started; /* seconds of cli_now() */
    double next;    /* when the line is due; the first is after half a second */
    uint64_t total; /* bytes to come; 0 = not known */
    int width;      /* columns of the line */
    bool on;
    bool shown; /* there is a line to erase */
} cli_progress;

/* Without this call (all zero), or when stderr is no terminal, nothing is ever shown. */
void cli_progress_init(cli_progress *progress, uint64_t total);

/* Draws the line, at most about five times a second. To be called often, with the number of bytes
 * read so far. */
void cli_progress_update(cli_progress *progress, uint64_t done);

/* Erases the line. */
void cli_progress_end(cli_progress *progress);

#endif
