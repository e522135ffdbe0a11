/* What this CPU, and the system on it, can run. Compiled without any instruction set's flags. */
#ifndef SEAM_KERNEL_CPU_H
#define SEAM_KERNEL_CPU_H

#include <stdbool.h>

#if defined(__x86_64__)
/* SSSE3 and SSE4.1. */
bool seam__cpu_has_sse41(void);
/* AVX2 and BMI1, and a system that keeps the upper halves of the registers. */
bool seam__cpu_has_avx2(void);
#elif defined(__aarch64__)
/* Always: NEON is part of every AArch64. */
bool seam__cpu_has_neon(void);
#endif

#endif
