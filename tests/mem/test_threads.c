/* Blocks, handles and pools that several threads use at once. ThreadSanitizer reads along. */
#include <sched.h>
#include <unistd.h>

#include "mem/cache/thread.h"
#include "mem/os/registry_lock.h"
#include "mem/pool/registry.h"
#include "threads_fixture.h"

static seam_pool *pool;

static void open_pool(void)
{
    ck_ok(seam_pool_create(NULL, &pool));
}

static void expect_quiet(void)
{
    const seam_pool_stats stats = stats_of(pool);

    ck_assert(seam__pool_valid(pool));
    ck_assert_uint_eq(stats.live_blocks + stats.live_bytes + stats.requested_bytes, 0);
    ck_assert_uint_eq(stats.adopted_blocks + stats.adopted_bytes, 0);
}

static void close_pool(void)
{
    if (pool != NULL)
        expect_quiet();
    seam_pool_destroy(&pool);
}

/* ---- one block, many threads */

static void *share_and_release(void *arg)
{
    seam_buf *own = arg;

    start_together();
    for (int i = 0; i < 2000; i++) {
        seam_buf twin = seam_buf_share(own);
        seam_buf part;

        must(seam_buf_slice(&twin, (size_t)i % 100, 10, &part) == SEAM_OK);
        must(part.data[0] == i % 100);
        must(seam_buf_bytes_mut(&part) == NULL);
        seam_buf_set_tag(&part, (uint64_t)i);
        must(seam_buf_tag(&twin) < 2000);
        seam_buf_release(&twin);
        seam_buf_release(&part);
    }
    seam_buf_release(own);
    return NULL;
}

START_TEST(a_storm_of_shares_and_releases_keeps_the_count)
{
    seam_buf buf = counting_buf(pool, 200, 0);
    seam_buf own[N_THREADS];

    for (size_t i = 0; i < N_THREADS; i++)
        own[i] = seam_buf_share(&buf);
    in_threads(share_and_release, own, sizeof(own[0]));
    ck_assert_uint_eq(refs(&buf), 1);
    ck_assert(seam_buf_is_unique(&buf));
    ck_assert(counts_up(&buf, 0));
    seam_buf_release(&buf);
}
END_TEST

enum { N_RACES = 300 };

static atomic_int given_back[N_RACES];

static void give_back(void *ctx, void *data, size_t len)
{
    must(data != NULL && len > 0);
    atomic_fetch_add((atomic_int *)ctx, 1);
}

static void *release_each(void *arg)
{
    seam_buf *own = arg;

    start_together();
    for (size_t i = 0; i < N_RACES; i++)
        seam_buf_release(&own[i]);
    return NULL;
}

/* All threads release the same blocks in the same order: each block has one that is the last. */
START_TEST(races_for_the_last_release_are_won_once)
{
    static seam_buf own[N_THREADS][N_RACES];
    static uint8_t mine[16];

    for (size_t i = 0; i < N_RACES; i++) {
        if (i % 3 == 0)
            ck_ok(
                seam_buf_adopt(pool, mine, sizeof(mine), give_back, &given_back[i], 0, &own[0][i]));
        else
            own[0][i] = counting_buf(pool, i % 3 == 1 ? 100 : 270000, 0);
        for (size_t k = 1; k < N_THREADS; k++)
            own[k][i] = seam_buf_share(&own[0][i]);
    }
    in_threads(release_each, own, sizeof(own[0]));
    for (size_t i = 0; i < N_RACES; i++)
        ck_assert_int_eq(atomic_load(&given_back[i]), i % 3 == 0);
}
END_TEST

enum { N_PARTS_BYTES = 50 * N_THREADS };

/* Each thread has read its part before it lets go; the last one may then write all of the block. */
static void *write_when_unique(void *arg)
{
    seam_buf *own = arg;
    uint8_t *to;

    start_together();
    must(counts_up(own, own->data[0]));
    if (own->data[0] != 0) {
        seam_buf_release(own);
        return NULL;
    }
    while ((to = seam_buf_bytes_mut(own)) == NULL)
        sched_yield();
    memset(to, 0xFF, N_PARTS_BYTES);
    return NULL;
}

