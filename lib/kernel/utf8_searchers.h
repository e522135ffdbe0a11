/* What finds the faults of UTF-8, by instruction set. What it does stands in table.h. */
#ifndef SEAM_KERNEL_UTF8_SEARCHERS_H
#define SEAM_KERNEL_UTF8_SEARCHERS_H

#include "kernel/table.h"

extern seam__utf8_faults_fn seam__sse41_utf8_faults, seam__avx2_utf8_faults,
    seam__avx512_utf8_faults, seam__neon_utf8_faults;

#endif
