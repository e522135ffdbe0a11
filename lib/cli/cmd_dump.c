#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"
#include "cli_options.h"
#include "cli_order.h"
#include "cli_output.h"
#include "cli_pieces.h"
#include "cli_print.h"

typedef enum dump_color { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER } dump_color;

typedef struct dump_options {
    cli_reading reading;
    cli_policy policy;
    dump_color color;
} dump_options;

static int take_color(const cli_command *command, const cli_option *option, const char *value,
                      void *place)
{
    static const char *const words[] = {"auto", "always", "never"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strcmp(value, words[i]) != 0)
            continue;
        *(dump_color *)place = (dump_color)i;
        return CLI_OK;
    }
    return cli_misuse(command, "--%s is auto, always or never, not '%s'", option->name, value);
}

static const cli_option rows[] = {
    CLI_OPTION("from", 'f', cli_take_policy, dump_options, policy),
    CLI_OPTION("deny", 0, cli_take_policy, dump_options, policy),
    CLI_OPTION("profile", 0, cli_take_policy, dump_options, policy),
    CLI_READING_OPTIONS(dump_options),
    CLI_OPTION("color", 0, take_color, dump_options, color),
    CLI_OPTIONS_END,
};

#define ROW ((size_t)SEAM_DUMP_BYTES)

/* One byte of the input. `text` is what its column shows: a character where it can be drawn, one
 * byte of which this is; nothing where a wide character to the left takes this column as well. */
typedef struct cell {
    uint8_t byte;
    bool is_joint; /* a piece of the input begins here */
    bool is_fault;
    char text[5];
} cell;

/* The bytes that have been decoded and those that the decoder holds back. Laws: cells[0] is the
 * byte at `address`, where a row begins; `n` <= the length of `cells`. */
typedef struct dump_run {
    const dump_options *options;
    cli_pieces pieces;
    seam_decoder decoder;
    cli_order order;
    cli_input input;
    bool is_colored;
    uint64_t address;
    size_t n;
    cell cells[4 * SEAM_DUMP_BYTES];
} dump_run;

/* ---- a row */

static void put_styled(const dump_run *run, const char *style, const char *text)
{
    bool is_styled = run->is_colored && style[0] != '\0';
    if (is_styled)
        cli_print("\033[%sm", style);
    cli_put(text);
    if (is_styled)
        cli_put("\033[0m");
}

static void put_hex(const dump_run *run, const cell *c)
{
    static const char digits[] = "0123456789abcdef";
    const char hex[] = {digits[c->byte >> 4], digits[c->byte & 15], '\0'};
    put_styled(run, c->is_joint ? "36" : "", c->is_joint ? "|" : " ");
    put_styled(run, c->is_fault ? "31;1" : "", hex);
}

static void put_row(const dump_run *run, size_t n)
{
    cli_print("%08llx ", (unsigned long long)run->address);
    for (size_t i = 0; i < ROW; i++) {
        if (i == ROW / 2)
            cli_put(" ");
        if (i < n)
            put_hex(run, &run->cells[i]);
        else
            cli_put("   ");
    }
    cli_put("  |");
    for (size_t i = 0; i < n; i++)
        put_styled(run, run->cells[i].is_fault ? "31;1" : "", run->cells[i].text);
    cli_put("|\n");
}

/* Prints rows while all their bytes, up to `end`, are decoded. */
static void put_rows(dump_run *run, uint64_t end, bool at_end)
{
    while (run->n > 0) {
        size_t n = run->n < ROW ? run->n : ROW;
        if ((n < ROW && !at_end) || run->address + n > end)
            return;
        put_row(run, n);
        run->address += n;
        run->n -= n;
        memmove(run->cells, run->cells + n, run->n * sizeof run->cells[0]);
    }
}

/* ---- the text beside it */

static cell *cell_at(dump_run *run, uint64_t offset)
{
    return &run->cells[offset - run->address];
}

static void set_text(cell *c, seam_view text)
{
    c->text[seam_bytes_copy(c->text, sizeof c->text - 1, 0, text)] = '\0';
}

/* The columns of a character; 0 for one that is not to be drawn: controls, marks, and what has no
 * width, to which the marks belong that turn text around. */
static unsigned columns_of(seam_view character)
{
    seam_width width = {0};
    uint8_t first = character.data[0];
    if (first < 0x20 || first == 0x7F || (first == 0xC2 && character.data[1] < 0xA0))
        return 0;
    if (first < 0x80 || seam_text_unicode_version() == NULL)
        return 1;
    return (unsigned)seam_width_advance(&width, character);
}

/* Shows the character that the bytes from `start` up to `end` are. A wide one is drawn where two of
 * its columns lie in one row. */
static void show_character(dump_run *run, uint64_t start, uint64_t end, seam_view character)
{
    unsigned columns = columns_of(character);
    uint64_t at = start;
    if (columns == 2 && at % ROW == ROW - 1)
        at++;
    if (columns == 0 || at + columns > end)
        return;
    for (uint64_t i = start; i < end; i++)
        set_text(cell_at(run, i), seam_view_string(" "));
    set_text(cell_at(run, at), character);
    if (columns == 2)
        set_text(cell_at(run, at + 1), seam_view_of(NULL, 0));
}

static void show_fault(dump_run *run)
{
    seam_fault fault = seam_decoder_fault(&run->decoder);
    for (size_t i = 0; i < fault.len; i++) {
        cell *c = cell_at(run, fault.offset + i);
        c->is_fault = true;
        set_text(c, seam_view_string(i == 0 ? "\xEF\xBF\xBD" : " "));
    }
}

