/* Classes of code points that a decoder is told to refuse. */
#ifndef SEAM_CODEC_DENY_H
#define SEAM_CODEC_DENY_H

#include "codec/encodings.h"

/* Whether code point `c` is in one of the classes, a sum of SEAM_DENY_*. */
bool seam__is_denied(uint32_t c, uint32_t deny);

/* Whether a kernel searches all these classes in text of `enc`. */
bool seam__deny_is_searched(const seam__encoding *enc, uint32_t deny);

/* The length of the longest prefix without a character that is denied. The `n` bytes at p are whole
 * well-formed characters of `enc`; where seam__deny_is_searched() they need not be. */
size_t seam__allowed_prefix(const seam__encoding *enc, const uint8_t *p, size_t n, uint32_t deny);

#endif
