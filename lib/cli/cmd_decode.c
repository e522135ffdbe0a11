#include <string.h>

#include "cli.h"
#include "cli_options.h"
#include "cli_order.h"
#include "cli_output.h"
#include "cli_stats.h"
#include "cli_stream.h"

/* The chain is written when it holds so many segments, and behind every block. */
#define FLUSH_SEGMENTS 256

typedef struct decode_options {
    cli_reading reading;
    cli_policy policy;
    const char *output; /* NULL = standard output */
    bool stats;
    bool omits; /* -c */
} decode_options;

static const cli_option rows[] = {
    CLI_OPTION("from", 'f', cli_take_policy, decode_options, policy),
    CLI_OPTION("to", 't', cli_take_policy, decode_options, policy),
    CLI_OPTION("errors", 0, cli_take_policy, decode_options, policy),
    CLI_OPTION("omit-invalid", 'c', cli_take_flag, decode_options, omits),
    CLI_OPTION("hold", 0, cli_take_policy, decode_options, policy),
    CLI_OPTION("bom", 0, cli_take_policy, decode_options, policy),
    CLI_OPTION("tail", 0, cli_take_policy, decode_options, policy),
    CLI_OPTION("unmappable", 0, cli_take_policy, decode_options, policy),
    CLI_OPTION("deny", 0, cli_take_policy, decode_options, policy),
    CLI_OPTION("profile", 0, cli_take_policy, decode_options, policy),
    CLI_READING_OPTIONS(decode_options),
    CLI_OPTION("output", 'o', cli_take_word, decode_options, output),
    CLI_OPTION("stats", 0, cli_take_flag, decode_options, stats),
    CLI_OPTION("progress", 0, cli_take_flag, decode_options, reading.progress),
    CLI_OPTIONS_END,
};

/* The state of a run. */
typedef struct decode_run {
    seam_decoder decoder;
    cli_order order;
    seam_chain text; /* decoded and not yet written */
    cli_stream stream;
    cli_output output;
    cli_counts counts;
} decode_run;

static int write_text(decode_run *run)
{
    return cli_output_write(&run->output, &run->text);
}

/* Prints a fault with the name of the file in which it begins, which may be an earlier one than the
 * present. */
static int report_fault(const decode_run *run)
{
    char text[CLI_FAULT_TEXT];
    seam_fault fault = seam_decoder_fault(&run->decoder);
    cli_report("%s: %s", cli_stream_label(&run->stream, fault.offset),
               cli_fault_text(&fault, text));
    return CLI_ILL_FORMED;
}

/* Pushes a piece, or with an empty one what is left after the end, and returns the exit code. */
static int push(decode_run *run, seam_buf *piece)
{
    seam_status status = seam_decoder_push(&run->decoder, piece, &run->text);
    if (status == SEAM_MORE || status == SEAM_EOF)
        return CLI_OK;
    if (status != SEAM_EILSEQ && status != SEAM_ETRUNC)
        return cli_fail_status(status);
    int code = write_text(run);
    return code == CLI_OK ? report_fault(run) : code;
}

static void count_chunk(decode_run *run, size_t len)
{
    uint8_t held[4];
    size_t n_held = seam_decoder_pending(&run->decoder, held);
    run->counts.chunks++;
    run->counts.bytes_in += len;
    /* Where more is held than the chunk has, the character was counted with an earlier chunk. */
    run->counts.cut_characters += n_held > 0 && n_held <= len;
}

static int decode_piece(void *ctx, seam_buf *piece)
{
    decode_run *run = ctx;
    size_t len = piece->len;
    bool is_last = run->stream.pieces.n_behind == 0;
    seam_buf_skip(piece, cli_order_look(&run->order, &run->decoder, seam_buf_view(piece)));
    int code = push(run, piece);
    count_chunk(run, len - piece->len);
    if (code == CLI_OK && (is_last || seam_chain_segments(&run->text) >= FLUSH_SEGMENTS))
        code = write_text(run);
    return code;
}

static int decode_end(decode_run *run)
{
    seam_buf none = seam_buf_static(seam_view_of(NULL, 0));
    seam_decoder_finish(&run->decoder);
    int code = push(run, &none);
    return code == CLI_OK ? write_text(run) : code;
}

static int run_init(decode_run *run, const decode_options *options,
                    const seam_decoder_options *decoder)
{
    const cli_files *files = &options->reading.files;
    memset(run, 0, sizeof *run);
    run->output.fd = -1;
    int code = cli_stream_init(&run->stream, &options->reading);
    if (code != CLI_OK)
        return code;
    seam_chain_init(&run->text, run->stream.pieces.pool);
    seam_status status = cli_order_init(&run->order, &run->decoder, &options->policy, decoder);
    if (status != SEAM_OK)
        return cli_fail_status(status);
    return cli_output_open(&run->output, options->output, files->names, files->n);
}

