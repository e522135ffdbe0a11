#include "cli_options.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cli_names.h"

/* Keys of options without a letter. */
enum {
    KEY_ERRORS = 256,
    KEY_HOLD,
    KEY_BOM,
    KEY_TAIL,
    KEY_UNMAPPABLE,
    KEY_PROFILE,
    KEY_DENY,
    KEY_BLOCK_SIZE,
    KEY_CHOP,
    KEY_STATS,
    KEY_PROGRESS,
    KEY_FORM,
    KEY_COLUMNS,
    KEY_CLUSTERS,
    KEY_AMBIGUOUS_WIDE
};

#define BOTH    (CLI_TAKES_DECODE | CLI_TAKES_CHECK)
#define WRITERS (CLI_TAKES_NORMALIZE | CLI_TAKES_FOLD | CLI_TAKES_CUT)
#define TEXTS   (WRITERS | CLI_TAKES_COUNT | CLI_TAKES_GRAPHEMES)

/* Every option of every command; `--help` belongs to all. A policy has the name of its axis. */
static const struct option_row {
    struct option option;
    unsigned commands;
} rows[] = {
    {{"from", required_argument, NULL, 'f'}, BOTH},
    {{"to", required_argument, NULL, 't'}, CLI_TAKES_DECODE},
    {{"errors", required_argument, NULL, KEY_ERRORS}, CLI_TAKES_DECODE},
    {{"hold", required_argument, NULL, KEY_HOLD}, CLI_TAKES_DECODE},
    {{"bom", required_argument, NULL, KEY_BOM}, CLI_TAKES_DECODE},
    {{"tail", required_argument, NULL, KEY_TAIL}, CLI_TAKES_DECODE},
    {{"unmappable", required_argument, NULL, KEY_UNMAPPABLE}, CLI_TAKES_DECODE},
    {{"profile", required_argument, NULL, KEY_PROFILE}, BOTH},
    {{"deny", required_argument, NULL, KEY_DENY}, BOTH},
    {{"block-size", required_argument, NULL, KEY_BLOCK_SIZE}, BOTH | TEXTS},
    {{"chop", required_argument, NULL, KEY_CHOP}, BOTH | TEXTS},
    {{"output", required_argument, NULL, 'o'}, CLI_TAKES_DECODE | CLI_TAKES_MAP | WRITERS},
    {{"stats", no_argument, NULL, KEY_STATS}, CLI_TAKES_DECODE},
    {{"progress", no_argument, NULL, KEY_PROGRESS}, CLI_TAKES_DECODE | TEXTS},
    {{"quiet", no_argument, NULL, 'q'}, CLI_TAKES_CHECK},
    {{"form", required_argument, NULL, KEY_FORM}, CLI_TAKES_NORMALIZE},
    {{"lines", no_argument, NULL, 'l'}, CLI_TAKES_COUNT},
    {{"chars", no_argument, NULL, 'm'}, CLI_TAKES_COUNT},
    {{"bytes", no_argument, NULL, 'c'}, CLI_TAKES_COUNT},
    {{"max-line-length", no_argument, NULL, 'L'}, CLI_TAKES_COUNT},
    {{"columns", required_argument, NULL, KEY_COLUMNS}, CLI_TAKES_CUT},
    {{"clusters", required_argument, NULL, KEY_CLUSTERS}, CLI_TAKES_CUT},
    {{"ambiguous-wide", no_argument, NULL, KEY_AMBIGUOUS_WIDE}, CLI_TAKES_COUNT | CLI_TAKES_CUT},
    {{"help", no_argument, NULL, 'h'}, 0},
};

enum { N_ROWS = sizeof rows / sizeof rows[0] };

/* The options of one command as getopt_long() wants them. */
typedef struct getopt_tables {
    struct option longs[N_ROWS + 1];
    char shorts[2 * N_ROWS + 2];
} getopt_tables;

static void tables_init(getopt_tables *tables, unsigned group)
{
    memset(tables, 0, sizeof *tables);
    struct option *row = tables->longs;
    char *letter = tables->shorts;
    *letter++ = ':'; /* a missing value is told from an unknown option */
    for (size_t i = 0; i < N_ROWS; i++) {
        if (rows[i].commands != 0 && (rows[i].commands & group) == 0)
            continue;
        *row++ = rows[i].option;
        if (rows[i].option.val >= KEY_ERRORS)
            continue;
        *letter++ = (char)rows[i].option.val;
        if (rows[i].option.has_arg == required_argument)
            *letter++ = ':';
    }
}

/* The long name of a key among the options in `longs`, or NULL. */
static const char *option_name(const struct option *longs, int key)
{
    for (; longs->name != NULL; longs++)
        if (longs->val == key)
            return longs->name;
    return NULL;
}

/* getopt_long() has refused argv[optind - 1], or the letter optopt in it or behind it. */
static int refuse(const cli_command *command, const struct option *longs, int answer, char **argv)
{
    const char *name = option_name(longs, optopt);
    const char *word = argv[optind - 1];
    if (answer == ':' && name != NULL && strncmp(word, "--", 2) == 0)
        return cli_misuse(command, "option '--%s' needs a value", name);
    if (answer == ':')
        return cli_misuse(command, "option '-%c' needs a value", optopt);
    if (optopt == 0)
        return cli_misuse(command, "unknown or ambiguous option '%s'", word);
    if (name != NULL)
        return cli_misuse(command, "option '--%s' takes no value", name);
    return cli_misuse(command, "unknown option '-%c'", optopt);
}

