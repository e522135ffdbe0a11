#include "cli.h"
#include "cli_forms.h"

typedef struct fold_options {
    cli_reading reading;
    const char *output; /* NULL = standard output */
} fold_options;

static const cli_option rows[] = {
    CLI_READING_OPTIONS(fold_options),
    CLI_OPTION("output", 'o', cli_take_word, fold_options, output),
    CLI_OPTION("progress", 0, cli_take_flag, fold_options, reading.progress),
    CLI_OPTIONS_END,
};

static int fold(int argc, char **argv)
{
    fold_options options = {.reading.block_size = CLI_BLOCK_DEFAULT};
    int code;
    if (!cli_options_parse(&cli_fold, argc, argv, &options, &options.reading.files, &code))
        return code;
    return cli_write_form(&options.reading, options.output, SEAM_CASEFOLD);
}

const cli_command cli_fold = {
    .name = "fold",
    .summary = "write text without differences of case",
    .options = rows,
    .run = fold,
    .help = "usage: seam fold [OPTION...] [FILE...]\n"
            "\n"
            "Write the files, one after the other as a single text, in full case folding\n"
            "(CaseFolding.txt of Unicode, C and F), so that texts which differ in case alone\n"
            "become the same. Input is UTF-8; each ill-formed sequence becomes U+FFFD.\n"
            "Without FILE, or where FILE is -, read standard input.\n"
            "\n"
            "      --block-size=N   bytes per read, 1 to 16M (suffixes K, M); default 64K\n"
            "      --chop=SEED      cut the input at random places; the text is the same\n"
            "  -o, --output=FILE    write to FILE instead of standard output (also -)\n"
            "      --progress       show bytes, rate and time left on a terminal\n"
            "  -h, --help           print this\n"
            "\n"
            "Exit status: 0 done, 2 wrong usage or an error of input or output.\n",
};
