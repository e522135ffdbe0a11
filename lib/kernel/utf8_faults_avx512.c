/* The faults of UTF-8 where there is AVX-512: it tells which groups are suspect, and AVX2's body, whose
 * vectors are long enough for a few bytes around a fault, looks at those. */
#include "kernel/vec_avx2.h"

#ifndef KERNEL_ISA
#define KERNEL_ISA avx512
#endif
#include "kernel/declare.h"

#include "kernel/utf8_candidates_avx512.h"

static inline classifier_kind classifier_of_batch(const uint8_t *p, size_t n_groups)
{
    return KERNEL(classifier_of_batch)(p, n_groups);
}

static inline void find_candidates(classifier_kind kind, const uint8_t *p, size_t n_groups,
                                   candidates *out)
{
    if (kind == BELOW_E0)
        KERNEL(candidates_below_e0)(p, n_groups, out);
    else
        KERNEL(candidates_of_any)(p, n_groups, out);
}

#include "kernel/utf8_faults.inl.h"

SEAM_STATIC_ASSERT(GROUP == 128); /* as the suspects' */
