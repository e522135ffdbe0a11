#include "draw_arena.h"

#include <inttypes.h>

#define ROW_HEIGHT 11u
#define ROW_STEP   14u
#define N_BINS     230u
#define MOST_ROWS  128u /* what is left out is said */

/* Some neighbouring blocks. */
typedef struct bin {
    uint64_t first, n_blocks, n_live, n_cached, retained;
    uint64_t most; /* of one block, whose tag it is */
    uint64_t tag;
} bin;

static void add_to_bin(bin *b, const map_run *run, uint64_t n)
{
    b->n_blocks += n;
    b->n_cached += run->state == MAP_CACHED ? n : 0;
    if (run->state != MAP_LIVE)
        return;
    b->n_live++;
    b->retained += run->retained;
    if (run->retained > b->most || b->n_live == 1) {
        b->most = run->retained;
        b->tag = run->tag;
    }
}

/* Spreads the runs of a slab over bins of `size` blocks. */
static void fill_bins(const cli_map *map, const map_arena *arena, const map_slab *slab,
                      uint64_t size, bin *bins)
{
    const uint64_t start = slab->index * arena->slab_blocks;
    for (size_t i = 0; i < slab->n_runs; i++) {
        const map_run *run = &map->runs[slab->first_run + i];
        for (uint64_t at = run->first - start, end = at + run->n; at < end;) {
            bin *b = &bins[at / size];
            const uint64_t edge = (at / size + 1) * size;
            const uint64_t n = (end < edge ? end : edge) - at;
            if (b->n_blocks == 0)
                b->first = start + at;
            add_to_bin(b, run, n);
            at += n;
        }
    }
}

typedef struct look {
    const char *style;
    unsigned opacity;
} look;

static look look_of(const cli_map *map, const bin *b)
{
    if (b->n_live > 0) {
        const unsigned quarter = (unsigned)(b->n_live * 4 / b->n_blocks);
        return (look){cli_draw_colour(map, b->tag), quarter >= 4 ? 100 : 55 + 15 * quarter};
    }
    return (look){b->n_cached * 2 > b->n_blocks ? "cached" : "free", 100};
}

static void bin_title(svg *s, const bin *b)
{
    if (b->n_blocks > 1)
        fprintf(s->body, "blocks %" PRIu64 " to %" PRIu64 ": ", b->first,
                b->first + b->n_blocks - 1);
    else
        fprintf(s->body, "block %" PRIu64 ": ", b->first);
    if (b->n_live > 0)
        fprintf(s->body, "%" PRIu64 " live, %" PRIu64 " bytes, tag 0x%" PRIx64, b->n_live,
                b->retained, b->tag);
    else
        fputs("free", s->body);
    if (b->n_cached > 0)
        fprintf(s->body, ", %" PRIu64 " kept by a thread", b->n_cached);
}

static void draw_bin(svg *s, const cli_map *map, const bin *b, unsigned from10, unsigned to10)
{
    const look l = look_of(map, b);
    /* Blocks that are wide enough are set apart. */
    const unsigned gap10 = to10 - from10 >= 40 ? 10 : 0;
    svg_rect(s, from10, s->y, to10 - from10 - gap10, ROW_HEIGHT, l.style, l.opacity);
    bin_title(s, b);
    svg_rect_end(s);
}

/* True when two neighbours can be one rectangle: nothing of them is live, and they look alike. */
static bool may_merge(const cli_map *map, const bin *a, const bin *b)
{
    return a->n_blocks > 0 && b->n_blocks > 0 && a->n_live == 0 && b->n_live == 0 &&
           look_of(map, a).style == look_of(map, b).style;
}

/* A part of a row, in tenths of a pixel. */
typedef struct part {
    unsigned x10, w10;
} part;

static void draw_bins(svg *s, const cli_map *map, part where, bin *bins, unsigned n_bins)
{
    for (unsigned i = 0; i < n_bins;) {
        unsigned to = i + 1;
        for (; to < n_bins && may_merge(map, &bins[i], &bins[to]); to++) {
            bins[i].n_blocks += bins[to].n_blocks;
            bins[i].n_cached += bins[to].n_cached;
        }
        if (bins[i].n_blocks > 0)
            draw_bin(s, map, &bins[i], where.x10 + i * where.w10 / n_bins,
                     where.x10 + to * where.w10 / n_bins);
        i = to;
    }
}

static void draw_decommitted(svg *s, part where, uint64_t n_slabs)
{
    svg_rect(s, where.x10 + 5, s->y, where.w10 - 15, ROW_HEIGHT, "decommitted", 100);
    fprintf(s->body, "the memory of %" PRIu64 " slabs was given back", n_slabs);
    svg_rect_end(s);
}

static void draw_slab(svg *s, const cli_map *map, const map_arena *arena, const map_slab *slab,
                      part where)
{
    bin bins[N_BINS] = {{0}};
    const uint64_t size = (arena->slab_blocks + N_BINS - 1) / N_BINS;
    const unsigned n_bins = (unsigned)((arena->slab_blocks + size - 1) / size);
    if (slab->n_blocks == 0) {
        draw_decommitted(s, where, 1);
        return;
    }
    fill_bins(map, arena, slab, size, bins);
    draw_bins(s, map, where, bins, n_bins);
}

