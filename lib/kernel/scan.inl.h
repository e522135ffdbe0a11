/* Searching bytes, one body for every instruction set; its vector functions come from vec_<isa>.h,
 * which is included first. */
#include <stddef.h>
#include <stdint.h>

#include "base/bits.h"
#include "kernel/count.inl.h"
#include "kernel/group.inl.h"
#include "kernel/mask_positions.h"

/* The bytes that are searched, each in all places of a vector. */
typedef struct scan_set {
    vec byte[4];
} scan_set;

/* Returns a vector with the top bit set in each byte that matches, and in no other. */
typedef vec (*scan_fn)(const scan_set *set, vec v);

static inline vec scan_is_one(const scan_set *set, vec v)
{
    return vec_equal(v, set->byte[0]);
}

static inline vec scan_is_any(const scan_set *set, vec v)
{
    return vec_or(vec_or(vec_equal(v, set->byte[0]), vec_equal(v, set->byte[1])),
                  vec_or(vec_equal(v, set->byte[2]), vec_equal(v, set->byte[3])));
}

static inline vec scan_has_bit(const scan_set *set, vec v)
{
    (void)set;
    return v;
}

/* Searches from `i` on, where less than a group is left and at least VEC_BYTES bytes lie before n:
 * the last vector overlaps bytes that have been searched. */
static inline size_t scan_rest(const uint8_t *p, size_t n, size_t i, const scan_set *set,
                               scan_fn match)
{
    size_t at;

    for (; n - i >= VEC_BYTES; i += VEC_BYTES) {
        at = vec_first_top(match(set, vec_load(p + i)));
        if (at < VEC_BYTES)
            return i + at;
    }
    return n - VEC_BYTES + vec_first_top(match(set, vec_load(p + n - VEC_BYTES)));
}

/* The index of the first match in four vectors, which have one. */
static inline size_t scan_first_of_four(vec m0, vec m1, vec m2, vec m3)
{
    if (vec_any_top(m0))
        return vec_first_top(m0);
    if (vec_any_top(m1))
        return VEC_BYTES + vec_first_top(m1);
    if (vec_any_top(m2))
        return 2 * VEC_BYTES + vec_first_top(m2);
    return 3 * VEC_BYTES + vec_first_top(m3);
}

/* The first vector is searched by itself, because a match is often near. */
static inline size_t scan(const uint8_t *p, size_t n, const scan_set *set, scan_fn match)
{
    size_t i, at;

    if (n < VEC_BYTES)
        return seam__min(n, vec_first_top(match(set, vec_load_partial(p, n))));
    at = vec_first_top(match(set, vec_load(p)));
    if (at < VEC_BYTES)
        return at;
    for (i = VEC_BYTES; n - i >= GROUP; i += GROUP) {
        const vec m0 = match(set, vec_load(p + i));
        const vec m1 = match(set, vec_load(p + i + VEC_BYTES));
        const vec m2 = match(set, vec_load(p + i + 2 * VEC_BYTES));
        const vec m3 = match(set, vec_load(p + i + 3 * VEC_BYTES));

        if (vec_any_top(vec_or(vec_or(m0, m1), vec_or(m2, m3))))
            return i + scan_first_of_four(m0, m1, m2, m3);
    }
    return scan_rest(p, n, i, set, match);
}

#include "kernel/scan_calls.inl.h"

size_t KERNEL(scan_non_ascii)(const uint8_t *p, size_t n)
{
    return scan(p, n, NULL, scan_has_bit);
}

static inline vec line_feeds(vec v)
{
    return vec_equal(v, vec_splat('\n'));
}

size_t KERNEL(scan_lines)(const uint8_t *p, size_t n)
{
    return count_all(p, n, line_feeds);
}

/* A mask of the bytes of a group that are `a` or `b`. */
static inline group_mask positions_in_group(const uint8_t *p, vec a, vec b)
{
    vec found[4];

    for (size_t i = 0; i < 4; i++) {
        const vec v = vec_load(p + i * VEC_BYTES);

        found[i] = vec_or(vec_equal(v, a), vec_equal(v, b));
    }
    return group_mask_of_four(found);
}

size_t KERNEL(scan_positions)(const uint8_t *p, size_t n, uint8_t a, uint8_t b, uint32_t *at,
                              size_t cap, size_t *n_at)
{
    const vec va = vec_splat(a), vb = vec_splat(b);
    size_t count = 0;
    size_t i = 0;

    for (; n - i >= GROUP && count < cap; i += GROUP) {
        const group_mask m = positions_in_group(p + i, va, vb);

        if ((m.low | m.high) == 0)
            continue;
        count = seam__put_positions(at, count, m.low, i);
        if (GROUP > 64)
            count = seam__put_positions(at, count, m.high, i + 64);
    }
    for (; i < n && count < cap; i++) {
        at[count] = (uint32_t)i;
        count += p[i] == a || p[i] == b;
    }
    *n_at = count;
    return i;
}
