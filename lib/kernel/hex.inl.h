/* Hex, one body for every instruction set; its vector functions come from vec_<isa>.h and
 * digits_<isa>.h, which are included first. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/scalar.h"

void KERNEL(hex_encode)(const uint8_t *p, size_t n, const uint8_t *digits, uint8_t *dst)
{
    const vec table = vec_table(digits);
    const vec nibble = vec_splat(0x0F);
    size_t i = 0;

    for (; n - i >= VEC_BYTES; i += VEC_BYTES) {
        const vec v = vec_load(p + i);

        vec_store_interleaved(dst + 2 * i, vec_lookup(table, vec_high_nibble(v, nibble)),
                              vec_lookup(table, vec_and(v, nibble)));
    }
    if (i < n)
        seam__scalar_hex_encode(p + i, n - i, digits, dst + 2 * i);
}

/* The value of each hex digit; 16 or more for any other byte. Decimal digits are moved to F6..FF,
 * and after a saturating subtraction of 6 only they are F0 or more. Letters of either case are
 * moved to 0A..0F, and all other bytes to 10 or more. So the lesser of the two results is below 16
 * for digits alone. */
static inline vec hex_values(vec v)
{
    const vec moved = vec_sub_sat(vec_add(v, vec_splat(0x100 - '0' - 10)), vec_splat(6));
    const vec decimal = vec_sub(moved, vec_splat(0xF0));
    const vec letter = vec_sub(vec_and(v, vec_splat(0xDF)), vec_splat('A'));

    return vec_min(decimal, vec_add_sat(letter, vec_splat(10)));
}

/* Decodes 2 * VEC_BYTES digits. Writes nothing and returns false where a byte is no digit. */
static inline bool hex_decode_two(const uint8_t *p, uint8_t *dst)
{
    const vec a = hex_values(vec_load(p));
    const vec b = hex_values(vec_load(p + VEC_BYTES));

    if (vec_any(vec_and(vec_or(a, b), vec_splat(0xF0))))
        return false;
    vec_store(dst, vec_pack_nibbles(a, b));
    return true;
}

size_t KERNEL(hex_decode)(const uint8_t *p, size_t n_pairs, uint8_t *dst)
{
    size_t i = 0;

    while (n_pairs - i >= VEC_BYTES && hex_decode_two(p + 2 * i, dst + i))
        i += VEC_BYTES;
    return i < n_pairs ? i + seam__scalar_hex_decode(p + 2 * i, n_pairs - i, dst + i) : i;
}
