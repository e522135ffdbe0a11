#include "seam/chain_move.h"

#include <string.h>

#include "base/bits.h"
#include "data/ring.h"

/* Whether bytes of `seg` from `before` on would make the last segment of `to` longer. */
static bool would_continue(const seam_chain *to, const seam_buf *seg, size_t before)
{
    const seam_buf start = {seg->data + before, 1, seg->block};

    return seam__ring_continues(to, &start);
}

/* Reserves in `to` the slots for the segments of `from` that begin at `first` and hold `len` bytes,
 * at least 1. This is the only step that can fail. */
static seam_status prepare(seam_chain *to, const seam_chain *from, seam__place first, size_t len)
{
    const seam_buf *seg = seam__ring_at(from, first.index);
    const bool continues = would_continue(to, seg, first.before);
    size_t left = len + first.before;
    size_t n = 0;
    seam_status r;

    for (; left > 0; n++)
        left -= seam__min(left, seam__ring_at(from, first.index + n)->len);
    r = seam__chain_allows(to, len, n - (continues ? 1 : 0));
    return r == SEAM_OK ? seam__ring_ensure(to, n) : r;
}

/* Makes sure that `to` may take bytes of one segment, and has a slot for them. */
static seam_status prepare_one(seam_chain *to, const seam_buf *seg, size_t before, size_t len)
{
    const size_t n_segs = would_continue(to, seg, before) ? 0 : 1;
    seam_status r = seam__chain_allows(to, len, n_segs);

    return r == SEAM_OK ? seam__ring_ensure(to, n_segs) : r;
}

/* A reference to the block of a segment: nobody but the caller can come to it (`own`), or others may look at
 * the chain as well. */
static void retain(const seam_buf *seg, bool own)
{
    if (seg->block == NULL)
        return;
    if (own)
        seam__block_retain_own(seg->block);
    else
        seam__block_retain(seg->block);
}

/* Appends a slice of a segment, its bytes [before, before + len), to `to`. The segment stays where
 * it is. */
static void link_part(seam_chain *to, const seam_buf *seg, size_t before, size_t len, bool own)
{
    seam_buf part = {seg->data + before, len, seg->block};

    if (would_continue(to, seg, before)) {
        /* The reference that it has is enough. */
        seam__ring_last(to)->len += len;
        to->len_ += len;
        return;
    }
    retain(seg, own);
    seam__ring_push(to, &part);
}

/* ---- moving */

/* Moves all segments of `from` to `to`, which has none. The block and the reservation of each chain
 * stay. */
static void move_all(seam_chain *to, seam_chain *from)
{
    SEAM_ASSERT(to->n_segs_ == 0 && to->ring_.data == NULL);
    if (from->ring_.data == NULL) {
        for (size_t i = 0; i < from->n_segs_; i++)
            seam__handle_move(&to->inline_[i], seam__ring_at(from, i));
        to->first_ = 0;
    } else {
        seam__handle_move(&to->ring_, &from->ring_);
        to->first_ = from->first_;
    }
    to->cap_ = from->cap_;
    to->n_segs_ = from->n_segs_;
    to->len_ = from->len_;
    from->n_segs_ = 0;
    from->len_ = 0;
    seam__chain_drop_idle(from);
}

/* Moves those segments of `from` that lie wholly in its first `n` bytes, at least one, and returns their bytes.
 * Only the first of them may continue the last segment of `to` in its block; the others need no
 * such test. */
static size_t move_whole(seam_chain *to, seam_chain *from, size_t n)
{
    size_t k = 0;
    size_t moved = 0;
    seam_buf first;

    SEAM_ASSERT(n >= seam__ring_at(from, 0)->len);
    seam__ring_shift(from, &first);
    moved = first.len;
    seam__ring_link(to, &first);
    n -= moved;
    for (; k < from->n_segs_ && seam__ring_at(from, k)->len <= n; k++) {
        const seam_buf *seg = seam__ring_at(from, k);

        n -= seg->len;
        to->len_ += seg->len;
        from->len_ -= seg->len;
        moved += seg->len;
        memcpy((void *)seam__ring_at(to, to->n_segs_++), (const void *)seg, sizeof(*seg));
    }
    from->first_ = (uint32_t)((from->first_ + k) & (from->cap_ - 1));
    from->n_segs_ -= k;
    return moved;
}

static void move_part(seam_chain *to, seam_chain *from, size_t n)
{
    seam_buf *first = seam__ring_at(from, 0);

    link_part(to, first, 0, n, true);
    first->data += n;
    first->len -= n;
    from->len_ -= n;
}

/* Bytes of the first segment alone, or all of them. */
static seam_status move_first(seam_chain *to, seam_chain *from, size_t n)
{
    const seam_buf *first = seam__ring_at(from, 0);
    seam_status r = prepare_one(to, first, 0, n);

    if (r != SEAM_OK)
        return r;
    if (n < first->len) {
        move_part(to, from, n);
        return SEAM_OK;
    }
    move_whole(to, from, n);
    seam__chain_drop_if_empty(from);
    return SEAM_OK;
}

SEAM__NOINLINE static seam_status move_some(seam_chain *to, seam_chain *from, size_t n)
{
    seam_status r = prepare(to, from, (seam__place){0, 0}, n);

    if (r != SEAM_OK)
        return r;
    n -= move_whole(to, from, n);
    if (n > 0)
        move_part(to, from, n);
    seam__chain_drop_if_empty(from);
    return SEAM_OK;
}