/* Decimal digits alone, then the end of the word or `*rest`. */
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

static int take_block_size(const cli_command *command, cli_options *out)
{
    if (parse_block_size(optarg, &out->block_size))
        return CLI_OK;
    return cli_misuse(command, "--block-size: '%s' is not a size from 1 to 16M (suffixes K, M)",
                      optarg);
}

static int take_seed(const cli_command *command, cli_options *out)
{
    const char *rest;
    out->chop = true;
    if (parse_number(optarg, &out->seed, &rest) && *rest == '\0')
        return CLI_OK;
    return cli_misuse(command, "--chop: '%s' is not a decimal number of at most 64 bits", optarg);
}

static int take_limit(const cli_command *command, const char *key, uint64_t *limit, bool *has)
{
    const char *rest;
    *has = true;
    if (parse_number(optarg, limit, &rest) && *rest == '\0')
        return CLI_OK;
    return cli_misuse(command, "--%s: '%s' is not a decimal number of at most 64 bits", key,
                      optarg);
}

static int take_form(const cli_command *command, cli_options *out)
{
    static const struct {
        const char *word;
        unsigned form;
    } forms[] = {
        {"nfc", SEAM_NFC},
        {"nfd", SEAM_NFD},
        {"nfkc", SEAM_NFKC},
        {"nfkd", SEAM_NFKD},
        {"nfkc-casefold", SEAM_NFKC_CASEFOLD},
    };
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        out->form = forms[i].form;
        if (strcasecmp(optarg, forms[i].word) == 0)
            return CLI_OK;
    }
    return cli_misuse(
        command, "--form: '%s' is unknown; there are nfc, nfd, nfkc, nfkd, nfkc-casefold", optarg);
}

/* The options of commands about text that need no more than to be noted. */
static bool take_flag(int key, cli_options *out)
{
    switch (key) {
    case 'l':
        return out->lines = true;
    case 'm':
        return out->code_points = true;
    case 'c':
        return out->bytes = true;
    case 'L':
        return out->columns_of_line = true;
    case KEY_AMBIGUOUS_WIDE:
        return out->ambiguous_wide = true;
    default:
        return false;
    }
}

static int take_policy(const cli_command *command, const char *key, cli_options *out)
{
    const cli_axis *axis = cli_axis_find(key);
    if (cli_axis_set(axis, optarg, &out->policy))
        return CLI_OK;
    char words[CLI_NAMES];
    return cli_misuse(command, "--%s: '%s' is unknown or not built; this version has: %s", key,
                      optarg, cli_axis_words(axis, words));
}

static int take(const cli_command *command, const struct option *longs, int key, cli_options *out)
{
    switch (key) {
    case 'o':
        out->output = optarg;
        return CLI_OK;
    case 'q':
        out->quiet = true;
        return CLI_OK;
    case 'h':
        out->help = true;
        return CLI_OK;
    case KEY_STATS:
        out->stats = true;
        return CLI_OK;
    case KEY_PROGRESS:
        out->progress = true;
        return CLI_OK;
    case KEY_BLOCK_SIZE:
        return take_block_size(command, out);
    case KEY_CHOP:
        return take_seed(command, out);
    case KEY_FORM:
        return take_form(command, out);
    case KEY_COLUMNS:
        return take_limit(command, "columns", &out->columns, &out->has_columns);
    case KEY_CLUSTERS:
        return take_limit(command, "clusters", &out->clusters, &out->has_clusters);
    default:
        if (take_flag(key, out))
            return CLI_OK;
        return take_policy(command, option_name(longs, key), out);
    }
}

/* What was said is put together. A check makes each fault a message, whatever is said of it. */
static int resolve(const cli_command *command, cli_options *out)
{
    seam_decoder unused;
    if (!cli_policy_options(&out->policy, &out->decoder))
        return cli_misuse(command, "--profile: it has no decoder from and to these encodings");
    if (seam_decoder_init(&unused, &out->decoder) != SEAM_OK)
        return cli_misuse(command, "these options exclude each other");
    return CLI_OK;
}

int cli_options_parse(const cli_command *command, int argc, char **argv, cli_options *out)
{
    static char standard_input[] = "-";
    static char *standard_files[] = {standard_input};
    getopt_tables tables;
    tables_init(&tables, command->options);
    memset(out, 0, sizeof *out);
    out->block_size = CLI_BLOCK_DEFAULT;
    opterr = 0;
    int key, code = CLI_OK;
    while (code == CLI_OK && !out->help &&
           /* NOLINTNEXTLINE(concurrency-mt-unsafe): the program has one thread */
           (key = getopt_long(argc, argv, tables.shorts, tables.longs, NULL)) != -1)
        code = key == '?' || key == ':' ? refuse(command, tables.longs, key, argv)
                                        : take(command, tables.longs, key, out);
    if (code == CLI_OK && !out->help)
        code = resolve(command, out);
    out->n_files = (size_t)(argc - optind);
    out->files = argv + optind;
    if (out->n_files == 0) {
        out->n_files = 1;
        out->files = standard_files;
    }
    return code;
}

int cli_options_none(const cli_command *command, int argc, char **argv, bool *help)
{
    cli_options options;
    int code = cli_options_parse(command, argc, argv, &options);
    *help = options.help;
    if (code == CLI_OK && !options.help && optind < argc)
        return cli_misuse(command, "unexpected operand '%s'", argv[optind]);
    return code;
}
