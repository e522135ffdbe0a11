/* To UTF-8 from UTF-16, UTF-32 and Latin-1, one body for every instruction set: the words it is
 * written in come from halves_<isa>.h, which is included first.
 *
 * Every unit is given all bytes that it may take, and those that it does take are brought together,
 * four or eight units at a time. Each half of a surrogate pair gives two of the pair's four bytes.
 *
 * A store of a half leaves rubbish behind its bytes. That is overwritten by what comes next, since
 * NARROW_MARGIN valid units, and room for them, are always left for scalar code, which ends a text.
 * So UTF-16 and UTF-32 are validated before they are converted, a block at a time. */
#include "base/attributes.h"
#include "base/bits.h"
#include "kernel/compress.h"
#include "kernel/transcoders.h"
#include "kernel/units.h"

/* Units that are validated at a time. */
#define NARROW_BLOCK ((size_t)2048)

/* A store spoils less than 16 bytes, which are no more than 16 units. */
#define NARROW_MARGIN ((size_t)16)

/* Units in a vector. */
#define UNITS2     (VEC_BYTES / 2)
#define ALL_UNITS2 ((uint32_t)(((uint64_t)1 << UNITS2) - 1))

SEAM__TEMPLATE vec load_units2(const uint8_t *p, bool big)
{
    const vec v = vec_load(p);

    return big ? vec2_swap(v) : v;
}

/* FFFF for each unit that has none of the bits of `mask`. */
SEAM__TEMPLATE vec units_without(vec v, uint16_t mask)
{
    return vec2_equal(vec_and(v, vec2_splat(mask)), vec_splat(0));
}

SEAM__TEMPLATE vec units_like(vec v, uint16_t mask, uint16_t value)
{
    return vec2_equal(vec_and(v, vec2_splat(mask)), vec2_splat(value));
}

/* ---- what is valid */

/* Whether each trail surrogate follows a lead surrogate. *carry: the unit before is one, and then
 * the last one here. */
SEAM__TEMPLATE bool pairs_are_whole(vec v, uint32_t *carry)
{
    const uint32_t leads = vec2_bits(units_like(v, 0xFC00, 0xD800));
    const uint32_t trails = vec2_bits(units_like(v, 0xFC00, 0xDC00));
    const uint32_t wanted = (leads << 1 | *carry) & ALL_UNITS2;

    *carry = leads >> (UNITS2 - 1);
    return trails == wanted;
}

/* The rest of what utf16_prefix() has begun, unit by unit. */
SEAM__TEMPLATE size_t utf16_rest(const uint8_t *p, size_t n, bool big)
{
    size_t i = 0;

    while (n - i >= 2) {
        const uint32_t unit = seam__unit16_load(p + i, big);

        if (!seam__is_surrogate(unit)) {
            i += 2;
            continue;
        }
        if (!seam__is_lead_surrogate(unit) || n - i < 4 ||
            !seam__is_trail_surrogate(seam__unit16_load(p + i + 2, big)))
            break;
        i += 4;
    }
    return i;
}

/* The bytes that are whole well-formed characters. */
SEAM__TEMPLATE size_t utf16_prefix(const uint8_t *p, size_t n, bool big)
{
    uint32_t carry = 0;
    size_t i = 0;

    while (n - i >= 2 * VEC_BYTES) {
        const vec v0 = load_units2(p + i, big);
        const vec v1 = load_units2(p + i + VEC_BYTES, big);
        const vec surrogates =
            vec_or(units_like(v0, 0xF800, 0xD800), units_like(v1, 0xF800, 0xD800));
        uint32_t next = carry;

        if ((carry != 0 || vec_any(surrogates)) &&
            !(pairs_are_whole(v0, &next) && pairs_are_whole(v1, &next)))
            break;
        carry = next;
        i += 2 * VEC_BYTES;
    }
    if (carry != 0)
        i -= 2;
    return i + utf16_rest(p + i, n - i, big);
}

/* ---- storing */

/* Eight pairs of bytes, of which the second counts where `seconds` says so. */
SEAM__TEMPLATE uint8_t *put_pairs(uint8_t *out, half pairs, uint32_t seconds)
{
    half_store(out, half_pick(pairs, seam__compress_pairs[seconds & 0xFF]));
    return out + 8 + seam__bit_counts[seconds & 0xFF];
}

/* Four groups of up to three bytes; one more than one for each bit of `more`. */
SEAM__TEMPLATE uint8_t *put_groups(uint8_t *out, half groups, uint32_t more)
{
    half_store(out, half_pick(groups, seam__compress_groups[more & 0xFF]));
    return out + 4 + seam__bit_counts[more & 0xFF];
}