/* Decodes one byte, or the end where there is none. A character is given when its last byte has
 * come, and by itself. */
static int decode(dump_run *run, seam_view in)
{
    for (;;) {
        uint8_t room[64], held[4];
        seam_view text;
        seam_status status = seam_decoder_next_in(&run->decoder, &in, room, sizeof room, &text);
        uint64_t end =
            seam_decoder_offset(&run->decoder) - seam_decoder_pending(&run->decoder, held);
        if (status == SEAM_OK)
            show_character(run, seam_decoder_text_offset(&run->decoder), end, text);
        else if (status == SEAM_EILSEQ || status == SEAM_ETRUNC)
            show_fault(run);
        else if (status != SEAM_MORE && status != SEAM_EOF)
            return cli_fail_status(status);
        if (status == SEAM_MORE || status == SEAM_EOF) {
            put_rows(run, status == SEAM_EOF ? run->address + run->n : end, status == SEAM_EOF);
            return cli_print_works() ? CLI_OK : CLI_FAILED;
        }
    }
}

/* ---- files */

static int dump_piece(void *ctx, seam_buf *piece)
{
    dump_run *run = ctx;
    int code = CLI_OK;
    for (size_t i = 0; i < piece->len && code == CLI_OK; i++) {
        bool is_first = run->address + run->n == 0;
        run->cells[run->n++] = (cell){piece->data[i], i == 0 && !is_first, false, "."};
        seam_view byte = seam_view_of(piece->data + i, 1);
        size_t n_done = cli_order_look(&run->order, &run->decoder, byte);
        code = decode(run, seam_view_of(byte.data, 1 - n_done));
    }
    return code;
}

static int dump_stream(dump_run *run)
{
    int code = cli_pieces_read(&run->pieces, &run->input, dump_piece, run);
    if (code != CLI_OK)
        return code;
    seam_decoder_finish(&run->decoder);
    return decode(run, seam_view_of(NULL, 0));
}

static int dump_file(void *ctx, const char *name)
{
    dump_run *run = ctx;
    int code = cli_input_open(&run->input, name);
    if (code != CLI_OK)
        return code;
    if (run->options->reading.files.n > 1) {
        cli_put_shown(cli_input_label(name));
        cli_put(":\n");
    }
    cli_order_restart(&run->order, &run->decoder);
    run->address = 0;
    run->n = 0;
    code = dump_stream(run);
    cli_input_close(&run->input);
    return code;
}

/* Colors are for terminals that have them, whose owner has not said that he wants none. */
static bool wants_color(dump_color color)
{
    const char *refused = getenv("NO_COLOR"), *terminal = getenv("TERM");
    if (color != COLOR_AUTO)
        return color == COLOR_ALWAYS;
    return isatty(STDOUT_FILENO) && (refused == NULL || refused[0] == '\0') && terminal != NULL &&
           strcmp(terminal, "dumb") != 0;
}

static int dump(int argc, char **argv)
{
    dump_options options = {.reading.block_size = CLI_BLOCK_DEFAULT};
    cli_files *files = &options.reading.files;
    seam_decoder_options decoder;
    int code;
    if (!cli_options_parse(&cli_dump, argc, argv, &options, files, &code))
        return code;
    code = cli_policy_resolve(&cli_dump, &options.policy, &decoder);
    if (code == CLI_OK)
        code = cli_output_check_stdout(files->names, files->n);
    if (code != CLI_OK)
        return code;
    static dump_run run;
    run.options = &options;
    run.is_colored = wants_color(options.color);
    decoder.errors = SEAM_ERRORS_FATAL; /* so that every fault stops at its place in the text */
    seam_status status = cli_order_init(&run.order, &run.decoder, &options.policy, &decoder);
    code = status == SEAM_OK ? cli_pieces_init(&run.pieces, &options.reading)
                             : cli_fail_status(status);
    if (code == CLI_OK)
        code = cli_pieces_each(&options.reading, dump_file, &run);
    cli_pieces_end(&run.pieces);
    return code;
}

const cli_command cli_dump = {
    .name = "dump",
    .summary = "print bytes in hex beside the text that they are",
    .options = rows,
    .run = dump,
    .help =
        "usage: seam dump [OPTION...] [FILE...]\n"
        "\n"
        "Print rows of 16 bytes as hexdump -C does, but beside them the text that they decode\n"
        "to: a character of several bytes stands in the columns of its bytes, what has no\n"
        "glyph is a dot, and an ill-formed sequence is U+FFFD, on terminals in red. A | before\n"
        "a byte marks the place where one read ended and the next began.\n"
        "Without FILE, or where FILE is -, read standard input.\n"
        "\n"
        "  -f, --from=ENC       encoding of the input, utf-8 by default; see 'seam list'\n"
        "      --deny=LIST      what to refuse, with commas: nul, c0, tab-lf-cr, c1,\n"
        "                       noncharacters, private, bidi\n"
        "      --profile=NAME   the rules of a protocol; see 'seam list'\n"
        "      --block-size=N   bytes per read, 1 to 16M (suffixes K, M); default 64K\n"
        "      --chop=SEED      cut the input at random places, and mark them\n"
        "      --color=WHEN     auto (the default: on a terminal, unless NO_COLOR is set),\n"
        "                       always, never\n"
        "  -h, --help           print this\n"
        "\n"
        "Exit status: 0 done, also where the input is ill-formed; 2 wrong usage or a file\n"
        "could not be read; the other files are printed all the same.\n",
};
