/* Which groups of UTF-8 may have a fault: what those who tell it and those who ask have in common. */
#ifndef SEAM_KERNEL_UTF8_CANDIDATES_H
#define SEAM_KERNEL_UTF8_CANDIDATES_H

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

#endif
