/* Scalar code that works on the eight bytes of a 64-bit word at a time. */
#ifndef SEAM_KERNEL_WORDS_H
#define SEAM_KERNEL_WORDS_H

#include <stddef.h>
#include <stdint.h>

#define HIGH_BITS UINT64_C(0x8080808080808080)
#define LOW_BITS  UINT64_C(0x0101010101010101)

/* A word with `byte` in each of its eight bytes. */
static inline uint64_t seam__word_of(uint8_t byte)
{
    return byte * LOW_BITS;
}

/* Not 0 where a byte of the word is 0. Only the lowest bit that is set tells which byte it is; bits
 * above may be wrong. */
static inline uint64_t seam__zero_bytes(uint64_t word)
{
    return (word - LOW_BITS) & ~word & HIGH_BITS;
}

/* The sum of the eight bytes, each of which is 0 or 1. */
static inline size_t seam__sum_of_bytes(uint64_t word)
{
    return (size_t)(word * LOW_BITS >> 56);
}

#endif
