/* Moving an in/out window. */
#ifndef SEAM_BYTES_WINDOW_H
#define SEAM_BYTES_WINDOW_H

#include "seam/view.h"

/* Past `len` bytes, which it has. A move by 0 leaves a NULL alone. */
static inline void seam__window_move(seam_view *in, size_t len)
{
    if (len > 0)
        *in = seam_view_of(in->data + len, in->len - len);
}

#endif
