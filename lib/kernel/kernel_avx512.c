#include "kernel/vec_avx512.h"

/* The tests compile this file once more, with another name and without the instructions. */
#ifndef KERNEL_ISA
#define KERNEL_ISA avx512
#endif
#include "kernel/declare.h"

#include "kernel/count_avx512.inl.h"
#include "kernel/cpu.h"
#include "kernel/digits_avx512.inl.h"
#include "kernel/latin1_to_utf8_avx512.inl.h"
#include "kernel/scan_avx512.inl.h"
#include "kernel/utf16_to_utf8_avx512.inl.h"
#include "kernel/utf32_to_utf8_avx512.inl.h"
#include "kernel/utf8_candidates_avx512.inl.h"
#include "kernel/utf8_classify_avx512.inl.h"
#include "kernel/utf8_prefix_avx512.inl.h"
#include "kernel/utf8_to_latin1_avx512.inl.h"
#include "kernel/utf8_to_utf16_avx512.inl.h"

#include "kernel/controls_avx512.inl.h"

const seam__kernel KERNEL_TABLE = {
    .name = "avx512",
    .usable = seam__cpu_has_avx512,
#define OPERATION(result, name, parameters) .name = KERNEL(name),
#include "kernel/operations.h"
};
