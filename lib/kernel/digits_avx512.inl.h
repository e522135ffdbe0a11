/* Hex and base64 for AVX-512. A lookup in 64 entries reads six bits of its index, and one in 128
 * entries seven, so an index needs no masking. The last bytes are loaded and stored by masked
 * instructions. A zero is no digit, so the zeros behind the last digits end the loop of a
 * decoder. */
#ifndef SEAM_KERNEL_DIGITS_AVX512_INL_H
#define SEAM_KERNEL_DIGITS_AVX512_INL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attributes.h"
#include "base/bits.h"
#include "kernel/base64_alphabet.h"

/* The value, in a table, of a byte that is no digit. */
#define NO 0x80

#define NO_4  NO, NO, NO, NO
#define NO_8  NO_4, NO_4
#define NO_16 NO_8, NO_8

/* The value of each byte below 80; its top bit is set where the byte is no digit. */
static inline vec digits_values(const uint8_t table[128], vec digits)
{
    return _mm512_permutex2var_epi8(vec_load(table), digits, vec_load(table + VEC_BYTES));
}

/* The number of digits before the first byte that is none. */
static inline size_t digits_good(vec digits, vec values)
{
    return vec_first_top(_mm512_or_si512(digits, values));
}

/* ---- hex */

/* clang-format off */
static const uint8_t hex_values[128] = {
    NO_16,
    NO_16,
    NO_16,
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, NO, NO, NO_4,
    NO, 10, 11, 12, 13, 14, 15, NO, NO_8,
    NO_16,
    NO, 10, 11, 12, 13, 14, 15, NO, NO_8,
    NO_16,
};
/* clang-format on */

/* The digits of the bytes of v: those of the first half, then those of the second. An unpack
 * instruction works in lanes of 16 bytes, so the groups of eight bytes are permuted into lanes
 * first. */
static inline void hex_digits(vec table, vec v, vec *first, vec *second)
{
    const vec deal = _mm512_set_epi64(7, 3, 6, 2, 5, 1, 4, 0);
    const vec dealt = _mm512_permutexvar_epi64(deal, v);
    const vec high = _mm512_permutexvar_epi8(_mm512_srli_epi16(dealt, 4), table);
    const vec low = _mm512_permutexvar_epi8(dealt, table);

    *first = _mm512_unpacklo_epi8(high, low);
    *second = _mm512_unpackhi_epi8(high, low);
}

void KERNEL(hex_encode)(const uint8_t *p, size_t n, const uint8_t *digits, uint8_t *dst)
{
    const vec table = vec_broadcast_16(digits);
    vec first, second;

    for (; n >= VEC_BYTES; n -= VEC_BYTES, p += VEC_BYTES, dst += 2 * VEC_BYTES) {
        hex_digits(table, vec_load(p), &first, &second);
        vec_store(dst, first);
        vec_store(dst + VEC_BYTES, second);
    }
    hex_digits(table, vec_load_partial(p, n), &first, &second);
    vec_store_partial(dst, seam__min(2 * n, VEC_BYTES), first);
    if (2 * n > VEC_BYTES)
        vec_store_partial(dst + VEC_BYTES, 2 * n - VEC_BYTES, second);
}

/* The bytes of 64 digits, each in a unit of 16 bits. */
static inline vec hex_pairs(vec values)
{
    return _mm512_maddubs_epi16(values, _mm512_set1_epi16(0x0110));
}

/* Decodes 2 * VEC_BYTES digits. Writes nothing and returns false where a byte is no digit. A pack instruction works in
 * lanes of 16 bytes, so its groups of eight bytes are put in order behind it. */
