/* Some threads that start together. */
#ifndef SEAM_TESTS_THREADS_FIXTURE_H
#define SEAM_TESTS_THREADS_FIXTURE_H

#include <pthread.h>

#include "pool_fixture.h"

#define N_THREADS 6

static pthread_barrier_t start_barrier;

/* Runs `fn` in each thread with its element of `args`, `size` bytes apart. */
static inline void in_threads(void *(*fn)(void *), void *args, size_t size)
{
    pthread_t threads[N_THREADS];

    ck_assert_int_eq(pthread_barrier_init(&start_barrier, NULL, N_THREADS), 0);
    for (size_t i = 0; i < N_THREADS; i++)
        ck_assert_int_eq(pthread_create(&threads[i], NULL, fn, (char *)args + i * size), 0);
    for (size_t i = 0; i < N_THREADS; i++)
        ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
    pthread_barrier_destroy(&start_barrier);
}

/* The first call in each thread: none gets ahead of the others. */
static inline void start_together(void)
{
    pthread_barrier_wait(&start_barrier);
}

static inline bool counts_up(const seam_buf *buf, uint8_t first)
{
    for (size_t i = 0; i < buf->len; i++) {
        if (buf->data[i] != (uint8_t)(first + i))
            return false;
    }
    return true;
}

#endif
