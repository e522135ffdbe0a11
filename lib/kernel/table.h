/* The kernels: one table of operations (operations.h) for each instruction set, and the choice of
 * one. */
#ifndef SEAM_KERNEL_TABLE_H
#define SEAM_KERNEL_TABLE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/base64_alphabet.h"
#include "kernel/boxes.h"

/* The length of the longest prefix that has a property. */
typedef size_t seam__prefix_fn(const uint8_t *p, size_t n);

/* What operations.h says of transcoding. */
#define SEAM__TRANSCODE_PARAMETERS \
    (const uint8_t *p, size_t n, uint8_t *out, size_t cap, size_t *n_out)
typedef size_t seam__transcode_fn SEAM__TRANSCODE_PARAMETERS;

/* A fault of UTF-8: the maximal subpart [start, end) of a text. */
typedef struct seam__utf8_fault {
    size_t start, end;
} seam__utf8_fault;

/* Control characters that are looked for. */
typedef struct seam__controls {
    uint32_t low; /* bit i: U+0000 + i */
    bool del;     /* U+007F */
    bool c1;      /* U+0080..009F: C2 and a byte from 80 to 9F */
} seam__controls;

typedef struct seam__kernel {
    const char *name;
    /* Whether this CPU, and the system on it, can run the operations. */
    bool (*usable)(void);
/* NOLINTNEXTLINE(bugprone-macro-parentheses): the arguments are parts of a declaration */
#define OPERATION(result, name, parameters) result(*name) parameters;
#include "kernel/operations.h"
} seam__kernel;

extern const seam__kernel seam__kernel_scalar;
/* A table is defined only where the build has it: SEAM_KERNEL_HAS_<name>. */
extern const seam__kernel seam__kernel_sse41;
extern const seam__kernel seam__kernel_avx2;
extern const seam__kernel seam__kernel_avx512;
extern const seam__kernel seam__kernel_neon;

/* The tables that the build has, fastest first; NULL from their number on. */
const seam__kernel *seam__kernel_built(size_t index);

/* The table in use; NULL before the first use. */
extern _Atomic(const seam__kernel *) seam__kernel_current;

/* Chooses, stores and returns the table. Two threads that do so at once choose the same. */
const seam__kernel *seam__kernel_choose(void);

static inline const seam__kernel *seam__kernel_get(void)
{
    /* Acquire: pairs with the release in seam__kernel_choose(). */
    const seam__kernel *kernel = atomic_load_explicit(&seam__kernel_current, memory_order_acquire);

    return kernel != NULL ? kernel : seam__kernel_choose();
}

#endif
