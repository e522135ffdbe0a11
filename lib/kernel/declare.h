/* The names and the declarations of one instruction set's operations. KERNEL_ISA is defined first:
 * KERNEL(utf8_count) is seam__avx2_utf8_count() where it is avx2. */
#ifndef SEAM_KERNEL_DECLARE_H
#define SEAM_KERNEL_DECLARE_H

#include "kernel/table.h"

#define KERNEL_JOIN(isa, name)   seam__##isa##_##name
#define KERNEL_EXPAND(isa, name) KERNEL_JOIN(isa, name)
#define KERNEL(name)             KERNEL_EXPAND(KERNEL_ISA, name)

#define KERNEL_TABLE_JOIN(isa)   seam__kernel_##isa
#define KERNEL_TABLE_EXPAND(isa) KERNEL_TABLE_JOIN(isa)
#define KERNEL_TABLE             KERNEL_TABLE_EXPAND(KERNEL_ISA)

/* NOLINTNEXTLINE(bugprone-macro-parentheses): the arguments are parts of a declaration */
#define OPERATION(result, name, parameters) result KERNEL(name) parameters;
#include "kernel/operations.h"

#endif
