#include "draw.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "draw_arena.h"
#include "draw_tags.h"

/* What is left out is said. */
#define MOST_ARENAS 60u
#define MOST_LARGE  100u
#define MOST_TITLE  96u

/* The end of a long title, from the start of a character. */
static const char *end_of(const char *title)
{
    const size_t len = strlen(title);
    if (len <= MOST_TITLE)
        return title;
    title += len - MOST_TITLE;
    while (((unsigned char)*title & 0xC0) == 0x80)
        title++;
    return title;
}

static void draw_summary(svg *s, const cli_map *map, const char *title)
{
    const char *short_title = end_of(title);
    char live[SVG_BYTES], asked[SVG_BYTES], committed[SVG_BYTES], mapped[SVG_BYTES];
    svg_text(s, LEFT, 42, 0, "title", "Who holds the pool");
    svg_text(s, RIGHT, 42, 1, "soft", "%s%s", short_title == title ? "" : "... ", short_title);
    svg_text(s, LEFT, 70, 0, "strong", "%s live in %" PRIu64 " blocks of %zu tags",
             svg_bytes(map->retained, live), map->n_live, map->n_tags);
    svg_text(s, RIGHT, 70, 1, "soft", "%s asked for; %s committed, %s mapped",
             svg_bytes(map->requested, asked), svg_bytes(map->committed, committed),
             svg_bytes(map->mapped, mapped));
    s->y = 84;
}

static void draw_legend_entry(svg *s, unsigned *x, const char *style, const char *text,
                              unsigned width)
{
    svg_rect(s, *x * 10, s->y - 11, 220, 13, style, 100);
    svg_rect_end(s);
    svg_text(s, *x + 30, s->y, 0, "", "%s", text);
    *x += width;
}

static void draw_legend(svg *s)
{
    unsigned x = LEFT;
    svg_rect(s, LEFT * 10, s->y - 6, (RIGHT - LEFT) * 10, 1, "rule", 100);
    svg_rect_end(s);
    s->y += 26;
    svg_text(s, x, s->y, 0, "head", "Arenas, slab by slab");
    s->y += 26;
    draw_legend_entry(s, &x, "t0", "live, in its tag's colour", 230);
    draw_legend_entry(s, &x, "t7", "live, another tag", 180);
    draw_legend_entry(s, &x, "cached", "free, kept by a thread", 215);
    draw_legend_entry(s, &x, "free", "free", 85);
    draw_legend_entry(s, &x, "decommitted", "memory given back", 180);
    s->y += 16;
    svg_text(
        s, LEFT, s->y + 6, 0, "soft",
        "Paler: some of the blocks there are free. Small slabs share a row. Point at a place to "
        "see its blocks.");
    s->y += 34;
}

/* An arena's place in the order of drawing. */
typedef struct map_ref {
    const map_arena *arena;
} map_ref;

/* ---- large blocks: an arena each, so a bar each */

static const map_run *large_block(const cli_map *map, const map_arena *arena)
{
    const map_slab *slab = &map->slabs[arena->first_slab];
    const map_run *run = &map->runs[slab->first_run];
    return arena->n_live > 0 && run->state == MAP_LIVE ? run : NULL;
}

static void draw_large_block(svg *s, const cli_map *map, const map_run *run, uint64_t most)
{
    char retained[SVG_BYTES];
    const unsigned width10 = (ROW_RIGHT - ROW_LEFT - 260) * 10;
    const double share = most != 0 ? (double)run->retained / (double)most : 0;
    svg_text(s, ROW_LEFT - 10, s->y + 12, 1, "", "%s", svg_bytes(run->retained, retained));
    svg_rect(s, ROW_LEFT * 10, s->y, (unsigned)(share * width10), 14,
             cli_draw_colour(map, run->tag), 100);
    fprintf(s->body, "%" PRIu64 " bytes, %" PRIu64 " asked for", run->retained, run->requested);
    svg_rect_end(s);
    svg_text(s, ROW_LEFT + 10 + (unsigned)(share * width10) / 10, s->y + 12, 0, "soft",
             "tag 0x%" PRIx64 ", %" PRIu64 " reference%s", run->tag, run->refs,
             run->refs == 1 ? "" : "s");
    s->y += 18;
}

