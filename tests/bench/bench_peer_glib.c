/* GLib's immutable bytes over memory from malloc. */
#include <glib.h>
#include <malloc.h>
#include <stdio.h>

#include "bench_buffers.h"

typedef GBytes *handle;

static inline void make(size_t len, handle *out)
{
    *out = g_bytes_new_take(g_malloc(len), len);
}

static inline void drop(handle *h)
{
    g_bytes_unref(*h);
}

/* The bytes are written as a program would before it hands them to g_bytes_new_take(). */
static inline volatile uint8_t *bytes_of(handle *h)
{
    return (volatile uint8_t *)(uintptr_t)g_bytes_get_data(*h, NULL);
}

static void slices(size_t len, size_t reps)
{
    handle whole;

    make(len, &whole);
    while (reps-- > 0) {
        handle slice = g_bytes_new_from_bytes(whole, 16, len - 32);

        drop(&slice);
    }
    drop(&whole);
}

#include "bench_loops.inl.h"

static bool ready(size_t len)
{
    (void)len;
    return true;
}

static void trim(void)
{
    malloc_trim(0);
}

static const char *version(void)
{
    static char words[32];

    snprintf(words, sizeof(words), "%u.%u.%u", glib_major_version, glib_minor_version,
             glib_micro_version);
    return words;
}

const buffers bench_glib = {
    STAMPED, .slices = slices, .open = ready, .trim = trim, .version = version,
};
