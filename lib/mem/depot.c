#include "base/bits.h"
#include "mem/depot_arenas.h"
#include "mem/depot_shelf.h"

/* It is held for some dozens of nanoseconds: to wait for it awake is cheaper than to sleep. */
static bool init_lock(pthread_mutex_t *lock)
{
    pthread_mutexattr_t attributes;
    bool done;

    if (pthread_mutexattr_init(&attributes) != 0)
        return false;
#if defined(__GLIBC__)
    (void)pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_ADAPTIVE_NP);
#endif
    done = pthread_mutex_init(lock, &attributes) == 0;
    pthread_mutexattr_destroy(&attributes);
    return done;
}

seam_status seam__depot_init(seam__depot *depot, seam__shape shape, uint32_t index)
{
    depot->shape = shape;
    depot->index = index;
    return init_lock(&depot->lock) ? SEAM_OK : SEAM_ENOMEM;
}

void seam__depot_destroy(seam__depot *depot)
{
    pthread_mutex_destroy(&depot->lock);
}

_Thread_local const seam__depot *seam__depots_shown;

void seam__depot_lock(seam__depot *depot)
{
    int failed;

    if (SEAM_CHECKS >= 1 && depot - depot->index == seam__depots_shown)
        seam__panic("a pool is called by its own callback: see seam_pool_walk()");
    failed = pthread_mutex_lock(&depot->lock);
    SEAM_ASSERT(failed == 0);
    (void)failed;
}

void seam__depot_unlock(seam__depot *depot)
{
    int failed = pthread_mutex_unlock(&depot->lock);

    SEAM_ASSERT(failed == 0);
    (void)failed;
}

static seam_status take_fresh(seam__depot *depot, seam_pool *pool, seam__account *account,
                              seam_block **out)
{
    seam_status r = SEAM_FULL;

    if (depot->fresh != NULL)
        r = seam__arena_take(account, depot->fresh, out);
    if (r != SEAM_FULL)
        return r;
    r = seam__depot_map(depot, pool, account, depot->shape, &depot->fresh);
    if (r != SEAM_OK)
        return r;
    r = seam__arena_take(account, depot->fresh, out);
    if (r != SEAM_OK)
        (void)seam__depot_give_up(depot, account, depot->fresh);
    return r;
}

/* Slabs that are away come back only when no arena has a block that is backed. */
static seam_status take_free(seam__depot *depot, seam__account *account, seam_block **out)
{
    seam__arena *arena = depot->free;

    while (arena->first_free == 0 && arena->next_free != NULL)
        arena = arena->next_free;
    return seam__depot_take_from(depot, account, arena, out);
}

seam_status seam__depot_take(seam__depot *depot, seam_pool *pool, seam__account *account,
                             size_t len, seam_block **out)
{
    const bool foreign = depot->shape.kind == SEAM__KIND_FOREIGN;
    seam_status r;

    *out = NULL;
    if (seam__shelf_take(depot, out, 1) > 0)
        r = SEAM_OK;
    else if (depot->free != NULL)
        r = take_free(depot, account, out);
    else
        r = take_fresh(depot, pool, account, out);
    if (r == SEAM_OK)
        seam__depot_count_live(depot, 1, foreign ? len : depot->shape.class_bytes, len);
    return r;
}

size_t seam__depot_requested(const seam__arena *arena, const seam_block *block)
{
    if (arena->shape.kind == SEAM__KIND_FOREIGN)
        return seam__foreign_len(block);
    return arena->shape.kind == SEAM__KIND_LARGE ? arena->large_len
                                                 : seam__block_len(block) & ~SEAM__SAMPLED;
}

/* Blocks of one arena that need no new memory. */
static size_t take_ready(seam__depot *depot, seam__arena *arena, seam_block **out, size_t most)
{
    const bool offered = seam__arena_offers(arena);
    const size_t n_free = seam__arena_n_free(arena);
    const size_t n = seam__arena_take_ready(arena, out, most);

    if (offered && !seam__arena_offers(arena))
        seam__depot_unlink_free(depot, arena);
    depot->n_free -= n_free - seam__arena_n_free(arena);
    depot->n_idle = seam__min(depot->n_idle, depot->n_free);
    return n;
}

