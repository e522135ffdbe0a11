#include <inttypes.h>
#include <string.h>

#include "cli.h"
#include "cli_options.h"
#include "cli_order.h"
#include "cli_output.h"
#include "cli_pieces.h"
#include "cli_print.h"

typedef struct check_options {
    cli_reading reading;
    cli_policy policy;
    bool quiet;
} check_options;

static const cli_option rows[] = {
    CLI_OPTION("from", 'f', cli_take_policy, check_options, policy),
    CLI_OPTION("deny", 0, cli_take_policy, check_options, policy),
    CLI_OPTION("profile", 0, cli_take_policy, check_options, policy),
    CLI_READING_OPTIONS(check_options),
    CLI_OPTION("quiet", 'q', cli_take_flag, check_options, quiet),
    CLI_OPTIONS_END,
};

/* The state of a run. Each file is a stream of its own. */
typedef struct check_run {
    const check_options *options;
    cli_pieces pieces;
    seam_decoder decoder;
    cli_order order;
    cli_input input;
    seam_position position; /* of the next code point */
    bool ill_formed;        /* the present file is */
} check_run;

/* Returns CLI_OK to go on. With -q the result is known at the first fault. */
static int report_fault(check_run *run)
{
    run->ill_formed = true;
    if (run->options->quiet)
        return CLI_ILL_FORMED;
    char text[CLI_FAULT_TEXT];
    seam_fault fault = seam_decoder_fault(&run->decoder);
    cli_put_shown(cli_input_label(run->input.name));
    cli_print(":%" PRIu64 ":%" PRIu64 ": %s\n", run->position.lines + 1,
              run->position.column_code_points + 1, cli_fault_text(&fault, text));
    run->position.column_code_points++;
    return cli_print_works() ? CLI_OK : CLI_FAILED;
}

/* Checks a piece of a file. Lines and columns are counted in UTF-8, to which other encodings are
 * converted. */
static int check_text(check_run *run, seam_view piece)
{
    for (;;) {
        uint8_t room[4096];
        seam_view text;
        seam_status status = seam_decoder_next_in(&run->decoder, &piece, room, sizeof room, &text);
        if (status == SEAM_OK) {
            if (!run->options->quiet)
                seam_position_advance(&run->position, text);
        } else if (status == SEAM_EILSEQ || status == SEAM_ETRUNC) {
            int code = report_fault(run);
            if (code != CLI_OK)
                return code;
        } else {
            return status == SEAM_MORE || status == SEAM_EOF ? CLI_OK : cli_fail_status(status);
        }
    }
}

static int check_piece(void *ctx, seam_buf *piece)
{
    check_run *run = ctx;
    seam_buf_skip(piece, cli_order_look(&run->order, &run->decoder, seam_buf_view(piece)));
    return check_text(run, seam_buf_view(piece));
}

static int check_stream(check_run *run)
{
    int code = cli_pieces_read(&run->pieces, &run->input, check_piece, run);
    if (code != CLI_OK)
        return code;
    seam_decoder_finish(&run->decoder);
    return check_text(run, seam_view_of(NULL, 0));
}

static int check_file(void *ctx, const char *name)
{
    check_run *run = ctx;
    int code = cli_input_open(&run->input, name);
    if (code != CLI_OK)
        return code;
    cli_order_restart(&run->order, &run->decoder);
    run->position = (seam_position){0};
    run->ill_formed = false;
    code = check_stream(run);
    cli_input_close(&run->input);
    return code == CLI_OK && run->ill_formed ? CLI_ILL_FORMED : code;
}

static int check_run_init(check_run *run, const check_options *options,
                          seam_decoder_options decoder)
{
    memset(run, 0, sizeof *run);
    run->options = options;
    decoder.errors = SEAM_ERRORS_FATAL; /* so that every fault stops at its place in the text */
    seam_status status = cli_order_init(&run->order, &run->decoder, &options->policy, &decoder);
    return status == SEAM_OK ? cli_pieces_init(&run->pieces, &options->reading)
                             : cli_fail_status(status);
}

static int check(int argc, char **argv)
{
    check_options options = {.reading.block_size = CLI_BLOCK_DEFAULT};
    cli_files *files = &options.reading.files;
    seam_decoder_options decoder;
    int code;
    if (!cli_options_parse(&cli_check, argc, argv, &options, files, &code))
        return code;
    code = cli_policy_resolve(&cli_check, &options.policy, &decoder);
    /* With -q nothing is written. */
    if (code == CLI_OK && !options.quiet)
        code = cli_output_check_stdout(files->names, files->n);
    if (code != CLI_OK)
        return code;
    check_run run;
    code = check_run_init(&run, &options, decoder);
    if (code == CLI_OK)
        code = cli_pieces_each(&options.reading, check_file, &run);
    cli_pieces_end(&run.pieces);
    return code;
}

const cli_command cli_check = {
    .name = "check",
    .summary = "report every ill-formed sequence with its line and column",
    .options = rows,
    .run = check,
    .help = "usage: seam check [OPTION...] [FILE...]\n"
            "\n"
            "Check each file by itself and report every ill-formed sequence as one line:\n"
            "\n"
            "  FILE:LINE:COLUMN: byte OFFSET: REASON: BYTES\n"
            "\n"
            "LINE counts line feeds from 1. COLUMN counts code points from 1; an ill-formed\n"
            "sequence counts as one. OFFSET counts bytes from 0. BYTES are the sequence and the\n"
            "byte that proved it, in hex. Standard input is called <stdin>.\n"
            "Without FILE, or where FILE is -, read standard input.\n"
            "\n"
            "  -f, --from=ENC       encoding of the input, utf-8 by default; see 'seam list'\n"
            "      --deny=LIST      what to refuse, with commas: nul, c0, tab-lf-cr, c1,\n"
            "                       noncharacters, private, bidi\n"
            "      --profile=NAME   the rules of a protocol; see 'seam list'\n"
            "      --block-size=N   bytes per read, 1 to 16M (suffixes K, M); default 64K\n"
            "      --chop=SEED      cut the input at random places; the answer is the same\n"
            "  -q, --quiet          no line for a fault; the exit status tells\n"
            "  -h, --help           print this\n"
            "\n"
            "Reasons: stray-continuation, invalid-byte, overlong, surrogate, too-large,\n"
            "truncated, lone-surrogate, odd-tail, denied.\n"
            "\n"
            "Exit status: 0 all well-formed, 1 some file is not, 2 wrong usage or a file could\n"
            "not be read; the other files are checked all the same.\n",
};
