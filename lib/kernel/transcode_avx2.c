#include "kernel/halves_avx2.h"

#define KERNEL_ISA avx2
#include "kernel/declare.h"

#include "kernel/narrow_utf8.inl.h"
#include "kernel/utf32_utf8.inl.h"
#include "kernel/utf8_wide.inl.h"
