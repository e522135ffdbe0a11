/* What the files of the framer share: finding a frame, in one contiguous piece or in a chain. */
#ifndef SEAM_FRAME_FRAME_PRIVATE_H
#define SEAM_FRAME_FRAME_PRIVATE_H

#include "base/attributes.h"
#include "seam/cursor.h"
#include "seam/framer.h"

/* Bits of state_. */
enum {
    SEAM__FRAME_FOUND = 1,    /* lead_, body_ and tail_ are of the frame that `in` begins with */
    SEAM__FRAME_DISCARD = 2,  /* what `in` begins with belongs to a frame that is not given */
    SEAM__FRAME_SWALLOW = 4,  /* an LF that `in` begins with belongs to the frame before */
    SEAM__FRAME_FINISHED = 8, /* no byte follows */
    SEAM__FRAME_AT_CR = 16    /* with FOUND: set SWALLOW when the frame is given */
};

/* The bytes of a frame: header, body, terminator. */
typedef struct seam__frame {
    size_t lead, body, tail;
    bool at_cr; /* it ends at a CR, behind which one LF is to be swallowed */
} seam__frame;

/* Whether the framer is in a state that its calls leave it in, `in` being the chain that it reads: no more was
 * given or found than is there, a frame that was found is not discarded, only lines of any kind have an LF
 * swallowed, and only frames that begin with their length are skipped by it. O(1). */
bool seam__framer_valid(const seam_framer *framer, const seam_chain *in);

/* ---- lines and delimited frames */

/* Finds the end of the frame that `in` begins with, from where framer->find_ stands on: SEAM_OK,
 * SEAM_MORE, SEAM_ETOOBIG, or SEAM_EPROTO, of which *fault says where. */
SEAM__TRY seam_status seam__line_find(seam_framer *framer, const seam_chain *in, seam__frame *found,
                                      size_t *fault);

/* Finds the end of the frame that `piece` begins with. Returns false when it is not all in the
 * piece, or wrong; seam__line_find() tells which. */
bool seam__line_in_piece(const seam_framer *framer, seam_view piece, seam__frame *found);

/* Takes what is left at the end of the stream, at least one byte, as the last frame: SEAM_OK,
 * SEAM_ETRUNC, SEAM_ETOOBIG or SEAM_EPROTO. */
SEAM__TRY seam_status seam__line_last(const seam_framer *framer, const seam_chain *in,
                                      seam__frame *found, size_t *fault);

/* Drops the bytes of a frame that is not given: SEAM_OK when its end was found, else SEAM_MORE. */
SEAM__TRY seam_status seam__line_discard(seam_framer *framer, seam_chain *in);

/* The number of bytes at the start of a piece in which the end of its first frame must lie. */
size_t seam__line_reach(const seam_framer *framer);

/* The body of a line of `len` bytes before its terminator; `cr` says that the last of them is a
 * CR. */
static inline seam__frame seam__line_lf(size_t len, bool cr)
{
    return (seam__frame){.body = len - cr, .tail = 1 + (size_t)cr};
}

/* ---- frames that begin with their length */

/* Reads the header at `c`. SEAM_OK: *found is filled in, but the body may not be there yet.
 * SEAM_MORE. SEAM_ETOOBIG: framer->skip_ is the length of the whole frame. SEAM_EPROTO: *fault is
 * the place of the fault. */
SEAM__TRY seam_status seam__length_head(seam_framer *framer, seam_cursor *c, seam__frame *found,
                                        size_t *fault);

/* Finds a whole frame at `c`: its header, its body and the terminator, where it has one. */
SEAM__TRY seam_status seam__length_find(seam_framer *framer, seam_cursor c, seam__frame *found,
                                        size_t *fault);

static inline bool seam__framer_is_length(const seam_framer *framer)
{
    return framer->options_.kind >= SEAM_FRAME_LENGTH;
}

#endif
