#include "kernel/lanes_avx2.h"

#define KERNEL_ISA avx2
#include "kernel/declare.h"

#include "kernel/utf16_to_utf8.inl.h"
#include "kernel/utf32_to_utf8.inl.h"
#include "kernel/utf8_to_utf16.inl.h"
