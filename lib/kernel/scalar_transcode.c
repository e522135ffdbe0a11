/* The scalar bodies of the transcoders: one loop, compiled for every pair of encodings, that
 * decodes a character and encodes it. ASCII in a byte encoding is converted eight characters at a
 * time. */
#include "kernel/scalar.h"

#include "base/attributes.h"
#include "base/bits.h"
#include "kernel/units.h"
#include "kernel/whole_sequence.h"

#define HIGH_BITS UINT64_C(0x8080808080808080)

typedef enum form { UTF8, UTF16LE, UTF16BE, UTF32LE, UTF32BE, LATIN1 } form;

SEAM__TEMPLATE bool is_big(form f)
{
    return f == UTF16BE || f == UTF32BE;
}

SEAM__TEMPLATE size_t unit_bytes(form f)
{
    if (f == UTF16LE || f == UTF16BE)
        return 2;
    return f == UTF32LE || f == UTF32BE ? 4 : 1;
}

/* ---- decoding: the length in bytes of the well-formed character at p, or 0; *c is its code
 * point */

SEAM__TEMPLATE size_t take_utf8(const uint8_t *p, size_t n, uint32_t *c)
{
    const size_t len = p[0] < 0x80 ? 1 : seam__whole_sequence(p, n);

    switch (len) {
    case 1:
        *c = p[0];
        break;
    case 2:
        *c = (p[0] & 0x1Fu) << 6 | (p[1] & 0x3Fu);
        break;
    case 3:
        *c = (p[0] & 0x0Fu) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
        break;
    case 4:
        *c = (p[0] & 0x07u) << 18 | (p[1] & 0x3Fu) << 12 | (p[2] & 0x3Fu) << 6 | (p[3] & 0x3Fu);
        break;
    default:
        break;
    }
    return len;
}

SEAM__TEMPLATE size_t take_utf16(const uint8_t *p, size_t n, bool big, uint32_t *c)
{
    uint32_t trail;

    if (n < 2)
        return 0;
    *c = seam__unit16_load(p, big);
    if (!seam__is_surrogate(*c))
        return 2;
    if (!seam__is_lead_surrogate(*c) || n < 4)
        return 0;
    trail = seam__unit16_load(p + 2, big);
    if (!seam__is_trail_surrogate(trail))
        return 0;
    *c = seam__pair(*c, trail);
    return 4;
}

SEAM__TEMPLATE size_t take_utf32(const uint8_t *p, size_t n, bool big, uint32_t *c)
{
    if (n < 4)
        return 0;
    *c = seam__unit32_load(p, big);
    return *c > 0x10FFFF || seam__is_surrogate(*c) ? 0 : 4;
}

SEAM__TEMPLATE size_t take(form f, const uint8_t *p, size_t n, uint32_t *c)
{
    if (f == UTF8)
        return take_utf8(p, n, c);
    if (unit_bytes(f) == 2)
        return take_utf16(p, n, is_big(f), c);
    if (unit_bytes(f) == 4)
        return take_utf32(p, n, is_big(f), c);
    *c = p[0];
    return 1;
}

/* ---- encoding */

/* The units of a character that the encoding lacks: more than any room. */
#define NEVER SIZE_MAX

SEAM__TEMPLATE size_t units_of(form f, uint32_t c)
{
    if (f == UTF8)
        return c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    if (f == LATIN1)
        return c <= 0xFF ? 1 : NEVER;
    return unit_bytes(f) == 2 && c >= 0x10000 ? 2 : 1;
}

SEAM__TEMPLATE void put_utf8(uint8_t *out, uint32_t c, size_t len)
{
    static const uint8_t leads[] = {0, 0, 0xC0, 0xE0, 0xF0};

    for (size_t i = len; i-- > 1; c >>= 6)
        out[i] = (uint8_t)(0x80 | (c & 0x3F));
    out[0] = (uint8_t)(leads[len] | c);
}

