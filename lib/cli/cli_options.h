/* cli_options.h: reads the arguments of a command by its table of options. Also the kinds of
 * options that several commands share. */
#ifndef SEAM_CLI_OPTIONS_H
#define SEAM_CLI_OPTIONS_H

#include "cli_names.h"

/* Takes the value of an option: sets *place and returns CLI_OK, or prints what is wrong and returns
 * CLI_FAILED. */
typedef int cli_take(const cli_command *command, const cli_option *option, const char *value,
                     void *place);

/* One option of a command. Every command has --help (-h) as well. */
struct cli_option {
    const char *name; /* the name behind "--" */
    char letter;      /* the letter behind "-"; 0 = none */
    cli_take *take;   /* cli_take_flag: there is no value */
    size_t place;     /* offset of what it sets in the struct of the command's options */
};

/* The options of a command are read into a struct of its own: CLI_OPTION("quiet", 'q',
 * cli_take_flag, check_options, quiet) sets its member `quiet`. A table ends with
 * CLI_OPTIONS_END. */
#define CLI_OPTION(name, letter, take, type, member) \
    {                                                \
        name, letter, take, offsetof(type, member)   \
    }
#define CLI_OPTIONS_END  \
    {                    \
        NULL, 0, NULL, 0 \
    }

/* Rows of a table beyond these are not read. */
enum { CLI_OPTIONS_MAX = 32 };

/* The files behind the options: `names` is never NULL; "-" is standard input, which is the
 * default. */
typedef struct cli_files {
    char **names;
    size_t n;
} cli_files;

/* The value of an option that takes a number and need not be given. */
typedef struct cli_number {
    bool is_given;
    uint64_t value;
} cli_number;

/* The options that all commands have which read files. */
typedef struct cli_reading {
    cli_files files;
    size_t block_size; /* 1 to CLI_BLOCK_MAX */
    cli_number chop;   /* the seed of random places to cut blocks at */
    bool progress;
} cli_reading;

#define CLI_BLOCK_DEFAULT (64u << 10)
#define CLI_BLOCK_MAX     (16u << 20)

/* The rows for these options, in the table of a command whose struct has a member `reading`. */
#define CLI_READING_OPTIONS(type)                                               \
    CLI_OPTION("block-size", 0, cli_take_block_size, type, reading.block_size), \
        CLI_OPTION("chop", 0, cli_take_number, type, reading.chop)

cli_take cli_take_flag;       /* bool: true */
cli_take cli_take_word;       /* const char *: the value */
cli_take cli_take_number;     /* cli_number: decimal */
cli_take cli_take_block_size; /* size_t */
cli_take cli_take_policy;     /* cli_policy; the option has the name of an axis */

/* Reads a command's arguments; argv[0] is its name. `options` is the struct that its table is
 * about, or NULL when it has none; `files` is NULL for a command that takes none. Returns true when
 * the command is to go on. Else *code is its exit code: help was asked for and printed, or a
 * message says what is wrong. */
bool cli_options_parse(const cli_command *command, int argc, char **argv, void *options,
                       cli_files *files, int *code);

/* Makes decoder options of a policy. Returns CLI_OK, or CLI_FAILED after a message. */
int cli_policy_resolve(const cli_command *command, const cli_policy *policy,
                       seam_decoder_options *out);

#endif
