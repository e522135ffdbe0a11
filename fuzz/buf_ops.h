/* What fuzz_buf reads from its input (tests/proof/soak: from a generator), and the operations on bufs that
 * are chosen by it. */
#ifndef SEAM_FUZZ_BUF_OPS_H
#define SEAM_FUZZ_BUF_OPS_H

#include "buf_model.h"

typedef struct input {
    const uint8_t *at;
    size_t left;
} input;

/* The next byte; 0 when there is none. */
static uint8_t next(input *in)
{
    if (in->left == 0)
        return 0;
    in->left--;
    return *in->at++;
}

/* ---- values */

/* Mostly small, else near an edge of the pool's or the chain's; few that are slow. */
static size_t some_len(model *m, input *in)
{
    static const size_t edges[] = {256,   511,   512,   513,    640,    4096,   16383,
                                   16384, 16385, 65536, 262143, 262144, 262145, 300000};
    uint8_t byte = next(in);
    size_t len = byte;

    if (byte >= 0xE0)
        len = edges[byte % (sizeof(edges) / sizeof(edges[0]))];
    if (len > m->budget)
        len = byte;
    m->budget -= len;
    return len;
}

/* A position near `len`: inside, at the end, past it, or so far that sums wrap. */
static size_t some_position(input *in, size_t len)
{
    uint8_t byte = next(in);

    if (byte < 0xC0)
        return len * byte / 0xB0;
    if (byte < 0xE0)
        return len - (byte - 0xD0u);
    return byte < 0xF0 ? byte - 0xE0u : SIZE_MAX - (byte - 0xF0u);
}

static slot *some_slot(model *m, input *in)
{
    return &m->slots[next(in) % N_SLOTS];
}

enum { N_NOISE = 4096 };

static void make_noise(uint8_t noise[N_NOISE])
{
    uint32_t word = 1;

    for (size_t i = 0; i < N_NOISE; i++) {
        word = word * 1664525u + 1013904223u;
        noise[i] = (uint8_t)(word >> 24);
    }
}

/* Bytes that differ from place to place and from call to call, copied because a loop is slow here. */
static void fill(model *m, uint8_t *to, size_t len)
{
    static uint8_t noise[N_NOISE];

    if (noise[0] == noise[1])
        make_noise(noise);
    while (len > 0) {
        size_t from = m->next_byte++;
        size_t n = len < N_NOISE - from ? len : N_NOISE - from;

        memcpy(to, noise + from, n);
        to += n;
        len -= n;
    }
}

/* A new shadow of `len` bytes; what it holds is up to the caller. */
static uint8_t *shadow_of(const uint8_t *data, size_t len)
{
    uint8_t *shadow = malloc(len + 1);

    CHECK(shadow != NULL);
    if (len > 0)
        memcpy(shadow, data, len);
    return shadow;
}

static void clear(slot *s)
{
    seam_buf_release(&s->buf);
    free(s->shadow);
    s->shadow = NULL;
}

/* Makes a slot free before a call that may hand out the same block again. */
static void vacate(model *m, slot *s)
{
    clear(s);
    model_forget_dead(m);
}

/* A call that allocates failed for a reason that the input gave. */
static bool succeeded(const model *m, seam_status r)
{
    CHECK(r == SEAM_OK || (r == SEAM_ENOMEM && m->call_failed) ||
          (r == SEAM_EPERM && m->call_failed) || (r == SEAM_ELIMIT && m->limited));
    return r == SEAM_OK;
}

static bool is_empty(const seam_buf *buf)
{
    return buf->data == NULL && buf->len == 0 && buf->block == NULL;
}

/* ---- making bufs */

static void op_alloc(model *m, input *in)
{
    slot *s = some_slot(m, in);
    size_t len = some_len(m, in);

    vacate(m, s);
    if (succeeded(m, seam_buf_alloc(m->pool, len, &s->buf))) {
        CHECK(s->buf.len == len);
        if (len > 0)
            fill(m, seam_buf_bytes_mut(&s->buf), len);
        s->shadow = shadow_of(s->buf.data, len);
        model_learn(m, s->buf.block, 0, true, NULL);
    } else {
        CHECK(is_empty(&s->buf));
    }
}

