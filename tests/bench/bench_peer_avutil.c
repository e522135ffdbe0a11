/* FFmpeg's pool of reference-counted buffers. It gives out blocks of one length. */
#include <libavutil/avutil.h>
#include <libavutil/buffer.h>
#include <malloc.h>

#include "bench_buffers.h"

typedef AVBufferRef *handle;

static AVBufferPool *pool;

static inline void make(size_t len, handle *out)
{
    (void)len;
    *out = av_buffer_pool_get(pool);
    bench_require(*out != NULL, "av_buffer_pool_get");
}

static inline void drop(handle *h)
{
    av_buffer_unref(h);
}

static inline volatile uint8_t *bytes_of(handle *h)
{
    return (*h)->data;
}

/* A window is a reference whose pointer and size its owner has changed. */
static void slices(size_t len, size_t reps)
{
    handle whole;

    make(len, &whole);
    while (reps-- > 0) {
        handle slice = av_buffer_ref(whole);

        bench_require(slice != NULL, "av_buffer_ref");
        slice->data += 16;
        slice->size = len - 32;
        drop(&slice);
    }
    drop(&whole);
}

#include "bench_loops.inl.h"

static bool open_pool(size_t len)
{
    if (len == 0)
        return false;
    pool = av_buffer_pool_init(len, NULL);
    return pool != NULL;
}

/* The pool keeps every block that it ever made; it can only be given up. */
static void trim(void)
{
    av_buffer_pool_uninit(&pool);
    malloc_trim(0);
}

static const char *version(void)
{
    return av_version_info();
}

const buffers bench_avutil = {
    STAMPED, .slices = slices, .open = open_pool, .trim = trim, .version = version,
};
