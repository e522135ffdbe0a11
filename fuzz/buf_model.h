/* What fuzz_buf, and tests/proof/soak, hold the library against: for each handle the bytes that it must show, for each
 * block the handles that must be counted, for the chain one array of bytes. */
#ifndef SEAM_FUZZ_BUF_MODEL_H
#define SEAM_FUZZ_BUF_MODEL_H

#include <stdlib.h>
#include <string.h>

#include "data/laws.h"
#include "fuzz_check.h"
#include "mem/os/provider.h"
#include "mem/pool/pool_private.h"
#include "mem/slab/block.h"
#include "seam/seam.h"

enum { N_SLOTS = 10, MAX_SEGMENTS = 48, MAX_KNOWN = N_SLOTS + MAX_SEGMENTS + 2 };
#define MAX_CHAIN ((size_t)1 << 17)

/* A handle, and `buf.len` bytes that it must show. */
typedef struct slot {
    seam_buf buf;
    uint8_t *shadow;
} slot;

/* Memory that was adopted; `freed` by its release callback. */
typedef struct region {
    uint8_t *data;
    size_t len;
    int n_freed;
} region;

/* A block that some handle is on. */
typedef struct known {
    seam_block *block;
    uint64_t tag;
    bool writable;
    region *region; /* NULL: the pool's own memory */
} known;

typedef struct model {
    /* provider */
    seam__provider table;
    uint64_t n_calls, fail_at, mapped;
    bool fail_from, fail_unmap;
    uint64_t fail_percent, dice;    /* of all calls, drawn from a state that is not 0 */
    bool call_failed, unmap_failed; /* during the present operation */
    bool lost; /* an arena that failed halfway did not go back: its address space is lost */
    /* the library's side, and ours */
    seam_pool *pool;
    bool limited;
    bool odd_costs; /* options let a block cost more than seam_pool_class_size() says */
    int n_gone;
    slot slots[N_SLOTS];
    seam_chain chain;
    struct iovec room;
    uint8_t content[MAX_CHAIN]; /* of the chain */
    size_t len;
    known known[MAX_KNOWN];
    size_t n_known;
    size_t budget; /* large blocks are slow, so an input gets few */
    uint8_t next_byte;
} model;

/* ---- provider */

static inline bool model_has_bad_luck(model *m)
{
    if (m->fail_percent == 0)
        return false;
    m->dice ^= m->dice << 13;
    m->dice ^= m->dice >> 7;
    m->dice ^= m->dice << 17;
    return m->dice % 100 < m->fail_percent;
}

static inline bool model_call_fails(model *m)
{
    m->n_calls++;
    if (model_has_bad_luck(m)) {
        m->call_failed = true;
        return true;
    }
    if (m->fail_at == 0 || m->n_calls < m->fail_at || (m->n_calls > m->fail_at && !m->fail_from))
        return false;
    m->call_failed = true;
    return true;
}

static inline void *model_map(void *ctx, size_t len, bool commit)
{
    model *m = ctx;
    void *at = model_call_fails(m) ? NULL : seam__provider_system.map(NULL, len, commit);

    m->mapped += at != NULL ? len : 0;
    return at;
}

static inline bool model_unmap(void *ctx, void *at, size_t len)
{
    model *m = ctx;

    if (m->fail_unmap || model_has_bad_luck(m) || !seam__provider_system.unmap(NULL, at, len)) {
        m->unmap_failed = true;
        return false;
    }
    m->mapped -= len;
    return true;
}

static inline bool model_commit(void *ctx, void *at, size_t len)
{
    return !model_call_fails(ctx) && seam__provider_system.commit(NULL, at, len);
}

static inline bool model_decommit(void *ctx, void *at, size_t len)
{
    model *m = ctx;

    return !m->fail_unmap && !model_has_bad_luck(m) &&
           seam__provider_system.decommit(NULL, at, len);
}

static inline bool model_protect(void *ctx, void *at, size_t len, bool hidden)
{
    model *m = ctx;

    return !m->fail_unmap && !model_has_bad_luck(m) &&
           seam__provider_system.protect(NULL, at, len, hidden);
}

static inline bool model_hide(void *ctx, void *at, size_t len)
{
    (void)at;
    (void)len;
    return !model_call_fails(ctx);
}

/* A model that has done nothing; what the chain held is not looked at. */
static inline void model_clear(model *m)
{
    memset(m, 0, offsetof(model, content));
    m->len = 0;
    m->n_known = 0;
    m->next_byte = 0;
}

static inline void model_set_table(model *m)
{
    m->table = (seam__provider){.map = model_map,
                                .unmap = model_unmap,
                                .commit = model_commit,
                                .decommit = model_decommit,
                                .protect = model_protect,
                                .hide = model_hide,
                                .ask_huge = seam__provider_system.ask_huge,
                                .ctx = m};
}

/* ---- blocks */

static inline seam_buf *model_segment(const model *m, size_t index)
{
    const seam_chain *c = &m->chain;
    const void *ring =
        c->ring_.data != NULL ? (const void *)c->ring_.data : (const void *)c->inline_;

    return &((seam_buf *)(uintptr_t)ring)[(c->first_ + index) & (c->cap_ - 1)];
}

