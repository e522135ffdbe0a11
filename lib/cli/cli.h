/* cli.h: what the commands of the program share. A command is one file, cmd_<name>.c, which defines
 * its options and its row of the table in cli_main.c; everything here uses the public headers of
 * seam alone. */
#ifndef SEAM_CLI_H
#define SEAM_CLI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "seam/seam.h"

/* Exit codes. */
enum {
    CLI_OK = 0,
    CLI_ILL_FORMED = 1, /* the input is: a fault that was asked to count */
    CLI_FAILED = 2      /* usage, input or output; one line on stderr says which */
};

typedef struct cli_option cli_option;

typedef struct cli_command {
    const char *name;
    const char *summary;       /* one line, for the overview */
    const char *help;          /* the text of `seam help NAME` */
    const cli_option *options; /* see cli_options.h; NULL: --help alone */
    /* argv[0] is the command's name. Returns an exit code. */
    int (*run)(int argc, char **argv);
} cli_command;

extern const cli_command cli_decode, cli_check, cli_steps, cli_count, cli_graphemes, cli_normalize,
    cli_fold, cli_cut, cli_hex, cli_base64, cli_list, cli_info, cli_dump, cli_pool_map, cli_help;

/* The command of that name, or NULL. */
const cli_command *cli_command_find(const char *name);
/* The commands in the order of the overview; NULL past the last. */
const cli_command *cli_command_at(size_t index);

/* Prints one line to stderr. Here and in the functions below, what the format makes is escaped as
 * cli_show.h describes, so that any text may be an argument. */
__attribute__((format(printf, 1, 2))) void cli_report(const char *format, ...);

/* Prints one line to stderr, "seam: ...", and returns CLI_FAILED. */
__attribute__((format(printf, 1, 2))) int cli_fail(const char *format, ...);

/* Prints one line to stderr, "seam COMMAND: ...; see 'seam help COMMAND'", and returns
 * CLI_FAILED. */
__attribute__((format(printf, 2, 3))) int cli_misuse(const cli_command *command, const char *format,
                                                     ...);

/* Prints what errno means, "seam: WHERE: ...", to stderr and returns CLI_FAILED. */
int cli_fail_errno(const char *where);

/* Prints the text of a status of the library to stderr and returns CLI_FAILED. */
int cli_fail_status(seam_status status);

/* Flushes stdout and returns `code`, or CLI_FAILED when anything printed so far could not be
 * written; the first such call prints a message. main() ends with it. */
int cli_flush_stdout(int code);

/* Prints the text of `seam help COMMAND` and returns CLI_OK. */
int cli_print_help(const cli_command *command);

/* Room for the longest fault: a 64-bit offset, a reason and four bytes. */
#define CLI_FAULT_TEXT 80

/* Writes "byte OFFSET: REASON: XX XX" and returns `out`. */
const char *cli_fault_text(const seam_fault *fault, char out[CLI_FAULT_TEXT]);

#endif
