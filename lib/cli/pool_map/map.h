/* map.h: a snapshot of a pool (seam/snapshot.h), read back and checked. */
#ifndef SEAM_CLI_POOL_MAP_MAP_H
#define SEAM_CLI_POOL_MAP_MAP_H

#include "cli/cli.h"

typedef enum map_kind { MAP_CLASS, MAP_ADOPTED, MAP_LARGE, MAP_GUARDED } map_kind;
typedef enum map_state { MAP_LIVE, MAP_CACHED, MAP_FREE } map_state;

/* A live block, or a run of blocks that are not. */
typedef struct map_run {
    map_state state;
    uint64_t first, n;
    uint64_t retained, requested, refs, tag; /* of a live block */
} map_run;

typedef struct map_slab {
    uint64_t index;
    uint64_t n_blocks; /* 0: its memory was given back */
    size_t first_run, n_runs;
} map_slab;

typedef struct map_arena {
    uint64_t id;
    map_kind kind;
    uint64_t class_bytes, slab_blocks;
    size_t first_slab, n_slabs;
    uint64_t n_live, n_cached, n_free, retained;
} map_arena;

/* What the blocks of one tag hold together. */
typedef struct map_tag {
    uint64_t tag, n_blocks, retained, requested;
} map_tag;

/* Laws: the runs of a slab ascend and cover its blocks; the tags descend by `retained`. */
typedef struct cli_map {
    uint64_t committed, mapped;
    map_run *runs;
    map_slab *slabs;
    map_arena *arenas;
    map_tag *tags;
    size_t n_runs, n_slabs, n_arenas, n_tags;
    uint64_t n_live, retained, requested;
} cli_map;

/* Reads a file; "-" is standard input. Returns CLI_OK; CLI_FAILED after a message that names the
 * line which is wrong. cli_map_free() is right in both cases. */
int cli_map_read(cli_map *map, const char *name);
void cli_map_free(cli_map *map);

/* The name of a kind as the snapshot spells it. */
const char *cli_map_kind_name(map_kind kind);

#endif
