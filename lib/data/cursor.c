#include "seam/cursor.h"

#include "data/cursor_piece.h"
#include "mem/pool/front.h"
#include "seam/chain_move.h"
#include "seam/scan.h"

/* ---- life */

/* The place of a cursor over no bytes. It is not NULL, to which C allows not even 0 to be added. */
static const uint8_t nowhere[1];

static seam_cursor over(seam_view view, bool whole)
{
    const uint8_t *at = view.len > 0 ? view.data : nowhere;

    return (seam_cursor){.at_ = at, .end_ = at + view.len, .total_ = view.len, .whole_ = whole};
}

seam_cursor seam_cursor_view(seam_view view)
{
    return over(view, false);
}

seam_cursor seam_cursor_whole(seam_view view)
{
    return over(view, true);
}

seam_cursor seam_cursor_buf(const seam_buf *buf)
{
    seam_cursor c = over(seam_buf_view(buf), false);

    c.index_ = (size_t)(uintptr_t)buf;
    return c;
}

seam_cursor seam_cursor_chain(const seam_chain *chain)
{
    const seam_buf *first = seam__ring_at(chain, 0);
    const size_t len = chain->n_segs_ > 0 ? first->len : 0;
    const uint8_t *at = len > 0 ? first->data : nowhere;

    /* Written at once: what is changed afterwards would be copied by the caller before it is
     * there. */
    return (seam_cursor){.at_ = at,
                         .end_ = at + len,
                         .chain_ = chain,
                         .index_ = len > 0 ? 1 : 0,
                         .left_ = chain->len_ - len,
                         .total_ = chain->len_};
}

/* ---- past bytes */

bool seam_cursor_want(seam_cursor *c, size_t n)
{
    return seam__cursor_want(c, n);
}

void seam_cursor_skip(seam_cursor *c, size_t n)
{
    if (n <= seam__cursor_in_piece(c))
        c->at_ += n;
    else if (seam__cursor_want(c, n))
        seam__cursor_pass(c, NULL, n);
}

size_t seam_cursor_copy(seam_cursor *c, void *to, size_t n)
{
    if (n == 0 || !seam__cursor_want(c, n))
        return 0;
    seam__cursor_pass(c, to, n);
    return n;
}

seam_cursor seam_cursor_sub(seam_cursor *c, size_t len)
{
    seam_cursor inner = *c;
    size_t here;

    if (!seam__cursor_want(c, len)) {
        inner = *c;
        inner.total_ = seam_cursor_left(c);
        return inner;
    }
    inner.whole_ = 1;
    inner.total_ = len;
    here = seam__min(len, seam__cursor_in_piece(c));
    inner.end_ = inner.at_ + here;
    inner.left_ = len - here;
    seam__cursor_pass(c, NULL, len);
    return inner;
}

/* ---- strings of bytes */

seam_view seam_cursor_gather(seam_cursor *c, size_t n, void *scratch, size_t cap)
{
    seam_view found;

    if (seam_cursor_ok(c) && n > cap && c->chain_ != NULL)
        seam__cursor_stop(c, SEAM_ETOOBIG, 0);
    if (!seam__cursor_want(c, n))
        return seam_view_of(NULL, 0);
    if (seam__cursor_in_piece(c) == 0 && n > 0)
        seam__cursor_next_piece(c);
    if (n <= seam__cursor_in_piece(c)) {
        found = seam_view_of(c->at_, n);
        c->at_ += n;
        return found;
    }
    seam__cursor_pass(c, scratch, n);
    return seam_view_of(scratch, n);
}

/* The buffer of which the piece is a part. */
static const seam_buf *under(const seam_cursor *c)
{
    if (c->chain_ != NULL)
        return seam__ring_at(c->chain_, c->index_ - 1);
    return (const seam_buf *)c->index_;
}

/* Bytes that are there, over a joint, which only a chain has. */
static void slice_over_joints(seam_cursor *c, size_t n, seam_buf *out)
{
    seam_status r;

    SEAM_ASSERT(c->chain_ != NULL);
    r = seam_buf_alloc(c->chain_->pool_, n, out);
    if (r != SEAM_OK) {
        seam__cursor_stop(c, r, 0);
        return;
    }
    seam_buf_set_tag(out, c->chain_->tag_);
    seam__cursor_pass(c, seam_buf_bytes_mut(out), n);
}

SEAM__NOINLINE static void slice_slowly(seam_cursor *c, size_t n, seam_buf *out)
{
    const seam_buf *whole;

    *out = (seam_buf){NULL, 0, NULL};
    if (seam_cursor_ok(c) && c->chain_ == NULL && c->index_ == 0)
        seam__cursor_stop(c, SEAM_EINVAL, 0);
    if (!seam__cursor_want(c, n) || n == 0)
        return;
    if (seam__cursor_in_piece(c) == 0)
        seam__cursor_next_piece(c);
    if (n > seam__cursor_in_piece(c)) {
        slice_over_joints(c, n, out);
        return;
    }
    whole = under(c);
    *out = seam_buf_sub(whole, (size_t)(c->at_ - whole->data), n);
    c->at_ += n;
}

