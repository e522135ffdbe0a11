/* AVX-512 intrinsics as portable functions, for machines that lack the instructions: SIMDe's, and
 * here those that it does not have. Only what lib/kernel uses. */
#ifndef SEAM_EMULATED_AVX512_H
#define SEAM_EMULATED_AVX512_H

#define SIMDE_ENABLE_NATIVE_ALIASES
#include <simde/x86/avx512.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct emulated_bytes {
    uint8_t at[64];
} emulated_bytes;

static inline emulated_bytes emulated_get(simde__m512i v)
{
    emulated_bytes bytes;

    memcpy(&bytes, &v, sizeof(bytes));
    return bytes;
}

static inline simde__m512i emulated_put(emulated_bytes bytes)
{
    simde__m512i v;

    memcpy(&v, &bytes, sizeof(v));
    return v;
}

/* Touches only the bytes whose bits are set, as the instruction does. */
static inline simde__m512i emulated_maskz_loadu_epi8(uint64_t mask, const void *p)
{
    const uint8_t *from = p;
    emulated_bytes to = {{0}};

    for (size_t i = 0; i < sizeof(to.at); i++) {
        if ((mask >> i & 1) != 0)
            to.at[i] = from[i];
    }
    return emulated_put(to);
}

static inline void emulated_mask_storeu_epi8(void *p, uint64_t mask, simde__m512i v)
{
    const emulated_bytes from = emulated_get(v);
    uint8_t *to = p;

    for (size_t i = 0; i < sizeof(from.at); i++) {
        if ((mask >> i & 1) != 0)
            to[i] = from.at[i];
    }
}

/* In each lane of 16: the bytes of `high` after those of `low`, from byte `by` on. */
static inline simde__m512i emulated_alignr_epi8(simde__m512i high, simde__m512i low, size_t by)
{
    const emulated_bytes h = emulated_get(high);
    const emulated_bytes l = emulated_get(low);
    emulated_bytes to;

    for (size_t i = 0; i < sizeof(to.at); i++) {
        const size_t lane = i - i % 16;
        const size_t at = i % 16 + by;

        to.at[i] = at < 16 ? l.at[lane + at] : h.at[lane + at - 16];
    }
    return emulated_put(to);
}

/* The 32-bit words of `high` after those of `low`, from word `by` on. */
static inline simde__m512i emulated_alignr_epi32(simde__m512i high, simde__m512i low, size_t by)
{
    const size_t from_low = sizeof(emulated_bytes) - 4 * by;
    const emulated_bytes h = emulated_get(high);
    emulated_bytes to = emulated_get(low);

    memmove(to.at, to.at + 4 * by, from_low);
    memcpy(to.at + from_low, h.at, 4 * by);
    return emulated_put(to);
}

/* The bytes whose bits are set, and zeros. */
static inline simde__m512i emulated_maskz_expand_epi8(uint64_t mask, simde__m512i v)
{
    uint8_t from[64], to[64];
    size_t n = 0;

    simde_mm512_storeu_si512(from, v);
    for (size_t i = 0; i < 64; i++)
        to[i] = (mask >> i & 1) != 0 ? from[n++] : 0;
    return simde_mm512_loadu_si512(to);
}

static inline simde__m512i emulated_maskz_compress_epi8(uint64_t mask, simde__m512i v)
{
    const emulated_bytes from = emulated_get(v);
    emulated_bytes to = {{0}};
    size_t n = 0;

    for (size_t i = 0; i < sizeof(from.at); i++) {
        if ((mask >> i & 1) != 0)
            to.at[n++] = from.at[i];
    }
    return emulated_put(to);
}

static inline uint32_t emulated_cmpeq_epi16_mask(simde__m512i a, simde__m512i b)
{
    const emulated_bytes x = emulated_get(a);
    const emulated_bytes y = emulated_get(b);
    uint32_t mask = 0;

    for (size_t i = 0; i < 32; i++)
        mask |= (uint32_t)(memcmp(x.at + 2 * i, y.at + 2 * i, 2) == 0) << i;
    return mask;
}

/* SIMDe 0.7 shifts an int's 1 by 31 here, and 64 bits by 64 in multishift: both are undefined. */
static inline uint32_t emulated_test_epi16_mask(simde__m512i a, simde__m512i b)
{
    uint16_t x[32], y[32];
    uint32_t mask = 0;

    memcpy(x, &a, sizeof(x));
    memcpy(y, &b, sizeof(y));
    for (size_t i = 0; i < 32; i++)
        mask |= (uint32_t)((x[i] & y[i]) != 0) << i;
    return mask;
}

static inline uint64_t emulated_testn_epi8_mask(simde__m512i a, simde__m512i b)
{
    const emulated_bytes x = emulated_get(a);
    const emulated_bytes y = emulated_get(b);
    uint64_t mask = 0;

    for (size_t i = 0; i < sizeof(x.at); i++)
        mask |= (uint64_t)((x.at[i] & y.at[i]) == 0) << i;
    return mask;
}

