/* The transcoders of every instruction set by name: scalar's are the definitions, and end the texts
 * of the others. What each does stands in table.h. */
#ifndef SEAM_KERNEL_TRANSCODERS_H
#define SEAM_KERNEL_TRANSCODERS_H

#include "kernel/table.h"

/* clang-format off */
#define SEAM__TRANSCODERS(isa)                                                                    \
    seam__transcode_fn seam__##isa##_utf8_utf16le, seam__##isa##_utf8_utf16be;                    \
    seam__transcode_fn seam__##isa##_utf8_utf32le, seam__##isa##_utf8_utf32be;                    \
    seam__transcode_fn seam__##isa##_utf8_latin1;                                                 \
    seam__transcode_fn seam__##isa##_utf16le_utf8, seam__##isa##_utf16be_utf8;                    \
    seam__transcode_fn seam__##isa##_utf32le_utf8, seam__##isa##_utf32be_utf8;                    \
    seam__transcode_fn seam__##isa##_latin1_utf8;                                                 \
    seam__prefix_fn seam__##isa##_utf8_latin1_prefix;                                             \
    seam__prefix_fn seam__##isa##_utf16le_latin1_prefix, seam__##isa##_utf16be_latin1_prefix

/* Their fields of a table. */
#define SEAM__TRANSCODER_FIELDS(isa)                                                              \
    .utf8_utf16le = seam__##isa##_utf8_utf16le,                                                   \
    .utf8_utf16be = seam__##isa##_utf8_utf16be,                                                   \
    .utf8_utf32le = seam__##isa##_utf8_utf32le,                                                   \
    .utf8_utf32be = seam__##isa##_utf8_utf32be,                                                   \
    .utf8_latin1 = seam__##isa##_utf8_latin1,                                                     \
    .utf16le_utf8 = seam__##isa##_utf16le_utf8,                                                   \
    .utf16be_utf8 = seam__##isa##_utf16be_utf8,                                                   \
    .utf32le_utf8 = seam__##isa##_utf32le_utf8,                                                   \
    .utf32be_utf8 = seam__##isa##_utf32be_utf8,                                                   \
    .latin1_utf8 = seam__##isa##_latin1_utf8,                                                     \
    .utf8_latin1_prefix = seam__##isa##_utf8_latin1_prefix,                                       \
    .utf16le_latin1_prefix = seam__##isa##_utf16le_latin1_prefix,                                 \
    .utf16be_latin1_prefix = seam__##isa##_utf16be_latin1_prefix
/* clang-format on */

SEAM__TRANSCODERS(scalar);
SEAM__TRANSCODERS(sse41);
SEAM__TRANSCODERS(avx2);
SEAM__TRANSCODERS(neon);

#endif
