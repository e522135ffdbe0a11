#include "mem/pool/pool_private.h"

#include <time.h>

#include "base/bits.h"
#include "base/poison.h"
#include "mem/pool/registry.h"
#include "mem/watch/leaks.h"

/* A purge comes early when the pool has grown by a sixteenth and at least by EARLY_LEAST bytes, and one part in
 * EARLY_PART of the delay has passed since the last early purge. */
#define EARLY_LEAST ((uint64_t)256 << 10)
#define EARLY_PART  16u

/* Caches with large grants are asked to halve them at most once in so many milliseconds. */
#define SHARE_MS 100u

static uint64_t next_id(void)
{
    static _Atomic uint64_t last;

    /* Relaxed: ids need only differ. */
    return 1 + atomic_fetch_add_explicit(&last, 1, memory_order_relaxed);
}

/* Takes a reference to the quota before it charges the pool's own bytes: a child that is forked before the pool is
 * made never ends the quota, in whose sum they stay. */
static bool charge_self(seam_quota *quota, size_t len)
{
    seam__quota_hold(quota);
    if (seam__quota_charge(quota, len) == SEAM_OK)
        return true;
    seam__quota_reclaim(quota);
    if (seam__quota_charge(quota, len) == SEAM_OK)
        return true;
    seam__quota_drop(quota);
    return false;
}

static void refund_self(seam_quota *quota, size_t len)
{
    seam__quota_refund(quota, len);
    seam__quota_drop(quota);
}

/* The struct lives in a mapping of its own: no pool needs malloc. */
static seam_status map_pool(const seam_pool_options *options, seam_pool **out)
{
    const seam__provider *provider = seam__provider_get();
    size_t len = seam__round_up(sizeof(seam_pool), seam__page_size());
    seam_pool *pool;

    if (options->max_bytes != 0 && options->max_bytes < len)
        return SEAM_ELIMIT;
    if (options->quota != NULL && !charge_self(options->quota, len))
        return SEAM_ELIMIT;
    pool = provider->map(provider->ctx, len, true);
    if (pool == NULL) {
        if (options->quota != NULL)
            refund_self(options->quota, len);
        return SEAM_ENOMEM;
    }
    seam__account_init(&pool->heap.account, provider, options->max_bytes, options->quota);
    atomic_init(&pool->heap.account.mapped, len);
    atomic_init(&pool->heap.account.committed, len);
    atomic_init(&pool->heap.account.peak, len);
    pool->self_bytes = len;
    pool->head.id = next_id();
    pool->heap.pool = pool;
    pool->caches.head = &pool->head;
    pool->caches.heap = &pool->heap;
    seam__pool_configure(pool, options);
    *out = pool;
    return SEAM_OK;
}

/* Unmaps the pool and drops its quota. If the system refuses, its memory is lost. */
static void unmap_pool(seam_pool *pool)
{
    const seam__provider *provider = pool->heap.account.provider;
    const seam__account *account = &pool->heap.account;

    /* What is still committed: the pool itself, and what the system refused to unmap. */
    if (account->quota != NULL)
        refund_self(account->quota,
                    (size_t)atomic_load_explicit(&account->committed, memory_order_relaxed));
    (void)provider->unmap(provider->ctx, pool, pool->self_bytes);
}

static seam_status start_pool(seam_pool *pool, uint64_t leak_every)
{
    const seam__layout guarded = seam__layout_guarded(&pool->heap.traits);
    seam_status r = seam__heap_init(&pool->heap, &guarded);

    if (r != SEAM_OK)
        return r;
    r = seam__sampler_init(&pool->sampler, leak_every);
    if (r != SEAM_OK) {
        seam__heap_destroy(&pool->heap);
        return r;
    }
    /* The fast path counts no samples and no guards, and knows neither hardened blocks nor the quarantine. */
    pool->caches.slow = pool->sampler.every != 0 || pool->guards.every != 0 ||
                        pool->heap.traits.hardening != 0 || pool->heap.traits.quarantines;
    seam__root_add(pool, pool->self_bytes);
    r = seam__registry_add(pool);
    if (r != SEAM_OK) {
        seam__root_remove(pool, pool->self_bytes);
        seam__sampler_destroy(&pool->sampler, &pool->heap.account);
        seam__heap_destroy(&pool->heap);
    }
    return r;
}

static void reclaim_of_entry(seam__quota_entry *entry)
{
    seam__pool_reclaim((seam_pool *)(void *)((char *)entry - offsetof(seam_pool, quota_entry)));
}

static void join_quota(seam_pool *pool)
{
    seam_quota *quota = pool->heap.account.quota;

    if (quota == NULL)
        return;
    pool->quota_entry.reclaim = reclaim_of_entry;
    seam__quota_join(quota, &pool->quota_entry);
    seam__quota_tell(quota);
}

