/* What every read of a cursor is made of: the piece that it is in, the next one, and how a read
 * fails. */
#ifndef SEAM_DATA_CURSOR_PIECE_H
#define SEAM_DATA_CURSOR_PIECE_H

#include <string.h>

#include "base/bits.h"
#include "base/panic.h"
#include "data/ring.h"
#include "seam/cursor.h"

static inline size_t seam__cursor_in_piece(const seam_cursor *c)
{
    return (size_t)(c->end_ - c->at_);
}

/* Moves to the next segment, of which the cursor has a byte at least. */
static inline void seam__cursor_next_piece(seam_cursor *c)
{
    const bool found = c->chain_ != NULL && c->index_ < c->chain_->n_segs_;
    const seam_buf *seg;
    size_t len;

    /* Else the chain has been changed under the cursor. */
    SEAM_ASSERT(found && c->at_ == c->end_);
    if (!found)
        return;
    seg = seam__ring_at(c->chain_, c->index_++);
    len = seam__min(seg->len, c->left_);
    c->at_ = seg->data;
    c->end_ = seg->data + len;
    c->left_ -= len;
}

/* Stops where it is. */
static inline void seam__cursor_stop(seam_cursor *c, seam_status why, size_t need)
{
    seam_cursor_fail(c, why);
    c->need_ = need;
}

/* `need` more bytes are wanted than there are. */
static inline void seam__cursor_run_dry(seam_cursor *c, size_t need)
{
    if (c->whole_ != 0)
        seam__cursor_stop(c, SEAM_EPROTO, 0);
    else
        seam__cursor_stop(c, SEAM_MORE, need);
}

/* Says whether `n` bytes can be read, and fails when they cannot. */
static inline bool seam__cursor_want(seam_cursor *c, size_t n)
{
    const size_t left = seam_cursor_left(c);

    if (c->status_ != SEAM_OK)
        return false;
    if (n <= left)
        return true;
    seam__cursor_run_dry(c, n - left);
    return false;
}

/* Back to where a read began, which has failed there. The position told is that of the read's
 * start, so that what is missing is counted from the end of all bytes. */
static inline void seam__cursor_fail_at(seam_cursor *c, const seam_cursor *start)
{
    const seam_status why = seam_cursor_status(c);
    const size_t need = c->need_;

    *c = *start;
    seam__cursor_stop(c, why, need);
}

/* Past `n` bytes that are there; copies them unless `to` is NULL. */
static inline void seam__cursor_pass(seam_cursor *c, uint8_t *to, size_t n)
{
    for (;;) {
        const size_t step = seam__min(n, seam__cursor_in_piece(c));

        if (to != NULL && step != 0) {
            memcpy(to, c->at_, step);
            to += step;
        }
        c->at_ += step;
        n -= step;
        if (n == 0)
            return;
        seam__cursor_next_piece(c);
    }
}

#endif