SEAM__TEMPLATE void put_utf16(uint8_t *out, uint32_t c, bool big)
{
    if (c < 0x10000) {
        seam__unit16_store(out, c, big);
        return;
    }
    seam__unit16_store(out, 0xD800 + ((c - 0x10000) >> 10), big);
    seam__unit16_store(out + 2, 0xDC00 + (c & 0x3FF), big);
}

/* Encodes `c`; n_units is units_of(f, c). */
SEAM__TEMPLATE void put(form f, uint8_t *out, uint32_t c, size_t n_units)
{
    if (f == UTF8)
        put_utf8(out, c, n_units);
    else if (f == LATIN1)
        out[0] = (uint8_t)c;
    else if (unit_bytes(f) == 2)
        put_utf16(out, c, is_big(f));
    else
        seam__unit32_store(out, c, is_big(f));
}

/* ---- the loop */

/* Converts ASCII eight characters at a time. Returns the number of characters. */
SEAM__TEMPLATE size_t put_ascii(form to, const uint8_t *p, size_t n, uint8_t *out)
{
    size_t i = 0;

    for (; n - i >= 8 && (seam__load64(p + i) & HIGH_BITS) == 0; i += 8) {
        for (size_t k = i; k < i + 8; k++)
            put(to, out + k * unit_bytes(to), p[k], 1);
    }
    return i;
}

SEAM__TEMPLATE size_t convert(form from, form to, const uint8_t *p, size_t n, uint8_t *out,
                              size_t cap, size_t *n_out)
{
    size_t i = 0;
    size_t o = 0;

    while (i < n) {
        uint32_t c = 0;
        size_t len, n_units;

        if (unit_bytes(from) == 1) {
            const size_t run =
                put_ascii(to, p + i, seam__min(n - i, cap - o), out + o * unit_bytes(to));

            i += run;
            o += run;
            if (i == n)
                break;
        }
        len = take(from, p + i, n - i, &c);
        n_units = units_of(to, c);
        if (len == 0 || n_units > cap - o)
            break;
        put(to, out + o * unit_bytes(to), c, n_units);
        i += len;
        o += n_units;
    }
    *n_out = o;
    return i;
}

SEAM__TEMPLATE size_t latin1_prefix(form from, const uint8_t *p, size_t n)
{
    size_t i = 0;

    while (i < n) {
        uint32_t c = 0;
        const size_t len = take(from, p + i, n - i, &c);

        if (len == 0 || c > 0xFF)
            break;
        i += len;
    }
    return i;
}

/* clang-format off */
#define TRANSCODER(name, from, to)                                                               \
    size_t seam__scalar_##name(const uint8_t *p, size_t n, uint8_t *out, size_t cap,             \
                               size_t *n_out)                                                    \
    {                                                                                            \
        return convert(from, to, p, n, out, cap, n_out);                                         \
    }

TRANSCODER(utf8_to_utf16le, UTF8, UTF16LE)
TRANSCODER(utf8_to_utf16be, UTF8, UTF16BE)
TRANSCODER(utf8_to_utf32le, UTF8, UTF32LE)
TRANSCODER(utf8_to_utf32be, UTF8, UTF32BE)
TRANSCODER(utf8_to_latin1, UTF8, LATIN1)
TRANSCODER(utf16le_to_utf8, UTF16LE, UTF8)
TRANSCODER(utf16be_to_utf8, UTF16BE, UTF8)
TRANSCODER(utf32le_to_utf8, UTF32LE, UTF8)
TRANSCODER(utf32be_to_utf8, UTF32BE, UTF8)
TRANSCODER(latin1_to_utf8, LATIN1, UTF8)
/* clang-format on */

size_t seam__scalar_utf8_latin1_prefix(const uint8_t *p, size_t n)
{
    return latin1_prefix(UTF8, p, n);
}

size_t seam__scalar_utf16le_latin1_prefix(const uint8_t *p, size_t n)
{
    return latin1_prefix(UTF16LE, p, n);
}

size_t seam__scalar_utf16be_latin1_prefix(const uint8_t *p, size_t n)
{
    return latin1_prefix(UTF16BE, p, n);
}
