/* Counts the bytes that decoders of digits look at: the sources that are compiled with this header in front of
 * them call what is defined here in place of the functions of these names. */
#ifndef SEAM_TESTS_CODEC_STEPS_H
#define SEAM_TESTS_CODEC_STEPS_H

#include <stddef.h>

#include "kernel/base64_alphabet.h"
#include "kernel/hex_value.h"
#include "kernel/space.h"

/* A byte of which two things are asked counts twice. */
extern size_t n_looked_at;

static inline bool seam__is_space_counted(uint8_t byte)
{
    n_looked_at++;
    return seam__is_space(byte);
}

static inline unsigned seam__hex_value_counted(uint8_t digit)
{
    n_looked_at++;
    return seam__hex_value(digit);
}

static inline uint8_t seam__base64_value_counted(uint8_t digit, seam__base64_alphabet alphabet)
{
    n_looked_at++;
    return seam__base64_value(digit, alphabet);
}

#define seam__is_space     seam__is_space_counted
#define seam__hex_value    seam__hex_value_counted
#define seam__base64_value seam__base64_value_counted

#endif