/* Releases everything and then prints the statistics, which so show any buffer that was not
 * released. */
static void run_end(decode_run *run, bool stats, double started)
{
    const seam_pool *pool = run->stream.pieces.pool;
    cli_progress_end(&run->stream.pieces.progress);
    seam_chain_release(&run->text);
    run->counts.bytes_out = run->output.written;
    run->counts.faults = seam_decoder_n_faults(&run->decoder);
    if (stats && pool != NULL) {
        seam_pool_stats memory;
        seam_pool_stats_get(pool, &memory);
        cli_stats_print(&run->counts, cli_now() - started, &memory);
    }
    cli_stream_end(&run->stream);
}

static int decode(int argc, char **argv)
{
    decode_options options = {.reading.block_size = CLI_BLOCK_DEFAULT};
    seam_decoder_options decoder;
    int code;
    if (!cli_options_parse(&cli_decode, argc, argv, &options, &options.reading.files, &code))
        return code;
    if (options.omits)
        (void)cli_axis_set(cli_axis_find("errors"), "skip", &options.policy);
    code = cli_policy_resolve(&cli_decode, &options.policy, &decoder);
    if (code != CLI_OK)
        return code;
    double started = cli_now();
    decode_run run;
    code = run_init(&run, &options, &decoder);
    if (code == CLI_OK)
        code = cli_stream_read(&run.stream, decode_piece, &run);
    if (code == CLI_OK)
        code = decode_end(&run);
    code = cli_output_close(&run.output, code);
    run_end(&run, options.stats, started);
    return code;
}

const cli_command cli_decode = {
    .name = "decode",
    .summary = "turn bytes into well-formed text, whatever comes in",
    .options = rows,
    .run = decode,
    .help = "usage: seam decode [OPTION...] [FILE...]\n"
            "\n"
            "Decode the files, one after the other as a single stream, and write the text.\n"
            "Without FILE, or where FILE is -, read standard input.\n"
            "\n"
            "  -f, --from=ENC       encoding of the input, utf-8 by default; see 'seam list'\n"
            "  -t, --to=ENC         encoding of the output, utf-8 by default; none writes nothing\n"
            "      --errors=WHAT    replace: U+FFFD for each ill-formed sequence (default), and ?\n"
            "                       where the output has no U+FFFD\n"
            "                       fatal: stop at the first one\n"
            "                       skip: leave it out\n"
            "                       lossless: keep its bytes, in wtf-8 or utf-16, or turn such\n"
            "                       text into the same bytes again\n"
            "  -c, --omit-invalid   as --errors=skip, whatever else is said of errors\n"
            "      --hold=HOW       what waits for the next chunk: eager (default) or lazy;\n"
            "                       the text is the same\n"
            "      --bom=WHAT       keep (default) or strip a byte order mark at the start, or\n"
            "                       sniff: let it say that the input is utf-8 or utf-16\n"
            "      --tail=WHAT      half a unit at the end of utf-16 and utf-32: fault (default)\n"
            "                       or drop\n"
            "      --unmappable=WHAT\n"
            "                       what the output does not have: fault (default), ncr (&#8364;)\n"
            "                       or low-byte (to latin1 and ascii)\n"
            "      --deny=LIST      what to refuse, with commas: nul, c0, tab-lf-cr, c1,\n"
            "                       noncharacters, private, bidi\n"
            "      --profile=NAME   the rules of a protocol; see 'seam list'. Other options win\n"
            "                       over it\n"
            "      --block-size=N   bytes per read, 1 to 16M (suffixes K, M); default 64K\n"
            "      --chop=SEED      cut the input at random places; the text is the same\n"
            "  -o, --output=FILE    write to FILE instead of standard output (also -)\n"
            "      --stats          print counts, rate and memory to standard error at the end\n"
            "      --progress       show bytes, rate and time left on a terminal\n"
            "  -h, --help           print this\n"
            "\n"
            "With --errors=fatal everything before the fault is written, and standard error\n"
            "gets one line, FILE: byte OFFSET: REASON: BYTES. OFFSET counts from 0 over all\n"
            "input, so in a second file the lengths of the first are included; FILE is the\n"
            "one that holds that byte. Standard input is called <stdin>.\n"
            "The first file that cannot be read ends the run; what came before it is written.\n"
            "\n"
            "Exit status: 0 done, 1 a fatal fault, 2 wrong usage or an error of input or output.\n",
};
