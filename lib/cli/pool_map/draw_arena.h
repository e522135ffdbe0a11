/* draw_arena.h: the map of one arena: rows of one slab or of several small ones, between a number
 * and a count. */
#ifndef SEAM_CLI_POOL_MAP_DRAW_ARENA_H
#define SEAM_CLI_POOL_MAP_DRAW_ARENA_H

#include "draw_tags.h"

/* The margins of a row. */
#define ROW_LEFT  90u
#define ROW_RIGHT (RIGHT - 90u)

/* Draws at s->y and moves it down. */
void cli_draw_arena(svg *s, const cli_map *map, const map_arena *arena);

#endif
