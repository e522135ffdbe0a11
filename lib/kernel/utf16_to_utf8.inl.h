/* Converting UTF-16 and Latin-1 to UTF-8, one body for every instruction set; its vector functions
 * come from lanes_<isa>.h, which is included first. utf16_to_utf8_vec.inl.h converts one vector.
 *
 * A store may write meaningless bytes behind its result, which the next store overwrites. So
 * ENCODE_MARGIN valid units, and room for them, are always left to utf16_to_utf8_few.inl.h, which
 * ends a text, or to scalar code where there is little room. UTF-16 is validated before it is
 * converted, a block at a time; units that are valid by themselves need no validation. */
#include "base/bits.h"
#include "kernel/group.inl.h"
#include "kernel/scalar.h"
#include "kernel/units.h"
#include "kernel/utf16_to_utf8_few.inl.h"
#include "kernel/utf16_to_utf8_vec.inl.h"

/* The most units that are validated at a time. */
#define ENCODE_BLOCK ((size_t)2048)

/* Behind a run of at least ENCODE_LONG units that needed no validation, a block has only
 * ENCODE_FIRST units, because another such run may follow. */
#define ENCODE_LONG  ((size_t)128)
#define ENCODE_FIRST ((size_t)256)

/* A store writes fewer than 16 meaningless bytes, and 16 units give at least as many. */
#define ENCODE_MARGIN ((size_t)16)

#define ALL_UNITS2 ((uint32_t)(((uint64_t)1 << UNITS2) - 1))

/* ---- validation */

/* Whether lead and trail surrogates of a vector form pairs. *carry says that the unit before the
 * vector is a lead surrogate, and becomes whether the last unit of it is one. */
SEAM__TEMPLATE bool pairs_are_whole(vec v, uint32_t *carry)
{
    const uint32_t leads = vec16_movemask(units_like(v, 0xFC00, 0xD800));
    const uint32_t trails = vec16_movemask(units_like(v, 0xFC00, 0xDC00));
    const uint32_t wanted = (leads << 1 | *carry) & ALL_UNITS2;

    *carry = leads >> (UNITS2 - 1);
    return trails == wanted;
}

/* The end of utf16_prefix(), unit by unit. */
SEAM__TEMPLATE size_t utf16_rest(const uint8_t *p, size_t n, bool big, bool *pairs)
{
    size_t i = 0;

    while (n - i >= 2) {
        const uint32_t unit = seam__unit16_load(p + i, big);

        if (!seam__is_surrogate(unit)) {
            i += 2;
            continue;
        }
        *pairs = true;
        if (!seam__is_lead_surrogate(unit) || n - i < 4 ||
            !seam__is_trail_surrogate(seam__unit16_load(p + i + 2, big)))
            break;
        i += 4;
    }
    return i;
}

/* Not 0 at each place where one of the four vectors at p has a surrogate. */
SEAM__TEMPLATE vec surrogates_in(const uint8_t *p, bool big)
{
    const uint16_t mask = big ? 0x00F8 : 0xF800;
    const uint16_t value = big ? 0x00D8 : 0xD800;
    const vec v0 = units_like(vec_load(p), mask, value);
    const vec v1 = units_like(vec_load(p + VEC_BYTES), mask, value);
    const vec v2 = units_like(vec_load(p + 2 * VEC_BYTES), mask, value);
    const vec v3 = units_like(vec_load(p + 3 * VEC_BYTES), mask, value);

    return vec_or(vec_or(v0, v1), vec_or(v2, v3));
}

/* The length in bytes of the longest prefix of whole well-formed characters. *pairs, always
 * written, says whether there are surrogates. */
