/* Counting, one body for every instruction set: the words it is written in come from vec_<isa>.h,
 * which is included first. Each byte of a vector adds up for itself, and the sums are taken before
 * one can wrap. */
#include <stddef.h>
#include <stdint.h>

#include "base/bits.h"

/* Four vectors at a time. */
#define STEP (4 * VEC_BYTES)

/* A byte gains at most 4 a step. */
#define MAX_STEPS 63

/* Gives FF, which is -1, for each byte that counts, else 0. Zeros do not count. */
typedef vec (*mask_fn)(vec);

static inline vec continuations(vec v)
{
    return vec_is_continuation(v);
}

static inline vec fours(vec v)
{
    return vec_equal(vec_max(v, vec_splat(0xF0)), v);
}

static inline size_t count_steps(const uint8_t *p, size_t n_steps, mask_fn mask)
{
    vec sum = vec_splat(0);

    for (size_t i = 0; i < n_steps; i++, p += STEP) {
        const vec low = vec_add(mask(vec_load(p)), mask(vec_load(p + VEC_BYTES)));
        const vec high =
            vec_add(mask(vec_load(p + 2 * VEC_BYTES)), mask(vec_load(p + 3 * VEC_BYTES)));

        sum = vec_sub(sum, vec_add(low, high));
    }
    return vec_sum(sum);
}

/* Fewer than STEP bytes. */
static inline size_t count_rest(const uint8_t *p, size_t n, mask_fn mask)
{
    vec sum = vec_splat(0);

    for (; n >= VEC_BYTES; n -= VEC_BYTES, p += VEC_BYTES)
        sum = vec_sub(sum, mask(vec_load(p)));
    return vec_sum(vec_sub(sum, mask(vec_load_partial(p, n))));
}

static size_t utf8_count(const uint8_t *p, size_t n)
{
    size_t count = n;

    while (n >= STEP) {
        const size_t n_steps = seam__min(n / STEP, MAX_STEPS);

        count -= count_steps(p, n_steps, continuations);
        p += n_steps * STEP;
        n -= n_steps * STEP;
    }
    return count - count_rest(p, n, continuations);
}

/* The second count of a stretch finds its bytes in the nearest cache. */
static size_t utf8_utf16_len(const uint8_t *p, size_t n)
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
