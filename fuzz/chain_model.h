/* What fuzz_chain, and tests/data/test_chain_calls.c, hold chains against: two chains in one pool, an array of bytes
 * for each, and slices that others hold and whose bytes must never change. */
#ifndef SEAM_FUZZ_CHAIN_MODEL_H
#define SEAM_FUZZ_CHAIN_MODEL_H

#include <stdlib.h>
#include <string.h>

#include "data/laws.h"
#include "fuzz_check.h"
#include "mem/os/provider.h"
#include "mem/pool/pool_private.h"
#include "mem/slab/block.h"
#include "seam/seam.h"

enum { N_HELD = 6, HELD_MAX = 64, MODEL_SEGMENTS = 40, MODEL_BYTES = 70000 };

/* A chain, and the bytes that it must show. */
typedef struct flat {
    seam_chain chain;
    uint8_t bytes[MODEL_BYTES];
    size_t len;
    struct iovec room;
    size_t max_bytes, max_segs; /* 0: none */
    seam_find find;             /* of what world.what says; follows what the chain does */
} flat;

/* What somebody else has of a chain: the first bytes of it are remembered. */
typedef struct held {
    seam_buf buf;
    uint8_t bytes[HELD_MAX];
} held;

typedef struct world {
    seam__provider table;
    uint64_t n_calls, fail_at, mapped;
    bool fail_from;
    bool call_failed; /* during the present operation */
    seam_pool *pool;
    bool limited; /* by the pool's max_bytes */
    flat flats[2];
    held held[N_HELD];
    uint8_t next_byte;
    size_t budget; /* large blocks are slow, so an input gets few */
} world;

static const uint8_t sought[] = "abca";

/* ---- pages that fail to come */

static inline bool world_call_fails(world *w)
{
    w->n_calls++;
    if (w->fail_at == 0 || w->n_calls < w->fail_at || (w->n_calls > w->fail_at && !w->fail_from))
        return false;
    w->call_failed = true;
    return true;
}

static inline void *world_map(void *ctx, size_t len, bool commit)
{
    world *w = ctx;
    void *at = world_call_fails(w) ? NULL : seam__provider_system.map(NULL, len, commit);

    w->mapped += at != NULL ? len : 0;
    return at;
}

static inline bool world_unmap(void *ctx, void *at, size_t len)
{
    ((world *)ctx)->mapped -= len;
    return seam__provider_system.unmap(NULL, at, len);
}

static inline bool world_commit(void *ctx, void *at, size_t len)
{
    return !world_call_fails(ctx) && seam__provider_system.commit(NULL, at, len);
}

/* False when memory or the limit does not allow a pool. */
static inline bool world_open(world *w, const seam_pool_options *options)
{
    memset(w, 0, sizeof(*w));
    memcpy(&w->table, &seam__provider_system, sizeof(w->table));
    w->table.map = world_map;
    w->table.unmap = world_unmap;
    w->table.commit = world_commit;
    w->table.ctx = w;
    w->budget = (size_t)1 << 19;
    w->limited = options->max_bytes != 0;
    seam__provider_set(&w->table);
    if (seam_pool_create(options, &w->pool) != SEAM_OK) {
        CHECK(w->mapped == 0);
        seam__provider_set(NULL);
        return false;
    }
    for (int i = 0; i < 2; i++)
        seam_chain_init(&w->flats[i].chain, w->pool);
    return true;
}

/* ---- what must hold */

/* The handles on a block, by looking at all of them. */
static inline uint32_t world_count(const world *w, const seam_block *block)
{
    uint32_t n = 0;

    for (int f = 0; f < 2; f++) {
        const seam_chain *chain = &w->flats[f].chain;

        n += chain->fill_.block == block;
        for (size_t i = 0; i < seam_chain_segments(chain); i++)
            n += seam_chain_segment(chain, i)->block == block;
    }
    for (int i = 0; i < N_HELD; i++)
        n += w->held[i].buf.block == block;
    return n;
}

static inline void world_check_count(const world *w, const seam_buf *buf)
{
    if (buf->block == NULL)
        return;
    CHECK((atomic_load_explicit(&buf->block->word, memory_order_relaxed) & SEAM__COUNT_MASK) ==
          world_count(w, buf->block));
}

static inline void world_check_flat(const world *w, const flat *f)
{
    size_t at = 0;
    size_t index = 0;
    seam_view piece;

    CHECK(seam__chain_valid(&f->chain));
    CHECK(seam_chain_len(&f->chain) == f->len);
    while (seam_chain_next(&f->chain, &index, &piece)) {
        CHECK(piece.len <= f->len - at && memcmp(piece.data, f->bytes + at, piece.len) == 0);
        world_check_count(w, seam_chain_segment(&f->chain, index - 1));
        at += piece.len;
    }
    CHECK(at == f->len && index == seam_chain_segments(&f->chain));
    world_check_count(w, &f->chain.fill_);
    CHECK(f->len > 0 || f->room.iov_len > 0 || f->chain.fill_.block == NULL);
    CHECK(f->len > 0 || f->chain.ring_.block == NULL);
}

static inline void world_check(world *w)
{
    for (int f = 0; f < 2; f++)
        world_check_flat(w, &w->flats[f]);
    for (int i = 0; i < N_HELD; i++) {
        const held *h = &w->held[i];

        CHECK(seam__buf_valid(&h->buf));
        CHECK(h->buf.len <= HELD_MAX);
        CHECK(h->buf.len == 0 || memcmp(h->buf.data, h->bytes, h->buf.len) == 0);
        world_check_count(w, &h->buf);
    }
    w->call_failed = false;
}

/* Nothing is live, and nothing stays mapped. */
static inline void world_close(world *w)
{
    seam_pool_stats stats;

    for (int i = 0; i < N_HELD; i++)
        seam_buf_release(&w->held[i].buf);
    for (int f = 0; f < 2; f++)
        seam_chain_release(&w->flats[f].chain);
    seam_pool_stats_get(w->pool, &stats);
    CHECK(stats.live_blocks == 0);
    CHECK(seam__pool_valid(w->pool));
    seam_pool_destroy(&w->pool);
    CHECK(w->mapped == 0);
    seam__provider_set(NULL);
}

#endif
