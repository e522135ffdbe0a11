/* The checkers of the laws of arenas, depots, caches and pools, shown states that break one law each, and
 * states at the edge of what is allowed. Each row is tried in a process of its own, which ends with what it
 * has broken. */
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

static uint32_t number_of(const seam_block *block)
{
    return (uint32_t)seam__arena_index(s.arena, block) + 1;
}

static seam_buf alloc(size_t len)
{
    seam_buf buf;

    ck_ok(seam_buf_alloc(s.pool, len, &buf));
    return buf;
}

static void open_scene(void)
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

static void try(const corruption *row, bool (*is_valid)(void))
{
    ck_assert(is_valid());
    row->make();
    ck_assert_msg(is_valid() == row->is_allowed, "%s", row->what);
}

#define N_ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

/* ---- arenas */

static bool arena_is_valid(void)
{
    return seam__arena_valid(s.arena);
}

static void nothing(void)
{
}

static void more_live_than_carved(void)
{
    s.arena->n_live = s.arena->n_carved + 1;
}

static void more_carved_than_ready(void)
{
    s.arena->n_ready = s.arena->n_carved - 1;
}

static void all_that_is_ready_carved(void)
{
    s.arena->n_ready = s.arena->n_carved;
}

static void more_ready_than_there_are(void)
{
    s.arena->n_ready = (uint32_t)s.arena->layout.n_blocks + 1;
}

static void all_ready(void)
{
    s.arena->n_ready = (uint32_t)s.arena->layout.n_blocks;
}

static void a_free_block_with_a_reference(void)
{
    atomic_store(&s.last->word, 1);
}

static void a_free_block_behind_the_carved_ones(void)
{
    s.arena->first_free = s.arena->n_carved + 1;
}

static void a_list_that_ends_early(void)
{
    seam__block_set_len(s.first, 0);
}

static void a_list_that_is_lost(void)
{
    s.arena->first_free = 0;
}

static void a_list_that_runs_in_a_ring(void)
{
    seam__block_set_len(s.last, number_of(s.first));
}

static void a_list_with_one_too_many(void)
{
    s.arena->n_live++;
}

/* Every count is right for it, but that free blocks lie in slab 0. */
static void free_blocks_in_a_slab_that_is_away(void)
{
    s.arena->n_decommitted = 1;
    s.arena->decommitted[0] = 1;
    s.arena->n_ready = (uint32_t)s.arena->layout.n_blocks;
    s.arena->n_carved = (uint32_t)s.arena->layout.slab_blocks + s.arena->n_live + 2;
}

static void another_slab_away(void)
{
    free_blocks_in_a_slab_that_is_away();
    s.arena->decommitted[0] = 2;
}

static const corruption of_arenas[] = {
    {"nothing", true, nothing},
    {"all that is ready carved", true, all_that_is_ready_carved},
    {"all ready", true, all_ready},
    {"another slab away", true, another_slab_away},
    {"more live than carved", false, more_live_than_carved},
    {"more carved than ready", false, more_carved_than_ready},
    {"more ready than there are", false, more_ready_than_there_are},
    {"a free block with a reference", false, a_free_block_with_a_reference},
    {"a free block behind the carved ones", false, a_free_block_behind_the_carved_ones},
    {"a list that ends early", false, a_list_that_ends_early},
    {"a list that is lost", false, a_list_that_is_lost},
    {"a list that runs in a ring", false, a_list_that_runs_in_a_ring},
    {"a list with one too many", false, a_list_with_one_too_many},
    {"free blocks in a decommitted slab", false, free_blocks_in_a_slab_that_is_away},
};

START_TEST(an_arena_is_valid_by_each_law)
{
    open_scene();
    try(&of_arenas[_i], arena_is_valid);
}
END_TEST

/* ---- depots: of the class, and of large blocks */

static bool depots_are_valid(void)
{
    return seam__depot_valid(s.depot) && seam__depot_valid(s.large_depot);
}

static void a_live_block_too_many(void)
{
    s.depot->n_live++;
}

static void a_live_block_too_few(void)
{
    s.depot->n_live--;
}

static void a_large_block_that_leaves(void)
{
    s.large_depot->n_leaving++;
    s.large_depot->n_live++;
}

static void a_large_block_that_left(void)
{
    s.large_depot->n_leaving++;
}

static void a_free_block_too_many(void)
{
    s.depot->n_free++;
}

static void a_free_block_too_few(void)
{
    s.depot->n_free--;
}

static void more_idle_than_free(void)
{
    s.depot->n_idle = s.depot->n_free + 1;
}

static void all_free_ones_idle(void)
{
    s.depot->n_idle = s.depot->n_free;
}

