/* Converting UTF-32 to UTF-8: units below 10000 by the vectors of UTF-16, all others by scalar
 * code. The vector functions and helpers are those of utf16_to_utf8.inl.h, which is included
 * first. */
#include "base/bits.h"
#include "kernel/scalar.h"
#include "kernel/utf16_to_utf8_vec.inl.h"

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

/* Converts ASCII, four vectors at a time, out of `n` units for which there is room. Returns the number of
 * units. */
SEAM__TEMPLATE size_t ascii_run(const uint8_t *p, size_t n, uint8_t *out, bool big)
{
    size_t i = 0;

    for (; n - i >= 2 * UNITS2; i += 2 * UNITS2) {
        const uint8_t *at = p + 4 * i;
        const vec v0 = vec_or(vec_load(at), vec_load(at + VEC_BYTES));
        const vec v1 = vec_or(vec_load(at + 2 * VEC_BYTES), vec_load(at + 3 * VEC_BYTES));

        if (!vec_none(vec_or(v0, v1), vec32_splat(big ? 0x80FFFFFF : 0xFFFFFF80)))
            break;
        vec_store(out + i, vec16_pack(load_units4(at, big), load_units4(at + 2 * VEC_BYTES, big)));
    }
    return i;
}

/* Converts at most FEW_UTF32 units, where there is room and all are scalar values. Returns their number,
 * otherwise 0. */
typedef size_t encode_few_fn(const uint8_t *p, size_t n, uint8_t *out, size_t cap, size_t *n_out);

SEAM__NOINLINE static size_t utf32le_few(const uint8_t *p, size_t n, uint8_t *out, size_t cap,
                                         size_t *n_out)
{
    return encode_few_points(p, n, out, cap, n_out, false);
}

SEAM__NOINLINE static size_t utf32be_few(const uint8_t *p, size_t n, uint8_t *out, size_t cap,
                                         size_t *n_out)
{
    return encode_few_points(p, n, out, cap, n_out, true);
}

SEAM__TEMPLATE size_t utf32_to_utf8(const uint8_t *p, size_t n, uint8_t *out, size_t cap,
                                    size_t *n_out, bool big)
{
    encode_few_fn *const few = big ? utf32be_few : utf32le_few;
    seam__transcode_fn *const rest =
        big ? seam__scalar_utf32be_to_utf8 : seam__scalar_utf32le_to_utf8;
    size_t i = 0;
    size_t o = 0;

    for (;;) {
        const size_t run = ascii_run(p + i, seam__min((n - i) / 4, cap - o), out + o, big);
        size_t block, n_bytes, stretch, len;

        i += 4 * run;
        o += run;
        block = seam__min((n - i) / 4, seam__min(ENCODE_BLOCK, cap - o));

        i += 4 * bmp_convert(p + i, bmp_prefix(p + i, block, big), out + o, cap - o, &n_bytes, big);
        o += n_bytes;
        stretch = seam__min(n - i, 4 * FEW_UTF32);
        len = 4 * few(p + i, stretch / 4, out + o, cap - o, &n_bytes);
        if (len == 0)
            len = rest(p + i, stretch, out + o, cap - o, &n_bytes);
        i += len;
        o += n_bytes;
        if (len < stretch || i == n)
            break;
    }
    *n_out = o;
    return i;
}

#define ENCODER(name, few, big)                                                                    \
    SEAM__NOINLINE static size_t name##_many(const uint8_t *p, size_t n, uint8_t *out, size_t cap, \
                                             size_t *n_out)                                        \
    {                                                                                              \
        return utf32_to_utf8(p, n, out, cap, n_out, big);                                          \
    }                                                                                              \
    size_t KERNEL(name)(const uint8_t *p, size_t n, uint8_t *out, size_t cap, size_t *n_out)       \
    {                                                                                              \
        if (n <= 4 * FEW_UTF32 && n % 4 == 0 && 4 * few(p, n / 4, out, cap, n_out) == n)           \
            return n;                                                                              \
        return name##_many(p, n, out, cap, n_out);                                                 \
    }

ENCODER(utf32le_to_utf8, utf32le_few, false)
ENCODER(utf32be_to_utf8, utf32be_few, true)

#undef ENCODER
