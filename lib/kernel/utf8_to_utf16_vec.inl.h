/* From UTF-8, a vector at a time: the units that its bytes give, and their store. One body for every
 * instruction set: the words it is written in come from halves_<isa>.h, which is included first.
 *
 * Every byte of a vector is taken for the first of a character, and its unit computed from it and
 * the bytes behind it. Then those units are brought together whose byte begins a character, eight
 * bytes at a time. So nothing waits for the length of a character.
 *
 * A store of a lane leaves rubbish behind its units. That is overwritten by what comes next. */
#ifndef SEAM_KERNEL_UTF8_TO_UTF16_VEC_INL_H
#define SEAM_KERNEL_UTF8_TO_UTF16_VEC_INL_H

#include "base/attributes.h"
#include "kernel/compress.h"
#include "kernel/scalar.h"

/* A form to convert to. */
typedef struct decode_form {
    size_t unit; /* its bytes: 1 is Latin-1 */
    bool big;
    seam__prefix_fn *prefix;
    seam__transcode_fn *rest;
} decode_form;

/* The units of a vector at the place of each byte: their bytes, which of them are meant, and for
 * UTF-32 what lies above 16 bits. */
typedef struct decode_units {
    vec low, high, top;
    uint32_t emit;
} decode_units;

/* What stays in registers for a call. */
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

/* The last six bits of `last`, and above them those of the byte before. */
SEAM__TEMPLATE vec decode_ends(const decode_constants *k, vec before, vec last)
{
    return vec_or(vec_and(vec16_left(before, 6), k->top_two), vec_and(last, k->ends));
}

/* Of up to three bytes: `first` continues with `second` and `third` where `three` says so. */
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

/* ASCII has no high byte. */
SEAM__TEMPLATE void decode_ascii(decode_units *u, vec first)
{
    u->high = vec_select(first, u->high, vec_splat(0));
}

/* No byte of `first` is E0 or more. */
SEAM__TEMPLATE void decode_twos(const decode_constants *k, decode_units *u, const uint8_t *p,
                                vec first)
{
    const vec leads = vec_sub_sat(first, k->top_two);

    u->low = vec_select(first, decode_ends(k, first, vec_load(p + 1)), first);
    u->high = vec_and(vec16_right(leads, 2), k->starts);
}

/* No byte of `first` is F0 or more. */
SEAM__TEMPLATE void decode_bmp(const decode_constants *k, decode_units *u, const uint8_t *p,
                               vec first)
{
    decode_short(k, u, first, vec_load(p + 1), vec_load(p + 2),
                 vec_greater_signed(first, k->below_three));
    decode_ascii(u, first);
}

/* The lead of four bytes gives the lead surrogate, the byte after it the trail surrogate; what other
 * continuation bytes give is not meant. *carry: the last byte before p is such a lead, and then the
 * last byte here. */
SEAM__TEMPLATE void decode_pairs(const decode_constants *k, decode_units *u, const uint8_t *p,
                                 vec first, uint32_t *carry)
{
    const vec second = vec_load(p + 1);
    const vec third = vec_load(p + 2);
    const vec later = vec_is_continuation(first);
    const vec four = vec_and(first, vec_greater_signed(first, k->below_four));
    const uint32_t fours = vec_movemask(four);
    const vec bits = vec_or(vec_left(second, 2), vec_and(vec_right(third, 4), vec_splat(3)));
    /* FF, which is -1, where taking 40 from the bits borrows. */
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

/* For UTF-32, with sequences of four bytes. */
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

/* Eight places, of which `units` holds the units, and `tops` what lies above them. */
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

/* Returns the place behind the units. */
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