/* Units below 800, at least one not ASCII. */
SEAM__TEMPLATE uint8_t *put_two_bytes(uint8_t *out, vec v, vec ascii)
{
    const vec lead = vec_or(vec2_right(v, 6), vec2_splat(0x00C0));
    const vec last = vec_or(vec_and(v, vec2_splat(0x003F)), vec2_splat(0x0080));
    const vec pairs = vec_choose(ascii, v, vec_or(lead, vec2_left(last, 8)));
    const uint32_t seconds = ~vec2_bits(ascii);
    half halves[VEC_BYTES / 16];

    vec_halves(pairs, halves);
    for (unsigned i = 0; i < VEC_BYTES / 16; i++)
        out = put_pairs(out, halves[i], seconds >> 8 * i);
    return out;
}

/* The bytes of a sequence but its lead: the last one, and the middle one above it. */
SEAM__TEMPLATE vec later_bytes(vec v)
{
    const vec last = vec_and(v, vec2_splat(0x003F));
    const vec middle = vec_and(vec2_left(v, 2), vec2_splat(0x3F00));

    return vec_or(vec_or(last, middle), vec2_splat(0x8080));
}

/* The first byte of a sequence. */
SEAM__TEMPLATE vec lead_bytes(vec v, vec ascii, vec two)
{
    const vec lead3 = vec_or(vec2_right(v, 12), vec2_splat(0x00E0));
    const vec lead2 = vec_or(vec2_right(v, 6), vec2_splat(0x00C0));

    return vec_choose(ascii, v, vec_choose(two, lead2, lead3));
}

SEAM__TEMPLATE uint8_t *put_sequences(uint8_t *out, vec leads, vec laters, uint32_t more)
{
    half groups[VEC_BYTES / 8];

    vec2_zip(laters, leads, groups);
    for (unsigned i = 0; i < VEC_BYTES / 8; i++)
        out = put_groups(out, groups[i], more >> 8 * i);
    return out;
}

/* Two bits for each unit: it is 80 or more, it is 800 or more. */
SEAM__TEMPLATE uint32_t more_bits(vec ascii, vec two)
{
    return ~vec_bits(vec_choose(vec2_splat(0x00FF), ascii, two));
}

/* No surrogates. */
SEAM__TEMPLATE uint8_t *put_bmp(uint8_t *out, vec v, vec ascii, vec two)
{
    return put_sequences(out, lead_bytes(v, ascii, two), later_bytes(v), more_bits(ascii, two));
}

/* A lead surrogate gives the first two bytes, a trail surrogate, which needs two bits of the unit
 * before it, the other two. */
SEAM__TEMPLATE uint8_t *put_with_pairs(uint8_t *out, vec v, vec before, vec ascii, vec two)
{
    const vec is_lead = units_like(v, 0xFC00, 0xD800);
    const vec is_trail = units_like(v, 0xFC00, 0xDC00);
    const vec bits = vec2_add(vec_and(v, vec2_splat(0x03FF)), vec2_splat(0x0040));
    const vec first = vec_or(vec2_right(bits, 8), vec2_splat(0x00F0));
    const vec second = vec_or(vec_and(vec2_right(bits, 2), vec2_splat(0x003F)), vec2_splat(0x80));
    const vec third =
        vec_or(vec_or(vec_and(vec2_left(before, 4), vec2_splat(0x0030)), vec2_splat(0x0080)),
               vec_and(vec2_right(v, 6), vec2_splat(0x000F)));
    const vec leads =
        vec_choose(is_lead, first, vec_choose(is_trail, third, lead_bytes(v, ascii, two)));
    const vec laters = vec_choose(is_lead, second, later_bytes(v));
    const vec short_ones = vec_or(two, vec_or(is_lead, is_trail));

    return put_sequences(out, leads, laters, more_bits(ascii, short_ones));
}

/* ---- UTF-16 */

/* One vector of valid units. There is a unit before p when `inside`. */
SEAM__TEMPLATE uint8_t *narrow_step(uint8_t *out, const uint8_t *p, bool big, bool inside)
{
    const vec v = load_units2(p, big);
    const vec ascii = units_without(v, 0xFF80);
    const vec two = units_without(v, 0xF800);

    if (vec2_bits(two) == ALL_UNITS2)
        return put_two_bytes(out, v, ascii);
    if (!vec_any(units_like(v, 0xF800, 0xD800)))
        return put_bmp(out, v, ascii, two);
    return put_with_pairs(out, v, inside ? load_units2(p - 2, big) : vec_back_2(vec_splat(0), v),
                          ascii, two);
}

/* Two vectors of units at a time, as long as they are ASCII, of `n` units for which there is room.
 * Returns the units. */
