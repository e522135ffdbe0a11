#include "base/bits.h"
#include "kernel/scalar.h"
#include "kernel/words.h"

size_t seam__scalar_scan_c1(const uint8_t *p, size_t n)
{
    size_t i = 0;

    while (n - i >= 8 && (seam__load64(p + i) & HIGH_BITS) == 0)
        i += 8;
    while (i < n && (p[i] & 0xE0) != 0x80)
        i++;
    return i;
}

/* Whether all eight bytes are from 20 to 7E; false for some words of which that is true. */
static bool is_plain(uint64_t word)
{
    return ((word | (word - seam__word_of(0x20)) | (word + seam__word_of(1))) & HIGH_BITS) == 0;
}

static bool is_control(const uint8_t *p, size_t n, seam__controls set)
{
    if (p[0] < 0x20)
        return (set.low >> p[0] & 1) != 0;
    if (p[0] == 0x7F)
        return set.del;
    return set.c1 && p[0] == 0xC2 && n > 1 && (p[1] & 0xE0) == 0x80;
}

size_t seam__scalar_scan_controls(const uint8_t *p, size_t n, seam__controls set)
{
    size_t i = 0;

    while (i < n) {
        if (n - i >= 8 && is_plain(seam__load64(p + i)))
            i += 8;
        else if (is_control(p + i, n - i, set))
            break;
        else
            i++;
    }
    return i;
}

size_t seam__scalar_table_widen(const uint8_t *p, size_t n, const uint16_t high[128], uint16_t *out)
{
    unsigned is_missing = 0;
    size_t i;

    /* Without a branch, as nobody can foretell which letters come. */
    for (i = 0; i < n; i++) {
        const unsigned byte = p[i];
        const unsigned is_high = byte >> 7;
        const unsigned point = high[byte & 0x7F] & (0u - is_high);

        out[i] = (uint16_t)(point | (byte & (is_high - 1)));
        is_missing |= is_high & (point - 1) >> 31;
    }
    if (is_missing == 0)
        return n;
    for (i = 0; p[i] < 0x80 || out[i] != 0; i++)
        continue;
    return i;
}
