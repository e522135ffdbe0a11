/* What this CPU, and the system on it, can run. Compiled without any instruction set's flags. */
#ifndef SEAM_KERNEL_CPU_H
#define SEAM_KERNEL_CPU_H

#include <stdbool.h>

#if defined(__x86_64__)
/* SSSE3 and SSE4.1. */
bool seam__cpu_has_sse41(void);
/* AVX2, BMI1 and POPCNT, and a system that keeps the upper halves of the registers. */
bool seam__cpu_has_avx2(void);
/* AVX-512 F, BW, DQ, VL, VBMI and VBMI2 with BMI1, BMI2 and POPCNT (Ice Lake, Zen 4), and a system
 * that keeps the masks and all of the 32 registers. */
bool seam__cpu_has_avx512(void);
#elif defined(__aarch64__)
/* Always: NEON is part of every AArch64. */
bool seam__cpu_has_neon(void);
#endif

#endif
