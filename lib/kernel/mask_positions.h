/* Listing the positions of the bits of a mask, for vector code that searches bytes. */
#ifndef SEAM_KERNEL_MASK_POSITIONS_H
#define SEAM_KERNEL_MASK_POSITIONS_H

#include <stddef.h>
#include <stdint.h>

/* `base` plus the index of the lowest bit of `bits`; a meaningless number when there is none. */
static inline uint32_t seam__first_position(uint64_t bits, size_t base)
{
    return (uint32_t)(base + (size_t)__builtin_ctzll(bits | UINT64_C(1) << 63));
}

/* Appends the position of each bit to `at`, which has `count` entries. Returns the new count. Two
 * entries are always written, so that no branch is mispredicted where few bits are set; entries
 * behind the new count are meaningless. */
static inline size_t seam__put_positions(uint32_t *at, size_t count, uint64_t bits, size_t base)
{
    const size_t more = (size_t)__builtin_popcountll(bits);
    uint32_t *to = at + count;

    to[0] = seam__first_position(bits, base);
    bits &= bits - 1;
    to[1] = seam__first_position(bits, base);
    for (size_t i = 2; i < more; i++) {
        bits &= bits - 1;
        to[i] = seam__first_position(bits, base);
    }
    return count + more;
}

#endif
