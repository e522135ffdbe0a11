/* From UTF-8 to UTF-16, UTF-32 and Latin-1, one body for every instruction set: the words it is
 * written in come from halves_<isa>.h, which is included first, and from utf8_prefix.inl.h.
 *
 * A block is validated, then converted; it is still in the nearest cache. Every byte of a vector is
 * taken for the first of a character, and its unit computed from it and the bytes behind it. Then
 * those units are brought together whose byte begins a character, eight bytes at a time. So nothing
 * waits for the length of a character, and only ASCII and four-byte sequences branch.
 *
 * A store of a half leaves rubbish behind its units. That is overwritten by what comes next, since
 * MARGIN valid bytes and as many units of room are always left for scalar code, which ends a text. */
#include "base/attributes.h"
#include "base/bits.h"
#include "kernel/compress.h"
#include "kernel/transcoders.h"
#include "kernel/whole_sequence.h"

/* Bytes that are validated at a time. */
#define WIDE_BLOCK ((size_t)4096)

/* Bytes after a vector that it looks at, and that make the eight units it may spoil. */
#define WIDE_MARGIN ((size_t)40)

/* A form to convert to. */
typedef struct wide_form {
    size_t unit; /* its bytes: 1 is Latin-1 */
    bool big;
    seam__prefix_fn *prefix;
    seam__transcode_fn *rest;
} wide_form;

/* The units of a vector at the place of each byte: their bytes, which of them are meant, and for
 * UTF-32 what lies above 16 bits. */
typedef struct wide_units {
    vec low, high, top;
    uint32_t emit;
} wide_units;

/* Of up to three bytes: `from` continues with `second` and `third` where `three` says so. */
SEAM__TEMPLATE void wide_short(wide_units *u, vec first, vec second, vec third, vec three)
{
    const vec x = vec_choose(three, second, first);
    const vec y = vec_choose(three, third, second);
    const vec ends = vec_or(vec_left(x, 6), vec_and(y, vec_splat(0x3F)));
    const vec starts = vec_and(vec_right(x, 2), vec_splat(0x0F));

    u->low = vec_choose(first, ends, first);
    u->high = vec_or(starts, vec_and(vec_left(first, 4), three));
}

/* ASCII has no high byte. */
SEAM__TEMPLATE void wide_ascii(wide_units *u, vec first)
{
    u->high = vec_choose(first, u->high, vec_splat(0));
}

/* No byte of `first` is F0 or more. */
SEAM__TEMPLATE wide_units wide_bmp(const uint8_t *p, vec first)
{
    wide_units u = {.emit = ~vec_bits(vec_is_continuation(first))};

    wide_short(&u, first, vec_load(p + 1), vec_load(p + 2), vec_above(first, vec_splat(0xDF)));
    wide_ascii(&u, first);
    return u;
}

/* The lead of four bytes gives the lead surrogate, the byte after it the trail surrogate; what other
 * continuation bytes give is not meant. *carry: the last byte before p is such a lead, and then the
 * last byte here. */
SEAM__TEMPLATE wide_units wide_pairs(const uint8_t *p, vec first, uint32_t *carry)
{
    const vec second = vec_load(p + 1);
    const vec third = vec_load(p + 2);
    const vec later = vec_is_continuation(first);
    const vec four = vec_and(first, vec_above(first, vec_splat(0xEF)));
    const uint32_t fours = vec_bits(four);
    const vec bits = vec_or(vec_left(second, 2), vec_and(vec_right(third, 4), vec_splat(3)));
    /* FF, which is -1, where taking 40 from the bits borrows. */
    const vec borrow = vec_above(vec_splat(0x90), second);
    const vec first_high = vec_add(vec_add(vec_and(first, vec_splat(7)), vec_splat(0xD8)), borrow);
    wide_units u = {.emit = ~vec_bits(later) | fours << 1 | *carry};

    wide_short(&u, first, second, third, vec_or(later, vec_above(first, vec_splat(0xDF))));
    u.high = vec_choose(later, vec_or(vec_and(vec_right(second, 2), vec_splat(3)), vec_splat(0xDC)),
                        u.high);
    u.low = vec_choose(four, vec_sub(bits, vec_splat(0x40)), u.low);
    u.high = vec_choose(four, first_high, u.high);
    wide_ascii(&u, first);
    *carry = fours >> (VEC_BYTES - 1);
    return u;
}

