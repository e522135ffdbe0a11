/* What the tests of kernels share: every kernel of an instruction set against scalar code. */
#ifndef SEAM_TESTS_EACH_KERNEL_H
#define SEAM_TESTS_EACH_KERNEL_H

#include <stdio.h>

#include "kernel/table.h"
#include "support.h"

/* The widest vector is 64 bytes, and the largest group of vectors four of them, after one vector that
 * is looked at alone. */
#define N_OFFSETS 64
#define MAX_LEN   360

static const seam__kernel *const scalar = &seam__kernel_scalar;

/* The tables that the build has, then those that only the tests have; NULL from their number on. */
const seam__kernel *kernel_to_test(size_t index);

/* Calls `fn` with each kernel but scalar that this machine can run, and says which those are. */
static inline void with_each(void (*fn)(const seam__kernel *kernel, prng *rng), const char *what)
{
    const seam__kernel *kernel;
    prng rng;

    prng_init(&rng, test_seed(what));
    if (kernel_to_test(1) == NULL)
        printf("%s: this build has scalar code only\n", what);
    for (size_t i = 0; (kernel = kernel_to_test(i)) != NULL; i++) {
        if (kernel == scalar)
            continue;
        printf("%s: %s%s\n", what, kernel->name, kernel->usable() ? "" : " is not usable here");
        if (kernel->usable())
            fn(kernel, &rng);
    }
}

#endif
