/* cli_text.h: files as text in pieces of whole characters, for commands about text, and a buffer for the
 * text that such a command writes. */
#ifndef SEAM_CLI_TEXT_H
#define SEAM_CLI_TEXT_H

#include "cli_chop.h"
#include "cli_options.h"
#include "cli_output.h"
#include "cli_progress.h"

/* Takes a piece. Anything but CLI_OK ends the reading. */
typedef int cli_text_fn(void *ctx, seam_view text);

typedef struct cli_text {
    const cli_reading *reading;
    seam_pool *pool;
    seam_decoder decoder; /* ill-formed sequences become U+FFFD */
    cli_chop chop;
    cli_progress progress;
    uint64_t n_bytes; /* read from all files */
} cli_text;

/* Returns CLI_OK, or CLI_FAILED after a message, as in a build that has no text. cli_text_end() is right
 * in both cases. */
int cli_text_init(cli_text *text, const cli_reading *reading);
void cli_text_end(cli_text *text);

/* Reads one file. A character may begin in it and end in the next one. */
int cli_text_read(cli_text *text, const char *name, cli_text_fn *take, void *ctx);
/* Gives what is left when no file follows. */
int cli_text_finish(cli_text *text, cli_text_fn *take, void *ctx);
/* All files as a single stream. */
int cli_text_read_all(cli_text *text, cli_text_fn *take, void *ctx);

/* Text on its way out; pieces are gathered to writes of this size. */
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