START_TEST(a_unique_buffer_may_be_written_after_others_have_read_it)
{
    for (int round = 0; round < 20; round++) {
        seam_buf whole = counting_buf(pool, N_PARTS_BYTES, 0);
        seam_buf own[N_THREADS];

        for (size_t i = 1; i < N_THREADS; i++)
            ck_ok(seam_buf_slice(&whole, 30 * i, 50, &own[i]));
        own[0] = seam_buf_move(&whole);
        in_threads(write_when_unique, own, sizeof(own[0]));
        ck_assert_int_eq(own[0].data[N_PARTS_BYTES - 1], 0xFF);
        seam_buf_release(&own[0]);
    }
}
END_TEST

/* ---- one pool, many threads */

typedef struct worker {
    uint64_t seed;
    seam_pool *pool;
} worker;

static void make_workers(worker workers[N_THREADS], const char *what)
{
    uint64_t seed = test_seed(what);

    for (size_t i = 0; i < N_THREADS; i++)
        workers[i] = (worker){seed + i, pool};
}

static size_t some_len(prng *rng)
{
    return prng_below(rng, 50) == 0 ? 270000 : 1 + prng_below(rng, 3000);
}

static void *alloc_and_release(void *arg)
{
    const worker *w = arg;
    seam_buf held[32];
    prng rng;

    memset(held, 0, sizeof(held));
    prng_init(&rng, w->seed);
    start_together();
    for (int i = 0; i < 1500; i++) {
        size_t slot = prng_below(&rng, 32);

        must(counts_up(&held[slot], (uint8_t)slot));
        seam_buf_release(&held[slot]);
        if (prng_below(&rng, 4) != 0)
            held[slot] = counting_buf(w->pool, some_len(&rng), (uint8_t)slot);
    }
    for (size_t slot = 0; slot < 32; slot++)
        seam_buf_release(&held[slot]);
    return NULL;
}

START_TEST(a_storm_of_allocs_and_releases_mixes_nothing_up)
{
    worker workers[N_THREADS];

    make_workers(workers, "a_storm_of_allocs_and_releases_mixes_nothing_up");
    in_threads(alloc_and_release, workers, sizeof(workers[0]));
    expect_quiet();
}
END_TEST

static void *alloc_within_limit(void *arg)
{
    const worker *w = arg;
    seam_buf held[32];
    prng rng;

    memset(held, 0, sizeof(held));
    prng_init(&rng, w->seed);
    start_together();
    for (int i = 0; i < 500; i++) {
        size_t slot = prng_below(&rng, 32);
        seam_pool_stats stats;
        seam_status r;

        seam_buf_release(&held[slot]);
        r = seam_buf_alloc(w->pool, 1 + prng_below(&rng, 40000), &held[slot]);
        must(r == SEAM_OK || (r == SEAM_ELIMIT && is_empty(&held[slot])));
        stats = stats_of(w->pool);
        must(stats.committed <= 1 << 20 && stats.committed_peak <= 1 << 20);
    }
    for (size_t slot = 0; slot < 32; slot++)
        seam_buf_release(&held[slot]);
    return NULL;
}

START_TEST(the_limit_holds_for_all_threads_together)
{
    const seam_pool_options options = {.max_bytes = 1 << 20};
    worker workers[N_THREADS];

    seam_pool_destroy(&pool);
    ck_ok(seam_pool_create(&options, &pool));
    make_workers(workers, "the_limit_holds_for_all_threads_together");
    in_threads(alloc_within_limit, workers, sizeof(workers[0]));
    expect_quiet();
}
END_TEST

/* ---- from one thread to another */

/* A ring of handles: threads with even numbers put, the others take. */
typedef struct queue {
    pthread_mutex_t lock;
    seam_buf slots[16];
    size_t n_put, n_taken;
} queue;

enum { N_HANDED = 600 };

static queue handed;

static bool put(seam_buf *buf)
{
    bool room;

    pthread_mutex_lock(&handed.lock);
    room = handed.n_put - handed.n_taken < 16;
    if (room)
        handed.slots[handed.n_put++ % 16] = seam_buf_move(buf);
    pthread_mutex_unlock(&handed.lock);
    return room;
}

static bool take(seam_buf *buf)
{
    bool any;

    pthread_mutex_lock(&handed.lock);
    any = handed.n_taken < handed.n_put;
    if (any)
        *buf = seam_buf_move(&handed.slots[handed.n_taken++ % 16]);
    pthread_mutex_unlock(&handed.lock);
    return any;
}

