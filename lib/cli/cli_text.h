/* cli_text.h: files as text in pieces of whole characters, for commands about text, and a buffer
 * for the text that such a command writes. */
#ifndef SEAM_CLI_TEXT_H
#define SEAM_CLI_TEXT_H

#include "cli_options.h"
#include "cli_output.h"
#include "cli_pieces.h"

/* Takes a piece of text. A result other than CLI_OK ends the reading. */
typedef int cli_text_fn(void *ctx, seam_view text);

typedef struct cli_text {
    cli_pieces pieces;
    seam_decoder decoder; /* ill-formed sequences become U+FFFD */
} cli_text;

/* Begins to read text. Returns CLI_OK, or CLI_FAILED after a message, as always in a build without
 * text. cli_text_end() may be called in both cases. */
int cli_text_init(cli_text *text, const cli_reading *reading);
void cli_text_end(cli_text *text);

/* Reads one file. A character may begin in it and end in the next one. */
int cli_text_read(cli_text *text, const char *name, cli_text_fn *take, void *ctx);
/* Gives the text that is left at the end of the last file. */
int cli_text_finish(cli_text *text, cli_text_fn *take, void *ctx);
/* Reads all files as a single stream. */
int cli_text_read_all(cli_text *text, cli_text_fn *take, void *ctx);

/* The bytes that are gathered for one write of text. */
enum { CLI_TEXT_ROOM = 1 << 16 };

typedef struct cli_text_out {
    cli_output output;
    size_t n;
    uint8_t bytes[CLI_TEXT_ROOM];
} cli_text_out;

/* Opens `name` as cli_output_open() does. */
int cli_text_out_open(cli_text_out *out, const char *name, const cli_files *inputs);
int cli_text_out_put(cli_text_out *out, seam_view text);
/* Writes the rest, even after an error elsewhere, and closes. Returns `code` or CLI_FAILED. */
int cli_text_out_close(cli_text_out *out, int code);

#endif
