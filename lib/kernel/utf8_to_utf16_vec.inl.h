/* Converting one vector of UTF-8 to code units, one body for every instruction set; its vector
 * functions come from lanes_<isa>.h, which is included first.
 *
 * Every byte of a vector is taken for the first of a character, and the unit of that character is
 * computed from it and the bytes behind it. Then the units of those bytes that do begin a character
 * are compressed, eight bytes at a time. So nothing waits for the length of a character.
 *
 * Storing a lane writes meaningless units behind its result, which the next store overwrites. */
#ifndef SEAM_KERNEL_UTF8_TO_UTF16_VEC_INL_H
#define SEAM_KERNEL_UTF8_TO_UTF16_VEC_INL_H

#include "base/attributes.h"
#include "kernel/compress.h"
#include "kernel/scalar.h"

/* Converts at most two vectors, for each byte of which there is room for a unit. */
typedef size_t decode_few_fn(const uint8_t *p, size_t n, uint8_t *out, size_t *n_out);

/* The encoding to convert to. */
typedef struct decode_form {
    size_t unit; /* bytes of a code unit; 1 means Latin-1 */
    bool big;
    seam__prefix_fn *prefix;
    seam__transcode_fn *rest;
    decode_few_fn *few;
} decode_form;

/* A unit for each byte of a vector: its low and its high byte, for UTF-32 its bits above 16
 * (`top`), and a mask of the units that are output. */
typedef struct decode_units {
    vec low, high, top;
    uint32_t emit;
} decode_units;

/* The constants, which stay in registers during a call. */
typedef struct decode_constants {
    vec ends, starts, top_two;
    vec below_three, below_four, three, to_three, to_four;
} decode_constants;

static inline decode_constants decode_constants_load(void)
{
    return (decode_constants){
        .ends = vec_pin(vec_splat(0x3F)),
        .starts = vec_pin(vec_splat(0x0F)),
        .top_two = vec_pin(vec_splat(0xC0)),
        .below_three = vec_pin(vec_splat(0xDF)),
        .below_four = vec_pin(vec_splat(0xEF)),
        .three = vec_pin(vec_splat(0xE0)),
        .to_three = vec_pin(vec_splat(0x60)),
        .to_four = vec_pin(vec_splat(0x70)),
    };
}

/* The low six bits of `last`, and above them the low two bits of `before`: the low byte of a
 * unit. */
SEAM__TEMPLATE vec decode_ends(const decode_constants *k, vec before, vec last)
{
    return vec_or(vec_and(vec16_left(before, 6), k->top_two), vec_and(last, k->ends));
}

/* The units of sequences of up to three bytes: `first` and `second`, and `third` where `three` is
 * set. */
SEAM__TEMPLATE void decode_short(const decode_constants *k, decode_units *u, vec first, vec second,
                                 vec third, vec three)
{
    const vec x = vec_select(three, second, first);
    const vec y = vec_select(three, third, second);
    const vec starts = vec_and(vec16_right(x, 2), k->starts);
    const vec leads = vec_and(vec_sub_sat(first, k->three), k->starts);

    u->low = vec_select(first, decode_ends(k, x, y), first);
    u->high = vec_or(starts, vec16_left(leads, 4));
}

/* Clears the high byte of units that are ASCII. */
SEAM__TEMPLATE void decode_ascii(decode_units *u, vec first)
{
    u->high = vec_select(first, u->high, vec_splat(0));
}

/* The units of a vector without bytes from E0 up. */
SEAM__TEMPLATE void decode_twos(const decode_constants *k, decode_units *u, const uint8_t *p,
                                vec first)
{
    const vec leads = vec_sub_sat(first, k->top_two);

    u->low = vec_select(first, decode_ends(k, first, vec_load(p + 1)), first);
    u->high = vec_and(vec16_right(leads, 2), k->starts);
}

/* The units of a vector without bytes from F0 up. */
SEAM__TEMPLATE void decode_bmp(const decode_constants *k, decode_units *u, const uint8_t *p,
                               vec first)
{
    decode_short(k, u, first, vec_load(p + 1), vec_load(p + 2),
                 vec_greater_signed(first, k->below_three));
    decode_ascii(u, first);
}

/* The units of a vector for UTF-16, with sequences of four bytes: their lead gives the lead
 * surrogate, the byte behind it the trail surrogate. *carry says that the last byte before p is
 * such a lead, and becomes whether the last byte of the vector is one. */
