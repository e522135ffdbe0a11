/* cli_options.h: the options of the commands that read text, and of `seam pool-map`, read and validated. */
#ifndef SEAM_CLI_OPTIONS_H
#define SEAM_CLI_OPTIONS_H

#include "cli_names.h"

#define CLI_BLOCK_DEFAULT (64u << 10)
#define CLI_BLOCK_MAX     (16u << 20)

typedef struct cli_options {
    seam_decoder_options decoder; /* what policy comes to */
    cli_policy policy;
    size_t block_size;  /* 1 to CLI_BLOCK_MAX */
    bool chop;          /* cut blocks at random places */
    uint64_t seed;      /* of those places */
    const char *output; /* NULL = standard output */
    bool stats, progress, quiet, help;
    unsigned form;                                   /* SEAM_NFC ... */
    bool lines, code_points, bytes, columns_of_line; /* what is to be counted; none is all */
    bool ambiguous_wide;
    bool has_columns, has_clusters; /* the limits below are given */
    uint64_t columns, clusters;     /* of a line */
    char **files;                   /* never NULL; "-" is standard input, which is the default */
    size_t n_files;
} cli_options;

/* Reads a command's arguments; argv[0] is its name. Returns CLI_OK, or CLI_FAILED after a message.
 * When `out->help` is set nothing else in `out` counts: print the command's help. */
int cli_options_parse(const cli_command *command, int argc, char **argv, cli_options *out);

/* For commands that take no operands and no options but --help: sets *help. */
int cli_options_none(const cli_command *command, int argc, char **argv, bool *help);

#endif
