/* Searching control characters, and the tables of single-byte encodings, for AVX-512; scan_avx512.inl.h is
 * included first. */
#ifndef SEAM_KERNEL_CONTROLS_AVX512_INL_H
#define SEAM_KERNEL_CONTROLS_AVX512_INL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bits.h"

/* 80 to 9F are the least of all bytes as signed numbers. */
static inline uint64_t scan_is_c1(const scan_set *set, vec v)
{
    return _mm512_cmplt_epi8_mask(v, set->byte[0]);
}

size_t KERNEL(scan_c1)(const uint8_t *p, size_t n)
{
    const scan_set set = {.byte = {vec_splat(0xA0)}};

    return scan(p, n, &set, scan_is_c1);
}

typedef struct control_tables {
    vec low;         /* FF at the places below 20 that are looked for, which the low 6 bits tell */
    vec zero, space; /* 00 and 20 */
    vec del, lead;   /* 7F and C2 */
    uint64_t is_del; /* all bits where 7F is looked for, else none */
    uint64_t is_c1;  /* the same of C1 */
} control_tables;

static inline control_tables control_load(seam__controls set)
{
    return (control_tables){_mm512_movm_epi8(set.low), vec_splat(0),
                            vec_pin(vec_splat(0x20)),  vec_pin(vec_splat(0x7F)),
                            vec_pin(vec_splat(0xC2)),  set.del ? UINT64_MAX : 0,
                            set.c1 ? UINT64_MAX : 0};
}

/* A mask of the matches of one byte. */
static inline uint64_t control_of_byte(const control_tables *t, vec v)
{
    return (vec_movemask(_mm512_permutexvar_epi8(v, t->low)) &
            _mm512_cmplt_epu8_mask(v, t->space)) |
           (vec_equal_mask(v, t->del) & t->is_del);
}

/* The index of the first match in the vector at `i` of the text, of which there are `len` bytes; SIZE_MAX when
 * there is none. Of C1 the lead may be the byte before. */
static inline size_t control_in(const control_tables *t, const uint8_t *p, size_t i, size_t len)
{
    const vec v = vec_load_partial(p + i, len);
    uint64_t found = control_of_byte(t, v) & vec_low_bits(len);
    size_t at = found != 0 ? i + vec_first_bit(found) : SIZE_MAX;

    if (t->is_c1 != 0 && vec_movemask(v) != 0) {
        const uint64_t before = i > 0 && p[i - 1] == 0xC2 ? 1 : 0;

        found =
            _mm512_cmplt_epi8_mask(v, vec_splat(0xA0)) & (vec_equal_mask(v, t->lead) << 1 | before);
        if (found != 0)
            at = seam__min(at, i + vec_first_bit(found) - 1);
    }
    return at;
}

/* Whether a group surely has no match: no byte is below 20 or 7F, nor C2 where C1 is looked for. */
static inline bool control_group_is_clean(const control_tables *t, const uint8_t *p)
{
    const vec first = vec_load(p);
    vec least = first, del = vec_xor(first, t->del), lead = vec_xor(first, t->lead);

    for (size_t k = 1; k < 4; k++) {
        const vec v = vec_load(p + k * VEC_BYTES);

        least = _mm512_min_epu8(least, v);
        del = _mm512_min_epu8(del, vec_xor(v, t->del));
        lead = _mm512_min_epu8(lead, vec_xor(v, t->lead));
    }
    return (_mm512_cmplt_epu8_mask(least, t->space) | vec_equal_mask(del, t->zero) |
            (vec_equal_mask(lead, t->zero) & t->is_c1)) == 0;
}

size_t KERNEL(scan_controls)(const uint8_t *p, size_t n, seam__controls set)
{
    const control_tables t = control_load(set);
    size_t i = 0;

    while (i < n) {
        size_t at;

        if (n - i >= SCAN_GROUP && control_group_is_clean(&t, p + i)) {
            i += SCAN_GROUP;
            continue;
        }
        for (size_t k = 0; k < 4 && i < n; k++) {
            const size_t len = seam__min(n - i, VEC_BYTES);

            at = control_in(&t, p, i, len);
            if (at != SIZE_MAX)
                return at;
            i += len;
        }
    }
    return n;
}

/* The entries of 32 bytes, which are the low halves of the units of `w`. A permutation of two tables reads six
 * bits, so bit 6 chooses between two of them. */
static inline vec widen_units(const vec tables[4], vec w)
{
    const vec first = _mm512_permutex2var_epi16(tables[0], w, tables[1]);
    const vec last = _mm512_permutex2var_epi16(tables[2], w, tables[3]);
    const vec high =
        _mm512_mask_blend_epi16(_mm512_test_epi16_mask(w, _mm512_set1_epi16(0x40)), first, last);

    return _mm512_mask_blend_epi16(_mm512_test_epi16_mask(w, _mm512_set1_epi16(0x80)), w, high);
}

size_t KERNEL(table_widen)(const uint8_t *p, size_t n, const uint16_t high[128], uint16_t *out)
{
    const size_t step = VEC_BYTES / 2;
    vec tables[4];

    for (size_t k = 0; k < 4; k++)
        tables[k] = vec_load((const uint8_t *)(high + k * step));
    for (size_t i = 0; i < n; i += step) {
        const size_t len = seam__min(n - i, step);
        const vec w = _mm512_cvtepu8_epi16(_mm512_castsi512_si256(vec_load_partial(p + i, len)));
        const vec units = widen_units(tables, w);
        /* Bytes that are not 0 whose entry is. */
        const uint32_t missing =
            _mm512_test_epi16_mask(w, w) & ~_mm512_test_epi16_mask(units, units);

        vec_store_partial((uint8_t *)(out + i), 2 * len, units);
        if (missing != 0)
            return i + (size_t)__builtin_ctz(missing);
    }
    return n;
}

#endif