seam_status seam_pool_create(const seam_pool_options *options, seam_pool **out)
{
    static const seam_pool_options defaults = {0};
    SEAM__INSIDE("seam_pool_create");
    seam_pool *pool;
    seam_status r;

    *out = NULL;
    if (options == NULL)
        options = &defaults;
    r = seam__pool_check_options(options);
    if (options->quota != NULL)
        seam__quota_check_alive(options->quota);
    if (r == SEAM_OK)
        r = map_pool(options, &pool);
    if (r != SEAM_OK)
        return r;
    r = start_pool(pool, options->leak_every);
    if (r != SEAM_OK) {
        unmap_pool(pool);
        return r;
    }
    join_quota(pool);
    *out = pool;
    return SEAM_OK;
}

void seam__pool_reclaim(seam_pool *pool)
{
    seam__thread_take_over(&pool->caches, false);
    seam__heap_reclaim(&pool->heap);
}

uint64_t seam__pool_now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* Says whether something is due, to one of the threads that ask: the next time is `delay_ms` from now. */
static bool win(_Atomic uint64_t *due_ms, uint64_t now, uint64_t delay_ms)
{
    /* Relaxed: the depots' locks order what the purge does. */
    uint64_t due = atomic_load_explicit(due_ms, memory_order_relaxed);

    return now >= due &&
           atomic_compare_exchange_strong_explicit(due_ms, &due, now + delay_ms,
                                                   memory_order_relaxed, memory_order_relaxed);
}

/* Sets how far the pool may grow before a purge comes early. The constant part spares small pools. */
static void set_early_mark(seam_pool *pool)
{
    const uint64_t committed =
        atomic_load_explicit(&pool->heap.account.committed, memory_order_relaxed);

    atomic_store_explicit(&pool->early_purge_at, committed + seam__max(committed / 16, EARLY_LEAST),
                          memory_order_relaxed);
}

static void purge(seam_pool *pool)
{
    seam__heap_purge(&pool->heap);
    set_early_mark(pool);
}

/* If a cache was refused a grant, asks those with larger ones to halve theirs. */
static void share_caches(seam_pool *pool, uint64_t now)
{
    /* Relaxed, both: a refusal that is missed is seen at the next call. */
    const uint64_t wanted = atomic_load_explicit(&pool->caches.wanted, memory_order_relaxed);

    if (wanted == 0 || !win(&pool->caches.next_halve_ms, now, SHARE_MS))
        return;
    atomic_store_explicit(&pool->caches.wanted, 0, memory_order_relaxed);
    seam__thread_ask_to_halve(&pool->caches, wanted);
}

void seam__pool_purge_when_due(seam_pool *pool)
{
    const uint64_t now = seam__pool_now_ms();

    share_caches(pool, now);
    /* If purges are turned off, next_purge_ms is UINT64_MAX. */
    if (!win(&pool->next_purge_ms, now, pool->purge_delay_ms))
        return;
    seam__thread_take_over(&pool->caches, true);
    purge(pool);
}

void seam__pool_purge_early(seam_pool *pool)
{
    if (win(&pool->early_purge_ms, seam__pool_now_ms(), pool->purge_delay_ms / EARLY_PART))
        purge(pool);
}

static void unmap_caches(seam_pool *pool)
{
    while (pool->caches.first != NULL) {
        seam__cache *cache = pool->caches.first;

        pool->caches.first = cache->next_of_pool;
        seam__cache_unmap(&pool->heap.account, cache);
    }
}

static void tell_gone(void (*gone)(void *, const seam_pool_stats *), void *ctx,
                      const seam_pool_stats *last)
{
    SEAM__OUTSIDE;
    if (gone != NULL)
        gone(ctx, last);
}

static void tear_down(seam_pool *pool)
{
    void (*gone)(void *, const seam_pool_stats *) = pool->gone;
    void *ctx = pool->ctx;
    seam_quota *quota = pool->heap.account.quota;
    seam_pool_stats last;

    SEAM_ASSERT(pool->heap.dying);
    seam__registry_remove(pool);
    if (quota != NULL)
        seam__quota_leave(quota, &pool->quota_entry);
    seam__pool_sum(pool, &last);
    seam__heap_reclaim(&pool->heap);
    unmap_caches(pool);
    seam__sampler_destroy(&pool->sampler, &pool->heap.account);
    seam__heap_destroy(&pool->heap);
    seam__root_remove(pool, pool->self_bytes);
    unmap_pool(pool);
    tell_gone(gone, ctx, &last);
}

void seam__pool_drop(seam_pool *pool)
{
    /* Acquire and release: the thread that ends the pool sees what all others did to it. */
    const uint64_t old = atomic_fetch_sub_explicit(&pool->remaining, 1, memory_order_acq_rel);

    SEAM_ASSERT(old > 0);
    if (old == 1)
        tear_down(pool);
}