static void *hand_over(void *arg)
{
    const worker *w = arg;

    start_together();
    for (int i = 0; i < N_HANDED; i++) {
        seam_buf buf = {0};

        if (w->seed % 2 == 0) {
            buf = counting_buf(w->pool, 1 + (size_t)i % 500, (uint8_t)i);
            seam_buf_set_tag(&buf, (uint64_t)i);
            while (!put(&buf))
                sched_yield();
        } else {
            while (!take(&buf))
                sched_yield();
            must(counts_up(&buf, (uint8_t)seam_buf_tag(&buf)));
            must(seam_buf_bytes_mut(&buf) != NULL);
            seam_buf_release(&buf);
        }
    }
    return NULL;
}

START_TEST(handles_go_from_thread_to_thread)
{
    worker workers[N_THREADS];

    ck_assert_int_eq(pthread_mutex_init(&handed.lock, NULL), 0);
    for (size_t i = 0; i < N_THREADS; i++)
        workers[i] = (worker){i, pool};
    in_threads(hand_over, workers, sizeof(workers[0]));
    ck_assert_uint_eq(handed.n_put, handed.n_taken);
}
END_TEST

/* ---- more threads than there are slots */

enum { N_CROWD = SEAM__N_SLOTS + 40, N_TURNS = 40 };

static pthread_barrier_t all_are_there;

/* Each thread finds its own cache of each pool, whoever has the same slot. */
static void *use_in_turn(void *arg)
{
    seam_pool **pools = arg;
    seam__cache *own[2];

    for (size_t i = 0; i < 2; i++) {
        own[i] = seam__thread_make(&pools[i]->caches);
        must(own[i] != NULL);
    }
    pthread_barrier_wait(&all_are_there);
    for (size_t i = 0; i < N_TURNS; i++) {
        seam_buf buf = counting_buf(pools[i % 2], 64, (uint8_t)i);

        must(seam__thread_cache(&pools[i % 2]->caches) == own[i % 2]);
        must(atomic_load(&own[i % 2]->owner) == &seam__self);
        seam_buf_release(&buf);
    }
    return NULL;
}

START_TEST(more_threads_than_slots_find_their_caches)
{
    static pthread_t threads[N_CROWD];
    seam_pool *pools[2] = {pool, NULL};
    pthread_attr_t small;

    ck_ok(seam_pool_create(NULL, &pools[1]));
    ck_assert_int_eq(pthread_attr_init(&small), 0);
    ck_assert_int_eq(pthread_attr_setstacksize(&small, (size_t)256 << 10), 0);
    ck_assert_int_eq(pthread_barrier_init(&all_are_there, NULL, N_CROWD), 0);
    for (size_t i = 0; i < N_CROWD; i++)
        ck_assert_int_eq(pthread_create(&threads[i], &small, use_in_turn, (void *)pools), 0);
    for (size_t i = 0; i < N_CROWD; i++)
        ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
    ck_assert(seam__pool_valid(pools[1]));
    ck_assert_uint_eq(stats_of(pools[1]).live_blocks, 0);
    seam_pool_destroy(&pools[1]);
    pthread_attr_destroy(&small);
    pthread_barrier_destroy(&all_are_there);
}
END_TEST

/* ---- the registry of pools */

static atomic_bool has_entered;
static pthread_t entering;

static void *enter_registry(void *unused)
{
    seam__registry_lock();
    atomic_store(&has_entered, true);
    seam__registry_unlock();
    return unused;
}

/* While it is called nobody else enters, however long it takes. */
static void stay_alone(seam_pool *visited)
{
    must(visited == pool);
    must(pthread_create(&entering, NULL, enter_registry, NULL) == 0);
    for (int i = 0; i < 20; i++)
        usleep(1000);
    must(!atomic_load(&has_entered));
}

START_TEST(pools_are_visited_under_the_lock_of_the_registry)
{
    seam__registry_each(stay_alone);
    must(pthread_join(entering, NULL) == 0);
    ck_assert(atomic_load(&has_entered));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("threads");
    TCase *tc = tcase_create("threads");

    tcase_set_timeout(tc, 120);
    tcase_add_checked_fixture(tc, open_pool, close_pool);
    tcase_add_test(tc, more_threads_than_slots_find_their_caches);
    tcase_add_test(tc, a_storm_of_shares_and_releases_keeps_the_count);
    tcase_add_test(tc, races_for_the_last_release_are_won_once);
    tcase_add_test(tc, a_unique_buffer_may_be_written_after_others_have_read_it);
    tcase_add_test(tc, a_storm_of_allocs_and_releases_mixes_nothing_up);
    tcase_add_test(tc, the_limit_holds_for_all_threads_together);
    tcase_add_test(tc, handles_go_from_thread_to_thread);
    tcase_add_test(tc, pools_are_visited_under_the_lock_of_the_registry);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
