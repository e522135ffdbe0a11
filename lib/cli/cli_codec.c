#include "cli_codec.h"

#include <string.h>

#include "cli_output.h"
#include "cli_stream.h"

/* ---- options */

typedef struct forgiveness {
    const char *word;
    uint32_t flags;
} forgiveness;

static const forgiveness words[] = {
    {"none", 0},
    {"spaces", SEAM_CODEC_SKIP_SPACES},
    {"any", SEAM_CODEC_SKIP_ANY},
    {"end", SEAM_CODEC_STOP_AT_END},
    {"padding", SEAM_CODEC_PADDING_OPTIONAL},
    {"bits", SEAM_CODEC_LOOSE_BITS},
    {"alphabet", SEAM_CODEC_EITHER_ALPHABET},
    {"forgiving", SEAM_CODEC_FORGIVING},
    {"lenient", SEAM_CODEC_LENIENT},
};

/* The first words are for hex too; "lenient" has a meaning of its own there. */
enum { N_WORDS = sizeof words / sizeof words[0], N_WORDS_OF_HEX = 4 };

static const char *list_of(unsigned kind)
{
    return kind == SEAM_CODEC_HEX
               ? "none, spaces, any, end, lenient"
               : "none, spaces, any, end, padding, bits, alphabet, forgiving, lenient";
}

/* The flags of the word that the first `len` characters of a list are. False when there is none. */
static bool find_word(unsigned kind, const char *list, size_t len, uint32_t *flags)
{
    bool is_hex = kind == SEAM_CODEC_HEX;
    for (size_t i = 0; i < N_WORDS; i++) {
        if (strlen(words[i].word) != len || strncmp(words[i].word, list, len) != 0)
            continue;
        *flags = words[i].flags;
        if (is_hex && *flags == SEAM_CODEC_LENIENT)
            *flags = SEAM_CODEC_LENIENT_HEX;
        else if (is_hex && i >= N_WORDS_OF_HEX)
            return false;
        return true;
    }
    return false;
}

/* What a list of words, separated by commas, forgives. */
static bool parse_list(unsigned kind, const char *list, uint32_t *flags)
{
    for (;;) {
        size_t len = strcspn(list, ",");
        uint32_t found;
        if (!find_word(kind, list, len, &found))
            return false;
        *flags |= found;
        if (list[len] == '\0')
            return true;
        list += len + 1;
    }
}

static int resolve_decode(const cli_command *command, const cli_codec_options *options,
                          seam_codec_options *codec)
{
    if (options->wrap.is_given)
        return cli_misuse(command, "--wrap is for encoding, without --decode");
    codec->flags |= SEAM_CODEC_DECODE;
    if (options->any)
        codec->flags |= SEAM_CODEC_SKIP_ANY;
    if (options->forgive == NULL)
        codec->flags |= SEAM_CODEC_SKIP_SPACES;
    else if (!parse_list(codec->kind, options->forgive, &codec->flags))
        return cli_misuse(command, "--forgive: '%s' is unknown; there are %s", options->forgive,
                          list_of(codec->kind));
    return CLI_OK;
}

static int resolve_encode(const cli_command *command, const cli_codec_options *options,
                          seam_codec_options *codec)
{
    if (options->any || options->forgive != NULL)
        return cli_misuse(command, "--forgive and --ignore-garbage are for --decode");
    if (options->wrap.is_given) {
        codec->wrap = (uint32_t)options->wrap.value;
        if (options->wrap.value % 4 != 0 || options->wrap.value > UINT32_MAX)
            return cli_misuse(command,
                              "--wrap: a line has a multiple of 4 digits, or with 0 no end");
    }
    return CLI_OK;
}

/* ---- a run */

typedef struct codec_run {
    bool ends_line; /* a line end follows the last line */
    seam_codec codec;
    seam_chain text; /* converted and not yet written */
    cli_stream stream;
    cli_output output;
} codec_run;

static int report_fault(const codec_run *run, seam_status status)
{
    uint64_t offset = seam_codec_fault_offset(&run->codec);
    cli_report("%s: byte %llu: %s", cli_stream_label(&run->stream, offset),
               (unsigned long long)offset, seam_status_text(status));
    return CLI_ILL_FORMED;
}

/* Pushes a piece, or with an empty one what is left after the end, and writes what comes out. */
static int push(void *ctx, seam_buf *piece)
{
    codec_run *run = ctx;
    seam_status status = seam_transform_push(seam_codec_transform(&run->codec), piece, &run->text);
    if (status == SEAM_ENOMEM || status == SEAM_ELIMIT)
        return cli_fail_status(status);
    int code = cli_output_write(&run->output, &run->text);
    if (code == CLI_OK && status != SEAM_MORE && status != SEAM_EOF)
        code = report_fault(run, status);
    return code;
}

static int convert_files(codec_run *run)
{
    seam_buf none = seam_buf_static(seam_view_of(NULL, 0));
    int code = cli_stream_read(&run->stream, push, run);
    if (code != CLI_OK)
        return code;
    seam_transform_finish(seam_codec_transform(&run->codec));
    code = push(run, &none);
    if (code == CLI_OK && run->ends_line && run->output.written > 0)
        code = cli_output_write_bytes(&run->output, "\n", 1);
    return code;
}

static int run_init(codec_run *run, const cli_codec_options *options,
                    const seam_codec_options *codec)
{
    const cli_files *files = &options->reading.files;
    memset(run, 0, sizeof *run);
    run->output.fd = -1;
    run->ends_line = codec->wrap > 0;
    int code = cli_stream_init(&run->stream, &options->reading);
    if (code != CLI_OK)
        return code;
    seam_chain_init(&run->text, run->stream.pieces.pool);
    seam_status status = seam_codec_init(&run->codec, codec);
    if (status != SEAM_OK)
        return cli_fail_status(status);
    return cli_output_open(&run->output, options->output, files->names, files->n);
}

int cli_codec_run(const cli_command *command, const cli_codec_options *options, unsigned kind,
                  uint32_t flags, uint32_t wrap)
{
    seam_codec_options codec = {.kind = (uint8_t)kind, .flags = flags};
    int code;
    if (options->decode) {
        code = resolve_decode(command, options, &codec);
    } else {
        codec.wrap = wrap;
        codec.line_end = SEAM_CODEC_LF;
        code = resolve_encode(command, options, &codec);
    }
    seam_codec unused;
    if (code == CLI_OK && seam_codec_init(&unused, &codec) != SEAM_OK)
        code = cli_misuse(command, "these options exclude each other");
    if (code != CLI_OK)
        return code;
    codec_run run;
    code = run_init(&run, options, &codec);
    if (code == CLI_OK)
        code = convert_files(&run);
    code = cli_output_close(&run.output, code);
    seam_chain_release(&run.text);
    cli_stream_end(&run.stream);
    return code;
}
