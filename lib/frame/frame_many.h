/* One frame, and many of them, out of one piece of the input. */
#ifndef SEAM_FRAME_FRAME_MANY_H
#define SEAM_FRAME_FRAME_MANY_H

#include "frame/frame_private.h"

/* Whether the frame that `piece` begins with, is all in it. Else the slow way says what is wrong, or
 * missing. */
bool seam__frame_in_piece(seam_framer *framer, seam_view piece, seam__frame *found);

/* The view of such a frame, which is given with that. */
seam_view seam__frame_give(seam_framer *framer, seam_view piece, const seam__frame *found);

/* The frames that `piece` begins with, `cap` at most, given. Returns how many. */
size_t seam__frames_in_piece(seam_framer *framer, seam_view piece, seam_view *frames, size_t cap);

#endif
