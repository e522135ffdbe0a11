/* The operations on chains that an input chooses, each against the arrays of chain_model.h. */
#ifndef SEAM_FUZZ_CHAIN_OPS_H
#define SEAM_FUZZ_CHAIN_OPS_H

#include "chain_choices.h"

/* ---- adding */

static void op_add(world *w, chooser *in)
{
    flat *f = some_flat(w, in);
    const uint8_t how = next(in) % 4;
    seam_buf buf;
    uint8_t *copy;
    size_t len;
    seam_status r;

    if (!some_buf(w, in, &buf))
        return;
    len = buf.len;
    if (!has_room(f, len)) {
        seam_buf_release(&buf);
        return;
    }
    copy = malloc(len + 1);
    CHECK(copy != NULL);
    if (len > 0)
        memcpy(copy, buf.data, len);
    if (how == 0)
        r = seam_chain_append(&f->chain, &buf);
    else if (how == 1)
        r = seam_chain_add(&f->chain, &buf);
    else if (how == 2)
        r = seam_chain_add_unpinned(&f->chain, &buf, 1 + next(in) % 4);
    else
        r = seam_chain_prepend(&f->chain, &buf);
    if (added(w, f, r)) {
        CHECK(buf.len == 0 && buf.block == NULL);
        if (how == 3) {
            memmove(f->bytes + len, f->bytes, f->len);
            memcpy(f->bytes, copy, len);
            f->len += len;
            forget_search(f);
        } else {
            grow(f, copy, len);
        }
    } else {
        CHECK(buf.len == len && (len == 0 || memcmp(buf.data, copy, len) == 0));
        seam_buf_release(&buf);
    }
    free(copy);
}

static void op_write(world *w, chooser *in)
{
    static uint8_t bytes[20000];
    flat *f = some_flat(w, in);
    const size_t len = some_len(w, in);
    const bool print = next(in) % 4 == 0;
    seam_status r;

    if (!has_room(f, len))
        return;
    fill(w, bytes, len);
    if (print)
        r = seam_chain_printf(&f->chain, "%.*s", (int)len, (const char *)bytes);
    else
        r = seam_chain_write(&f->chain, seam_view_of(bytes, len));
    CHECK((r == SEAM_ESTATE) == (len > 0 && f->room.iov_len > 0 && !(print && len >= 1024)));
    if (r != SEAM_ESTATE && added(w, f, r))
        grow(f, bytes, len);
}

static void op_reserve(world *w, chooser *in)
{
    flat *f = some_flat(w, in);
    const size_t len = some_len(w, in);
    struct iovec room;

    if (added(w, f, seam_chain_reserve(&f->chain, len, &room))) {
        CHECK(room.iov_len >= len && room.iov_len > 0);
        f->room = room;
    } else {
        CHECK(room.iov_base == NULL && room.iov_len == 0);
    }
}

static void op_commit(world *w, chooser *in)
{
    flat *f = some_flat(w, in);
    const size_t n = some_position(in, f->room.iov_len);
    const bool inside = n <= f->room.iov_len;
    seam_status r;

    if (inside && !has_room(f, n))
        return;
    if (inside)
        fill(w, f->room.iov_base, n);
    r = seam_chain_commit(&f->chain, n);
    CHECK((r == SEAM_ERANGE) == !inside);
    if (!inside || !added(w, f, r))
        return;
    grow(f, f->room.iov_base, n);
    f->room = (struct iovec){NULL, 0};
}

/* ---- between the chains */

static void op_move(world *w, chooser *in)
{
    flat *to = some_flat(w, in);
    flat *from = &w->flats[to == &w->flats[0]];
    const size_t n = some_position(in, from->len);
    seam_status r;

    if (n <= from->len &&
        (!has_room(to, n) || !has_room(to, 0) ||
         seam_chain_segments(&from->chain) + seam_chain_segments(&to->chain) > MODEL_SEGMENTS))
        return;
    if (w->next_byte % 2 == 0)
        r = seam_chain_move(&to->chain, &from->chain, n);
    else
        r = seam_chain_add_chain(&to->chain, &from->chain, n);
    CHECK((r == SEAM_ERANGE) == (n > from->len));
    if (r == SEAM_ERANGE || !added(w, to, r))
        return;
    grow(to, from->bytes, n);
    shrink_front(from, n);
}

