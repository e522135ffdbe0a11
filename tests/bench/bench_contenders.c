#include "bench_contenders.h"

const pool_contender bench_contenders[N_CONTENDERS] = {
    {"seam", KIND_SEAM, NULL, NULL},
    {"seam-static", KIND_STATIC, NULL, NULL},
    {"malloc", KIND_RAW, NULL, NULL},
    {"mimalloc", KIND_RAW, "libmimalloc.so.2", "libmimalloc2.0"},
    {"jemalloc", KIND_RAW, "libjemalloc.so.2", "libjemalloc2"},
    {"tcmalloc", KIND_RAW, "libtcmalloc_minimal.so.4", "libtcmalloc-minimal4"},
    {"av_buffer_pool", KIND_COUNTED, NULL, "libavutil-dev"},
    {"g_bytes", KIND_COUNTED, NULL, "libglib2.0-dev"},
    {"evbuffer", KIND_COUNTED, NULL, "libevent-dev"},
    {"atomic-pair", KIND_ATOMIC, NULL, NULL},
    {"ring-alone", KIND_RING, NULL, NULL},
};

size_t bench_bounded_live(size_t n, size_t len)
{
    while (n > 1 && n * len > ((size_t)64 << 20))
        n /= 2;
    return n;
}
