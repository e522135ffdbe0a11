#include "map.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli_lines.h"

#define LINE_MAX_BYTES 255
#define MOST_FIELDS    5
/* No pool comes near these, and no sum of them to 2^64. */
#define MOST_BLOCKS ((uint64_t)1 << 20)
#define MOST_BYTES  ((uint64_t)1 << 48)
#define MOST_SUM    ((uint64_t)1 << 60)

/* Where reading is. */
typedef struct reader {
    cli_map *map;
    const char *label;
    uint64_t line;
    uint64_t next_block; /* of the last slab: what its next record must begin with */
    uint64_t end_block;  /* and where it ends */
    bool has_pool, ended;
    size_t caps[3]; /* of runs, slabs and arenas */
} reader;

static int bad(const reader *r, const char *why)
{
    return cli_fail("%s:%" PRIu64 ": %s", r->label, r->line, why);
}

/* Room for one more element; NULL after a message. */
static void *grow(void *array, size_t n, size_t *cap, size_t size)
{
    if (n < *cap)
        return array;
    size_t wanted = *cap != 0 ? 2 * *cap : 64;
    void *grown = wanted <= SIZE_MAX / size ? realloc(array, wanted * size) : NULL;
    if (grown == NULL)
        cli_fail_status(SEAM_ENOMEM);
    else
        *cap = wanted;
    return grown;
}

static map_arena *last_arena(const cli_map *map)
{
    return map->n_arenas > 0 ? &map->arenas[map->n_arenas - 1] : NULL;
}

static map_slab *last_slab(const cli_map *map)
{
    const map_arena *arena = last_arena(map);
    return arena != NULL && arena->n_slabs > 0 ? &map->slabs[map->n_slabs - 1] : NULL;
}

/* ---- records */

static int finish_slab(const reader *r)
{
    return r->next_block == r->end_block ? CLI_OK : bad(r, "a slab lacks some of its blocks");
}

static int take_pool(reader *r, const uint64_t *numbers)
{
    if (r->has_pool)
        return bad(r, "a second record 'pool'");
    r->has_pool = true;
    r->map->committed = numbers[0];
    r->map->mapped = numbers[1];
    return CLI_OK;
}

static bool kind_of(const char *name, map_kind *out)
{
    for (map_kind kind = MAP_CLASS; kind <= MAP_GUARDED; kind++) {
        *out = kind;
        if (strcmp(name, cli_map_kind_name(kind)) == 0)
            return true;
    }
    return false;
}

static int take_arena(reader *r, const char *kind, const uint64_t *numbers)
{
    cli_map *map = r->map;
    map_arena arena = {.id = numbers[0], .class_bytes = numbers[2], .slab_blocks = numbers[3]};
    if (!kind_of(kind, &arena.kind))
        return bad(r, "an unknown kind of arena");
    if (arena.slab_blocks == 0 || arena.slab_blocks > MOST_BLOCKS)
        return bad(r, "an impossible number of blocks in a slab");
    if (arena.class_bytes > MOST_BYTES || (arena.class_bytes == 0) != (arena.kind != MAP_CLASS))
        return bad(r, "an impossible class");
    map_arena *arenas = grow(map->arenas, map->n_arenas, &r->caps[2], sizeof *arenas);
    if (arenas == NULL)
        return CLI_FAILED;
    map->arenas = arenas;
    arena.first_slab = map->n_slabs;
    map->arenas[map->n_arenas++] = arena;
    return CLI_OK;
}

/* A slab, or with no blocks one whose memory was given back. */
static int take_slab(reader *r, uint64_t index, uint64_t n_blocks)
{
    cli_map *map = r->map;
    map_arena *arena = last_arena(map);
    const map_slab *last = last_slab(map);
    if (arena == NULL)
        return bad(r, "a slab before the first arena");
    if (index > MOST_BLOCKS / arena->slab_blocks || (last != NULL && index <= last->index))
        return bad(r, "slabs do not ascend");
    if (n_blocks > arena->slab_blocks)
        return bad(r, "more blocks than a slab has");
    map_slab *slabs = grow(map->slabs, map->n_slabs, &r->caps[1], sizeof *slabs);
    if (slabs == NULL)
        return CLI_FAILED;
    map->slabs = slabs;
    map->slabs[map->n_slabs++] =
        (map_slab){.index = index, .n_blocks = n_blocks, .first_run = map->n_runs};
    arena->n_slabs++;
    r->next_block = index * arena->slab_blocks;
    r->end_block = r->next_block + n_blocks;
    return CLI_OK;
}

