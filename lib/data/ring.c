#include "data/ring.h"

#include <string.h>

#include "base/bits.h"

/* The first ring that is no part of the struct, and how much larger each one is than the one
 * before: a chain that is filled and drained again and again takes few of them. */
#define FIRST_CAP ((size_t)16)
#define GROWTH    ((size_t)4)

/* Handles are copied as bytes: they change their place in memory, not their owner. */
seam_status seam__ring_grow(seam_chain *chain, size_t n)
{
    size_t cap = chain->ring_.data != NULL ? chain->cap_ * GROWTH : FIRST_CAP;
    seam_buf larger;
    uint8_t *to;
    seam_status r;

    if (n > UINT32_MAX / 8 || chain->n_segs_ > UINT32_MAX / 8)
        return SEAM_ENOMEM;
    while (cap < chain->n_segs_ + n)
        cap *= GROWTH;
    r = seam_buf_alloc(chain->pool_, cap * sizeof(seam_buf), &larger);
    if (r != SEAM_OK)
        return r;
    seam_buf_set_tag(&larger, chain->tag_);
    to = seam_buf_bytes_mut(&larger);
    for (size_t i = 0; i < chain->n_segs_; i++)
        memcpy(to + i * sizeof(seam_buf), seam__ring_at(chain, i), sizeof(seam_buf));
    seam__handle_release(&chain->ring_);
    seam__handle_move(&chain->ring_, &larger);
    chain->cap_ = (uint32_t)cap;
    chain->first_ = 0;
    return SEAM_OK;
}

void seam__ring_splice(seam_chain *chain, size_t index, size_t n_old, size_t n_new)
{
    const size_t from = index + n_old;
    const size_t n = chain->n_segs_ - from;

    SEAM_ASSERT(from <= chain->n_segs_ && n_new <= chain->cap_ - (chain->n_segs_ - n_old));
    if (n_new < n_old) {
        for (size_t i = 0; i < n; i++)
            seam__handle_move(seam__ring_at(chain, index + n_new + i),
                              seam__ring_at(chain, from + i));
    } else if (n_new > n_old) {
        for (size_t i = n; i-- > 0;)
            seam__handle_move(seam__ring_at(chain, index + n_new + i),
                              seam__ring_at(chain, from + i));
    }
    chain->n_segs_ = index + n_new + n;
}

seam__place seam__ring_find(const seam_chain *chain, size_t off)
{
    seam__place at = {0, off};

    while (at.index < chain->n_segs_ && at.before >= seam__ring_at(chain, at.index)->len)
        at.before -= seam__ring_at(chain, at.index++)->len;
    return at;
}
