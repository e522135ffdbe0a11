#include "kernel/cpu.h"

#if defined(__x86_64__)
#include <cpuid.h>
#include <stdint.h>

/* Leaf 1, ECX. */
#define SSSE3   (1u << 9)
#define SSE41   (1u << 19)
#define OSXSAVE (1u << 27)
#define AVX     (1u << 28)

/* Leaf 7, EBX. */
#define BMI1 (1u << 3)
#define AVX2 (1u << 5)

/* XCR0: the system saves the SSE and the AVX registers. */
#define SAVES_SSE_AND_AVX 0x6u

static uint32_t leaf1_ecx(void)
{
    unsigned a, b, c, d;

    return __get_cpuid(1, &a, &b, &c, &d) ? c : 0;
}

static uint32_t leaf7_ebx(void)
{
    unsigned a, b, c, d;

    return __get_cpuid_count(7, 0, &a, &b, &c, &d) ? b : 0;
}

/* Legal only where OSXSAVE is set. The compiler's own word for it needs -mxsave. */
static uint32_t xcr0(void)
{
    uint32_t low, high;

    __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    return low;
}

bool seam__cpu_has_sse41(void)
{
    const uint32_t want = SSSE3 | SSE41;

    return (leaf1_ecx() & want) == want;
}

bool seam__cpu_has_avx2(void)
{
    const uint32_t want1 = OSXSAVE | AVX;
    const uint32_t want7 = BMI1 | AVX2;

    return (leaf1_ecx() & want1) == want1 && (xcr0() & SAVES_SSE_AND_AVX) == SAVES_SSE_AND_AVX &&
           (leaf7_ebx() & want7) == want7;
}
#elif defined(__aarch64__)
bool seam__cpu_has_neon(void)
{
    return true;
}
#endif
