/* Which groups of UTF-8 may have a fault, told by AVX-512 to the AVX2 body that looks at them: a
 * group has 128 bytes. At least 16 bytes of text come before p. */
#ifndef SEAM_KERNEL_UTF8_CANDIDATES_AVX512_H
#define SEAM_KERNEL_UTF8_CANDIDATES_AVX512_H

#include "kernel/declare.h"
#include "kernel/utf8_candidates.h"

classifier_kind KERNEL(classifier_of_batch)(const uint8_t *p, size_t n_groups);
void KERNEL(candidates_below_e0)(const uint8_t *p, size_t n_groups, candidates *out);
void KERNEL(candidates_of_any)(const uint8_t *p, size_t n_groups, candidates *out);

#endif
