/* What the tests of memory share: a pool whose pages are counted, and helpers that look at it. */
#ifndef SEAM_TESTS_POOL_FIXTURE_H
#define SEAM_TESTS_POOL_FIXTURE_H

#include <stdlib.h>
#include <string.h>

#include "data/laws.h"
#include "mem/pool/pool_private.h"
#include "mem/slab/extent.h"
#include "support.h"

/* Each ck_assert() costs a system call, so loops that run long check with this. */
#define must(condition)                     \
    do {                                    \
        if (!(condition))                   \
            ck_abort_msg("%s", #condition); \
    } while (0)

#define ck_status(expression, expected) ck_assert_int_eq((expression), (expected))
#define ck_ok(expression)               ck_status(expression, SEAM_OK)

static inline seam_pool_stats stats_of(const seam_pool *pool)
{
    seam_pool_stats stats;

    seam_pool_stats_get(pool, &stats);
    return stats;
}

/* A pool over a provider that counts and never fails, until the test says so. */
static inline seam_pool *fixture_open(failing_provider *provider, const seam_pool_options *options)
{
    seam_pool *pool;

    failing_provider_init(provider);
    seam__provider_set(&provider->table);
    ck_ok(seam_pool_create(options, &pool));
    ck_assert_ptr_nonnull(pool);
    return pool;
}

static inline void fixture_expect_quiet(const seam_pool *pool)
{
    seam_pool_stats stats = stats_of(pool);

    ck_assert(seam__pool_valid(pool));
    ck_assert_uint_eq(stats.live_blocks, 0);
    ck_assert_uint_eq(stats.live_bytes, 0);
    ck_assert_uint_eq(stats.requested_bytes, 0);
    ck_assert_uint_eq(stats.adopted_blocks, 0);
    ck_assert_uint_eq(stats.adopted_bytes, 0);
}

/* Nothing is live, and nothing stays mapped. */
static inline void fixture_close(failing_provider *provider, seam_pool **pool)
{
    fixture_expect_quiet(*pool);
    seam_pool_destroy(pool);
    ck_assert_ptr_null(*pool);
    ck_assert_uint_eq(provider->mapped_bytes, 0);
    seam__provider_set(NULL);
}

/* The handles on the block of a buf; 0 when it has none. */
static inline uint32_t refs(const seam_buf *buf)
{
    if (buf->block == NULL)
        return 0;
    return atomic_load_explicit(&buf->block->word, memory_order_relaxed) & SEAM__COUNT_MASK;
}

/* What a handle must look like after a failure: a result that was written, and is empty. */
static inline bool is_empty(const seam_buf *buf)
{
    return buf->data == NULL && buf->len == 0 && buf->block == NULL;
}

/* A handle with rubbish in it, to see that a call writes its result. Never released. */
static inline void fill_with_rubbish(seam_buf *buf)
{
    memset((void *)buf, 0xA5, sizeof(*buf));
}

/* A buf of `len` bytes that count up from `first`. */
static inline seam_buf counting_buf(seam_pool *pool, size_t len, uint8_t first)
{
    seam_buf buf;
    uint8_t *to;

    must(seam_buf_alloc(pool, len, &buf) == SEAM_OK);
    to = seam_buf_bytes_mut(&buf);
    must(len == 0 || to != NULL);
    for (size_t i = 0; i < len; i++)
        to[i] = (uint8_t)(first + i);
    return buf;
}

/* A chain's content by every way of reading it, and its laws. */
static inline void expect_chain(const seam_chain *chain, const void *expected, size_t len)
{
    uint8_t *copy = malloc(len + 1);
    seam_view segment;
    size_t index = 0;
    size_t n_segments = 0;
    size_t at = 0;

    must(copy != NULL);
    must(seam__chain_valid(chain));
    must(seam_chain_len(chain) == len);
    for (; seam_chain_next(chain, &index, &segment); n_segments++) {
        must(segment.len <= len - at);
        must(memcmp(segment.data, (const uint8_t *)expected + at, segment.len) == 0);
        at += segment.len;
    }
    must(at == len);
    must(n_segments == seam_chain_segments(chain));
    must(segment.data == NULL && segment.len == 0);
    must(seam_chain_copy_out(chain, 0, copy, len + 1) == len);
    must(len == 0 || memcmp(copy, expected, len) == 0);
    free(copy);
}

#endif
