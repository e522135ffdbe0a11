#include "cli.h"
#include "cli_codec.h"

/* Digits in a line, as xxd -p has them. */
enum { HEX_WRAP = 60 };

typedef struct hex_options {
    cli_codec_options codec;
    bool upper;
} hex_options;

static const cli_option rows[] = {
    CLI_CODEC_OPTIONS(hex_options),
    CLI_OPTION("upper", 'u', cli_take_flag, hex_options, upper),
    CLI_OPTIONS_END,
};

static int hex(int argc, char **argv)
{
    hex_options options = {.codec.reading.block_size = CLI_BLOCK_DEFAULT};
    int code;
    if (!cli_options_parse(&cli_hex, argc, argv, &options, &options.codec.reading.files, &code))
        return code;
    if (options.codec.decode && options.upper)
        return cli_misuse(&cli_hex, "--upper is for encoding, without --decode");
    return cli_codec_run(&cli_hex, &options.codec, SEAM_CODEC_HEX,
                         options.upper ? SEAM_CODEC_UPPER : 0, HEX_WRAP);
}

const cli_command cli_hex = {
    .name = "hex",
    .summary = "write bytes as hex digits, or such digits as bytes",
    .options = rows,
    .run = hex,
    .help =
        "usage: seam hex [OPTION...] [FILE...]\n"
        "\n"
        "Write the files, one after the other as a single stream, as two hex digits for each\n"
        "byte. Without FILE, or where FILE is -, read standard input.\n"
        "\n"
        "  -d, --decode         the other way: digits of either case to bytes\n"
        "  -u, --upper          encode with A to F, not a to f\n"
        "  -w, --wrap=N         digits in a line, a multiple of 4; 0: no line ends; default 60\n"
        "      --forgive=LIST   what decoding passes over, with commas:\n"
        "                       spaces: TAB, LF, FF, CR and space, anywhere (default)\n"
        "                       any: whatever is no digit\n"
        "                       end: the first byte that is no digit ends the data; so does\n"
        "                       lenient, which is Node's Buffer\n"
        "                       none: nothing\n"
        "  -i, --ignore-garbage\n"
        "                       as --forgive=any\n"
        "      --block-size=N   bytes per read, 1 to 16M (suffixes K, M); default 64K\n"
        "      --chop=SEED      cut the input at random places; the output is the same\n"
        "  -o, --output=FILE    write to FILE instead of standard output (also -)\n"
        "      --progress       show bytes, rate and time left on a terminal\n"
        "  -h, --help           print this\n"
        "\n"
        "At a byte that is wrong, everything before it is written, and standard error gets\n"
        "one line, FILE: byte OFFSET: WHAT. OFFSET counts from 0 over all input.\n"
        "\n"
        "Exit status: 0 done, 1 what was to be decoded is wrong, 2 wrong usage or an error\n"
        "of input or output.\n",
};