/* For UTF-32, with sequences of four bytes. */
SEAM__TEMPLATE wide_units wide_points(const uint8_t *p, vec first)
{
    const vec second = vec_load(p + 1);
    const vec third = vec_load(p + 2);
    const vec fourth = vec_load(p + 3);
    const vec four = vec_and(first, vec_above(first, vec_splat(0xEF)));
    const vec ends = vec_or(vec_left(third, 6), vec_and(fourth, vec_splat(0x3F)));
    const vec middle = vec_or(vec_left(second, 4), vec_and(vec_right(third, 2), vec_splat(0x0F)));
    const vec top = vec_or(vec_left(vec_and(first, vec_splat(7)), 2),
                           vec_and(vec_right(second, 4), vec_splat(3)));
    wide_units u = {.emit = ~vec_bits(vec_is_continuation(first))};

    wide_short(&u, first, second, third, vec_above(first, vec_splat(0xDF)));
    u.low = vec_choose(four, ends, u.low);
    u.high = vec_choose(four, middle, u.high);
    u.top = vec_choose(four, top, vec_splat(0));
    wide_ascii(&u, first);
    return u;
}

/* ---- storing */

/* Eight places, of which `units` holds the units, and `tops` what lies above them. */
SEAM__TEMPLATE void wide_put(const wide_form *f, uint8_t *out, half units, half tops, bool has_tops,
                             uint32_t emit)
{
    const uint8_t *row = seam__compress_units[emit & 0xFF];
    const half picked = half_pick(units, row);

    if (f->unit == 2) {
        half_store(out, picked);
    } else if (f->unit == 1) {
        half_store_narrow(out, picked);
    } else {
        const half above = half_pick(tops, has_tops ? row : seam__compress_units[0]);
        const half first = f->big ? above : picked;
        const half second = f->big ? picked : above;

        half_store(out, half_zip_low(first, second));
        half_store(out + 16, half_zip_high(first, second));
    }
}

/* Returns the count of units. */
SEAM__TEMPLATE size_t wide_store(const wide_form *f, uint8_t *out, const wide_units *u,
                                 bool has_tops)
{
    const vec zero = vec_splat(0);
    const bool big = f->unit > 1 && f->big;
    half units[VEC_BYTES / 8], tops[VEC_BYTES / 8];

    vec_zip(big ? u->high : u->low, big ? u->low : u->high, units);
    if (has_tops)
        vec_zip(big ? zero : u->top, big ? u->top : zero, tops);
    else
        vec_zip(zero, zero, tops);
    for (unsigned i = 0; i < VEC_BYTES / 8; i++) {
        const size_t before = bits_count(u->emit & ((1u << 8 * i) - 1));

        wide_put(f, out + before * f->unit, units[i], tops[i], has_tops, u->emit >> 8 * i);
    }
    return bits_count(u->emit & (uint32_t)(((uint64_t)1 << VEC_BYTES) - 1));
}

SEAM__TEMPLATE void wide_store_ascii(const wide_form *f, uint8_t *out, vec v)
{
    if (f->unit == 1)
        vec_store(out, v);
    else if (f->unit == 4)
        vec_store_fours(out, v, f->big);
    else if (f->big)
        vec_store_zip(out, vec_splat(0), v);
    else
        vec_store_zip(out, v, vec_splat(0));
}

/* ---- loops */

/* Two vectors at a time, as long as they are ASCII, of `n` bytes for which there is room. */
SEAM__TEMPLATE size_t wide_run(const wide_form *f, const uint8_t *p, size_t n, uint8_t *out)
{
    size_t i = 0;

    for (; n - i >= 2 * VEC_BYTES; i += 2 * VEC_BYTES) {
        const vec v0 = vec_load(p + i);
        const vec v1 = vec_load(p + i + VEC_BYTES);

        if (vec_any_top(vec_or(v0, v1)))
            break;
        wide_store_ascii(f, out + i * f->unit, v0);
        wide_store_ascii(f, out + (i + VEC_BYTES) * f->unit, v1);
    }
    return i;
}

/* One vector; returns the count of units. */
SEAM__TEMPLATE size_t wide_step(const wide_form *f, const uint8_t *p, uint8_t *out, uint32_t *carry)
{
    const vec first = vec_load(p);
    wide_units u;

    if (f->unit == 1 || (!vec_any(vec_sub_floor(first, vec_splat(0xEF))) && *carry == 0)) {
        u = wide_bmp(p, first);
        return wide_store(f, out, &u, false);
    }
    u = f->unit == 2 ? wide_pairs(p, first, carry) : wide_points(p, first);
    return wide_store(f, out, &u, f->unit == 4);
}