SEAM__HOT seam_status seam_chain_move(seam_chain *to, seam_chain *from, size_t n)
{
    seam_status r;

    seam__chain_check(to);
    seam__chain_check(from);
    SEAM_ASSERT(to != from);
    if (n > from->len_)
        return SEAM_ERANGE;
    if (n == 0)
        return SEAM_OK;
    if (to->n_segs_ == 0 && n == from->len_) {
        r = seam__chain_allows(to, n, from->n_segs_);
        if (r == SEAM_OK)
            move_all(to, from);
        return r;
    }
    if (n <= seam__ring_at(from, 0)->len)
        return move_first(to, from, n);
    return move_some(to, from, n);
}

/* ---- cutting */

/* Ends the chain at the place `at`: the segments behind it, whose handles have been moved or
 * released, leave the ring, and the segment at the place keeps the bytes before it. The chain then
 * has `len` bytes. */
static void cut_at(seam_chain *chain, seam__place at, size_t len)
{
    if (at.before > 0) {
        seam__ring_at(chain, at.index)->len = at.before;
        at.index++;
    }
    chain->n_segs_ = at.index;
    chain->len_ = len;
    seam__chain_drop_if_empty(chain);
}

seam_status seam_chain_split(seam_chain *chain, size_t at, seam_chain *back)
{
    seam__place cut;
    seam_status r;

    seam__chain_check(chain);
    seam__chain_check(back);
    SEAM_ASSERT(chain != back);
    if (at > chain->len_)
        return SEAM_ERANGE;
    if (at == 0)
        return seam_chain_move(back, chain, chain->len_);
    cut = seam__ring_find(chain, at);
    if (at == chain->len_)
        return SEAM_OK;
    r = prepare(back, chain, cut, chain->len_ - at);
    if (r != SEAM_OK)
        return r;
    for (size_t i = cut.index; i < chain->n_segs_; i++) {
        seam_buf *seg = seam__ring_at(chain, i);

        if (i == cut.index && cut.before > 0)
            link_part(back, seg, cut.before, seg->len - cut.before, true);
        else
            seam__ring_link(back, seg);
    }
    cut_at(chain, cut, at);
    return SEAM_OK;
}

seam_status seam_chain_truncate(seam_chain *chain, size_t len)
{
    seam__place cut;

    seam__chain_check(chain);
    if (len >= chain->len_)
        return len > chain->len_ ? SEAM_ERANGE : SEAM_OK;
    cut = seam__ring_find(chain, len);
    for (size_t i = chain->n_segs_; i-- > cut.index + (cut.before > 0 ? 1 : 0);)
        seam__handle_release(seam__ring_at(chain, i));
    cut_at(chain, cut, len);
    return SEAM_OK;
}

void seam_chain_trim(seam_chain *chain, size_t len)
{
    if (seam_chain_truncate(chain, len) != SEAM_OK)
        seam__range_panic("seam_chain_trim", len, chain->len_);
}

/* ---- sharing and taking */

/* Over a joint. */
SEAM__NOINLINE static seam_status share_some(seam_chain *to, const seam_chain *from, seam__place at,
                                             size_t len)
{
    seam_status r = prepare(to, from, at, len);

    for (; r == SEAM_OK && len > 0; at.index++) {
        const seam_buf *seg = seam__ring_at(from, at.index);
        const size_t n = seam__min(len, seg->len - at.before);

        link_part(to, seg, at.before, n, false);
        len -= n;
        at.before = 0;
    }
    return r;
}

SEAM__HOT seam_status seam_chain_share(seam_chain *to, const seam_chain *from, size_t off,
                                       size_t len)
{
    const seam_buf *seg;
    seam__place at;
    seam_status r;

    seam__chain_check(to);
    seam__chain_check(from);
    SEAM_ASSERT(to != from);
    if (off > from->len_ || len > from->len_ - off)
        return SEAM_ERANGE;
    if (len == 0)
        return SEAM_OK;
    at = seam__ring_find(from, off);
    seg = seam__ring_at(from, at.index);
    if (len > seg->len - at.before)
        return share_some(to, from, at, len);
    r = prepare_one(to, seg, at.before, len);
    if (r == SEAM_OK)
        link_part(to, seg, at.before, len, false);
    return r;
}

/* Copies the first `n` bytes, which lie in several segments, into one buffer. */
static seam_status gather(seam_chain *chain, size_t n, seam_buf *out)
{
    seam_status r = seam_buf_alloc(chain->pool_, n, out);

    if (r != SEAM_OK)
        return r;
    seam_buf_set_tag(out, chain->tag_);
    (void)seam_chain_copy_out(chain, 0, seam_buf_bytes_mut(out), n);
    seam_chain_skip(chain, n);
    return SEAM_OK;
}

SEAM__HOT seam_status seam_chain_take(seam_chain *chain, size_t n, seam_buf *out)
{
    seam_buf *first;

    seam__chain_check(chain);
    *out = SEAM__NO_BUF;
    if (n > chain->len_)
        return SEAM_ERANGE;
    if (n == 0)
        return SEAM_OK;
    first = seam__ring_at(chain, 0);
    if (n > first->len)
        return gather(chain, n, out);
    if (n == first->len)
        return seam_chain_pop(chain, out);
    retain(first, true);
    *out = (seam_buf){first->data, n, first->block};
    first->data += n;
    first->len -= n;
    chain->len_ -= n;
    return SEAM_OK;
}
