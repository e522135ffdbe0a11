/* The tables of single-byte encodings, made by tests/lint/encoding_tables from encodings.txt. */
#ifndef SEAM_CODEC_SINGLE_BYTE_H
#define SEAM_CODEC_SINGLE_BYTE_H

#include <stdint.h>

enum { SEAM__N_SINGLE_BYTE = 28, SEAM__N_LABELS = 183 };

/* The 64 code points from 64 * i on are group seam__single_byte_groups[i]; group 0 is in no encoding. Block
 * pages[group] of an encoding has the bytes of its code points, 0 for those that it lacks; block 0 is
 * all 0. */
enum { SEAM__N_GROUPS = 42 };
enum { SEAM__N_BLOCKS = 162 };

typedef struct seam__single_byte {
    uint16_t high[128]; /* the code points of the bytes 80..FF; 0 where a byte is not assigned */
    uint8_t pages[SEAM__N_GROUPS];
    uint16_t highest;   /* the last code point of `high` */
    uint8_t n_assigned; /* bytes of `high` that are assigned */
} seam__single_byte;

extern const uint8_t seam__single_byte_groups[1024];
extern const uint8_t seam__single_byte_blocks[SEAM__N_BLOCKS][64];

/* The byte of a code point below U+10000; 0 where the encoding lacks it, and for U+0000. */
static inline uint8_t seam__single_byte_of(const seam__single_byte *table, unsigned c)
{
    return seam__single_byte_blocks[table->pages[seam__single_byte_groups[c >> 6]]][c & 63];
}

/* windows-1252, then the encodings 16..42 in their order. */
extern const seam__single_byte seam__single_bytes[SEAM__N_SINGLE_BYTE];

typedef struct seam__label {
    const char *text;
    uint8_t encoding;
} seam__label;

/* The labels of the WHATWG Encoding Standard, sorted by their bytes. */
extern const seam__label seam__labels[SEAM__N_LABELS];

#endif