SEAM__TEMPLATE void decode_pairs(const decode_constants *k, decode_units *u, const uint8_t *p,
                                 vec first, uint32_t *carry)
{
    const vec second = vec_load(p + 1);
    const vec third = vec_load(p + 2);
    const vec later = vec_is_continuation(first);
    const vec four = vec_and(first, vec_greater_signed(first, k->below_four));
    const uint32_t fours = vec_movemask(four);
    const vec bits = vec_or(vec_left(second, 2), vec_and(vec_right(third, 4), vec_splat(3)));
    /* FF, which is -1, where the subtraction of 40 below borrows. */
    const vec borrow = vec_greater_signed(vec_splat(0x90), second);
    const vec first_high = vec_add(vec_add(vec_and(first, vec_splat(7)), vec_splat(0xD8)), borrow);

    u->emit |= fours << 1 | *carry;
    decode_short(k, u, first, second, third,
                 vec_or(later, vec_greater_signed(first, k->below_three)));
    u->high = vec_select(
        later, vec_or(vec_and(vec_right(second, 2), vec_splat(3)), vec_splat(0xDC)), u->high);
    u->low = vec_select(four, vec_sub(bits, vec_splat(0x40)), u->low);
    u->high = vec_select(four, first_high, u->high);
    decode_ascii(u, first);
    *carry = fours >> (VEC_BYTES - 1);
}

/* The units of a vector for UTF-32, with sequences of four bytes. */
SEAM__TEMPLATE void decode_points(const decode_constants *k, decode_units *u, const uint8_t *p,
                                  vec first)
{
    const vec second = vec_load(p + 1);
    const vec third = vec_load(p + 2);
    const vec fourth = vec_load(p + 3);
    const vec four = vec_and(first, vec_greater_signed(first, k->below_four));
    const vec middle = vec_or(vec_left(second, 4), vec_and(vec_right(third, 2), k->starts));
    const vec top = vec_or(vec_left(vec_and(first, vec_splat(7)), 2),
                           vec_and(vec_right(second, 4), vec_splat(3)));

    decode_short(k, u, first, second, third, vec_greater_signed(first, k->below_three));
    u->low = vec_select(four, decode_ends(k, third, fourth), u->low);
    u->high = vec_select(four, middle, u->high);
    u->top = vec_select(four, top, vec_splat(0));
    decode_ascii(u, first);
}

/* ---- storing */

/* Stores the selected units of eight bytes: `units` has their low 16 bits, `tops` the bits above,
 * `row` the shuffle. */
SEAM__TEMPLATE void decode_store_kept(const decode_form *f, uint8_t *out, lane units, lane tops,
                                      bool has_tops, const uint8_t *row)
{
    const lane picked = lane_shuffle(units, row);

    if (f->unit == 2) {
        lane_store(out, picked);
    } else if (f->unit == 1) {
        lane_store_as_u8(out, picked);
    } else if (!has_tops) {
        lane_store_as_u32(out, picked, f->big);
    } else {
        const lane above = lane_shuffle(tops, row);
        const lane first = f->big ? above : picked;
        const lane second = f->big ? picked : above;

        lane_store(out, lane_interleave16_low(first, second));
        lane_store(out + 16, lane_interleave16_high(first, second));
    }
}

/* Stores the units that are output. Returns the end of the output. */
SEAM__TEMPLATE uint8_t *decode_store(const decode_form *f, uint8_t *out, const decode_units *u,
                                     bool has_tops)
{
    const vec zero = vec_splat(0);
    const bool big = f->unit > 1 && f->big;
    lane units[VEC_BYTES / 8], tops[VEC_BYTES / 8];

    vec_interleave(big ? u->high : u->low, big ? u->low : u->high, units);
    if (has_tops)
        vec_interleave(big ? zero : u->top, big ? u->top : zero, tops);
    else
        vec_interleave(zero, zero, tops);
    for (unsigned i = 0; i < VEC_BYTES / 8; i++) {
        const uint32_t emit = u->emit >> 8 * i & 0xFF;

        decode_store_kept(f, out, units[i], tops[i], has_tops, seam__compress_units[emit]);
        out += bits_popcount(emit) * f->unit;
    }
    return out;
}

SEAM__TEMPLATE void decode_store_ascii(const decode_form *f, uint8_t *out, vec v)
{
    if (f->unit == 1)
        vec_store(out, v);
    else if (f->unit == 4)
        vec_store_as_u32(out, v, f->big);
    else if (f->big)
        vec_store_interleaved(out, vec_splat(0), v);
    else
        vec_store_interleaved(out, v, vec_splat(0));
}

#endif
