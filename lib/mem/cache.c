#include "mem/cache.h"

#include "base/bits.h"

/* All that the bound allows may be of one class. */
static uint32_t rounds_of(size_t class_bytes, size_t max_bytes)
{
    return (uint32_t)seam__min(max_bytes / class_bytes, SEAM__MAGAZINE_ROUNDS);
}

static size_t all_rounds(size_t max_bytes)
{
    size_t n = 0;

    for (unsigned i = 0; i < SEAM__N_CLASSES; i++)
        n += 1 + rounds_of(seam__class_bytes(i), max_bytes);
    return n;
}

/* A power of two, so large that the whole bound fits: no magazine holds more than that many blocks. */
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

static void lay_out(seam__cache *cache)
{
    seam_block **rounds = (seam_block **)(void *)(cache + 1);

    for (unsigned i = 0; i < SEAM__N_CLASSES; i++) {
        seam__magazine *magazine = &cache->magazines[i];

        magazine->cap = rounds_of(seam__class_bytes(i), cache->max_bytes);
        magazine->rounds = rounds + 1;
        magazine->cost = cost_of(cache, i);
        rounds += 1 + magazine->cap;
    }
}

seam__cache *seam__cache_map(seam__account *account, size_t max_bytes, bool slow)
{
    size_t len = sizeof(seam__cache) + all_rounds(max_bytes) * sizeof(seam_block *);
    seam__cache *cache;

    len = seam__round_up(len, account->page);
    cache = seam__account_map(account, len);
    if (cache == NULL)
        return NULL;
    cache->light = seam__barrier_is_light();
    atomic_init(&cache->orders, cache->light && !slow ? 0 : SEAM__CACHE_SLOW);
    cache->max_bytes = max_bytes;
    cache->unit = unit_for(max_bytes);
    cache->total = 2 * (uint32_t)seam__min(max_bytes / cache->unit, SEAM__CACHE_ROOM / 2);
    atomic_init(&cache->state, cache->total);
    cache->map_len = len;
    lay_out(cache);
    return cache;
}

void seam__cache_unmap(seam__account *account, seam__cache *cache)
{
    const seam__span span = {(uint8_t *)cache, cache->map_len};

    /* When the system does not take it the pages are lost: the pool is gone. */
    (void)seam__account_unmap(account, span, span.len);
}

unsigned seam__cache_fullest(const seam__cache *cache)
{
    unsigned fullest = 0;
    size_t most = 0;

    for (unsigned i = 0; i < SEAM__N_CLASSES; i++) {
        size_t bytes = (size_t)seam__cache_rounds(cache, i) * cache->magazines[i].cost;

        if (bytes > most) {
            most = bytes;
            fullest = i;
        }
    }
    return fullest;
}

static uint64_t room_left(const seam__cache *cache)
{
    uint64_t room = cache->total;

    for (unsigned i = 0; i < SEAM__N_CLASSES; i++)
        room -= (uint64_t)seam__cache_rounds(cache, i) * cache->magazines[i].cost;
    return room;
}

static seam_block *top_of(const seam__cache *cache, unsigned index)
{
    return cache->magazines[index].rounds[(ptrdiff_t)seam__cache_rounds(cache, index) - 1];
}

void seam__cache_mend(seam__cache *cache)
{
    const uint64_t counted = seam__cache_state(cache) & ~(SEAM__CACHE_COUNTED - 1);

    /* Relaxed: the process has one thread. */
    atomic_store_explicit(&cache->state, counted + room_left(cache), memory_order_relaxed);
    for (unsigned i = 0; i < SEAM__N_CLASSES; i++)
        cache->magazines[i].top = top_of(cache, i);
}

bool seam__cache_valid(const seam__cache *cache)
{
    for (unsigned i = 0; i < SEAM__N_CLASSES; i++) {
        const seam__magazine *magazine = &cache->magazines[i];

        if (seam__cache_rounds(cache, i) > magazine->cap || magazine->rounds[-1] != NULL ||
            magazine->top != top_of(cache, i))
            return false;
    }
    return room_left(cache) == seam__cache_room(seam__cache_state(cache));
}