static void op_alloc_impossible(model *m, input *in)
{
    seam_buf buf;
    seam_status r = seam_buf_alloc(m->pool, SIZE_MAX - next(in), &buf);

    CHECK((r == SEAM_ENOMEM || r == SEAM_ELIMIT) && is_empty(&buf));
}

static void op_copy(model *m, input *in)
{
    slot *from = some_slot(m, in);
    slot *to = some_slot(m, in);
    seam_buf copy;

    if (succeeded(m, seam_buf_copy(m->pool, seam_buf_view(&from->buf), &copy))) {
        uint8_t *shadow = shadow_of(from->shadow, copy.len);

        clear(to);
        to->buf = seam_buf_move(&copy);
        to->shadow = shadow;
        model_learn(m, to->buf.block, 0, true, NULL);
    }
}

static void give_back(void *ctx, void *data, size_t len)
{
    region *r = ctx;

    CHECK(data == r->data && len == r->len && r->n_freed == 0);
    r->n_freed++;
    free(r->data);
}

static void op_adopt(model *m, input *in)
{
    slot *s = some_slot(m, in);
    uint8_t len = next(in);
    uint32_t flags = next(in) % 3; /* 2 is none that there is */
    region *r = calloc(1, sizeof(*r));
    seam_status status;

    CHECK(r != NULL);
    vacate(m, s);
    r->data = malloc(len + 1u);
    r->len = len;
    CHECK(r->data != NULL);
    fill(m, r->data, len);
    s->shadow = shadow_of(r->data, len);
    status = seam_buf_adopt(m->pool, r->data, len, give_back, r, flags, &s->buf);
    CHECK((status == SEAM_EINVAL) == (flags == 2));
    if (status != SEAM_EINVAL && succeeded(m, status)) {
        CHECK(r->n_freed == (len == 0));
        model_learn(m, s->buf.block, 0, flags == SEAM_ADOPT_WRITABLE, r);
    } else {
        CHECK(is_empty(&s->buf) && r->n_freed == 0);
        free(r->data);
    }
    if (s->buf.block == NULL)
        free(r);
}

static void op_static(model *m, input *in)
{
    static const uint8_t literal[256] = "seam: bytes that live for ever";
    slot *s = some_slot(m, in);
    uint8_t len = next(in);

    clear(s);
    s->buf = seam_buf_static(seam_view_of(literal, len));
    s->shadow = shadow_of(literal, len);
}

/* ---- windows */

/* Puts a new handle, which shows shadow[0, buf->len), into a slot. `shadow` may be the slot's. */
static void place(slot *s, seam_buf *buf, const uint8_t *shadow)
{
    uint8_t *copy = shadow_of(shadow, buf->len);

    clear(s);
    s->buf = seam_buf_move(buf);
    s->shadow = copy;
}

static void op_share(model *m, input *in)
{
    slot *from = some_slot(m, in);
    slot *to = some_slot(m, in);
    seam_buf twin = seam_buf_share(&from->buf);

    place(to, &twin, from->shadow);
}

static void op_move(model *m, input *in)
{
    slot *from = some_slot(m, in);
    slot *to = some_slot(m, in);
    seam_buf moved = seam_buf_move(&from->buf);

    CHECK(is_empty(&from->buf));
    place(to, &moved, from->shadow);
}

