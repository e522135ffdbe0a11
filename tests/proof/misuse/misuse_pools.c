/* Pools and quotas that are used by the wrong thread, inside their own callbacks, or after their end;
 * and blocks that outlive what they should not. */
#include <pthread.h>
#include <stdio.h>

#include "misuse.h"

/* ---- a confined pool and a second thread */

static void *alloc_there(void *pool)
{
    seam_buf buf;

    (void)!seam_buf_alloc(pool, 10, &buf);
    return NULL;
}

static void *adopt_there(void *pool)
{
    static uint8_t mine[4];
    seam_buf buf;

    (void)!seam_buf_adopt(pool, mine, sizeof(mine), NULL, NULL, 0, &buf);
    return NULL;
}

static void *release_there(void *buf)
{
    seam_buf_release(buf);
    return NULL;
}

static void *share_there(void *buf)
{
    seam_buf twin = seam_buf_share(buf);

    (void)twin;
    return NULL;
}

static void *slice_there(void *buf)
{
    seam_buf part;

    (void)!seam_buf_slice(buf, 1, 2, &part);
    return NULL;
}

static void *promote_there(void *buf)
{
    seam_buf_promote(buf);
    return NULL;
}

static void elsewhere(void *(*fn)(void *), void *arg)
{
    pthread_t thread;

    must(pthread_create(&thread, NULL, fn, arg) == 0);
    must(pthread_join(thread, NULL) == 0);
}

/* This thread allocates first, so the pool is its own. */
static seam_buf own_buf(seam_pool **pool)
{
    *pool = misused_pool(SEAM_POOL_CONFINED);
    return counting_buf(*pool, 100, 0);
}

static void alloc_elsewhere(void)
{
    seam_pool *pool;
    seam_buf buf = own_buf(&pool);

    (void)buf;
    elsewhere(alloc_there, pool);
}

static void adopt_elsewhere(void)
{
    seam_pool *pool;
    seam_buf buf = own_buf(&pool);

    (void)buf;
    elsewhere(adopt_there, pool);
}

static void release_elsewhere(void)
{
    seam_pool *pool;
    seam_buf buf = own_buf(&pool);

    elsewhere(release_there, &buf);
}

static void share_elsewhere(void)
{
    seam_pool *pool;
    seam_buf buf = own_buf(&pool);

    elsewhere(share_there, &buf);
}

static void slice_elsewhere(void)
{
    seam_pool *pool;
    seam_buf buf = own_buf(&pool);

    elsewhere(slice_there, &buf);
}

static void promote_elsewhere(void)
{
    seam_pool *pool;
    seam_buf buf = own_buf(&pool);

    elsewhere(promote_there, &buf);
}

/* ---- after the end */

/* A destroyed pool that a block keeps alive, by a pointer that nobody should have any more. */
static seam_pool *dying_pool(void)
{
    seam_pool *pool = misused_pool(0);
    seam_pool *copy = pool;
    seam_buf kept = counting_buf(pool, 100, 0);

    (void)kept;
    seam_pool_destroy(&pool);
    return copy;
}

static void alloc_from_nothing(void)
{
    seam_pool *pool = misused_pool(0);
    seam_buf buf;

    seam_pool_destroy(&pool);
    (void)!seam_buf_alloc(pool, 10, &buf);
}

static void alloc_from_dying(void)
{
    seam_buf buf;

    (void)!seam_buf_alloc(dying_pool(), 10, &buf);
}

static void adopt_into_dying(void)
{
    static uint8_t mine[4];
    seam_buf buf;

    (void)!seam_buf_adopt(dying_pool(), mine, sizeof(mine), NULL, NULL, 0, &buf);
}

static void trim_dying(void)
{
    seam_pool_trim(dying_pool());
}

static void read_stats_of_dying(void)
{
    seam_pool_stats stats;

    seam_pool_stats_get(dying_pool(), &stats);
}

static void read_class_of_dying(void)
{
    seam_class_stats stats;

    (void)seam_pool_class_stats(dying_pool(), 0, &stats);
}

static bool look(void *unused, const seam_block_info *block)
{
    (void)unused;
    (void)block;
    return true;
}

static void walk_dying(void)
{
    (void)seam_pool_walk(dying_pool(), look, NULL);
}

static seam_status drop_text(void *unused, seam_view text)
{
    (void)unused;
    (void)text;
    return SEAM_OK;
}

static void snapshot_dying(void)
{
    (void)!seam_pool_snapshot(dying_pool(), drop_text, NULL);
}

static void measure_dying(void)
{
    (void)!seam_pool_write_metrics(dying_pool(), "dying", drop_text, NULL);
}

static void snapshot_to_nobody(void)
{
    (void)!seam_pool_snapshot(misused_pool(0), NULL, NULL);
}

static void measure_for_nobody(void)
{
    (void)!seam_pool_write_metrics(misused_pool(0), "unheard", NULL, NULL);
}

