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

/* The value of each byte plus one; 0 where it is no digit. */
extern const uint8_t seam__base64_values[SEAM__BASE64_ALPHABETS][256];
extern const char seam__base64_digits[SEAM__BASE64_ALPHABETS][65];

/* The value of a digit; 255 for any other byte. */
static inline uint8_t seam__base64_value(uint8_t digit, seam__base64_alphabet alphabet)
{
    return (uint8_t)(seam__base64_values[alphabet][digit] - 1);
}

/* The digit of a value, which is below 64. */
static inline uint8_t seam__base64_digit(uint32_t value, seam__base64_alphabet alphabet)
{
    return (uint8_t)seam__base64_digits[alphabet][value];
}

#endif
