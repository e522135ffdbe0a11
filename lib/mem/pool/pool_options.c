/* The options of a pool: which are valid, and what they set. */
#include "base/bits.h"
#include "base/poison.h"
#include "mem/pool/pool_private.h"

#define PURGE_DELAY_MS    1000
#define LARGE_CACHE_BYTES ((uint64_t)16 << 20)
/* A larger grant would need units so large that small blocks could not be counted. */
#define CACHE_BYTES_MAX   ((uint64_t)256 << 20)
#define CACHE_TOTAL_BYTES ((uint64_t)32 << 20)
#define TAIL_MAX          4096u
#define ALL_FLAGS                                                              \
    ((uint32_t)(SEAM_POOL_CONFINED | SEAM_POOL_SECRET | SEAM_POOL_HUGE_PAGES | \
                SEAM_POOL_PASSTHROUGH))

static bool are_valid(const seam_pool_options *options)
{
    for (size_t i = 0; i < sizeof(options->reserved_) / sizeof(options->reserved_[0]); i++) {
        if (options->reserved_[i] != 0)
            return false;
    }
    return (options->flags & ~ALL_FLAGS) == 0 && options->tail_bytes <= TAIL_MAX &&
           options->alignment <= seam__page_size() && seam__is_bit_or_zero(options->alignment);
}

static _Atomic seam__quarantine quarantine;

void seam__pool_set_quarantine(seam__quarantine how)
{
    /* Relaxed, and so is the load: tests set it before they make pools. */
    atomic_store_explicit(&quarantine, how, memory_order_relaxed);
}

static bool is_quarantined(void)
{
    const seam__quarantine how = atomic_load_explicit(&quarantine, memory_order_relaxed);

    return how == SEAM__QUARANTINE_ALWAYS || (how == SEAM__QUARANTINE_WATCHED && seam__watched());
}

static seam__traits traits_of(const seam_pool_options *options)
{
    const bool secret = (options->flags & SEAM_POOL_SECRET) != 0;
    const bool huge = (options->flags & SEAM_POOL_HUGE_PAGES) != 0;
    seam__traits traits = {.page = seam__page_size()};

    traits.granule = huge ? seam__max(SEAM__HUGE_PAGE, traits.page) : traits.page;
    traits.alignment = seam__max(SEAM__ALIGNMENT, options->alignment);
    traits.tail = options->tail_bytes;
    traits.redzone = seam__watched() ? traits.alignment : 0;
    traits.quarantines = is_quarantined();
    traits.hardening = (secret ? SEAM__SECRET : 0u) | (traits.redzone != 0 ? SEAM__WATCHED : 0u);
    return traits;
}

/* Hides a page to see whether the system permits it, so that seam_pool_create() can refuse. */
static bool can_hide(void)
{
    const seam__provider *provider = seam__provider_get();
    void *page = provider->map(provider->ctx, seam__page_size(), true);
    bool hidden;

    /* Without a page the pool cannot be made either, and that call has the right status. */
    if (page == NULL)
        return true;
    hidden = provider->hide(provider->ctx, page, seam__page_size());
    (void)provider->unmap(provider->ctx, page, seam__page_size());
    return hidden;
}

seam_status seam__pool_check_options(const seam_pool_options *options)
{
    if (!are_valid(options))
        return SEAM_EINVAL;
    if ((options->flags & SEAM_POOL_SECRET) != 0 && !can_hide())
        return SEAM_EPERM;
    return SEAM_OK;
}

static void configure_blocks(seam_pool *pool, const seam_pool_options *options)
{
    seam__pool_head *head = &pool->head;

    pool->heap.traits = traits_of(options);
    pool->passthrough = (options->flags & SEAM_POOL_PASSTHROUGH) != 0;
    head->tail = pool->heap.traits.tail;
    head->align_mask = pool->heap.traits.alignment - 1;
    SEAM_ASSERT(head->tail < SEAM__CLASS_MAX &&
                (head->align_mask & pool->heap.traits.alignment) == 0);
    head->fast_max = pool->passthrough ? 0 : SEAM__CLASS_MAX - head->tail;
    head->confined = (options->flags & SEAM_POOL_CONFINED) != 0;
    head->first_word = head->confined ? SEAM__CONFINED | 1 : 1;
    atomic_init(&head->owner, 0);
}

/* The table of classes. It includes what the alignment adds to a request. */
static void configure_classes(seam__pool_head *head)
{
    for (size_t i = 0; i < sizeof(head->class_at); i++) {
        const size_t last = (i * SEAM__ALIGNMENT + SEAM__ALIGNMENT - 1) | head->align_mask;

        head->class_at[i] = (uint8_t)seam__class_of(last + 1);
    }
}

static void configure_purge(seam_pool *pool, uint32_t delay_ms)
{
    atomic_init(&pool->early_purge_at, delay_ms == SEAM_POOL_PURGE_NEVER ? UINT64_MAX : 0);
    pool->purge_delay_ms = delay_ms != 0 ? delay_ms : PURGE_DELAY_MS;
    atomic_init(&pool->next_purge_ms, delay_ms == SEAM_POOL_PURGE_NEVER ? UINT64_MAX : 0);
}

static uint64_t or_default(uint64_t value, uint64_t fallback)
{
    return value != 0 ? value : fallback;
}

/* The caches of a bounded pool may keep at most an eighth of the bound, so that most of it is for live blocks. */
static void configure_caches(seam_pool *pool, const seam_pool_options *options)
{
    const uint64_t each = or_default(options->cache_bytes, SEAM__CACHE_BYTES);
    const uint64_t all = or_default(options->cache_total_bytes, seam__max(CACHE_TOTAL_BYTES, each));

    SEAM_ASSERT(pool->caches.first == NULL);
    pool->caches.total_bytes = seam__min(all, seam__account_bound(&pool->heap.account) / 8);
    pool->caches.each_bytes = seam__min(seam__min(each, CACHE_BYTES_MAX), pool->caches.total_bytes);
}

void seam__pool_configure(seam_pool *pool, const seam_pool_options *options)
{
    configure_blocks(pool, options);
    configure_classes(&pool->head);
    configure_purge(pool, options->purge_delay_ms);
    configure_caches(pool, options);
    pool->heap.depots[SEAM__DEPOT_LARGE].kept_max =
        or_default(options->large_cache_bytes, LARGE_CACHE_BYTES);
    pool->heap.depots[SEAM__DEPOT_LARGE].adapts =
        options->large_cache_bytes == 0 && options->purge_delay_ms != SEAM_POOL_PURGE_NEVER;
    seam__guards_init(&pool->guards, options->guard_every);
    pool->gone = options->gone;
    pool->ctx = options->ctx;
}
