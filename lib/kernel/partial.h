/* Loading up to 16 bytes as two words without reading past their end. */
#ifndef SEAM_KERNEL_PARTIAL_H
#define SEAM_KERNEL_PARTIAL_H

#include <string.h>

#include "base/bits.h"

typedef struct seam__partial {
    uint64_t words[2]; /* the bytes in memory order, zeros after them */
} seam__partial;

static inline uint64_t seam__load32(const uint8_t *p)
{
    uint32_t word;

    memcpy(&word, p, sizeof(word));
    return word;
}

/* `n` bytes, 0 to 7, as the low bytes of a little-endian word. Two loads that overlap cover 4 to 7
 * bytes, and three cover 1 to 3. */
static inline uint64_t seam__load_low(const uint8_t *p, size_t n)
{
    if (n >= 4)
        return seam__load32(p) | seam__load32(p + n - 4) << (8 * (n - 4));
    if (n == 0)
        return 0;
    return (uint64_t)p[0] | (uint64_t)p[n / 2] << (8 * (n / 2)) |
           (uint64_t)p[n - 1] << (8 * (n - 1));
}

/* `n` bytes, 0 to 16. */
static inline seam__partial seam__partial_load(const uint8_t *p, size_t n)
{
    if (n < 8)
        return (seam__partial){{seam__load_low(p, n), 0}};
    if (n == 8)
        return (seam__partial){{seam__load64(p), 0}};
    return (seam__partial){{seam__load64(p), seam__load64(p + n - 8) >> (8 * (16 - n))}};
}

#endif