SEAM__TEMPLATE size_t utf16_prefix(const uint8_t *p, size_t n, bool big, bool *pairs)
{
    uint32_t carry = 0;
    size_t i = 0;

    *pairs = false;
    while (n - i >= 2 * GROUP &&
           !vec_any(vec_or(surrogates_in(p + i, big), surrogates_in(p + i + GROUP, big))))
        i += 2 * GROUP;
    while (n - i >= 2 * VEC_BYTES) {
        const vec v0 = load_units2(p + i, big);
        const vec v1 = load_units2(p + i + VEC_BYTES, big);
        const vec surrogates =
            vec_or(units_like(v0, 0xF800, 0xD800), units_like(v1, 0xF800, 0xD800));
        uint32_t next = carry;

        if (carry != 0 || vec_any(surrogates)) {
            *pairs = true;
            if (!(pairs_are_whole(v0, &next) && pairs_are_whole(v1, &next)))
                break;
        }
        carry = next;
        i += 2 * VEC_BYTES;
    }
    if (carry != 0)
        i -= 2;
    return i + utf16_rest(p + i, n - i, big, pairs);
}

/* ---- UTF-16 */

/* Converts ASCII, two vectors of units at a time, out of `n` units for which there is room. Returns
 * the number of units. */
SEAM__TEMPLATE size_t encode_run(const uint8_t *p, size_t n, uint8_t *out, bool big)
{
    size_t i = 0;

    for (; n - i >= 2 * UNITS2; i += 2 * UNITS2) {
        const vec v0 = vec_load(p + 2 * i);
        const vec v1 = vec_load(p + 2 * i + VEC_BYTES);

        if (vec_any(vec_and(vec_or(v0, v1), vec16_splat(big ? 0x80FF : 0xFF80))))
            break;
        vec_store(out + i,
                  big ? vec16_pack(vec16_byteswap(v0), vec16_byteswap(v1)) : vec16_pack(v0, v1));
    }
    return i;
}

/* The two properties for which the conversion of a block is specialized. */
typedef struct encode_form {
    bool big;
    bool pairs; /* there are surrogates */
} encode_form;

/* The state of a conversion. */
typedef struct encode_state {
    const uint8_t *start; /* of the block */
    const uint8_t *p;
    uint8_t *out;
} encode_state;

/* Converts vectors of units below 800, which are valid by themselves, while another such vector
 * follows; two at a time where they are ASCII. A whole vector of units, and room for it, lie behind
 * `end`. */
SEAM__TEMPLATE void encode_short_run(const encode_constants *k, encode_state *at,
                                     const uint8_t *end, bool big)
{
    while (end - at->p >= (ptrdiff_t)VEC_BYTES) {
        const vec v = load_units2(at->p, big);
        const vec next = load_units2(at->p + VEC_BYTES, big);
        const vec both = vec_or(v, next);

        if (!vec_none(both, k->not_two))
            break;
        if (vec_none(both, k->not_ascii)) {
            vec_store(at->out, vec16_pack(v, next));
            at->out += 2 * UNITS2;
            at->p += 2 * VEC_BYTES;
        } else {
            at->out = put_two_bytes(k, at->out, v);
            at->p += VEC_BYTES;
        }
    }
}

/* Converts one vector of valid units that are not all ASCII. */
SEAM__TEMPLATE void encode_step(const encode_form *f, const encode_constants *k, encode_state *at,
                                vec v)
{
    if (vec_none(v, k->not_two))
        at->out = put_two_bytes(k, at->out, v);
    else if (!f->pairs || !vec_any(units_like(v, 0xF800, 0xD800)))
        at->out = put_bmp(k, at->out, v);
    else
        at->out = put_with_pairs(k, at->out, v,
                                 at->p > at->start ? load_units2(at->p - 2, f->big)
                                                   : vec_prev_2(vec_splat(0), v));
    at->p += VEC_BYTES;
}

/* Converts whole vectors up to `end`. A whole vector of units lies behind it, which two vectors of
 * ASCII may use. */
SEAM__TEMPLATE void encode_vectors(const encode_form *f, const encode_constants *k,
                                   encode_state *at, const uint8_t *end)
{
    while (end - at->p >= (ptrdiff_t)VEC_BYTES) {
        vec v = load_units2(at->p, f->big);

        if (vec_none(v, k->not_ascii)) {
            const vec next = load_units2(at->p + VEC_BYTES, f->big);

            if (vec_none(next, k->not_ascii)) {
                vec_store(at->out, vec16_pack(v, next));
                at->p += 2 * VEC_BYTES;
                at->out += 2 * UNITS2;
                continue;
            }
            vec16_store_as_u8(at->out, v);
            at->p += VEC_BYTES;
            at->out += UNITS2;
            if (end - at->p < (ptrdiff_t)VEC_BYTES)
                break;
            v = next;
        }
        encode_step(f, k, at, v);
    }
}

