/* The faults of UTF-8 where there is AVX-512: it tells which groups are suspect, and AVX2's body, whose
 * vectors are long enough for a few bytes around a fault, looks at those. */
#include "kernel/vec_avx2.h"

#define UTF8_FAULTS seam__avx512_utf8_faults

#include "kernel/utf8_suspects.h"

static inline judges judge_of_batch(const uint8_t *p, size_t n_groups)
{
    return seam__avx512_judge_of_batch(p, n_groups);
}

static inline void suspects_by(judges who, const uint8_t *p, size_t n_groups, suspects *out)
{
    if (who == BELOW_E0)
        seam__avx512_suspects_below_e0(p, n_groups, out);
    else
        seam__avx512_suspects_of_any(p, n_groups, out);
}

#include "kernel/utf8_faults.inl.h"

SEAM_STATIC_ASSERT(GROUP == 128); /* as the suspects' */