static size_t take_all_ready(seam__depot *depot, seam_block **out, size_t most)
{
    size_t n = seam__shelf_take(depot, out, most);
    seam__arena *next;

    for (seam__arena *arena = depot->free; arena != NULL && n < most; arena = next) {
        next = arena->next_free;
        n += take_ready(depot, arena, out + n, most - n);
    }
    if (n < most && depot->fresh != NULL)
        n += take_ready(depot, depot->fresh, out + n, most - n);
    seam__depot_count_live(depot, n, depot->shape.class_bytes, 0);
    return n;
}

size_t seam__depot_take_batch(seam__depot *depot, seam_pool *pool, seam__account *account,
                              seam_block **out, size_t most)
{
    size_t n = take_all_ready(depot, out, most);

    if (n == 0 && most > 0 && depot->shape.class_bytes < SEAM__BORROW_MIN &&
        seam__depot_take(depot, pool, account, 0, out) == SEAM_OK)
        n = 1 + take_all_ready(depot, out + 1, most - 1);
    return n;
}

bool seam__depot_take_ready(seam__depot *depot, size_t len, seam_block **out)
{
    if (take_all_ready(depot, out, 1) == 0)
        return false;
    depot->requested += len;
    return true;
}

void seam__depot_put_batch(seam__depot *depot, seam__account *account, seam_block *const *blocks,
                           size_t n, bool soon)
{
    const size_t n_shelved = soon ? seam__shelf_put(depot, account, blocks, n) : 0;

    for (size_t i = n_shelved; i < n; i++)
        seam__depot_put_into_arena(depot, blocks[i]);
    depot->n_free += n - n_shelved;
    seam__depot_count_dead(depot, n, depot->shape.class_bytes, 0);
}

void seam__depot_put(seam__depot *depot, seam_block *block)
{
    const seam__arena *arena = seam__arena_of(block);

    seam__depot_count_dead(depot, 1, seam__block_retained(block),
                           seam__depot_requested(arena, block));
    seam__depot_put_into_arena(depot, block);
    depot->n_free++;
}

static bool lists_valid(const seam__depot *depot)
{
    uint64_t n_live = 0;
    uint64_t n_free = 0;
    uint64_t n_kept = 0;
    size_t n_offers = 0;
    bool fresh_found = depot->fresh == NULL;

    for (size_t i = 0; i < depot->n_shelved; i++) {
        const seam__arena *arena = seam__arena_of(depot->shelf[i]);

        n_kept += arena->shape.kind == SEAM__KIND_LARGE ? arena->payload_ready : 0;
    }
    for (const seam__arena *arena = depot->all; arena != NULL; arena = arena->next_all) {
        if (!seam__arena_valid(arena) || arena->depot != depot)
            return false;
        n_live += arena->n_live;
        n_free += seam__arena_n_free(arena);
        n_kept += seam__arena_kept_bytes(arena);
        n_offers += seam__arena_offers(arena);
        fresh_found |= arena == depot->fresh;
    }
    for (const seam__arena *arena = depot->free; arena != NULL; arena = arena->next_free) {
        if (!seam__arena_offers(arena) || n_offers-- == 0)
            return false;
    }
    return n_offers == 0 && fresh_found &&
           n_live == depot->n_live - depot->n_leaving + depot->n_shelved &&
           n_free == depot->n_free - depot->n_shelved && n_kept == depot->kept_bytes &&
           depot->n_idle <= depot->n_free && (depot->n_shelved == 0 || depot->shelf != NULL);
}

bool seam__depot_valid(seam__depot *depot)
{
    bool valid;

    seam__depot_lock(depot);
    valid = lists_valid(depot);
    seam__depot_unlock(depot);
    return valid;
}