static void tell_hook(void *unused, const seam_block_info *block)
{
    (void)look(unused, block);
}

static void hook_dying(void)
{
    (void)!seam_pool_on_leak(dying_pool(), tell_hook, NULL);
}

static void trim_nothing(void)
{
    seam_pool_trim(NULL);
}

static void read_stats_of_gone(void)
{
    seam_pool *pool = misused_pool(0);
    seam_pool *copy = pool;
    seam_pool_stats stats;

    seam_pool_destroy(&pool);
    seam_pool_stats_get(copy, &stats);
}

static void destroy_twice(void)
{
    seam_pool *pool = dying_pool();

    seam_pool_destroy(&pool);
}

static void alloc_from_gone(void)
{
    seam_pool *pool = misused_pool(0);
    seam_pool *copy = pool;
    seam_buf buf;

    seam_pool_destroy(&pool);
    (void)!seam_buf_alloc(copy, 10, &buf);
}

static seam_pool *ending;

static void touch_pool(void *unused, const seam_pool_stats *last)
{
    (void)unused;
    must(last->live_blocks == 0);
    seam_pool_trim(ending);
}

static void use_pool_in_its_gone_hook(void)
{
    const seam_pool_options options = {.gone = touch_pool};
    seam_pool *pool;

    must(seam_pool_create(&options, &pool) == SEAM_OK);
    ending = pool;
    seam_pool_destroy(&pool);
}

static seam_quota *new_quota(void)
{
    seam_quota *quota;

    must(seam_quota_create(NULL, &quota) == SEAM_OK);
    return quota;
}

static seam_pool *pool_of(seam_quota *quota)
{
    const seam_pool_options options = {.quota = quota};
    seam_pool *pool;

    must(seam_pool_create(&options, &pool) == SEAM_OK);
    return pool;
}

static void destroy_quota_twice(void)
{
    seam_quota *quota = new_quota();
    seam_quota *copy = quota;

    (void)pool_of(quota);
    seam_quota_destroy(&quota);
    seam_quota_destroy(&copy);
}

static void use_destroyed_quota(void)
{
    seam_quota *quota = new_quota();
    seam_quota *copy = quota;

    (void)pool_of(quota);
    seam_quota_destroy(&quota);
    (void)pool_of(copy);
}

static void ask_destroyed_quota(void)
{
    seam_quota *quota = new_quota();
    seam_quota *copy = quota;

    (void)pool_of(quota);
    seam_quota_destroy(&quota);
    (void)seam_quota_used(copy);
}

static void use_gone_quota(void)
{
    seam_quota *quota = new_quota();
    seam_quota *copy = quota;

    seam_quota_destroy(&quota);
    (void)pool_of(copy);
}

/* ---- inside the pool's own callbacks */

static bool end_in_walk(void *pool, const seam_block_info *block)
{
    must(block->refs == 1);
    seam_pool_destroy(pool);
    return true;
}

static void walk_and_destroy(void)
{
    seam_pool *pool = misused_pool(0);
    seam_buf buf = counting_buf(pool, 100, 0);

    (void)buf;
    (void)seam_pool_walk(pool, end_in_walk, &pool);
}

static seam_status end_in_snapshot(void *pool, seam_view text)
{
    must(text.len > 0);
    seam_pool_destroy(pool);
    return SEAM_OK;
}

/* Many blocks: the text has several pieces. */
static void write_and_destroy(void)
{
    seam_pool *pool = misused_pool(0);

    for (size_t i = 0; i < 100; i++) {
        seam_buf buf = counting_buf(pool, 100, 0);

        (void)buf;
    }
    (void)!seam_pool_snapshot(pool, end_in_snapshot, &pool);
}

/* ---- blocks that are never released */

static void leak_a_block(void)
{
    seam_pool *pool;
    seam_buf buf;

    must(setenv("SEAM_LEAKS", "1", 1) == 0);
    pool = misused_pool(0);
    buf = counting_buf(pool, 777, 0);
    seam_buf_set_tag(&buf, 0xABC);
    seam_pool_destroy(&pool);
}

static void tell_leak(void *unused, const seam_block_info *block)
{
    char text[64];
    int n = snprintf(text, sizeof(text), "leaked: tag %d", (int)block->tag);

    (void)unused;
    (void)!write(STDERR_FILENO, text, (size_t)n);
}

static void leak_to_the_hook(void)
{
    const seam_pool_options options = {.leak_every = 1};
    seam_pool *pool;
    seam_buf buf;

    must(seam_pool_create(&options, &pool) == SEAM_OK);
    must(seam_pool_on_leak(pool, tell_leak, NULL) == SEAM_OK);
    buf = counting_buf(pool, 777, 0);
    seam_buf_set_tag(&buf, 42);
    seam_pool_destroy(&pool);
}

static void hook_without_samples(void)
{
    tell_status(seam_pool_on_leak(misused_pool(0), tell_leak, NULL));
}

