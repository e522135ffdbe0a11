#include "each_kernel.h"

#include <string.h>

#ifdef SEAM_TEST_EMULATED_AVX512
/* lib/kernel/kernel_avx512.c over emulated_avx512.h. */
extern const seam__kernel seam__kernel_emulated;

static bool everywhere(void)
{
    return true;
}

static const seam__kernel *emulated(void)
{
    static seam__kernel table;

    memcpy(&table, &seam__kernel_emulated, sizeof(table));
    table.name = "avx512 emulated";
    table.usable = everywhere;
    return &table;
}
#else
static const seam__kernel *emulated(void)
{
    return NULL;
}
#endif

const seam__kernel *kernel_to_test(size_t index)
{
    size_t n_built = 0;

    while (seam__kernel_built(n_built) != NULL)
        n_built++;
    if (index < n_built)
        return seam__kernel_built(index);
    return index == n_built ? emulated() : NULL;
}
