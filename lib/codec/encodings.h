/* The table of encodings: all that the decoder knows about the one it reads and the one it
 * writes. */
#ifndef SEAM_CODEC_ENCODINGS_H
#define SEAM_CODEC_ENCODINGS_H

#include "codec/sequence.h"
#include "codec/single_byte.h"

#define SEAM__REPLACEMENT_LEN ((size_t)3)
#define SEAM__RUN_MAX         ((size_t)1024)

/* U+FFFD in UTF-8, SEAM__RUN_MAX times: what comes out for a run of faults is a prefix of it. */
extern const uint8_t seam__utf8_replacements[SEAM__RUN_MAX * SEAM__REPLACEMENT_LEN];

/* Flags that tell the functions of an entry about the place in the stream. */
enum {
    SEAM__AT_END = 1,    /* no byte follows the `n` bytes */
    SEAM__AFTER_LEAD = 2 /* the character before p is a lone lead surrogate */
};

typedef struct seam__encoding seam__encoding;

struct seam__encoding {
    uint8_t unit;    /* bytes of a code unit: 1, 2 or 4 */
    uint8_t longest; /* bytes of the longest character, 4 at most */
    uint8_t n_bom;
    uint8_t bom[4];                 /* U+FEFF, `n_bom` bytes */
    bool is_ascii;                  /* the bytes 00..7F are ASCII, and stand for nothing else */
    bool has_surrogate;             /* a lone surrogate is a well-formed character */
    uint8_t n_replacement;          /* bytes of what comes out for a fault */
    uint16_t run;                   /* how many times it stands in `replacements` */
    const uint8_t *replacements;    /* U+FFFD, or '?' where the encoding lacks it, `run` times */
    const seam__single_byte *table; /* of a single-byte encoding that has one, else NULL */

    /* The length of the longest prefix of whole well-formed characters. Vectorized where a kernel
     * has an operation for it. May stop early at a character that `at` finds to be whole. */
    size_t (*prefix)(const seam__encoding *self, const uint8_t *p, size_t n, unsigned where);
    /* Classifies the first character of the `n` bytes at p; n is 1 at least. */
    seam__sequence (*at)(const seam__encoding *self, const uint8_t *p, size_t n, unsigned where);
    /* The number of bytes at the end of the `n` that SEAM_HOLD_LAZY holds back, `longest` - 1 at
     * most. NULL where the encoding has no lazy hold. */
    size_t (*lazy_tail)(const uint8_t *p, size_t n);
    /* The code point of the character at p, which is whole. *len is the number of bytes at p and
     * becomes the length of the character. */
    uint32_t (*get)(const seam__encoding *self, const uint8_t *p, size_t *len);
    /* Writes code point `c` and returns its length, `longest` bytes at most, or 0 where the
     * encoding lacks it. NULL where nothing is written in this encoding. */
    size_t (*put)(const seam__encoding *self, uint32_t c, uint8_t *out);
};

/* The entry of an encoding; NULL where there is none. */
const seam__encoding *seam__encoding_of(unsigned encoding);

/* The entry of an encoding; of UTF-16 with `surrogates`, the entry that takes lone surrogates for
 * characters. */
const seam__encoding *seam__encoding_with(unsigned encoding, bool surrogates);

extern const seam__encoding seam__utf16le, seam__utf16be, seam__utf32le, seam__utf32be;
extern const seam__encoding seam__wtf16le, seam__wtf16be;
extern const seam__encoding seam__latin1, seam__ascii, seam__ascii_masked;
/* windows-1252, then the encodings 16..42 in their order. */
extern const seam__encoding seam__single_byte_encodings[SEAM__N_SINGLE_BYTE];

#endif
