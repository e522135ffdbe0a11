#include "mem/slab/size_class.h"

#include "base/bits.h"
#include "base/panic.h"
#include "mem/os/provider.h"
#include "seam/pool.h"

size_t seam__class_bytes(unsigned index)
{
    unsigned step = index - SEAM__LINEAR_CLASSES;

    SEAM_ASSERT(index < SEAM__N_CLASSES);
    if (index < SEAM__LINEAR_CLASSES)
        return (index + 1) * SEAM__ALIGNMENT;
    return (SEAM__LINEAR_MAX / 4 << step / 4) * (5 + step % 4);
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
