/* Searching bytes, and the XOR mask, for AVX-512: comparisons give masks, and the last bytes are
 * loaded and stored by masked instructions. */
#ifndef SEAM_KERNEL_SCAN_AVX512_INL_H
#define SEAM_KERNEL_SCAN_AVX512_INL_H

#include <stddef.h>
#include <stdint.h>

#include "base/bits.h"
#include "kernel/mask_positions.h"

#define SCAN_GROUP (4 * VEC_BYTES)

/* The bytes that are searched, each in all places of a vector. */
typedef struct scan_set {
    vec byte[4];
} scan_set;

/* Returns a mask of the bytes that match. */
typedef uint64_t (*scan_fn)(const scan_set *set, vec v);

static inline uint64_t scan_is_one(const scan_set *set, vec v)
{
    return vec_equal_mask(v, set->byte[0]);
}

static inline uint64_t scan_is_any(const scan_set *set, vec v)
{
    return vec_equal_mask(v, set->byte[0]) | vec_equal_mask(v, set->byte[1]) |
           vec_equal_mask(v, set->byte[2]) | vec_equal_mask(v, set->byte[3]);
}

static inline uint64_t scan_has_top(const scan_set *set, vec v)
{
    (void)set;
    return vec_movemask(v);
}

/* The index of the first bit in four masks, of which one is not 0. It is selected without branches,
 * because no CPU can predict which mask it is. */
static inline size_t scan_first(uint64_t b0, uint64_t b1, uint64_t b2, uint64_t b3)
{
    size_t before = 3 * VEC_BYTES;
    uint64_t bits = b3;

    bits = b2 != 0 ? b2 : bits;
    before = b2 != 0 ? 2 * VEC_BYTES : before;
    bits = b1 != 0 ? b1 : bits;
    before = b1 != 0 ? VEC_BYTES : before;
    bits = b0 != 0 ? b0 : bits;
    before = b0 != 0 ? 0 : before;
    return before + (size_t)__builtin_ctzll(bits);
}

/* Searches from `i` on, vector by vector. A zero behind the end may match, so the result is at most
 * n. */
static inline size_t scan_rest(const uint8_t *p, size_t n, size_t i, const scan_set *set,
                               scan_fn match)
{
    for (; i < n; i += VEC_BYTES) {
        const size_t len = seam__min(n - i, VEC_BYTES);
        const size_t at = vec_first_bit(match(set, vec_load_partial(p + i, len)));

        if (at < VEC_BYTES)
            return seam__min(i + at, n);
    }
    return n;
}

/* The number of bytes from p to the next start of a cache line, 1 to 64: a vector that lies in two
 * lines takes as long to load as two vectors. */
static inline size_t to_next_line(const uint8_t *p)
{
    return VEC_BYTES - ((uintptr_t)p & (VEC_BYTES - 1));
}

/* The first vector is searched by itself, because a match is often near. */
static inline size_t scan(const uint8_t *p, size_t n, const scan_set *set, scan_fn match)
{
    size_t i = 0;

    if (n >= VEC_BYTES) {
        const size_t at = vec_first_bit(match(set, vec_load(p)));

        if (at < VEC_BYTES)
            return at;
        i = to_next_line(p);
    }

    for (; n - i >= SCAN_GROUP; i += SCAN_GROUP) {
        const uint64_t b0 = match(set, vec_load(p + i));
        const uint64_t b1 = match(set, vec_load(p + i + VEC_BYTES));
        const uint64_t b2 = match(set, vec_load(p + i + 2 * VEC_BYTES));
        const uint64_t b3 = match(set, vec_load(p + i + 3 * VEC_BYTES));

        if ((b0 | b1 | b2 | b3) != 0)
            return i + scan_first(b0, b1, b2, b3);
    }
    return scan_rest(p, n, i, set, match);
}

#include "kernel/scan_calls.inl.h"

size_t KERNEL(scan_non_ascii)(const uint8_t *p, size_t n)
{
    const scan_set set = {.byte = {vec_splat(0)}};

    return scan(p, n, &set, scan_has_top);
}

/* A mask of the bytes that are `a` or `b` among the first `len` <= VEC_BYTES. */
static inline uint64_t positions_in(const uint8_t *p, size_t len, vec a, vec b)
{
    const vec v = vec_load_partial(p, len);

    return (vec_equal_mask(v, a) | vec_equal_mask(v, b)) & vec_low_bits(len);
}

/* Writes the positions in whole groups of four vectors. A group without a match costs one test.
 * Returns the position behind the last group. */
static inline size_t positions_in_groups(const uint8_t *p, size_t n, vec a, vec b, uint32_t *at,
                                         size_t cap, size_t *count, size_t i)
{
    for (; n - i >= SCAN_GROUP && *count < cap; i += SCAN_GROUP) {
        uint64_t bits[4];

        for (size_t k = 0; k < 4; k++) {
            const vec v = vec_load(p + i + k * VEC_BYTES);

            bits[k] = vec_equal_mask(v, a) | vec_equal_mask(v, b);
        }
        if ((bits[0] | bits[1] | bits[2] | bits[3]) == 0)
            continue;
        for (size_t k = 0; k < 4; k++)
            *count = seam__put_positions(at, *count, bits[k], i + k * VEC_BYTES);
    }
    return i;
}

size_t KERNEL(scan_positions)(const uint8_t *p, size_t n, uint8_t a, uint8_t b, uint32_t *at,
                              size_t cap, size_t *n_at)
{
    const vec va = vec_splat(a), vb = vec_splat(b);
    size_t i = seam__min(to_next_line(p), n);
    size_t count = seam__put_positions(at, 0, positions_in(p, i, va, vb), 0);

    i = positions_in_groups(p, n, va, vb, at, cap, &count, i);
    while (i < n && count < cap) {
        const size_t len = seam__min(n - i, VEC_BYTES);

        count = seam__put_positions(at, count, positions_in(p + i, len, va, vb), i);
        i += len;
    }
    *n_at = count;
    return i;
}

void KERNEL(mask_apply)(const uint8_t *p, size_t n, const uint8_t key[4], uint8_t *dst)
{
    const vec k = vec_broadcast_4(key);

    for (; n >= VEC_BYTES; n -= VEC_BYTES, p += VEC_BYTES, dst += VEC_BYTES)
        vec_store(dst, vec_xor(vec_load(p), k));
    vec_store_partial(dst, n, vec_xor(vec_load_partial(p, n), k));
}

size_t KERNEL(mask_ascii)(const uint8_t *p, size_t n, const uint8_t key[4], uint8_t *dst)
{
    const vec k = vec_broadcast_4(key);
    size_t i = 0;

    for (; n - i >= VEC_BYTES; i += VEC_BYTES) {
        const vec v = vec_xor(vec_load(p + i), k);

        if (vec_movemask(v) != 0)
            break;
        vec_store(dst + i, v);
    }
    return i;
}

#endif