/* All but the last bytes of `n`, which are valid. Returns how many, whole characters. */
SEAM__TEMPLATE size_t wide_convert(const wide_form *f, const uint8_t *p, size_t n, uint8_t *out,
                                   size_t cap, size_t *n_out)
{
    uint32_t carry = 0;
    size_t i = 0;
    size_t o = 0;

    while (n - i >= VEC_BYTES + WIDE_MARGIN && cap - o >= VEC_BYTES + WIDE_MARGIN) {
        const size_t run =
            wide_run(f, p + i, seam__min(n - i, cap - o) - WIDE_MARGIN, out + o * f->unit);

        if (run > 0) {
            i += run;
            o += run;
            continue;
        }
        o += wide_step(f, p + i, out + o * f->unit, &carry);
        i += VEC_BYTES;
    }
    if (carry != 0) {
        /* Half of a pair is not a character. */
        i--;
        o--;
    } else {
        while (i < n && seam__is_continuation(p[i]))
            i++;
    }
    *n_out = o;
    return i;
}

SEAM__TEMPLATE size_t utf8_wide(const wide_form *f, const uint8_t *p, size_t n, uint8_t *out,
                                size_t cap, size_t *n_out)
{
    size_t i = 0;
    size_t o = 0;
    size_t n_units;

    for (;;) {
        const size_t run = wide_run(f, p + i, seam__min(n - i, cap - o), out + o * f->unit);
        size_t block, done;

        i += run;
        o += run;
        /* No more bytes than there may be room for: a call costs what it converts. */
        block = seam__min(n - i, seam__min(WIDE_BLOCK / 4, cap - o) * 4);
        if (block < VEC_BYTES + WIDE_MARGIN)
            break;
        done =
            wide_convert(f, p + i, f->prefix(p + i, block), out + o * f->unit, cap - o, &n_units);
        if (done == 0)
            break;
        i += done;
        o += n_units;
    }
    i += f->rest(p + i, n - i, out + o * f->unit, cap - o, &n_units);
    *n_out = o + n_units;
    return i;
}

/* Valid characters up to U+00FF: their lead bytes are C3 at most. */
static size_t latin1_block_prefix(const uint8_t *p, size_t n)
{
    const vec highest = vec_splat(0xC3);
    size_t i = 0;

    for (; n - i >= VEC_BYTES; i += VEC_BYTES) {
        const size_t at = vec_first(vec_sub_floor(vec_load(p + i), highest));

        if (at < VEC_BYTES)
            return utf8_prefix(p, i + at);
    }
    i += vec_first(vec_sub_floor(vec_load_partial(p + i, n - i), highest));
    return utf8_prefix(p, seam__min(i, n));
}

size_t TRANSCODER(utf8_latin1_prefix)(const uint8_t *p, size_t n)
{
    size_t i = 0;

    while (n - i > WIDE_BLOCK) {
        const size_t len = latin1_block_prefix(p + i, WIDE_BLOCK);

        /* A character may go on behind the block. */
        if (len < WIDE_BLOCK - 1)
            return i + len;
        i += len;
    }
    return i + latin1_block_prefix(p + i, n - i);
}

/* clang-format off */
#define WIDE(name, ...)                                                                           \
    size_t TRANSCODER(name)(const uint8_t *p, size_t n, uint8_t *out, size_t cap, size_t *n_out)       \
    {                                                                                             \
        static const wide_form form = {__VA_ARGS__};                                              \
                                                                                                  \
        return utf8_wide(&form, p, n, out, cap, n_out);                                           \
    }
/* clang-format on */

WIDE(utf8_utf16le, 2, false, utf8_prefix, seam__scalar_utf8_utf16le)
WIDE(utf8_utf16be, 2, true, utf8_prefix, seam__scalar_utf8_utf16be)
WIDE(utf8_utf32le, 4, false, utf8_prefix, seam__scalar_utf8_utf32le)
WIDE(utf8_utf32be, 4, true, utf8_prefix, seam__scalar_utf8_utf32be)
WIDE(utf8_latin1, 1, false, latin1_block_prefix, seam__scalar_utf8_latin1)