SEAM__HOT void seam_cursor_slice(seam_cursor *c, size_t n, seam_buf *out)
{
    const uint8_t *at = c->at_;
    seam_block *block;

    /* 0 wraps, and goes the slow way. */
    if (SEAM__UNLIKELY(n - 1 >= seam__cursor_in_piece(c) || c->chain_ == NULL)) {
        slice_slowly(c, n, out);
        return;
    }
    block = under(c)->block;
    c->at_ = at + n;
    /* Before the count: what is stored behind it holds up the next one. */
    *out = (seam_buf){at, n, block};
    if (SEAM__LIKELY(block != NULL))
        seam__block_retain(block);
}

/* The number of bytes before the first `byte`: most + 1 when there are more than `most`, and all
 * that are left when there is no such byte. */
static size_t length_until(const seam_cursor *c, uint8_t byte, size_t most)
{
    seam_cursor ahead = *c;
    size_t len = 0;

    while (seam_cursor_left(&ahead) > 0) {
        size_t piece, at;

        if (seam__cursor_in_piece(&ahead) == 0)
            seam__cursor_next_piece(&ahead);
        piece = seam__cursor_in_piece(&ahead);
        at = seam_scan_byte(seam_view_of(ahead.at_, piece), byte);
        if (at > most - len)
            return most + 1;
        len += at;
        if (at < piece)
            break;
        ahead.at_ = ahead.end_;
    }
    return len;
}

size_t seam_cursor_find(seam_cursor *c, uint8_t byte, size_t cap)
{
    const size_t left = seam_cursor_left(c);
    const size_t most = seam__min(cap, left);
    size_t len;

    if (!seam_cursor_ok(c))
        return 0;
    len = length_until(c, byte, most);
    if (len > most)
        seam__cursor_stop(c, SEAM_ETOOBIG, 0);
    else if (len == left)
        seam__cursor_run_dry(c, 1);
    return seam_cursor_ok(c) ? len : 0;
}

seam_view seam_cursor_until(seam_cursor *c, uint8_t stop_byte, void *scratch, size_t cap)
{
    const size_t len = seam_cursor_find(c, stop_byte, cap);
    seam_view found;

    if (!seam_cursor_ok(c))
        return seam_view_of(NULL, 0);
    found = seam_cursor_bytes(c, len, scratch, seam__max(cap, len));
    seam__cursor_pass(c, NULL, 1);
    return found;
}

bool seam_cursor_expect(seam_cursor *c, seam_view bytes)
{
    const seam_cursor start = *c;

    if (!seam_cursor_ok(c))
        return false;
    if (bytes.len > 0 && bytes.len <= seam__cursor_in_piece(c) &&
        memcmp(c->at_, bytes.data, bytes.len) == 0) {
        c->at_ += bytes.len;
        return true;
    }
    while (bytes.len > 0 && seam_cursor_left(c) > 0) {
        size_t n;

        if (seam__cursor_in_piece(c) == 0)
            seam__cursor_next_piece(c);
        n = seam__min(bytes.len, seam__cursor_in_piece(c));
        if (memcmp(c->at_, bytes.data, n) != 0) {
            seam__cursor_stop(c, SEAM_EPROTO, 0);
            break;
        }
        c->at_ += n;
        bytes = seam_view_of(bytes.data + n, bytes.len - n);
    }
    if (seam_cursor_ok(c) && bytes.len > 0)
        seam__cursor_run_dry(c, bytes.len);
    if (seam_cursor_ok(c))
        return true;
    seam__cursor_fail_at(c, &start);
    return false;
}

/* ---- the end */

/* Whether the bytes that the cursor has read may be taken out of the chain. */
static seam_status may_take(const seam_cursor *c, const seam_chain *chain)
{
    if (!seam_cursor_ok(c))
        return SEAM_ESTATE;
    if (c->chain_ != chain || c->whole_ != 0 || c->total_ != seam_chain_len(chain))
        return SEAM_EINVAL;
    return SEAM_OK;
}

seam_status seam_cursor_commit(const seam_cursor *c, seam_chain *chain)
{
    const seam_status r = may_take(c, chain);

    if (r == SEAM_OK)
        seam_chain_skip(chain, seam_cursor_pos(c));
    return r;
}

seam_status seam_cursor_move(const seam_cursor *c, seam_chain *chain, seam_chain *to)
{
    const seam_status r = may_take(c, chain);

    return r == SEAM_OK ? seam_chain_move(to, chain, seam_cursor_pos(c)) : r;
}
