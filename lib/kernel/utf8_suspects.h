/* Which groups of UTF-8 may have a fault: what those who tell it and those who ask have in common. */
#ifndef SEAM_KERNEL_UTF8_SUSPECTS_H
#define SEAM_KERNEL_UTF8_SUSPECTS_H

#include <stddef.h>
#include <stdint.h>

/* The most groups of a batch. */
#define BATCH ((size_t)32)

/* The groups of a batch that are not known to be good, in order. */
typedef struct suspects {
    uint8_t group[BATCH];
    size_t n;
} suspects;

/* Judges, least knowledge first. */
typedef enum judges { BELOW_E0, BELOW_F0, ANY } judges;

/* AVX-512's, for groups of 128 bytes. At least 16 bytes of text come before p. */
judges seam__avx512_judge_of_batch(const uint8_t *p, size_t n_groups);
void seam__avx512_suspects_below_e0(const uint8_t *p, size_t n_groups, suspects *out);
void seam__avx512_suspects_of_any(const uint8_t *p, size_t n_groups, suspects *out);

#endif
