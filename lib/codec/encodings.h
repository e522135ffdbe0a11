/* The table of encodings: all that the decoder's core has to know about the one it decodes. */
#ifndef SEAM_CODEC_ENCODINGS_H
#define SEAM_CODEC_ENCODINGS_H

#include "codec/sequence.h"

typedef struct seam__encoding {
    uint8_t unit;    /* bytes of a code unit */
    uint8_t longest; /* bytes of the longest character, 4 at most */
    uint8_t n_bom;
    uint8_t bom[4]; /* U+FEFF, `n_bom` bytes */
    /* The length of the longest prefix of whole well-formed characters, at the kernel's speed. */
    size_t (*prefix)(const uint8_t *p, size_t n);
    /* The first character of `n` bytes, of which there is at least one. */
    seam__sequence (*at)(const uint8_t *p, size_t n);
    /* How many of the last of `n` bytes lazy hold keeps back, `longest` - 1 at most. NULL: this
     * encoding has no lazy hold. */
    size_t (*lazy_tail)(const uint8_t *p, size_t n);
} seam__encoding;

/* The entry of an encoding, by its value as `from`; NULL where it is not built. */
const seam__encoding *seam__encoding_of(unsigned from);

#endif
