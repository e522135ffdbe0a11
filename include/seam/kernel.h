/* seam/kernel.h: which instruction sets the library was built for, and which one it uses.
 *
 * The choice is made once, at the first use: the best kernel that this CPU can run, or the one that
 * the environment variable SEAM_KERNEL names. A name that is unknown or not usable is ignored.
 * Threads: every call is safe. */
#ifndef SEAM_KERNEL_H
#define SEAM_KERNEL_H

#include "base.h"

typedef struct seam_kernel_info {
    const char *name; /* static: "scalar" ... */
    bool usable;      /* this CPU can run it */
    bool chosen;      /* the library uses it */
} seam_kernel_info;

SEAM_BEGIN_DECLS

/**
 * List the kernels that were built.
 *
 * @param      index  Counted from 0.
 * @param[out] out    Always written; all zero past the last kernel.
 *
 * Returns     true when there is one.
 * Threads     Safe.
 * Cost        O(1).
 */
SEAM_API bool seam_kernel_at(size_t index, seam_kernel_info *out);

SEAM_END_DECLS
#endif
