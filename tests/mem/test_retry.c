/* What the system refuses once is asked for again: a pool that could not be made is made by the next call,
 * and a thread that could not have a cache has one later. The linker puts the functions below in the place of
 * the system's (--wrap). */
#include <errno.h>
#include <pthread.h>

#include "base/races.h"
#include "child.h"
#include "mem/cache/thread.h"
#include "pool_fixture.h"

typedef void handler_fn(void);
typedef void destructor_fn(void *);

int __real_pthread_atfork(handler_fn *prepare, handler_fn *parent, handler_fn *child);
int __wrap_pthread_atfork(handler_fn *prepare, handler_fn *parent, handler_fn *child);
int __real_pthread_key_create(pthread_key_t *key, destructor_fn *destructor);
int __wrap_pthread_key_create(pthread_key_t *key, destructor_fn *destructor);
int __real_pthread_setspecific(pthread_key_t key, const void *value);
int __wrap_pthread_setspecific(pthread_key_t key, const void *value);
int __real_pthread_mutex_init(pthread_mutex_t *mutex, const pthread_mutexattr_t *attributes);
int __wrap_pthread_mutex_init(pthread_mutex_t *mutex, const pthread_mutexattr_t *attributes);

/* Each function fails in the n-th call from now on; 0: it does not. */
static unsigned atfork_fails_at, key_fails_at, setspecific_fails_at, mutex_fails_at;
/* Handlers of fork() are added twice, as by two threads that make pools at the same time. */
static bool atfork_adds_twice;

static bool fails_now(unsigned *at)
{
    return *at > 0 && --*at == 0;
}

int __wrap_pthread_atfork(handler_fn *prepare, handler_fn *parent, handler_fn *child)
{
    if (fails_now(&atfork_fails_at))
        return ENOMEM;
    if (atfork_adds_twice)
        must(__real_pthread_atfork(prepare, parent, child) == 0);
    return __real_pthread_atfork(prepare, parent, child);
}

int __wrap_pthread_key_create(pthread_key_t *key, destructor_fn *destructor)
{
    return fails_now(&key_fails_at) ? EAGAIN : __real_pthread_key_create(key, destructor);
}

int __wrap_pthread_setspecific(pthread_key_t key, const void *value)
{
    return fails_now(&setspecific_fails_at) ? ENOMEM : __real_pthread_setspecific(key, value);
}

int __wrap_pthread_mutex_init(pthread_mutex_t *mutex, const pthread_mutexattr_t *attributes)
{
    return fails_now(&mutex_fails_at) ? EAGAIN : __real_pthread_mutex_init(mutex, attributes);
}

void __real_seam__barrier_heavy(void);
void __wrap_seam__barrier_heavy(void);

static unsigned n_barriers;

void __wrap_seam__barrier_heavy(void)
{
    n_barriers++;
    __real_seam__barrier_heavy();
}

/* ---- fork() */

static void use_pool(void *pool)
{
    for (size_t len = 1; len < 500000; len = len * 3 + 1) {
        seam_buf buf = counting_buf(pool, len, 0);

        seam_buf_release(&buf);
    }
    must(seam__pool_valid(pool));
}

static void expect_forks(seam_pool *pool)
{
    char text[256];

    use_pool(pool);
    ck_assert_int_eq(child_run(use_pool, pool, text, sizeof(text)), 0);
    use_pool(pool);
}

START_TEST(a_pool_is_made_once_fork_can_be_watched)
{
    failing_provider provider;
    seam_pool *pool;

    failing_provider_init(&provider);
    seam__provider_set(&provider.table);
    atfork_fails_at = 1;
    ck_status(seam_pool_create(NULL, &pool), SEAM_ENOMEM);
    ck_assert_ptr_null(pool);
    ck_assert_uint_eq(provider.mapped_bytes, 0);
    ck_ok(seam_pool_create(NULL, &pool));
    expect_forks(pool);
    fixture_close(&provider, &pool);
}
END_TEST

START_TEST(fork_works_when_its_handlers_were_added_twice)
{
    seam_pool *pool;

    atfork_adds_twice = true;
    ck_ok(seam_pool_create(NULL, &pool));
    expect_forks(pool);
    seam_pool_destroy(&pool);
}
END_TEST

/* ---- caches */

static void expect_cache(seam_pool *pool, bool expected)
{
    seam_buf buf = counting_buf(pool, 100, 0);

    ck_assert_int_eq(seam__thread_cache(&pool->caches) != NULL, expected);
    seam_buf_release(&buf);
}

