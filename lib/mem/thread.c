#include "mem/thread.h"

#include <sched.h>
#include <string.h>

#include "mem/exchange.h"
#include "mem/registry.h"

_Thread_local seam__hint_table seam__hints;

/* What a thread has, under the registry's lock but for what is the thread's own. */
typedef struct seam__thread {
    seam__cache *caches;
    uint64_t number; /* its own; 0 = none yet */
    unsigned row;    /* its own: 1 more than that of the shelves that it uses; 0 = none yet */
    bool exited;     /* its own */
} seam__thread;

/* As seam__hints is, for 32 bytes more. */
static _Thread_local seam__thread self __attribute__((tls_model("initial-exec")));
SEAM_STATIC_ASSERT(sizeof(seam__thread) <= 32);

/* Threads that use the shelves of a row, under the registry's lock. */
static uint32_t n_of_row[SEAM__N_SHELVES];

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t key;
static bool key_made;

uint64_t seam__thread_number(void)
{
    static _Atomic uint64_t last;

    /* Relaxed: only that no two are the same matters. */
    if (self.number == 0)
        self.number = 1 + atomic_fetch_add_explicit(&last, 1, memory_order_relaxed);
    return self.number;
}

/* Under the registry's lock: the row that the fewest threads use. */
static void choose_row(void)
{
    unsigned least = 0;

    if (self.row != 0)
        return;
    for (unsigned row = 1; row < SEAM__N_SHELVES; row++) {
        if (n_of_row[row] < n_of_row[least])
            least = row;
    }
    n_of_row[least]++;
    self.row = 1 + least;
}

/* The same. */
static void leave_row(seam__thread *leaving)
{
    if (leaving->row != 0)
        n_of_row[leaving->row - 1]--;
    leaving->row = 0;
}

static void unlink_from_thread(seam__cache *cache)
{
    seam__cache **at = &cache->owner->caches;

    while (*at != cache)
        at = &(*at)->next_of_thread;
    *at = cache->next_of_thread;
    cache->owner = NULL;
}

/* Runs when a thread exits. Caches of pools that are being destroyed are out of the list already. */
static void leave_thread(void *thread)
{
    seam__thread *leaving = thread;

    seam__registry_lock();
    while (leaving->caches != NULL) {
        seam__cache *cache = leaving->caches;

        seam__exchange_flush_all(cache);
        unlink_from_thread(cache);
    }
    leave_row(leaving);
    seam__registry_unlock();
    leaving->exited = true;
    memset(&seam__hints, 0, sizeof(seam__hints));
}

static void make_key(void)
{
    key_made = pthread_key_create(&key, leave_thread) == 0;
}

/* A cache that cannot be returned when the thread exits must not be made. */
static bool will_be_returned(void)
{
    pthread_once(&once, make_key);
    return !self.exited && key_made && pthread_setspecific(key, &self) == 0;
}

unsigned seam__thread_row(void)
{
    if (self.row != 0)
        return self.row - 1;
    /* A thread that cannot give its row back takes none. */
    if (!will_be_returned())
        return (unsigned)(seam__thread_number() % SEAM__N_SHELVES);
    seam__registry_lock();
    choose_row();
    seam__registry_unlock();
    return self.row - 1;
}

static seam__cache *idle_cache(const seam_pool *pool)
{
    for (seam__cache *cache = pool->caches; cache != NULL; cache = cache->next_of_pool) {
        if (cache->owner == NULL)
            return cache;
    }
    return NULL;
}

static seam__cache *new_cache(seam_pool *pool)
{
    /* Every allocation is counted, or more is asked of blocks than a count and a length. */
    const bool slow =
        pool->sampler.every != 0 || pool->guards.every != 0 || pool->traits.special != 0;
    seam__cache *cache = seam__cache_map(&pool->account, pool->cache_bytes, slow);

    if (cache == NULL)
        return NULL;
    cache->until_sample = pool->sampler.every;
    cache->until_guard = pool->guards.every != 0 ? seam__guards_draw(&pool->guards) : 0;
    cache->pool = pool;
    cache->next_of_pool = pool->caches;
    pool->caches = cache;
    return cache;
}

static seam__cache *listed_cache(const seam_pool *pool)
{
    for (seam__cache *cache = self.caches; cache != NULL; cache = cache->next_of_thread) {
        if (cache->pool == pool)
            return cache;
    }
    return NULL;
}

/* NULL when the pool is being destroyed, and when there is no memory for a cache. */
static seam__cache *own_cache(seam_pool *pool)
{
    seam__cache *cache = listed_cache(pool);

    if (cache != NULL || pool->closing)
        return cache;
    cache = idle_cache(pool);
    if (cache == NULL)
        cache = new_cache(pool);
    if (cache != NULL) {
        choose_row();
        cache->row = self.row - 1;
        cache->owner = &self;
        cache->next_of_thread = self.caches;
        self.caches = cache;
    }
    return cache;
}

static void leave_hint(const seam_pool *pool, seam__cache *cache)
{
    const seam__hint hint = {pool->id, cache};

    *seam__thread_hint(pool) = hint;
    seam__hints.last = cache != NULL ? hint : (seam__hint){0, NULL};
}