static void set_reserved_field(void)
{
    const seam_pool_options options = {.reserved_ = {1}};
    seam_pool *pool;

    tell_status(seam_pool_create(&options, &pool));
}

#define TOUCHED   "confined, but touched by a second thread"
#define ALLOCATES "confined, but a second thread allocates"
#define DESTROYED "used after seam_pool_destroy()"

const misuse misuse_of_pools[] = {
    {"a second thread allocates", NEEDS_CHECKS, ENDS_ABORTED, ALLOCATES, alloc_elsewhere},
    {"a second thread adopts", NEEDS_CHECKS, ENDS_ABORTED, ALLOCATES, adopt_elsewhere},
    {"a second thread releases", NEEDS_CHECKS, ENDS_ABORTED, TOUCHED, release_elsewhere},
    {"a second thread shares", NEEDS_CHECKS, ENDS_ABORTED, TOUCHED, share_elsewhere},
    {"a second thread slices", NEEDS_CHECKS, ENDS_ABORTED, TOUCHED, slice_elsewhere},
    {"a second thread promotes", NEEDS_CHECKS, ENDS_ABORTED, TOUCHED, promote_elsewhere},
    {"alloc from no pool", NEEDS_CHECKS, ENDS_ABORTED, "pool != NULL", alloc_from_nothing},
    {"alloc from a dying pool", NEEDS_CHECKS, ENDS_ABORTED, DESTROYED, alloc_from_dying},
    {"adopt into a dying pool", NEEDS_CHECKS, ENDS_ABORTED, DESTROYED, adopt_into_dying},
    {"trim of a dying pool", NEEDS_CHECKS, ENDS_ABORTED, DESTROYED, trim_dying},
    {"statistics of a dying pool", NEEDS_CHECKS, ENDS_ABORTED, DESTROYED, read_stats_of_dying},
    {"a class of a dying pool", NEEDS_CHECKS, ENDS_ABORTED, DESTROYED, read_class_of_dying},
    {"a walk over a dying pool", NEEDS_CHECKS, ENDS_ABORTED, DESTROYED, walk_dying},
    {"a snapshot of a dying pool", NEEDS_CHECKS, ENDS_ABORTED, DESTROYED, snapshot_dying},
    {"metrics of a dying pool", NEEDS_CHECKS, ENDS_ABORTED, DESTROYED, measure_dying},
    {"a snapshot written to nobody", NEEDS_CHECKS, ENDS_ABORTED, "write != NULL",
     snapshot_to_nobody},
    {"metrics written to nobody", NEEDS_CHECKS, ENDS_ABORTED, "write != NULL", measure_for_nobody},
    {"a leak hook for a dying pool", NEEDS_CHECKS, ENDS_ABORTED, DESTROYED, hook_dying},
    {"trim of no pool", NEEDS_CHECKS, ENDS_ABORTED, "pool != NULL", trim_nothing},
    {"statistics of a pool that is gone", NEEDS_NOTHING, ENDS_FAULTED, NULL, read_stats_of_gone},
    {"a pool destroyed twice", NEEDS_CHECKS, ENDS_ABORTED, DESTROYED, destroy_twice},
    {"alloc from a pool that is gone", NEEDS_NOTHING, ENDS_FAULTED, NULL, alloc_from_gone},
    {"a pool used by its gone hook", NEEDS_NOTHING, ENDS_FAULTED, NULL, use_pool_in_its_gone_hook},
    {"a quota destroyed twice", NEEDS_CHECKS, ENDS_ABORTED, "used after seam_quota_destroy()",
     destroy_quota_twice},
    {"a pool of a destroyed quota", NEEDS_CHECKS, ENDS_ABORTED, "used after seam_quota_destroy()",
     use_destroyed_quota},
    {"a destroyed quota asked for its use", NEEDS_CHECKS, ENDS_ABORTED,
     "used after seam_quota_destroy()", ask_destroyed_quota},
    {"a pool of a quota that is gone", NEEDS_NOTHING, ENDS_FAULTED, NULL, use_gone_quota},
    {"a walk that destroys its pool", NEEDS_CHECKS, ENDS_ABORTED, DESTROYED, walk_and_destroy},
    {"a snapshot that destroys its pool", NEEDS_CHECKS, ENDS_ABORTED, DESTROYED, write_and_destroy},
    {"a block never released", NEEDS_NOTHING, ENDS_TOLD, "still live: 777 bytes of 896, tag 0xabc",
     leak_a_block},
    {"a block never released, hooked", NEEDS_NOTHING, ENDS_TOLD, "leaked: tag 42",
     leak_to_the_hook},
    {"a hook where nothing is sampled", NEEDS_NOTHING, ENDS_TOLD, "SEAM_ESTATE",
     hook_without_samples},
    {"a reserved option that is set", NEEDS_NOTHING, ENDS_TOLD, "SEAM_EINVAL", set_reserved_field},
};
const size_t n_misuse_of_pools = sizeof(misuse_of_pools) / sizeof(misuse_of_pools[0]);
