/* Searching control characters, one body for every instruction set but AVX-512; scan.inl.h is included first.
 * A byte is looked up by its low nibble and by its high one, which agree in a bit where it is looked for. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bits.h"
#include "kernel/scalar.h"

static inline vec scan_is_c1(const scan_set *set, vec v)
{
    (void)set;
    return vec_equal(vec_and(v, vec_splat(0xE0)), vec_splat(0x80));
}

size_t KERNEL(scan_c1)(const uint8_t *p, size_t n)
{
    return scan(p, n, NULL, scan_is_c1);
}

typedef struct control_tables {
    vec low, high, nibble;
    bool c1;
} control_tables;

static inline control_tables control_load(seam__controls set)
{
    static const uint8_t high[16] = {1, 2, [7] = 4};
    uint8_t low[16];

    for (unsigned i = 0; i < 16; i++)
        low[i] = (uint8_t)((set.low >> i & 1) | (set.low >> (16 + i) & 1) << 1);
    low[15] = (uint8_t)(low[15] | (set.del ? 4 : 0));
    return (control_tables){vec_table(low), vec_table(high), vec_splat(0x0F), set.c1};
}

/* The index in the text of the first match in the vector at `i`, which is whole; SIZE_MAX when there is none. Of
 * C1 the lead may be the byte before the vector. */
static inline size_t control_in(const control_tables *t, const uint8_t *p, size_t i)
{
    const vec v = vec_load(p + i);
    const vec found =
        vec_and(vec_lookup_low(t->low, v), vec_lookup(t->high, vec_high_nibble(v, t->nibble)));
    size_t at = vec_any(found) ? i + vec_first(found) : SIZE_MAX;

    if (t->c1 && vec_any_top(v)) {
        const vec before = i > 0 ? vec_load(p + i - 1) : vec_prev_1(vec_splat(0), v);
        const vec c1 = vec_and(scan_is_c1(NULL, v), vec_equal(before, vec_splat(0xC2)));

        if (vec_any(c1))
            at = seam__min(at, i + vec_first(c1) - 1);
    }
    return at;
}

size_t KERNEL(scan_controls)(const uint8_t *p, size_t n, seam__controls set)
{
    control_tables t;
    size_t i = 0, at;

    if (n < VEC_BYTES)
        return seam__scalar_scan_controls(p, n, set);
    t = control_load(set);
    for (; n - i >= VEC_BYTES; i += VEC_BYTES) {
        at = control_in(&t, p, i);
        if (at != SIZE_MAX)
            return at;
    }
    at = control_in(&t, p, n - VEC_BYTES);
    return seam__min(at, n);
}

size_t KERNEL(table_widen)(const uint8_t *p, size_t n, const uint16_t high[128], uint16_t *out)
{
    return seam__scalar_table_widen(p, n, high, out);
}