SEAM__TEMPLATE size_t narrow_run(const uint8_t *p, size_t n, uint8_t *out, bool big)
{
    size_t i = 0;

    for (; n - i >= 2 * UNITS2; i += 2 * UNITS2) {
        const vec v0 = vec_load(p + 2 * i);
        const vec v1 = vec_load(p + 2 * i + VEC_BYTES);

        if (vec_any(vec_and(vec_or(v0, v1), vec2_splat(big ? 0x80FF : 0xFF80))))
            break;
        vec_store(out + i, big ? vec2_narrow(vec2_swap(v0), vec2_swap(v1)) : vec2_narrow(v0, v1));
    }
    return i;
}

/* All but the last of `n` units, which are valid; returns how many, whole characters. */
SEAM__TEMPLATE size_t narrow_convert(const uint8_t *p, size_t n, uint8_t *out, size_t cap,
                                     size_t *n_out, bool big)
{
    size_t i = 0;
    size_t o = 0;

    while (n - i >= UNITS2 + NARROW_MARGIN && cap - o >= 3 * (UNITS2 + NARROW_MARGIN)) {
        const size_t run = narrow_run(p + 2 * i, seam__min(n - i, cap - o), out + o, big);

        i += run;
        o += run;
        if (run > 0)
            continue;
        o = (size_t)(narrow_step(out + o, p + 2 * i, big, i > 0) - out);
        i += UNITS2;
    }
    if (i > 0 && seam__is_lead_surrogate(seam__unit16_load(p + 2 * (i - 1), big))) {
        /* Half of a pair is not a character. */
        i--;
        o -= 2;
    }
    *n_out = o;
    return i;
}

SEAM__TEMPLATE size_t utf16_utf8(const uint8_t *p, size_t n, uint8_t *out, size_t cap,
                                 size_t *n_out, bool big)
{
    size_t i = 0;
    size_t o = 0;
    size_t n_bytes;

    for (;;) {
        const size_t run = narrow_run(p + i, seam__min((n - i) / 2, cap - o), out + o, big);
        size_t block, done;

        i += 2 * run;
        o += run;
        /* No more units than there may be room for: a call costs what it converts. */
        block = 2 * seam__min((n - i) / 2, seam__min(NARROW_BLOCK, cap - o));
        block = utf16_prefix(p + i, block, big);
        done = narrow_convert(p + i, block / 2, out + o, cap - o, &n_bytes, big);
        if (done == 0)
            break;
        i += 2 * done;
        o += n_bytes;
    }
    i += (big ? seam__scalar_utf16be_utf8 : seam__scalar_utf16le_utf8)(p + i, n - i, out + o,
                                                                       cap - o, &n_bytes);
    *n_out = o + n_bytes;
    return i;
}

size_t TRANSCODER(utf16le_utf8)(const uint8_t *p, size_t n, uint8_t *out, size_t cap, size_t *n_out)
{
    return utf16_utf8(p, n, out, cap, n_out, false);
}

size_t TRANSCODER(utf16be_utf8)(const uint8_t *p, size_t n, uint8_t *out, size_t cap, size_t *n_out)
{
    return utf16_utf8(p, n, out, cap, n_out, true);
}

/* ---- Latin-1 */

SEAM__TEMPLATE uint8_t *latin1_step(uint8_t *out, vec v)
{
    const vec leads = vec_choose(v, vec_or(vec_right(v, 6), vec_splat(0xC0)), v);
    const uint32_t seconds = vec_bits(v);
    half pairs[VEC_BYTES / 8];

    vec_zip(leads, vec_and(v, vec_splat(0xBF)), pairs);
    for (unsigned i = 0; i < VEC_BYTES / 8; i++)
        out = put_pairs(out, pairs[i], seconds >> 8 * i);
    return out;
}

size_t TRANSCODER(latin1_utf8)(const uint8_t *p, size_t n, uint8_t *out, size_t cap, size_t *n_out)
{
    size_t i = 0;
    size_t o = 0;
    size_t n_bytes;

    while (n - i >= 2 * VEC_BYTES && cap - o >= 2 * VEC_BYTES + 2 * NARROW_MARGIN) {
        const vec v0 = vec_load(p + i);
        const vec v1 = vec_load(p + i + VEC_BYTES);

        if (vec_any_top(vec_or(v0, v1))) {
            o = (size_t)(latin1_step(out + o, v0) - out);
            i += VEC_BYTES;
        } else {
            vec_store(out + o, v0);
            vec_store(out + o + VEC_BYTES, v1);
            i += 2 * VEC_BYTES;
            o += 2 * VEC_BYTES;
        }
    }
    i += seam__scalar_latin1_utf8(p + i, n - i, out + o, cap - o, &n_bytes);
    *n_out = o + n_bytes;
    return i;
}

