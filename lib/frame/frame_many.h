/* The fast path of the framer: one frame, or many, out of one contiguous piece of the input. */
#ifndef SEAM_FRAME_FRAME_MANY_H
#define SEAM_FRAME_FRAME_MANY_H

#include "frame/frame_private.h"

/* Whether the frame that `piece` begins with lies wholly in it; *found is then the frame. Where it
 * returns false, the slow path finds out what is wrong or missing. */
bool seam__frame_in_piece(seam_framer *framer, seam_view piece, seam__frame *found);

/* Marks a frame of seam__frame_in_piece() as given, and returns its view. */
seam_view seam__frame_give(seam_framer *framer, seam_view piece, const seam__frame *found);

/* Writes the frames that `piece` begins with, `cap` at most, and marks them as given. Returns their
 * number. */
size_t seam__frames_in_piece(seam_framer *framer, seam_view piece, seam_view *frames, size_t cap);

#endif
