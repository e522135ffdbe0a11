/* The kernels: bytes in, positions and counts out. Scalar code defines each operation; another
 * instruction set brings a table with the same answers. A kernel reads only [p, p + n), at any
 * alignment, n may be 0, and allocates nothing. */
#ifndef SEAM_KERNEL_TABLE_H
#define SEAM_KERNEL_TABLE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct seam__kernel {
    const char *name;
    /* This CPU can run it. */
    bool (*usable)(void);
    /* The length of the longest prefix that is whole well-formed UTF-8 sequences
     * (Unicode 15.0 Table 3-7). */
    size_t (*utf8_prefix)(const uint8_t *p, size_t n);
    /* Bytes that are not continuation bytes (80..BF): the code points of well-formed UTF-8. */
    size_t (*utf8_count)(const uint8_t *p, size_t n);
    /* The same, bytes from F0 up counted twice: the UTF-16 code units of well-formed UTF-8. */
    size_t (*utf8_utf16_len)(const uint8_t *p, size_t n);
} seam__kernel;

extern const seam__kernel seam__kernel_scalar;
/* Only those that the build has: SEAM_KERNEL_HAS_<name>. */
extern const seam__kernel seam__kernel_sse41;
extern const seam__kernel seam__kernel_avx2;
extern const seam__kernel seam__kernel_neon;

/* The tables that the build has, best first; NULL from their number on. */
const seam__kernel *seam__kernel_built(size_t index);

/* NULL until the first use. */
extern _Atomic(const seam__kernel *) seam__kernel_current;

/* Chooses, stores and returns the table. Two threads that race choose the same. */
const seam__kernel *seam__kernel_choose(void);

static inline const seam__kernel *seam__kernel_get(void)
{
    /* Acquire: pairs with the store of the choice; tables are constant anyway. */
    const seam__kernel *kernel = atomic_load_explicit(&seam__kernel_current, memory_order_acquire);

    return kernel != NULL ? kernel : seam__kernel_choose();
}

#endif