/* Converts `n` valid units without the last few. Returns the number of units, which are whole
 * characters. */
SEAM__TEMPLATE size_t encode_convert(const encode_form *f, const encode_constants *k,
                                     const uint8_t *p, size_t n, uint8_t *out, size_t cap,
                                     size_t *n_out)
{
    encode_state at = {p, p, NULL};
    size_t most = seam__min(n, cap / 3);
    size_t i;

    at.out = out;
    while (most >= UNITS2 + ENCODE_MARGIN) {
        encode_vectors(f, k, &at, at.p + 2 * (most - ENCODE_MARGIN));
        most = seam__min(n - (size_t)(at.p - p) / 2, (cap - (size_t)(at.out - out)) / 3);
    }
    i = (size_t)(at.p - p) / 2;
    *n_out = (size_t)(at.out - out);
    if (i > 0 && seam__is_lead_surrogate(seam__unit16_load(at.p - 2, f->big))) {
        /* The first half of a pair is taken back. */
        *n_out -= 2;
        return i - 1;
    }
    return i;
}

/* Converts units that are valid by themselves. Returns their number. */
SEAM__TEMPLATE size_t encode_short(const encode_constants *k, const uint8_t *p, size_t n,
                                   uint8_t *out, size_t cap, size_t *n_out, bool big)
{
    const size_t run = encode_run(p, seam__min(n, cap), out, big);
    const size_t most = seam__min(n - run, (cap - run) / 3);
    encode_state at = {p, p + 2 * run, NULL};

    at.out = out + run;
    if (most >= UNITS2 + ENCODE_MARGIN)
        encode_short_run(k, &at, at.p + 2 * (most - ENCODE_MARGIN), big);
    *n_out = (size_t)(at.out - out);
    return (size_t)(at.p - p) / 2;
}

/* Converts at most FEW_UTF16 units, as far as they are well-formed and where there is room. What is not ASCII
 * is converted out of line, so that ASCII needs little stack. */
#define ENCODE_FEW(name, big)                                                                      \
    SEAM__NOINLINE static size_t name##_any(const uint8_t *p, size_t n, uint8_t *out, size_t cap,  \
                                            size_t *n_out)                                         \
    {                                                                                              \
        return encode_few_any(p, n, out, cap, n_out, big);                                         \
    }                                                                                              \
    SEAM__TEMPLATE size_t name(const uint8_t *p, size_t n, uint8_t *out, size_t cap,               \
                               size_t *n_out)                                                      \
    {                                                                                              \
        const vec_pair v = load_few_units2(p, n, big);                                             \
                                                                                                   \
        if (n > cap || !vec_none(vec_or(v.first, v.second), vec16_splat(0xFF80)))                  \
            return name##_any(p, n, out, cap, n_out);                                              \
        encode_few_ascii(v, n, out);                                                               \
        *n_out = n;                                                                                \
        return n;                                                                                  \
    }                                                                                              \
    SEAM__NOINLINE static size_t name##_rest(const uint8_t *p, size_t n, uint8_t *out, size_t cap, \
                                             size_t *n_out)                                        \
    {                                                                                              \
        return name(p, n, out, cap, n_out);                                                        \
    }

ENCODE_FEW(utf16le_few, false)
ENCODE_FEW(utf16be_few, true)

#undef ENCODE_FEW

