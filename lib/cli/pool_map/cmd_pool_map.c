#include <stdlib.h>

#include "cli/cli.h"
#include "cli/cli_options.h"
#include "cli/cli_output.h"
#include "draw.h"
#include "map.h"

typedef struct pool_map_options {
    cli_files files;
    const char *output; /* NULL = standard output */
} pool_map_options;

static const cli_option rows[] = {
    CLI_OPTION("output", 'o', cli_take_word, pool_map_options, output),
    CLI_OPTIONS_END,
};

/* The output is opened, and so emptied, only when there is something to write. */
static int draw(const cli_map *map, const pool_map_options *options)
{
    char *text = NULL;
    size_t len = 0;
    cli_output out;
    int code = cli_draw_map(map, options->files.names[0], &text, &len);
    if (code == CLI_OK)
        code = cli_output_open(&out, options->output, options->files.names, options->files.n);
    if (code == CLI_OK)
        code = cli_output_close(&out, cli_output_write_bytes(&out, text, len));
    free(text);
    return code;
}

static int pool_map(int argc, char **argv)
{
    pool_map_options options = {0};
    cli_map map;
    int code;
    if (!cli_options_parse(&cli_pool_map, argc, argv, &options, &options.files, &code))
        return code;
    if (options.files.n > 1)
        return cli_misuse(&cli_pool_map, "unexpected operand '%s'", options.files.names[1]);
    code = cli_map_read(&map, options.files.names[0]);
    if (code == CLI_OK)
        code = draw(&map, &options);
    cli_map_free(&map);
    return code;
}

const cli_command cli_pool_map = {
    .name = "pool-map",
    .summary = "draw a snapshot of a pool: who holds its memory",
    .options = rows,
    .run = pool_map,
    .help = "usage: seam pool-map [OPTION...] [SNAPSHOT]\n"
            "\n"
            "Draw a snapshot that seam_pool_snapshot() wrote as one SVG picture: which tags hold\n"
            "most memory, and where in the slabs of each arena their blocks lie. Without a file,\n"
            "or when it is '-', read standard input. The form of a snapshot is described in\n"
            "seam/snapshot.h.\n"
            "\n"
            "Each of the seven tags that hold most has a colour. Pointing at a place in a browser\n"
            "shows which blocks lie there.\n"
            "\n"
            "  -o, --output=FILE   write to FILE instead of standard output\n"
            "\n"
            "Exit status: 0 done, 2 wrong usage, a snapshot that is none, or an error of input\n"
            "or output.\n",
};
