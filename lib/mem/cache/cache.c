#include "mem/cache/cache.h"

#include "base/bits.h"
#include "mem/cache/cache_set.h"

/* Most rounds of a magazine: all that the bound allows may be blocks of one class. */
static uint32_t rounds_of(size_t class_bytes, size_t max_bytes)
{
    return (uint32_t)seam__min(max_bytes / class_bytes, SEAM__MAGAZINE_ROUNDS);
}

/* Bytes from the start of a magazine's pages to its rounds. They differ between classes: else the first rounds of all
 * magazines would compete for the same sets of a processor's cache. */
static size_t color_of(unsigned index)
{
    return (size_t)(index % 16) * 128;
}

/* Bytes of the pages of a magazine: the offset, the NULL before the rounds, and the rounds. */
static size_t pages_of(const seam__cache *cache, unsigned index, size_t page)
{
    const size_t n = rounds_of(seam__class_bytes(index), cache->max_bytes);

    return n == 0 ? 0 : seam__round_up(color_of(index) + (1 + n) * sizeof(seam_block *), page);
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

/* Sets where the rounds of each magazine lie, and returns the bytes of the whole mapping. Writes to the header only. */
static size_t lay_out(seam__cache *cache, size_t page)
{
    size_t at = header_bytes(page);

    for (unsigned i = 0; i < SEAM__N_CLASSES; i++) {
        seam__magazine *magazine = &cache->magazines[i];

        magazine->rounds = (seam_block **)(void *)((uint8_t *)cache + at + color_of(i)) + 1;
        magazine->cost = cost_of(cache, i);
        at += pages_of(cache, i, page);
    }
    return at;
}

static size_t length_of(size_t max_bytes, size_t page)
{
    seam__cache plan = {.max_bytes = max_bytes, .unit = unit_for(max_bytes)};

    return lay_out(&plan, page);
}

seam__cache *seam__cache_map(seam__account *account, size_t max_bytes, bool slow)
{
    const size_t len = length_of(max_bytes, account->page);
    seam__cache *cache = seam__account_map(account, len, header_bytes(account->page));

    if (cache == NULL)
        return NULL;
    cache->light = seam__barrier_is_light();
    atomic_init(&cache->pending, cache->light && !slow ? 0 : SEAM__CACHE_SLOW);
    cache->max_bytes = max_bytes;
    cache->unit = unit_for(max_bytes);
    cache->map_len = len;
    (void)lay_out(cache, account->page);
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

bool seam__cache_open(seam__cache *cache, unsigned index)
{
    seam__magazine *magazine = &cache->magazines[index];
    const uint32_t cap = rounds_of(seam__class_bytes(index), cache->max_bytes);
    seam__account *account = &cache->set->heap->account;

    SEAM_ASSERT(index < SEAM__N_CLASSES);
    if (magazine->cap != 0 || cap == 0)
        return magazine->cap != 0;
    if (seam__account_charge(account, pages_of(cache, index, account->page)) != SEAM_OK)
        return false;
    magazine->cap = cap;
    return true;
}

void seam__cache_close_magazines(seam__cache *cache)
{
    seam__account *account = &cache->set->heap->account;
    const size_t header = header_bytes(account->page);
    const size_t pages = charged(cache, account->page) - header;

    if (pages == 0 ||
        !seam__account_decommit(account, (uint8_t *)cache + header, cache->map_len - header, pages))
        return;
    for (unsigned i = 0; i < SEAM__N_CLASSES; i++) {
        SEAM_ASSERT(seam__cache_rounds(cache, i) == 0);
        cache->magazines[i].cap = 0;
    }
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
        sum += atomic_load_explicit(&cache->magazines[i].word, memory_order_relaxed);
    return sum;
}

unsigned seam__cache_fullest(const seam__cache *cache)
{
    size_t most = 0;

    /* What a magazine holds and its index, counted from the last, are one number, so that no branch depends on how full
     * each is. */
    for (unsigned i = 0; i < SEAM__N_CLASSES; i++) {
        const size_t held = (size_t)seam__cache_rounds(cache, i) * cache->magazines[i].cost;

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

static seam_block *top_of(const seam__cache *cache, unsigned index)
{
    const uint32_t n = seam__cache_rounds(cache, index);

    return n != 0 ? cache->magazines[index].rounds[n - 1] : NULL;
}

void seam__cache_mend(seam__cache *cache, uint64_t inside)
{
    const uint64_t counted = seam__cache_state(cache) & ~(SEAM__CACHE_COUNTED - 1);

    SEAM_ASSERT(room_left(cache) <= seam__cache_total(cache) && inside <= SEAM__CACHE_INSIDE);
    /* Release, like all stores of the state. */
    atomic_store_explicit(&cache->state, counted + room_left(cache) + inside, memory_order_release);
    for (unsigned i = 0; i < SEAM__N_CLASSES; i++)
        cache->magazines[i].top = top_of(cache, i);
}

static bool is_to_be_mended(const seam__cache *cache)
{
    /* Relaxed: no thread uses the cache meanwhile. */
    return (atomic_load_explicit(&cache->pending, memory_order_relaxed) & SEAM__CACHE_MEND) != 0;
}

static bool rounds_are_free(const seam__cache *cache, unsigned index)
{
    for (uint32_t i = 0; i < seam__cache_rounds(cache, index); i++) {
        /* Relaxed: a free block's count is written by nobody. */
        if (atomic_load_explicit(&cache->magazines[index].rounds[i]->word, memory_order_relaxed) !=
            0)
            return false;
    }
    return true;
}

bool seam__cache_valid(const seam__cache *cache)
{
    for (unsigned i = 0; i < SEAM__N_CLASSES; i++) {
        const seam__magazine *magazine = &cache->magazines[i];

        if (seam__cache_rounds(cache, i) > magazine->cap || magazine->top != top_of(cache, i) ||
            (magazine->cap != 0 && magazine->rounds[-1] != NULL) || !rounds_are_free(cache, i))
            return false;
    }
    return seam__cache_granted(cache) <= cache->max_bytes &&
           (is_to_be_mended(cache) ||
            room_left(cache) == seam__cache_room(seam__cache_state(cache)));
}