SEAM__TEMPLATE size_t utf16_many_to_utf8(const uint8_t *p, size_t n, uint8_t *out, size_t cap,
                                         size_t *n_out, bool big)
{
    const encode_constants k = encode_constants_load();
    size_t i = 0;
    size_t o = 0;
    size_t n_units = ENCODE_BLOCK;
    size_t n_bytes;

    for (;;) {
        const size_t run = encode_short(&k, p + i, (n - i) / 2, out + o, cap - o, &n_bytes, big);
        size_t block, done;
        bool pairs;

        i += 2 * run;
        o += n_bytes;
        if (i == n)
            break;
        n_units = run >= ENCODE_LONG ? ENCODE_FIRST : seam__min(2 * n_units, ENCODE_BLOCK);
        /* At most as many units as there may be room for, so that the cost of a call depends on
         * what it converts. */
        block = 2 * seam__min((n - i) / 2, seam__min(n_units, cap - o));
        block = utf16_prefix(p + i, block, big, &pairs);
        done = pairs ? encode_convert(&(encode_form){big, true}, &k, p + i, block / 2, out + o,
                                      cap - o, &n_bytes)
                     : encode_convert(&(encode_form){big, false}, &k, p + i, block / 2, out + o,
                                      cap - o, &n_bytes);
        if (done == 0)
            break;
        i += 2 * done;
        o += n_bytes;
    }
    while (n - i >= 2) {
        const size_t most = seam__min((n - i) / 2, FEW_UTF16);
        const size_t len =
            (big ? utf16be_few_rest : utf16le_few_rest)(p + i, most, out + o, cap - o, &n_bytes);

        i += 2 * len;
        o += n_bytes;
        /* The last unit may be the first half of a pair. */
        if (len + 1 < most || len == 0)
            break;
    }
    if (i < n) {
        i += (big ? seam__scalar_utf16be_to_utf8
                  : seam__scalar_utf16le_to_utf8)(p + i, n - i, out + o, cap - o, &n_bytes);
        o += n_bytes;
    }
    *n_out = o;
    return i;
}

#define ENCODER(name, few, big)                                                                    \
    SEAM__NOINLINE static size_t name##_many(const uint8_t *p, size_t n, uint8_t *out, size_t cap, \
                                             size_t *n_out)                                        \
    {                                                                                              \
        return utf16_many_to_utf8(p, n, out, cap, n_out, big);                                     \
    }                                                                                              \
    size_t KERNEL(name)(const uint8_t *p, size_t n, uint8_t *out, size_t cap, size_t *n_out)       \
    {                                                                                              \
        if (n <= PAIR_BYTES && n % 2 == 0) {                                                       \
            const size_t len = 2 * few(p, n / 2, out, cap, n_out);                                 \
                                                                                                   \
            if (len == n)                                                                          \
                return n;                                                                          \
        }                                                                                          \
        return name##_many(p, n, out, cap, n_out);                                                 \
    }

ENCODER(utf16le_to_utf8, utf16le_few, false)
ENCODER(utf16be_to_utf8, utf16be_few, true)

#undef ENCODER

/* ---- Latin-1 */

size_t KERNEL(latin1_to_utf8)(const uint8_t *p, size_t n, uint8_t *out, size_t cap, size_t *n_out)
{
    size_t i = 0;
    size_t o = 0;
    size_t n_bytes;

    while (n - i >= 2 * VEC_BYTES && cap - o >= 2 * VEC_BYTES + 2 * ENCODE_MARGIN) {
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
    while (i < n) {
        const size_t len =
            encode_few_latin1(p + i, seam__min(n - i, FEW_LATIN1), out + o, cap - o, &n_bytes);

        i += len;
        o += n_bytes;
        if (len == 0)
            break;
    }
    if (i < n) {
        i += seam__scalar_latin1_to_utf8(p + i, n - i, out + o, cap - o, &n_bytes);
        o += n_bytes;
    }
    *n_out = o;
    return i;
}

/* ---- how much of UTF-16 fits in Latin-1 */

/* The length in bytes of the whole vectors of units below 100. */
SEAM__TEMPLATE size_t below_100(const uint8_t *p, size_t n, bool big)
{
    size_t i = 0;

    while (n - i >= VEC_BYTES &&
           !vec_any(vec_and(vec_load(p + i), vec16_splat(big ? 0xFF : 0xFF00))))
        i += VEC_BYTES;
    return i;
}

size_t KERNEL(utf16le_latin1_prefix)(const uint8_t *p, size_t n)
{
    const size_t i = below_100(p, n, false);

    return i + seam__scalar_utf16le_latin1_prefix(p + i, n - i);
}

size_t KERNEL(utf16be_latin1_prefix)(const uint8_t *p, size_t n)
{
    const size_t i = below_100(p, n, true);

    return i + seam__scalar_utf16be_latin1_prefix(p + i, n - i);
}
