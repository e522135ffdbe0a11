/* The checkers of the laws of caches and pools, shown states that break one law each, and states at the edge
 * of what is allowed. */
#include "broken_laws.h"

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

static seam_block **rounds(void)
{
    return seam__cache_first_round(s.cache, s.arena->depot_index);
}

/* The magazine of a class of which no block has been released. */
static seam__magazine *without_pages(void)
{
    return &s.cache->magazines[s.arena->depot_index + 1];
}

static void have_room_for(uint32_t n)
{
    s.magazine->cap = n;
    s.magazine->end = rounds() + n - 1;
}

static void a_magazine_that_is_full(void)
{
    have_room_for(s.n_rounds);
}

static void more_rounds_than_the_magazine_has(void)
{
    have_room_for(s.n_rounds - 1);
}

static void room_for_another_number_of_rounds(void)
{
    s.magazine->end--;
}

static void a_last_round_before_the_first(void)
{
    atomic_store(&s.magazine->last, rounds() - 2);
}

static void rounds_without_pages(void)
{
    atomic_store(&without_pages()->last, atomic_load(&s.magazine->last));
}

static void room_without_pages(void)
{
    without_pages()->end++;
}

static void a_block_where_no_rounds_are(void)
{
    seam__no_rounds[0] = s.live.block;
}

static void a_magazine_of_large_blocks(void)
{
    s.cache->magazines[SEAM__N_CLASSES].cap = 1;
}

static void a_block_before_the_first_round(void)
{
    rounds()[-1] = s.live.block;
}

static void a_round_without_a_block(void)
{
    rounds()[0] = NULL;
}

static void a_round_with_a_reference(void)
{
    atomic_store(&rounds()[0]->word, 1);
}

static void a_last_round_with_a_reference(void)
{
    atomic_store(&rounds()[s.n_rounds - 1]->word, 1);
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

static void a_grant_that_is_not_counted(void)
{
    atomic_fetch_add(&s.pool->caches.granted, s.cache->unit);
}

static void more_granted_to_all_than_allowed(void)
{
    s.pool->caches.total_bytes = atomic_load(&s.pool->caches.granted) - 1;
}

static void as_much_granted_to_all_as_allowed(void)
{
    s.pool->caches.total_bytes = atomic_load(&s.pool->caches.granted);
}

static void a_cache_of_another_thread_remembered(void)
{
    static seam__thread other;

    other.caches = s.cache;
    atomic_store(&s.cache->owner, &other);
}

static void a_slot_that_is_not_there(void)
{
    seam__self.slot = SEAM__N_SLOTS;
}

static const corruption of_caches[] = {
    {"nothing", true, nothing},
    {"a magazine that is full", true, a_magazine_that_is_full},
    {"all granted", true, all_granted},
    {"as much granted to all as allowed", true, as_much_granted_to_all_as_allowed},
    {"room that is to be mended", true, room_that_is_to_be_mended},
    {"more rounds than the magazine has", false, more_rounds_than_the_magazine_has},
    {"room for another number of rounds", false, room_for_another_number_of_rounds},
    {"a last round before the first", false, a_last_round_before_the_first},
    {"rounds without pages", false, rounds_without_pages},
    {"room without pages", false, room_without_pages},
    {"a block where no rounds are", false, a_block_where_no_rounds_are},
    {"a magazine of large blocks", false, a_magazine_of_large_blocks},
    {"a round without a block", false, a_round_without_a_block},
    {"a block before the first round", false, a_block_before_the_first_round},
    {"a round with a reference", false, a_round_with_a_reference},
    {"a last round with a reference", false, a_last_round_with_a_reference},
    {"more granted than allowed", false, more_granted_than_allowed},
    {"more room than is left", false, more_room_than_is_left},
    {"less room than is left", false, less_room_than_is_left},
    {"a cache of another pool", false, a_cache_of_another_pool},
    {"a grant that is not counted", false, a_grant_that_is_not_counted},
    {"more granted to all than allowed", false, more_granted_to_all_than_allowed},
    {"a cache of another thread remembered", false, a_cache_of_another_thread_remembered},
    {"a slot that is not there", false, a_slot_that_is_not_there},
};

START_TEST(a_cache_is_valid_by_each_law)
{
    open_cached_scene();
    try(&of_caches[_i], pool_is_valid);
}
END_TEST

/* ---- pools */

static void a_depot_that_is_broken(void)
{
    s.depot->n_free++;
}

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

/* A quota whose sum is the largest that is allowed, and one that is larger. */
static void a_quota_that_is_used_up(void)
{
    static seam_quota quota;

    quota.options.max_bytes = 100;
    atomic_store(&quota.n_references, 1);
    atomic_store(&quota.used, 100);
    s.pool->heap.account.quota = &quota;
}

static void a_quota_with_more_than_allowed(void)
{
    a_quota_that_is_used_up();
    atomic_store(&s.pool->heap.account.quota->used, 101);
}

static const corruption of_pools[] = {
    {"nothing", true, nothing},
    {"as much committed as ever", true, as_much_committed_as_ever},
    {"all that is mapped committed", true, all_that_is_mapped_committed},
    {"all that is allowed committed", true, all_that_is_allowed_committed},
    {"all that is live requested", true, all_that_is_live_requested},
    {"a quota that is used up", true, a_quota_that_is_used_up},
    {"more committed than ever", false, more_committed_than_ever},
    {"more committed than mapped", false, more_committed_than_mapped},
    {"more committed than allowed", false, more_committed_than_allowed},
    {"more requested than live", false, more_requested_than_live},
    {"a depot that is broken", false, a_depot_that_is_broken},
    {"a quota with more than allowed", false, a_quota_with_more_than_allowed},
};

START_TEST(a_pool_is_valid_by_each_law)
{
    open_scene();
    try(&of_pools[_i], pool_is_valid);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("pool_laws");
    TCase *tc = tcase_create("pool_laws");

    tcase_add_loop_test(tc, a_cache_is_valid_by_each_law, 0, N_ROWS(of_caches));
    tcase_add_loop_test(tc, a_pool_is_valid_by_each_law, 0, N_ROWS(of_pools));
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
