/* The classification of one character of UTF-16 or UTF-32. A code unit that the end cuts short is
 * open, whatever its bytes are. */
#ifndef SEAM_CODEC_UTF16_SEQUENCE_H
#define SEAM_CODEC_UTF16_SEQUENCE_H

#include "codec/sequence.h"

/* Classifies the first character of the `n` bytes at p; n is 1 at least. `big` says that the text
 * is big-endian. */
seam__sequence seam__utf16_at(const uint8_t *p, size_t n, bool big);
seam__sequence seam__utf32_at(const uint8_t *p, size_t n, bool big);

#endif
