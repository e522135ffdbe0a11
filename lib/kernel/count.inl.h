/* Counting the bytes that match, for shared bodies; vec_<isa>.h is included first. Each byte
 * position of a vector has a counter of one byte; the counters are summed up before one can
 * wrap. */
#ifndef SEAM_KERNEL_COUNT_INL_H
#define SEAM_KERNEL_COUNT_INL_H

#include <stddef.h>
#include <stdint.h>

#include "base/bits.h"

/* The bytes of four vectors, which are counted at a time. */
#define STEP (4 * VEC_BYTES)

/* The most steps before a counter, which gains at most 4 a step, could wrap: 255 / 4. */
#define MAX_STEPS 63

/* Returns FF, which is -1, for each byte that matches, else 0. A zero byte must not match. */
typedef vec (*mask_fn)(vec);

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

/* Counts in fewer than STEP bytes. */
static inline size_t count_rest(const uint8_t *p, size_t n, mask_fn mask)
{
    vec sum = vec_splat(0);

    for (; n >= VEC_BYTES; n -= VEC_BYTES, p += VEC_BYTES)
        sum = vec_sub(sum, mask(vec_load(p)));
    return vec_sum(vec_sub(sum, mask(vec_load_partial(p, n))));
}

/* Counts in any number of bytes. */
static inline size_t count_all(const uint8_t *p, size_t n, mask_fn mask)
{
    size_t count = 0;

    while (n >= STEP) {
        const size_t n_steps = seam__min(n / STEP, MAX_STEPS);

        count += count_steps(p, n_steps, mask);
        p += n_steps * STEP;
        n -= n_steps * STEP;
    }
    return count + count_rest(p, n, mask);
}

#endif
