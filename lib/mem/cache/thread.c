#include "mem/cache/thread.h"

#include <sched.h>
#include <string.h>

#include "mem/cache/refill.h"
#include "mem/os/registry_lock.h"

_Thread_local seam__thread seam__self;

/* How many threads have each slot, and each shard; under the registry's lock. */
static uint32_t n_of_slot[SEAM__N_SLOTS];
static uint32_t n_of_shard[SEAM__N_SHARDS];

/* 1 + the key whose destructor is leave_thread(); 0: there is none yet. */
static _Atomic uint64_t key_and_one;
SEAM_STATIC_ASSERT(sizeof(pthread_key_t) <= sizeof(uint32_t));

uint64_t seam__thread_number(void)
{
    static _Atomic uint64_t last;

    /* Relaxed: numbers need only differ. */
    if (seam__self.number == 0)
        seam__self.number = 1 + atomic_fetch_add_explicit(&last, 1, memory_order_relaxed);
    return seam__self.number;
}

static unsigned shard_of(uint32_t slot)
{
    return slot % SEAM__N_SHARDS;
}

static unsigned emptiest_shard(void)
{
    unsigned least = 0;

    for (unsigned shard = 1; shard < SEAM__N_SHARDS; shard++) {
        if (n_of_shard[shard] < n_of_shard[least])
            least = shard;
    }
    return least;
}

/* Under the registry's lock: of the shard that the fewest threads use, the slot that the fewest have. The
 * first slot of each shard is left out. */
static void choose_slot(void)
{
    uint32_t least = SEAM__N_SHARDS + emptiest_shard();

    if (seam__self.slot != 0)
        return;
    for (uint32_t slot = least; slot < SEAM__N_SLOTS; slot += SEAM__N_SHARDS) {
        if (n_of_slot[slot] < n_of_slot[least])
            least = slot;
    }
    SEAM_ASSERT(least >= SEAM__N_SHARDS && least < SEAM__N_SLOTS);
    n_of_slot[least]++;
    n_of_shard[shard_of(least)]++;
    seam__self.slot = (uint16_t)least;
}

/* Under the registry's lock. */
static void leave_slot(seam__thread *leaving)
{
    SEAM_ASSERT(leaving->slot == 0 || n_of_slot[leaving->slot] > 0);
    if (leaving->slot != 0) {
        n_of_slot[leaving->slot]--;
        n_of_shard[shard_of(leaving->slot)]--;
    }
    leaving->slot = 0;
}

/* Under the registry's lock, which every function takes that reads or sets owners of other threads' caches. */
static seam__thread *owner_of(const seam__cache *cache)
{
    /* Relaxed: the lock orders it. */
    return atomic_load_explicit(&cache->owner, memory_order_relaxed);
}

static void set_owner(seam__cache *cache, seam__thread *owner)
{
    atomic_store_explicit(&cache->owner, owner, memory_order_relaxed);
}

static void unlink_from_thread(seam__cache *cache)
{
    seam__cache **at = &owner_of(cache)->caches;

    while (*at != cache) {
        SEAM_ASSERT(*at != NULL);
        at = &(*at)->next_of_thread;
    }
    *at = cache->next_of_thread;
    set_owner(cache, NULL);
}

/* Makes an emptied cache, whose owner has gone, ready for another owner. */
static void renew(seam__cache *cache)
{
    seam__cache_mend(cache, 0);
    SEAM_ASSERT(seam__cache_held(cache) == 0);
    /* Relaxed: the next owner finds it under the registry's lock. */
    atomic_fetch_and_explicit(&cache->pending, ~SEAM__CACHE_TASKS, memory_order_relaxed);
}

/* The destructor of the key: returns the caches of a thread that exits. Those of destroyed pools have left its list. */
static void leave_thread(void *thread)
{
    seam__thread *leaving = thread;

    seam__registry_lock();
    while (leaving->caches != NULL) {
        seam__cache *cache = leaving->caches;

        seam__cache_flush(cache, false);
        seam__cache_close_magazines(cache);
        renew(cache);
        SEAM_ASSERT_SLOW(seam__cache_valid(cache));
        unlink_from_thread(cache);
    }
    leave_slot(leaving);
    seam__registry_unlock();
    leaving->exited = true;
    leaving->watched = false;
    leaving->last.id = 0;
}

