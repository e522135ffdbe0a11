/* The value of one hex digit, inline. */
#ifndef SEAM_KERNEL_HEX_VALUE_H
#define SEAM_KERNEL_HEX_VALUE_H

#include <stdint.h>

/* What is no digit has a value with a bit from 16 up. */
static inline unsigned seam__hex_value(uint8_t digit)
{
    const unsigned decimal = digit - (unsigned)'0';
    const unsigned letter = (digit | 0x20u) - (unsigned)'a';

    if (decimal < 10)
        return decimal;
    return letter < 6 ? letter + 10 : 16;
}

#endif
