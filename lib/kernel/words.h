/* Eight bytes of a word at a time, for scalar code. */
#ifndef SEAM_KERNEL_WORDS_H
#define SEAM_KERNEL_WORDS_H

#include <stddef.h>
#include <stdint.h>

#define HIGH_BITS UINT64_C(0x8080808080808080)
#define LOW_BITS  UINT64_C(0x0101010101010101)

/* `byte` in each of the eight. */
static inline uint64_t seam__word_of(uint8_t byte)
{
    return byte * LOW_BITS;
}

/* Not 0 when a byte of the word is 0. Which one it is can be told of the first only. */
static inline uint64_t seam__zero_bytes(uint64_t word)
{
    return (word - LOW_BITS) & ~word & HIGH_BITS;
}

/* Bytes that are 0 or 1; their sum. */
static inline size_t seam__sum_of_bytes(uint64_t word)
{
    return (size_t)(word * LOW_BITS >> 56);
}

#endif
