#include "kernel/digits_avx2.h"

#define KERNEL_ISA avx2
#include "kernel/declare.h"

#include "kernel/base64.inl.h"
#include "kernel/base64_spaced.inl.h"
#include "kernel/cpu.h"
#include "kernel/hex.inl.h"
#include "kernel/mask.inl.h"
#include "kernel/scan.inl.h"
#include "kernel/utf8_candidates.inl.h"
#include "kernel/utf8_classify.inl.h"
#include "kernel/utf8_count.inl.h"
#include "kernel/utf8_prefix.inl.h"

#include "kernel/utf8_faults.inl.h"

#include "kernel/controls.inl.h"

const seam__kernel seam__kernel_avx2 = {
    .name = "avx2",
    .usable = seam__cpu_has_avx2,
#define OPERATION(result, name, parameters) .name = KERNEL(name),
#include "kernel/operations.h"
};