static void a_byte_kept_that_is_not(void)
{
    s.large_depot->kept_bytes++;
}

static void an_arena_that_is_broken(void)
{
    s.large_arena->n_ready = 2;
}

static void an_arena_of_another_depot(void)
{
    s.arena->depot = s.large_depot;
}

static void serials_that_are_equal(void)
{
    s.large_arena->serial = s.large_arena->next_all->serial;
}

static void serials_out_of_order(void)
{
    s.large_arena->serial = s.large_arena->next_all->serial - 1;
}

static void a_free_list_without_its_arena(void)
{
    s.depot->free = NULL;
}

static void a_free_list_that_runs_in_a_ring(void)
{
    s.arena->next_free = s.arena;
}

static void a_free_list_with_an_arena_that_is_full(void)
{
    s.large_depot->free = s.large_arena;
}

static void a_fresh_arena_of_another_depot(void)
{
    s.depot->fresh = s.large_arena;
}

static void no_fresh_arena(void)
{
    s.depot->fresh = NULL;
}

static const corruption of_depots[] = {
    {"nothing", true, nothing},
    {"a large block that leaves", true, a_large_block_that_leaves},
    {"all free ones idle", true, all_free_ones_idle},
    {"no fresh arena", true, no_fresh_arena},
    {"a live block too many", false, a_live_block_too_many},
    {"a live block too few", false, a_live_block_too_few},
    {"a large block that left", false, a_large_block_that_left},
    {"a free block too many", false, a_free_block_too_many},
    {"a free block too few", false, a_free_block_too_few},
    {"more idle than free", false, more_idle_than_free},
    {"a byte kept that is not", false, a_byte_kept_that_is_not},
    {"an arena that is broken", false, an_arena_that_is_broken},
    {"an arena of another depot", false, an_arena_of_another_depot},
    {"serials that are equal", false, serials_that_are_equal},
    {"serials out of order", false, serials_out_of_order},
    {"a free list without its arena", false, a_free_list_without_its_arena},
    {"a free list that runs in a ring", false, a_free_list_that_runs_in_a_ring},
    {"a free list with an arena that is full", false, a_free_list_with_an_arena_that_is_full},
    {"a fresh arena of another depot", false, a_fresh_arena_of_another_depot},
};

START_TEST(a_depot_is_valid_by_each_law)
{
    open_scene();
    try(&of_depots[_i], depots_are_valid);
}
END_TEST

/* ---- caches: three free blocks of the class lie in the magazine */

static void open_cached_scene(void)
{
    seam_buf bufs[4];

    ck_ok(seam_pool_create(NULL, &s.pool));
    for (int i = 0; i < 4; i++)
        bufs[i] = alloc(CLASS_BYTES);
    for (int i = 0; i < 3; i++)
        seam_buf_release(&bufs[i]);
    s.live = seam_buf_move(&bufs[3]);
    s.arena = seam__arena_of(s.live.block);
    s.depot = s.arena->depot;
    s.cache = s.pool->caches.first;
    ck_assert_ptr_nonnull(s.cache);
    s.magazine = &s.cache->magazines[s.arena->depot_index];
    s.n_rounds = seam__cache_rounds(s.cache, s.arena->depot_index);
    ck_assert_uint_ge(s.n_rounds, 3);
    ck_assert(seam__pool_valid(s.pool));
}

static bool pool_is_valid(void)
{
    return seam__pool_valid(s.pool);
}

static void a_magazine_that_is_full(void)
{
    s.magazine->cap = s.n_rounds;
}

static void more_rounds_than_the_magazine_has(void)
{
    s.magazine->cap = s.n_rounds - 1;
}

static void another_block_on_top(void)
{
    s.magazine->top = s.magazine->rounds[0];
}

static void no_block_on_top(void)
{
    s.magazine->top = NULL;
}

static void a_block_on_top_of_an_empty_magazine(void)
{
    s.cache->magazines[s.arena->depot_index + 1].top = s.magazine->top;
}

static void a_block_before_the_first_round(void)
{
    s.magazine->rounds[-1] = s.live.block;
}

static void a_round_with_a_reference(void)
{
    atomic_store(&s.magazine->rounds[0]->word, 1);
}

static void a_last_round_with_a_reference(void)
{
    atomic_store(&s.magazine->rounds[s.n_rounds - 1]->word, 1);
}

static void more_granted_than_allowed(void)
{
    s.cache->max_bytes = seam__cache_granted(s.cache) - 1;
}

static void all_granted(void)
{
    s.cache->max_bytes = seam__cache_granted(s.cache);
}

static void more_room_than_is_left(void)
{
    atomic_fetch_add(&s.cache->state, 2);
}

