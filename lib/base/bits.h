/* Arithmetic on sizes and words. */
#ifndef SEAM_BASE_BITS_H
#define SEAM_BASE_BITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* The smallest multiple of `unit`, a power of two, that is at least `n`. Wraps to 0 when there is
 * none. */
static inline size_t seam__round_up(size_t n, size_t unit)
{
    return (n + (unit - 1)) & ~(unit - 1);
}

/* Whether `n` is 0 or a power of two. */
static inline bool seam__is_bit_or_zero(uint64_t n)
{
    return (n & (n - 1)) == 0;
}

/* The index of the highest set bit of `n`, which is not 0. */
static inline unsigned seam__log2(size_t n)
{
    return (unsigned)(sizeof(unsigned long long) * 8 - 1) - (unsigned)__builtin_clzll(n);
}

/* a - b, or 0 where that would be negative, for counts that were read at different moments. */
static inline uint64_t seam__less(uint64_t a, uint64_t b)
{
    return a > b ? a - b : 0;
}

static inline size_t seam__min(size_t a, size_t b)
{
    return a < b ? a : b;
}

static inline size_t seam__max(size_t a, size_t b)
{
    return a > b ? a : b;
}

/* Whether two spans have a byte in common. */
static inline bool seam__overlap(const void *a, size_t a_len, const void *b, size_t b_len)
{
    const uintptr_t at_a = (uintptr_t)a;
    const uintptr_t at_b = (uintptr_t)b;

    if (a_len == 0 || b_len == 0)
        return false;
    return at_a <= at_b ? at_b - at_a < a_len : at_a - at_b < b_len;
}

static inline uint32_t seam__swap_le32(uint32_t word)
{
    return __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? __builtin_bswap32(word) : word;
}

/* Load and store four bytes at any address as a little-endian number. Each is one access: stores of single bytes
 * would make a load that soon follows wait. */
static inline uint32_t seam__load_le32(const uint8_t *p)
{
    uint32_t word;

    memcpy(&word, p, sizeof(word));
    return seam__swap_le32(word);
}

static inline void seam__store_le32(uint8_t *p, uint32_t word)
{
    word = seam__swap_le32(word);
    memcpy(p, &word, sizeof(word));
}

static inline uint64_t seam__swap_le64(uint64_t word)
{
    return __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? __builtin_bswap64(word) : word;
}

/* Load and store eight bytes at any address as a little-endian number. */
static inline uint64_t seam__load_le64(const uint8_t *p)
{
    uint64_t word;

    memcpy(&word, p, sizeof(word));
    return seam__swap_le64(word);
}

static inline void seam__store_le64(uint8_t *p, uint64_t word)
{
    word = seam__swap_le64(word);
    memcpy(p, &word, sizeof(word));
}

/* Loads eight bytes from any address in the machine's byte order. */
static inline uint64_t seam__load64(const uint8_t *p)
{
    uint64_t word;

    memcpy(&word, p, sizeof(word));
    return word;
}

#endif
