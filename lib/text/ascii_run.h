/* Long runs of ASCII, whose end a kernel finds faster than a loop over characters. */
#ifndef SEAM_TEXT_ASCII_RUN_H
#define SEAM_TEXT_ASCII_RUN_H

#include "base/bits.h"
#include "kernel/table.h"

/* The length of the ASCII at p, or 0 where it is too short for a kernel to be worth a call. */
static inline size_t seam__ascii_run(const seam__kernel *kernel, const uint8_t *p, size_t n)
{
    if (n < 16 || ((seam__load64(p) | seam__load64(p + 8)) & UINT64_C(0x8080808080808080)) != 0)
        return 0;
    return kernel->scan_non_ascii(p, n);
}

#endif
