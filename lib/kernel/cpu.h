/* Which instruction sets this CPU has and the system supports. cpu.c is compiled for the
 * baseline. */
#ifndef SEAM_KERNEL_CPU_H
#define SEAM_KERNEL_CPU_H

#include <stdbool.h>

#if defined(__x86_64__)
/* Whether there are SSSE3 and SSE4.1. */
bool seam__cpu_has_sse41(void);
/* Whether there are AVX2, BMI1 and POPCNT, and the system saves the AVX registers. */
bool seam__cpu_has_avx2(void);
/* Whether there are AVX-512 F, BW, DQ, VL, VBMI and VBMI2 with BMI1, BMI2 and POPCNT (Ice Lake, Zen
 * 4), and the system saves the mask registers and all of the 32 vector registers. */
bool seam__cpu_has_avx512(void);
#elif defined(__aarch64__)
/* Always true: NEON is part of every AArch64. */
bool seam__cpu_has_neon(void);
#endif

#endif
