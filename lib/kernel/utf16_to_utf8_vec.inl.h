/* Converting one vector of UTF-16 to UTF-8, one body for every instruction set; its vector
 * functions come from lanes_<isa>.h, which is included first.
 *
 * All bytes that a unit may need are computed for every unit; then those that it does need are
 * compressed, four or eight units at a time. Each half of a surrogate pair gives two of the four
 * bytes of the pair.
 *
 * Storing a lane writes meaningless bytes behind its result, which the next store overwrites. */
#ifndef SEAM_KERNEL_UTF16_TO_UTF8_VEC_INL_H
#define SEAM_KERNEL_UTF16_TO_UTF8_VEC_INL_H

#include "base/attributes.h"
#include "kernel/compress.h"

/* The 16-bit units in a vector. */
#define UNITS2 (VEC_BYTES / 2)

/* The mask of more_bytes() where every unit needs three bytes. */
#define ALL_THREES ((uint32_t)(((uint64_t)1 << VEC_BYTES) - 1))

/* The constants, which stay in registers during a call. */
typedef struct encode_constants {
    vec not_ascii, not_two; /* bits that units of one byte, and of two bytes, lack */
    vec to_two, to_three;   /* what must be added to 80, and to 800, to set the top bit */
    vec lead2, lead3;
    vec low, sixes, tops;
    vec most_ascii, second, tops2; /* for units of two bytes */
} encode_constants;

static inline encode_constants encode_constants_load(void)
{
    return (encode_constants){
        .not_ascii = vec_pin(vec16_splat(0xFF80)),
        .not_two = vec_pin(vec16_splat(0xF800)),
        .to_two = vec_pin(vec16_splat(0x7F80)),
        .to_three = vec_pin(vec16_splat(0x7800)),
        .lead2 = vec_pin(vec16_splat(0x00C0)),
        .lead3 = vec_pin(vec16_splat(0x00E0)),
        .low = vec_pin(vec16_splat(0x00FF)),
        .sixes = vec_pin(vec16_splat(0x3F3F)),
        .tops = vec_pin(vec16_splat(0x8080)),
        .most_ascii = vec_pin(vec16_splat(0x007F)),
        .second = vec_pin(vec16_splat(0x3F00)),
        .tops2 = vec_pin(vec16_splat(0x80C0)),
    };
}

SEAM__TEMPLATE vec load_units2(const uint8_t *p, bool big)
{
    const vec v = vec_load(p);

    return big ? vec16_byteswap(v) : v;
}

/* FFFF for each unit whose bits under `mask` are `value`, else 0. */
SEAM__TEMPLATE vec units_like(vec v, uint16_t mask, uint16_t value)
{
    return vec16_equal(vec_and(v, vec16_splat(mask)), vec16_splat(value));
}

/* ---- storing */

/* Stores eight pairs of bytes, leaving out the second byte of a pair where its bit in `seconds` is
 * 0. Returns the end of the output. */
SEAM__TEMPLATE uint8_t *put_pairs(uint8_t *out, lane pairs, uint32_t seconds)
{
    lane_store(out, lane_shuffle(pairs, seam__compress_pairs[seconds & 0xFF]));
    return out + 8 + seam__bit_counts[seconds & 0xFF];
}

/* Stores four groups of one to three bytes: one byte, and one more for each of the two bits that a
 * group has in `more`. Returns the end of the output. */
SEAM__TEMPLATE uint8_t *put_groups(uint8_t *out, lane groups, uint32_t more)
{
    lane_store(out, lane_shuffle(groups, seam__compress_groups[more & 0xFF]));
    return out + 4 + seam__bit_counts[more & 0xFF];
}

SEAM__TEMPLATE uint8_t *put_sequences(uint8_t *out, vec leads, vec laters, uint32_t more)
{
    lane groups[VEC_BYTES / 8];

    vec16_interleave(laters, leads, groups);
    for (unsigned i = 0; i < VEC_BYTES / 8; i++)
        out = put_groups(out, groups[i], more >> 8 * i);
    return out;
}

/* ---- the bytes of units */

