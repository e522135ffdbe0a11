/* Four vectors that are judged together; vec_<isa>.h is included first. */
#ifndef SEAM_KERNEL_GROUP_INL_H
#define SEAM_KERNEL_GROUP_INL_H

#include <stdbool.h>
#include <stddef.h>

#define GROUP (4 * VEC_BYTES)

static inline bool any_of_four(vec v0, vec v1, vec v2, vec v3)
{
    return vec_any(vec_or(vec_or(v0, v1), vec_or(v2, v3)));
}

/* The index of the first byte that is not 0, of which there is one. */
static inline size_t first_of_four(vec v0, vec v1, vec v2, vec v3)
{
    if (vec_any(v0))
        return vec_first(v0);
    if (vec_any(v1))
        return VEC_BYTES + vec_first(v1);
    if (vec_any(v2))
        return 2 * VEC_BYTES + vec_first(v2);
    return 3 * VEC_BYTES + vec_first(v3);
}

#endif
