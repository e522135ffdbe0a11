#include "kernel/cpu.h"

#if defined(__x86_64__)
#include <cpuid.h>
#include <stdint.h>

/* Bits of ECX of CPUID leaf 1. */
#define SSSE3   (1u << 9)
#define SSE41   (1u << 19)
#define POPCNT  (1u << 23)
#define OSXSAVE (1u << 27)
#define AVX     (1u << 28)

/* Bits of EBX of CPUID leaf 7. */
#define BMI1     (1u << 3)
#define AVX2     (1u << 5)
#define BMI2     (1u << 8)
#define AVX512F  (1u << 16)
#define AVX512DQ (1u << 17)
#define AVX512BW (1u << 30)
#define AVX512VL (1u << 31)

/* Bits of ECX of CPUID leaf 7. */
#define AVX512VBMI  (1u << 1)
#define AVX512VBMI2 (1u << 6)

/* Bits of XCR0: the system saves the SSE and the AVX registers; and for AVX-512 the mask registers,
 * the upper halves of registers 0 to 15, and registers 16 to 31. */
#define SAVES_SSE_AND_AVX 0x6u
#define SAVES_AVX512      0xE0u

static uint32_t leaf1_ecx(void)
{
    unsigned a, b, c, d;

    return __get_cpuid(1, &a, &b, &c, &d) ? c : 0;
}

static bool leaf7_has(uint32_t want_ebx, uint32_t want_ecx)
{
    unsigned a, b, c, d;

    return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & want_ebx) == want_ebx &&
           (c & want_ecx) == want_ecx;
}

/* Reads XCR0, which is legal only where OSXSAVE is set. The compiler's intrinsic for it would need
 * -mxsave. */
static uint32_t xcr0(void)
{
    uint32_t low, high;

    __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    return low;
}

/* Whether CPUID leaf 1 has the bits of `want_ecx` and the system saves the registers. */
static bool has_and_saves(uint32_t want_ecx, uint32_t saves)
{
    want_ecx |= OSXSAVE;
    return (leaf1_ecx() & want_ecx) == want_ecx && (xcr0() & saves) == saves;
}

bool seam__cpu_has_sse41(void)
{
    const uint32_t want = SSSE3 | SSE41;

    return (leaf1_ecx() & want) == want;
}

bool seam__cpu_has_avx2(void)
{
    return has_and_saves(AVX | POPCNT, SAVES_SSE_AND_AVX) && leaf7_has(BMI1 | AVX2, 0);
}

bool seam__cpu_has_avx512(void)
{
    const uint32_t ebx = BMI1 | AVX2 | BMI2 | AVX512F | AVX512DQ | AVX512BW | AVX512VL;

    return has_and_saves(AVX | POPCNT, SAVES_SSE_AND_AVX | SAVES_AVX512) &&
           leaf7_has(ebx, AVX512VBMI | AVX512VBMI2);
}
#elif defined(__aarch64__)
bool seam__cpu_has_neon(void)
{
    return true;
}
#endif
