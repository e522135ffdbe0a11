/* Converting short texts of UTF-16, UTF-32 and Latin-1, and the ends of long ones, to UTF-8. One body for every
 * instruction set; its vector functions come from lanes_<isa>.h, which is included first.
 *
 * Two vectors hold the text, with zeros behind it, each of which gives one byte. What comes of them is stored
 * beside the output first, because stores of whole vectors write meaningless bytes behind their result; then
 * as much as there is of it is copied, where there is room. So few branches depend on the length. */
#ifndef SEAM_KERNEL_UTF16_TO_UTF8_FEW_INL_H
#define SEAM_KERNEL_UTF16_TO_UTF8_FEW_INL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attributes.h"
#include "kernel/copy.inl.h"
#include "kernel/utf16_to_utf8_vec.inl.h"

/* The bytes that the last store writes behind its result, at most. */
#define ENCODE_BESIDE ((size_t)16)

/* The most units of each kind that two vectors hold. */
#define FEW_LATIN1 (2 * VEC_BYTES)
#define FEW_UTF16  (2 * UNITS2)
#define FEW_UTF32  UNITS2

/* Copies the result for a text of `n_units`, at most `most` bytes, which is followed by the bytes of
 * `n_zeros` units. Returns the number of units converted: all, or 0 where there is no room. */
SEAM__TEMPLATE size_t encode_few_end(size_t most, const uint8_t *bytes, const uint8_t *end,
                                     size_t n_zeros, size_t n_units, uint8_t *out, size_t cap,
                                     size_t *n_out)
{
    const size_t n_bytes = (size_t)(end - bytes) - n_zeros;

    *n_out = 0;
    if (n_bytes > cap)
        return 0;
    copy_up_to(most, out, bytes, n_bytes);
    *n_out = n_bytes;
    return n_units;
}

/* The length in units of the prefix in which lead and trail surrogates form pairs. */
SEAM__TEMPLATE size_t pairs_prefix(vec_pair v, size_t n)
{
    const uint64_t leads = vec16_movemask(units_like(v.first, 0xFC00, 0xD800)) |
                           (uint64_t)vec16_movemask(units_like(v.second, 0xFC00, 0xD800)) << UNITS2;
    const uint64_t trails = vec16_movemask(units_like(v.first, 0xFC00, 0xDC00)) |
                            (uint64_t)vec16_movemask(units_like(v.second, 0xFC00, 0xDC00))
                                << UNITS2;
    const uint64_t wrong = trails ^ leads << 1;
    size_t at;

    if (wrong == 0)
        return n;
    at = (size_t)__builtin_ctzll(wrong);
    /* Where no trail is behind a lead, the lead is wrong. */
    return at - (size_t)(leads << 1 >> at & 1);
}

SEAM__TEMPLATE vec_pair load_few_units2(const uint8_t *p, size_t n, bool big)
{
    const vec_pair v = vec_load_pair(p, 2 * n);

    return big ? (vec_pair){vec16_byteswap(v.first), vec16_byteswap(v.second)} : v;
}

/* Converts at most FEW_UTF16 units that are not all ASCII, as far as they are well-formed and where there is
 * room for all of that. Returns the number of units. */
SEAM__TEMPLATE size_t encode_few_any(const uint8_t *p, size_t n, uint8_t *out, size_t cap,
                                     size_t *n_out, bool big)
{
    const encode_constants k = encode_constants_load();
    vec_pair v = load_few_units2(p, n, big);
    const bool pairs =
        vec_any(vec_or(units_like(v.first, 0xF800, 0xD800), units_like(v.second, 0xF800, 0xD800)));
    uint8_t bytes[3 * FEW_UTF16 + ENCODE_BESIDE];
    uint8_t *end = bytes;
    size_t n_zeros;

    if (pairs) {
        n = pairs_prefix(v, n);
        v = load_few_units2(p, n, big);
    }
    n_zeros = (n <= UNITS2 ? UNITS2 : FEW_UTF16) - n;
    if (pairs) {
        end = put_with_pairs(&k, end, v.first, vec_prev_2(vec_splat(0), v.first));
        if (n > UNITS2)
            end = put_with_pairs(&k, end, v.second, vec_prev_2(v.first, v.second));
    } else {
        end = put_bmp(&k, end, v.first);
        if (n > UNITS2)
            end = put_bmp(&k, end, v.second);
    }
    return encode_few_end(3 * FEW_UTF16, bytes, end, n_zeros, n, out, cap, n_out);
}

/* Converts `n` units of ASCII, at most FEW_UTF16, which are v and for which there is room. */
SEAM__TEMPLATE void encode_few_ascii(vec_pair v, size_t n, uint8_t *out)
{
    uint8_t bytes[FEW_UTF16];

    vec_store(bytes, vec16_pack(v.first, v.second));
    copy_up_to(FEW_UTF16, out, bytes, n);
}

/* ---- UTF-32 */

/* The bytes of code points' sequences as groups (compress.h): the last byte lowest, then the middle one, the
 * lead and the second one. */
SEAM__TEMPLATE vec groups_of_points(vec c, vec two, vec three, vec four)
{
    const vec six = vec32_splat(0x3F);
    const vec last = vec_and(c, six);
    const vec middle = vec_and(vec32_right(c, 6), six);
    const vec second = vec_and(vec32_right(c, 12), six);
    const vec lead2 = vec_select(two, vec_or(vec32_right(c, 6), vec32_splat(0xC0)), c);
    const vec lead3 = vec_select(three, vec_or(vec32_right(c, 12), vec32_splat(0xE0)), lead2);
    const vec lead = vec_select(four, vec_or(vec32_right(c, 18), vec32_splat(0xF0)), lead3);

    return vec_or(vec_or(vec_or(last, vec32_left(middle, 8)),
                         vec_or(vec32_left(lead, 16), vec32_left(second, 24))),
                  vec32_splat(0x80008080));
}

