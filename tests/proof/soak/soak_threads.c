#include "soak.h"

#include <pthread.h>
#include <stdatomic.h>

#include "../../../fuzz/buf_model.h"
#include "support.h"

/* Every block has a stamp for its tag, and of its first STAMPED bytes byte i is stamp + i. */
#define STAMPED ((size_t)32)

enum { MAX_LANES = 16, N_HELD = 32, RING = 64, SHIFT = 20000 };

/* A window that begins `off` bytes into its block. */
typedef struct held {
    seam_buf buf;
    size_t off;
} held;

/* From one lane to the next: one puts, one takes. */
typedef struct ring {
    _Atomic uint64_t n_put, n_taken;
    held slots[RING];
} ring;

/* What the threads that follow each other in a lane have in common: they are never two at a time. */
typedef struct lane {
    prng rng;
    uint64_t n_left;
    seam_pool *confined; /* of the thread on shift */
    held held[N_HELD];
    ring *out, *in;
} lane;

static seam_pool *shared;
static lane lanes[MAX_LANES];
static ring rings[MAX_LANES];
static _Atomic int64_t n_adopted;

/* ---- pages, one call in 200 of which fails */

static _Atomic uint64_t mapped;

static bool is_unlucky(void)
{
    static _Atomic uint64_t n_calls;

    return atomic_fetch_add_explicit(&n_calls, 1, memory_order_relaxed) % 200 == 199;
}

static void *unlucky_map(void *ctx, size_t len, bool commit)
{
    void *at = is_unlucky() ? NULL : seam__provider_system.map(ctx, len, commit);

    atomic_fetch_add_explicit(&mapped, at != NULL ? len : 0, memory_order_relaxed);
    return at;
}

static bool unlucky_unmap(void *ctx, void *at, size_t len)
{
    CHECK(seam__provider_system.unmap(ctx, at, len));
    atomic_fetch_sub_explicit(&mapped, len, memory_order_relaxed);
    return true;
}

static bool unlucky_commit(void *ctx, void *at, size_t len)
{
    return !is_unlucky() && seam__provider_system.commit(ctx, at, len);
}

/* ---- stamps */

static void check_stamp(const held *h)
{
    const uint8_t stamp = (uint8_t)seam_buf_tag(&h->buf);

    for (size_t i = 0; i < h->buf.len && h->off + i < STAMPED; i++)
        CHECK(h->buf.data[i] == (uint8_t)(stamp + h->off + i));
}

/* The caller's handle is the only one, and may write. */
static void stamp(held *h, uint8_t *to, uint8_t with)
{
    for (size_t i = 0; i < h->buf.len && h->off + i < STAMPED; i++)
        to[i] = (uint8_t)(with + h->off + i);
    seam_buf_set_tag(&h->buf, with);
}

/* ---- one operation */

static size_t some_len(prng *rng)
{
    const size_t dice = prng_below(rng, 4096);

    if (dice == 0)
        return 270000;
    return dice < 64 ? 1 + prng_below(rng, 60000) : 1 + prng_below(rng, 700);
}

static void note_release(void *ctx, void *data, size_t len)
{
    CHECK(data != NULL && len == STAMPED);
    atomic_fetch_sub_explicit((_Atomic int64_t *)ctx, 1, memory_order_relaxed);
    free(data);
}

static void adopt(lane *l, held *h)
{
    uint8_t *data = malloc(STAMPED);

    CHECK(data != NULL);
    if (seam_buf_adopt(shared, data, STAMPED, note_release, &n_adopted, SEAM_ADOPT_WRITABLE,
                       &h->buf) != SEAM_OK) {
        free(data);
        return;
    }
    atomic_fetch_add_explicit(&n_adopted, 1, memory_order_relaxed);
    h->off = 0;
    stamp(h, data, (uint8_t)prng_next(&l->rng));
}

static void alloc(lane *l, held *h)
{
    seam_pool *pool = l->confined != NULL && prng_below(&l->rng, 4) == 0 ? l->confined : shared;
    const seam_status r = seam_buf_alloc(pool, some_len(&l->rng), &h->buf);

    CHECK(r == SEAM_OK || r == SEAM_ENOMEM);
    if (r != SEAM_OK)
        return;
    h->off = 0;
    stamp(h, seam_buf_bytes_mut(&h->buf), (uint8_t)prng_next(&l->rng));
}

static void take(lane *l, held *h)
{
    ring *from = l->in;
    const uint64_t n = atomic_load_explicit(&from->n_taken, memory_order_relaxed);

    /* Acquire: the handle and its bytes were written before. */
    if (n == atomic_load_explicit(&from->n_put, memory_order_acquire))
        return;
    h->buf = seam_buf_move(&from->slots[n % RING].buf);
    h->off = from->slots[n % RING].off;
    /* Release: the slot has been read. */
    atomic_store_explicit(&from->n_taken, n + 1, memory_order_release);
    check_stamp(h);
}

static void put(lane *l, held *h)
{
    ring *to = l->out;
    const uint64_t n = atomic_load_explicit(&to->n_put, memory_order_relaxed);

    /* Acquire: the slot was read before. */
    if (n - atomic_load_explicit(&to->n_taken, memory_order_acquire) == RING)
        return;
    seam_buf_promote(&h->buf);
    to->slots[n % RING].buf = seam_buf_move(&h->buf);
    to->slots[n % RING].off = h->off;
    /* Release: as above. */
    atomic_store_explicit(&to->n_put, n + 1, memory_order_release);
}

static void share(lane *l, const held *h)
{
    held *to = &l->held[prng_below(&l->rng, N_HELD)];

    if (to->buf.len > 0)
        return;
    to->buf = seam_buf_share(&h->buf);
    to->off = h->off;
}

