/* Where the well-formed prefix ends once a validator has met a fault or the end of the text. */
#ifndef SEAM_KERNEL_OPEN_START_H
#define SEAM_KERNEL_OPEN_START_H

#include <stddef.h>
#include <stdint.h>

/* The start of the sequence that is open at `at`, or `at` when none is. All bytes before `at` are
 * consistent, but the last sequence may lack bytes, or its lead may be one that no sequence begins
 * with. */
static inline size_t seam__open_start(const uint8_t *p, size_t at)
{
    if (at >= 1 && p[at - 1] >= 0xC0)
        return at - 1;
    if (at >= 2 && p[at - 2] >= 0xE0)
        return at - 2;
    if (at >= 3 && p[at - 3] >= 0xF0)
        return at - 3;
    return at;
}

#endif
