#include "kernel/halves_sse41.h"

#define TRANSCODER(name) seam__sse41_##name

#include "kernel/narrow_utf8.inl.h"
#include "kernel/utf32_utf8.inl.h"
#include "kernel/utf8_prefix.inl.h"
#include "kernel/utf8_wide.inl.h"
