#include "draw_tags.h"

#include <inttypes.h>

#define N_COLOURS 7u /* tags with a colour of their own; the others share one */
#define TOP_TAGS  12u

static const char *const colours[N_COLOURS + 1] = {"t0", "t1", "t2", "t3", "t4", "t5", "t6", "t7"};

/* The place of a tag among those that hold most, N_COLOURS for all behind. */
static unsigned rank_of(const cli_map *map, uint64_t tag)
{
    unsigned rank = 0;
    while (rank < N_COLOURS && rank < map->n_tags && map->tags[rank].tag != tag)
        rank++;
    return rank < map->n_tags ? rank : N_COLOURS;
}

const char *cli_draw_colour(const cli_map *map, uint64_t tag)
{
    return colours[rank_of(map, tag)];
}

static unsigned percent(uint64_t part, uint64_t whole)
{
    return whole != 0 ? (unsigned)((double)part * 100 / (double)whole + 0.5) : 0;
}

static void tag_title(svg *s, const map_tag *tag)
{
    fprintf(s->body, "tag 0x%" PRIx64 ": %" PRIu64 " bytes in %" PRIu64 " blocks", tag->tag,
            tag->retained, tag->n_blocks);
}

void cli_draw_shares(svg *s, const cli_map *map)
{
    const unsigned width10 = (RIGHT - LEFT) * 10;
    uint64_t before = 0;
    unsigned x10 = 0;
    if (map->retained == 0) {
        s->y += 24;
        return;
    }
    for (size_t i = 0; i < map->n_tags && i < N_COLOURS; i++) {
        const map_tag *tag = &map->tags[i];
        before += tag->retained;
        const unsigned to10 = (unsigned)((double)before / (double)map->retained * width10);
        svg_rect(s, LEFT * 10 + x10, s->y, to10 - x10, 22, colours[i], 100);
        tag_title(s, tag);
        svg_rect_end(s);
        x10 = to10;
    }
    if (map->n_tags > N_COLOURS) {
        svg_rect(s, LEFT * 10 + x10, s->y, width10 - x10, 22, colours[N_COLOURS], 100);
        fprintf(s->body, "%zu other tags", map->n_tags - N_COLOURS);
        svg_rect_end(s);
    }
    s->y += 46;
}

enum {
    COLUMN_TAG = 56,
    COLUMN_BLOCKS = 400,
    COLUMN_RETAINED = 510,
    COLUMN_SHARE = 580,
    COLUMN_ASKED = 690,
    COLUMN_BAR = 710
};

static void draw_table_head(svg *s)
{
    svg_text(s, COLUMN_TAG, s->y, 0, "strong", "tag");
    svg_text(s, COLUMN_BLOCKS, s->y, 1, "strong", "blocks");
    svg_text(s, COLUMN_RETAINED, s->y, 1, "strong", "retained");
    svg_text(s, COLUMN_SHARE, s->y, 1, "strong", "share");
    svg_text(s, COLUMN_ASKED, s->y, 1, "strong", "asked for");
    s->y += 22;
}

static void draw_table_row(svg *s, const cli_map *map, unsigned rank, const char *name,
                           const map_tag *tag)
{
    char retained[SVG_BYTES], asked[SVG_BYTES];
    const uint64_t most = map->tags[0].retained;
    const double share = most != 0 ? (double)tag->retained / (double)most : 0;
    svg_rect(s, LEFT * 10, s->y - 12, 160, 14, colours[rank], 100);
    svg_rect_end(s);
    svg_text(s, COLUMN_TAG, s->y, 0, "", "%s", name);
    svg_text(s, COLUMN_BLOCKS, s->y, 1, "", "%" PRIu64, tag->n_blocks);
    svg_text(s, COLUMN_RETAINED, s->y, 1, "strong", "%s", svg_bytes(tag->retained, retained));
    svg_text(s, COLUMN_SHARE, s->y, 1, "", "%u %%", percent(tag->retained, map->retained));
    svg_text(s, COLUMN_ASKED, s->y, 1, "", "%s", svg_bytes(tag->requested, asked));
    svg_rect(s, COLUMN_BAR * 10, s->y - 11,
             (unsigned)((share < 1 ? share : 1) * (RIGHT - COLUMN_BAR) * 10), 12, colours[rank],
             100);
    fprintf(s->body, "%" PRIu64 " bytes", tag->retained);
    svg_rect_end(s);
    s->y += 22;
}

void cli_draw_tags(svg *s, const cli_map *map)
{
    char name[64];
    map_tag others = {0};
    draw_table_head(s);
    for (size_t i = 0; i < map->n_tags; i++) {
        const map_tag *tag = &map->tags[i];
        if (i >= TOP_TAGS) {
            others.n_blocks += tag->n_blocks;
            others.retained += tag->retained;
            others.requested += tag->requested;
            continue;
        }
        snprintf(name, sizeof name, tag->tag != 0 ? "0x%" PRIx64 " (%" PRIu64 ")" : "none",
                 tag->tag, tag->tag);
        draw_table_row(s, map, rank_of(map, tag->tag), name, tag);
    }
    if (map->n_tags > TOP_TAGS) {
        snprintf(name, sizeof name, "%zu other tags", map->n_tags - TOP_TAGS);
        draw_table_row(s, map, N_COLOURS, name, &others);
    }
    if (map->n_tags == 0) {
        svg_text(s, COLUMN_TAG, s->y, 0, "soft", "no block is live");
        s->y += 22;
    }
    s->y += 10;
}
