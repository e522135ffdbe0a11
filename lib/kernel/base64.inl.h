/* Base64, one body for every instruction set; its vector functions come from vec_<isa>.h and
 * digits_<isa>.h, which are included first.
 *
 * The value of a digit is the digit plus an offset that depends on its kind: capital, small letter,
 * decimal digit, or one of the two other characters. The high nibble (the row of the ASCII table)
 * tells the kind, except in rows 2 and 5, which mix kinds. So digits whose low nibble is D or F are
 * counted as of another row, and `added` has an offset for each of 16 rows. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/base64_alphabet.h"
#include "kernel/scalar.h"

/* The groups of four digits in a vector. */
#define BASE64_GROUPS (VEC_BYTES / 4)

/* The bytes that they stand for. */
#define BASE64_BYTES (3 * BASE64_GROUPS)

/* ---- encoding */

/* The offset from a value to its digit. The index is value - 51 (saturating), or 13 for values
 * below 26. */
static const uint8_t base64_shift[SEAM__BASE64_ALPHABETS][16] = {
#define BASE64_SHIFT(c62, c63)                                                            \
    {                                                                                     \
        'a' - 26, 0x100 + '0' - 52, 0x100 + '0' - 52, 0x100 + '0' - 52, 0x100 + '0' - 52, \
            0x100 + '0' - 52, 0x100 + '0' - 52, 0x100 + '0' - 52, 0x100 + '0' - 52,       \
            0x100 + '0' - 52, 0x100 + '0' - 52, (0x100 + (c62)-62) & 0xFF,                \
            (0x100 + (c63)-63) & 0xFF, 'A'                                                \
    }
    BASE64_SHIFT('+', '/'),
    BASE64_SHIFT('-', '_'),
    BASE64_SHIFT('+', '/'),
#undef BASE64_SHIFT
};

static inline vec base64_digits(vec shift, const uint8_t *p)
{
    const vec value = vec_unpack_sextets(vec_load_triples(p));
    const vec upper = vec_and(vec_less_signed(value, vec_splat(26)), vec_splat(13));
    const vec kind = vec_or(vec_sub_sat(value, vec_splat(51)), upper);

    return vec_add(value, vec_lookup(shift, kind));
}

/* The last vector overlaps bytes that are encoded already. */
void KERNEL(base64_encode)(const uint8_t *p, size_t n_groups, seam__base64_alphabet alphabet,
                           uint8_t *dst)
{
    const vec shift = vec_table(base64_shift[alphabet]);
    const size_t len = 3 * n_groups;
    size_t n = len;

    for (; n >= 4 * BASE64_BYTES;
         n -= 4 * BASE64_BYTES, p += 4 * BASE64_BYTES, dst += 4 * VEC_BYTES) {
        const vec d0 = base64_digits(shift, p);
        const vec d1 = base64_digits(shift, p + BASE64_BYTES);
        const vec d2 = base64_digits(shift, p + 2 * BASE64_BYTES);
        const vec d3 = base64_digits(shift, p + 3 * BASE64_BYTES);

        vec_store(dst, d0);
        vec_store(dst + VEC_BYTES, d1);
        vec_store(dst + 2 * VEC_BYTES, d2);
        vec_store(dst + 3 * VEC_BYTES, d3);
    }
    for (; n >= BASE64_BYTES; n -= BASE64_BYTES, p += BASE64_BYTES, dst += VEC_BYTES)
        vec_store(dst, base64_digits(shift, p));
    if (len < BASE64_BYTES)
        seam__scalar_base64_encode(p, n_groups, alphabet, dst);
    else if (n > 0)
        vec_store(dst + n / 3 * 4 - VEC_BYTES, base64_digits(shift, p + n - BASE64_BYTES));
}

void KERNEL(base64_encode_all)(const uint8_t *p, size_t n, seam__base64_alphabet alphabet,
                               size_t n_out, uint8_t *dst)
{
    const size_t n_groups = n / 3;

    KERNEL(base64_encode)(p, n_groups, alphabet, dst);
    seam__scalar_base64_end(p + 3 * n_groups, n % 3, alphabet, n_out - 4 * n_groups,
                            dst + 4 * n_groups);
}

/* ---- decoding */

/* By the low nibble of a digit: how many rows are added to its row. */
static const uint8_t base64_moved[16] = {[0xD] = 11, [0xF] = 6};

/* By the row so computed: the offset from a digit to its value, modulo 256. */
static const uint8_t base64_added[16] = {
    [2] = 62 - '+',
    [3] = 52 - '0',
    [4] = 0x100 - 'A',
    [5] = 0x100 - 'A',
    [6] = 26 + 0x100 - 'a',
    [7] = 26 + 0x100 - 'a',
    /* From D: - of row 2, M of row 4, m of row 6. */
    [13] = 62 - '-',
    [15] = 0x100 - 'A',
    [1] = 26 + 0x100 - 'a',
    /* From F: / of row 2, O of row 4, _ of row 5, o of row 6. */
    [8] = 63 - '/',
    [10] = 0x100 - 'A',
    [11] = 63 + 0x100 - '_',
    [12] = 26 + 0x100 - 'a',
};

