#include "kernel/vec_sse41.h"

#include "kernel/cpu.h"
#include "kernel/table.h"
#include "kernel/utf8_count.inl.h"
#include "kernel/utf8_prefix.inl.h"

const seam__kernel seam__kernel_sse41 = {
    .name = "sse41",
    .usable = seam__cpu_has_sse41,
    .utf8_prefix = utf8_prefix,
    .utf8_count = utf8_count,
    .utf8_utf16_len = utf8_utf16_len,
};
