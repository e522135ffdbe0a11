#include "kernel/halves_neon.h"

#define KERNEL_ISA neon
#include "kernel/declare.h"

#include "kernel/narrow_utf8.inl.h"
#include "kernel/utf32_utf8.inl.h"
#include "kernel/utf8_wide.inl.h"
