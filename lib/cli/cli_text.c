#include "cli_text.h"

#include <string.h>

int cli_text_init(cli_text *text, const cli_reading *reading)
{
    memset(text, 0, sizeof *text);
    if (seam_text_unicode_version() == NULL)
        return cli_fail("this build of seam knows nothing of characters; it lacks utf8proc");
    seam_status status = seam_decoder_init(&text->decoder, NULL);
    return status == SEAM_OK ? cli_pieces_init(&text->pieces, reading) : cli_fail_status(status);
}

void cli_text_end(cli_text *text)
{
    cli_pieces_end(&text->pieces);
}

static int read_piece(cli_text *text, seam_view piece, cli_text_fn *take, void *ctx)
{
    for (;;) {
        seam_view decoded;
        seam_status status = seam_decoder_next(&text->decoder, &piece, &decoded);
        if (status == SEAM_MORE || status == SEAM_EOF)
            return CLI_OK;
        if (status != SEAM_OK)
            return cli_fail_status(status);
        int code = take(ctx, decoded);
        if (code != CLI_OK)
            return code;
    }
}

/* Who takes the text of the pieces. */
typedef struct taker {
    cli_text *text;
    cli_text_fn *take;
    void *ctx;
} taker;

static int decode_piece(void *ctx, seam_buf *piece)
{
    const taker *t = ctx;
    return read_piece(t->text, seam_buf_view(piece), t->take, t->ctx);
}

int cli_text_read(cli_text *text, const char *name, cli_text_fn *take, void *ctx)
{
    taker t = {text, take, ctx};
    cli_input input;
    int code = cli_input_open(&input, name);
    if (code == CLI_OK)
        code = cli_pieces_read(&text->pieces, &input, decode_piece, &t);
    cli_input_close(&input);
    return code;
}

int cli_text_finish(cli_text *text, cli_text_fn *take, void *ctx)
{
    seam_decoder_finish(&text->decoder);
    return read_piece(text, seam_view_of(NULL, 0), take, ctx);
}

int cli_text_read_all(cli_text *text, cli_text_fn *take, void *ctx)
{
    const cli_files *files = &text->pieces.reading->files;
    int code = CLI_OK;
    for (size_t i = 0; code == CLI_OK && i < files->n; i++)
        code = cli_text_read(text, files->names[i], take, ctx);
    return code == CLI_OK ? cli_text_finish(text, take, ctx) : code;
}

int cli_text_out_open(cli_text_out *out, const char *name, const cli_files *inputs)
{
    out->n = 0;
    return cli_output_open(&out->output, name, inputs->names, inputs->n);
}

static int write_gathered(cli_text_out *out)
{
    size_t n = out->n;
    out->n = 0;
    return n == 0 ? CLI_OK : cli_output_write_bytes(&out->output, out->bytes, n);
}

int cli_text_out_put(cli_text_out *out, seam_view text)
{
    int code = CLI_OK;
    if (text.len > sizeof out->bytes - out->n)
        code = write_gathered(out);
    if (code == CLI_OK && text.len >= sizeof out->bytes / 4)
        code = write_gathered(out);
    if (code == CLI_OK && text.len >= sizeof out->bytes / 4)
        return cli_output_write_bytes(&out->output, text.data, text.len);
    if (code == CLI_OK && text.len > 0) {
        memcpy(out->bytes + out->n, text.data, text.len);
        out->n += text.len;
    }
    return code;
}

int cli_text_out_close(cli_text_out *out, int code)
{
    int written = out->output.fd < 0 ? CLI_OK : write_gathered(out);
    return cli_output_close(&out->output, code == CLI_OK ? written : code);
}