/* ---- rows */

/* Slabs of few blocks share a row. */
static uint64_t slabs_of_row(const map_arena *arena)
{
    if (arena->slab_blocks >= 16)
        return 1;
    return arena->slab_blocks >= 4 ? 4 : 16;
}

/* Some slabs of an arena that are drawn in one row: elements [from, to) of the map. */
typedef struct row {
    size_t from, to;
    bool decommitted; /* all of them, and then there may be more than a row has */
} row;

/* The slabs from `from` on that have their place in one row. */
static row row_at(const cli_map *map, const map_arena *arena, size_t from)
{
    const size_t end = arena->first_slab + arena->n_slabs;
    const uint64_t n = slabs_of_row(arena);
    row r = {from, from, true};
    while (r.to < end && map->slabs[r.to].index / n == map->slabs[from].index / n)
        r.decommitted &= map->slabs[r.to++].n_blocks == 0;
    return r;
}

/* Rows of which nothing is there are one row. */
static row next_row(const cli_map *map, const map_arena *arena, size_t from)
{
    const size_t end = arena->first_slab + arena->n_slabs;
    row r = row_at(map, arena, from);
    while (r.decommitted && r.to < end) {
        const row next = row_at(map, arena, r.to);
        if (!next.decommitted)
            break;
        r.to = next.to;
    }
    return r;
}

static uint64_t live_in(const cli_map *map, const map_slab *slab)
{
    uint64_t n = 0;
    for (size_t i = 0; i < slab->n_runs; i++)
        n += map->runs[slab->first_run + i].state == MAP_LIVE;
    return n;
}

static void draw_full_row(svg *s, const cli_map *map, const map_arena *arena, row r)
{
    const uint64_t n = slabs_of_row(arena);
    const unsigned w10 = (ROW_RIGHT - ROW_LEFT) * 10 / (unsigned)n;
    uint64_t n_live = 0, n_blocks = 0;
    for (size_t i = r.from; i < r.to; i++) {
        const map_slab *slab = &map->slabs[i];
        const part where = {ROW_LEFT * 10 + (unsigned)(slab->index % n) * w10, w10};
        draw_slab(s, map, arena, slab, where);
        n_live += live_in(map, slab);
        n_blocks += slab->n_blocks;
    }
    svg_text(s, ROW_RIGHT + 10, s->y + 10, 0, "small", "%" PRIu64 " of %" PRIu64, n_live, n_blocks);
}

static void draw_row(svg *s, const cli_map *map, const map_arena *arena, row r)
{
    const part whole = {ROW_LEFT * 10, (ROW_RIGHT - ROW_LEFT) * 10};
    svg_text(s, ROW_LEFT - 10, s->y + 10, 1, "small", "%" PRIu64, map->slabs[r.from].index);
    if (r.decommitted) {
        draw_decommitted(s, whole, r.to - r.from);
        svg_text(s, ROW_RIGHT + 10, s->y + 10, 0, "small", "%zu decommitted", r.to - r.from);
    } else {
        draw_full_row(s, map, arena, r);
    }
    s->y += ROW_STEP;
}

static void draw_rows(svg *s, const cli_map *map, const map_arena *arena)
{
    const size_t end = arena->first_slab + arena->n_slabs;
    size_t at = arena->first_slab;
    for (unsigned n = 0; at < end && n < MOST_ROWS; n++) {
        const row r = next_row(map, arena, at);
        draw_row(s, map, arena, r);
        at = r.to;
    }
    if (at < end) {
        svg_text(s, ROW_LEFT, s->y + 12, 0, "soft", "and %zu more slabs", end - at);
        s->y += 18;
    }
}

/* Guarded blocks that are not live have no memory. */
static void draw_arena_sums(svg *s, const map_arena *arena)
{
    char retained[SVG_BYTES];
    if (arena->kind == MAP_GUARDED)
        svg_text(s, LEFT + 190, s->y, 0, "", "%s in %" PRIu64 " live; %" PRIu64 " released",
                 svg_bytes(arena->retained, retained), arena->n_live,
                 arena->n_slabs - arena->n_live);
    else
        svg_text(s, LEFT + 190, s->y, 0, "",
                 "%s in %" PRIu64 " live; %" PRIu64 " kept by threads, %" PRIu64 " free",
                 svg_bytes(arena->retained, retained), arena->n_live, arena->n_cached,
                 arena->n_free);
}

void cli_draw_arena(svg *s, const cli_map *map, const map_arena *arena)
{
    char class_bytes[SVG_BYTES];
    if (arena->kind == MAP_CLASS)
        svg_text(s, LEFT, s->y, 0, "strong", "blocks of %s",
                 svg_bytes(arena->class_bytes, class_bytes));
    else
        svg_text(s, LEFT, s->y, 0, "strong",
                 arena->kind == MAP_ADOPTED ? "adopted memory" : "guarded blocks");
    draw_arena_sums(s, arena);
    svg_text(s, RIGHT, s->y, 1, "small", "arena 0x%" PRIx64, arena->id);
    s->y += 10;
    draw_rows(s, map, arena);
    s->y += 26;
}
