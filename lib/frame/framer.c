#include "seam/framer.h"

#include <string.h>

#include "base/bits.h"
#include "base/panic.h"
#include "data/ring.h"
#include "frame/frame_many.h"
#include "frame/frame_private.h"
#include "seam/chain_move.h"
#include "seam/chain_view.h"

#define DEFAULT_MAX (UINT64_C(1) << 20)
/* The greatest limit that is allowed: sums of a few of them do not wrap. */
#define GREATEST_MAX (UINT64_C(1) << (sizeof(size_t) * 8 - 4))

/* ---- life */

static bool is_width(uint8_t width)
{
    return (width >= 1 && width <= 4) || width == 8 ||
           (width >= SEAM_WIDTH_LEB && width <= SEAM_WIDTH_MQTT);
}

static bool length_is_valid(const seam_framer_options *o)
{
    if (o->kind != SEAM_FRAME_LENGTH)
        return o->width == 0 && o->offset == 0 && o->adjust == 0 && (o->flags & SEAM_FRAME_LE) == 0;
    /* A varint has an order of its own, so no byte order may be given with it. */
    return is_width(o->width) && (o->width <= 8 || (o->flags & SEAM_FRAME_LE) == 0);
}

static bool delimiter_is_valid(const seam_framer_options *o)
{
    size_t used = 0;

    for (size_t i = o->n_delimiter; i < sizeof(o->delimiter); i++)
        used += o->delimiter[i] != 0;
    if (used > 0 || o->n_delimiter > sizeof(o->delimiter))
        return false;
    return (o->kind == SEAM_FRAME_DELIMITED) == (o->n_delimiter > 0);
}

static bool options_are_valid(const seam_framer_options *o)
{
    const uint32_t known =
        SEAM_FRAME_LE | SEAM_FRAME_KEEP | SEAM_FRAME_RESYNC | SEAM_FRAME_NEED_END;

    if (o->kind > SEAM_FRAME_NETSTRING || (o->flags & ~known) != 0 || o->max_len > GREATEST_MAX)
        return false;
    if (o->kind >= SEAM_FRAME_LENGTH && (o->flags & SEAM_FRAME_NEED_END) != 0)
        return false;
    return length_is_valid(o) && delimiter_is_valid(o) && o->reserved0_ == 0 &&
           (o->reserved_[0] | o->reserved_[1] | o->reserved_[2]) == 0;
}

seam_status seam_framer_init(seam_framer *framer, const seam_framer_options *options)
{
    memset(framer, 0, sizeof(*framer));
    if (options != NULL && !options_are_valid(options)) {
        framer->failed_ = SEAM_EINVAL;
        return SEAM_EINVAL;
    }
    if (options != NULL)
        framer->options_ = *options;
    if (framer->options_.max_len == 0)
        framer->options_.max_len = DEFAULT_MAX;
    return SEAM_OK;
}

void seam_framer_finish(seam_framer *framer)
{
    framer->state_ |= SEAM__FRAME_FINISHED;
}

uint64_t seam_framer_offset(const seam_framer *framer)
{
    return framer->told_;
}

/* ---- the start of the input */

/* Drops the first `n` bytes of the input, which are dealt with. */
static void pass(seam_framer *framer, seam_chain *in, size_t n)
{
    if (n == 0)
        return;
    seam_chain_skip(in, n);
    framer->passed_ += n;
    seam_find_drained(&framer->find_, n);
}

/* Drops what is left of the frame that was given last. */
static void drop_given(seam_framer *framer, seam_chain *in)
{
    const size_t n = framer->given_;

    framer->given_ = 0;
    pass(framer, in, n);
}

/* Drops an LF that belongs to the CR with which the frame before has ended. */
static void swallow(seam_framer *framer, seam_chain *in)
{
    uint8_t byte;

    if ((framer->state_ & SEAM__FRAME_SWALLOW) == 0 || seam_chain_copy_out(in, 0, &byte, 1) == 0)
        return;
    framer->state_ &= ~(uint32_t)SEAM__FRAME_SWALLOW;
    if (byte == '\n')
        pass(framer, in, 1);
}

void seam_framer_drop(seam_framer *framer, seam_chain *in)
{
    drop_given(framer, in);
    swallow(framer, in);
    framer->find_ = (seam_find){0};
    framer->state_ &= ~(uint32_t)(SEAM__FRAME_FOUND | SEAM__FRAME_AT_CR);
}

