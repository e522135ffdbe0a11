/* Converting short texts of UTF-8, and the ends of long ones, to code units. One body for every instruction
 * set; its vector functions come from lanes_<isa>.h, which is included first.
 *
 * Two vectors hold the text, with zeros behind it. What comes of them is stored beside the output first,
 * because stores of whole vectors write meaningless units behind their result; then as much as there is of it
 * is copied. So few branches depend on the length or on the characters. */
#ifndef SEAM_KERNEL_UTF8_TO_UTF16_FEW_INL_H
#define SEAM_KERNEL_UTF8_TO_UTF16_FEW_INL_H

#include <stddef.h>
#include <stdint.h>

#include "base/attributes.h"
#include "base/bits.h"
#include "kernel/copy.inl.h"
#include "kernel/utf8_pair.inl.h"
#include "kernel/utf8_to_utf16_vec.inl.h"

/* The units that the last store writes behind its result, at most. */
#define DECODE_BESIDE ((size_t)8)

/* The length of the prefix of the pair that the target encoding has. */
SEAM__TEMPLATE size_t decode_few_prefix(const decode_form *f, const uint8_t *p, size_t n,
                                        vec_pair v)
{
    const vec highest = vec_splat(0xC3);
    vec_pair above;

    if (f->unit > 1)
        return prefix_of_pair(p, n, v);
    above = (vec_pair){vec_sub_sat(v.first, highest), vec_sub_sat(v.second, highest)};
    return prefix_of_pair(p, seam__min(n, first_of_pair(above)), v);
}

/* Converts the bytes of one vector, which lie at p, and of which only those are looked at whose bits are set in
 * `wanted`. Returns the end of the output. */
SEAM__TEMPLATE uint8_t *decode_few_vector(const decode_form *f, const decode_constants *k,
                                          const uint8_t *p, uint32_t wanted, bool fours,
                                          uint32_t *carry, uint8_t *out)
{
    const vec first = vec_load(p);
    decode_units u = {.emit = ~vec_movemask(vec_greater_signed(k->top_two, first))};

    if (f->unit == 1)
        decode_twos(k, &u, p, first);
    else if (!fours)
        decode_bmp(k, &u, p, first);
    else if (f->unit == 2)
        decode_pairs(k, &u, p, first, carry);
    else
        decode_points(k, &u, p, first);
    u.emit &= wanted;
    return decode_store(f, out, &u, f->unit == 4 && fours);
}

/* Converts `len` valid bytes at p, at most PAIR_BYTES; as many bytes may be read, and three more. Returns the
 * end of the output. */
SEAM__TEMPLATE uint8_t *decode_few_valid(const decode_form *f, const uint8_t *p, size_t len,
                                         bool fours, uint8_t *out)
{
    const decode_constants k = decode_constants_load();
    const uint64_t wanted = len < 64 ? (UINT64_C(1) << len) - 1 : UINT64_MAX;
    uint32_t carry = 0;

    out = decode_few_vector(f, &k, p, (uint32_t)wanted, fours, &carry, out);
    if (len > VEC_BYTES)
        out = decode_few_vector(f, &k, p + VEC_BYTES, (uint32_t)(wanted >> VEC_BYTES), fours,
                                &carry, out);
    return out;
}

/* Converts a text that is not all ASCII. There is room for a unit for each byte. */
SEAM__TEMPLATE size_t decode_few_any(const decode_form *f, const uint8_t *p, size_t n, uint8_t *out,
                                     size_t *n_out)
{
    const vec_pair v = vec_load_pair(p, n);
    const size_t len = decode_few_prefix(f, p, n, v);
    const bool fours =
        f->unit > 1 && vec_any_top(vec_sub_sat(vec_max(v.first, v.second), vec_splat(0x70)));
    uint8_t bytes[3 * VEC_BYTES];
    uint8_t units[(PAIR_BYTES + DECODE_BESIDE) * 4];
    size_t n_bytes;

    vec_store(bytes, v.first);
    vec_store(bytes + VEC_BYTES, v.second);
    vec_store(bytes + PAIR_BYTES, vec_splat(0));
    n_bytes = (size_t)(decode_few_valid(f, bytes, len, fours, units) - units);
    copy(out, units, n_bytes);
    *n_out = n_bytes / f->unit;
    return len;
}

/* Converts `n` bytes of ASCII, which are v. */
SEAM__TEMPLATE void decode_few_ascii(const decode_form *f, const uint8_t *p, size_t n, vec_pair v,
                                     uint8_t *out)
{
    uint8_t units[VEC_BYTES * 4];

    if (n >= VEC_BYTES) {
        decode_store_ascii(f, out, v.first);
        decode_store_ascii(f, out + (n - VEC_BYTES) * f->unit, vec_load(p + n - VEC_BYTES));
    } else {
        decode_store_ascii(f, units, v.first);
        copy(out, units, n * f->unit);
    }
}

#endif
