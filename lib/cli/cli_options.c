#include "cli_options.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

/* The options of one command in the form that getopt_long() takes. */
typedef struct getopt_tables {
    struct option longs[CLI_OPTIONS_MAX + 2];
    char shorts[2 * CLI_OPTIONS_MAX + 3];
} getopt_tables;

static const cli_option help_option = {"help", 'h', cli_take_flag, 0};

/* The result of getopt_long() for row `i`: its letter, or a number above all letters. */
static int key_of(const cli_option *option, size_t i)
{
    return option->letter != 0 ? option->letter : 256 + (int)i;
}

static size_t count_rows(const cli_option *rows)
{
    size_t n = 0;
    while (rows != NULL && n < CLI_OPTIONS_MAX && rows[n].name != NULL)
        n++;
    return n;
}

/* Row `i` of the table of a command; the last row is --help. */
static const cli_option *row_at(const cli_command *command, size_t i, size_t n)
{
    return i < n ? &command->options[i] : &help_option;
}

static void tables_init(getopt_tables *tables, const cli_command *command)
{
    const size_t n = count_rows(command->options);
    memset(tables, 0, sizeof *tables);
    char *letter = tables->shorts;
    *letter++ = ':'; /* so that getopt_long() tells a missing value from an unknown option */
    for (size_t i = 0; i <= n; i++) {
        const cli_option *row = row_at(command, i, n);
        const int has_value = row->take == cli_take_flag ? no_argument : required_argument;
        tables->longs[i] = (struct option){row->name, has_value, NULL, key_of(row, i)};
        if (row->letter == 0)
            continue;
        *letter++ = row->letter;
        if (has_value == required_argument)
            *letter++ = ':';
    }
}

/* The option with this key, or NULL. */
static const cli_option *option_with(const cli_command *command, int key)
{
    const size_t n = count_rows(command->options);
    for (size_t i = 0; i <= n; i++)
        if (key_of(row_at(command, i, n), i) == key)
            return row_at(command, i, n);
    return NULL;
}

/* Prints why getopt_long() has refused argv[optind - 1], or the letter optopt in it. */
static int refuse(const cli_command *command, int answer, char **argv)
{
    const cli_option *option = option_with(command, optopt);
    const char *word = argv[optind - 1];
    if (answer == ':' && option != NULL && strncmp(word, "--", 2) == 0)
        return cli_misuse(command, "option '--%s' needs a value", option->name);
    if (answer == ':')
        return cli_misuse(command, "option '-%c' needs a value", optopt);
    if (optopt == 0)
        return cli_misuse(command, "unknown or ambiguous option '%s'", word);
    if (option != NULL)
        return cli_misuse(command, "option '--%s' takes no value", option->name);
    return cli_misuse(command, "unknown option '-%c'", optopt);
}

/* Parses decimal digits, behind which the word must end unless `rest` is given. */
static bool parse_number(const char *text, uint64_t *out, const char **rest)
{
    if (*text < '0' || *text > '9')
        return false;
    char *end;
    errno = 0;
    unsigned long long value = strtoull(text, &end, 10);
    *out = value;
    *rest = end;
    return errno == 0;
}

static bool parse_block_size(const char *text, size_t *out)
{
    uint64_t value;
    const char *rest;
    if (!parse_number(text, &value, &rest) || value == 0 || value > CLI_BLOCK_MAX)
        return false;
    if (*rest == 'K' || *rest == 'k') {
        value <<= 10;
        rest++;
    } else if (*rest == 'M' || *rest == 'm') {
        value <<= 20;
        rest++;
    }
    *out = (size_t)value;
    return *rest == '\0' && value <= CLI_BLOCK_MAX;
}

int cli_take_flag(const cli_command *command, const cli_option *option, const char *value,
                  void *place)
{
    (void)command;
    (void)option;
    (void)value;
    *(bool *)place = true;
    return CLI_OK;
}

int cli_take_word(const cli_command *command, const cli_option *option, const char *value,
                  void *place)
{
    (void)command;
    (void)option;
    *(const char **)place = value;
    return CLI_OK;
}

int cli_take_number(const cli_command *command, const cli_option *option, const char *value,
                    void *place)
{
    cli_number *number = place;
    const char *rest;
    number->is_given = true;
    if (parse_number(value, &number->value, &rest) && *rest == '\0')
        return CLI_OK;
    return cli_misuse(command, "--%s: '%s' is not a decimal number of at most 64 bits",
                      option->name, value);
}

int cli_take_block_size(const cli_command *command, const cli_option *option, const char *value,
                        void *place)
{
    if (parse_block_size(value, place))
        return CLI_OK;
    return cli_misuse(command, "--%s: '%s' is not a size from 1 to 16M (suffixes K, M)",
                      option->name, value);
}

int cli_take_policy(const cli_command *command, const cli_option *option, const char *value,
                    void *place)
{
    const cli_axis *axis = cli_axis_find(option->name);
    if (cli_axis_set(axis, value, place))
        return CLI_OK;
    char words[CLI_NAMES];
    return cli_misuse(command, "--%s: '%s' is unknown or not built; this version has: %s",
                      option->name, value, cli_axis_words(axis, words));
}

/* Reads the options. Sets *help when help is asked for; the rest is then not read. */
static int take_options(const cli_command *command, int argc, char **argv, void *options,
                        bool *help)
{
    getopt_tables tables;
    int key, code = CLI_OK;
    tables_init(&tables, command);
    opterr = 0;
    *help = false;
    while (code == CLI_OK && !*help &&
           /* NOLINTNEXTLINE(concurrency-mt-unsafe): the program has one thread */
           (key = getopt_long(argc, argv, tables.shorts, tables.longs, NULL)) != -1) {
        const cli_option *option = key == '?' || key == ':' ? NULL : option_with(command, key);
        if (option == NULL)
            code = refuse(command, key, argv);
        else if (option == &help_option)
            *help = true;
        else
            code = option->take(command, option, optarg, (char *)options + option->place);
    }
    return code;
}

static void take_files(int argc, char **argv, cli_files *files)
{
    static char standard_input[] = "-";
    static char *standard_files[] = {standard_input};
    const bool none = optind >= argc;
    *files =
        none ? (cli_files){standard_files, 1} : (cli_files){argv + optind, (size_t)(argc - optind)};
}

bool cli_options_parse(const cli_command *command, int argc, char **argv, void *options,
                       cli_files *files, int *code)
{
    bool help;
    *code = take_options(command, argc, argv, options, &help);
    if (*code == CLI_OK && help)
        *code = cli_print_help(command);
    else if (*code == CLI_OK && files != NULL)
        take_files(argc, argv, files);
    else if (*code == CLI_OK && optind < argc)
        *code = cli_misuse(command, "unexpected operand '%s'", argv[optind]);
    return *code == CLI_OK && !help;
}

int cli_policy_resolve(const cli_command *command, const cli_policy *policy,
                       seam_decoder_options *out)
{
    seam_decoder unused;
    if (!cli_policy_options(policy, out))
        return cli_misuse(command, "--profile: it has no decoder from and to these encodings");
    if (seam_decoder_init(&unused, out) != SEAM_OK)
        return cli_misuse(command, "these options exclude each other");
    return CLI_OK;
}
