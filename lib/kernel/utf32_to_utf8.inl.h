/* Converting UTF-32 to UTF-8: units below 10000 by the vectors of UTF-16, all others by scalar
 * code. The vector functions and helpers are those of utf16_to_utf8.inl.h, which is included
 * first. */
#include "base/bits.h"
#include "kernel/scalar.h"
#include "kernel/utf16_to_utf8_vec.inl.h"

/* The units that scalar code converts at a time, where one is not below 10000. */
#define STRETCH ((size_t)32)

/* Loads two vectors of UTF-32 units, which are below 10000, as one vector of 16-bit units. */
SEAM__TEMPLATE vec load_units4(const uint8_t *p, bool big)
{
    const vec v0 = vec_load(p);
    const vec v1 = vec_load(p + VEC_BYTES);

    return big ? vec32_pack(vec32_byteswap(v0), vec32_byteswap(v1)) : vec32_pack(v0, v1);
}

SEAM__TEMPLATE bool is_bmp(const uint8_t *p, bool big)
{
    const vec both = vec_or(vec_load(p), vec_load(p + VEC_BYTES));
    const vec above = vec_and(both, vec32_splat(big ? 0x0000FFFF : 0xFFFF0000));

    return !vec_any(above) && !vec_any(units_like(load_units4(p, big), 0xF800, 0xD800));
}

/* The number of units in whole vectors of characters up to U+FFFF. */
SEAM__TEMPLATE size_t bmp_prefix(const uint8_t *p, size_t n, bool big)
{
    size_t i = 0;

    while (n - i >= UNITS2 && is_bmp(p + 4 * i, big))
        i += UNITS2;
    return i;
}

/* Converts `n` valid units below 10000 without the last few. Returns their number. */
SEAM__TEMPLATE size_t bmp_convert(const uint8_t *p, size_t n, uint8_t *out, size_t cap,
                                  size_t *n_out, bool big)
{
    const encode_constants k = encode_constants_load();
    uint8_t *at = out;
    size_t i = 0;

    while (n - i >= UNITS2 + ENCODE_MARGIN &&
           cap - (size_t)(at - out) >= 3 * (UNITS2 + ENCODE_MARGIN)) {
        const vec v = load_units4(p + 4 * i, big);

        at = vec_none(v, k.not_two) ? put_two_bytes(&k, at, v) : put_bmp(&k, at, v);
        i += UNITS2;
    }
    *n_out = (size_t)(at - out);
    return i;
}

SEAM__TEMPLATE size_t utf32_to_utf8(const uint8_t *p, size_t n, uint8_t *out, size_t cap,
                                    size_t *n_out, bool big)
{
    seam__transcode_fn *const rest =
        big ? seam__scalar_utf32be_to_utf8 : seam__scalar_utf32le_to_utf8;
    size_t i = 0;
    size_t o = 0;

    for (;;) {
        const size_t block = seam__min((n - i) / 4, seam__min(ENCODE_BLOCK, cap - o));
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

size_t KERNEL(utf32le_to_utf8)(const uint8_t *p, size_t n, uint8_t *out, size_t cap, size_t *n_out)
{
    return utf32_to_utf8(p, n, out, cap, n_out, false);
}

size_t KERNEL(utf32be_to_utf8)(const uint8_t *p, size_t n, uint8_t *out, size_t cap, size_t *n_out)
{
    return utf32_to_utf8(p, n, out, cap, n_out, true);
}
