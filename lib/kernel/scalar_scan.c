#include "base/bits.h"
#include "kernel/scalar.h"
#include "kernel/words.h"

size_t seam__scalar_scan_byte(const uint8_t *p, size_t n, uint8_t byte)
{
    const uint64_t wanted = seam__word_of(byte);
    size_t i = 0;

    while (n - i >= 8 && seam__zero_bytes(seam__load64(p + i) ^ wanted) == 0)
        i += 8;
    while (i < n && p[i] != byte)
        i++;
    return i;
}

size_t seam__scalar_scan_any4(const uint8_t *p, size_t n, const uint8_t set[4])
{
    size_t i = 0;

    while (n - i >= 8) {
        const uint64_t word = seam__load64(p + i);
        const uint64_t first = seam__zero_bytes(word ^ seam__word_of(set[0])) |
                               seam__zero_bytes(word ^ seam__word_of(set[1]));
        const uint64_t last = seam__zero_bytes(word ^ seam__word_of(set[2])) |
                              seam__zero_bytes(word ^ seam__word_of(set[3]));

        if ((first | last) != 0)
            break;
        i += 8;
    }
    while (i < n && p[i] != set[0] && p[i] != set[1] && p[i] != set[2] && p[i] != set[3])
        i++;
    return i;
}

size_t seam__scalar_scan_non_ascii(const uint8_t *p, size_t n)
{
    size_t i = 0;

    while (n - i >= 8 && (seam__load64(p + i) & HIGH_BITS) == 0)
        i += 8;
    while (i < n && p[i] < 0x80)
        i++;
    return i;
}

/* A word with 01 in each byte that is 0 in `word`, else 00. Sums of two numbers below 80 do not
 * carry into the next byte. */
static uint64_t each_zero_byte(uint64_t word)
{
    return (~(((word & ~HIGH_BITS) + ~HIGH_BITS) | word) & HIGH_BITS) >> 7;
}

size_t seam__scalar_scan_lines(const uint8_t *p, size_t n)
{
    size_t count = 0;
    size_t i = 0;

    for (; n - i >= 8; i += 8)
        count += seam__sum_of_bytes(each_zero_byte(seam__load64(p + i) ^ seam__word_of('\n')));
    for (; i < n; i++)
        count += p[i] == '\n';
    return count;
}

size_t seam__scalar_scan_positions(const uint8_t *p, size_t n, uint8_t a, uint8_t b, uint32_t *at,
                                   size_t cap, size_t *n_at)
{
    size_t count = 0;
    size_t i = 0;

    for (; i < n && count < cap; i++) {
        at[count] = (uint32_t)i;
        count += p[i] == a || p[i] == b;
    }
    *n_at = count;
    return i;
}
