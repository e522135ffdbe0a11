/* cli_stats.h: what `--stats` prints. */
#ifndef SEAM_CLI_STATS_H
#define SEAM_CLI_STATS_H

#include "cli.h"

typedef struct cli_counts {
    uint64_t bytes_in, bytes_out, chunks, faults;
    uint64_t cut_characters; /* characters that began in one chunk and ended in another */
} cli_counts;

/* Seconds of a clock that never goes back. */
double cli_now(void);

/* Prints one `key: value` per line to stderr. `memory` is read after the run has released its
 * buffers. */
void cli_stats_print(const cli_counts *counts, double seconds, const seam_pool_stats *memory);

#endif
