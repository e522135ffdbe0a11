/* UTF-8 by its definition (Unicode 15.0 table 3-6), for what is held against the library. */
#ifndef SEAM_TESTS_PUT_UTF8_H
#define SEAM_TESTS_PUT_UTF8_H

#include <stddef.h>
#include <stdint.h>

/* Writes a code point up to 10FFFF in the 1 to 4 bytes of UTF-8, a surrogate too. Returns their number. */
static inline size_t put_utf8(uint8_t *out, uint32_t c)
{
    static const uint8_t leads[] = {0, 0, 0xC0, 0xE0, 0xF0};
    const size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;

    for (size_t i = n; i > 1; i--, c >>= 6)
        out[i - 1] = (uint8_t)(0x80 | (c & 0x3F));
    out[0] = (uint8_t)(leads[n] | c);
    return n;
}

#endif
