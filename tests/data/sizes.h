/* The sizes that calls are tried with: around nothing, around a limit, and so large that sums wrap. */
#ifndef SEAM_TESTS_SIZES_H
#define SEAM_TESTS_SIZES_H

#include <stddef.h>
#include <stdint.h>

enum { N_SIZES = 6 + 3 + 65 };

typedef struct sizes {
    size_t all[N_SIZES];
} sizes;

static inline sizes sizes_around(size_t limit)
{
    sizes s = {{0, 1, limit - 1, limit, limit + 1, limit / 2, (size_t)PTRDIFF_MAX - 1,
                (size_t)PTRDIFF_MAX, (size_t)PTRDIFF_MAX + 1}};

    for (size_t k = 0; k <= 64; k++)
        s.all[9 + k] = SIZE_MAX - k;
    return s;
}

#endif