static void op_share(world *w, chooser *in)
{
    flat *to = some_flat(w, in);
    const flat *from = &w->flats[to == &w->flats[0]];
    const size_t off = some_position(in, from->len);
    const size_t len = some_position(in, off <= from->len ? from->len - off : 0);
    const bool inside = off <= from->len && len <= from->len - off;
    seam_status r;

    if (inside &&
        (!has_room(to, len) ||
         seam_chain_segments(&from->chain) + seam_chain_segments(&to->chain) > MODEL_SEGMENTS))
        return;
    r = seam_chain_share(&to->chain, &from->chain, off, len);
    CHECK((r == SEAM_ERANGE) == !inside);
    if (inside && added(w, to, r))
        grow(to, from->bytes + off, len);
}

static void op_split(world *w, chooser *in)
{
    flat *f = some_flat(w, in);
    flat *back = &w->flats[f == &w->flats[0]];
    const size_t at = some_position(in, f->len);
    seam_status r;

    if (at <= f->len &&
        (!has_room(back, f->len - at) ||
         seam_chain_segments(&f->chain) + seam_chain_segments(&back->chain) > MODEL_SEGMENTS))
        return;
    r = seam_chain_split(&f->chain, at, &back->chain);
    CHECK((r == SEAM_ERANGE) == (at > f->len));
    if (r == SEAM_ERANGE || !added(w, back, r))
        return;
    grow(back, f->bytes + at, f->len - at);
    f->len = at;
    forget_search(f);
}

/* ---- removing */

static void op_drain(world *w, chooser *in)
{
    flat *f = some_flat(w, in);
    const bool at_end = next(in) % 2 == 0;
    const size_t n = some_position(in, f->len);
    seam_status r;

    if (at_end)
        r = seam_chain_truncate(&f->chain, n);
    else
        r = seam_chain_drain(&f->chain, n);
    CHECK(r == (n <= f->len ? SEAM_OK : SEAM_ERANGE));
    if (r != SEAM_OK)
        return;
    if (!at_end) {
        shrink_front(f, n);
        return;
    }
    f->len = n;
    forget_search(f);
}

static void op_take(world *w, chooser *in)
{
    flat *f = some_flat(w, in);
    held *h = some_held(w, in);
    const bool pop = next(in) % 2 == 0;
    const size_t n = some_position(in, f->len);
    seam_status r;
    seam_buf buf;

    if (pop) {
        r = seam_chain_pop(&f->chain, &buf);
        CHECK(r == (f->len > 0 ? SEAM_OK : SEAM_MORE));
    } else {
        r = seam_chain_take(&f->chain, n, &buf);
        CHECK((r == SEAM_ERANGE) == (n > f->len));
        CHECK(r == SEAM_OK || r == SEAM_ERANGE || w->call_failed || w->limited);
        CHECK(r != SEAM_OK || buf.len == n);
    }
    CHECK(buf.len <= f->len && (buf.len == 0 || memcmp(buf.data, f->bytes, buf.len) == 0));
    shrink_front(f, buf.len);
    keep(h, &buf);
}

static void op_release(world *w, chooser *in)
{
    flat *f = some_flat(w, in);

    if (next(in) % 4 != 0) {
        seam_buf_release(&some_held(w, in)->buf);
        return;
    }
    seam_chain_release(&f->chain);
    f->len = 0;
    f->room = (struct iovec){NULL, 0};
    forget_search(f);
}

/* ---- contiguity */

