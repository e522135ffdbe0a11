#include <string.h>

#include "cli.h"
#include "cli_text.h"

/* The bytes of a cluster that are kept until the next one starts, because a cluster may become
 * wider by what follows. Of a longer cluster the rest is written or dropped as its start was. */
enum { KEPT_BYTES = 1024 };

typedef struct cut_options {
    cli_reading reading;
    cli_number columns, clusters; /* the most that a line may have; one of the two is given */
    bool ambiguous_wide;
    const char *output; /* NULL = standard output */
} cut_options;

static const cli_option rows[] = {
    CLI_OPTION("columns", 0, cli_take_number, cut_options, columns),
    CLI_OPTION("clusters", 0, cli_take_number, cut_options, clusters),
    CLI_OPTION("ambiguous-wide", 0, cli_take_flag, cut_options, ambiguous_wide),
    CLI_READING_OPTIONS(cut_options),
    CLI_OPTION("output", 'o', cli_take_word, cut_options, output),
    CLI_OPTION("progress", 0, cli_take_flag, cut_options, reading.progress),
    CLI_OPTIONS_END,
};

typedef struct cut_run {
    const cut_options *options;
    cli_text text;
    cli_text_out out;
    seam_graphemes graphemes;
    seam_width width;  /* the width of the cluster that is kept */
    uint64_t measure;  /* the columns or clusters of the line that are written */
    bool is_full;      /* the rest of the line is dropped */
    bool is_decided;   /* whether the start of the cluster was written or dropped is known */
    bool ends_with_cr; /* the line ends with CR so far */
    size_t n_kept;
    uint8_t kept[KEPT_BYTES];
} cut_run;

static uint64_t limit(const cut_run *run)
{
    return run->options->columns.is_given ? run->options->columns.value
                                          : run->options->clusters.value;
}

static void begin_cluster(cut_run *run)
{
    run->n_kept = 0;
    run->is_decided = false;
    run->width = (seam_width){
        .flags = SEAM_WIDTH_EMOJI_VS16 |
                 (run->options->ambiguous_wide ? (uint32_t)SEAM_WIDTH_AMBIGUOUS_WIDE : 0)};
}

/* Writes the cluster where it fits the line; otherwise the rest of the line is dropped. */
static int decide(cut_run *run)
{
    if (run->n_kept == 0 || run->is_decided)
        return CLI_OK;
    uint64_t its = run->options->columns.is_given
                       ? seam_width_advance(&run->width, seam_view_of(run->kept, run->n_kept))
                       : 1;
    run->is_full |= its > limit(run) - run->measure;
    run->is_decided = true;
    if (run->is_full)
        return CLI_OK;
    run->measure += its;
    return cli_text_out_put(&run->out, seam_view_of(run->kept, run->n_kept));
}

/* Takes one more piece of the present cluster. */
static int take_piece(cut_run *run, seam_view piece)
{
    if (!run->is_decided && piece.len <= sizeof run->kept - run->n_kept) {
        memcpy(run->kept + run->n_kept, piece.data, piece.len);
        run->n_kept += piece.len;
        return CLI_OK;
    }
    int code = decide(run);
    run->is_decided = true;
    return code == CLI_OK && !run->is_full ? cli_text_out_put(&run->out, piece) : code;
}

static int take_in_line(cut_run *run, seam_view text)
{
    seam_view piece;
    bool starts;
    int code = CLI_OK;
    if (text.len > 0)
        run->ends_with_cr = text.data[text.len - 1] == '\r';
    while (code == CLI_OK && !run->is_full &&
           seam_graphemes_next(&run->graphemes, &text, &piece, &starts) == SEAM_OK) {
        if (starts) {
            code = decide(run);
            begin_cluster(run);
        }
        if (code == CLI_OK && !run->is_full)
            code = take_piece(run, piece);
    }
    return code;
}

/* Writes the end of a line, with a CR before it where there was one. */
static int end_line(cut_run *run, const char *end)
{
    int code = decide(run);
    if (code == CLI_OK && run->is_full && run->ends_with_cr)
        code = cli_text_out_put(&run->out, seam_view_string("\r"));
    if (code == CLI_OK)
        code = cli_text_out_put(&run->out, seam_view_string(end));
    begin_cluster(run);
    run->graphemes = (seam_graphemes){0};
    run->measure = 0;
    run->is_full = run->ends_with_cr = false;
    return code;
}

static int take(void *ctx, seam_view text)
{
    cut_run *run = ctx;
    int code = CLI_OK;
    while (code == CLI_OK && text.len > 0) {
        size_t n = seam_scan_byte(text, '\n');
        code = take_in_line(run, seam_view_of(text.data, n));
        if (n == text.len)
            return code;
        if (code == CLI_OK)
            code = end_line(run, "\n");
        text = seam_view_of(text.data + n + 1, text.len - n - 1);
    }
    return code;
}

static int cut_files(cut_run *run)
{
    int code = cli_text_read_all(&run->text, take, run);
    return code == CLI_OK ? decide(run) : code;
}

static int cut(int argc, char **argv)
{
    static cut_run run;
    cut_options options = {.reading.block_size = CLI_BLOCK_DEFAULT};
    int code;
    if (!cli_options_parse(&cli_cut, argc, argv, &options, &options.reading.files, &code))
        return code;
    if (options.columns.is_given == options.clusters.is_given)
        return cli_misuse(&cli_cut, "one of --columns and --clusters is needed");
    run.options = &options;
    begin_cluster(&run);
    code = cli_text_init(&run.text, &options.reading);
    if (code == CLI_OK)
        code = cli_text_out_open(&run.out, options.output, &options.reading.files);
    if (code == CLI_OK)
        code = cli_text_out_close(&run.out, cut_files(&run));
    cli_text_end(&run.text);
    return code;
}

const cli_command cli_cut = {
    .name = "cut",
    .summary = "shorten every line without breaking a character",
    .options = rows,
    .run = cut,
    .help =
        "usage: seam cut --columns=N|--clusters=N [OPTION...] [FILE...]\n"
        "\n"
        "Write the files, one after the other as a single text, with each line shortened to\n"
        "the grapheme clusters that fit: no character that a reader sees is cut. Line ends stay.\n"
        "Without FILE, or where FILE is -, read standard input. Input is UTF-8; each\n"
        "ill-formed sequence becomes U+FFFD.\n"
        "\n"
        "      --columns=N        the columns of a terminal that a line may take; a tab or\n"
        "                         another control takes none\n"
        "      --clusters=N       the clusters that it may have\n"
        "      --ambiguous-wide   characters of ambiguous width (UAX #11) take two columns\n"
        "      --block-size=N     bytes per read, 1 to 16M (suffixes K, M); default 64K\n"
        "      --chop=SEED        cut the input at random places; the text is the same\n"
        "  -o, --output=FILE      write to FILE instead of standard output (also -)\n"
        "      --progress         show bytes, rate and time left on a terminal\n"
        "  -h, --help             print this\n"
        "\n"
        "Exit status: 0 done, 2 wrong usage or an error of input or output.\n",
};
