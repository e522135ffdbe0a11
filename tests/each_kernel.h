/* What the tests of kernels share: every kernel of an instruction set against scalar code. */
#ifndef SEAM_TESTS_EACH_KERNEL_H
#define SEAM_TESTS_EACH_KERNEL_H

#include <stdio.h>

#include "kernel/table.h"
#include "support.h"

/* The widest vector is 64 bytes, and the largest group of vectors four of them. */
#define N_OFFSETS 64
#define MAX_LEN   300

static const seam__kernel *const scalar = &seam__kernel_scalar;

/* Calls `fn` with each kernel but scalar that this machine can run, and says which those are. */
static inline void with_each(void (*fn)(const seam__kernel *kernel, prng *rng), const char *what)
{
    const seam__kernel *kernel;
    prng rng;

    prng_init(&rng, test_seed(what));
    if (seam__kernel_built(1) == NULL)
        printf("%s: this build has scalar code only\n", what);
    for (size_t i = 0; (kernel = seam__kernel_built(i)) != NULL; i++) {
        if (kernel == scalar)
            continue;
        printf("%s: %s%s\n", what, kernel->name, kernel->usable() ? "" : " is not usable here");
        if (kernel->usable())
            fn(kernel, &rng);
    }
}

#endif
