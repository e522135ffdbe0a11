#include "seam/kernel.h"

#include <stdlib.h>
#include <string.h>

#include "kernel/table.h"

/* The tables that the build has, fastest first. */
static const seam__kernel *const built[] = {
#ifdef SEAM_KERNEL_HAS_AVX512
    &seam__kernel_avx512,
#endif
#ifdef SEAM_KERNEL_HAS_AVX2
    &seam__kernel_avx2,
#endif
#ifdef SEAM_KERNEL_HAS_SSE41
    &seam__kernel_sse41,
#endif
#ifdef SEAM_KERNEL_HAS_NEON
    &seam__kernel_neon,
#endif
    &seam__kernel_scalar,
};

#define N_BUILT (sizeof(built) / sizeof(built[0]))

_Atomic(const seam__kernel *) seam__kernel_current;

const seam__kernel *seam__kernel_built(size_t index)
{
    return index < N_BUILT ? built[index] : NULL;
}

static const seam__kernel *by_name(const char *name)
{
    const seam__kernel *kernel;

    for (size_t i = 0; name != NULL && (kernel = seam__kernel_built(i)) != NULL; i++) {
        if (strcmp(kernel->name, name) == 0 && kernel->usable())
            return kernel;
    }
    return NULL;
}

static const seam__kernel *best(void)
{
    const seam__kernel *kernel;

    for (size_t i = 0; (kernel = seam__kernel_built(i)) != NULL; i++) {
        if (kernel->usable())
            break;
    }
    return kernel != NULL ? kernel : &seam__kernel_scalar;
}

const seam__kernel *seam__kernel_choose(void)
{
    const seam__kernel *kernel = by_name(getenv("SEAM_KERNEL"));

    if (kernel == NULL)
        kernel = best();
    /* Release: pairs with the load in seam__kernel_get(). */
    atomic_store_explicit(&seam__kernel_current, kernel, memory_order_release);
    return kernel;
}

bool seam_kernel_at(size_t index, seam_kernel_info *out)
{
    *out = (seam_kernel_info){NULL, false, false};
    if (index >= N_BUILT)
        return false;
    out->name = built[index]->name;
    out->usable = built[index]->usable();
    out->chosen = built[index] == seam__kernel_get();
    return true;
}
