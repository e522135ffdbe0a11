/* One character of a text, looked at byte by byte: whole, cut short by the end, or a fault; and the
 * function that makes a fault of it. What is wrong with ill-formed UTF-8 is known only here. */
#ifndef SEAM_CODEC_SEQUENCE_H
#define SEAM_CODEC_SEQUENCE_H

#include <string.h>

#include "base/attributes.h"
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
    uint8_t reason;  /* of a fault; of an open sequence: what it is when no byte follows */
    uint8_t n_bytes; /* of both: `len`, and the byte that proved it where there is one */
} seam__sequence;

/* Looks at the first sequence of `n` bytes of UTF-8, of which there is at least one. Unicode 15.0
 * Table 3-7. */
seam__sequence seam__sequence_at(const uint8_t *p, size_t n);

/* The first `n_shown` bytes at p, of the `n` there, and zeros: as they lie in memory. */
static inline uint32_t seam__shown_bytes(const uint8_t *p, size_t n, size_t n_shown)
{
    static const uint8_t masks[5][4] = {
        {0}, {0xFF}, {0xFF, 0xFF}, {0xFF, 0xFF, 0xFF}, {0xFF, 0xFF, 0xFF, 0xFF}};
    uint32_t word = 0;
    uint32_t mask;

    memcpy(&mask, masks[n_shown], sizeof(mask));
    if (SEAM__LIKELY(n >= sizeof(word)))
        memcpy(&word, p, sizeof(word));
    else
        memcpy(&word, p, n_shown);
    return word & mask;
}

/* Makes the fault that `seq`, which is not whole, stands for: it begins at `offset` of the text, with
 * the first of the `n` bytes at p. */
static inline void seam__fault_make(seam_fault *fault, seam__sequence seq, uint64_t offset,
                                    const uint8_t *p, size_t n)
{
    const uint32_t shown = seam__shown_bytes(p, n, seq.n_bytes);

    fault->offset = offset;
    fault->reason = seq.reason;
    fault->len = seq.len;
    fault->n_bytes = seq.n_bytes;
    fault->reserved_ = 0;
    memcpy(fault->bytes, &shown, sizeof(shown));
}

/* What is wrong with the bytes where a kernel has found `n` faults, in the text from `begin` on. */
void seam__faults_at(seam_view text, size_t begin, const seam__utf8_fault *at, size_t n,
                     seam_fault *faults);

/* The length of the last lead byte C0..F7 and the continuation bytes that follow it to the end, where
 * they are fewer than its top bits call for; else 0. */
size_t seam__sequence_lazy_tail(const uint8_t *p, size_t n);

#endif
