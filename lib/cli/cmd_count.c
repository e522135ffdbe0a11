#include <inttypes.h>
#include <string.h>

#include "cli.h"
#include "cli_input.h"
#include "cli_print.h"
#include "cli_text.h"

/* The counts, in the order in which they are printed. */
typedef struct counts {
    uint64_t lines, code_points, utf16_units, clusters, bytes, columns;
} counts;

typedef struct count_options {
    cli_reading reading;
    bool lines, code_points, bytes, columns; /* the counts to print; all, when none is set */
    bool ambiguous_wide;
} count_options;

static const cli_option rows[] = {
    CLI_OPTION("lines", 'l', cli_take_flag, count_options, lines),
    CLI_OPTION("chars", 'm', cli_take_flag, count_options, code_points),
    CLI_OPTION("bytes", 'c', cli_take_flag, count_options, bytes),
    CLI_OPTION("max-line-length", 'L', cli_take_flag, count_options, columns),
    CLI_OPTION("ambiguous-wide", 0, cli_take_flag, count_options, ambiguous_wide),
    CLI_READING_OPTIONS(count_options),
    CLI_OPTION("progress", 0, cli_take_flag, count_options, reading.progress),
    CLI_OPTIONS_END,
};

typedef struct count_run {
    const count_options *options;
    cli_text text;
    counts file, total;
    seam_position position;
    seam_graphemes graphemes;
    seam_width width;    /* the width of the line since its last tab */
    uint64_t tab_column; /* the column of that tab */
} count_run;

enum { TAB_COLUMNS = 8 };

static uint64_t column_of(count_run *run)
{
    return run->tab_column + seam_width_advance(&run->width, seam_view_of(NULL, 0));
}

static void note_column(count_run *run)
{
    uint64_t column = column_of(run);
    if (column > run->file.columns)
        run->file.columns = column;
}

/* Takes a control that moves the cursor, as wc does. */
static void move_cursor(count_run *run, uint8_t control)
{
    uint32_t flags = run->width.flags;
    note_column(run);
    if (control == '\t')
        run->tab_column = column_of(run) / TAB_COLUMNS * TAB_COLUMNS + TAB_COLUMNS;
    else
        run->tab_column = 0;
    run->width = (seam_width){.flags = flags};
}

static void measure(count_run *run, seam_view text)
{
    static const seam_scan_set moving = {{'\t', '\n', '\r', '\f'}, 4};
    while (text.len > 0) {
        size_t n = seam_scan_any4(text, moving);
        (void)seam_width_advance(&run->width, seam_view_of(text.data, n));
        if (n == text.len)
            return;
        move_cursor(run, text.data[n]);
        text = seam_view_of(text.data + n + 1, text.len - n - 1);
    }
}

static int take(void *ctx, seam_view text)
{
    count_run *run = ctx;
    seam_position_advance(&run->position, text);
    run->file.clusters += seam_graphemes_count(&run->graphemes, text);
    measure(run, text);
    return CLI_OK;
}

static bool selects(const count_options *options)
{
    return options->lines || options->code_points || options->bytes || options->columns;
}

static void print_header(const count_options *options)
{
    if (!selects(options))
        cli_put("     lines code-points utf16-units   clusters      bytes    columns\n");
}

static void print_counts(const count_options *options, const counts *n, const char *name)
{
    const struct {
        bool is_wanted;
        uint64_t count;
    } selected[] = {
        {options->lines, n->lines},
        {options->code_points, n->code_points},
        {options->bytes, n->bytes},
        {options->columns, n->columns},
    };
    if (!selects(options)) {
        cli_print("%10" PRIu64 " %11" PRIu64 " %11" PRIu64 " %10" PRIu64 " %10" PRIu64
                  " %10" PRIu64,
                  n->lines, n->code_points, n->utf16_units, n->clusters, n->bytes, n->columns);
    } else {
        const char *blank = "";
        for (size_t i = 0; i < sizeof selected / sizeof selected[0]; i++) {
            if (!selected[i].is_wanted)
                continue;
            cli_print("%s%" PRIu64, blank, selected[i].count);
            blank = " ";
        }
    }
    if (name != NULL) {
        cli_put(" ");
        cli_put_shown(name);
    }
    cli_put("\n");
}