static void op_view(world *w, chooser *in)
{
    static uint8_t scratch[MODEL_BYTES];
    flat *f = some_flat(w, in);
    const size_t off = some_position(in, f->len);
    const size_t len = some_position(in, off <= f->len ? f->len - off : 0);
    const bool inside = off <= f->len && len <= f->len - off;
    const size_t cap = next(in) % 2 == 0 ? sizeof(scratch) : next(in);
    seam_view view;
    seam_status r = seam_chain_view(&f->chain, off, len, scratch, cap, &view);

    CHECK((r == SEAM_ERANGE) == !inside);
    CHECK(r == SEAM_OK || r == SEAM_ERANGE || w->call_failed || w->limited);
    CHECK(view.len == (r == SEAM_OK ? len : 0));
    CHECK(view.len == 0 || memcmp(view.data, f->bytes + off, len) == 0);
    CHECK(f->max_segs == 0 || seam_chain_segments(&f->chain) <= MODEL_SEGMENTS);
    seam_find_drained(&f->find, 0);
}

/* What others hold is compared after each operation: nothing of it may have been written. */
static void op_writable(world *w, chooser *in)
{
    flat *f = some_flat(w, in);
    const size_t off = some_position(in, f->len);
    const size_t len = some_position(in, off <= f->len ? f->len - off : 0);
    const bool inside = off <= f->len && len <= f->len - off;
    size_t n = len;
    uint8_t *to;
    seam_status r = seam_chain_writable(&f->chain, off, &n, &to);

    CHECK((r == SEAM_ERANGE) == !inside);
    CHECK(r == SEAM_OK || r == SEAM_ERANGE || w->call_failed || w->limited);
    CHECK((to != NULL) == (r == SEAM_OK && len > 0));
    if (to != NULL) {
        CHECK(n > 0 && n <= len && memcmp(to, f->bytes + off, n) == 0);
        fill(w, to, n);
        memcpy(f->bytes + off, to, n);
    }
    forget_search(f);
}

static void op_slice_of(world *w, chooser *in)
{
    flat *f = some_flat(w, in);
    held *h = some_held(w, in);
    const size_t off = some_position(in, f->len);
    const seam_view piece = seam_chain_peek(&f->chain, off);
    const size_t len = some_position(in, piece.len);
    seam_status r;
    seam_buf slice;

    CHECK((piece.len > 0) == (off < f->len));
    if (piece.len == 0)
        return;
    r = seam_chain_slice_of(&f->chain, piece.data, len, &slice);
    CHECK(len > piece.len || r == SEAM_OK);
    CHECK(r == SEAM_OK || r == SEAM_ERANGE);
    if (r == SEAM_OK && len <= piece.len)
        CHECK(slice.len == len && (len == 0 || memcmp(slice.data, f->bytes + off, len) == 0));
    keep(h, &slice);
}

/* ---- looking */

static size_t plain_find(const flat *f, size_t from)
{
    const size_t n = sizeof(sought) - 1;

    for (; from + n <= f->len; from++) {
        if (memcmp(f->bytes + from, sought, n) == 0)
            return from;
    }
    return SIZE_MAX;
}

/* Goes on where the last search of this chain was. */
static void op_find(world *w, chooser *in)
{
    flat *f = some_flat(w, in);
    const size_t n = sizeof(sought) - 1;
    const bool step_over = next(in) % 2 == 0;
    const size_t expected = plain_find(f, f->find.at);
    const seam_status r = seam_chain_find(&f->chain, &f->find, seam_view_of(sought, n), 0);

    CHECK(r == (expected != SIZE_MAX ? SEAM_OK : SEAM_MORE));
    if (r == SEAM_MORE) {
        CHECK(f->find.at <= f->len && f->len - f->find.at < n);
        return;
    }
    CHECK(f->find.at == expected);
    if (step_over)
        f->find.at++;
}

