/* Creating and emptying a chain, adding and removing at its ends, and reading its state. The ring
 * of segments is in ring.c, the chain's own block in room.c, copying into a chain in chain_add.c,
 * moving bytes between chains in chain_move.c, and making bytes contiguous in chain_view.c. */
#include "seam/chain.h"

#include <string.h>

#include "base/bits.h"
#include "data/room.h"

bool seam__chain_is_sound(const seam_chain *chain)
{
    if (chain->cap_ < SEAM_CHAIN_INLINE || !seam__is_bit_or_zero(chain->cap_) ||
        chain->first_ >= chain->cap_ || chain->n_segs_ > chain->cap_)
        return false;
    if (chain->n_segs_ == 0 && chain->fill_.len > 0 && chain->reserved_len_ == 0)
        return false;
    return (chain->ring_.data == NULL) == (chain->cap_ == SEAM_CHAIN_INLINE) &&
           chain->n_segs_ <= chain->len_ && chain->fill_used_ <= chain->fill_.len &&
           chain->reserved_len_ <= chain->fill_.len - chain->fill_used_;
}

bool seam__chain_valid(const seam_chain *chain)
{
    size_t len = 0;

    if (!seam__chain_is_sound(chain))
        return false;
    for (size_t i = 0; i < chain->n_segs_; i++) {
        const seam_buf *seg = seam__ring_at(chain, i);

        if (seg->len == 0 || !seam__buf_valid(seg))
            return false;
        len += seg->len;
    }
    return len == chain->len_ && seam__buf_valid(&chain->fill_);
}

/* ---- life */

void seam_chain_init(seam_chain *chain, seam_pool *pool)
{
    memset(chain, 0, sizeof(*chain));
    chain->pool_ = pool;
    chain->cap_ = SEAM_CHAIN_INLINE;
    chain->max_bytes_ = SIZE_MAX;
    chain->max_segs_ = SIZE_MAX;
    chain->block_len_ = SEAM_CHAIN_BLOCK;
}

void seam_chain_release(seam_chain *chain)
{
    /* An all-zero chain is allowed. The segments are not walked first: releasing a stale one below
     * gives a better message. */
    if (chain->cap_ == 0)
        return;
    SEAM_ASSERT(seam__chain_is_sound(chain));
    for (size_t i = 0; i < chain->n_segs_; i++)
        seam__handle_release(seam__ring_at(chain, i));
    chain->n_segs_ = 0;
    chain->len_ = 0;
    seam__room_close(chain);
    seam__chain_drop_idle(chain);
}

static size_t limit_of(size_t max)
{
    return max > 0 ? max : SIZE_MAX;
}

void seam_chain_set_limits(seam_chain *chain, size_t max_bytes, size_t max_segments)
{
    seam__chain_check(chain);
    chain->max_bytes_ = limit_of(max_bytes);
    chain->max_segs_ = limit_of(max_segments);
}

void seam_chain_set_tag(seam_chain *chain, uint64_t tag)
{
    seam__chain_check(chain);
    chain->tag_ = tag;
}

void seam_chain_set_block(seam_chain *chain, size_t len)
{
    seam__chain_check(chain);
    chain->block_len_ = len > 0 ? len : SEAM_CHAIN_BLOCK;
}

void seam_chain_promote(seam_chain *chain)
{
    seam__chain_check(chain);
    for (size_t i = 0; i < chain->n_segs_; i++)
        seam_buf_promote(seam__ring_at(chain, i));
    seam_buf_promote(&chain->ring_);
    seam_buf_promote(&chain->fill_);
}

/* ---- its ends */

/* The buffer makes the last segment longer. */
SEAM__NOINLINE static seam_status append_joined(seam_chain *chain, seam_buf *buf)
{
    seam_status r = seam__chain_allows(chain, buf->len, 0);

    if (r == SEAM_OK)
        seam__ring_extend(chain, buf);
    return r;
}

SEAM__HOT seam_status seam_chain_append(seam_chain *chain, seam_buf *buf)
{
    seam_status r;

    seam__chain_check(chain);
    seam__buf_check(buf);
    if (SEAM__UNLIKELY(buf->len == 0))
        return SEAM_OK;
    if (SEAM__UNLIKELY(seam__ring_continues(chain, buf)))
        return append_joined(chain, buf);
    r = seam__chain_allows(chain, buf->len, 1);
    if (r == SEAM_OK)
        r = seam__ring_ensure(chain, 1);
    if (r == SEAM_OK)
        seam__ring_push(chain, buf);
    return r;
}

