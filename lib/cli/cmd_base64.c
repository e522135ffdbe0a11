#include "cli.h"
#include "cli_codec.h"

/* Digits in a line, as base64(1) has them. */
enum { BASE64_WRAP = 76 };

typedef struct base64_options {
    cli_codec_options codec;
    bool url, no_padding;
} base64_options;

static const cli_option rows[] = {
    CLI_CODEC_OPTIONS(base64_options),
    CLI_OPTION("url", 0, cli_take_flag, base64_options, url),
    CLI_OPTION("no-padding", 0, cli_take_flag, base64_options, no_padding),
    CLI_OPTIONS_END,
};

static int base64(int argc, char **argv)
{
    base64_options options = {.codec.reading.block_size = CLI_BLOCK_DEFAULT};
    int code;
    if (!cli_options_parse(&cli_base64, argc, argv, &options, &options.codec.reading.files, &code))
        return code;
    return cli_codec_run(&cli_base64, &options.codec,
                         options.url ? SEAM_CODEC_BASE64URL : SEAM_CODEC_BASE64,
                         options.no_padding ? SEAM_CODEC_NO_PADDING : 0, BASE64_WRAP);
}

const cli_command cli_base64 = {
    .name = "base64",
    .summary = "write bytes as base64, or base64 as bytes",
    .options = rows,
    .run = base64,
    .help =
        "usage: seam base64 [OPTION...] [FILE...]\n"
        "\n"
        "Write the files, one after the other as a single stream, as base64 (RFC 4648).\n"
        "Without FILE, or where FILE is -, read standard input. What base64(1) writes and\n"
        "reads is the same.\n"
        "\n"
        "  -d, --decode         the other way: base64 to bytes\n"
        "      --url            - and _ in place of + and /\n"
        "      --no-padding     write no =; decode: = is wrong\n"
        "  -w, --wrap=N         digits in a line, a multiple of 4; 0: no line ends; default 76\n"
        "      --forgive=LIST   what decoding passes over, with commas:\n"
        "                       spaces: TAB, LF, FF, CR and space, anywhere (default)\n"
        "                       any: whatever is neither a digit nor =\n"
        "                       padding: the end may lack its =\n"
        "                       bits: set in the last digit that no byte takes\n"
        "                       alphabet: + / and - _ alike\n"
        "                       end: the first = ends the data, what follows is ignored\n"
        "                       forgiving: spaces,padding,bits, which is WHATWG's atob()\n"
        "                       lenient: all of these, which is Node's Buffer\n"
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
