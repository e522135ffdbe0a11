/* A group: four vectors that are classified together. vec_<isa>.h is included first. */
#ifndef SEAM_KERNEL_GROUP_INL_H
#define SEAM_KERNEL_GROUP_INL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "seam/base.h"

#define GROUP (4 * VEC_BYTES)

/* How many bytes ahead a group prefetches. In the caches that costs nothing; beyond them the
 * hardware prefetcher is too late. */
#define PREFETCH_DISTANCE 4096

static inline bool any_of_four(vec v0, vec v1, vec v2, vec v3)
{
    return vec_any(vec_or(vec_or(v0, v1), vec_or(v2, v3)));
}

/* The greatest byte at each place of four vectors. */
static inline vec max_of_four(vec v0, vec v1, vec v2, vec v3)
{
    return vec_max(vec_max(v0, v1), vec_max(v2, v3));
}

/* The index of the first byte that is not 0, of which there is one. */
static inline size_t first_of_four(vec v0, vec v1, vec v2, vec v3)
{
    if (vec_any(v0))
        return vec_first(v0);
    if (vec_any(v1))
        return VEC_BYTES + vec_first(v1);
    if (vec_any(v2))
        return 2 * VEC_BYTES + vec_first(v2);
    return 3 * VEC_BYTES + vec_first(v3);
}

/* A mask with one bit for each byte of a group. */
typedef struct group_mask {
    uint64_t low, high;
} group_mask;

SEAM_STATIC_ASSERT(GROUP == 64 || GROUP == 128);

static inline group_mask group_mask_of_four(const vec v[4])
{
    const uint64_t first = vec_nonzero_mask(v[0]) | vec_nonzero_mask(v[1]) << VEC_BYTES;
    const uint64_t second = vec_nonzero_mask(v[2]) | vec_nonzero_mask(v[3]) << VEC_BYTES;

    return GROUP == 64 ? (group_mask){first | second << 32, 0} : (group_mask){first, second};
}

/* The index of the first bit that is set from bit `from` on, which is below GROUP; GROUP when there
 * is none. */
static inline size_t group_mask_first(group_mask m, size_t from)
{
    const uint64_t behind = UINT64_MAX << from % 64;
    const uint64_t low = from < 64 ? m.low & behind : 0;
    const uint64_t high = from < 64 ? m.high : m.high & behind;

    if ((low | high) == 0)
        return GROUP;
    return low != 0 ? (size_t)__builtin_ctzll(low) : 64 + (size_t)__builtin_ctzll(high);
}

static inline void prefetch_ahead(const uint8_t *p)
{
    for (size_t line = 0; line < GROUP; line += 64)
        vec_prefetch(p, PREFETCH_DISTANCE + line);
}

static inline bool are_ascii(vec v0, vec v1, vec v2, vec v3)
{
    return !vec_any_top(vec_or(vec_or(v0, v1), vec_or(v2, v3)));
}

static inline bool group_is_ascii(const uint8_t *p)
{
    return are_ascii(vec_load(p), vec_load(p + VEC_BYTES), vec_load(p + 2 * VEC_BYTES),
                     vec_load(p + 3 * VEC_BYTES));
}

/* The position behind the groups of ASCII from `i` on. Nothing is prefetched behind the text: short texts are ASCII
 * most of the time, and there each prefetch would cost as much as a load. */
static inline size_t skip_ascii(const uint8_t *p, size_t n, size_t i)
{
    for (; n - i >= PREFETCH_DISTANCE && group_is_ascii(p + i); i += GROUP)
        prefetch_ahead(p + i);
    while (n - i >= GROUP && group_is_ascii(p + i))
        i += GROUP;
    return i;
}

#endif
