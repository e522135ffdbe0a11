#include "mem/os/quota_private.h"

#include "base/bits.h"
#include "base/inside.h"
#include "base/panic.h"
#include "mem/os/lock.h"

static bool options_valid(const seam_quota_options *options)
{
    for (size_t i = 0; i < sizeof(options->reserved_) / sizeof(options->reserved_[0]); i++) {
        if (options->reserved_[i] != 0)
            return false;
    }
    return options->max_bytes == 0 || options->soft_bytes <= options->max_bytes;
}

/* The sum orders no other access, so every access to it is relaxed. */

static uint64_t used_now(const seam_quota *quota)
{
    return atomic_load_explicit(&quota->used, memory_order_relaxed);
}

static bool within_bound(const seam_quota *quota, uint64_t used, size_t more)
{
    const uint64_t bound =
        quota->options.max_bytes != 0 ? quota->options.max_bytes : (uint64_t)INT64_MAX;

    return used <= bound && more <= bound - used;
}

bool seam__quota_valid(const seam_quota *quota)
{
    /* Acquire, and before the flag: who has given the quota up has set the flag before. */
    const uint32_t n_references = atomic_load_explicit(&quota->n_references, memory_order_acquire);
    uint32_t n = !atomic_load_explicit(&quota->destroyed, memory_order_relaxed);

    if (!options_valid(&quota->options) || !within_bound(quota, used_now(quota), 0))
        return false;
    for (const seam__quota_entry *entry = quota->entries; entry != NULL; entry = entry->next) {
        if (entry->reclaim == NULL || ++n > n_references)
            return false;
    }
    return n_references > 0 && n <= n_references;
}

seam_status seam_quota_create(const seam_quota_options *options, seam_quota **out)
{
    static const seam_quota_options defaults = {0};
    const seam__provider *provider = seam__provider_get();
    const size_t len = seam__round_up(sizeof(seam_quota), seam__page_size());
    seam_quota *quota;

    *out = NULL;
    if (options == NULL)
        options = &defaults;
    if (!options_valid(options))
        return SEAM_EINVAL;
    quota = provider->map(provider->ctx, len, true);
    if (quota == NULL)
        return SEAM_ENOMEM;
    atomic_init(&quota->n_references, 1);
    quota->options = *options;
    quota->provider = provider;
    quota->self_bytes = len;
    *out = quota;
    return SEAM_OK;
}

void seam__quota_drop(seam_quota *quota)
{
    /* Acquire and release: the last one sees what all the others did. */
    const uint32_t old = atomic_fetch_sub_explicit(&quota->n_references, 1, memory_order_acq_rel);

    SEAM_ASSERT(old > 0);
    if (old != 1)
        return;
    SEAM_ASSERT(quota->entries == NULL && used_now(quota) == 0);
    (void)quota->provider->unmap(quota->provider->ctx, quota, quota->self_bytes);
}

void seam__quota_check_alive(const seam_quota *quota)
{
    /* Relaxed: it finds calls that come after the end, not calls that race with it. */
    if (SEAM_CHECKS >= 1 && atomic_load_explicit(&quota->destroyed, memory_order_relaxed))
        seam__panic("quota %p: used after seam_quota_destroy()", (const void *)quota);
}

void seam_quota_destroy(seam_quota **quota)
{
    seam_quota *dying = *quota;

    *quota = NULL;
    if (dying == NULL)
        return;
    seam__quota_check_alive(dying);
    atomic_store_explicit(&dying->destroyed, true, memory_order_relaxed);
    seam__quota_drop(dying);
}

uint64_t seam_quota_used(const seam_quota *quota)
{
    seam__quota_check_alive(quota);
    return used_now(quota);
}

bool seam__quota_fits(const seam_quota *quota, size_t len)
{
    return within_bound(quota, used_now(quota), len);
}

seam_status seam__quota_charge(seam_quota *quota, size_t len)
{
    const uint64_t mark = quota->options.soft_bytes;
    uint64_t old = used_now(quota);

    do {
        if (!within_bound(quota, old, len))
            return SEAM_ELIMIT;
    } while (!atomic_compare_exchange_weak_explicit(&quota->used, &old, old + len,
                                                    memory_order_relaxed, memory_order_relaxed));
    if (mark != 0 && old <= mark && len > mark - old)
        atomic_store_explicit(&quota->crossed, true, memory_order_relaxed);
    return SEAM_OK;
}

void seam__quota_refund(seam_quota *quota, size_t len)
{
    uint64_t old = atomic_fetch_sub_explicit(&quota->used, len, memory_order_relaxed);

    SEAM_ASSERT(old >= len);
    (void)old;
}

void seam__quota_tell(seam_quota *quota)
{
    SEAM__OUTSIDE;
    /* The load spares callers the exchange, which only one of them needs. */
    if (quota->options.pressure != NULL &&
        atomic_load_explicit(&quota->crossed, memory_order_relaxed) &&
        atomic_exchange_explicit(&quota->crossed, false, memory_order_relaxed)) {
        const uint64_t used = used_now(quota);

        /* What was charged may have been refunded, as the system refused to commit it. */
        if (used > quota->options.soft_bytes)
            quota->options.pressure(quota->options.ctx, used);
    }
}

/* The lock of the lists of all quotas. They change only when pools are made and end. */
static seam__lock lists = SEAM__LOCK_INITIALIZER;

void seam__quota_lock_lists(void)
{
    seam__lock_take(&lists);
}

void seam__quota_unlock_lists(void)
{
    seam__lock_leave(&lists);
}

void seam__quota_hold(seam_quota *quota)
{
    const uint32_t old = atomic_fetch_add_explicit(&quota->n_references, 1, memory_order_relaxed);

    SEAM_ASSERT(old > 0);
    (void)old;
}

void seam__quota_join(seam_quota *quota, seam__quota_entry *entry)
{
    SEAM_ASSERT(entry->reclaim != NULL);
    seam__quota_lock_lists();
    entry->next = quota->entries;
    quota->entries = entry;
    SEAM_ASSERT_SLOW(seam__quota_valid(quota));
    seam__quota_unlock_lists();
}

void seam__quota_leave(seam_quota *quota, seam__quota_entry *entry)
{
    seam__quota_entry **at = &quota->entries;

    seam__quota_lock_lists();
    while (*at != entry) {
        SEAM_ASSERT(*at != NULL);
        at = &(*at)->next;
    }
    *at = entry->next;
    SEAM_ASSERT_SLOW(seam__quota_valid(quota));
    seam__quota_unlock_lists();
}

void seam__quota_reclaim(seam_quota *quota)
{
    seam__quota_lock_lists();
    for (seam__quota_entry *entry = quota->entries; entry != NULL; entry = entry->next)
        entry->reclaim(entry);
    seam__quota_unlock_lists();
}
