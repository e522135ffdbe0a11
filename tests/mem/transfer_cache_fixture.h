/* What the tests of transfer caches share. */
#ifndef SEAM_TESTS_TRANSFER_CACHE_FIXTURE_H
#define SEAM_TESTS_TRANSFER_CACHE_FIXTURE_H

#include <pthread.h>

#include "mem/slab/depot_arenas.h"
#include "pool_fixture.h"

static inline uint64_t n_in_transfer_caches(const seam__depot *depot)
{
    uint64_t n = 0;

    for (unsigned shard = 0; shard < seam__depot_n_shards(depot); shard++)
        n += seam__transfer_cache_n(seam__depot_transfer_cache(depot, shard));
    return n;
}

/* Runs `fn` in a thread of its own, and waits for it. */
static inline void elsewhere(void *(*fn)(void *), void *arg)
{
    pthread_t thread;

    ck_assert_int_eq(pthread_create(&thread, NULL, fn, arg), 0);
    ck_assert_int_eq(pthread_join(thread, NULL), 0);
}

#endif
