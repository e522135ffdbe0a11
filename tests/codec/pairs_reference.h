/* pairs_reference.h: what a decoder of any two encodings should give for a whole text, as plainly as it can
 * be said. It knows nothing of chunks. It shares no code with the library; of single-byte encodings with a
 * table it asks the library for each byte, and the tables are tested elsewhere. */
#ifndef SEAM_TESTS_PAIRS_REFERENCE_H
#define SEAM_TESTS_PAIRS_REFERENCE_H

#include "seam/decoder.h"

enum { PAIRS_MOST_IN = 64, PAIRS_MOST_OUT = 1024, PAIRS_MOST_FAULTS = PAIRS_MOST_IN };

typedef struct pairs_expected {
    uint8_t out[PAIRS_MOST_OUT];
    size_t n_out;
    struct {
        uint64_t offset;
        uint8_t reason, len;
        bool truncated;
        size_t n_out; /* output before it */
    } faults[PAIRS_MOST_FAULTS];
    size_t n_faults;
} pairs_expected;

/* All of `n` bytes, PAIRS_MOST_IN at most, and the end of the stream. */
void pairs_expect(const seam_decoder_options *o, const uint8_t *in, size_t n, pairs_expected *e);

#endif
