/* One character of UTF-16 or UTF-32, as sequence.h looks at UTF-8. A code unit that the end cuts is
 * not judged before it is whole. */
#ifndef SEAM_CODEC_UTF16_SEQUENCE_H
#define SEAM_CODEC_UTF16_SEQUENCE_H

#include "codec/sequence.h"

/* Look at the first character of `n` bytes, of which there is at least one. What is open has a
 * reason as well: what it is when no byte follows. */
seam__sequence seam__utf16_at(const uint8_t *p, size_t n, bool big);
seam__sequence seam__utf32_at(const uint8_t *p, size_t n, bool big);

#endif
