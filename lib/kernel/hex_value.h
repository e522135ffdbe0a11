/* The value of one hex digit. */
#ifndef SEAM_KERNEL_HEX_VALUE_H
#define SEAM_KERNEL_HEX_VALUE_H

#include <stdint.h>

/* 0 to 15 for a digit of either case; 16 or more for any other byte. */
static inline unsigned seam__hex_value(uint8_t digit)
{
    const unsigned decimal = digit - (unsigned)'0';
    const unsigned letter = (digit | 0x20u) - (unsigned)'a';

    if (decimal < 10)
        return decimal;
    return letter < 6 ? letter + 10 : 16;
}

#endif