static void add(counts *total, const counts *file)
{
    total->lines += file->lines;
    total->code_points += file->code_points;
    total->utf16_units += file->utf16_units;
    total->clusters += file->clusters;
    total->bytes += file->bytes;
    if (file->columns > total->columns)
        total->columns = file->columns;
}

/* Counts one file, which is a text of its own. */
static int count_file(void *ctx, const char *name)
{
    count_run *run = ctx;
    uint64_t before = run->text.pieces.n_bytes;
    run->file = (counts){0};
    run->position = (seam_position){0};
    run->graphemes = (seam_graphemes){0};
    run->width = (seam_width){
        .flags = SEAM_WIDTH_EMOJI_VS16 |
                 (run->options->ambiguous_wide ? (uint32_t)SEAM_WIDTH_AMBIGUOUS_WIDE : 0)};
    run->tab_column = 0;
    seam_decoder_reset(&run->text.decoder);
    int code = cli_text_read(&run->text, name, take, run);
    if (code == CLI_OK)
        code = cli_text_finish(&run->text, take, run);
    if (code != CLI_OK)
        return code;
    note_column(run);
    run->file.lines = run->position.lines;
    run->file.code_points = run->position.code_points;
    run->file.utf16_units = run->position.utf16_units;
    run->file.bytes = run->text.pieces.n_bytes - before;
    add(&run->total, &run->file);
    bool is_unnamed = run->options->reading.files.n == 1 && strcmp(name, "-") == 0;
    print_counts(run->options, &run->file, is_unnamed ? NULL : cli_input_label(name));
    return CLI_OK;
}

static int count_files(count_run *run)
{
    print_header(run->options);
    int worst = cli_pieces_each(&run->options->reading, count_file, run);
    if (run->options->reading.files.n > 1)
        print_counts(run->options, &run->total, "total");
    return worst;
}

static int count(int argc, char **argv)
{
    count_options options = {.reading.block_size = CLI_BLOCK_DEFAULT};
    cli_files *files = &options.reading.files;
    int code;
    if (!cli_options_parse(&cli_count, argc, argv, &options, files, &code))
        return code;
    code = cli_output_check_stdout(files->names, files->n);
    if (code != CLI_OK)
        return code;
    count_run run;
    memset(&run, 0, sizeof run);
    run.options = &options;
    code = cli_text_init(&run.text, &options.reading);
    if (code == CLI_OK)
        code = count_files(&run);
    cli_text_end(&run.text);
    return code;
}

const cli_command cli_count = {
    .name = "count",
    .summary = "count lines, code points, UTF-16 units, clusters, bytes and columns",
    .options = rows,
    .run = count,
    .help =
        "usage: seam count [OPTION...] [FILE...]\n"
        "\n"
        "Count each file by itself, and all of them when there are several: lines, code\n"
        "points, UTF-16 units, grapheme clusters (what readers take for characters), bytes, and\n"
        "the columns of a terminal that the widest line takes. The options of wc select\n"
        "what is printed, in this order.\n"
        "Without FILE, or where FILE is -, read standard input. Input is UTF-8; an ill-formed\n"
        "sequence counts as U+FFFD.\n"
        "\n"
        "  -l, --lines            line feeds\n"
        "  -m, --chars            code points\n"
        "  -c, --bytes            bytes\n"
        "  -L, --max-line-length  columns; tab stops are at every eighth\n"
        "      --ambiguous-wide   characters of ambiguous width (UAX #11) take two columns\n"
        "      --block-size=N     bytes per read, 1 to 16M (suffixes K, M); default 64K\n"
        "      --chop=SEED        cut the input at random places; the counts are the same\n"
        "      --progress         show bytes, rate and time left on a terminal\n"
        "  -h, --help             print this\n"
        "\n"
        "Exit status: 0 done, 2 wrong usage or a file could not be read; the other files are\n"
        "counted all the same.\n",
};