/* The handles on a block, by looking at all of them. */
static inline uint32_t model_count(const model *m, const seam_block *block)
{
    uint32_t n = m->chain.fill_.block == block;

    for (size_t i = 0; i < N_SLOTS; i++)
        n += m->slots[i].buf.block == block;
    for (size_t i = 0; i < seam_chain_segments(&m->chain); i++)
        n += model_segment(m, i)->block == block;
    return n;
}

static inline known *model_find(model *m, const seam_block *block)
{
    for (size_t i = 0; i < m->n_known; i++) {
        if (m->known[i].block == block)
            return &m->known[i];
    }
    return NULL;
}

static inline void model_learn(model *m, seam_block *block, uint64_t tag, bool writable, region *of)
{
    if (block == NULL || model_find(m, block) != NULL)
        return;
    CHECK(m->n_known < MAX_KNOWN);
    m->known[m->n_known++] = (known){block, tag, writable, of};
}

/* A block without handles is gone, and its memory has been given back once. */
static inline void model_forget_dead(model *m)
{
    for (size_t i = m->n_known; i-- > 0;) {
        region *of = m->known[i].region;

        if (model_count(m, m->known[i].block) > 0) {
            CHECK(of == NULL || of->n_freed == 0);
            continue;
        }
        if (of != NULL) {
            CHECK(of->n_freed == 1);
            free(of);
        }
        m->known[i] = m->known[--m->n_known];
    }
}

/* ---- checks */

static inline void model_check_slot(model *m, slot *s)
{
    const known *k;
    uint32_t n;

    CHECK(seam__buf_valid(&s->buf));
    CHECK(s->buf.len == 0 || memcmp(s->buf.data, s->shadow, s->buf.len) == 0);
    if (s->buf.block == NULL) {
        CHECK(seam_buf_bytes_mut(&s->buf) == NULL && !seam_buf_is_unique(&s->buf));
        CHECK(seam_buf_tag(&s->buf) == 0 && seam_buf_retained(&s->buf) == 0);
        return;
    }
    k = model_find(m, s->buf.block);
    CHECK(k != NULL);
    n = model_count(m, s->buf.block);
    CHECK(seam_buf_is_unique(&s->buf) == (n == 1));
    CHECK(seam_buf_bytes_mut(&s->buf) == (n == 1 && k->writable ? s->buf.data : NULL));
    CHECK(seam_buf_tag(&s->buf) == k->tag);
    CHECK(seam_buf_retained(&s->buf) >= s->buf.len);
    CHECK(k->region == NULL || seam_buf_retained(&s->buf) == k->region->len);
}

/* Bytes that one handle may write are in no other handle's window. */
static inline void model_check_owners(model *m)
{
    for (size_t i = 0; i < N_SLOTS; i++) {
        const uintptr_t mine = (uintptr_t)seam_buf_bytes_mut(&m->slots[i].buf);

        for (size_t k = 0; k < N_SLOTS && mine != 0; k++) {
            const seam_buf *other = &m->slots[k].buf;
            const uintptr_t theirs = (uintptr_t)other->data;

            CHECK(k == i || other->len == 0 || theirs >= mine + m->slots[i].buf.len ||
                  mine >= theirs + other->len);
        }
    }
}

static inline void model_check_chain(const model *m)
{
    size_t index = 0;
    size_t at = 0;
    seam_view view;

    CHECK(seam__chain_valid(&m->chain));
    CHECK(seam_chain_len(&m->chain) == m->len);
    for (; seam_chain_next(&m->chain, &index, &view); at += view.len)
        CHECK(view.len <= m->len - at && memcmp(view.data, m->content + at, view.len) == 0);
    CHECK(at == m->len && index == seam_chain_segments(&m->chain));
}

static inline void model_check_counts(const model *m)
{
    for (size_t i = 0; i < m->n_known; i++) {
        const known *k = &m->known[i];
        const uint32_t word = atomic_load_explicit(&k->block->word, memory_order_relaxed);

        CHECK((word & SEAM__COUNT_MASK) == model_count(m, k->block));
    }
}

/* Takes every lock of the pool several times, so it is not done after each operation. */
static inline void model_check_pool(const model *m)
{
    uint64_t n_adopted = 0;
    uint64_t adopted_bytes = 0;
    seam_pool_stats stats;

    if (m->pool == NULL)
        return;
    for (size_t i = 0; i < m->n_known; i++) {
        n_adopted += m->known[i].region != NULL;
        adopted_bytes += m->known[i].region != NULL ? m->known[i].region->len : 0;
    }
    CHECK(seam__pool_valid(m->pool));
    seam_pool_stats_get(m->pool, &stats);
    CHECK(stats.live_blocks == m->n_known - n_adopted + (m->chain.ring_.len > 0));
    CHECK(stats.adopted_blocks == n_adopted && stats.adopted_bytes == adopted_bytes);
    CHECK(stats.mapped == m->mapped);
}

/* After each operation. */
static inline void model_check(model *m)
{
    model_learn(m, m->chain.fill_.block, 0, true, NULL);
    model_forget_dead(m);
    for (size_t i = 0; i < N_SLOTS; i++)
        model_check_slot(m, &m->slots[i]);
    model_check_owners(m);
    model_check_chain(m);
    model_check_counts(m);
    m->lost |= m->unmap_failed && (m->call_failed || m->limited);
    m->call_failed = false;
    m->unmap_failed = false;
}

#endif
