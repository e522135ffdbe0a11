/* cli_draw.h: a picture of a pool as one SVG file. */
#ifndef SEAM_CLI_DRAW_H
#define SEAM_CLI_DRAW_H

#include <stdio.h>

#include "cli_map.h"

/* Draws to `out`; `title` is any text. Returns CLI_OK, or CLI_FAILED after a message when memory
 * ran out; errors of `out` stay in it. */
int cli_draw_map(FILE *out, const cli_map *map, const char *title);

#endif
