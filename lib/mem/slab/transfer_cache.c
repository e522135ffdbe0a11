#include "mem/slab/transfer_cache.h"

#include <string.h>

#include "base/bits.h"

static void set_n(seam__transfer_cache *transfer, size_t n)
{
    /* Relaxed: to readers without the lock it is a hint. */
    atomic_store_explicit(&transfer->n, (uint32_t)n, memory_order_relaxed);
}

bool seam__transfer_cache_valid(const seam__transfer_cache *transfer, size_t room)
{
    return seam__transfer_cache_n(transfer) <= (transfer->blocks != NULL ? room : 0);
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

size_t seam__transfer_cache_append(seam__transfer_cache *transfer, size_t room,
                                   seam_block *const *blocks, size_t n)
{
    const size_t old = seam__transfer_cache_n(transfer);
    const size_t n_put = seam__min(n, room - old);

    SEAM_ASSERT(transfer->blocks != NULL && old <= room);
    memcpy(transfer->blocks + old, blocks + n - n_put, n_put * sizeof(seam_block *));
    set_n(transfer, old + n_put);
    return n_put;
}

/* How many blocks there is room for; maps the page if there is none. 0: it could not be mapped. */
static size_t room_of(seam__transfer_cache *transfer, seam__account *account)
{
    if (transfer->blocks == NULL)
        transfer->blocks = seam__account_map(account, account->page, account->page);
    return transfer->blocks != NULL ? account->page / sizeof(seam_block *) : 0;
}

size_t seam__transfer_cache_put(seam__transfer_cache *transfer, seam__account *account,
                                seam_block *const *blocks, size_t n)
{
    const size_t room = room_of(transfer, account);

    return room != 0 ? seam__transfer_cache_append(transfer, room, blocks, n) : 0;
}

void seam__transfer_cache_share(seam__transfer_cache *transfer, seam__account *account,
                                seam__transfer_cache *other)
{
    const size_t n = seam__min(seam__transfer_cache_n(other), SEAM__TRANSFER_SHARE);
    size_t n_put;

    if (n == 0)
        return;
    n_put = seam__transfer_cache_put(transfer, account,
                                     other->blocks + seam__transfer_cache_n(other) - n, n);
    /* Those that were put are the last ones. */
    set_n(other, seam__transfer_cache_n(other) - n_put);
}

void seam__transfer_cache_unmap(seam__transfer_cache *transfer, seam__account *account)
{
    const seam__span span = {(uint8_t *)transfer->blocks, account->page};

    /* If the system refuses, the page stays for the next time. */
    if (transfer->blocks != NULL && seam__transfer_cache_n(transfer) == 0 &&
        seam__account_unmap(account, span, span.len))
        transfer->blocks = NULL;
}