static inline bool hex_decode_two(const uint8_t *p, uint8_t *dst)
{
    const vec order = _mm512_set_epi64(7, 5, 3, 1, 6, 4, 2, 0);
    const vec first = vec_load(p), second = vec_load(p + VEC_BYTES);
    const vec a = digits_values(hex_values, first), b = digits_values(hex_values, second);

    if ((vec_movemask(vec_or3(first, second, a)) | vec_movemask(b)) != 0)
        return false;
    vec_store(dst,
              _mm512_permutexvar_epi64(order, _mm512_packus_epi16(hex_pairs(a), hex_pairs(b))));
    return true;
}

/* The place of a store waits for the count of digits before it, so that count is taken in the last vectors alone. */
size_t KERNEL(hex_decode)(const uint8_t *p, size_t n_pairs, uint8_t *dst)
{
    size_t i = 0;

    while (n_pairs - i >= VEC_BYTES && hex_decode_two(p + 2 * i, dst + i))
        i += VEC_BYTES;
    while (i < n_pairs) {
        const size_t len = seam__min(2 * (n_pairs - i), VEC_BYTES);
        const vec digits = vec_load_partial(p + 2 * i, len);
        const vec values = digits_values(hex_values, digits);
        const size_t good = digits_good(digits, values) / 2;

        vec_store_partial(dst + i, good,
                          _mm512_castsi256_si512(_mm512_cvtepi16_epi8(hex_pairs(values))));
        i += good;
        if (good < VEC_BYTES / 2)
            break;
    }
    return i;
}

/* ---- base64 */

#define BASE64_GROUPS (VEC_BYTES / 4)
#define BASE64_BYTES  (3 * BASE64_GROUPS)

#define LETTERS_AND_DECIMALS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

static const char base64_digits[SEAM__BASE64_ALPHABETS][VEC_BYTES + 1] = {
    LETTERS_AND_DECIMALS "+/",
    LETTERS_AND_DECIMALS "-_",
    LETTERS_AND_DECIMALS "+/",
};

/* clang-format off */
#define BASE64_VALUES(plus, minus, slash, underscore)                       \
    {                                                                       \
        NO_16,                                                              \
        NO_16,                                                              \
        NO_8, NO, NO, NO, plus, NO, minus, NO, slash,                       \
        52, 53, 54, 55, 56, 57, 58, 59, 60, 61, NO, NO, NO_4,               \
        NO, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14,               \
        15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, NO_4, underscore,       \
        NO, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40,     \
        41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, NO, NO_4                \
    }

static const uint8_t base64_values[SEAM__BASE64_ALPHABETS][128] = {
    BASE64_VALUES(62, NO, 63, NO),
    BASE64_VALUES(NO, 62, NO, 63),
    BASE64_VALUES(62, 62, 63, 63),
};

/* Each three bytes 0, 1, 2 in the order 1, 0, 2, 1: the six bits of each digit then lie side by
 * side. */
#define THREE_TO_FOUR(i) (i) + 1, (i), (i) + 2, (i) + 1
static const uint8_t base64_spread[64] = {
    THREE_TO_FOUR(0),  THREE_TO_FOUR(3),  THREE_TO_FOUR(6),  THREE_TO_FOUR(9),
    THREE_TO_FOUR(12), THREE_TO_FOUR(15), THREE_TO_FOUR(18), THREE_TO_FOUR(21),
    THREE_TO_FOUR(24), THREE_TO_FOUR(27), THREE_TO_FOUR(30), THREE_TO_FOUR(33),
    THREE_TO_FOUR(36), THREE_TO_FOUR(39), THREE_TO_FOUR(42), THREE_TO_FOUR(45),
};

/* The low three bytes of each 32-bit word, the highest first. */
#define FOUR_TO_THREE(i) (i) + 2, (i) + 1, (i)
static const uint8_t base64_gather[64] = {
    FOUR_TO_THREE(0),  FOUR_TO_THREE(4),  FOUR_TO_THREE(8),  FOUR_TO_THREE(12),
    FOUR_TO_THREE(16), FOUR_TO_THREE(20), FOUR_TO_THREE(24), FOUR_TO_THREE(28),
    FOUR_TO_THREE(32), FOUR_TO_THREE(36), FOUR_TO_THREE(40), FOUR_TO_THREE(44),
    FOUR_TO_THREE(48), FOUR_TO_THREE(52), FOUR_TO_THREE(56), FOUR_TO_THREE(60),
};
/* clang-format on */

