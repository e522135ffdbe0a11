#include "mem/os/account.h"

#include "base/bits.h"
#include "base/panic.h"

/* The counts order no other access, so every access to them is relaxed. */

void seam__account_init(seam__account *account, const seam__provider *provider, uint64_t max_bytes,
                        seam_quota *quota)
{
    account->quota = quota;
    account->provider = provider;
    account->page = seam__page_size();
    account->max_bytes = max_bytes;
    SEAM_ASSERT(account->page > 0 && seam__is_bit_or_zero(account->page));
    atomic_init(&account->committed, 0);
    atomic_init(&account->peak, 0);
    atomic_init(&account->mapped, 0);
}

static void raise_peak(seam__account *account, uint64_t value)
{
    uint64_t peak = atomic_load_explicit(&account->peak, memory_order_relaxed);

    while (peak < value &&
           !atomic_compare_exchange_weak_explicit(&account->peak, &peak, value,
                                                  memory_order_relaxed, memory_order_relaxed)) {
    }
}

static uint64_t bound_or_none(uint64_t max_bytes)
{
    return max_bytes != 0 ? max_bytes : UINT64_MAX;
}

static bool within_bound(const seam__account *account, uint64_t committed, size_t more)
{
    const uint64_t bound = bound_or_none(account->max_bytes);

    return committed <= bound && more <= bound - committed;
}

uint64_t seam__account_bound(const seam__account *account)
{
    const uint64_t own = bound_or_none(account->max_bytes);
    const uint64_t shared =
        account->quota != NULL ? bound_or_none(account->quota->options.max_bytes) : UINT64_MAX;

    return own < shared ? own : shared;
}

bool seam__account_fits(const seam__account *account, size_t len)
{
    return within_bound(account, atomic_load_explicit(&account->committed, memory_order_relaxed),
                        len) &&
           (account->quota == NULL || seam__quota_fits(account->quota, len));
}

seam_status seam__account_charge(seam__account *account, size_t len)
{
    uint64_t old = atomic_load_explicit(&account->committed, memory_order_relaxed);

    SEAM_ASSERT(len % account->page == 0);
    do {
        if (!within_bound(account, old, len))
            return SEAM_ELIMIT;
    } while (!atomic_compare_exchange_weak_explicit(&account->committed, &old, old + len,
                                                    memory_order_relaxed, memory_order_relaxed));
    if (account->quota != NULL && seam__quota_charge(account->quota, len) != SEAM_OK) {
        atomic_fetch_sub_explicit(&account->committed, len, memory_order_relaxed);
        return SEAM_ELIMIT;
    }
    raise_peak(account, old + len);
    return SEAM_OK;
}

void seam__account_refund(seam__account *account, size_t len)
{
    uint64_t old = atomic_fetch_sub_explicit(&account->committed, len, memory_order_relaxed);

    SEAM_ASSERT(old >= len && len % account->page == 0);
    (void)old;
    if (account->quota != NULL)
        seam__quota_refund(account->quota, len);
}

seam_status seam__account_commit(seam__account *account, void *addr, size_t len)
{
    seam_status r = seam__account_charge(account, len);

    SEAM_ASSERT(len > 0 && (uintptr_t)addr % account->page == 0);
    if (r != SEAM_OK)
        return r;
    if (!account->provider->commit(account->provider->ctx, addr, len)) {
        seam__account_refund(account, len);
        return SEAM_ENOMEM;
    }
    return SEAM_OK;
}

seam_status seam__account_hide(seam__account *account, void *addr, size_t len)
{
    SEAM_ASSERT((uintptr_t)addr % account->page == 0 && len % account->page == 0);
    if (account->provider->hide(account->provider->ctx, addr, len))
        return SEAM_OK;
    /* The pages stay writable, but have no content. */
    (void)account->provider->decommit(account->provider->ctx, addr, len);
    seam__account_refund(account, len);
    return SEAM_EPERM;
}

bool seam__account_decommit(seam__account *account, void *addr, size_t len, size_t charged)
{
    SEAM_ASSERT((uintptr_t)addr % account->page == 0 && charged <= len);
    if (!account->provider->decommit(account->provider->ctx, addr, len))
        return false;
    seam__account_refund(account, charged);
    return true;
}

void *seam__account_map(seam__account *account, size_t len, size_t charged)
{
    void *addr;

    SEAM_ASSERT(len > 0 && len % account->page == 0 && charged <= len);
    if (seam__account_charge(account, charged) != SEAM_OK)
        return NULL;
    addr = account->provider->map(account->provider->ctx, len, true);
    if (addr == NULL)
        seam__account_refund(account, charged);
    else
        atomic_fetch_add_explicit(&account->mapped, len, memory_order_relaxed);
    return addr;
}

static bool unmap(seam__account *account, uint8_t *addr, size_t len)
{
    SEAM_ASSERT((uintptr_t)addr % account->page == 0 && len % account->page == 0);
    if (len == 0)
        return true;
    if (!account->provider->unmap(account->provider->ctx, addr, len))
        return false;
    atomic_fetch_sub_explicit(&account->mapped, len, memory_order_relaxed);
    return true;
}

bool seam__account_reserve(seam__account *account, size_t len, size_t align, size_t at,
                           seam__span *out)
{
    uint8_t *start;
    size_t excess_front;
    size_t excess_back;

    SEAM_ASSERT(align % account->page == 0 && seam__is_bit_or_zero(align) && at < align);
    if (len > PTRDIFF_MAX - align)
        return false;
    start = account->provider->map(account->provider->ctx, len + align, false);
    if (start == NULL)
        return false;
    atomic_fetch_add_explicit(&account->mapped, len + align, memory_order_relaxed);
    excess_front = (size_t)(0 - ((uintptr_t)start + at)) & (align - 1);
    excess_back = align - excess_front;
    out->start = start;
    out->len = len + align;
    if (unmap(account, start + excess_front + len, excess_back))
        out->len -= excess_back;
    if (unmap(account, start, excess_front)) {
        out->start += excess_front;
        out->len -= excess_front;
    }
    SEAM_ASSERT(out->len >= len && (uintptr_t)out->start % account->page == 0);
    return true;
}

bool seam__account_unmap(seam__account *account, seam__span span, size_t committed)
{
    SEAM_ASSERT(span.start != NULL && committed <= span.len);
    if (!unmap(account, span.start, span.len))
        return false;
    seam__account_refund(account, committed);
    return true;
}

bool seam__account_valid(const seam__account *account)
{
    const uint64_t committed = atomic_load_explicit(&account->committed, memory_order_relaxed);

    return committed <= bound_or_none(account->max_bytes) &&
           committed <= atomic_load_explicit(&account->peak, memory_order_relaxed) &&
           committed <= atomic_load_explicit(&account->mapped, memory_order_relaxed);
}
