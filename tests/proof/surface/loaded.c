/* Loads the library while it runs, as plugins and other languages do, and uses it from a thread that
 * outlives it. It needs nothing but the C library, so that it is built for each that there is.
 *
 *     loaded LIBRARY...
 *
 * All libraries are loaded at the same time, and each is unloaded while a thread that has used it is still
 * alive. The exit code is 0 when every thread ends well. */
#include <dlfcn.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "seam/buf.h"

/* One library, and the thread that uses it. */
typedef struct loaded {
    void *handle;
    __typeof__(seam_pool_create) *create;
    __typeof__(seam_pool_destroy) *destroy;
    __typeof__(seam_buf_alloc) *alloc;
    __typeof__(seam_buf_release) *release;
    pthread_t thread;
    pthread_barrier_t used, unloaded;
    seam_pool *pool;
} loaded;

static void must(bool condition, const char *what)
{
    const char *why = dlerror();

    if (condition)
        return;
    fprintf(stderr, "loaded: %s failed%s%s\n", what, why != NULL ? ": " : "",
            why != NULL ? why : "");
    exit(1);
}

/* POSIX lets the pointer to a function be copied so. */
static void find(void *handle, const char *name, void *out)
{
    void *found = dlsym(handle, name);

    must(found != NULL, name);
    memcpy(out, &found, sizeof(found));
}

static void load(loaded *one, const char *path)
{
    one->handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    must(one->handle != NULL, path);
    find(one->handle, "seam_pool_create", &one->create);
    find(one->handle, "seam_pool_destroy", &one->destroy);
    find(one->handle, "seam_buf_alloc", &one->alloc);
    find(one->handle, "seam_buf_release", &one->release);
    must(one->create(NULL, &one->pool) == SEAM_OK, "seam_pool_create");
}

static void use(const loaded *one)
{
    seam_buf bufs[20];

    for (size_t i = 0; i < 20; i++)
        must(one->alloc(one->pool, (size_t)64 << i % 10, &bufs[i]) == SEAM_OK, "seam_buf_alloc");
    for (size_t i = 0; i < 20; i++)
        one->release(&bufs[i]);
}

/* What the thread has kept of the pool is taken by who destroys it; its end comes last. */
static void *use_and_stay(void *arg)
{
    loaded *one = arg;

    use(one);
    pthread_barrier_wait(&one->used);
    pthread_barrier_wait(&one->unloaded);
    return NULL;
}

static void start(loaded *one)
{
    must(pthread_barrier_init(&one->used, NULL, 2) == 0, "pthread_barrier_init");
    must(pthread_barrier_init(&one->unloaded, NULL, 2) == 0, "pthread_barrier_init");
    must(pthread_create(&one->thread, NULL, use_and_stay, one) == 0, "pthread_create");
    pthread_barrier_wait(&one->used);
    use(one);
}

static void unload(loaded *one)
{
    one->destroy(&one->pool);
    must(dlclose(one->handle) == 0, "dlclose");
    pthread_barrier_wait(&one->unloaded);
    must(pthread_join(one->thread, NULL) == 0, "pthread_join");
}

int main(int argc, char **argv)
{
    const int n = argc - 1;
    loaded *all = calloc((size_t)argc, sizeof(*all));

    must(all != NULL && n > 0, "loaded LIBRARY...");
    for (int i = 0; i < n; i++)
        load(&all[i], argv[i + 1]);
    for (int i = 0; i < n; i++)
        start(&all[i]);
    for (int i = 0; i < n; i++)
        unload(&all[i]);
    free(all);
    printf("loaded: %d libraries were used and unloaded before their threads ended\n", n);
    return 0;
}
