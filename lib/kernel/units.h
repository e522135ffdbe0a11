/* Loading and storing 16-bit and 32-bit code units at any address, and surrogates. `big` says that
 * the bytes are big-endian. */
#ifndef SEAM_KERNEL_UNITS_H
#define SEAM_KERNEL_UNITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

static inline uint32_t seam__unit16_load(const uint8_t *p, bool big)
{
    const unsigned high = p[big ? 0 : 1];
    const unsigned low = p[big ? 1 : 0];

    return high << 8 | low;
}

static inline void seam__unit16_store(uint8_t *p, uint32_t unit, bool big)
{
    p[big ? 0 : 1] = (uint8_t)(unit >> 8);
    p[big ? 1 : 0] = (uint8_t)unit;
}

static inline uint32_t seam__unit32_load(const uint8_t *p, bool big)
{
    const uint32_t first = seam__unit16_load(p, big);
    const uint32_t second = seam__unit16_load(p + 2, big);

    return big ? first << 16 | second : second << 16 | first;
}

static inline void seam__unit32_store(uint8_t *p, uint32_t unit, bool big)
{
    seam__unit16_store(p, big ? unit >> 16 : unit & 0xFFFF, big);
    seam__unit16_store(p + 2, big ? unit & 0xFFFF : unit >> 16, big);
}

static inline bool seam__is_surrogate(uint32_t unit)
{
    return (unit & 0xFFFFF800) == 0xD800;
}

static inline bool seam__is_lead_surrogate(uint32_t unit)
{
    return (unit & 0xFFFFFC00) == 0xD800;
}

static inline bool seam__is_trail_surrogate(uint32_t unit)
{
    return (unit & 0xFFFFFC00) == 0xDC00;
}

/* The code point of a surrogate pair. */
static inline uint32_t seam__pair(uint32_t lead, uint32_t trail)
{
    return 0x10000 + ((lead & 0x3FF) << 10 | (trail & 0x3FF));
}

#endif