/* By the high nibble: a bit for the row. Bytes above ASCII count as row 0, which has no digits. */
static const uint8_t base64_row[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 1, 1, 1, 1, 1, 1, 1};

/* By the low nibble: the bits of the rows in which a byte with it is no digit. */
static const uint8_t base64_no_digit[SEAM__BASE64_ALPHABETS][16] = {
    {0x57, 7, 7, 7, 7, 7, 7, 7, 7, 7, 0x0F, 0xAB, 0xAF, 0xAF, 0xAF, 0xAB},
    {0x57, 7, 7, 7, 7, 7, 7, 7, 7, 7, 0x0F, 0xAF, 0xAF, 0xAB, 0xAF, 0x8F},
    {0x57, 7, 7, 7, 7, 7, 7, 7, 7, 7, 0x0F, 0xAB, 0xAF, 0xAB, 0xAF, 0x8B},
};

/* The tables, which stay in registers during a call. */
typedef struct base64_tables {
    vec moved, added, row, no_digit;
    vec nibble;
} base64_tables;

static inline base64_tables base64_tables_load(seam__base64_alphabet alphabet)
{
    return (base64_tables){
        .moved = vec_table(base64_moved),
        .added = vec_table(base64_added),
        .row = vec_table(base64_row),
        .no_digit = vec_table(base64_no_digit[alphabet]),
        .nibble = vec_splat(0x0F),
    };
}

/* The values of digits. *bad is not 0 where a byte is no digit. */
static inline vec base64_values(const base64_tables *t, vec v, vec *bad)
{
    const vec row = vec_high_nibble(v, t->nibble);
    const vec low = vec_and(v, t->nibble);
    const vec kind = vec_add(row, vec_lookup(t->moved, low));

    *bad = vec_and(vec_lookup(t->row, row), vec_lookup(t->no_digit, low));
    return vec_add(v, vec_lookup_low(t->added, kind));
}

/* Decodes four vectors of digits. Writes nothing and returns false where a byte is no digit. Each
 * store writes a whole vector, of which the last quarter is overwritten by the next store. */
static inline bool base64_decode_four(const base64_tables *t, const uint8_t *p, uint8_t *dst)
{
    vec bad0, bad1, bad2, bad3;
    const vec v0 = base64_values(t, vec_load(p), &bad0);
    const vec v1 = base64_values(t, vec_load(p + VEC_BYTES), &bad1);
    const vec v2 = base64_values(t, vec_load(p + 2 * VEC_BYTES), &bad2);
    const vec v3 = base64_values(t, vec_load(p + 3 * VEC_BYTES), &bad3);

    if (vec_any(vec_or(vec_or(bad0, bad1), vec_or(bad2, bad3))))
        return false;
    vec_store(dst, vec_pack_sextets(v0));
    vec_store(dst + BASE64_BYTES, vec_pack_sextets(v1));
    vec_store(dst + 2 * BASE64_BYTES, vec_pack_sextets(v2));
    vec_store_three_quarters(dst + 3 * BASE64_BYTES, vec_pack_sextets(v3));
    return true;
}

static inline bool base64_decode_one(const base64_tables *t, const uint8_t *p, uint8_t *dst)
{
    vec bad;
    const vec v = base64_values(t, vec_load(p), &bad);

    if (vec_any(bad))
        return false;
    vec_store_three_quarters(dst, vec_pack_sextets(v));
    return true;
}

/* Decodes the rest, fewer groups than a vector has, behind `i` good ones; the last vector overlaps
 * those, where there are enough. Returns the number of good groups. */
static inline size_t base64_decode_rest(const base64_tables *t, const uint8_t *p, size_t n_groups,
                                        size_t i, seam__base64_alphabet alphabet, uint8_t *dst)
{
    const size_t last = n_groups - BASE64_GROUPS;

    if (i == n_groups)
        return i;
    if (i >= BASE64_GROUPS && i >= last && base64_decode_one(t, p + 4 * last, dst + 3 * last))
        return n_groups;
    return i + seam__scalar_base64_decode(p + 4 * i, n_groups - i, alphabet, dst + 3 * i);
}

size_t KERNEL(base64_decode)(const uint8_t *p, size_t n_groups, seam__base64_alphabet alphabet,
                             uint8_t *dst)
{
    const base64_tables t = base64_tables_load(alphabet);
    size_t i = 0;

    while (n_groups - i >= 4 * BASE64_GROUPS && base64_decode_four(&t, p + 4 * i, dst + 3 * i))
        i += 4 * BASE64_GROUPS;
    while (n_groups - i >= BASE64_GROUPS && base64_decode_one(&t, p + 4 * i, dst + 3 * i))
        i += BASE64_GROUPS;
    return base64_decode_rest(&t, p, n_groups, i, alphabet, dst);
}
