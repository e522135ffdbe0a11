/* How base64 writes the values 62 and 63 (RFC 4648 sections 4 and 5). */
#ifndef SEAM_KERNEL_BASE64_ALPHABET_H
#define SEAM_KERNEL_BASE64_ALPHABET_H

#include <stddef.h>
#include <stdint.h>

typedef enum seam__base64_alphabet {
    SEAM__BASE64_STANDARD = 0, /* + and / */
    SEAM__BASE64_URL = 1,      /* - and _ */
    SEAM__BASE64_EITHER = 2    /* reads both, writes as STANDARD */
} seam__base64_alphabet;

#define SEAM__BASE64_ALPHABETS 3

/* What is no digit has a value from 64 up. */
uint8_t seam__base64_value(uint8_t digit, seam__base64_alphabet alphabet);
/* `value` is below 64. */
uint8_t seam__base64_digit(uint8_t value, seam__base64_alphabet alphabet);

#endif
