/* Converting UTF-8 to UTF-16, UTF-32 and Latin-1, one body for every instruction set; its vector
 * functions come from lanes_<isa>.h, which is included first.
 *
 * A block is validated and then converted, while it is in the first-level cache.
 * utf8_to_utf16_vec.inl.h converts a vector of any characters. Runs of characters of one length
 * cost much less, because their bytes lie at fixed places.
 *
 * DECODE_MARGIN valid bytes and room for as many units are always left to utf8_to_utf16_few.inl.h, which ends
 * a text. Scalar code ends it where there is less room than the text might need. */
#include "base/bits.h"
#include "kernel/utf8_to_utf16_few.inl.h"
#include "kernel/utf8_to_utf16_vec.inl.h"
#include "kernel/whole_sequence.h"

/* The most bytes that are validated at a time. */
#define DECODE_BLOCK ((size_t)4096)

/* The bytes behind a vector that its conversion reads, and that give the eight units which its
 * stores may overwrite. */
#define DECODE_MARGIN ((size_t)40)

/* Masks of the lead bytes of a vector that has only characters of three, or of four, bytes. Those
 * of three fill three quarters of the vector, and another one begins behind them. Up to three bytes
 * before the first character may belong to an earlier one, so that fewer leads of four bytes are
 * compared. */
#define ALL_BYTES    ((uint32_t)(((uint64_t)1 << VEC_BYTES) - 1))
#define THREES_BYTES (VEC_BYTES / 4 * 3)
#define THREES_SEEN  ((uint32_t)(((uint64_t)2 << THREES_BYTES) - 1))
#define THREES       (0x49249249 & THREES_SEEN)
#define FOURS_SEEN   (ALL_BYTES >> 3)
#define FOURS        (0x11111111 & ALL_BYTES)

/* The state of a conversion. */
typedef struct decode_state {
    const uint8_t *p;
    uint8_t *out;
    uint32_t carry; /* the last byte before p is the lead of a pair, and half of it is in `out` */
} decode_state;

SEAM__TEMPLATE bool decode_has(const decode_state *at, const uint8_t *end, size_t n)
{
    return (size_t)(end - at->p) >= n;
}

/* Goes back by a part of the last vector, which is ASCII, so that later stores do not cross cache
 * lines. */
SEAM__TEMPLATE void decode_align(const decode_form *f, decode_state *at)
{
    const size_t back = (uintptr_t)at->out % VEC_BYTES;

    if (back % f->unit != 0)
        return;
    at->out -= back;
    at->p -= back / f->unit;
}

/* Converts ASCII, two vectors at a time. There is room for all up to `end`. */
SEAM__TEMPLATE void decode_ascii_run(const decode_form *f, decode_state *at, const uint8_t *end)
{
    for (; decode_has(at, end, 2 * VEC_BYTES); at->p += 2 * VEC_BYTES) {
        const vec v0 = vec_load(at->p);
        const vec v1 = vec_load(at->p + VEC_BYTES);

        if (vec_any_top(vec_or(v0, v1)))
            break;
        decode_store_ascii(f, at->out, v0);
        decode_store_ascii(f, at->out + VEC_BYTES * f->unit, v1);
        at->out += 2 * VEC_BYTES * f->unit;
        if (f->unit > 1)
            decode_align(f, at);
    }
}

/* Converts a run of characters of three bytes, from the start of one. */
SEAM__TEMPLATE void decode_threes_run(const decode_form *f, decode_state *at, const uint8_t *end)
{
    const vec leads = vec_pin(vec_splat(0xC0));

    for (; decode_has(at, end, VEC_BYTES); at->p += THREES_BYTES) {
        vec v;

        if ((vec_movemask(vec_greater_signed(leads, vec_load(at->p))) & THREES_SEEN) !=
            (THREES ^ THREES_SEEN))
            break;
        v = vec32_of_threes(at->p);
        if (f->unit == 2)
            vec32_store_as_u16(at->out, f->big ? vec16_byteswap(v) : v);
        else
            vec_store(at->out, f->big ? vec32_byteswap(v) : v);
        at->out += THREES_BYTES / 3 * f->unit;
    }
}

/* The surrogate pairs of code points from 10000 up. */
SEAM__TEMPLATE vec decode_pairs_of(vec points, bool big)
{
    /* Subtracting 10000 subtracts 40 from the lead surrogate, because 10000 is 40 * 400
     * (hexadecimal). */
    const vec leads = vec32_right(points, 10);
    const vec trails = vec_and(vec32_left(points, 16), vec32_splat(0x03FF0000));
    const vec pairs = vec32_add(vec_or(leads, trails), vec32_splat(0xDC00D800 - 0x40));

    return big ? vec16_byteswap(pairs) : pairs;
}