/* ---- the slow path: the next frame, which may lie in several segments */

/* Discards a frame that is too long, or a line that is wrong. */
static seam_status discard(seam_framer *framer, seam_chain *in)
{
    size_t n;

    if (!seam__framer_is_length(framer))
        return seam__line_discard(framer, in);
    n = seam__min((size_t)framer->skip_, seam_chain_len(in));
    framer->skip_ -= n;
    pass(framer, in, n);
    return framer->skip_ > 0 ? SEAM_MORE : SEAM_OK;
}

/* Reports a fault, once, and begins to discard the frame. All bytes of a line that were searched
 * belong to it. */
static seam_status fault(seam_framer *framer, seam_chain *in, seam_status why, size_t at)
{
    const bool is_length = seam__framer_is_length(framer);

    framer->told_ = framer->passed_ + (why == SEAM_EPROTO ? at : 0);
    if ((framer->options_.flags & SEAM_FRAME_RESYNC) == 0 || why == SEAM_ETRUNC ||
        (is_length && (why == SEAM_EPROTO || framer->skip_ == UINT64_MAX))) {
        framer->failed_ = why;
        return why;
    }
    framer->state_ |= SEAM__FRAME_DISCARD;
    if (!is_length) {
        const size_t n = why == SEAM_EPROTO ? at + 1 : framer->find_.at;

        framer->find_ = (seam_find){0};
        pass(framer, in, n);
    }
    return why;
}

/* Finds the last frame at the end of the stream. */
static seam_status last(seam_framer *framer, const seam_chain *in, seam__frame *found, size_t *at)
{
    if (seam_chain_len(in) == 0)
        return SEAM_EOF;
    if (seam__framer_is_length(framer))
        return SEAM_ETRUNC;
    return seam__line_last(framer, in, found, at);
}

static seam_status find(seam_framer *framer, seam_chain *in)
{
    seam__frame found = {0, 0, 0, false};
    size_t at = 0;
    seam_status r = seam__framer_is_length(framer)
                        ? seam__length_find(framer, seam_cursor_chain(in), &found, &at)
                        : seam__line_find(framer, in, &found, &at);

    if (r == SEAM_MORE && (framer->state_ & SEAM__FRAME_FINISHED) != 0)
        r = last(framer, in, &found, &at);
    if (r < 0)
        return fault(framer, in, r, at);
    if (r != SEAM_OK)
        return r;
    framer->lead_ = found.lead;
    framer->body_ = found.body;
    framer->tail_ = found.tail;
    framer->told_ = framer->passed_;
    framer->state_ |= SEAM__FRAME_FOUND | (found.at_cr ? SEAM__FRAME_AT_CR : 0);
    return SEAM_OK;
}

/* Drops bytes until `in` begins with a whole frame. SEAM_OK: lead_, body_ and tail_ of the framer
 * describe it. */
static seam_status seek(seam_framer *framer, seam_chain *in)
{
    SEAM_ASSERT(seam__framer_valid(framer, in));
    drop_given(framer, in);
    if (framer->failed_ != 0)
        return (seam_status)framer->failed_;
    swallow(framer, in);
    if ((framer->state_ & SEAM__FRAME_DISCARD) != 0) {
        if (discard(framer, in) != SEAM_OK) {
            const bool finished = (framer->state_ & SEAM__FRAME_FINISHED) != 0;

            if (finished)
                pass(framer, in, seam_chain_len(in));
            return finished ? SEAM_EOF : SEAM_MORE;
        }
        framer->state_ &= ~(uint32_t)SEAM__FRAME_DISCARD;
        swallow(framer, in);
    }
    if ((framer->state_ & SEAM__FRAME_FOUND) != 0)
        return SEAM_OK;
    return find(framer, in);
}

/* Notes that the frame which was found has been given, and that `n` bytes of it are still in the
 * input. */
static void give(seam_framer *framer, size_t n)
{
    if ((framer->state_ & SEAM__FRAME_AT_CR) != 0)
        framer->state_ |= SEAM__FRAME_SWALLOW;
    framer->state_ &= ~(uint32_t)(SEAM__FRAME_FOUND | SEAM__FRAME_AT_CR);
    framer->given_ = n;
    framer->find_ = (seam_find){0};
}