/* Makes the key, unless another thread makes it first. False: the system has no key to spare now. */
static bool make_key(uint64_t *out)
{
    pthread_key_t made;

    *out = 0;
    if (pthread_key_create(&made, leave_thread) != 0)
        return false;
    /* Relaxed, and so is the load in watch_self(): nothing is read through the key. */
    if (atomic_compare_exchange_strong_explicit(&key_and_one, out, (uint64_t)made + 1,
                                                memory_order_relaxed, memory_order_relaxed))
        *out = (uint64_t)made + 1;
    else
        (void)pthread_key_delete(made);
    return true;
}

/* Gives the key a value in this thread, so that its destructor runs. False: the system refused. */
static bool watch_self(void)
{
    uint64_t key = atomic_load_explicit(&key_and_one, memory_order_relaxed);

    if (key == 0 && !make_key(&key))
        return false;
    return pthread_setspecific((pthread_key_t)(key - 1), &seam__self) == 0;
}

/* Says whether a cache would be returned when the thread exits: only then may one be made. What fails here is tried
 * again by the next call. */
static bool will_be_returned(void)
{
    if (!seam__self.watched && !seam__self.exited)
        seam__self.watched = watch_self();
    return seam__self.watched;
}

unsigned seam__thread_shard(void)
{
    if (seam__self.slot != 0)
        return shard_of(seam__self.slot);
    /* A thread that could not return its slot takes none. */
    if (!will_be_returned())
        return (unsigned)(seam__thread_number() % SEAM__N_SHARDS);
    seam__registry_lock();
    choose_slot();
    seam__registry_unlock();
    return shard_of(seam__self.slot);
}

static seam__cache *idle_cache(const seam__cache_set *set)
{
    for (seam__cache *cache = set->first; cache != NULL; cache = cache->next_of_pool) {
        if (owner_of(cache) == NULL)
            return cache;
    }
    return NULL;
}

static seam__cache *new_cache(seam__cache_set *set)
{
    seam__cache *cache = seam__cache_map(&set->heap->account, set->each_bytes, set->slow);

    if (cache == NULL)
        return NULL;
    cache->set = set;
    cache->seen = seam__cache_activity(cache);
    cache->next_of_pool = set->first;
    set->first = cache;
    return cache;
}

static seam__cache *listed_cache(seam__cache_set *set)
{
    for (seam__cache *cache = seam__self.caches; cache != NULL; cache = cache->next_of_thread) {
        if (cache->set == set)
            return cache;
    }
    return NULL;
}

static bool is_closing(const seam__cache_set *set)
{
    /* Relaxed: whoever makes a cache reads it under the registry's lock; to others it is a hint. */
    return atomic_load_explicit(&set->closing, memory_order_relaxed);
}

/* The cache that the thread has, else a free one, else a new one. NULL: the pool is being destroyed, or there is no
 * memory. */
static seam__cache *own_cache(seam__cache_set *set)
{
    seam__cache *cache = listed_cache(set);

    if (cache != NULL || is_closing(set))
        return cache;
    cache = idle_cache(set);
    if (cache == NULL)
        cache = new_cache(set);
    if (cache != NULL) {
        choose_slot();
        cache->shard = shard_of(seam__self.slot);
        set_owner(cache, &seam__self);
        cache->next_of_thread = seam__self.caches;
        seam__self.caches = cache;
    }
    return cache;
}

/* Lets the thread's next calls find the cache without a lock. */
static void remember(seam__cache_set *set, seam__cache *cache)
{
    /* Its owner is not asserted: a thread that destroys the pool may have cleared it meanwhile. */
    SEAM_ASSERT(cache->set == set);
    /* Release: see seam__thread_hinted(). */
    atomic_store_explicit(&set->head->of_slot[seam__self.slot], cache, memory_order_release);
    seam__self.last.id = set->head->id;
    seam__self.last.cache = cache;
}