static void op_find_byte(world *w, chooser *in)
{
    const flat *f = some_flat(w, in);
    const uint8_t byte = (uint8_t)('a' + next(in) % 4);
    const seam_byte_set set = seam_byte_set_of(seam_view_of(&byte, 1));
    const size_t max = next(in) % 2 == 0 ? 0 : next(in);
    const uint8_t *hit = f->len > 0 ? memchr(f->bytes, byte, f->len) : NULL;
    const size_t at = hit != NULL ? (size_t)(hit - f->bytes) : f->len;
    seam_find a = {0};
    seam_find b = {0};
    const seam_status r = seam_chain_find_byte(&f->chain, &a, byte, max);

    if (max > 0 && at >= max)
        CHECK(r == SEAM_ETOOBIG && a.at == max);
    else
        CHECK(r == (hit != NULL ? SEAM_OK : SEAM_MORE) && a.at == at);
    CHECK(seam_chain_find_any(&f->chain, &b, &set, max) == r && b.at == a.at);
}

static void op_look(world *w, chooser *in)
{
    static const uint8_t key[16] = {1, 2, 3};
    const flat *f = some_flat(w, in);
    const flat *other = &w->flats[f == &w->flats[0]];
    const size_t off = some_position(in, f->len);
    const size_t max = some_position(in, f->len);
    const size_t left = off < f->len ? f->len - off : 0;
    const size_t both = f->len < other->len ? f->len : other->len;
    int order = both > 0 ? memcmp(f->bytes, other->bytes, both) : 0;
    struct iovec iov[4];
    const size_t n_iov = seam_chain_iovec(&f->chain, off, max, iov, next(in) % 5);
    size_t at = off;

    for (size_t i = 0; i < n_iov; at += iov[i++].iov_len)
        CHECK(iov[i].iov_len > 0 && memcmp(iov[i].iov_base, f->bytes + at, iov[i].iov_len) == 0);
    CHECK(at - off <= (left < max ? left : max));
    CHECK(seam_chain_equal(&f->chain, off < f->len ? off : f->len,
                           seam_view_of(f->bytes + (off < f->len ? off : f->len), left)));
    order = order != 0 ? order : (f->len > other->len) - (f->len < other->len);
    CHECK(seam_chain_compare(&f->chain, &other->chain) == (order > 0) - (order < 0));
    CHECK((seam_chain_hash(&f->chain, key) == seam_chain_hash(&other->chain, key)) == (order == 0));
}

/* ---- what is set */

static void op_set(world *w, chooser *in)
{
    static const size_t blocks[] = {0, 64, 1024, 16384};
    flat *f = some_flat(w, in);
    const uint8_t what = next(in);
    seam_chain moved;

    switch (what % 4) {
    case 0:
        f->max_bytes = next(in) % 2 == 0 ? 0 : (size_t)next(in) * 64;
        f->max_segs = next(in) % 2 == 0 ? 0 : next(in) % 16;
        seam_chain_set_limits(&f->chain, f->max_bytes, f->max_segs);
        break;
    case 1:
        seam_chain_set_block(&f->chain, blocks[next(in) % 4]);
        break;
    case 2:
        memcpy((void *)&moved, &f->chain, sizeof(moved));
        memset((void *)&f->chain, 0, sizeof(f->chain));
        memcpy((void *)&f->chain, &moved, sizeof(moved));
        break;
    default:
        w->fail_from = next(in) % 2 == 0;
        w->fail_at = next(in) % 2 == 0 ? 0 : w->n_calls + 1 + next(in) % 4;
    }
}

/* One operation, and what must hold after it. */
static void operate(world *w, chooser *in)
{
    static void (*const ops[])(world *, chooser *) = {
        op_add,    op_add,       op_add,      op_write, op_write,    op_reserve,  op_reserve,
        op_commit, op_commit,    op_move,     op_move,  op_share,    op_split,    op_drain,
        op_drain,  op_take,      op_take,     op_view,  op_writable, op_writable, op_find,
        op_find,   op_find_byte, op_slice_of, op_look,  op_set,      op_release};

    ops[next(in) % (sizeof(ops) / sizeof(ops[0]))](w, in);
    world_check(w);
}

#endif
