/* cli_pieces.h: files in pieces, as one read gives them or cut at random places. */
#ifndef SEAM_CLI_PIECES_H
#define SEAM_CLI_PIECES_H

#include "cli_chop.h"
#include "cli_input.h"
#include "cli_progress.h"

/* Takes a piece, a slice of the block that was read; what of it is not taken is released. A result
 * other than CLI_OK ends the reading. */
typedef int cli_piece_fn(void *ctx, seam_buf *piece);

typedef struct cli_pieces {
    const cli_reading *reading;
    seam_pool *pool;
    cli_chop chop;
    cli_progress progress;
    uint64_t n_bytes; /* read from all files */
    size_t n_behind;  /* of the block, behind the piece that is being taken */
} cli_pieces;

/* Returns CLI_OK, or CLI_FAILED after a message. cli_pieces_end() is right in both cases. */
int cli_pieces_init(cli_pieces *pieces, const cli_reading *reading);
void cli_pieces_end(cli_pieces *pieces);

/* Does `read_file` with each file, also behind one that cannot be read, as long as output can be written. Returns the
 * worst of its results. */
int cli_pieces_each(const cli_reading *reading, int (*read_file)(void *ctx, const char *name),
                    void *ctx);

/* Reads a file to its end. Returns CLI_OK, what `take` has returned, or CLI_FAILED after a
 * message. */
int cli_pieces_read(cli_pieces *pieces, cli_input *input, cli_piece_fn *take, void *ctx);

#endif
