/* The fault finder for AVX-512: AVX-512 finds the candidates, and the AVX2 body, whose vectors are
 * long enough for the few bytes around a fault, looks for faults in them. */
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

SEAM_STATIC_ASSERT(GROUP == 128); /* as that of the candidates */