static void *use_elsewhere(void *pool)
{
    use_pool(pool);
    must(seam__thread_cache(&((seam_pool *)pool)->caches) != NULL);
    return NULL;
}

/* What a thread kept comes back when it ends. */
static void expect_return(seam_pool *pool)
{
    pthread_t thread;

    ck_assert_int_eq(pthread_create(&thread, NULL, use_elsewhere, pool), 0);
    ck_assert_int_eq(pthread_join(thread, NULL), 0);
    ck_assert_ptr_nonnull(pool->caches.first);
    for (const seam__cache *cache = pool->caches.first; cache != NULL; cache = cache->next_of_pool)
        ck_assert(atomic_load(&cache->owner) == &seam__self || seam__cache_held(cache) == 0);
}

/* An allocation asks several times whether the thread may have a cache. */
static void refuse_until_the_fourth(unsigned *fails_at, seam_pool *pool)
{
    for (int i = 0; i < 3; i++) {
        *fails_at = 1;
        ck_assert_ptr_null(seam__thread_make(&pool->caches));
        ck_assert_uint_eq(*fails_at, 0);
    }
    ck_assert_ptr_nonnull(seam__thread_make(&pool->caches));
    expect_cache(pool, true);
    expect_return(pool);
}

START_TEST(a_thread_has_a_cache_once_there_is_a_key)
{
    failing_provider provider;
    seam_pool *pool = fixture_open(&provider, NULL);

    refuse_until_the_fourth(&key_fails_at, pool);
    fixture_close(&provider, &pool);
}
END_TEST

START_TEST(a_thread_has_a_cache_once_its_end_is_watched)
{
    failing_provider provider;
    seam_pool *pool = fixture_open(&provider, NULL);

    refuse_until_the_fourth(&setspecific_fails_at, pool);
    fixture_close(&provider, &pool);
}
END_TEST

/* ---- locks */

static bool is_made(unsigned fails_at, const seam_pool_options *options)
{
    seam_pool *pool;
    seam_status r;

    mutex_fails_at = fails_at;
    r = seam_pool_create(options, &pool);
    seam_pool_destroy(&pool);
    must(r == SEAM_OK || r == SEAM_ENOMEM);
    return r == SEAM_OK;
}

START_TEST(a_pool_that_lacks_one_lock_leaves_nothing_behind)
{
    const seam_pool_options options = {.leak_every = 1};
    failing_provider provider;
    unsigned n = 1;

    failing_provider_init(&provider);
    seam__provider_set(&provider.table);
    while (!is_made(n, &options)) {
        ck_assert_uint_eq(provider.mapped_bytes, 0);
        n++;
    }
    /* One lock for each kind of block, at least. */
    ck_assert_uint_gt(n, SEAM__N_DEPOTS);
    ck_assert_uint_eq(provider.mapped_bytes, 0);
    seam__provider_set(NULL);
}
END_TEST

/* ---- the end of a pool: what threads keep is closed behind a barrier, without which one of them may not see it */

START_TEST(a_pool_with_caches_ends_behind_a_barrier)
{
    failing_provider provider;
    seam_pool *pool = fixture_open(&provider, NULL);

    use_pool(pool);
    ck_assert_ptr_nonnull(pool->caches.first);
    n_barriers = 0;
    fixture_close(&provider, &pool);
    ck_assert_uint_ge(n_barriers, 1);
}
END_TEST

START_TEST(a_pool_without_caches_ends_without_a_barrier)
{
    seam_pool *pool;

    ck_ok(seam_pool_create(NULL, &pool));
    n_barriers = 0;
    seam_pool_destroy(&pool);
    ck_assert_uint_eq(n_barriers, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("retry");
    TCase *tc = tcase_create("retry");

    tcase_set_timeout(tc, 60);
    if (!SEAM__RACES_WATCHED) {
        tcase_add_test(tc, a_pool_is_made_once_fork_can_be_watched);
        tcase_add_test(tc, fork_works_when_its_handlers_were_added_twice);
    }
    tcase_add_test(tc, a_thread_has_a_cache_once_there_is_a_key);
    tcase_add_test(tc, a_thread_has_a_cache_once_its_end_is_watched);
    tcase_add_test(tc, a_pool_that_lacks_one_lock_leaves_nothing_behind);
    tcase_add_test(tc, a_pool_with_caches_ends_behind_a_barrier);
    tcase_add_test(tc, a_pool_without_caches_ends_without_a_barrier);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
