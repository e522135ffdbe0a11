#include "mem/slab/block.h"

_Noreturn void seam__block_panic_retain(const seam_block *block, uint32_t old)
{
    seam__block_panic(block, (old & SEAM__COUNT_MASK) == 0 ? "used after its last release"
                                                           : "count past 2^31 - 1");
}

_Noreturn void seam__block_panic_drop(const seam_block *block)
{
    seam__block_panic(block, "one release too many");
}
