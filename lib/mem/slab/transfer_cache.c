#include "mem/slab/transfer_cache.h"

#include <string.h>

#include "base/bits.h"

static void set_n(seam__shelf *shelf, size_t n)
{
    /* Relaxed: a hint to all but who has the lock. */
    atomic_store_explicit(&shelf->n, (uint32_t)n, memory_order_relaxed);
}

seam_block *seam__shelf_remove(seam__shelf *shelf, size_t index)
{
    seam_block *block = shelf->blocks[index];
    seam_block *last;

    SEAM_ASSERT(index < seam__shelf_n(shelf));
    /* Its place goes to the last one. */
    if (seam__shelf_take(shelf, &last, 1) == 1)
        shelf->blocks[index] = last;
    return block;
}

size_t seam__shelf_take(seam__shelf *shelf, seam_block **out, size_t most)
{
    const size_t old = seam__shelf_n(shelf);
    const size_t n = seam__min(most, old);

    if (n == 0)
        return 0;
    memcpy(out, shelf->blocks + old - n, n * sizeof(seam_block *));
    set_n(shelf, old - n);
    return n;
}

size_t seam__shelf_append(seam__shelf *shelf, size_t room, seam_block *const *blocks, size_t n)
{
    const size_t old = seam__shelf_n(shelf);
    const size_t n_put = seam__min(n, room - old);

    SEAM_ASSERT(shelf->blocks != NULL && old <= room);
    memcpy(shelf->blocks + old, blocks + n - n_put, n_put * sizeof(seam_block *));
    set_n(shelf, old + n_put);
    return n_put;
}

/* What the shelf may hold; maps a page where there is none yet. */
static size_t room_of(seam__shelf *shelf, seam__account *account)
{
    if (shelf->blocks == NULL)
        shelf->blocks = seam__account_map(account, account->page, account->page);
    return shelf->blocks != NULL ? account->page / sizeof(seam_block *) : 0;
}

size_t seam__shelf_put(seam__shelf *shelf, seam__account *account, seam_block *const *blocks,
                       size_t n)
{
    const size_t room = room_of(shelf, account);

    return room != 0 ? seam__shelf_append(shelf, room, blocks, n) : 0;
}

void seam__shelf_share(seam__shelf *shelf, seam__account *account, seam__shelf *other)
{
    const size_t n = seam__min(seam__shelf_n(other), SEAM__SHELF_SHARE);
    size_t n_put;

    if (n == 0)
        return;
    n_put = seam__shelf_put(shelf, account, other->blocks + seam__shelf_n(other) - n, n);
    /* The last ones, as what was put is. */
    set_n(other, seam__shelf_n(other) - n_put);
}

void seam__shelf_unmap(seam__shelf *shelf, seam__account *account)
{
    const seam__span span = {(uint8_t *)shelf->blocks, account->page};

    /* When the system does not take it, it is kept. */
    if (shelf->blocks != NULL && seam__shelf_n(shelf) == 0 &&
        seam__account_unmap(account, span, span.len))
        shelf->blocks = NULL;
}
