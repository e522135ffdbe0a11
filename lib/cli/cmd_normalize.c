#include "cli.h"
#include "cli_text.h"

typedef struct normalize_run {
    cli_text text;
    seam_normalizer normalizer;
    cli_text_out out;
} normalize_run;

static int take(void *ctx, seam_view text)
{
    normalize_run *run = ctx;
    uint8_t room[4096];
    seam_view piece;
    seam_status status;
    while ((status = seam_normalizer_next(&run->normalizer, &text, room, sizeof room, &piece)) ==
           SEAM_OK) {
        int code = cli_text_out_put(&run->out, piece);
        if (code != CLI_OK)
            return code;
    }
    return status == SEAM_MORE || status == SEAM_EOF ? CLI_OK : cli_fail_status(status);
}

static int normalize_files(normalize_run *run)
{
    int code = cli_text_read_all(&run->text, take, run);
    seam_normalizer_finish(&run->normalizer);
    return code == CLI_OK ? take(run, seam_view_of(NULL, 0)) : code;
}

/* What both commands do, each with its own form. */
static int normalize_to(const cli_options *options, unsigned form)
{
    static normalize_run run;
    const seam_normalizer_options forms = {.form = (uint8_t)form};
    int code = cli_text_init(&run.text, options);
    if (code == CLI_OK && seam_normalizer_init(&run.normalizer, &forms) != SEAM_OK)
        code = cli_fail_status(SEAM_EINVAL);
    if (code == CLI_OK)
        code = cli_text_out_open(&run.out, options);
    if (code == CLI_OK)
        code = cli_text_out_close(&run.out, normalize_files(&run));
    cli_text_end(&run.text);
    return code;
}

static int normalize(int argc, char **argv)
{
    cli_options options;
    int code = cli_options_parse(&cli_normalize, argc, argv, &options);
    if (code != CLI_OK)
        return code;
    return options.help ? cli_print_help(&cli_normalize) : normalize_to(&options, options.form);
}

static int fold(int argc, char **argv)
{
    cli_options options;
    int code = cli_options_parse(&cli_fold, argc, argv, &options);
    if (code != CLI_OK)
        return code;
    return options.help ? cli_print_help(&cli_fold) : normalize_to(&options, SEAM_CASEFOLD);
}

const cli_command cli_normalize = {
    .name = "normalize",
    .summary = "write text in a normal form of Unicode",
    .options = CLI_TAKES_NORMALIZE,
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

const cli_command cli_fold = {
    .name = "fold",
    .summary = "write text without differences of case",
    .options = CLI_TAKES_FOLD,
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
