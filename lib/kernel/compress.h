/* Tables of shuffles that compress 16 bytes: each row moves the selected bytes to the front, in
 * their order, and the others behind them, where the next store overwrites them. */
#ifndef SEAM_KERNEL_COMPRESS_H
#define SEAM_KERNEL_COMPRESS_H

#include <stdint.h>

/* By a mask of eight bits: selects those of eight 16-bit units whose bit is set. */
extern _Alignas(16) const uint8_t seam__compress_units[256][16];

/* By a mask of eight bits: selects the first byte of each of eight pairs, and the second where the
 * pair's bit is set. */
extern _Alignas(16) const uint8_t seam__compress_pairs[256][16];

/* By a mask of two bits for each of four groups {last, middle, lead, second}, which are the bytes
 * of a UTF-8 sequence: selects the bytes of the sequence in their order. 00: lead; 01: lead, last;
 * 11: lead, middle, last; 10: all four. So for up to three bytes a group has one byte more than
 * bits that are set. */
extern _Alignas(16) const uint8_t seam__compress_groups[256][16];

/* By a number of eight bits: how many of them are set. */
extern const uint8_t seam__bit_counts[256];

#endif
