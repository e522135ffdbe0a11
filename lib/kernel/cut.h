/* Where the text of a chunk of UTF-8 lies: behind the bytes that complete a character of the chunk before, and before
 * an open sequence, the first bytes of a character that the chunk does not complete. The first and the last bytes of
 * the chunk tell; of what lies between them nothing is asked. No function has a branch that depends on bytes, because
 * nobody can predict where chunks are cut. Up to four bytes of a sequence are a number, the first byte lowest. */
#ifndef SEAM_KERNEL_CUT_H
#define SEAM_KERNEL_CUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bits.h"

/* By the low six bits of a lead: what is added to the byte 80..BF behind it, so that its top bit is clear just
 * where it lies in the range of that lead (Unicode 15.0 Table 3-7). */
extern const uint8_t seam__after_lead[64];

/* Whether the first of `n` bytes, at most four, is from C0 up and the others may follow it, where it calls for n bytes
 * at least. A byte that is no lead is not told from one where n is 1, and may be followed by nothing where n is more.
 * True where n is 0. */
static inline bool seam__may_follow(uint32_t sequence, size_t n)
{
    const uint32_t tags = (uint32_t)(UINT64_C(0xC0C0C0C0) >> (32 - 8 * n));
    const uint32_t second = sequence + ((uint32_t)seam__after_lead[sequence & 0x3F] << 8);

    return (((sequence ^ 0x808080C0) | (second & 0x8000)) & tags) == 0;
}

/* How many bytes a lead calls for. */
static inline size_t seam__sequence_len(uint32_t lead)
{
    return 2 + (size_t)(lead >= 0xE0) + (size_t)(lead >= 0xF0);
}

/* How many bytes the open sequence has at the end of a text whose last four bytes are `last`: those from the last lead
 * on, where that calls for more. 0 where there is none. Of two and three bytes, seam__may_follow() tells whether they
 * are well-formed. */
static inline size_t seam__open_len(uint32_t last)
{
    const uint32_t one = (last >> 24) - 0xC2 <= 0xF4 - 0xC2;
    const uint32_t two = (last >> 16 & 0xFF) >= 0xE0;
    const uint32_t three = (last >> 8 & 0xFF) >= 0xF0;

    return ((size_t)__builtin_ctz(one | two << 1 | three << 2 | 8) + 1) & 3;
}

/* Whether the last byte is from C0 up and begins no open sequence, which no byte behind it shows. */
static inline bool seam__ends_badly(uint32_t last, size_t n_open)
{
    return n_open == 0 && last >= UINT32_C(0xC0) << 24;
}

/* The last `n` of four bytes; 0 where n is 0. */
static inline uint32_t seam__last_bytes(uint32_t last, size_t n)
{
    return (uint32_t)((uint64_t)last >> (32 - 8 * n));
}

/* The first n_carry bytes of `carry`, 1 to 3, and `first` behind them. */
static inline uint32_t seam__joint_bytes(const uint8_t carry[4], size_t n_carry, uint32_t first)
{
    const size_t n_bits = 8 * n_carry;

    return (seam__load_le32(carry) & ((UINT32_C(1) << n_bits) - 1)) | first << n_bits;
}

/* The shortest chunk that is cut: no byte of it can belong both to the first character and to the open sequence, and
 * at least two lie between them. */
#define SEAM__CUT_MIN ((size_t)8)

/* The longest chunk that utf8_copy_chunk() takes. */
#define SEAM__CUT_MOST ((size_t)256)

#endif