void seam__chain_put_back(seam_chain *chain, seam_buf *first)
{
    if (first->len == 0) {
        seam__chain_drop_if_empty(chain);
        return;
    }
    SEAM_ASSERT(chain->n_segs_ < chain->cap_ && first->len <= SIZE_MAX - chain->len_);
    chain->len_ += first->len;
    chain->first_ = (chain->first_ - 1) & (chain->cap_ - 1);
    seam__handle_move(seam__ring_at(chain, 0), first);
    chain->n_segs_++;
}

seam_status seam_chain_prepend(seam_chain *chain, seam_buf *buf)
{
    seam_status r;

    seam__chain_check(chain);
    seam__buf_check(buf);
    if (buf->len == 0)
        return SEAM_OK;
    r = seam__chain_allows(chain, buf->len, 1);
    if (r == SEAM_OK)
        r = seam__ring_ensure(chain, 1);
    if (r == SEAM_OK)
        seam__chain_put_back(chain, buf);
    return r;
}

seam_buf seam__chain_take_first(seam_chain *chain)
{
    seam_buf first = SEAM__NO_BUF;

    seam__chain_check(chain);
    if (chain->n_segs_ > 0)
        seam__ring_shift(chain, &first);
    return first;
}

seam_status seam_chain_pop(seam_chain *chain, seam_buf *out)
{
    *out = seam__chain_take_first(chain);
    seam__chain_drop_if_empty(chain);
    return out->len > 0 ? SEAM_OK : SEAM_MORE;
}

SEAM__HOT seam_status seam_chain_drain(seam_chain *chain, size_t n)
{
    seam__chain_check(chain);
    if (n > chain->len_)
        return SEAM_ERANGE;
    /* No longer than told: a release callback may append to the chain meanwhile. */
    while (n > 0) {
        seam_buf *first = seam__ring_at(chain, 0);
        seam_buf gone;

        SEAM_ASSERT(chain->n_segs_ > 0);
        if (SEAM__LIKELY(n < first->len)) {
            first->data += n;
            first->len -= n;
            chain->len_ -= n;
            break;
        }
        n -= first->len;
        if (chain->n_segs_ == 1) {
            seam__chain_drop_last(chain);
            break;
        }
        seam__ring_shift(chain, &gone);
        seam__handle_release(&gone);
    }
    SEAM_ASSERT_SLOW(seam__chain_valid(chain));
    return SEAM_OK;
}

void seam_chain_skip(seam_chain *chain, size_t n)
{
    if (seam_chain_drain(chain, n) != SEAM_OK)
        seam__range_panic("seam_chain_skip", n, chain->len_);
}

/* ---- looking */

size_t seam_chain_len(const seam_chain *chain)
{
    return chain->len_;
}

size_t seam_chain_segments(const seam_chain *chain)
{
    return chain->n_segs_;
}

const seam_buf *seam_chain_segment(const seam_chain *chain, size_t index)
{
    return index < chain->n_segs_ ? seam__ring_at(chain, index) : NULL;
}

bool seam_chain_next(const seam_chain *chain, size_t *index, seam_view *out)
{
    *out = seam_view_of(NULL, 0);
    if (*index >= chain->n_segs_)
        return false;
    *out = seam_buf_view(seam__ring_at(chain, (*index)++));
    return true;
}

size_t seam_chain_iovec(const seam_chain *chain, size_t off, size_t max_len, struct iovec *iov,
                        size_t n_iov)
{
    seam__place at = seam__ring_find(chain, off);
    size_t n = 0;

    for (; at.index < chain->n_segs_ && max_len > 0 && n < n_iov; at.index++) {
        const seam_buf *seg = seam__ring_at(chain, at.index);
        const size_t len = seam__min(seg->len - at.before, max_len);

        iov[n++] = (struct iovec){(void *)(uintptr_t)(seg->data + at.before), len};
        max_len -= len;
        at.before = 0;
    }
    return n;
}

size_t seam_chain_copy_out(const seam_chain *chain, size_t off, void *dst, size_t cap)
{
    seam__place at = seam__ring_find(chain, off);
    uint8_t *to = dst;
    size_t done = 0;

    for (; at.index < chain->n_segs_ && done < cap; at.index++) {
        const seam_buf *seg = seam__ring_at(chain, at.index);
        const size_t len = seam__min(seg->len - at.before, cap - done);

        memcpy(to + done, seg->data + at.before, len);
        done += len;
        at.before = 0;
    }
    return done;
}
