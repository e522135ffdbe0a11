/* Moving the start of an in/out view. */
#ifndef SEAM_BYTES_WINDOW_H
#define SEAM_BYTES_WINDOW_H

#include "seam/view.h"

/* Moves `in` past its first `len` bytes. With 0 nothing is added to its address, which may be
 * NULL. */
static inline void seam__window_move(seam_view *in, size_t len)
{
    if (len > 0)
        *in = seam_view_of(in->data + len, in->len - len);
}

#endif
