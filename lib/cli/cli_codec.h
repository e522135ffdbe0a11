/* cli_codec.h: files through a byte codec, for the commands hex and base64. */
#ifndef SEAM_CLI_CODEC_H
#define SEAM_CLI_CODEC_H

#include "cli_options.h"

/* The options that both commands have. */
typedef struct cli_codec_options {
    cli_reading reading;
    bool decode;
    bool any; /* --ignore-garbage */
    cli_number wrap;
    const char *forgive; /* a list of words; NULL: not given */
    const char *output;  /* NULL = standard output */
} cli_codec_options;

/* The rows for these options, in the table of a command whose struct has a member `codec`. */
#define CLI_CODEC_OPTIONS(type)                                                           \
    CLI_OPTION("decode", 'd', cli_take_flag, type, codec.decode),                         \
        CLI_OPTION("ignore-garbage", 'i', cli_take_flag, type, codec.any),                \
        CLI_OPTION("wrap", 'w', cli_take_number, type, codec.wrap),                       \
        CLI_OPTION("forgive", 0, cli_take_word, type, codec.forgive),                     \
        CLI_OPTION("block-size", 0, cli_take_block_size, type, codec.reading.block_size), \
        CLI_OPTION("chop", 0, cli_take_number, type, codec.reading.chop),                 \
        CLI_OPTION("output", 'o', cli_take_word, type, codec.output),                     \
        CLI_OPTION("progress", 0, cli_take_flag, type, codec.reading.progress)

/* Writes the files, as a single stream, through a codec of this kind. `flags` are those that no common
 * option sets; encoded lines have `wrap` digits unless an option says otherwise. Returns an exit code. */
int cli_codec_run(const cli_command *command, const cli_codec_options *options, unsigned kind,
                  uint32_t flags, uint32_t wrap);

#endif
