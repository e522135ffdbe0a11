#include <string.h>

#include "base/bits.h"
#include "kernel/scalar.h"

void seam__scalar_mask_apply(const uint8_t *p, size_t n, const uint8_t key[4], uint8_t *dst)
{
    uint8_t twice[8];
    uint64_t word_key;
    size_t i = 0;

    memcpy(twice, key, 4);
    memcpy(twice + 4, key, 4);
    word_key = seam__load64(twice);
    for (; n - i >= 8; i += 8) {
        const uint64_t word = seam__load64(p + i) ^ word_key;

        memcpy(dst + i, &word, 8);
    }
    for (; i < n; i++)
        dst[i] = p[i] ^ key[i % 4];
}

size_t seam__scalar_mask_ascii(const uint8_t *p, size_t n, const uint8_t key[4], uint8_t *dst)
{
    uint8_t piece[64];
    size_t i = 0;

    for (; n - i >= sizeof(piece); i += sizeof(piece)) {
        seam__scalar_mask_apply(p + i, sizeof(piece), key, piece);
        if (seam__scalar_scan_non_ascii(piece, sizeof(piece)) < sizeof(piece))
            break;
        memcpy(dst + i, piece, sizeof(piece));
    }
    return i;
}
