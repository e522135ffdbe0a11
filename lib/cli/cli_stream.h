/* cli_stream.h: files one after the other as a single stream, as `cat` would make of them, of which
 * every byte is known to be a certain file's. */
#ifndef SEAM_CLI_STREAM_H
#define SEAM_CLI_STREAM_H

#include "cli_pieces.h"

typedef struct cli_stream {
    cli_pieces pieces;
    uint64_t *starts; /* the offset in the stream at which each file begins that has been opened */
    size_t file;      /* the index of the file being read */
} cli_stream;

/* Returns CLI_OK, or CLI_FAILED after a message. cli_stream_end() is right in both cases. */
int cli_stream_init(cli_stream *stream, const cli_reading *reading);
void cli_stream_end(cli_stream *stream);

/* Reads all files. Returns CLI_OK, what `take` has returned, or CLI_FAILED after a message: the first
 * file that cannot be read ends the stream. */
int cli_stream_read(cli_stream *stream, cli_piece_fn *take, void *ctx);
/* What to call the file that has the byte at `offset`, which may be an earlier one than the present. */
const char *cli_stream_label(const cli_stream *stream, uint64_t offset);

#endif
