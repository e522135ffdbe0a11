/* ASCII white space as the WHATWG Infra Standard defines it. */
#ifndef SEAM_KERNEL_SPACE_H
#define SEAM_KERNEL_SPACE_H

#include <stdbool.h>
#include <stdint.h>

/* Whether the byte is TAB, LF, FF, CR or space. */
static inline bool seam__is_space(uint8_t byte)
{
    const uint64_t spaces = UINT64_C(1) << '\t' | UINT64_C(1) << '\n' | UINT64_C(1) << '\f' |
                            UINT64_C(1) << '\r' | UINT64_C(1) << ' ';

    return byte <= ' ' && (spaces >> byte & 1) != 0;
}

#endif
