/* Which groups of UTF-8 may have a fault: what those who tell it and those who ask have in common. */
#ifndef SEAM_KERNEL_UTF8_CANDIDATES_H
#define SEAM_KERNEL_UTF8_CANDIDATES_H

#include <stddef.h>
#include <stdint.h>

/* The most groups of a batch. */
#define BATCH ((size_t)32)

/* The groups of a batch that are not known to be good, in order. */
typedef struct candidates {
    uint8_t group[BATCH];
    size_t n;
} candidates;

/* Judges, least knowledge first. */
typedef enum classifier_kind { BELOW_E0, BELOW_F0, ANY } classifier_kind;

#endif
