/* The value of one ASCII digit, for the layers above, which may not include kernel headers. */
#ifndef SEAM_BYTES_DIGITS_H
#define SEAM_BYTES_DIGITS_H

#include "kernel/hex_value.h"

/* 0 to 15 for a hexadecimal digit of either case, 16 for anything else. */
static inline unsigned seam__digit_value(uint8_t digit)
{
    return seam__hex_value(digit);
}

#endif
