/* The classification of one character, byte by byte: it is whole, cut short by the end, or a fault.
 * This is the only place that knows what is wrong with ill-formed UTF-8, and the only one that
 * makes a seam_fault. */
#ifndef SEAM_CODEC_SEQUENCE_H
#define SEAM_CODEC_SEQUENCE_H

#include <string.h>

#include "base/attributes.h"
#include "kernel/table.h"
#include "kernel/whole_sequence.h"
#include "seam/decoder.h"

typedef enum seam__sequence_kind {
    SEAM__SEQUENCE_WHOLE, /* well-formed, `len` bytes */
    SEAM__SEQUENCE_OPEN,  /* a proper prefix of a well-formed one, which the end cuts short */
    SEAM__SEQUENCE_FAULT  /* a maximal subpart of `len` bytes */
} seam__sequence_kind;

typedef struct seam__sequence {
    seam__sequence_kind kind;
    uint8_t len;
    uint8_t reason;  /* of a fault, or of the fault that an open sequence is when no byte follows */
    uint8_t n_bytes; /* `len`, or one more where the byte behind it proves that it is a fault */
} seam__sequence;

/* Classifies the first sequence of the `n` bytes of UTF-8 at p by Unicode 15.0 Table 3-7; n is 1 at
 * least. */
seam__sequence seam__sequence_at(const uint8_t *p, size_t n);

/* Four bytes in memory order: the first `n_shown` of the `n` bytes at p, then zeros. */
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

/* Makes a seam_fault of `seq`, which is not whole. The fault begins at `offset` of the text, with
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

/* Makes `n` seam_faults of the places that a kernel has found; these are counted from `begin` of
 * the text. */
void seam__faults_at(seam_view text, size_t begin, const seam__utf8_fault *at, size_t n,
                     seam_fault *faults);

/* The number of bytes that SEAM_HOLD_LAZY holds back: the last lead byte C0..F7 and the
 * continuation bytes behind it, where these reach the end and are fewer than the lead's top bits
 * call for; else 0. */
size_t seam__sequence_lazy_tail(const uint8_t *p, size_t n);

#endif