static void count_run(cli_map *map, const map_run *run)
{
    map_arena *arena = last_arena(map);
    if (run->state == MAP_FREE)
        arena->n_free += run->n;
    else if (run->state == MAP_CACHED)
        arena->n_cached += run->n;
    else {
        arena->n_live++;
        arena->retained += run->retained;
        map->n_live++;
        map->retained += run->retained;
        map->requested += run->requested;
    }
}

static int take_run(reader *r, map_run run)
{
    cli_map *map = r->map;
    map_slab *slab = last_slab(map);
    if (slab == NULL || run.first != r->next_block || run.n == 0 ||
        run.n > r->end_block - r->next_block)
        return bad(r, "a block that is not the next of its slab");
    if (run.retained > MOST_BYTES || run.requested > MOST_BYTES ||
        run.retained > MOST_SUM - map->retained || run.requested > MOST_SUM - map->requested)
        return bad(r, "an impossible size");
    map_run *runs = grow(map->runs, map->n_runs, &r->caps[0], sizeof *runs);
    if (runs == NULL)
        return CLI_FAILED;
    map->runs = runs;
    map->runs[map->n_runs++] = run;
    slab->n_runs++;
    r->next_block += run.n;
    count_run(map, &run);
    return CLI_OK;
}

static int take_live(reader *r, const uint64_t *numbers)
{
    const map_run run = {.state = MAP_LIVE,
                         .first = numbers[0],
                         .n = 1,
                         .retained = numbers[1],
                         .requested = numbers[2],
                         .refs = numbers[3],
                         .tag = numbers[4]};
    if (run.refs == 0 || run.refs > INT32_MAX)
        return bad(r, "an impossible number of references");
    return take_run(r, run);
}

static int take_end(reader *r, uint64_t n_live)
{
    r->ended = true;
    if (!r->has_pool)
        return bad(r, "no record 'pool' came before");
    return n_live == r->map->n_live ? CLI_OK : bad(r, "another number of live blocks than came");
}

/* ---- lines */

typedef enum record {
    R_POOL,
    R_ARENA,
    R_SLAB,
    R_LIVE,
    R_FREE,
    R_CACHED,
    R_DECOMMITTED,
    R_END
} record;

/* What follows the name: d a decimal number, x a hexadecimal one, w a word. */
static const struct {
    const char *name, *fields;
} records[] = {
    [R_POOL] = {"pool", "dd"},
    [R_ARENA] = {"arena", "xwdd"},
    [R_SLAB] = {"slab", "dd"},
    [R_LIVE] = {"live", "ddddx"},
    [R_FREE] = {"free", "dd"},
    [R_CACHED] = {"cached", "dd"},
    [R_DECOMMITTED] = {"decommitted", "d"},
    [R_END] = {"end", "d"},
};

static bool parse_number(const char *text, char how, uint64_t *out)
{
    const bool hex = how == 'x';
    if (hex && strncmp(text, "0x", 2) != 0)
        return false;
    text += hex ? 2 : 0;
    if (strlen(text) == 0 || strspn(text, hex ? "0123456789abcdef" : "0123456789") != strlen(text))
        return false;
    errno = 0;
    *out = strtoull(text, NULL, hex ? 16 : 10);
    return errno == 0;
}

/* Cuts the fields of a record out of `at`. */
static bool parse_fields(char *at, const char *fields, const char **word, uint64_t *numbers)
{
    for (size_t i = 0; fields[i] != '\0'; i++) {
        if (at == NULL)
            return false;
        char *next = strchr(at, ' ');
        if (next != NULL)
            *next++ = '\0';
        if (fields[i] == 'w')
            *word = at;
        else if (!parse_number(at, fields[i], &numbers[i]))
            return false;
        at = next;
    }
    return at == NULL;
}

static int take_record(reader *r, record which, const char *word, const uint64_t *numbers)
{
    int code = which == R_SLAB || which == R_DECOMMITTED || which == R_ARENA || which == R_END
                   ? finish_slab(r)
                   : CLI_OK;
    if (code != CLI_OK)
        return code;
    switch (which) {
    case R_POOL:
        return take_pool(r, numbers);
    case R_ARENA:
        return take_arena(r, word, numbers);
    case R_SLAB:
        if (numbers[1] == 0)
            return bad(r, "a slab without blocks");
        return take_slab(r, numbers[0], numbers[1]);
    case R_LIVE:
        return take_live(r, numbers);
    case R_FREE:
        return take_run(r, (map_run){.state = MAP_FREE, .first = numbers[0], .n = numbers[1]});
    case R_CACHED:
        return take_run(r, (map_run){.state = MAP_CACHED, .first = numbers[0], .n = numbers[1]});
    case R_DECOMMITTED:
        return take_slab(r, numbers[0], 0);
    case R_END:
        return take_end(r, numbers[0]);
    }
    return CLI_FAILED;
}

