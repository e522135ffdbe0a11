#include <inttypes.h>
#include <string.h>

#include "cli.h"
#include "cli_print.h"
#include "cli_text.h"

/* The bytes of a cluster that are kept to be shown. All code points are printed, also of a longer
 * one. */
enum { SHOWN_BYTES = 128 };

typedef struct graphemes_options {
    cli_reading reading;
} graphemes_options;

static const cli_option rows[] = {
    CLI_READING_OPTIONS(graphemes_options),
    CLI_OPTION("progress", 0, cli_take_flag, graphemes_options, reading.progress),
    CLI_OPTIONS_END,
};

typedef struct graphemes_run {
    cli_text text;
    seam_graphemes graphemes;
    char shown[SHOWN_BYTES + 4]; /* the cluster whose line is not complete yet */
    size_t n_shown;
    bool is_open, is_longer;
} graphemes_run;

/* The code point of the character at *text, past which it moves. */
static uint32_t next_code_point(seam_view *text)
{
    const uint8_t *p = text->data;
    size_t len = p[0] < 0x80 ? 1 : p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : 4;
    uint32_t c = len == 1 ? p[0] : p[0] & (0x7Fu >> len);
    for (size_t i = 1; i < len; i++)
        c = c << 6 | (p[i] & 0x3Fu);
    *text = seam_view_of(p + len, text->len - len);
    return c;
}

static void end_line(graphemes_run *run)
{
    if (!run->is_open)
        return;
    cli_put("\t");
    run->shown[run->n_shown] = '\0';
    if (run->n_shown > 0 && run->shown[0] == '\0')
        cli_put("\\x00");
    else
        cli_put_shown(run->shown);
    cli_put(run->is_longer ? "...\n" : "\n");
    run->n_shown = 0;
    run->is_open = run->is_longer = false;
}

static int take(void *ctx, seam_view text)
{
    graphemes_run *run = ctx;
    seam_view piece;
    bool starts;
    while (seam_graphemes_next(&run->graphemes, &text, &piece, &starts) == SEAM_OK) {
        if (starts)
            end_line(run);
        while (piece.len > 0) {
            const uint8_t *p = piece.data;
            cli_print("%sU+%04" PRIX32, run->is_open ? " " : "", next_code_point(&piece));
            run->is_open = true;
            run->is_longer |= run->n_shown >= SHOWN_BYTES;
            if (!run->is_longer) {
                memcpy(run->shown + run->n_shown, p, (size_t)(piece.data - p));
                run->n_shown += (size_t)(piece.data - p);
            }
        }
    }
    return cli_print_works() ? CLI_OK : CLI_FAILED;
}

static int graphemes(int argc, char **argv)
{
    graphemes_options options = {.reading.block_size = CLI_BLOCK_DEFAULT};
    cli_files *files = &options.reading.files;
    int code;
    if (!cli_options_parse(&cli_graphemes, argc, argv, &options, files, &code))
        return code;
    code = cli_output_check_stdout(files->names, files->n);
    if (code != CLI_OK)
        return code;
    graphemes_run run;
    memset(&run, 0, sizeof run);
    code = cli_text_init(&run.text, &options.reading);
    if (code == CLI_OK)
        code = cli_text_read_all(&run.text, take, &run);
    end_line(&run);
    cli_text_end(&run.text);
    return code;
}

const cli_command cli_graphemes = {
    .name = "graphemes",
    .summary = "list what readers take for single characters",
    .options = rows,
    .run = graphemes,
    .help =
        "usage: seam graphemes [OPTION...] [FILE...]\n"
        "\n"
        "List the extended grapheme clusters (UAX #29 of Unicode 15.0) of the files, one after\n"
        "the other as a single text, one a line: the code points, a tab, and the cluster as\n"
        "'seam help' says that input is shown; of one over 128 bytes the start, then '...'.\n"
        "Input is UTF-8; each ill-formed sequence becomes U+FFFD.\n"
        "Without FILE, or where FILE is -, read standard input.\n"
        "\n"
        "      --block-size=N   bytes per read, 1 to 16M (suffixes K, M); default 64K\n"
        "      --chop=SEED      cut the input at random places; the list is the same\n"
        "      --progress       show bytes, rate and time left on a terminal\n"
        "  -h, --help           print this\n"
        "\n"
        "Exit status: 0 done, 2 wrong usage or an error of input or output.\n",
};
