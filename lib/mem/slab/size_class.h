/* Size classes: multiples of 64 up to 512 bytes, then four to a doubling up to 256 KiB. */
#ifndef SEAM_MEM_SLAB_SIZE_CLASS_H
#define SEAM_MEM_SLAB_SIZE_CLASS_H

#include <stddef.h>

#include "base/bits.h"
#include "base/panic.h"

#define SEAM__ALIGNMENT ((size_t)64)
#define SEAM__CLASS_MAX ((size_t)256 << 10)
#define SEAM__N_CLASSES 44u

/* Classes 0..7 are 64, 128 .. 512; class 8 + 4 d + q is (5 + q) / 4 of 512 << d. */
#define SEAM__LINEAR_CLASSES 8u
#define SEAM__LINEAR_MAX     ((size_t)512)

/* The class that serves `len`, 1 to SEAM__CLASS_MAX. Classes below 512 bytes are 64 apart, as those of the doubling
 * from 256 to 512 are, so that one formula without a branch serves all lengths. */
static inline unsigned seam__class_of(size_t len)
{
    const unsigned log = seam__log2((len - 1) | (SEAM__LINEAR_MAX / 2));

    SEAM_ASSERT(len > 0 && len <= SEAM__CLASS_MAX);
    return 4 * (log - 8) + (unsigned)((len - 1) >> (log - 2));
}

/* The size of a class in bytes. */
size_t seam__class_bytes(unsigned index);

#endif
