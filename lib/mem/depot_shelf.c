#include "mem/depot_shelf.h"

#include <string.h>

#include "base/bits.h"
#include "mem/depot_arenas.h"

void seam__shelf_lend(seam__depot *depot, seam_block **room, size_t n)
{
    depot->shelf = room;
    depot->shelf_room = n;
    depot->shelf_stays = true;
}

size_t seam__shelf_take(seam__depot *depot, seam_block **out, size_t most)
{
    const size_t n = seam__min(most, depot->n_shelved);

    if (n == 0)
        return 0;
    depot->n_shelved -= n;
    memcpy(out, depot->shelf + depot->n_shelved, n * sizeof(seam_block *));
    depot->n_free -= n;
    depot->n_idle = seam__min(depot->n_idle, depot->n_free);
    return n;
}

size_t seam__shelf_put(seam__depot *depot, seam__account *account, seam_block *const *blocks,
                       size_t n)
{
    if (depot->shelf == NULL) {
        depot->shelf = seam__account_map(account, account->page);
        depot->shelf_room = account->page / sizeof(seam_block *);
    }
    if (depot->shelf == NULL)
        return 0;
    n = seam__min(n, depot->shelf_room - depot->n_shelved);
    memcpy(depot->shelf + depot->n_shelved, blocks, n * sizeof(seam_block *));
    depot->n_shelved += n;
    depot->n_free += n;
    return n;
}

void seam__shelf_remove(seam__depot *depot, size_t index)
{
    seam_block *last;

    /* The place goes to the last one. */
    if (seam__shelf_take(depot, &last, 1) == 1 && index < depot->n_shelved)
        depot->shelf[index] = last;
}

void seam__shelf_clear(seam__depot *depot)
{
    for (size_t i = 0; i < depot->n_shelved; i++)
        seam__depot_put_into_arena(depot, depot->shelf[i]);
    depot->n_shelved = 0;
}

void seam__shelf_unmap(seam__depot *depot, seam__account *account)
{
    const seam__span span = {(uint8_t *)depot->shelf, account->page};

    seam__shelf_clear(depot);
    /* When the system does not take it, it is kept. */
    if (depot->shelf != NULL && !depot->shelf_stays && seam__account_unmap(account, span, span.len))
        depot->shelf = NULL;
}