/* ---- UTF-32, as UTF-16 where it can be; the rest is scalar code's */

/* Units that scalar code takes where there is one that UTF-16 has no unit for. */
#define STRETCH ((size_t)32)

/* As many units as a vector of UTF-16 has, from two of UTF-32. */
SEAM__TEMPLATE vec load_units4(const uint8_t *p, bool big)
{
    const vec v0 = vec_load(p);
    const vec v1 = vec_load(p + VEC_BYTES);

    return big ? vec4_narrow(vec4_swap(v0), vec4_swap(v1)) : vec4_narrow(v0, v1);
}

SEAM__TEMPLATE bool is_bmp(const uint8_t *p, bool big)
{
    const vec both = vec_or(vec_load(p), vec_load(p + VEC_BYTES));
    const vec above = vec_and(both, vec4_splat(big ? 0x0000FFFF : 0xFFFF0000));

    return !vec_any(above) && !vec_any(units_like(load_units4(p, big), 0xF800, 0xD800));
}

/* Whole vectors of characters up to U+FFFF; returns the units. */
SEAM__TEMPLATE size_t bmp_prefix(const uint8_t *p, size_t n, bool big)
{
    size_t i = 0;

    while (n - i >= UNITS2 && is_bmp(p + 4 * i, big))
        i += UNITS2;
    return i;
}

/* All but the last of `n` units, which are below 10000 and valid; returns how many. */
SEAM__TEMPLATE size_t bmp_convert(const uint8_t *p, size_t n, uint8_t *out, size_t cap,
                                  size_t *n_out, bool big)
{
    uint8_t *at = out;
    size_t i = 0;

    while (n - i >= UNITS2 + NARROW_MARGIN &&
           cap - (size_t)(at - out) >= 3 * (UNITS2 + NARROW_MARGIN)) {
        const vec v = load_units4(p + 4 * i, big);
        const vec ascii = units_without(v, 0xFF80);
        const vec two = units_without(v, 0xF800);

        if (vec2_bits(two) == ALL_UNITS2)
            at = put_two_bytes(at, v, ascii);
        else
            at = put_bmp(at, v, ascii, two);
        i += UNITS2;
    }
    *n_out = (size_t)(at - out);
    return i;
}

SEAM__TEMPLATE size_t utf32_utf8(const uint8_t *p, size_t n, uint8_t *out, size_t cap,
                                 size_t *n_out, bool big)
{
    seam__transcode_fn *const rest = big ? seam__scalar_utf32be_utf8 : seam__scalar_utf32le_utf8;
    size_t i = 0;
    size_t o = 0;

    for (;;) {
        const size_t block = seam__min((n - i) / 4, seam__min(NARROW_BLOCK, cap - o));
        size_t n_bytes, stretch, len;

        i += 4 * bmp_convert(p + i, bmp_prefix(p + i, block, big), out + o, cap - o, &n_bytes, big);
        o += n_bytes;
        stretch = seam__min(n - i, 4 * STRETCH);
        len = rest(p + i, stretch, out + o, cap - o, &n_bytes);
        i += len;
        o += n_bytes;
        if (len < stretch || i == n)
            break;
    }
    *n_out = o;
    return i;
}

size_t TRANSCODER(utf32le_utf8)(const uint8_t *p, size_t n, uint8_t *out, size_t cap, size_t *n_out)
{
    return utf32_utf8(p, n, out, cap, n_out, false);
}

size_t TRANSCODER(utf32be_utf8)(const uint8_t *p, size_t n, uint8_t *out, size_t cap, size_t *n_out)
{
    return utf32_utf8(p, n, out, cap, n_out, true);
}

/* ---- what fits Latin-1 */

/* Whole vectors of units below 100. */
SEAM__TEMPLATE size_t below_100(const uint8_t *p, size_t n, bool big)
{
    size_t i = 0;

    while (n - i >= VEC_BYTES &&
           !vec_any(vec_and(vec_load(p + i), vec2_splat(big ? 0xFF : 0xFF00))))
        i += VEC_BYTES;
    return i;
}

size_t TRANSCODER(utf16le_latin1_prefix)(const uint8_t *p, size_t n)
{
    const size_t i = below_100(p, n, false);

    return i + seam__scalar_utf16le_latin1_prefix(p + i, n - i);
}

size_t TRANSCODER(utf16be_latin1_prefix)(const uint8_t *p, size_t n)
{
    const size_t i = below_100(p, n, true);

    return i + seam__scalar_utf16be_latin1_prefix(p + i, n - i);
}
