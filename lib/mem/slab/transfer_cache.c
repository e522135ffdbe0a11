#include "mem/slab/transfer_cache.h"

#include <string.h>

#include "base/bits.h"

static void set_n(seam__transfer_cache *transfer, size_t n)
{
    /* Relaxed: to readers without the lock it is a hint. */
    atomic_store_explicit(&transfer->n, (uint32_t)n, memory_order_relaxed);
}

seam_block *seam__transfer_cache_remove(seam__transfer_cache *transfer, size_t index)
{
    seam_block *block = transfer->blocks[index];
    seam_block *last;

    SEAM_ASSERT(index < seam__transfer_cache_n(transfer));
    /* The last block moves to the place of the one that leaves. */
    if (seam__transfer_cache_take(transfer, &last, 1) == 1)
        transfer->blocks[index] = last;
    return block;
}

size_t seam__transfer_cache_take(seam__transfer_cache *transfer, seam_block **out, size_t most)
{
    const size_t old = seam__transfer_cache_n(transfer);
    const size_t n = seam__min(most, old);

    if (n == 0)
        return 0;
    memcpy(out, transfer->blocks + old - n, n * sizeof(seam_block *));
    set_n(transfer, old - n);
    return n;
}

size_t seam__transfer_cache_append(seam__transfer_cache *transfer, seam_block *const *blocks,
                                   size_t n)
{
    const size_t old = seam__transfer_cache_n(transfer);
    const size_t n_put = seam__min(n, transfer->cap - old);

    SEAM_ASSERT(transfer->blocks != NULL && old <= transfer->cap);
    memcpy(transfer->blocks + old, blocks + n - n_put, n_put * sizeof(seam_block *));
    set_n(transfer, old + n_put);
    return n_put;
}

/* Bytes of blocks that a transfer cache may hold, but for the first page of pointers. */
#define MOST_BYTES ((size_t)4 << 20)

size_t seam__transfer_cache_most(size_t class_bytes, size_t page)
{
    return seam__round_up(MOST_BYTES / class_bytes * sizeof(seam_block *), page) /
           sizeof(seam_block *);
}

static bool map_array(seam__transfer_cache *transfer, seam__account *account, size_t most)
{
    const size_t page = account->page;

    transfer->blocks = seam__account_map(account, most * sizeof(seam_block *), page);
    if (transfer->blocks == NULL)
        return false;
    transfer->cap = (uint32_t)(page / sizeof(seam_block *));
    return true;
}

/* Makes room for `n` blocks in all, as far as account and system allow it. */
static void make_room(seam__transfer_cache *transfer, seam__account *account, size_t class_bytes,
                      size_t n)
{
    const size_t most = seam__transfer_cache_most(class_bytes, account->page);

    if (transfer->blocks == NULL && !map_array(transfer, account, most))
        return;
    while (transfer->cap < seam__min(n, most)) {
        const size_t more = seam__min(transfer->cap, most - transfer->cap);

        if (seam__account_charge(account, more * sizeof(seam_block *)) != SEAM_OK)
            return;
        transfer->cap += (uint32_t)more;
    }
}

size_t seam__transfer_cache_put(seam__transfer_cache *transfer, seam__account *account,
                                size_t class_bytes, seam_block *const *blocks, size_t n)
{
    make_room(transfer, account, class_bytes, seam__transfer_cache_n(transfer) + n);
    return transfer->blocks != NULL ? seam__transfer_cache_append(transfer, blocks, n) : 0;
}

void seam__transfer_cache_share(seam__transfer_cache *transfer, seam__account *account,
                                size_t class_bytes, seam__transfer_cache *other)
{
    const size_t n = seam__min(seam__transfer_cache_n(other), SEAM__TRANSFER_SHARE);
    size_t n_put;

    if (n == 0)
        return;
    n_put = seam__transfer_cache_put(transfer, account, class_bytes,
                                     other->blocks + seam__transfer_cache_n(other) - n, n);
    /* Those that were put are the last ones. */
    set_n(other, seam__transfer_cache_n(other) - n_put);
}

void seam__transfer_cache_unmap(seam__transfer_cache *transfer, seam__account *account,
                                size_t class_bytes)
{
    const size_t most = seam__transfer_cache_most(class_bytes, account->page);
    const seam__span span = {(uint8_t *)transfer->blocks, most * sizeof(seam_block *)};

    /* If the system refuses, the array stays for the next time. */
    if (transfer->blocks == NULL || seam__transfer_cache_n(transfer) != 0 ||
        !seam__account_unmap(account, span, transfer->cap * sizeof(seam_block *)))
        return;
    transfer->blocks = NULL;
    transfer->cap = 0;
}

bool seam__transfer_cache_valid(const seam__transfer_cache *transfer)
{
    return seam__transfer_cache_n(transfer) <= transfer->cap &&
           (transfer->blocks == NULL) == (transfer->cap == 0);
}
