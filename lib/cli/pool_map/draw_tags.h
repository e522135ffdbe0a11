/* draw_tags.h: which tags hold most, and the colour of each. */
#ifndef SEAM_CLI_POOL_MAP_DRAW_TAGS_H
#define SEAM_CLI_POOL_MAP_DRAW_TAGS_H

#include "map.h"
#include "svg.h"

/* The margins of the page. */
#define LEFT  30u
#define RIGHT (SVG_WIDTH - 30u)

/* The style of what a tag holds. */
const char *cli_draw_colour(const cli_map *map, uint64_t tag);

/* Draws all that is live as one bar, a piece for each tag that has a colour, at s->y, and moves it down. */
void cli_draw_shares(svg *s, const cli_map *map);

/* Draws a table of the tags that hold most at s->y and moves it down. */
void cli_draw_tags(svg *s, const cli_map *map);

#endif
