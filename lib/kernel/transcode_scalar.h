/* The definitions of the transcoders, for the tables that have nothing faster and for the ends of
 * texts. What each does stands in table.h. */
#ifndef SEAM_KERNEL_TRANSCODE_SCALAR_H
#define SEAM_KERNEL_TRANSCODE_SCALAR_H

#include "kernel/table.h"

seam__transcode_fn seam__scalar_utf8_utf16le, seam__scalar_utf8_utf16be;
seam__transcode_fn seam__scalar_utf8_utf32le, seam__scalar_utf8_utf32be;
seam__transcode_fn seam__scalar_utf8_latin1;
seam__transcode_fn seam__scalar_utf16le_utf8, seam__scalar_utf16be_utf8;
seam__transcode_fn seam__scalar_utf32le_utf8, seam__scalar_utf32be_utf8;
seam__transcode_fn seam__scalar_latin1_utf8;
seam__prefix_fn seam__scalar_utf8_latin1_prefix;
seam__prefix_fn seam__scalar_utf16le_latin1_prefix, seam__scalar_utf16be_latin1_prefix;

#endif