/* The thread has no cache of this pool and will have none. */
static bool is_hopeless(const seam_pool *pool)
{
    const seam__hint *hint = seam__thread_hint(pool);

    return hint->id == pool->id && hint->cache == NULL;
}

bool seam__thread_owns(const seam_pool *pool)
{
    /* Relaxed: the owner wrote it itself; what others see is not their number. */
    return !pool->confined ||
           atomic_load_explicit(&pool->owner, memory_order_relaxed) == seam__thread_number();
}

/* False: the calling thread has no cache of this pool and will have none. Of a confined pool only
 * the owner has one: promoted blocks that others release go straight to the depots, where the owner
 * finds them. */
static bool may_have_cache(const seam_pool *pool)
{
    return pool->cache_bytes >= SEAM__ALIGNMENT && seam__thread_owns(pool) && will_be_returned();
}

seam__cache *seam__thread_find(seam_pool *pool)
{
    const bool possible = !is_hopeless(pool) && may_have_cache(pool);
    seam__cache *cache = NULL;

    if (possible) {
        seam__registry_lock();
        cache = listed_cache(pool);
        seam__registry_unlock();
    }
    if (cache != NULL || !possible)
        leave_hint(pool, cache);
    return cache;
}

seam__cache *seam__thread_make(seam_pool *pool)
{
    seam__cache *cache = NULL;
    bool closing;

    if (is_hopeless(pool) || !may_have_cache(pool))
        return NULL;
    seam__registry_lock();
    cache = own_cache(pool);
    closing = pool->closing;
    seam__registry_unlock();
    if (cache != NULL || closing)
        leave_hint(pool, cache);
    return cache;
}

static void close_all(seam_pool *pool)
{
    pool->closing = true;
    /* Sequentially consistent: see seam__cache_enter(). */
    for (seam__cache *cache = pool->caches; cache != NULL; cache = cache->next_of_pool)
        atomic_store_explicit(&cache->orders, SEAM__CACHE_CLOSED, memory_order_seq_cst);
    if (pool->caches != NULL)
        seam__barrier_heavy();
}

void seam__thread_close_all(seam_pool *pool)
{
    seam__registry_lock();
    close_all(pool);
    for (seam__cache *cache = pool->caches; cache != NULL; cache = cache->next_of_pool) {
        /* An owner that was inside when the order came leaves within one exchange with a depot. */
        while ((atomic_load_explicit(&cache->state, memory_order_seq_cst) & SEAM__CACHE_INSIDE) !=
               0)
            sched_yield();
        seam__exchange_flush_all(cache);
        if (cache->owner != NULL)
            unlink_from_thread(cache);
    }
    seam__registry_unlock();
}

void seam__thread_stay_alone(void)
{
    memset(n_of_row, 0, sizeof(n_of_row));
    if (self.row != 0)
        n_of_row[self.row - 1] = 1;
}

void seam__thread_adopt_all(seam_pool *pool)
{
    for (seam__cache *cache = pool->caches; cache != NULL; cache = cache->next_of_pool) {
        if (cache->owner == &self || cache->owner == NULL)
            continue;
        /* The owner's list went with the owner. */
        cache->owner = NULL;
        seam__cache_mend(cache);
        seam__exchange_flush_all(cache);
    }
}

void seam__thread_order_flush(seam_pool *pool)
{
    seam__registry_lock();
    for (seam__cache *cache = pool->caches; cache != NULL; cache = cache->next_of_pool) {
        /* Relaxed: the owner obeys when it sees it. */
        atomic_fetch_or_explicit(&cache->orders, SEAM__CACHE_FLUSH, memory_order_relaxed);
    }
    seam__registry_unlock();
}

void seam__thread_count(const seam_pool *pool, uint64_t *n_blocks, uint64_t *bytes,
                        uint64_t *requested)
{
    seam__registry_lock();
    for (const seam__cache *cache = pool->caches; cache != NULL; cache = cache->next_of_pool) {
        for (unsigned i = 0; i < SEAM__N_CLASSES; i++) {
            uint32_t n = seam__cache_rounds(cache, i);

            *n_blocks += n;
            *bytes += n * (uint64_t)seam__class_bytes(i);
        }
        *requested += seam__cache_state(cache) / SEAM__CACHE_COUNTED;
    }
    seam__registry_unlock();
}

void seam__thread_count_class(const seam_pool *pool, unsigned index, uint64_t *n_blocks,
                              uint64_t *n_served)
{
    seam__registry_lock();
    for (const seam__cache *cache = pool->caches; cache != NULL; cache = cache->next_of_pool) {
        *n_blocks += seam__cache_rounds(cache, index);
        *n_served += seam__cache_served(cache, index);
    }
    seam__registry_unlock();
}

bool seam__thread_caches_valid(const seam_pool *pool)
{
    bool valid = true;

    seam__registry_lock();
    for (const seam__cache *cache = pool->caches; cache != NULL; cache = cache->next_of_pool)
        valid &= seam__cache_valid(cache) && cache->pool == pool;
    seam__registry_unlock();
    return valid;
}