static void slice(lane *l, const held *h)
{
    held *to = &l->held[prng_below(&l->rng, N_HELD)];
    const size_t off = prng_below(&l->rng, h->buf.len);

    if (to->buf.len > 0)
        return;
    CHECK(seam_buf_slice(&h->buf, off, h->buf.len - off, &to->buf) == SEAM_OK);
    to->off = h->off + off;
}

static void write_own(lane *l, held *h)
{
    uint8_t *to = seam_buf_bytes_mut(&h->buf);

    if (to != NULL)
        stamp(h, to, (uint8_t)prng_next(&l->rng));
}

static void fill_empty(lane *l, held *h)
{
    const size_t dice = prng_below(&l->rng, 64);

    if (dice == 0)
        adopt(l, h);
    else if (dice < 24)
        take(l, h);
    else
        alloc(l, h);
}

static void use_full(lane *l, held *h)
{
    const size_t dice = prng_below(&l->rng, 16);

    if (dice < 5)
        seam_buf_release(&h->buf);
    else if (dice < 9)
        put(l, h);
    else if (dice < 11)
        share(l, h);
    else if (dice < 13)
        slice(l, h);
    else if (dice < 15)
        write_own(l, h);
    else
        check_stamp(h);
}

static bool see_block(void *ctx, const seam_block_info *block)
{
    CHECK(ctx == shared && block->block != NULL);
    return true;
}

static void look_or_trim(lane *l)
{
    seam_pool_stats stats;

    switch (prng_below(&l->rng, 4)) {
    case 0:
        seam_pool_stats_get(shared, &stats);
        CHECK(stats.committed <= stats.committed_peak);
        break;
    case 1:
        (void)seam_pool_walk(shared, see_block, shared);
        break;
    default:
        seam_pool_trim(shared);
    }
}

static void operate(lane *l)
{
    held *h = &l->held[prng_below(&l->rng, N_HELD)];

    if (prng_below(&l->rng, 8192) == 0)
        look_or_trim(l);
    else if (h->buf.len == 0)
        fill_empty(l, h);
    else
        use_full(l, h);
}

/* ---- threads that come and go */

/* What the next thread of the lane finds must not be confined to this one. */
static void leave(lane *l)
{
    for (size_t i = 0; i < N_HELD; i++)
        seam_buf_promote(&l->held[i].buf);
    seam_pool_destroy(&l->confined);
}

static void *work_a_shift(void *arg)
{
    lane *l = arg;
    const seam_pool_options options = {.flags = SEAM_POOL_CONFINED};
    uint64_t n = SHIFT / 2 + prng_below(&l->rng, SHIFT);
    seam_status r = seam_pool_create(&options, &l->confined);

    CHECK(r == SEAM_OK || r == SEAM_ENOMEM);
    n = n < l->n_left ? n : l->n_left;
    for (uint64_t i = 0; i < n; i++)
        operate(l);
    l->n_left -= n;
    leave(l);
    return NULL;
}

static void *run_lane(void *arg)
{
    lane *l = arg;

    while (l->n_left > 0) {
        pthread_t thread;

        CHECK(pthread_create(&thread, NULL, work_a_shift, l) == 0);
        CHECK(pthread_join(thread, NULL) == 0);
    }
    return NULL;
}

static void start_lanes(uint64_t seed, uint64_t n_operations, unsigned n_threads)
{
    memset((void *)lanes, 0, sizeof(lanes));
    memset((void *)rings, 0, sizeof(rings));
    for (unsigned i = 0; i < n_threads; i++) {
        prng_init(&lanes[i].rng, seed + i);
        lanes[i].n_left = n_operations / n_threads;
        lanes[i].out = &rings[i];
        lanes[i].in = &rings[(i + 1) % n_threads];
    }
}

/* All threads are gone. */
static void release_all(unsigned n_threads)
{
    for (unsigned i = 0; i < n_threads; i++) {
        for (size_t k = 0; k < N_HELD; k++) {
            if (lanes[i].held[k].buf.len > 0)
                check_stamp(&lanes[i].held[k]);
            seam_buf_release(&lanes[i].held[k].buf);
        }
        for (size_t k = 0; k < RING; k++)
            seam_buf_release(&rings[i].slots[k].buf);
    }
}

static void expect_nothing_left(void)
{
    seam_pool_stats stats;

    CHECK(seam__pool_valid(shared));
    seam_pool_stats_get(shared, &stats);
    CHECK(stats.live_blocks == 0 && stats.live_bytes == 0 && stats.requested_bytes == 0);
    CHECK(stats.adopted_blocks == 0 && stats.adopted_bytes == 0);
    seam_pool_destroy(&shared);
    CHECK(atomic_load(&n_adopted) == 0);
    CHECK(atomic_load(&mapped) == 0);
}

void soak_threads(uint64_t seed, uint64_t n_operations, unsigned n_threads)
{
    static seam__provider table;
    pthread_t threads[MAX_LANES];

    CHECK(n_threads > 0 && n_threads <= MAX_LANES);
    memcpy(&table, &seam__provider_system, sizeof(table));
    table.map = unlucky_map;
    table.unmap = unlucky_unmap;
    table.commit = unlucky_commit;
    seam__provider_set(&table);
    CHECK(seam_pool_create(NULL, &shared) == SEAM_OK);
    start_lanes(seed, n_operations, n_threads);
    for (unsigned i = 0; i < n_threads; i++)
        CHECK(pthread_create(&threads[i], NULL, run_lane, &lanes[i]) == 0);
    for (unsigned i = 0; i < n_threads; i++)
        CHECK(pthread_join(threads[i], NULL) == 0);
    release_all(n_threads);
    expect_nothing_left();
    seam__provider_set(NULL);
}
