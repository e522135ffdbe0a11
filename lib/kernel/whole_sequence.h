/* Whether one UTF-8 sequence is whole and well-formed (Unicode 15.0 Table 3-7). codec/sequence.c
 * tells what is wrong with one that is not. */
#ifndef SEAM_KERNEL_WHOLE_SEQUENCE_H
#define SEAM_KERNEL_WHOLE_SEQUENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

static inline bool seam__is_continuation(uint8_t byte)
{
    return (byte & 0xC0) == 0x80;
}

/* Whether E0..EF and the two bytes behind it are a well-formed sequence. */
static inline bool seam__is_three(const uint8_t *p)
{
    const uint8_t low = p[0] == 0xE0 ? 0xA0 : 0x80;
    const uint8_t high = p[0] == 0xED ? 0x9F : 0xBF;

    return p[1] >= low && p[1] <= high && seam__is_continuation(p[2]);
}

/* Whether F0..F4 and the three bytes behind it are a well-formed sequence. */
static inline bool seam__is_four(const uint8_t *p)
{
    const uint8_t low = p[0] == 0xF0 ? 0x90 : 0x80;
    const uint8_t high = p[0] == 0xF4 ? 0x8F : 0xBF;

    return p[1] >= low && p[1] <= high && seam__is_continuation(p[2]) &&
           seam__is_continuation(p[3]);
}

/* The length of the well-formed sequence of two to four bytes at p; 0 when there is none in `n`
 * bytes, as where an ASCII character stands. */
static inline size_t seam__whole_sequence(const uint8_t *p, size_t n)
{
    if (p[0] < 0xE0)
        return p[0] >= 0xC2 && n >= 2 && seam__is_continuation(p[1]) ? 2 : 0;
    if (p[0] < 0xF0)
        return n >= 3 && seam__is_three(p) ? 3 : 0;
    return p[0] <= 0xF4 && n >= 4 && seam__is_four(p) ? 4 : 0;
}

/* Whether the bytes at p, 1 to 3 of them, are a proper prefix of a well-formed sequence. */
static inline bool seam__is_open_sequence(const uint8_t *p, size_t n)
{
    const uint8_t filled[4] = {p[0], p[n / 2], n == 3 ? p[2] : 0x80, 0x80};

    if (n == 1)
        return p[0] >= 0xC2 && p[0] <= 0xF4;
    if (p[0] < 0xF0)
        return n == 2 && p[0] >= 0xE0 && seam__is_three(filled);
    return p[0] <= 0xF4 && seam__is_four(filled);
}

#endif