/* Stores units below 800, which are positive as signed numbers. Returns the end of the output. */
SEAM__TEMPLATE uint8_t *put_two_bytes(const encode_constants *k, uint8_t *out, vec v)
{
    const vec two = vec16_greater_signed(v, k->most_ascii);
    const vec last = vec_and(vec16_left(v, 8), k->second);
    const vec both = vec_or(vec_or(vec16_right(v, 6), last), k->tops2);
    const vec pairs = vec_select(two, both, v);
    const uint32_t seconds = vec16_movemask_by_lane(two);
    lane halves[VEC_BYTES / 16];

    vec_lanes(pairs, halves);
    for (unsigned i = 0; i < VEC_BYTES / 16; i++)
        out = put_pairs(out, halves[i], seconds >> 16 * i);
    return out;
}

/* Sets the top bit of the low byte where the unit is 80 or more, that of the high byte where it is
 * 800 or more. */
SEAM__TEMPLATE vec more_bytes(const encode_constants *k, vec v)
{
    return vec_select(k->low, vec16_right(vec16_add_sat(v, k->to_two), 8),
                      vec16_add_sat(v, k->to_three));
}

/* The first byte of each sequence. Where a unit needs three bytes, the lead for two would be
 * greater than that for three, so the lesser is right. */
SEAM__TEMPLATE vec lead_bytes(const encode_constants *k, vec v, vec more)
{
    const vec lead2 = vec16_add(vec16_right(v, 6), k->lead2);
    const vec lead3 = vec16_add(vec16_right(v, 12), k->lead3);

    return vec_select(more, vec16_min(lead2, lead3), v);
}

/* The bytes of each sequence behind its lead: the last one in the low byte, the middle one in the
 * high byte. */
SEAM__TEMPLATE vec later_bytes(const encode_constants *k, vec v)
{
    return vec_or(vec_and(vec_select(k->low, v, vec16_left(v, 2)), k->sixes), k->tops);
}

/* Stores units that are no surrogates. Returns the end of the output. */
SEAM__TEMPLATE uint8_t *put_bmp(const encode_constants *k, uint8_t *out, vec v)
{
    const vec more = more_bytes(k, v);
    const uint32_t bits = vec_movemask(more);

    /* With three bytes for each unit the lead bytes need no selection. */
    if (bits == ALL_THREES)
        return put_sequences(out, vec16_add(vec16_right(v, 12), k->lead3), later_bytes(k, v),
                             ALL_THREES);
    return put_sequences(out, lead_bytes(k, v, more), later_bytes(k, v), bits);
}

/* Stores units among which there are surrogates. A lead surrogate gives the first two bytes of a
 * sequence, a trail surrogate the other two, for which it needs two bits of the unit before it.
 * Returns the end of the output. */
SEAM__TEMPLATE uint8_t *put_with_pairs(const encode_constants *k, uint8_t *out, vec v, vec before)
{
    const vec is_lead = units_like(v, 0xFC00, 0xD800);
    const vec is_trail = units_like(v, 0xFC00, 0xDC00);
    const vec bits = vec16_add(vec_and(v, vec16_splat(0x03FF)), vec16_splat(0x0040));
    const vec first = vec_or(vec16_right(bits, 8), vec16_splat(0x00F0));
    const vec second =
        vec_or(vec_and(vec16_right(bits, 2), vec16_splat(0x003F)), vec16_splat(0x80));
    const vec third =
        vec_or(vec_or(vec_and(vec16_left(before, 4), vec16_splat(0x0030)), vec16_splat(0x0080)),
               vec_and(vec16_right(v, 6), vec16_splat(0x000F)));
    const vec more = more_bytes(k, v);
    const vec leads =
        vec_select(is_lead, first, vec_select(is_trail, third, lead_bytes(k, v, more)));
    const vec laters = vec_select(is_lead, second, later_bytes(k, v));
    /* A surrogate has two bytes, not three. */
    const vec not_three = vec_and(vec_or(is_lead, is_trail), vec16_splat(0xFF00));

    return put_sequences(out, leads, laters,
                         vec_movemask(vec_select(not_three, vec_splat(0), more)));
}

#endif
