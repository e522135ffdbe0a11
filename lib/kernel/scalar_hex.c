#include "kernel/hex_value.h"
#include "kernel/scalar.h"

void seam__scalar_hex_encode(const uint8_t *p, size_t n, const uint8_t *digits, uint8_t *dst)
{
    for (size_t i = 0; i < n; i++) {
        dst[2 * i] = digits[p[i] >> 4];
        dst[2 * i + 1] = digits[p[i] & 0x0F];
    }
}

size_t seam__scalar_hex_decode(const uint8_t *p, size_t n_pairs, uint8_t *dst)
{
    for (size_t i = 0; i < n_pairs; i++) {
        const unsigned high = seam__hex_value(p[2 * i]);
        const unsigned low = seam__hex_value(p[2 * i + 1]);

        if ((high | low) > 15)
            return i;
        dst[i] = (uint8_t)(high << 4 | low);
    }
    return n_pairs;
}
