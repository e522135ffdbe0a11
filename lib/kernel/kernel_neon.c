#include "kernel/vec_neon.h"

#include "kernel/cpu.h"
#include "kernel/table.h"
#include "kernel/utf8_count.inl.h"
#include "kernel/utf8_prefix.inl.h"

const seam__kernel seam__kernel_neon = {
    .name = "neon",
    .usable = seam__cpu_has_neon,
    .utf8_prefix = utf8_prefix,
    .utf8_count = utf8_count,
    .utf8_utf16_len = utf8_utf16_len,
};