/* Arenas [from, n) of the order are large ones, the largest first. */
static void draw_large(svg *s, const cli_map *map, const map_ref *order, size_t from)
{
    size_t n_live = 0, n_drawn = 0, i = from;
    for (; i < map->n_arenas; i++)
        n_live += order[i].arena->n_live;
    svg_text(s, LEFT, s->y, 0, "strong", "blocks of more than 256 KiB");
    svg_text(s, LEFT + 230, s->y, 0, "", "%zu live, %zu free", n_live,
             map->n_arenas - from - n_live);
    s->y += 10;
    for (i = from; i < map->n_arenas && n_drawn < MOST_LARGE; i++) {
        const map_run *run = order[i].arena->n_live > 0 ? large_block(map, order[i].arena) : NULL;
        if (run == NULL)
            continue;
        draw_large_block(s, map, run, order[from].arena->retained);
        n_drawn++;
    }
    if (n_drawn < n_live) {
        svg_text(s, ROW_LEFT, s->y + 12, 0, "soft", "and %zu more", n_live - n_drawn);
        s->y += 18;
    }
    s->y += 26;
}

/* ---- all of it */

/* Large ones last, then what holds most first. */
static int by_weight(const void *a, const void *b)
{
    const map_arena *x = ((const map_ref *)a)->arena, *y = ((const map_ref *)b)->arena;
    if ((x->kind == MAP_LARGE) != (y->kind == MAP_LARGE))
        return x->kind == MAP_LARGE ? 1 : -1;
    if (x->retained != y->retained)
        return x->retained > y->retained ? -1 : 1;
    return x < y ? -1 : x > y;
}

static void draw_arenas(svg *s, const cli_map *map, const map_ref *order)
{
    size_t n_slabbed = 0;
    while (n_slabbed < map->n_arenas && order[n_slabbed].arena->kind != MAP_LARGE)
        n_slabbed++;
    for (size_t i = 0; i < n_slabbed && i < MOST_ARENAS; i++)
        cli_draw_arena(s, map, order[i].arena);
    if (n_slabbed > MOST_ARENAS) {
        svg_text(s, LEFT, s->y, 0, "soft", "and %zu more arenas, which hold less",
                 n_slabbed - MOST_ARENAS);
        s->y += 30;
    }
    if (n_slabbed < map->n_arenas)
        draw_large(s, map, order, n_slabbed);
}

static int draw_body(svg *s, const cli_map *map, const char *title)
{
    map_ref *order = calloc(map->n_arenas + 1, sizeof *order);
    if (order == NULL)
        return cli_fail_status(SEAM_ENOMEM);
    for (size_t i = 0; i < map->n_arenas; i++)
        order[i].arena = &map->arenas[i];
    qsort(order, map->n_arenas, sizeof *order, by_weight);
    draw_summary(s, map, title);
    cli_draw_shares(s, map);
    cli_draw_tags(s, map);
    draw_legend(s);
    draw_arenas(s, map, order);
    free(order);
    return CLI_OK;
}

/* Closes a memory stream: returns `code`, or CLI_FAILED after a message when memory ran out. */
static int end_stream(FILE *stream, int code)
{
    if (fclose(stream) != 0 && code == CLI_OK)
        code = cli_fail_status(SEAM_ENOMEM);
    return code;
}

/* The page around a body. */
static int draw_page(const svg *s, const char *title, const char *body, char **text, size_t *len)
{
    FILE *page = open_memstream(text, len);
    if (page == NULL)
        return cli_fail_status(SEAM_ENOMEM);
    svg_begin(page, title, s->y + 20);
    fputs(body, page);
    svg_end(page);
    return end_stream(page, CLI_OK);
}

int cli_draw_map(const cli_map *map, const char *title, char **text, size_t *len)
{
    char *body = NULL;
    size_t body_len = 0;
    svg s = {.body = open_memstream(&body, &body_len)};
    if (s.body == NULL)
        return cli_fail_status(SEAM_ENOMEM);
    int code = end_stream(s.body, draw_body(&s, map, title));
    if (code == CLI_OK)
        code = draw_page(&s, title, body, text, len);
    free(body);
    return code;
}
