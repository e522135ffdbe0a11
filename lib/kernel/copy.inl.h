/* Copying a text that has just been validated and so lies in the first-level cache. One body for every
 * instruction set; its vector functions come from vec_<isa>.h, which is included first. memcpy() would take
 * longer for few bytes, and for more bytes where source and target lie nearly alike within a page. */
#ifndef SEAM_KERNEL_COPY_INL_H
#define SEAM_KERNEL_COPY_INL_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/attributes.h"
#include "base/bits.h"

#define COPY_PAGE ((size_t)4096)

/* The most bytes that are validated before they are copied: as much as stays in the cache. */
#define COPY_BLOCK ((size_t)8192)

/* Copies two parts of `len` bytes that together are the `n` bytes at p. */
#define COPY_TWICE(len)                              \
    do {                                             \
        memcpy(dst, p, len);                         \
        memcpy(dst + n - (len), p + n - (len), len); \
    } while (0)

/* For fewer than 16 bytes. */
static inline void copy_tiny(uint8_t *dst, const uint8_t *p, size_t n)
{
    if (n >= 8)
        COPY_TWICE(8);
    else if (n >= 4)
        COPY_TWICE(4);
    else if (n >= 2)
        COPY_TWICE(2);
    else if (n == 1)
        dst[0] = p[0];
}

#undef COPY_TWICE

/* For 16 to 64 bytes: four pieces, each of which may overlap others. No branch depends on the length. */
static inline void copy_short(uint8_t *dst, const uint8_t *p, size_t n)
{
    const size_t last = n - 16;
    const size_t second = seam__min(16, last);
    uint8_t pieces[4][16];

    memcpy(pieces[0], p, 16);
    memcpy(pieces[1], p + second, 16);
    memcpy(pieces[2], p + (last - second), 16);
    memcpy(pieces[3], p + last, 16);
    memcpy(dst, pieces[0], 16);
    memcpy(dst + second, pieces[1], 16);
    memcpy(dst + (last - second), pieces[2], 16);
    memcpy(dst + last, pieces[3], 16);
}

/* For VEC_BYTES to 4 * VEC_BYTES bytes: two or four vectors, of which the last ones overlap those before. */
static inline void copy_few(uint8_t *dst, const uint8_t *p, size_t n)
{
    const vec first = vec_load(p);
    const vec last = vec_load(p + n - VEC_BYTES);

    if (n > 2 * VEC_BYTES) {
        const vec second = vec_load(p + VEC_BYTES);
        const vec third = vec_load(p + n - 2 * VEC_BYTES);

        vec_store(dst + VEC_BYTES, second);
        vec_store(dst + n - 2 * VEC_BYTES, third);
    }
    vec_store(dst, first);
    vec_store(dst + n - VEC_BYTES, last);
}

/* For more than 4 * VEC_BYTES bytes. Of addresses a CPU first compares the place within a page, and a load
 * waits for an earlier store to nearly the same place; so where the target lies shortly behind the source by
 * that measure, the end is copied first. */
static inline void copy_many(uint8_t *dst, const uint8_t *p, size_t n)
{
    const vec first = vec_load(p);
    const vec last = vec_load(p + n - VEC_BYTES);
    /* The first vector that is stored at an aligned place, and how many follow before the last. */
    const size_t from = VEC_BYTES - (uintptr_t)dst % VEC_BYTES;
    const size_t n_vecs = (n - from) / VEC_BYTES;

    if (((uintptr_t)dst - (uintptr_t)p) % COPY_PAGE < COPY_PAGE / 2) {
        vec_store(dst + n - VEC_BYTES, last);
        for (size_t i = n_vecs; i-- > 0;)
            vec_store(dst + from + i * VEC_BYTES, vec_load(p + from + i * VEC_BYTES));
        vec_store(dst, first);
    } else {
        vec_store(dst, first);
        for (size_t i = 0; i < n_vecs; i++)
            vec_store(dst + from + i * VEC_BYTES, vec_load(p + from + i * VEC_BYTES));
        vec_store(dst + n - VEC_BYTES, last);
    }
}

/* For at most `most` bytes, a constant. */
SEAM__TEMPLATE void copy_up_to(size_t most, uint8_t *dst, const uint8_t *p, size_t n)
{
    if (n < 16)
        copy_tiny(dst, p, n);
    else if (most <= 64 || n <= 64)
        copy_short(dst, p, n);
    else if (most <= 4 * VEC_BYTES || n <= 4 * VEC_BYTES)
        copy_few(dst, p, n);
    else
        copy_many(dst, p, n);
}

static inline void copy(uint8_t *dst, const uint8_t *p, size_t n)
{
    copy_up_to(SIZE_MAX, dst, p, n);
}

#endif
