/* The table of encodings: all that the decoder knows about the one it reads and the one it writes. */
#ifndef SEAM_CODEC_ENCODINGS_H
#define SEAM_CODEC_ENCODINGS_H

#include "codec/sequence.h"
#include "codec/single_byte.h"

#define SEAM__REPLACEMENT_LEN ((size_t)3)
#define SEAM__RUN_MAX         ((size_t)1024)

/* U+FFFD, SEAM__RUN_MAX times: what a run of faults is a prefix of. */
extern const uint8_t seam__utf8_replacements[SEAM__RUN_MAX * SEAM__REPLACEMENT_LEN];

/* What an entry is told about the place. */
enum {
    SEAM__AT_END = 1,    /* no byte follows */
    SEAM__AFTER_LEAD = 2 /* the character before is a lone lead surrogate */
};

typedef struct seam__encoding seam__encoding;

struct seam__encoding {
    uint8_t unit;    /* bytes of a code unit */
    uint8_t longest; /* bytes of the longest character, 4 at most */
    uint8_t n_bom;
    uint8_t bom[4];     /* U+FEFF, `n_bom` bytes */
    bool is_ascii;      /* the bytes 00..7F are ASCII, and stand for nothing else */
    bool has_surrogate; /* a lone surrogate is a character as any other */
    uint8_t n_replacement;
    uint16_t run;                   /* how many stand in `replacements` */
    const uint8_t *replacements;    /* U+FFFD, or '?', again and again */
    const seam__single_byte *table; /* of single-byte encodings that have one */

    /* The length of the longest prefix of whole well-formed characters, at the kernel's speed. */
    size_t (*prefix)(const seam__encoding *self, const uint8_t *p, size_t n, unsigned where);
    /* The first character of `n` bytes, of which there is at least one. */
    seam__sequence (*at)(const seam__encoding *self, const uint8_t *p, size_t n, unsigned where);
    /* How many of the last of `n` bytes lazy hold keeps back, `longest` - 1 at most. NULL: this
     * encoding has no lazy hold. */
    size_t (*lazy_tail)(const uint8_t *p, size_t n);
    /* The code point of the whole character at p. *len: before, the bytes there are; after, its bytes. */
    uint32_t (*get)(const seam__encoding *self, const uint8_t *p, size_t *len);
    /* Writes a code point, `longest` bytes at most, and returns how many; 0: there is no such character.
     * NULL: nothing is written in this encoding. */
    size_t (*put)(const seam__encoding *self, uint32_t c, uint8_t *out);
};

/* The entry of an encoding; NULL where there is none. */
const seam__encoding *seam__encoding_of(unsigned encoding);

/* The same; with `surrogates`, UTF-16 that may hold lone ones. */
const seam__encoding *seam__encoding_with(unsigned encoding, bool surrogates);

extern const seam__encoding seam__utf16le, seam__utf16be, seam__utf32le, seam__utf32be;
extern const seam__encoding seam__wtf16le, seam__wtf16be;
extern const seam__encoding seam__latin1, seam__ascii, seam__ascii_masked;
/* windows-1252, then 16..42. */
extern const seam__encoding seam__single_byte_encodings[SEAM__N_SINGLE_BYTE];

#endif