/* Each byte: eight bits of its 64-bit lane of `v`, from the bit on that its byte of `from` names. */
static inline simde__m512i emulated_multishift_epi64_epi8(simde__m512i from, simde__m512i v)
{
    const emulated_bytes at = emulated_get(from);
    emulated_bytes to;
    uint64_t lanes[8];

    memcpy(lanes, &v, sizeof(lanes));
    for (size_t i = 0; i < sizeof(to.at); i++) {
        const unsigned by = at.at[i] & 63;
        const uint64_t lane = lanes[i / 8];

        to.at[i] = (uint8_t)(lane >> by | lane << ((64 - by) & 63));
    }
    return emulated_put(to);
}

static inline uint16_t emulated_cmplt_epu32_mask(simde__m512i a, simde__m512i b)
{
    uint32_t x[16], y[16];
    unsigned mask = 0;

    memcpy(x, &a, sizeof(x));
    memcpy(y, &b, sizeof(y));
    for (size_t i = 0; i < 16; i++)
        mask |= (unsigned)(x[i] < y[i]) << i;
    return (uint16_t)mask;
}

static inline simde__m512i emulated_maskz_compress_epi16(uint32_t mask, simde__m512i v)
{
    const emulated_bytes from = emulated_get(v);
    emulated_bytes to = {{0}};
    size_t n = 0;

    for (size_t i = 0; i < 32; i++) {
        if ((mask >> i & 1) != 0)
            memcpy(to.at + 2 * n++, from.at + 2 * i, 2);
    }
    return emulated_put(to);
}

/* The first units of `from` bytes at `v`, each as one of `to` bytes, which fill a vector. */
static inline simde__m512i emulated_widen(const void *v, size_t from, size_t to)
{
    emulated_bytes wide = {{0}};

    for (size_t i = 0; i < sizeof(wide.at) / to; i++)
        memcpy(wide.at + to * i, (const uint8_t *)v + from * i, from);
    return emulated_put(wide);
}

static inline simde__m512i emulated_cvtepu8_epi16(simde__m256i v)
{
    return emulated_widen(&v, 1, 2);
}

static inline simde__m512i emulated_cvtepu8_epi32(simde__m128i v)
{
    return emulated_widen(&v, 1, 4);
}

static inline simde__m256i emulated_cvtepi32_epi16(simde__m512i v)
{
    const emulated_bytes from = emulated_get(v);
    uint8_t to[32];
    simde__m256i narrow;

    for (size_t i = 0; i < 16; i++)
        memcpy(to + 2 * i, from.at + 4 * i, 2);
    memcpy(&narrow, to, sizeof(narrow));
    return narrow;
}

static inline simde__m512i emulated_cvtepu16_epi32(simde__m256i v)
{
    return emulated_widen(&v, 2, 4);
}

/* That of SIMDe 0.7 wants the arguments of another. */
#undef _mm512_madd_epi16
#define _mm512_madd_epi16(a, b) simde_mm512_madd_epi16(a, b)

#undef _mm512_mask_slli_epi32
#undef _mm512_cvtepi32_epi16
#define _mm512_cvtepi32_epi16(v) emulated_cvtepi32_epi16(v)
#undef _mm512_cvtepu8_epi16
#undef _mm512_cvtepu8_epi32
#undef _mm512_cvtepu16_epi32
#define _mm512_cvtepu8_epi16(v)  emulated_cvtepu8_epi16(v)
#define _mm512_cvtepu8_epi32(v)  emulated_cvtepu8_epi32(v)
#define _mm512_cvtepu16_epi32(v) emulated_cvtepu16_epi32(v)
#undef _mm512_maskz_compress_epi16
#define _mm512_maskz_compress_epi16(mask, v) emulated_maskz_compress_epi16(mask, v)
#undef _mm512_maskz_compress_epi8
#undef _mm512_testn_epi8_mask
#undef _mm512_cmpeq_epi16_mask
#undef _mm512_cmplt_epu32_mask
#define _mm512_mask_slli_epi32(from, mask, v, by) \
    simde_mm512_mask_mov_epi32(from, mask, simde_mm512_slli_epi32(v, by))
#undef _mm512_maskz_expand_epi8
#define _mm512_maskz_expand_epi8(mask, v)   emulated_maskz_expand_epi8(mask, v)
#define _mm512_maskz_compress_epi8(mask, v) emulated_maskz_compress_epi8(mask, v)
#define _mm512_testn_epi8_mask(a, b)        emulated_testn_epi8_mask(a, b)
#define _mm512_cmpeq_epi16_mask(a, b)       emulated_cmpeq_epi16_mask(a, b)
#define _mm512_cmplt_epu32_mask(a, b)       emulated_cmplt_epu32_mask(a, b)

#undef _mm512_test_epi16_mask
#undef _mm512_multishift_epi64_epi8
#define _mm512_test_epi16_mask(a, b)          emulated_test_epi16_mask(a, b)
#define _mm512_multishift_epi64_epi8(from, v) emulated_multishift_epi64_epi8(from, v)

#undef _mm512_maskz_loadu_epi8
#undef _mm512_alignr_epi8
#undef _mm512_alignr_epi32
#undef _mm512_mask_storeu_epi8
#define _mm512_maskz_loadu_epi8(mask, p)    emulated_maskz_loadu_epi8(mask, p)
#define _mm512_mask_storeu_epi8(p, mask, v) emulated_mask_storeu_epi8(p, mask, v)
#define _mm512_alignr_epi8(high, low, by)   emulated_alignr_epi8(high, low, by)
#define _mm512_alignr_epi32(high, low, by)  emulated_alignr_epi32(high, low, by)

#endif