bool seam__thread_owns(const seam__pool_head *head)
{
    /* Relaxed: only the owner's own number equals what is read, and the owner wrote it itself. */
    return !head->confined ||
           atomic_load_explicit(&head->owner, memory_order_relaxed) == seam__thread_number();
}

void seam__block_check_owner(const seam_block *block)
{
    if (!seam__thread_owns(seam__head_of(seam__arena_of(block)->pool)))
        seam__block_panic(block, "confined, but touched by a second thread");
}

/* Says whether the calling thread may have a cache of a pool. Of a confined pool only the owner may: promoted blocks
 * that other threads release go to the depots, where the owner finds them. */
static bool may_have_cache(const seam__cache_set *set)
{
    return set->each_bytes >= SEAM__ALIGNMENT && !is_closing(set) && seam__thread_owns(set->head) &&
           will_be_returned();
}

static seam__cache *find_or_make(seam__cache_set *set, seam__cache *(*source)(seam__cache_set *set))
{
    seam__cache *cache;

    if (!may_have_cache(set))
        return NULL;
    seam__registry_lock();
    cache = source(set);
    seam__registry_unlock();
    if (cache != NULL)
        remember(set, cache);
    return cache;
}

seam__cache *seam__thread_find(seam__cache_set *set)
{
    return find_or_make(set, listed_cache);
}

seam__cache *seam__thread_make(seam__cache_set *set)
{
    return find_or_make(set, own_cache);
}

static void close_all(seam__cache_set *set)
{
    /* Relaxed: under the registry's lock, see is_closing(). */
    atomic_store_explicit(&set->closing, true, memory_order_relaxed);
    /* Sequentially consistent: see seam__cache_enter(). */
    for (seam__cache *cache = set->first; cache != NULL; cache = cache->next_of_pool)
        atomic_store_explicit(&cache->pending, SEAM__CACHE_CLOSED, memory_order_seq_cst);
    if (set->first != NULL)
        seam__barrier_heavy();
}

void seam__thread_close_all(seam__cache_set *set)
{
    seam__registry_lock();
    close_all(set);
    for (seam__cache *cache = set->first; cache != NULL; cache = cache->next_of_pool) {
        /* An owner that was inside when the flag was set leaves after one refill or flush. */
        while ((atomic_load_explicit(&cache->state, memory_order_seq_cst) & SEAM__CACHE_INSIDE) !=
               0)
            sched_yield();
        seam__cache_flush(cache, false);
        if (owner_of(cache) != NULL)
            unlink_from_thread(cache);
    }
    seam__registry_unlock();
}

void seam__thread_stay_alone(void)
{
    memset(n_of_slot, 0, sizeof(n_of_slot));
    memset(n_of_shard, 0, sizeof(n_of_shard));
    if (seam__self.slot != 0) {
        n_of_slot[seam__self.slot] = 1;
        n_of_shard[shard_of(seam__self.slot)] = 1;
    }
}

void seam__thread_adopt_all(seam__cache_set *set)
{
    for (seam__cache *cache = set->first; cache != NULL; cache = cache->next_of_pool) {
        if (owner_of(cache) == &seam__self || owner_of(cache) == NULL)
            continue;
        /* The list of the owner's caches is not there: the child does not have that thread. */
        set_owner(cache, NULL);
        seam__cache_mend(cache, 0);
        seam__cache_flush(cache, false);
        seam__cache_close_magazines(cache);
        renew(cache);
    }
}

/* Says whether nobody has used a cache since the last call. */
static bool is_idle(seam__cache *cache)
{
    const uint64_t activity = seam__cache_activity(cache);
    const bool idle = activity == cache->seen;

    cache->seen = activity;
    return idle;
}

