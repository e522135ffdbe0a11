#include "kernel/lanes_neon.h"

#define KERNEL_ISA neon
#include "kernel/declare.h"

#include "kernel/utf16_to_utf8.inl.h"
#include "kernel/utf32_to_utf8.inl.h"
#include "kernel/utf8_to_utf16.inl.h"
