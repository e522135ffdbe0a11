/* The scalar body of each operation: it defines the operation, and other instruction sets call it
 * for the bytes that are too few for a vector. */
#ifndef SEAM_KERNEL_SCALAR_H
#define SEAM_KERNEL_SCALAR_H

#include "kernel/table.h"

/* NOLINTNEXTLINE(bugprone-macro-parentheses): the arguments are parts of a declaration */
#define OPERATION(result, name, parameters) result seam__scalar_##name parameters;
#include "kernel/operations.h"

/* Encodes what is left behind whole groups, `n` bytes, 0 to 2, and writes '=' up to `n_out`
 * bytes. */
void seam__scalar_base64_end(const uint8_t *p, size_t n, seam__base64_alphabet alphabet,
                             size_t n_out, uint8_t *dst);

#endif