static int take_line(reader *r, char *line)
{
    const char *word = NULL;
    uint64_t numbers[MOST_FIELDS] = {0};
    char *rest = strchr(line, ' ');
    if (r->ended)
        return bad(r, "something behind the record 'end'");
    if (rest != NULL)
        *rest++ = '\0';
    for (record which = R_POOL; which <= R_END; which++) {
        if (strcmp(line, records[which].name) != 0)
            continue;
        if (!parse_fields(rest, records[which].fields, &word, numbers))
            return bad(r, "a record with wrong fields");
        return take_record(r, which, word, numbers);
    }
    return bad(r, "an unknown record");
}

/* What is wrong when reading ends with this. Nothing is when the record 'end' came. */
static int end_reading(const reader *r, cli_line_end end)
{
    switch (end) {
    case CLI_LINE_FAILED:
        return CLI_FAILED;
    case CLI_LINE_LONG:
        return bad(r, "a line of more than 255 bytes");
    case CLI_LINE_TORN:
        return bad(r, "the file ends inside a line");
    case CLI_LINE_WHOLE:
    case CLI_LINE_NONE:
        break;
    }
    return r->ended ? CLI_OK : bad(r, "the file ends before the record 'end'");
}

static int read_lines(reader *r, cli_lines *lines)
{
    char *line;
    size_t len;
    for (;;) {
        const cli_line_end end = cli_lines_next(lines, &line, &len);
        int code = CLI_OK;
        r->line++;
        if (end != CLI_LINE_WHOLE)
            return end_reading(r, end);
        if (memchr(line, '\0', len) != NULL)
            return bad(r, "a byte 0");
        if (r->line > 1)
            code = take_line(r, line);
        else if (strcmp(line, "seam-pool-snapshot 1") != 0)
            code = bad(r, "not a snapshot of a pool of version 1");
        if (code != CLI_OK)
            return code;
    }
}

/* ---- tags */

static int by_tag(const void *a, const void *b)
{
    const map_tag *x = a, *y = b;
    return x->tag < y->tag ? -1 : x->tag > y->tag;
}

static int by_retained(const void *a, const void *b)
{
    const map_tag *x = a, *y = b;
    if (x->retained != y->retained)
        return x->retained > y->retained ? -1 : 1;
    return by_tag(a, b);
}

/* One entry for each live block, then one for each tag. */
static int sum_tags(cli_map *map)
{
    map_tag *tags = calloc(map->n_live + 1, sizeof *tags);
    size_t n = 0, kept = 0;
    if (tags == NULL)
        return cli_fail_status(SEAM_ENOMEM);
    for (size_t i = 0; i < map->n_runs; i++) {
        const map_run *run = &map->runs[i];
        if (run->state == MAP_LIVE)
            tags[n++] = (map_tag){run->tag, 1, run->retained, run->requested};
    }
    qsort(tags, n, sizeof *tags, by_tag);
    for (size_t i = 0; i < n; i++) {
        if (kept == 0 || tags[kept - 1].tag != tags[i].tag) {
            tags[kept++] = tags[i];
            continue;
        }
        tags[kept - 1].n_blocks++;
        tags[kept - 1].retained += tags[i].retained;
        tags[kept - 1].requested += tags[i].requested;
    }
    qsort(tags, kept, sizeof *tags, by_retained);
    map->tags = tags;
    map->n_tags = kept;
    return CLI_OK;
}

int cli_map_read(cli_map *map, const char *name)
{
    reader r = {.map = map, .label = cli_input_label(name)};
    cli_lines lines;
    memset(map, 0, sizeof *map);
    int code = cli_lines_open(&lines, name, LINE_MAX_BYTES);
    if (code == CLI_OK)
        code = read_lines(&r, &lines);
    cli_lines_close(&lines);
    return code == CLI_OK ? sum_tags(map) : code;
}

void cli_map_free(cli_map *map)
{
    free(map->runs);
    free(map->slabs);
    free(map->arenas);
    free(map->tags);
    memset(map, 0, sizeof *map);
}

const char *cli_map_kind_name(map_kind kind)
{
    static const char *const names[] = {"class", "adopted", "large", "guarded"};
    return names[kind];
}
