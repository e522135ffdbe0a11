/* libevent's buffers: an evbuffer of its own for each block, which refers to memory from malloc.
 * Its locks are off, as they are unless a program asks for them. */
#include <event2/buffer.h>
#include <event2/event.h>
#include <malloc.h>
#include <stdlib.h>

#include "bench_buffers.h"

/* The bytes are found again through evbuffer_pullup(), so the handle needs no second word. */
typedef struct evbuffer *handle;

static void free_block(const void *data, size_t len, void *ctx)
{
    (void)len;
    (void)ctx;
    free((void *)(uintptr_t)data);
}

static inline void make(size_t len, handle *out)
{
    void *block = malloc(len);

    *out = evbuffer_new();
    bench_require(block != NULL && *out != NULL &&
                      evbuffer_add_reference(*out, block, len, free_block, NULL) == 0,
                  "evbuffer_add_reference");
}

static inline void drop(handle *h)
{
    evbuffer_free(*h);
}

static inline volatile uint8_t *bytes_of(handle *h)
{
    return evbuffer_pullup(*h, 1);
}

/* A reference is added to one buffer that stays, and drained from it: nothing is cheaper here, and
 * nothing less than the whole chain can be referred to. */
static void slices(size_t len, size_t reps)
{
    struct evbuffer *reader = evbuffer_new();
    handle whole;

    bench_require(reader != NULL, "evbuffer_new");
    make(len, &whole);
    while (reps-- > 0) {
        bench_require(evbuffer_add_buffer_reference(reader, whole) == 0, "add a reference");
        bench_require(evbuffer_drain(reader, len) == 0, "drain it");
    }
    evbuffer_free(reader);
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

const buffers bench_event = {
    STAMPED, .slices = slices, .open = ready, .trim = trim, .version = event_get_version,
};