/* Converts a run of characters of four bytes, from the start of one. */
SEAM__TEMPLATE void decode_fours_run(const decode_form *f, decode_state *at, const uint8_t *end)
{
    for (; decode_has(at, end, VEC_BYTES); at->p += VEC_BYTES, at->out += VEC_BYTES) {
        const vec v = vec_load(at->p);
        vec points;

        if (vec_movemask(vec_is_continuation(v)) != (FOURS ^ ALL_BYTES))
            break;
        points = vec32_of_fours(v);
        if (f->unit == 2)
            vec_store(at->out, decode_pairs_of(points, f->big));
        else
            vec_store(at->out, f->big ? vec32_byteswap(points) : points);
    }
}

/* Converts a vector with any characters. */
SEAM__TEMPLATE void decode_any(const decode_form *f, const decode_constants *k, decode_state *at,
                               vec first)
{
    decode_units u = {.emit = ~vec_movemask(vec_greater_signed(k->top_two, first))};

    if (f->unit == 2)
        decode_pairs(k, &u, at->p, first, &at->carry);
    else
        decode_points(k, &u, at->p, first);
    at->out = decode_store(f, at->out, &u, f->unit == 4);
}

/* Converts one vector that has a byte from E0 up or begins with the second half of a pair. */
SEAM__TEMPLATE void decode_step(const decode_form *f, const decode_constants *k, decode_state *at,
                                vec first, uint32_t emit)
{
    decode_units u = {.emit = emit};

    if (!vec_any_top(vec_sub_sat(first, k->to_four)) && at->carry == 0) {
        decode_bmp(k, &u, at->p, first);
        at->out = decode_store(f, at->out, &u, false);
    } else {
        /* The vector is pinned, so that the compiler computes nothing of this before it is known to
         * be needed. */
        decode_any(f, k, at, vec_pin(first));
    }
    at->p += VEC_BYTES;
}

/* Converts a vector that has a byte from E0 up or begins with the second half of a pair, or a run
 * of characters of one length that begins in it. */
SEAM__TEMPLATE void decode_long(const decode_form *f, const decode_constants *k, decode_state *at,
                                vec first, uint32_t emit, const uint8_t *end)
{
    const unsigned skip = (unsigned)__builtin_ctz(emit);
    decode_state from = {at->p + skip, at->out, 0};

    if ((emit >> skip & THREES_SEEN) == THREES && at->carry == 0)
        decode_threes_run(f, &from, end);
    else if ((emit >> skip & FOURS_SEEN) == (FOURS & FOURS_SEEN) && at->carry == 0)
        decode_fours_run(f, &from, end);
    if (from.out != at->out)
        *at = from;
    else
        decode_step(f, k, at, first, emit);
}

/* Converts a vector that is not all ASCII, or a run that begins in it. */
SEAM__TEMPLATE void decode_mixed(const decode_form *f, const decode_constants *k, decode_state *at,
                                 vec first, const uint8_t *end)
{
    decode_units u = {.emit = ~vec_movemask(vec_greater_signed(k->top_two, first))};

    if (f->unit > 1 && (at->carry != 0 || vec_any_top(vec_sub_sat(first, k->to_three)))) {
        decode_long(f, k, at, first, u.emit, end);
        return;
    }
    decode_twos(k, &u, at->p, first);
    at->out = decode_store(f, at->out, &u, false);
    at->p += VEC_BYTES;
}

/* Converts whole vectors up to `end`. */
SEAM__TEMPLATE void decode_vectors(const decode_form *f, const decode_constants *k,
                                   decode_state *at, const uint8_t *end)
{
    while (decode_has(at, end, VEC_BYTES)) {
        const vec first = vec_load(at->p);

        if (vec_any_top(first)) {
            decode_mixed(f, k, at, first, end);
        } else {
            decode_store_ascii(f, at->out, first);
            at->p += VEC_BYTES;
            at->out += VEC_BYTES * f->unit;
            decode_ascii_run(f, at, end);
        }
    }
}

/* Converts `n` valid bytes without the last few. Returns the number of bytes, which are whole
 * characters. */
SEAM__TEMPLATE size_t decode_convert(const decode_form *f, const uint8_t *p, size_t n, uint8_t *out,
                                     size_t cap, size_t *n_out)
{
    const decode_constants k = decode_constants_load();
    decode_state at = {p, NULL, 0};
    size_t most = seam__min(n, cap);
    size_t i;

    at.out = out;
    while (most >= VEC_BYTES + DECODE_MARGIN) {
        /* A byte becomes at most one unit. */
        decode_vectors(f, &k, &at, at.p + most - DECODE_MARGIN);
        most = seam__min(n - (size_t)(at.p - p), cap - (size_t)(at.out - out) / f->unit);
    }
    i = (size_t)(at.p - p);
    *n_out = (size_t)(at.out - out) / f->unit;
    if (at.carry != 0) {
        /* The first half of a pair is taken back. */
        (*n_out)--;
        return i - 1;
    }
    while (i < n && seam__is_continuation(p[i]))
        i++;
    return i;
}

