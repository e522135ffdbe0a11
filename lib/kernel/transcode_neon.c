#include "kernel/halves_neon.h"

#define TRANSCODER(name) seam__neon_##name

#include "kernel/narrow_utf8.inl.h"
#include "kernel/utf32_utf8.inl.h"
#include "kernel/utf8_prefix.inl.h"
#include "kernel/utf8_wide.inl.h"
