/* draw_arena.h: the map of one arena: rows of one slab or of several small ones, between a number
 * and a count. */
#ifndef SEAM_CLI_POOL_MAP_DRAW_ARENA_H
#define SEAM_CLI_POOL_MAP_DRAW_ARENA_H

#include "map.h"
#include "svg.h"

/* The margins of the page, and within them those of a row. */
#define LEFT      30u
#define RIGHT     (SVG_WIDTH - 30u)
#define ROW_LEFT  90u
#define ROW_RIGHT (RIGHT - 90u)

/* Draws at s->y and moves it down. */
void cli_draw_arena(svg *s, const cli_map *map, const map_arena *arena);

/* The style of what a tag holds (draw.c). */
const char *cli_draw_colour(const cli_map *map, uint64_t tag);

#endif
