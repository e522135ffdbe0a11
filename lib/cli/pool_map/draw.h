/* draw.h: a picture of a pool as one SVG file. */
#ifndef SEAM_CLI_POOL_MAP_DRAW_H
#define SEAM_CLI_POOL_MAP_DRAW_H

#include "map.h"

/* Draws a file of *len bytes at *text, which is the caller's, for free(); `title` is any text. Returns
 * CLI_OK, or CLI_FAILED after a message when memory ran out. */
int cli_draw_map(const cli_map *map, const char *title, char **text, size_t *len);

#endif
