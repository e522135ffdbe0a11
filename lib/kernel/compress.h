/* Shuffles that bring together what is wanted of 16 bytes. Each row is a permutation: first the
 * wanted bytes in their order, then the others, which the next store overwrites. */
#ifndef SEAM_KERNEL_COMPRESS_H
#define SEAM_KERNEL_COMPRESS_H

#include <stdint.h>

/* Of eight units of two bytes, those whose bit is set. */
extern _Alignas(16) const uint8_t seam__compress_units[256][16];

/* Of eight pairs of bytes the first one, and the second where the pair's bit is set. */
extern _Alignas(16) const uint8_t seam__compress_pairs[256][16];

/* Of four groups {last, middle, lead, second} of a UTF-8 sequence, the bytes of as many as two bits
 * say, in the order of the sequence: 00 lead; 01 lead, last; 11 lead, middle, last; 10 all four. So
 * up to three bytes a group, there is one more for each bit. */
extern _Alignas(16) const uint8_t seam__compress_groups[256][16];

/* The bits that are set. */
extern const uint8_t seam__bit_counts[256];

#endif
