/* Hex without vector instructions: eight digits in a word of 64 bits at a time, then digit by digit. */
#include <stdbool.h>

#include "base/bits.h"
#include "kernel/hex_value.h"
#include "kernel/scalar.h"

/* A word of eight bytes that all have the value `byte`. */
#define EACH(byte) (UINT64_C(0x0101010101010101) * (byte))

/* The bytes of a word of 32 bits, each in the low half of a lane of 16 bits. */
static inline uint64_t spread_bytes(uint64_t word)
{
    word = (word | word << 16) & UINT64_C(0x0000FFFF0000FFFF);
    return (word | word << 8) & UINT64_C(0x00FF00FF00FF00FF);
}

/* The low halves of the four lanes of 16 bits. The high halves are 0. */
static inline uint32_t gather_bytes(uint64_t lanes)
{
    lanes = (lanes | lanes >> 8) & UINT64_C(0x0000FFFF0000FFFF);
    return (uint32_t)(lanes | lanes >> 16);
}

/* Four bytes as eight digits, the first of each in the lowest bits. `letter_gap` is what lies between the digit 9
 * and the letter for 10. */
static inline uint64_t encode_word(uint32_t bytes, unsigned letter_gap)
{
    const uint64_t lanes = spread_bytes(bytes);
    const uint64_t nibbles = (lanes >> 4 & EACH(0x0F)) | (lanes << 8 & EACH(0x0F) << 8);
    const uint64_t is_letter = (nibbles + EACH(6)) >> 4 & EACH(1);

    return nibbles + EACH('0') + is_letter * letter_gap;
}

/* The top bit of each byte of `word`, all below 0x80, that is `least` or more. */
static inline uint64_t at_least(uint64_t word, unsigned least)
{
    return (word + EACH(0x80 - least)) & EACH(0x80);
}

/* Decodes eight digits to four bytes. Returns false where a byte is no digit. */
static inline bool decode_word(uint64_t digits, uint32_t *bytes)
{
    const uint64_t low = digits & EACH(0x7F);
    const uint64_t lower_case = low | EACH(0x20);
    const uint64_t decimal = at_least(low, '0') & ~at_least(low, '9' + 1);
    const uint64_t letter = at_least(lower_case, 'a') & ~at_least(lower_case, 'f' + 1);
    const uint64_t values = (digits & EACH(0x0F)) + (letter >> 7) * 9;

    *bytes = gather_bytes((values << 4 | values >> 8) & UINT64_C(0x00FF00FF00FF00FF));
    return ((decimal | letter) & ~digits) == EACH(0x80);
}

void seam__scalar_hex_encode(const uint8_t *p, size_t n, const uint8_t *digits, uint8_t *dst)
{
    const unsigned letter_gap = digits[10] - (unsigned)('9' + 1);
    size_t i = 0;

    for (; n - i >= 4; i += 4)
        seam__store_le64(dst + 2 * i, encode_word(seam__load_le32(p + i), letter_gap));
    for (; i < n; i++) {
        dst[2 * i] = digits[p[i] >> 4];
        dst[2 * i + 1] = digits[p[i] & 0x0F];
    }
}

size_t seam__scalar_hex_decode(const uint8_t *p, size_t n_pairs, uint8_t *dst)
{
    size_t i = 0;
    uint32_t bytes;

    for (; n_pairs - i >= 4 && decode_word(seam__load_le64(p + 2 * i), &bytes); i += 4)
        seam__store_le32(dst + i, bytes);
    for (; i < n_pairs; i++) {
        const unsigned high = seam__hex_value(p[2 * i]);
        const unsigned low = seam__hex_value(p[2 * i + 1]);

        if ((high | low) > 15)
            return i;
        dst[i] = (uint8_t)(high << 4 | low);
    }
    return n_pairs;
}
