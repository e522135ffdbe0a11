#include "mem/size_class.h"

#include "base/bits.h"
#include "base/panic.h"
#include "mem/provider.h"
#include "seam/pool.h"

/* Classes 0..7 are 64, 128 .. 512; class 8 + 4 d + q is (5 + q) / 4 of 512 << d. */
#define LINEAR_CLASSES 8u
#define LINEAR_MAX     ((size_t)512)

unsigned seam__class_of(size_t len)
{
    unsigned doubling;
    size_t base;

    SEAM_ASSERT(len > 0 && len <= SEAM__CLASS_MAX);
    if (len <= LINEAR_MAX)
        return (unsigned)((len - 1) / SEAM__ALIGNMENT);
    doubling = seam__log2(len - 1) - 9;
    base = LINEAR_MAX << doubling;
    return LINEAR_CLASSES + 4 * doubling + (unsigned)((len - 1 - base) / (base / 4));
}

size_t seam__class_bytes(unsigned index)
{
    unsigned step = index - LINEAR_CLASSES;

    SEAM_ASSERT(index < SEAM__N_CLASSES);
    if (index < LINEAR_CLASSES)
        return (index + 1) * SEAM__ALIGNMENT;
    return (LINEAR_MAX / 4 << step / 4) * (5 + step % 4);
}

size_t seam_pool_class_size(size_t len)
{
    if (len == 0)
        return 0;
    if (len <= SEAM__CLASS_MAX)
        return seam__class_bytes(seam__class_of(len));
    return len <= PTRDIFF_MAX ? seam__round_up(len, seam__page_size()) : 0;
}

size_t seam_pool_class_at(size_t index)
{
    return index < SEAM__N_CLASSES ? seam__class_bytes((unsigned)index) : 0;
}
