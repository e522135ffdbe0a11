/* The checkers of the laws of arenas, transfer caches and depots, shown states that break one law each, and
 * states at the edge of what is allowed. */
#include "broken_laws.h"

/* ---- arenas */

static bool arena_is_valid(void)
{
    return seam__arena_valid(s.arena);
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

static void all_committed(void)
{
    const size_t n = s.arena->layout.n_blocks;

    s.arena->meta_ready = seam__layout_meta_bytes(&s.arena->layout, n, 4096);
    s.arena->payload_ready = seam__layout_payload_bytes(&s.arena->layout, 4096);
}

static void all_ready(void)
{
    all_committed();
    s.arena->n_ready = (uint32_t)s.arena->layout.n_blocks;
}

static void entries_that_are_not_committed(void)
{
    all_ready();
    s.arena->meta_ready -= 4096;
}

static void payload_that_is_not_committed(void)
{
    all_ready();
    s.arena->payload_ready -= 4096;
}

static void payload_that_is_elsewhere(void)
{
    s.arena->payload += 64;
}

static void a_last_block_that_is_not_last(void)
{
    s.arena->last_free = number_of(s.first);
}

static void a_decommitted_slab_that_is_not_counted(void)
{
    s.arena->decommitted[SEAM__SLABS_MAX / 64 - 1] = UINT64_C(1) << 63;
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
static void free_blocks_in_a_decommitted_slab(void)
{
    all_ready();
    s.arena->n_decommitted = 1;
    s.arena->decommitted[0] = 1;
    s.arena->n_carved = (uint32_t)s.arena->layout.slab_blocks + s.arena->n_live + 2;
}

static void another_slab_decommitted(void)
{
    free_blocks_in_a_decommitted_slab();
    s.arena->decommitted[0] = 2;
}

static const corruption of_arenas[] = {
    {"nothing", true, nothing},
    {"all that is ready carved", true, all_that_is_ready_carved},
    {"all ready", true, all_ready},
    {"another slab decommitted", true, another_slab_decommitted},
    {"more live than carved", false, more_live_than_carved},
    {"more carved than ready", false, more_carved_than_ready},
    {"more ready than there are", false, more_ready_than_there_are},
    {"a free block with a reference", false, a_free_block_with_a_reference},
    {"a free block behind the carved ones", false, a_free_block_behind_the_carved_ones},
    {"a list that ends early", false, a_list_that_ends_early},
    {"a list that is lost", false, a_list_that_is_lost},
    {"a list that runs in a ring", false, a_list_that_runs_in_a_ring},
    {"a list with one too many", false, a_list_with_one_too_many},
    {"free blocks in a decommitted slab", false, free_blocks_in_a_decommitted_slab},
    {"a decommitted slab that is not counted", false, a_decommitted_slab_that_is_not_counted},
    {"a last block that is not the last", false, a_last_block_that_is_not_last},
    {"entries that are not committed", false, entries_that_are_not_committed},
    {"payload that is not committed", false, payload_that_is_not_committed},
    {"payload that is elsewhere", false, payload_that_is_elsewhere},
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

static void an_allowance_that_is_not_kept(void)
{
    s.large_depot->large[0].allowed++;
}

static void an_allowance_that_is_kept(void)
{
    an_allowance_that_is_not_kept();
    s.large_depot->kept_bytes++;
}

static void a_large_cache_that_is_broken(void)
{
    an_allowance_that_is_kept();
    s.large_depot->large[SEAM__N_SHARDS - 1].payload = 1;
}

static void a_transfer_cache_that_is_broken(void)
{
    seam__transfer_cache *last = seam__depot_transfer_cache(s.depot, SEAM__N_SHARDS - 1);

    ck_assert_ptr_null(last->blocks);
    atomic_store(&last->n, 1);
}

static const corruption of_depots[] = {
    {"nothing", true, nothing},
    {"a large block that leaves", true, a_large_block_that_leaves},
    {"all free ones idle", true, all_free_ones_idle},
    {"no fresh arena", true, no_fresh_arena},
    {"an allowance that is kept", true, an_allowance_that_is_kept},
    {"an allowance that is not kept", false, an_allowance_that_is_not_kept},
    {"a large-block cache that is broken", false, a_large_cache_that_is_broken},
    {"a transfer cache that is broken", false, a_transfer_cache_that_is_broken},
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

/* ---- transfer caches, of a class and of large blocks */

#define ROOM 8u

static const struct {
    const char *what;
    bool is_allowed, has_array;
    uint32_t cap, n;
} transfer_states[] = {
    {"no array", true, false, 0, 0},
    {"an array and no block", true, true, ROOM, 0},
    {"a full array", true, true, ROOM, ROOM},
    {"a block and no array", false, false, 0, 1},
    {"a block more than the array has room for", false, true, ROOM, ROOM + 1},
    {"room and no array", false, false, ROOM, 0},
    {"an array without room", false, true, 0, 0},
};

START_TEST(a_transfer_cache_is_valid_by_each_law)
{
    seam_block *array[ROOM] = {NULL};
    seam__transfer_cache transfer = {.blocks = transfer_states[_i].has_array ? array : NULL,
                                     .cap = transfer_states[_i].cap};

    atomic_init(&transfer.n, transfer_states[_i].n);
    ck_assert_msg(seam__transfer_cache_valid(&transfer) == transfer_states[_i].is_allowed, "%s",
                  transfer_states[_i].what);
}
END_TEST

static const struct {
    const char *what;
    bool is_allowed;
    uint32_t n;
    uint64_t allowed, payload;
} large_states[] = {
    {"nothing", true, 0, 0, 0},
    {"an allowance and no block", true, 0, 1, 0},
    {"the whole allowance used", true, 1, 4096, 4096},
    {"as many blocks as there is room for", true, SEAM__LARGE_ROOM, 4096, 64},
    {"a byte more than the allowance", false, 1, 4096, 4097},
    {"a block more than there is room for", false, SEAM__LARGE_ROOM + 1, 4096, 65},
    {"a block without payload", false, 1, 4096, 0},
    {"payload without a block", false, 0, 4096, 1},
};

START_TEST(a_large_cache_is_valid_by_each_law)
{
    static seam__large_cache large;

    large.transfer.blocks = large.room;
    large.transfer.cap = SEAM__LARGE_ROOM;
    large.allowed = large_states[_i].allowed;
    large.payload = large_states[_i].payload;
    atomic_init(&large.transfer.n, large_states[_i].n);
    ck_assert_msg(seam__large_cache_valid(&large) == large_states[_i].is_allowed, "%s",
                  large_states[_i].what);
    large.transfer.blocks = NULL;
    large.transfer.cap = 0;
    ck_assert(seam__large_cache_valid(&large) ==
              (large_states[_i].is_allowed && large_states[_i].n == 0));
}
END_TEST

/* ---- layouts */

#define PAGE ((size_t)4096)

static const seam__arena_hooks no_hooks = {NULL, NULL};

/* Laws that are broken one at a time: what a valid layout of the kind is changed to. */
static const struct {
    const char *what;
    bool is_allowed;
    seam__layout layout;
} layouts[] = {
#define SLAB .entry_bytes = 16, .class_bytes = 64, .granule = PAGE
    {"a slab that is full",
     true,
     {SLAB, .stride = 64, .n_blocks = 64, .step = PAGE, .slab_blocks = 64}},
    {"the most blocks",
     true,
     {SLAB, .stride = 64, .n_blocks = UINT32_MAX - 1, .step = PAGE, .slab_blocks = 64}},
    {"a stride as long as the step", true, {SLAB, .stride = PAGE, .n_blocks = 1, .step = PAGE}},
    {"an entry too short for a block",
     false,
     {.entry_bytes = 15,
      .class_bytes = 64,
      .granule = PAGE,
      .stride = 64,
      .n_blocks = 1,
      .step = PAGE}},
    {"a granule that is no whole page",
     false,
     {.entry_bytes = 16,
      .class_bytes = 64,
      .granule = PAGE + 1,
      .stride = 64,
      .n_blocks = 1,
      .step = PAGE}},
    {"no block", false, {SLAB, .stride = 64, .step = PAGE}},
    {"a block too many",
     false,
     {SLAB, .stride = 64, .n_blocks = UINT32_MAX, .step = PAGE, .slab_blocks = 64}},
    {"a class of no bytes",
     false,
     {.entry_bytes = 16, .granule = PAGE, .stride = 64, .n_blocks = 1, .step = PAGE}},
    {"a stride shorter than the class", false, {SLAB, .stride = 63, .n_blocks = 1, .step = PAGE}},
    {"a step that is no whole page", false, {SLAB, .stride = 64, .n_blocks = 1, .step = PAGE + 1}},
    {"a step shorter than the stride",
     false,
     {SLAB, .stride = PAGE + 1, .n_blocks = 1, .step = PAGE}},
    {"a slab that reaches into the next",
     false,
     {SLAB, .stride = 64, .n_blocks = 65, .step = PAGE, .slab_blocks = 65}},
#undef SLAB
#define ADOPTED .kind = SEAM__KIND_ADOPTED, .entry_bytes = 64, .granule = PAGE, .n_blocks = 1
    {"adopted memory", true, {ADOPTED}},
    {"adopted memory with a step", false, {ADOPTED, .step = PAGE}},
    {"adopted memory with a stride", false, {ADOPTED, .stride = 64}},
#undef ADOPTED
#define GUARDED .kind = SEAM__KIND_GUARDED, .entry_bytes = 64, .granule = PAGE, .n_blocks = 1
    {"guarded blocks", true, {GUARDED, .stride = PAGE, .hooks = &no_hooks}},
    {"guarded blocks with a step",
     false,
     {GUARDED, .stride = PAGE, .step = PAGE, .hooks = &no_hooks}},
    {"guarded blocks that are no whole page", false, {GUARDED, .stride = 64, .hooks = &no_hooks}},
    {"guarded blocks that nobody is told of", false, {GUARDED, .stride = PAGE}},
#undef GUARDED
};

START_TEST(a_layout_is_valid_by_each_law)
{
    ck_assert_msg(seam__layout_valid(&layouts[_i].layout, PAGE) == layouts[_i].is_allowed, "%s",
                  layouts[_i].what);
}
END_TEST

START_TEST(blocks_from_16_KiB_up_have_an_entry_of_a_line)
{
    const seam__traits traits = {.page = 4096,
                                 .granule = 4096,
                                 .alignment = 64,
                                 .redzone = 0,
                                 .hardening = 0,
                                 .quarantines = false};

    for (unsigned i = 0; i < SEAM__N_CLASSES; i++) {
        const size_t len = seam__class_bytes(i);

        ck_assert_uint_eq(seam__layout_slab(len, &traits).entry_bytes, len < 16384 ? 16 : 64);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("slab_laws");
    TCase *tc = tcase_create("slab_laws");

    tcase_add_loop_test(tc, an_arena_is_valid_by_each_law, 0, N_ROWS(of_arenas));
    tcase_add_loop_test(tc, a_depot_is_valid_by_each_law, 0, N_ROWS(of_depots));
    tcase_add_loop_test(tc, a_transfer_cache_is_valid_by_each_law, 0, N_ROWS(transfer_states));
    tcase_add_loop_test(tc, a_large_cache_is_valid_by_each_law, 0, N_ROWS(large_states));
    tcase_add_loop_test(tc, a_layout_is_valid_by_each_law, 0, N_ROWS(layouts));
    tcase_add_test(tc, blocks_from_16_KiB_up_have_an_entry_of_a_line);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
