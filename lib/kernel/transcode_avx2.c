#include "kernel/halves_avx2.h"

#define TRANSCODER(name) seam__avx2_##name

#include "kernel/narrow_utf8.inl.h"
#include "kernel/utf32_utf8.inl.h"
#include "kernel/utf8_prefix.inl.h"
#include "kernel/utf8_wide.inl.h"
