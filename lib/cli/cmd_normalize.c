#include <strings.h>

#include "cli.h"
#include "cli_forms.h"

typedef struct normalize_options {
    cli_reading reading;
    unsigned form;      /* SEAM_NFC ... */
    const char *output; /* NULL = standard output */
} normalize_options;

static int take_form(const cli_command *command, const cli_option *option, const char *value,
                     void *place)
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
        *(unsigned *)place = forms[i].form;
        if (strcasecmp(value, forms[i].word) == 0)
            return CLI_OK;
    }
    return cli_misuse(command,
                      "--%s: '%s' is unknown; there are nfc, nfd, nfkc, nfkd, nfkc-casefold",
                      option->name, value);
}

static const cli_option rows[] = {
    CLI_OPTION("form", 0, take_form, normalize_options, form),
    CLI_READING_OPTIONS(normalize_options),
    CLI_OPTION("output", 'o', cli_take_word, normalize_options, output),
    CLI_OPTION("progress", 0, cli_take_flag, normalize_options, reading.progress),
    CLI_OPTIONS_END,
};

static int normalize(int argc, char **argv)
{
    normalize_options options = {.reading.block_size = CLI_BLOCK_DEFAULT, .form = SEAM_NFC};
    int code;
    if (!cli_options_parse(&cli_normalize, argc, argv, &options, &options.reading.files, &code))
        return code;
    return cli_write_form(&options.reading, options.output, options.form);
}

const cli_command cli_normalize = {
    .name = "normalize",
    .summary = "write text in a normal form of Unicode",
    .options = rows,
    .run = normalize,
    .help = "usage: seam normalize [OPTION...] [FILE...]\n"
            "\n"
            "Write the files, one after the other as a single text, in a normal form (UAX #15).\n"
            "Without FILE, or where FILE is -, read standard input. Input is UTF-8; each\n"
            "ill-formed sequence becomes U+FFFD. A run of more than 30 combining marks is broken\n"
            "by U+034F, so that memory is bounded.\n"
            "\n"
            "      --form=FORM      nfc (default), nfd, nfkc, nfkd or nfkc-casefold\n"
            "      --block-size=N   bytes per read, 1 to 16M (suffixes K, M); default 64K\n"
            "      --chop=SEED      cut the input at random places; the text is the same\n"
            "  -o, --output=FILE    write to FILE instead of standard output (also -)\n"
            "      --progress       show bytes, rate and time left on a terminal\n"
            "  -h, --help           print this\n"
            "\n"
            "Exit status: 0 done, 2 wrong usage or an error of input or output.\n",
};
