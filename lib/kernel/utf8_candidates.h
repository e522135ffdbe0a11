/* The candidates of a batch: groups of UTF-8 that may have a fault. Shared by the code that finds
 * the candidates and the code that looks for faults in them. */
#ifndef SEAM_KERNEL_UTF8_CANDIDATES_H
#define SEAM_KERNEL_UTF8_CANDIDATES_H

#include <stddef.h>
#include <stdint.h>

/* The most groups of a batch. */
#define BATCH ((size_t)32)

/* The numbers of the groups of a batch that are not known to be good, ascending. */
typedef struct candidates {
    uint8_t group[BATCH];
    size_t n;
} candidates;

/* The classifiers by the bytes that they know, simplest first. */
typedef enum classifier_kind { BELOW_E0, BELOW_F0, ANY } classifier_kind;

#endif
