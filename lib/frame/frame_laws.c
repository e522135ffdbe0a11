/* The laws of a framer between two calls. */
#include "frame/frame_private.h"
#include "seam/chain.h"

static const uint32_t all_bits = SEAM__FRAME_FOUND | SEAM__FRAME_DISCARD | SEAM__FRAME_SWALLOW |
                                 SEAM__FRAME_FINISHED | SEAM__FRAME_AT_CR;

static bool is_failure(int32_t status)
{
    return status == 0 || status == SEAM_EINVAL || status == SEAM_EPROTO ||
           status == SEAM_ETOOBIG || status == SEAM_ETRUNC;
}

static bool bits_are_valid(const seam_framer *framer)
{
    const uint32_t state = framer->state_;
    const bool found = (state & SEAM__FRAME_FOUND) != 0;

    if ((state & ~all_bits) != 0 || (found && (state & SEAM__FRAME_DISCARD) != 0))
        return false;
    if ((state & SEAM__FRAME_AT_CR) != 0 && !found)
        return false;
    return framer->options_.kind == SEAM_FRAME_LINES_ANY ||
           (state & (SEAM__FRAME_AT_CR | SEAM__FRAME_SWALLOW)) == 0;
}

/* The lengths are those of bytes that are there, so their sum wraps only where one of them lies. */
static bool found_is_there(const seam_framer *framer, size_t len)
{
    return framer->given_ == 0 && framer->lead_ <= len && framer->body_ <= len - framer->lead_ &&
           framer->tail_ <= len - framer->lead_ - framer->body_;
}

bool seam__framer_valid(const seam_framer *framer, const seam_chain *in)
{
    const size_t len = seam_chain_len(in);

    if (!bits_are_valid(framer) || !is_failure(framer->failed_))
        return false;
    if (framer->given_ > len || framer->find_.at > len - framer->given_)
        return false;
    if ((framer->state_ & SEAM__FRAME_FOUND) != 0 && !found_is_there(framer, len))
        return false;
    /* The fast path may have seen that a frame is too long before the slow path tells it. */
    return framer->skip_ == 0 || seam__framer_is_length(framer);
}