static bool keeps(const seam_framer *framer)
{
    return (framer->options_.flags & SEAM_FRAME_KEEP) != 0;
}

/* ---- the fast path: the next frame, where it lies in one segment */

/* The first segment without what was given last and without an LF that belongs to a CR before;
 * empty where the slow path must take over. */
static seam_view first_piece(seam_framer *framer, const seam_chain *in)
{
    const uint32_t slow = ~(uint32_t)(SEAM__FRAME_FINISHED | SEAM__FRAME_SWALLOW);
    const seam_buf *first;

    if (in->n_segs_ == 0 || ((framer->state_ & slow) | (uint32_t)framer->failed_) != 0 ||
        framer->find_.at > 0)
        return seam_view_of(NULL, 0);
    first = seam__ring_at(in, 0);
    if (framer->given_ >= first->len)
        return seam_view_of(NULL, 0);
    if ((framer->state_ & SEAM__FRAME_SWALLOW) != 0) {
        framer->state_ &= ~(uint32_t)SEAM__FRAME_SWALLOW;
        framer->given_ += first->data[framer->given_] == '\n';
    }
    return seam_view_of(first->data + framer->given_, first->len - framer->given_);
}

bool seam__frame_in_piece(seam_framer *framer, seam_view piece, seam__frame *found)
{
    size_t fault_at;

    if (seam__framer_is_length(framer))
        return seam__length_find(framer, seam_cursor_view(piece), found, &fault_at) == SEAM_OK;
    return seam__line_in_piece(framer, piece, found);
}

/* Marks the frame that `piece` begins with as given, and returns its view. */
seam_view seam__frame_give(seam_framer *framer, seam_view piece, const seam__frame *found)
{
    const size_t all = found->lead + found->body + found->tail;

    framer->given_ += all;
    if (found->at_cr)
        framer->state_ |= SEAM__FRAME_SWALLOW;
    return keeps(framer) ? seam_view_of(piece.data, all)
                         : seam_view_of(piece.data + found->lead, found->body);
}

seam_status seam_framer_next(seam_framer *framer, seam_chain *in, seam_view *frame)
{
    const seam_view piece = first_piece(framer, in);
    seam__frame found;
    size_t off, len;
    seam_status r;

    if (piece.len > 0 && seam__frame_in_piece(framer, piece, &found)) {
        framer->told_ = framer->passed_ + framer->given_;
        *frame = seam__frame_give(framer, piece, &found);
        return SEAM_OK;
    }
    *frame = seam_view_of(NULL, 0);
    r = seek(framer, in);
    if (r != SEAM_OK)
        return r;
    off = keeps(framer) ? 0 : framer->lead_;
    len = keeps(framer) ? framer->lead_ + framer->body_ + framer->tail_ : framer->body_;
    r = seam_chain_view(in, off, len, NULL, 0, frame);
    if (r == SEAM_OK)
        give(framer, framer->lead_ + framer->body_ + framer->tail_);
    return r;
}

seam_status seam_framer_move(seam_framer *framer, seam_chain *in, seam_chain *frame)
{
    seam_status r = seek(framer, in);

    if (r != SEAM_OK)
        return r;
    if (keeps(framer)) {
        framer->body_ += framer->lead_ + framer->tail_;
        framer->tail_ = 0;
    } else {
        pass(framer, in, framer->lead_);
    }
    framer->lead_ = 0;
    r = seam_chain_move(frame, in, framer->body_);
    if (r != SEAM_OK)
        return r;
    framer->passed_ += framer->body_;
    give(framer, framer->tail_);
    drop_given(framer, in);
    swallow(framer, in);
    return SEAM_OK;
}

seam_status seam_framer_many(seam_framer *framer, seam_chain *in, seam_view *frames, size_t cap,
                             size_t *n)
{
    seam_view piece;
    seam_status r;

    *n = 0;
    if (cap == 0)
        return SEAM_EINVAL;
    piece = first_piece(framer, in);
    if (piece.len > 0) {
        framer->told_ = framer->passed_ + framer->given_;
        *n = seam__frames_in_piece(framer, piece, frames, cap);
        if (*n > 0)
            return SEAM_OK;
    }
    r = seam_framer_next(framer, in, frames);
    *n = r == SEAM_OK;
    return r;
}
