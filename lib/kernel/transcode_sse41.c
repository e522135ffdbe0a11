#include "kernel/lanes_sse41.h"

#define KERNEL_ISA sse41
#include "kernel/declare.h"

#include "kernel/utf16_to_utf8.inl.h"
#include "kernel/utf32_to_utf8.inl.h"
#include "kernel/utf8_to_utf16.inl.h"
