#include "cli_pieces.h"

#include "cli_print.h"

int cli_pieces_init(cli_pieces *pieces, const cli_reading *reading)
{
    *pieces = (cli_pieces){.reading = reading};
    cli_chop_init(&pieces->chop, reading);
    if (reading->progress)
        cli_progress_init(&pieces->progress,
                          cli_input_total(reading->files.names, reading->files.n));
    seam_status status = seam_pool_create(NULL, &pieces->pool);
    return status == SEAM_OK ? CLI_OK : cli_fail_status(status);
}

void cli_pieces_end(cli_pieces *pieces)
{
    cli_progress_end(&pieces->progress);
    if (pieces->pool != NULL)
        seam_pool_destroy(&pieces->pool);
}

static int take_block(cli_pieces *pieces, seam_buf *block, cli_piece_fn *take, void *ctx)
{
    int code = CLI_OK;
    while (code == CLI_OK && block->len > 0) {
        seam_buf piece = seam_buf_take(block, cli_chop_next(&pieces->chop, block->len));
        pieces->n_behind = block->len;
        code = take(ctx, &piece);
        seam_buf_release(&piece);
    }
    return code;
}

int cli_pieces_read(cli_pieces *pieces, cli_input *input, cli_piece_fn *take, void *ctx)
{
    int code = CLI_OK;
    bool at_end = false;
    while (code == CLI_OK && !at_end) {
        seam_buf block;
        code = cli_input_read(input, pieces->pool, pieces->reading->block_size, &block);
        at_end = block.len == 0;
        pieces->n_bytes += block.len;
        if (code == CLI_OK)
            code = take_block(pieces, &block, take, ctx);
        seam_buf_release(&block);
        cli_progress_update(&pieces->progress, pieces->n_bytes);
    }
    return code;
}

int cli_pieces_each(const cli_reading *reading, int (*read_file)(void *ctx, const char *name),
                    void *ctx)
{
    int worst = CLI_OK;
    for (size_t i = 0; i < reading->files.n && cli_print_works(); i++) {
        int code = read_file(ctx, reading->files.names[i]);
        worst = code > worst ? code : worst;
    }
    return worst;
}
