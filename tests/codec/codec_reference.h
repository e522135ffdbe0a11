/* Hex and base64 told slowly: the whole text is looked at, first for what in it counts, then for what that
 * stands for. Against it a codec is run in any chunks and rooms. For tests and fuzz targets alike; nothing
 * here aborts. */
#ifndef SEAM_TESTS_CODEC_REFERENCE_H
#define SEAM_TESTS_CODEC_REFERENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "seam/codec.h"

enum { CODEC_LONGEST = 4200 };

/* What comes out of a text, and how it ends: SEAM_OK, SEAM_EILSEQ or SEAM_ETRUNC with the offset that is
 * told, and the byte at which the input is left then, which proves it. */
typedef struct codec_expected {
    seam_status status;
    size_t fault, left_at, n;
    uint8_t out[4 * CODEC_LONGEST];
} codec_expected;

/* Options that seam_codec_init() takes. At most CODEC_LONGEST bytes. */
void codec_expect(const seam_codec_options *o, const uint8_t *in, size_t len, codec_expected *e);

/* Runs a fresh codec over the chunks that `cuts` make: ascending positions. Each call has a room of `cap`
 * bytes, or one of 64 after a call without progress. Returns NULL when all is as expected, else what is
 * not. */
const char *codec_compare(const seam_codec *fresh, const uint8_t *in, size_t len,
                          const size_t *cuts, size_t n_cuts, size_t cap, const codec_expected *e);

/* The same for every way of cutting a text of 1 to 16 bytes; their number is added to *n_runs.
 * Chunkings that begin alike share what they have in common. */
const char *codec_compare_all(const seam_codec *fresh, const uint8_t *in, size_t len, size_t cap,
                              const codec_expected *e, uint64_t *n_runs);

/* The i-th set of flags with which a kind decodes; false past the last. Those of hex are 8, of base64
 * 80. */
bool codec_decode_flags(unsigned kind, size_t i, uint32_t *flags);

#endif
