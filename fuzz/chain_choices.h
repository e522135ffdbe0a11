/* What fuzz_chain reads from its input: values, places, buffers; and how its arrays follow a call. */
#ifndef SEAM_FUZZ_CHAIN_CHOICES_H
#define SEAM_FUZZ_CHAIN_CHOICES_H

#include "chain_model.h"

typedef struct chooser {
    const uint8_t *at;
    size_t left;
} chooser;

/* The next byte; 0 when there is none. */
static uint8_t next(chooser *in)
{
    if (in->left == 0)
        return 0;
    in->left--;
    return *in->at++;
}

/* ---- values */

static flat *some_flat(world *w, chooser *in)
{
    return &w->flats[next(in) % 2];
}

static held *some_held(world *w, chooser *in)
{
    return &w->held[next(in) % N_HELD];
}

/* Mostly small, else near an edge: of what is copied, of a block. */
static size_t some_len(world *w, chooser *in)
{
    static const size_t edges[] = {255,  511,  512,   513,   514,   1023,
                                   1025, 4096, 16383, 16384, 16385, 17000};
    const uint8_t byte = next(in);
    size_t len = byte < 0xC0 ? byte % 48 : edges[byte % (sizeof(edges) / sizeof(edges[0]))];

    if (len > w->budget)
        len = byte % 48;
    w->budget -= len;
    return len;
}

/* Inside [0, len], mostly; else past it, or so far that sums wrap. */
static size_t some_position(chooser *in, size_t len)
{
    const uint8_t byte = next(in);

    if (byte < 0xE0)
        return len * byte / 0xDF;
    return byte < 0xF0 ? len + (byte - 0xE0u) : SIZE_MAX - (byte - 0xF0u);
}

static bool has_room(const flat *f, size_t len)
{
    return len <= MODEL_BYTES - f->len && seam_chain_segments(&f->chain) + 4 < MODEL_SEGMENTS;
}

/* Few letters, so that strings are found, and nearly found, everywhere. */
static void fill(world *w, uint8_t *to, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        w->next_byte = (uint8_t)(w->next_byte * 5u + 11u + i % 3);
        to[i] = (uint8_t)('a' + w->next_byte / 16 % 3);
    }
}

/* A call that adds failed for a reason that the input gave: it has changed nothing, which the arrays show. */
static bool added(const world *w, const flat *f, seam_status r)
{
    const bool may_be_limited = w->limited || f->max_bytes > 0 || f->max_segs > 0;

    CHECK(r == SEAM_OK || (r == SEAM_ENOMEM && w->call_failed) ||
          (r == SEAM_ELIMIT && may_be_limited));
    /* A limit that was set below what is there stops what grows, and nothing else. */
    if (seam_chain_len(&f->chain) > f->len) {
        CHECK(f->max_bytes == 0 || seam_chain_len(&f->chain) <= f->max_bytes);
        CHECK(f->max_segs == 0 || seam_chain_segments(&f->chain) <= f->max_segs);
    }
    return r == SEAM_OK;
}

static void grow(flat *f, const uint8_t *bytes, size_t len)
{
    if (len > 0)
        memcpy(f->bytes + f->len, bytes, len);
    f->len += len;
}

static void shrink_front(flat *f, size_t n)
{
    f->len -= n;
    memmove(f->bytes, f->bytes + n, f->len);
    seam_find_drained(&f->find, n);
}

/* What a search has seen is no longer what is there. */
static void forget_search(flat *f)
{
    memset(&f->find, 0, sizeof(f->find));
}

/* Somebody keeps the first bytes of a buffer. */
static void keep(held *h, seam_buf *buf)
{
    const size_t len = buf->len < HELD_MAX ? buf->len : HELD_MAX;

    seam_buf_release(&h->buf);
    h->buf = seam_buf_take(buf, len);
    if (len > 0)
        memcpy(h->bytes, h->buf.data, len);
    seam_buf_release(buf);
}

/* A new buffer, one that is static, or part of what somebody holds. */
static bool some_buf(world *w, chooser *in, seam_buf *buf)
{
    static const uint8_t literal[700] = "abcabcacb: bytes that live for ever";
    const uint8_t kind = next(in) % 4;
    const held *h = some_held(w, in);
    const size_t len = some_len(w, in);
    seam_status r;

    if (kind == 0) {
        *buf =
            seam_buf_static(seam_view_of(literal, len < sizeof(literal) ? len : sizeof(literal)));
        return true;
    }
    if (kind == 1 && h->buf.len > 0) {
        *buf = seam_buf_sub(&h->buf, h->buf.len / 4, h->buf.len - h->buf.len / 4);
        return true;
    }
    r = seam_buf_alloc(w->pool, len, buf);
    CHECK(r == SEAM_OK || w->call_failed || w->limited);
    if (r == SEAM_OK && len > 0)
        fill(w, seam_buf_bytes_mut(buf), len);
    return r == SEAM_OK;
}

#endif
