/* The tables of single-byte encodings, made by tests/lint/encoding_tables from encodings.txt. */
#ifndef SEAM_CODEC_SINGLE_BYTE_H
#define SEAM_CODEC_SINGLE_BYTE_H

#include <stdint.h>

enum { SEAM__N_SINGLE_BYTE = 28, SEAM__N_LABELS = 183 };

typedef struct seam__single_byte {
    uint16_t high[128]; /* the code points of the bytes 80..FF; 0 where a byte is not assigned */
    uint8_t order[128]; /* the assigned bytes less 80, ordered by their code points */
    uint8_t n_assigned; /* entries of `order` */
} seam__single_byte;

/* windows-1252, then the encodings 16..42 in their order. */
extern const seam__single_byte seam__single_bytes[SEAM__N_SINGLE_BYTE];

typedef struct seam__label {
    const char *text;
    uint8_t encoding;
} seam__label;

/* The labels of the WHATWG Encoding Standard, sorted by their bytes. */
extern const seam__label seam__labels[SEAM__N_LABELS];

#endif