/* Stores groups of one to four bytes, two bits of `more` for each. Returns the end of the output. */
SEAM__TEMPLATE uint8_t *put_any_groups(uint8_t *out, lane groups, uint32_t more)
{
    const uint32_t fours = more >> 1 & ~more & 0x55;

    lane_store(out, lane_shuffle(groups, seam__compress_groups[more & 0xFF]));
    return out + 4 + seam__bit_counts[more & 0xFF] + 2 * (size_t)seam__bit_counts[fours];
}

/* Stores two vectors of scalar values. Returns the end of the output. */
SEAM__TEMPLATE uint8_t *put_points(uint8_t *out, vec_pair c)
{
    const vec points[2] = {c.first, c.second};
    lane groups[2][VEC_BYTES / 16];
    vec more[2];
    uint32_t bits;

    for (unsigned i = 0; i < 2; i++) {
        const vec two = vec32_greater_signed(points[i], vec32_splat(0x7F));
        const vec three = vec32_greater_signed(points[i], vec32_splat(0x7FF));
        const vec four = vec32_greater_signed(points[i], vec32_splat(0xFFFF));

        more[i] = vec_or(vec_and(vec_xor(two, four), vec32_splat(0x80)),
                         vec_and(three, vec32_splat(0x8000)));
        vec_lanes(groups_of_points(points[i], two, three, four), groups[i]);
    }
    bits = vec_movemask(vec32_pack(more[0], more[1]));
    for (unsigned i = 0; i < VEC_BYTES / 8; i++)
        out =
            put_any_groups(out, groups[i / (VEC_BYTES / 16)][i % (VEC_BYTES / 16)], bits >> 8 * i);
    return out;
}

SEAM__TEMPLATE vec_pair load_few_units4(const uint8_t *p, size_t n, bool big)
{
    const vec_pair v = vec_load_pair(p, 4 * n);

    return big ? (vec_pair){vec32_byteswap(v.first), vec32_byteswap(v.second)} : v;
}

/* FFFFFFFF for each unit that is no scalar value. */
SEAM__TEMPLATE vec no_scalar_values(vec c)
{
    const vec large = vec32_greater_signed(c, vec32_splat(0x10FFFF));
    const vec surrogate = vec32_greater_signed(vec32_splat(0x800), vec_xor(c, vec32_splat(0xD800)));

    /* As signed numbers, those from 80000000 up are negative, and so is their difference from D800. */
    return vec_or(large, surrogate);
}

/* Converts at most FEW_UTF32 units, where there is room and all are scalar values. Returns their number,
 * otherwise 0. */
SEAM__TEMPLATE size_t encode_few_points(const uint8_t *p, size_t n, uint8_t *out, size_t cap,
                                        size_t *n_out, bool big)
{
    const vec_pair c = load_few_units4(p, n, big);
    const vec both = vec_or(c.first, c.second);
    uint8_t bytes[4 * FEW_UTF32 + ENCODE_BESIDE];
    uint8_t *end;

    *n_out = 0;
    if (vec_none(both, vec32_splat(0xFFFFFF80))) {
        const vec units = vec32_pack(c.first, c.second);

        vec16_store_as_u8(bytes, units);
        end = bytes + FEW_UTF32;
    } else if (vec_any(vec_or(no_scalar_values(c.first), no_scalar_values(c.second)))) {
        return 0;
    } else if (vec_none(both, vec32_splat(0xFFFF0000))) {
        const encode_constants k = encode_constants_load();

        end = put_bmp(&k, bytes, vec32_pack(c.first, c.second));
    } else {
        end = put_points(bytes, c);
    }
    return encode_few_end(4 * FEW_UTF32, bytes, end, FEW_UTF32 - n, n, out, cap, n_out);
}

/* ---- Latin-1 */

/* Stores the UTF-8 of a vector of Latin-1. Returns the end of the output. */
SEAM__TEMPLATE uint8_t *latin1_step(uint8_t *out, vec v)
{
    const vec leads = vec_select(v, vec_or(vec_right(v, 6), vec_splat(0xC0)), v);
    const uint32_t seconds = vec_movemask(v);
    lane pairs[VEC_BYTES / 8];

    vec_interleave(leads, vec_and(v, vec_splat(0xBF)), pairs);
    for (unsigned i = 0; i < VEC_BYTES / 8; i++)
        out = put_pairs(out, pairs[i], seconds >> 8 * i);
    return out;
}

/* Converts at most FEW_LATIN1 bytes, where there is room. Returns their number, or 0. */
SEAM__TEMPLATE size_t encode_few_latin1(const uint8_t *p, size_t n, uint8_t *out, size_t cap,
                                        size_t *n_out)
{
    const vec_pair v = vec_load_pair(p, n);
    uint8_t bytes[2 * FEW_LATIN1 + ENCODE_BESIDE];
    size_t n_zeros = VEC_BYTES - n;
    uint8_t *end;

    if (!vec_any_top(vec_or(v.first, v.second)) && n <= cap) {
        copy_up_to(FEW_LATIN1, out, p, n);
        *n_out = n;
        return n;
    }
    end = latin1_step(bytes, v.first);
    if (n > VEC_BYTES) {
        end = latin1_step(end, v.second);
        n_zeros += VEC_BYTES;
    }
    return encode_few_end(2 * FEW_LATIN1, bytes, end, n_zeros, n, out, cap, n_out);
}

#endif
