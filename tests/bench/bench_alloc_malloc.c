/* malloc, or what LD_PRELOAD has put in its place. Its own functions are looked up by name, since
 * this program is linked with none of them. */
#include <dlfcn.h>
#include <gnu/libc-version.h>
#include <malloc.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench_buffers.h"

typedef void *handle;

static inline void make(size_t len, handle *out)
{
    *out = malloc(len);
    bench_require(*out != NULL, "malloc");
}

static inline void drop(handle *h)
{
    free(*h);
}

static inline volatile uint8_t *bytes_of(handle *h)
{
    return *h;
}

#include "bench_loops.inl.h"

static bool ready(size_t len)
{
    (void)len;
    return true;
}

/* ---- each library's own word */

/* POSIX lets a pointer from dlsym() be a function; C has no cast for it. */
static bool look_up(const char *symbol, void *function)
{
    void *found = dlsym(RTLD_DEFAULT, symbol);

    memcpy(function, &found, sizeof(found));
    return found != NULL;
}

typedef int (*mallctl_fn)(const char *name, void *old, size_t *old_len, void *new, size_t new_len);

static void trim(void)
{
    void (*mimalloc)(bool force);
    void (*tcmalloc)(void);
    mallctl_fn jemalloc;

    if (look_up("mi_collect", &mimalloc)) {
        mimalloc(true);
    } else if (look_up("mallctl", &jemalloc)) {
        jemalloc("thread.tcache.flush", NULL, NULL, NULL, 0);
        /* 4096 stands for all arenas. */
        jemalloc("arena.4096.purge", NULL, NULL, NULL, 0);
    } else if (look_up("MallocExtension_ReleaseFreeMemory", &tcmalloc)) {
        tcmalloc();
    } else {
        malloc_trim(0);
    }
}

static const char *jemalloc_version(mallctl_fn jemalloc)
{
    static char words[32];
    const char *full = NULL;
    size_t len = sizeof(full);

    bench_require(jemalloc("version", &full, &len, NULL, 0) == 0 && full != NULL, "mallctl");
    /* The commit follows the number. */
    snprintf(words, sizeof(words), "%.*s", (int)strcspn(full, "-"), full);
    return words;
}

static const char *version(void)
{
    static char words[32];
    int (*mimalloc)(void);
    const char *(*tcmalloc)(int *major, int *minor, const char **patch);
    mallctl_fn jemalloc;

    if (look_up("mallctl", &jemalloc))
        return jemalloc_version(jemalloc);
    if (look_up("tc_version", &tcmalloc))
        return tcmalloc(NULL, NULL, NULL);
    if (look_up("mi_version", &mimalloc))
        snprintf(words, sizeof(words), "%d.%d.%d", mimalloc() / 100, mimalloc() / 10 % 10,
                 mimalloc() % 10);
    else
        snprintf(words, sizeof(words), "glibc %s", gnu_get_libc_version());
    return words;
}

const buffers bench_malloc = {
    STAMPED,
    .open = ready,
    .trim = trim,
    .version = version,
};
