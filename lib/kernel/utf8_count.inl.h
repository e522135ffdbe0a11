/* Counting code points and code units of UTF-8, one body for every instruction set; its vector
 * functions come from vec_<isa>.h, which is included first. */
#include <stddef.h>
#include <stdint.h>

#include "kernel/count.inl.h"

static inline vec continuations(vec v)
{
    return vec_is_continuation(v);
}

static inline vec fours(vec v)
{
    return vec_equal(vec_max(v, vec_splat(0xF0)), v);
}

size_t KERNEL(utf8_count)(const uint8_t *p, size_t n)
{
    return n - count_all(p, n, continuations);
}

/* Each stretch is counted twice; the second count finds its bytes in the first-level cache. */
size_t KERNEL(utf8_utf16_len)(const uint8_t *p, size_t n)
{
    size_t count = n;

    while (n >= STEP) {
        const size_t n_steps = seam__min(n / STEP, MAX_STEPS);

        count -= count_steps(p, n_steps, continuations);
        count += count_steps(p, n_steps, fours);
        p += n_steps * STEP;
        n -= n_steps * STEP;
    }
    return count - count_rest(p, n, continuations) + count_rest(p, n, fours);
}
