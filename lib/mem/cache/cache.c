#include "mem/cache/cache.h"

#include "base/bits.h"
#include "mem/cache/cache_set.h"

/* Most rounds of a magazine: all that the bound allows may be blocks of one class. */
static uint32_t rounds_of(size_t class_bytes, size_t max_bytes)
{
    return (uint32_t)seam__min(max_bytes / class_bytes, SEAM__MAGAZINE_ROUNDS);
}

seam_block *seam__no_rounds[1] = {NULL};

/* Bytes of the pages of a magazine which are used: the offset of the rounds, the NULL before them, and the rounds. */
static size_t pages_of(const seam__cache *cache, unsigned index, size_t page)
{
    const size_t n = rounds_of(seam__class_bytes(index), cache->max_bytes);
    const uintptr_t pages = (uintptr_t)cache + cache->pages_at + index * cache->pages_bytes;

    return seam__round_up((uintptr_t)(seam__cache_first_round(cache, index) + n) - pages, page);
}

static size_t header_bytes(size_t page)
{
    return seam__round_up(sizeof(seam__cache), page);
}

/* Bytes of a unit: a power of two, so large that the number of units of the whole bound fits the state. */
static uint32_t unit_for(size_t max_bytes)
{
    size_t unit = SEAM__ALIGNMENT;

    while (max_bytes / unit > SEAM__CACHE_ROOM / 2)
        unit *= 2;
    return (uint32_t)seam__min(unit, UINT32_C(1) << 31);
}

static uint32_t cost_of(const seam__cache *cache, unsigned index)
{
    return 2 * (uint32_t)((seam__class_bytes(index) + cache->unit - 1) / cache->unit);
}

/* Address space for the pages of each magazine: as many as any of them uses. */
static size_t pages_bytes_for(size_t max_bytes, size_t page)
{
    const size_t n = rounds_of(seam__class_bytes(0), max_bytes);
    const size_t colors = 2 * SEAM__LINE * SEAM__N_ROUND_COLORS;

    return seam__round_up(colors + (1 + n) * sizeof(seam_block *), page);
}

/* Makes a magazine one that has no pages. */
static void shut(seam__magazine *magazine)
{
    /* Relaxed: other threads only count. */
    atomic_store_explicit(&magazine->last, seam__no_rounds, memory_order_relaxed);
    magazine->end = seam__no_rounds;
    magazine->cap = 0;
}

/* Sets where the rounds of each magazine lie. Writes to the header only. */
static void lay_out(seam__cache *cache, size_t page)
{
    cache->pages_at = header_bytes(page);
    cache->pages_bytes = pages_bytes_for(cache->max_bytes, page);
    for (unsigned i = 0; i < SEAM__N_MAGAZINES; i++)
        shut(&cache->magazines[i]);
    for (unsigned i = 0; i < SEAM__N_CLASSES; i++)
        cache->magazines[i].cost = cost_of(cache, i);
}

seam__cache *seam__cache_map(seam__account *account, size_t max_bytes, bool slow)
{
    const size_t len =
        header_bytes(account->page) + SEAM__N_CLASSES * pages_bytes_for(max_bytes, account->page);
    seam__cache *cache = seam__account_map(account, len, header_bytes(account->page));

    if (cache == NULL)
        return NULL;
    cache->light = seam__barrier_is_light();
    atomic_init(&cache->pending, cache->light && !slow ? 0 : SEAM__CACHE_SLOW);
    cache->max_bytes = max_bytes;
    cache->unit = unit_for(max_bytes);
    cache->map_len = len;
    lay_out(cache, account->page);
    return cache;
}

/* Bytes that the account was charged for a cache. */
static size_t charged(const seam__cache *cache, size_t page)
{
    size_t sum = header_bytes(page);

    for (unsigned i = 0; i < SEAM__N_CLASSES; i++)
        sum += cache->magazines[i].cap != 0 ? pages_of(cache, i, page) : 0;
    return sum;
}

void seam__cache_unmap(seam__account *account, seam__cache *cache)
{
    const seam__span span = {(uint8_t *)cache, cache->map_len};

    /* If the system refuses, the pages are lost: the pool ends now. */
    (void)seam__account_unmap(account, span, charged(cache, account->page));
}

/* Under the lock of the set: gives a magazine its pages, unless the account does not allow it. */
static void charge_and_open(seam__cache *cache, unsigned index, uint32_t cap)
{
    seam__magazine *magazine = &cache->magazines[index];
    seam__account *account = &cache->set->heap->account;

    if (seam__account_charge(account, pages_of(cache, index, account->page)) != SEAM_OK)
        return;
    magazine->cap = cap;
    magazine->end = seam__cache_first_round(cache, index) + cap - 1;
    /* Relaxed: other threads only count. */
    atomic_store_explicit(&magazine->last, seam__cache_first_round(cache, index) - 1,
                          memory_order_relaxed);
    SEAM_ASSERT(magazine->end[0] == NULL && seam__cache_rounds(cache, index) == 0);
}

bool seam__cache_open(seam__cache *cache, unsigned index)
{
    const seam__magazine *magazine = &cache->magazines[index];
    const uint32_t cap = rounds_of(seam__class_bytes(index), cache->max_bytes);

    SEAM_ASSERT(index < SEAM__N_CLASSES);
    if (magazine->cap == 0 && cap != 0) {
        seam__cache_set_lock(cache->set);
        charge_and_open(cache, index, cap);
        seam__cache_set_unlock(cache->set);
    }
    return magazine->cap != 0;
}

