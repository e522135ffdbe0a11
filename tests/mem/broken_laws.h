/* What the tests of the laws of memory share: a scene of blocks, and rows that break one law of it each. Each
 * row is tried in a process of its own, which ends with what it has broken. */
#ifndef SEAM_TESTS_BROKEN_LAWS_H
#define SEAM_TESTS_BROKEN_LAWS_H

#include "mem/slab/depot_arenas.h"
#include "pool_fixture.h"

enum { CLASS_BYTES = 64, LARGE_BYTES = 600000 };

/* One live block of a class with two free ones after it, which are what the arena's list has; and two live
 * large blocks. */
typedef struct scene {
    seam_pool *pool;
    seam_buf live, large, older;
    seam__arena *arena, *large_arena;
    seam__depot *depot, *large_depot;
    seam_block *first, *last; /* of the free list */
    seam__cache *cache;       /* of scenes with one */
    seam__magazine *magazine;
    uint32_t n_rounds;
} scene;

static scene s;

static inline uint32_t number_of(const seam_block *block)
{
    return (uint32_t)seam__arena_index(s.arena, block) + 1;
}

static inline seam_buf alloc(size_t len)
{
    seam_buf buf;

    ck_ok(seam_buf_alloc(s.pool, len, &buf));
    return buf;
}

static inline void open_scene(void)
{
    const seam_pool_options options = {.cache_bytes = 1};
    seam_buf first, last;

    ck_ok(seam_pool_create(&options, &s.pool));
    s.live = alloc(CLASS_BYTES);
    last = alloc(CLASS_BYTES);
    first = alloc(CLASS_BYTES);
    s.first = first.block;
    s.last = last.block;
    seam_buf_release(&last);
    seam_buf_release(&first);
    s.older = alloc(LARGE_BYTES);
    s.large = alloc(LARGE_BYTES);
    s.arena = seam__arena_of(s.live.block);
    s.depot = s.arena->depot;
    s.large_arena = seam__arena_of(s.large.block);
    s.large_depot = s.large_arena->depot;
    ck_assert_uint_eq(s.arena->n_carved, 3);
    ck_assert_uint_eq(s.arena->n_live, 1);
    ck_assert_uint_eq(s.arena->first_free, number_of(s.first));
    ck_assert_uint_eq(seam__block_len(s.first), number_of(s.last));
    ck_assert_uint_eq(seam__block_len(s.last), 0);
    ck_assert_ptr_eq(s.large_depot->all, s.large_arena);
    ck_assert(seam__pool_valid(s.pool));
}

typedef struct corruption {
    const char *what;
    bool is_allowed;
    void (*make)(void);
} corruption;

static inline void try(const corruption *row, bool (*is_valid)(void))
{
    ck_assert(is_valid());
    row->make();
    ck_assert_msg(is_valid() == row->is_allowed, "%s", row->what);
}

#define N_ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

static inline void nothing(void)
{
}

#endif