/* The constants, which stay in registers during a call. */
typedef struct base64_encoder {
    vec places, table, spread;
} base64_encoder;

static inline base64_encoder base64_encoder_load(seam__base64_alphabet alphabet)
{
    static const uint64_t places = UINT64_C(0x3036242A1016040A);

    return (base64_encoder){
        /* The bit, of 64, at which each of eight digits begins; the first digit has the lowest
         * byte. */
        .places = vec_constant8(&places),
        .table = vec_pin(vec_load((const uint8_t *)base64_digits[alphabet])),
        .spread = vec_pin(vec_load(base64_spread)),
    };
}

/* The digits of the first 48 bytes of a vector. */
static inline vec base64_of_bytes(const base64_encoder *k, vec bytes)
{
    const vec bits = _mm512_permutexvar_epi8(k->spread, bytes);

    return _mm512_permutexvar_epi8(_mm512_multishift_epi64_epi8(k->places, bits), k->table);
}

void KERNEL(base64_encode)(const uint8_t *p, size_t n_groups, seam__base64_alphabet alphabet,
                           uint8_t *dst)
{
    const base64_encoder k = base64_encoder_load(alphabet);
    size_t i = 0;

    for (; 3 * (n_groups - i) >= VEC_BYTES; i += BASE64_GROUPS)
        vec_store(dst + 4 * i, base64_of_bytes(&k, vec_load(p + 3 * i)));
    while (i < n_groups) {
        /* The last vector overlaps what is encoded already, where there is as much. */
        const size_t groups = seam__min(n_groups, BASE64_GROUPS);
        const size_t from = n_groups - i > groups ? i : n_groups - groups;
        const vec digits = base64_of_bytes(&k, vec_load_partial(p + 3 * from, 3 * groups));

        if (groups == BASE64_GROUPS)
            vec_store(dst + 4 * from, digits);
        else
            vec_store_partial(dst + 4 * from, 4 * groups, digits);
        i = from + groups;
    }
}

/* The last vector, of at most 48 bytes, is loaded and stored by masked instructions, with '='
 * behind its digits. */
void KERNEL(base64_encode_all)(const uint8_t *p, size_t n, seam__base64_alphabet alphabet,
                               size_t n_out, uint8_t *dst)
{
    const base64_encoder k = base64_encoder_load(alphabet);
    const size_t step = 3 * BASE64_GROUPS;
    const vec padding = vec_splat('=');
    vec digits;

    for (; n >= VEC_BYTES; n -= step, p += step, dst += VEC_BYTES, n_out -= VEC_BYTES)
        vec_store(dst, base64_of_bytes(&k, vec_load(p)));
    for (; n > step; n -= step, p += step, dst += VEC_BYTES, n_out -= VEC_BYTES)
        vec_store(dst, base64_of_bytes(&k, vec_load_partial(p, step)));
    digits = base64_of_bytes(&k, vec_load_partial(p, n));
    digits = _mm512_mask_blend_epi8(vec_tail_mask((4 * n + 2) / 3), padding, digits);
    vec_store_partial(dst, n_out, digits);
}

/* The constants, which stay in registers during a call. */
typedef struct base64_decoder {
    vec low, high; /* values of digits */
    vec sixes, twelves, gather;
} base64_decoder;

static inline base64_decoder base64_decoder_load(seam__base64_alphabet alphabet)
{
    static const uint32_t sixes = 0x01400140, twelves = 0x00011000;

    return (base64_decoder){
        .low = vec_pin(vec_load(base64_values[alphabet])),
        .high = vec_pin(vec_load(base64_values[alphabet] + VEC_BYTES)),
        .sixes = vec_constant4(&sixes),
        .twelves = vec_constant4(&twelves),
        .gather = vec_pin(vec_load(base64_gather)),
    };
}