/* Under the lock of the set. */
static void decommit_and_shut(seam__cache *cache)
{
    seam__account *account = &cache->set->heap->account;
    const size_t header = header_bytes(account->page);
    const size_t pages = charged(cache, account->page) - header;

    if (pages == 0 ||
        !seam__account_decommit(account, (uint8_t *)cache + header, cache->map_len - header, pages))
        return;
    for (unsigned i = 0; i < SEAM__N_CLASSES; i++) {
        SEAM_ASSERT(seam__cache_rounds(cache, i) == 0);
        shut(&cache->magazines[i]);
    }
}

void seam__cache_close_magazines(seam__cache *cache)
{
    seam__cache_set_lock(cache->set);
    decommit_and_shut(cache);
    seam__cache_set_unlock(cache->set);
}

void seam__cache_set_total(seam__cache *cache, size_t bytes)
{
    const uint32_t total = 2 * (uint32_t)seam__min(bytes / cache->unit, SEAM__CACHE_ROOM / 2);
    const uint64_t state = seam__cache_state(cache);

    SEAM_ASSERT(bytes <= cache->max_bytes);
    SEAM_ASSERT(seam__cache_total(cache) - seam__cache_room(state) <= total);
    /* Release, like all stores of the state. */
    atomic_store_explicit(&cache->state, state - seam__cache_total(cache) + total,
                          memory_order_release);
    /* Relaxed: see seam__cache_total(). */
    atomic_store_explicit(&cache->total, total, memory_order_relaxed);
}

uint64_t seam__cache_activity(const seam__cache *cache)
{
    /* Relaxed: it is compared with its value at the last purge. */
    uint64_t sum = atomic_load_explicit(&cache->n_slow_paths, memory_order_relaxed);

    sum += seam__cache_state(cache) & ~SEAM__CACHE_INSIDE;
    for (unsigned i = 0; i < SEAM__N_CLASSES; i++)
        sum += seam__cache_served(cache, i) + seam__cache_rounds(cache, i);
    return sum;
}

unsigned seam__cache_fullest(const seam__cache *cache)
{
    size_t most = 0;

    /* What a magazine holds and its index, counted from the last, are one number, so that no branch depends on how full
     * each is. */
    for (unsigned i = 0; i < SEAM__N_CLASSES; i++) {
        const seam__magazine *magazine = &cache->magazines[i];
        /* Relaxed: the caller is the owner. */
        seam_block **last = atomic_load_explicit(&magazine->last, memory_order_relaxed);
        const size_t n_rounds = magazine->cap - (size_t)(magazine->end - last);
        const size_t held = n_rounds * magazine->cost;

        most = seam__max(most, held * SEAM__N_CLASSES + SEAM__N_CLASSES - 1 - i);
    }
    return SEAM__N_CLASSES - 1 - (unsigned)(most % SEAM__N_CLASSES);
}

/* What the room should be, by the counts of the magazines. */
static uint64_t room_left(const seam__cache *cache)
{
    uint64_t room = seam__cache_total(cache);

    for (unsigned i = 0; i < SEAM__N_CLASSES; i++)
        room -= (uint64_t)seam__cache_rounds(cache, i) * cache->magazines[i].cost;
    return room;
}

void seam__cache_mend(seam__cache *cache, uint64_t inside)
{
    const uint64_t counted = seam__cache_state(cache) & ~(SEAM__CACHE_COUNTED - 1);

    SEAM_ASSERT(room_left(cache) <= seam__cache_total(cache) && inside <= SEAM__CACHE_INSIDE);
    /* Release, like all stores of the state. */
    atomic_store_explicit(&cache->state, counted + room_left(cache) + inside, memory_order_release);
}

static bool is_to_be_mended(const seam__cache *cache)
{
    /* Relaxed: no thread uses the cache meanwhile. */
    return (atomic_load_explicit(&cache->pending, memory_order_relaxed) & SEAM__CACHE_MEND) != 0;
}

static bool rounds_are_free(const seam__cache *cache, unsigned index)
{
    seam_block **rounds = seam__cache_first_round(cache, index);

    for (uint32_t i = 0; i < seam__cache_rounds(cache, index); i++) {
        /* Relaxed: a free block's count is written by nobody. */
        if (rounds[i] == NULL || atomic_load_explicit(&rounds[i]->word, memory_order_relaxed) != 0)
            return false;
    }
    return true;
}

/* What the laws say of a magazine without its blocks. */
static bool magazine_is_valid(const seam__cache *cache, unsigned index)
{
    const seam__magazine *magazine = &cache->magazines[index];
    seam_block **rounds;

    if (magazine->cap == 0)
        return magazine->end == seam__no_rounds && magazine->end[0] == NULL &&
               atomic_load_explicit(&magazine->last, memory_order_relaxed) == magazine->end;
    rounds = seam__cache_first_round(cache, index);
    return index < SEAM__N_CLASSES && seam__cache_rounds(cache, index) <= magazine->cap &&
           magazine->end == rounds + magazine->cap - 1 && rounds[-1] == NULL;
}

bool seam__cache_valid(const seam__cache *cache)
{
    for (unsigned i = 0; i < SEAM__N_MAGAZINES; i++) {
        if (!magazine_is_valid(cache, i) || !rounds_are_free(cache, i))
            return false;
    }
    return seam__cache_granted(cache) <= cache->max_bytes &&
           (is_to_be_mended(cache) ||
            room_left(cache) == seam__cache_room(seam__cache_state(cache)));
}
