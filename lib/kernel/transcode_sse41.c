#include "kernel/halves_sse41.h"

#define KERNEL_ISA sse41
#include "kernel/declare.h"

#include "kernel/narrow_utf8.inl.h"
#include "kernel/utf32_utf8.inl.h"
#include "kernel/utf8_wide.inl.h"