static void less_room_than_is_left(void)
{
    atomic_fetch_sub(&s.cache->state, 2);
}

static void room_that_is_to_be_mended(void)
{
    more_room_than_is_left();
    atomic_fetch_or(&s.cache->pending, SEAM__CACHE_MEND);
}

static void a_cache_of_another_pool(void)
{
    s.cache->set = NULL;
}

static const corruption of_caches[] = {
    {"nothing", true, nothing},
    {"a magazine that is full", true, a_magazine_that_is_full},
    {"all granted", true, all_granted},
    {"room that is to be mended", true, room_that_is_to_be_mended},
    {"more rounds than the magazine has", false, more_rounds_than_the_magazine_has},
    {"another block on top", false, another_block_on_top},
    {"no block on top", false, no_block_on_top},
    {"a block on top of an empty magazine", false, a_block_on_top_of_an_empty_magazine},
    {"a block before the first round", false, a_block_before_the_first_round},
    {"a round with a reference", false, a_round_with_a_reference},
    {"a last round with a reference", false, a_last_round_with_a_reference},
    {"more granted than allowed", false, more_granted_than_allowed},
    {"more room than is left", false, more_room_than_is_left},
    {"less room than is left", false, less_room_than_is_left},
    {"a cache of another pool", false, a_cache_of_another_pool},
};

START_TEST(a_cache_is_valid_by_each_law)
{
    open_cached_scene();
    try(&of_caches[_i], pool_is_valid);
}
END_TEST

/* ---- pools */

static uint64_t committed(void)
{
    return atomic_load(&s.pool->heap.account.committed);
}

static void more_committed_than_ever(void)
{
    atomic_store(&s.pool->heap.account.peak, committed() - 1);
}

static void as_much_committed_as_ever(void)
{
    atomic_store(&s.pool->heap.account.peak, committed());
}

static void more_committed_than_mapped(void)
{
    atomic_store(&s.pool->heap.account.mapped, committed() - 1);
}

static void all_that_is_mapped_committed(void)
{
    atomic_store(&s.pool->heap.account.mapped, committed());
}

static void more_committed_than_allowed(void)
{
    s.pool->heap.account.max_bytes = committed() - 1;
}

static void all_that_is_allowed_committed(void)
{
    s.pool->heap.account.max_bytes = committed();
}

static void more_requested_than_live(void)
{
    const seam_pool_stats stats = stats_of(s.pool);

    s.depot->requested += stats.live_bytes - stats.requested_bytes + 1;
}

static void all_that_is_live_requested(void)
{
    const seam_pool_stats stats = stats_of(s.pool);

    s.depot->requested += stats.live_bytes - stats.requested_bytes;
}

static const corruption of_pools[] = {
    {"nothing", true, nothing},
    {"as much committed as ever", true, as_much_committed_as_ever},
    {"all that is mapped committed", true, all_that_is_mapped_committed},
    {"all that is allowed committed", true, all_that_is_allowed_committed},
    {"all that is live requested", true, all_that_is_live_requested},
    {"more committed than ever", false, more_committed_than_ever},
    {"more committed than mapped", false, more_committed_than_mapped},
    {"more committed than allowed", false, more_committed_than_allowed},
    {"more requested than live", false, more_requested_than_live},
    {"a depot that is broken", false, a_free_block_too_many},
};

START_TEST(a_pool_is_valid_by_each_law)
{
    open_scene();
    try(&of_pools[_i], pool_is_valid);
}
END_TEST

/* ---- layouts */

START_TEST(blocks_from_16_KiB_up_have_an_entry_of_a_line)
{
    const seam__traits traits = {
        .page = 4096, .granule = 4096, .alignment = 64, .redzone = 0, .special = 0, .rests = false};

    for (unsigned i = 0; i < SEAM__N_CLASSES; i++) {
        const size_t len = seam__class_bytes(i);

        ck_assert_uint_eq(seam__layout_slab(len, &traits).entry_bytes, len < 16384 ? 16 : 64);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("mem_laws");
    TCase *tc = tcase_create("mem_laws");

    tcase_add_loop_test(tc, an_arena_is_valid_by_each_law, 0, N_ROWS(of_arenas));
    tcase_add_loop_test(tc, a_depot_is_valid_by_each_law, 0, N_ROWS(of_depots));
    tcase_add_loop_test(tc, a_cache_is_valid_by_each_law, 0, N_ROWS(of_caches));
    tcase_add_loop_test(tc, a_pool_is_valid_by_each_law, 0, N_ROWS(of_pools));
    tcase_add_test(tc, blocks_from_16_KiB_up_have_an_entry_of_a_line);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