SEAM__TEMPLATE size_t utf8_decode(const decode_form *f, const uint8_t *p, size_t n, uint8_t *out,
                                  size_t cap, size_t *n_out)
{
    size_t i = 0;
    size_t o = 0;
    size_t n_units;

    for (;;) {
        decode_state at = {p + i, out + o * f->unit, 0};
        size_t block, done;

        decode_ascii_run(f, &at, at.p + seam__min(n - i, cap - o));
        o += (size_t)(at.p - p) - i;
        i = (size_t)(at.p - p);
        /* At most as many bytes as there may be room for, so that the cost of a call depends on
         * what it converts. */
        block = seam__min(n - i, seam__min(DECODE_BLOCK / 4, cap - o) * 4);
        if (block < VEC_BYTES + DECODE_MARGIN)
            break;
        done =
            decode_convert(f, p + i, f->prefix(p + i, block), out + o * f->unit, cap - o, &n_units);
        if (done == 0)
            break;
        i += done;
        o += n_units;
    }
    while (i < n && cap - o >= seam__min(n - i, PAIR_BYTES)) {
        const size_t len = f->few(p + i, seam__min(n - i, PAIR_BYTES), out + o * f->unit, &n_units);

        i += len;
        o += n_units;
        if (len + 3 < PAIR_BYTES)
            break;
    }
    if (i < n) {
        i += f->rest(p + i, n - i, out + o * f->unit, cap - o, &n_units);
        o += n_units;
    }
    *n_out = o;
    return i;
}

/* The length of the prefix of valid characters up to U+00FF, whose lead bytes are at most C3. */
static size_t latin1_block_prefix(const uint8_t *p, size_t n)
{
    const vec highest = vec_splat(0xC3);
    size_t i = 0;

    for (; n - i >= VEC_BYTES; i += VEC_BYTES) {
        const size_t at = vec_first(vec_sub_sat(vec_load(p + i), highest));

        if (at < VEC_BYTES)
            return KERNEL(utf8_prefix)(p, i + at);
    }
    i += vec_first(vec_sub_sat(vec_load_partial(p + i, n - i), highest));
    return KERNEL(utf8_prefix)(p, seam__min(i, n));
}

size_t KERNEL(utf8_latin1_prefix)(const uint8_t *p, size_t n)
{
    size_t i = 0;

    while (n - i > DECODE_BLOCK) {
        const size_t len = latin1_block_prefix(p + i, DECODE_BLOCK);

        /* The last character may continue behind the block. */
        if (len < DECODE_BLOCK - 1)
            return i + len;
        i += len;
    }
    return i + latin1_block_prefix(p + i, n - i);
}

/* What is not ASCII is converted out of line, so that ASCII needs no stack. */
/* clang-format off */
#define DECODER(name, unit, big, prefix)                                                         \
    SEAM__NOINLINE static size_t name##_any(const uint8_t *p, size_t n, uint8_t *out,            \
                                            size_t *n_out)                                       \
    {                                                                                            \
        static const decode_form form = {unit, big, NULL, NULL, NULL};                           \
                                                                                                 \
        return decode_few_any(&form, p, n, out, n_out);                                          \
    }                                                                                            \
    static size_t name##_few(const uint8_t *p, size_t n, uint8_t *out, size_t *n_out)            \
    {                                                                                            \
        static const decode_form form = {unit, big, NULL, NULL, NULL};                           \
        const vec_pair v = vec_load_pair(p, n);                                                  \
                                                                                                 \
        if (!pair_is_ascii(v))                                                                   \
            return name##_any(p, n, out, n_out);                                                 \
        decode_few_ascii(&form, p, n, v, out);                                                   \
        *n_out = n;                                                                              \
        return n;                                                                                \
    }                                                                                            \
    SEAM__NOINLINE static size_t name##_many(const uint8_t *p, size_t n, uint8_t *out,           \
                                             size_t cap, size_t *n_out)                          \
    {                                                                                            \
        static const decode_form form = {unit, big, prefix, seam__scalar_##name, name##_few};    \
                                                                                                 \
        return utf8_decode(&form, p, n, out, cap, n_out);                                        \
    }                                                                                            \
    size_t KERNEL(name)(const uint8_t *p, size_t n, uint8_t *out, size_t cap, size_t *n_out)     \
    {                                                                                            \
        return n <= PAIR_BYTES && n <= cap ? name##_few(p, n, out, n_out)                        \
                                           : name##_many(p, n, out, cap, n_out);                 \
    }
/* clang-format on */

DECODER(utf8_to_utf16le, 2, false, KERNEL(utf8_prefix))
DECODER(utf8_to_utf16be, 2, true, KERNEL(utf8_prefix))
DECODER(utf8_to_utf32le, 4, false, KERNEL(utf8_prefix))
DECODER(utf8_to_utf32be, 4, true, KERNEL(utf8_prefix))
DECODER(utf8_to_latin1, 1, false, latin1_block_prefix)

#undef DECODER
