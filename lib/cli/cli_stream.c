#include "cli_stream.h"

#include <stdlib.h>

int cli_stream_init(cli_stream *stream, const cli_reading *reading)
{
    *stream = (cli_stream){0};
    int code = cli_pieces_init(&stream->pieces, reading);
    if (code != CLI_OK)
        return code;
    stream->starts = calloc(reading->files.n, sizeof *stream->starts);
    return stream->starts != NULL ? CLI_OK : cli_fail_status(SEAM_ENOMEM);
}

void cli_stream_end(cli_stream *stream)
{
    cli_pieces_end(&stream->pieces);
    free(stream->starts);
}

int cli_stream_read(cli_stream *stream, cli_piece_fn *take, void *ctx)
{
    const cli_files *files = &stream->pieces.reading->files;
    int code = CLI_OK;
    for (size_t i = 0; code == CLI_OK && i < files->n; i++) {
        cli_input input;
        stream->file = i;
        stream->starts[i] = stream->pieces.n_bytes;
        code = cli_input_open(&input, files->names[i]);
        if (code == CLI_OK)
            code = cli_pieces_read(&stream->pieces, &input, take, ctx);
        cli_input_close(&input);
    }
    return code;
}

const char *cli_stream_label(const cli_stream *stream, uint64_t offset)
{
    size_t file = stream->file;
    while (file > 0 && stream->starts[file] > offset)
        file--;
    return cli_input_label(stream->pieces.reading->files.names[file]);
}
