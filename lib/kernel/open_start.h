/* Where a validator that has met a fault or the end goes back to, inline. */
#ifndef SEAM_KERNEL_OPEN_START_H
#define SEAM_KERNEL_OPEN_START_H

#include <stddef.h>
#include <stdint.h>

/* The start of the sequence that is still open at `at`, or `at`. All before `at` is consistent, but
 * the last sequence may want more bytes than it has, or begin with a byte that begins nothing. */
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
