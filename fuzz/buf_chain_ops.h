/* The operations on the chain and the pool, and the life of a model. */
#ifndef SEAM_FUZZ_BUF_CHAIN_OPS_H
#define SEAM_FUZZ_BUF_CHAIN_OPS_H

#include "buf_ops.h"

/* ---- chain */

static bool has_room(const model *m, size_t len)
{
    return len <= MAX_CHAIN - m->len && seam_chain_segments(&m->chain) < MAX_SEGMENTS;
}

static void op_add(model *m, input *in)
{
    slot *s = some_slot(m, in);
    bool in_front = next(in) % 2 == 1;
    size_t len = s->buf.len;
    seam_status r;

    if (!has_room(m, len))
        return;
    r = in_front ? seam_chain_prepend(&m->chain, &s->buf) : seam_chain_append(&m->chain, &s->buf);
    if (!succeeded(m, r)) {
        CHECK(s->buf.len == len);
        return;
    }
    CHECK(is_empty(&s->buf));
    if (in_front)
        memmove(m->content + len, m->content, m->len);
    if (len > 0)
        memcpy(m->content + (in_front ? 0 : m->len), s->shadow, len);
    m->len += len;
}

static void op_reserve(model *m, input *in)
{
    size_t len = some_len(m, in);
    struct iovec room;

    if (succeeded(m, seam_chain_reserve(&m->chain, len, &room))) {
        CHECK(room.iov_len >= len && room.iov_len > 0);
        m->room = room;
    } else {
        CHECK(room.iov_base == NULL && room.iov_len == 0);
    }
}

static void op_commit(model *m, input *in)
{
    size_t n = some_position(in, m->room.iov_len);
    bool inside = n <= m->room.iov_len;
    seam_status r;

    if (inside && !has_room(m, n))
        return;
    if (inside && n > 0)
        fill(m, m->room.iov_base, n);
    r = seam_chain_commit(&m->chain, n);
    CHECK((r == SEAM_ERANGE) == !inside);
    if (!inside || !succeeded(m, r))
        return;
    if (n > 0)
        memcpy(m->content + m->len, m->room.iov_base, n);
    m->len += n;
    m->room = (struct iovec){NULL, 0};
}

static void forget_front(model *m, size_t n)
{
    m->len -= n;
    memmove(m->content, m->content + n, m->len);
}

static void op_pop(model *m, input *in)
{
    slot *s = some_slot(m, in);
    seam_buf buf;
    seam_status r = seam_chain_pop(&m->chain, &buf);

    CHECK(r == (m->len > 0 ? SEAM_OK : SEAM_MORE));
    CHECK(buf.len <= m->len && (buf.len > 0) == (r == SEAM_OK));
    if (r == SEAM_MORE)
        return;
    place(s, &buf, m->content);
    forget_front(m, s->buf.len);
}

static void op_drain(model *m, input *in)
{
    size_t n = some_position(in, m->len);
    seam_status r = seam_chain_drain(&m->chain, n);

    CHECK(r == (n <= m->len ? SEAM_OK : SEAM_ERANGE));
    if (r == SEAM_OK)
        forget_front(m, n);
}

static void op_release_chain(model *m, input *in)
{
    (void)in;
    seam_chain_release(&m->chain);
    m->room = (struct iovec){NULL, 0};
    m->len = 0;
}

static void op_look(model *m, input *in)
{
    struct iovec iov[4];
    uint8_t part[64];
    size_t off = some_position(in, m->len);
    size_t left = off < m->len ? m->len - off : 0;
    size_t n = seam_chain_copy_out(&m->chain, off, part, sizeof(part));
    size_t n_iov = seam_chain_iovec(&m->chain, 0, SIZE_MAX, iov, next(in) % 5);
    size_t at = 0;

    CHECK(n == (left < sizeof(part) ? left : sizeof(part)));
    CHECK(n == 0 || memcmp(part, m->content + off, n) == 0);
    for (size_t i = 0; i < n_iov; at += iov[i++].iov_len)
        CHECK(memcmp(iov[i].iov_base, m->content + at, iov[i].iov_len) == 0);
}

/* ---- pool */

static void op_trim(model *m, input *in)
{
    (void)in;
    seam_pool_trim(m->pool);
}

/* ---- a model's life */

static void note_end(void *ctx, const seam_pool_stats *last)
{
    CHECK(last->live_blocks == 0 && last->adopted_blocks == 0);
    ((model *)ctx)->n_gone++;
}

/* A pool with these options, over the model's pages, and an empty chain. False when memory or the
 * limit does not allow it. */
static bool open_model(model *m, seam_pool_options *options)
{
    m->limited = options->max_bytes != 0;
    options->gone = note_end;
    options->ctx = m;
    m->budget = (size_t)1 << 20;
    seam__provider_set(&m->table);
    if (!succeeded(m, seam_pool_create(options, &m->pool)))
        return false;
    seam_chain_init(&m->chain, m->pool);
    return true;
}

/* The pool is destroyed before its last block, or after it. */
static void close_model(model *m, bool pool_first)
{
    m->fail_unmap = false;
    if (pool_first) {
        seam_pool_destroy(&m->pool);
        model_check(m);
    }
    for (size_t i = 0; i < N_SLOTS; i++)
        clear(&m->slots[i]);
    seam_chain_release(&m->chain);
    m->len = 0;
    model_check(m);
    model_check_pool(m);
    CHECK(m->n_known == 0);
    seam_pool_destroy(&m->pool);
    CHECK(m->n_gone == 1);
    CHECK(m->lost || m->mapped == 0);
    seam__provider_set(NULL);
}

#endif