/* Empties a cache that has the flag SEAM__CACHE_TAKEN, unless its owner is inside, and clears the flag. */
static void take(seam__cache *cache, bool idle)
{
    /* Sequentially consistent: see seam__cache_enter(). */
    const bool inside =
        (atomic_load_explicit(&cache->state, memory_order_seq_cst) & SEAM__CACHE_INSIDE) != 0;
    uint32_t task = SEAM__CACHE_MEND;

    if (inside) {
        task = idle ? 0 : SEAM__CACHE_FLUSH;
    } else {
        seam__cache_flush(cache, idle);
        seam__cache_close_magazines(cache);
    }
    /* Release: an owner that sees the flags sees the magazines as they are now. */
    atomic_fetch_or_explicit(&cache->pending, task, memory_order_release);
    atomic_fetch_and_explicit(&cache->pending, ~(uint32_t)SEAM__CACHE_TAKEN, memory_order_release);
}

static bool is_taken(const seam__cache *cache)
{
    /* Relaxed: the flag is set and cleared under the registry's lock, which the caller has. */
    return (atomic_load_explicit(&cache->pending, memory_order_relaxed) & SEAM__CACHE_TAKEN) != 0;
}

void seam__thread_take_over(seam__cache_set *set, bool idle)
{
    bool any = false;

    seam__registry_lock();
    for (seam__cache *cache = set->first; cache != NULL; cache = cache->next_of_pool) {
        /* A cache without a grant holds nothing. */
        if (is_closing(set) || seam__cache_total(cache) == 0 || (idle && !is_idle(cache)))
            continue;
        atomic_fetch_or_explicit(&cache->pending, SEAM__CACHE_TAKEN, memory_order_seq_cst);
        any = true;
    }
    if (any)
        seam__barrier_heavy();
    for (seam__cache *cache = set->first; cache != NULL; cache = cache->next_of_pool) {
        if (is_taken(cache))
            take(cache, idle);
    }
    seam__registry_unlock();
}

void seam__thread_ask_to_halve(seam__cache_set *set, uint64_t bytes)
{
    seam__registry_lock();
    for (seam__cache *cache = set->first; cache != NULL; cache = cache->next_of_pool) {
        /* Relaxed: the owner acts on it whenever it sees it. */
        if (seam__cache_granted(cache) > bytes)
            atomic_fetch_or_explicit(&cache->pending, SEAM__CACHE_HALVE, memory_order_relaxed);
    }
    seam__registry_unlock();
}

void seam__thread_count(const seam__cache_set *set, uint64_t *n_blocks, uint64_t *bytes,
                        uint64_t *requested)
{
    seam__registry_lock();
    for (const seam__cache *cache = set->first; cache != NULL; cache = cache->next_of_pool) {
        for (unsigned i = 0; i < SEAM__N_CLASSES; i++) {
            uint32_t n = seam__cache_rounds(cache, i);

            *n_blocks += n;
            *bytes += n * (uint64_t)seam__class_bytes(i);
        }
        *requested += seam__cache_state(cache) / SEAM__CACHE_COUNTED;
    }
    seam__registry_unlock();
}

void seam__thread_count_class(const seam__cache_set *set, unsigned index, uint64_t *n_blocks,
                              uint64_t *n_served)
{
    seam__registry_lock();
    for (const seam__cache *cache = set->first; cache != NULL; cache = cache->next_of_pool) {
        *n_blocks += seam__cache_rounds(cache, index);
        *n_served += seam__cache_served(cache, index);
    }
    seam__registry_unlock();
}

/* The laws of the thread-local storage of the calling thread, as far as they are of these caches. */
static bool self_is_valid(const seam__cache_set *set)
{
    const seam__thread *self = &seam__self;

    return self->slot < SEAM__N_SLOTS &&
           (self->last.id != set->head->id ||
            (self->last.cache->set == set && owner_of(self->last.cache) == self));
}

bool seam__thread_caches_valid(const seam__cache_set *set)
{
    uint64_t granted = 0;
    bool valid = true;

    seam__registry_lock();
    for (const seam__cache *cache = set->first; cache != NULL; cache = cache->next_of_pool) {
        valid &= seam__cache_valid(cache) && cache->set == set;
        granted += seam__cache_granted(cache);
    }
    valid &= self_is_valid(set);
    seam__registry_unlock();
    /* Relaxed: no thread uses the caches meanwhile. */
    return valid && granted == atomic_load_explicit(&set->granted, memory_order_relaxed) &&
           granted <= set->total_bytes;
}