static void op_slice(model *m, input *in)
{
    slot *from = some_slot(m, in);
    slot *to = some_slot(m, in);
    size_t off = some_position(in, from->buf.len);
    size_t len = some_position(in, from->buf.len);
    bool inside = off <= from->buf.len && len <= from->buf.len - off;
    bool by_pointer = next(in) % 2 == 1;
    uintptr_t at = (uintptr_t)from->buf.data + off;
    seam_status r;
    seam_buf slice;

    if (by_pointer)
        r = seam_buf_slice_of(&from->buf, (const void *)at, len, &slice);
    else
        r = seam_buf_slice(&from->buf, off, len, &slice);
    CHECK(r == (inside ? SEAM_OK : SEAM_ERANGE));
    CHECK(slice.len == (inside ? len : 0));
    if (inside)
        place(to, &slice, from->shadow != NULL ? from->shadow + off : NULL);
}

static void op_split(model *m, input *in)
{
    slot *from = some_slot(m, in);
    slot *to = some_slot(m, in);
    bool front_goes = next(in) % 2 == 1;
    size_t len = from->buf.len;
    size_t at = some_position(in, len);
    seam_status r;
    seam_buf part;

    if (from == to)
        return;
    if (front_goes)
        r = seam_buf_split_to(&from->buf, at, &part);
    else
        r = seam_buf_split_off(&from->buf, at, &part);
    CHECK(r == (at <= len ? SEAM_OK : SEAM_ERANGE));
    CHECK(from->buf.len + part.len == len);
    if (at > len || from->shadow == NULL)
        return;
    CHECK(part.len == (front_goes ? at : len - at));
    place(to, &part, front_goes ? from->shadow : from->shadow + at);
    if (front_goes)
        memmove(from->shadow, from->shadow + at, len - at);
}

static void op_narrow(model *m, input *in)
{
    slot *s = some_slot(m, in);
    bool at_front = next(in) % 2 == 1;
    size_t len = s->buf.len;
    size_t n = some_position(in, len);
    seam_status r = at_front ? seam_buf_advance(&s->buf, n) : seam_buf_truncate(&s->buf, n);

    CHECK(r == (n <= len ? SEAM_OK : SEAM_ERANGE));
    if (n > len)
        return;
    CHECK(s->buf.len == (at_front ? len - n : n));
    if (at_front && s->shadow != NULL)
        memmove(s->shadow, s->shadow + n, len - n);
}

static void op_release(model *m, input *in)
{
    clear(some_slot(m, in));
}

/* ---- writing, copying out, tags */

/* A copy has been made when the block is another one; it has the tag of the old one. */
static void learn_copy(model *m, slot *s, uint64_t tag)
{
    model_learn(m, s->buf.block, tag, true, NULL);
}

static void op_make_writable(model *m, input *in)
{
    slot *s = some_slot(m, in);
    uint64_t tag = seam_buf_tag(&s->buf);

    if (succeeded(m, seam_buf_make_writable(&s->buf, m->pool))) {
        CHECK(s->buf.len == 0 || seam_buf_bytes_mut(&s->buf) != NULL);
        learn_copy(m, s, tag);
    }
}

static void op_unpin(model *m, input *in)
{
    slot *s = some_slot(m, in);
    size_t k = some_position(in, 20);
    uint64_t tag = seam_buf_tag(&s->buf);
    size_t cost = seam_pool_class_size(s->buf.len);
    seam_status r = seam_buf_unpin(&s->buf, k, m->pool);

    CHECK((r == SEAM_EINVAL) == (k == 0));
    if (k == 0 || !succeeded(m, r) || s->buf.len == 0)
        return;
    CHECK(m->odd_costs || seam_buf_retained(&s->buf) / cost <= k);
    learn_copy(m, s, tag);
}

static void op_write(model *m, input *in)
{
    slot *s = some_slot(m, in);
    uint8_t *to = seam_buf_bytes_mut(&s->buf);

    if (to != NULL) {
        fill(m, to, s->buf.len);
        memcpy(s->shadow, to, s->buf.len);
    }
}

static void op_tag(model *m, input *in)
{
    slot *s = some_slot(m, in);
    uint64_t tag = UINT64_C(0x0101010101010101) * next(in);

    known *k = model_find(m, s->buf.block);

    seam_buf_set_tag(&s->buf, tag);
    if (k != NULL)
        k->tag = tag;
}

#endif