/* The bytes of the values of 64 digits. */
static inline vec base64_join(const base64_decoder *k, vec values)
{
    const vec twelves = _mm512_maddubs_epi16(values, k->sixes);

    return _mm512_permutexvar_epi8(k->gather, _mm512_madd_epi16(twelves, k->twelves));
}

/* The bytes of 64 digits. *bad is a mask of bytes that are no digits; what stands for them is
 * meaningless. */
static inline vec base64_bytes(const base64_decoder *k, vec digits, uint64_t *bad)
{
    const vec values = _mm512_permutex2var_epi8(k->low, digits, k->high);

    *bad = vec_movemask(_mm512_or_si512(digits, values));
    return base64_join(k, values);
}

/* Stores the first 48 bytes of a vector. */
static inline void base64_store(uint8_t *dst, vec bytes)
{
    _mm256_storeu_si256((void *)dst, _mm512_castsi512_si256(bytes));
    _mm_storeu_si128((void *)(dst + 32), _mm512_extracti32x4_epi32(bytes, 2));
}

/* Decodes few groups, or groups of which some may be bad. Returns the number of good groups before
 * the first bad one. */
static inline size_t base64_decode_few(const base64_decoder *k, const uint8_t *p, size_t n_groups,
                                       uint8_t *dst)
{
    size_t i = 0;

    while (i < n_groups) {
        const size_t len = 4 * seam__min(n_groups - i, BASE64_GROUPS);
        uint64_t bad;
        const vec bytes = base64_bytes(k, vec_load_partial(p + 4 * i, len), &bad);
        const size_t good = vec_first_bit(bad) / 4;

        vec_store_partial(dst + 3 * i, 3 * good, bytes);
        i += good;
        if (good < BASE64_GROUPS)
            break;
    }
    return i;
}

/* Decodes whole vectors, at least one, up to the first with a fault, and returns the number of
 * groups. A vector is stored whole only when the next one is known to be good and will overwrite
 * the bytes behind it. */
static inline size_t base64_decode_vectors(const base64_decoder *k, const uint8_t *p,
                                           size_t n_groups, uint8_t *dst)
{
    uint64_t bad;
    vec held = base64_bytes(k, vec_load(p), &bad);
    size_t i = BASE64_GROUPS;

    if (bad != 0)
        return 0;
    for (; n_groups - i >= BASE64_GROUPS; i += BASE64_GROUPS) {
        const vec next = base64_bytes(k, vec_load(p + 4 * i), &bad);

        if (bad != 0)
            break;
        vec_store(dst + 3 * (i - BASE64_GROUPS), held);
        held = next;
    }
    base64_store(dst + 3 * (i - BASE64_GROUPS), held);
    return i;
}

size_t KERNEL(base64_decode)(const uint8_t *p, size_t n_groups, seam__base64_alphabet alphabet,
                             uint8_t *dst)
{
    const base64_decoder k = base64_decoder_load(alphabet);
    size_t i = 0;

    if (n_groups >= BASE64_GROUPS)
        i = base64_decode_vectors(&k, p, n_groups, dst);
    if (i > 0 && n_groups - i - 1 < BASE64_GROUPS - 1) {
        /* The last vector overlaps what is decoded already. */
        const size_t from = n_groups - BASE64_GROUPS;
        uint64_t bad;
        const vec bytes = base64_bytes(&k, vec_load(p + 4 * from), &bad);

        if (bad == 0) {
            base64_store(dst + 3 * from, bytes);
            return n_groups;
        }
    }
    return i + base64_decode_few(&k, p + 4 * i, n_groups - i, dst + 3 * i);
}

#include "kernel/base64_spaced_avx512.inl.h"

#undef NO
#undef NO_4
#undef NO_8
#undef NO_16

#endif