static seam_pool *mutable_pool(const seam_pool *pool)
{
    return (seam_pool *)(uintptr_t)pool;
}

void seam__pool_check_use(const seam_pool *pool)
{
    SEAM_ASSERT(pool != NULL);
    seam__heap_check_use(&mutable_pool(pool)->heap);
}

void seam_pool_destroy(seam_pool **pool)
{
    SEAM__INSIDE("seam_pool_destroy");
    seam_pool *dying = *pool;
    uint64_t live = 0;

    *pool = NULL;
    if (dying == NULL)
        return;
    seam__pool_check_use(dying);
    seam__thread_close_all(&dying->caches);
    seam__leaks_tell(&dying->heap, &dying->sampler, "destroyed");
    for (size_t i = 0; i < SEAM__N_DEPOTS; i++) {
        seam__depot_lock(&dying->heap.depots[i]);
        seam__depot_clear_transfer_caches(&dying->heap.depots[i]);
        live += dying->heap.depots[i].n_live;
    }
    SEAM_ASSERT(!dying->heap.dying);
    dying->heap.dying = true;
    /* Relaxed: the locks order this store before any release that sees `dying`. */
    atomic_store_explicit(&dying->remaining, live + 1, memory_order_relaxed);
    for (size_t i = SEAM__N_DEPOTS; i-- > 0;)
        seam__depot_unlock(&dying->heap.depots[i]);
    seam__pool_drop(dying);
}

void seam_pool_trim(seam_pool *pool)
{
    SEAM__INSIDE("seam_pool_trim");
    seam__pool_check_use(pool);
    seam__pool_reclaim(pool);
}

static void add_depot(seam__depot *depot, bool adopted, seam_pool_stats *out)
{
    seam__depot_sums sums;

    seam__depot_sum(depot, &sums);
    if (adopted) {
        out->adopted_blocks += sums.n_live;
        out->adopted_bytes += sums.requested;
        return;
    }
    out->live_blocks += sums.n_live;
    out->live_bytes += sums.live_bytes;
    out->requested_bytes += sums.requested;
    out->cached_bytes += sums.free_bytes;
}

/* Depots count blocks in magazines as live; the statistics do not. */
static void add_caches(const seam_pool *pool, seam_pool_stats *out)
{
    uint64_t n_blocks = 0;
    uint64_t bytes = 0;

    seam__thread_count(&pool->caches, &n_blocks, &bytes, &out->requested_bytes);
    out->live_blocks = seam__less(out->live_blocks, n_blocks);
    out->live_bytes = seam__less(out->live_bytes, bytes);
    out->cached_bytes += bytes;
    out->requested_bytes = seam__cache_requested(out->requested_bytes);
}

void seam__pool_sum(const seam_pool *pool, seam_pool_stats *out)
{
    seam_pool *locked = mutable_pool(pool);

    *out = (seam_pool_stats){0};
    for (size_t i = 0; i < SEAM__N_DEPOTS; i++)
        add_depot(&locked->heap.depots[i], i == SEAM__DEPOT_ADOPTED, out);
    add_caches(pool, out);
    /* Relaxed: the counts order nothing. */
    out->committed = atomic_load_explicit(&locked->heap.account.committed, memory_order_relaxed);
    out->committed_peak = atomic_load_explicit(&locked->heap.account.peak, memory_order_relaxed);
    out->mapped = atomic_load_explicit(&locked->heap.account.mapped, memory_order_relaxed);
}

void seam_pool_stats_get(const seam_pool *pool, seam_pool_stats *out)
{
    SEAM__INSIDE("seam_pool_stats_get");
    seam__pool_check_use(pool);
    seam__pool_sum(pool, out);
}

static bool quota_is_valid(const seam_quota *quota)
{
    bool valid;

    seam__quota_lock_lists();
    valid = quota == NULL || seam__quota_valid(quota);
    seam__quota_unlock_lists();
    return valid;
}

bool seam__pool_valid(const seam_pool *pool)
{
    seam_pool *locked = mutable_pool(pool);
    seam_pool_stats stats;
    bool valid = seam__heap_valid(&locked->heap);

    valid &= seam__thread_caches_valid(&pool->caches);
    seam__pool_sum(pool, &stats);
    return valid && stats.requested_bytes <= stats.live_bytes &&
           seam__account_valid(&pool->heap.account) && quota_is_valid(pool->heap.account.quota);
}

/* Only prints: what a leak hook needs may be gone when the program ends. */
static void tell_at_exit(seam_pool *pool)
{
    if (pool->sampler.prints)
        seam__leaks_tell(&pool->heap, &pool->sampler, "left at exit");
}

/* Runs after the program's own exit handlers. */
__attribute__((destructor)) static void end_of_program(void)
{
    seam__registry_each(tell_at_exit);
}
