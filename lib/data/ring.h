/* The segments of a chain: a ring of handles, in the struct itself or in a block of the pool. Also
 * the limits of a chain, which every call that adds to it checks. */
#ifndef SEAM_DATA_RING_H
#define SEAM_DATA_RING_H

#include "base/attributes.h"
#include "data/handle.h"

static inline seam_buf *seam__ring_base(const seam_chain *chain)
{
    const void *base =
        chain->ring_.data != NULL ? (const void *)chain->ring_.data : (const void *)chain->inline_;

    return (seam_buf *)(uintptr_t)base;
}

/* The address of segment `index`, or of the free slot behind the last one. */
static inline seam_buf *seam__ring_at(const seam_chain *chain, size_t index)
{
    return &seam__ring_base(chain)[(chain->first_ + index) & (chain->cap_ - 1)];
}

/* The last segment of a chain that is not empty. */
static inline seam_buf *seam__ring_last(const seam_chain *chain)
{
    return seam__ring_at(chain, chain->n_segs_ - 1);
}

/* Stops a checking build when the chain was never initialized, or has been overwritten. */
static inline void seam__chain_check(const seam_chain *chain)
{
    SEAM_ASSERT(seam__chain_is_sound(chain));
    SEAM_ASSERT_SLOW(seam__chain_valid(chain));
}

/* Whether the chain may grow by `len` bytes in `n_segs` segments: SEAM_OK, SEAM_ELIMIT past a limit
 * of the chain, or SEAM_ENOMEM when a size_t cannot count the bytes. */
static inline seam_status seam__chain_allows(const seam_chain *chain, size_t len, size_t n_segs)
{
    if (SEAM__LIKELY(chain->len_ <= chain->max_bytes_ && len <= chain->max_bytes_ - chain->len_ &&
                     chain->n_segs_ <= chain->max_segs_ &&
                     n_segs <= chain->max_segs_ - chain->n_segs_))
        return SEAM_OK;
    return len > SIZE_MAX - chain->len_ ? SEAM_ENOMEM : SEAM_ELIMIT;
}

/* Makes the ring larger by at least `n` slots: SEAM_OK, SEAM_ENOMEM or SEAM_ELIMIT. */
SEAM__TRY seam_status seam__ring_grow(seam_chain *chain, size_t n);

/* Makes sure that there are `n` free slots: SEAM_OK, SEAM_ENOMEM or SEAM_ELIMIT. */
SEAM__TRY static inline seam_status seam__ring_ensure(seam_chain *chain, size_t n)
{
    if (SEAM__LIKELY(n <= chain->cap_ - chain->n_segs_))
        return SEAM_OK;
    return seam__ring_grow(chain, n);
}

/* Frees what an empty chain need not keep: its ring and, unless room of it is reserved, its
 * block. */
void seam__chain_drop_idle(seam_chain *chain);

/* Drops the only segment, and with it what an empty chain does not keep. */
void seam__chain_drop_last(seam_chain *chain);

static inline void seam__chain_drop_if_empty(seam_chain *chain)
{
    if (chain->n_segs_ == 0)
        seam__chain_drop_idle(chain);
}

/* Whether `buf` begins where the last segment ends, in the same block. */
static inline bool seam__ring_continues(const seam_chain *chain, const seam_buf *buf)
{
    const seam_buf *last;

    if (chain->n_segs_ == 0 || buf->block == NULL)
        return false;
    last = seam__ring_last(chain);
    return last->block == buf->block && last->data + last->len == buf->data;
}

/* Adds a buffer, which is not empty, in a free slot, which there must be. Takes `buf`. */
static inline void seam__ring_push(seam_chain *chain, seam_buf *buf)
{
    SEAM_ASSERT(chain->n_segs_ < chain->cap_ && buf->len > 0);
    chain->len_ += buf->len;
    seam__handle_move(seam__ring_at(chain, chain->n_segs_), buf);
    chain->n_segs_++;
}

/* Makes the last segment longer by a buffer that goes on where it ends. Takes `buf`. */
static inline void seam__ring_extend(seam_chain *chain, seam_buf *buf)
{
    SEAM_ASSERT(seam__ring_continues(chain, buf));
    chain->len_ += buf->len;
    seam__ring_last(chain)->len += buf->len;
    /* The last segment keeps the block. */
    seam__block_drop_own(buf->block);
    *buf = SEAM__NO_BUF;
}

/* Adds a buffer, which is not empty, at the end: where it goes on in the same block no slot is
 * needed. Takes `buf`. */
static inline void seam__ring_link(seam_chain *chain, seam_buf *buf)
{
    if (seam__ring_continues(chain, buf))
        seam__ring_extend(chain, buf);
    else
        seam__ring_push(chain, buf);
}

/* Takes the first segment out of a chain that is not empty, and returns it. The ring stays, also
 * when it becomes empty. */
static inline void seam__ring_shift(seam_chain *chain, seam_buf *out)
{
    seam__handle_move(out, seam__ring_at(chain, 0));
    chain->len_ -= out->len;
    chain->first_ = (chain->first_ + 1) & (chain->cap_ - 1);
    chain->n_segs_--;
}

/* Replaces the `n_old` slots from `index` on by `n_new` slots; the segments behind them move. The
 * caller has emptied the old slots before, and fills the new ones after. */
void seam__ring_splice(seam_chain *chain, size_t index, size_t n_old, size_t n_new);

/* The place of a byte in a chain. */
typedef struct seam__place {
    size_t index;  /* the segment that holds it */
    size_t before; /* bytes of the segment that lie before it */
} seam__place;

/* The place of the byte at `off`; {segment count, 0} when that is the end. O(segments before
 * it). */
seam__place seam__ring_find(const seam_chain *chain, size_t off);

#endif
