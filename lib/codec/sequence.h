/* One UTF-8 sequence, looked at byte by byte: whole, cut short by the end, or a fault. The only
 * place that knows what is wrong with ill-formed bytes. */
#ifndef SEAM_CODEC_SEQUENCE_H
#define SEAM_CODEC_SEQUENCE_H

#include "kernel/table.h"
#include "kernel/whole_sequence.h"
#include "seam/decoder.h"

typedef enum seam__sequence_kind {
    SEAM__SEQUENCE_WHOLE, /* well-formed, `len` bytes */
    SEAM__SEQUENCE_OPEN,  /* all `len` bytes to the end are a proper prefix of a well-formed one */
    SEAM__SEQUENCE_FAULT  /* a maximal subpart of `len` bytes */
} seam__sequence_kind;

typedef struct seam__sequence {
    seam__sequence_kind kind;
    uint8_t len;
    uint8_t reason;  /* of a fault */
    uint8_t n_bytes; /* of a fault: `len`, and the byte that proved it where there is one */
} seam__sequence;

/* Looks at the first sequence of `n` bytes, of which there is at least one. Unicode 15.0 Table 3-7. */
seam__sequence seam__sequence_at(const uint8_t *p, size_t n);

/* What is wrong with the bytes where a kernel has found `n` faults, in the text from `begin` on. */
void seam__faults_at(seam_view text, size_t begin, const seam__utf8_fault *at, size_t n,
                     seam_fault *faults);

/* The length that the top bits of a byte call for: 1 to 4; 1 for 80..BF and F8..FF, which begin
 * nothing. */
size_t seam__sequence_called_for(uint8_t lead);

#endif
