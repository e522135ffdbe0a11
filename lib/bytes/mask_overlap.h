/* What the calls that mask bytes require of their destination. */
#ifndef SEAM_BYTES_MASK_OVERLAP_H
#define SEAM_BYTES_MASK_OVERLAP_H

#include "base/bits.h"
#include "seam/view.h"

/* The destination is the source, or apart from it. */
static inline bool seam__mask_may_write(seam_view src, const void *dst)
{
    return src.len == 0 || src.data == dst || !seam__overlap(src.data, src.len, dst, src.len);
}

#endif
