/* Runs of text from UTF-8 to single-byte encodings that have a table, and back. */
#ifndef SEAM_CODEC_TRANSCODE_TABLE_H
#define SEAM_CODEC_TRANSCODE_TABLE_H

#include "codec/single_byte.h"
#include "kernel/table.h"

/* Both convert the longest prefix that is well-formed, that the target has and that fits `cap` bytes, or
 * stop earlier; they return its length, and write that of the result to *n_out. */
size_t seam__table_to_utf8(const seam__single_byte *table, const uint8_t *p, size_t n, uint8_t *out,
                           size_t cap, size_t *n_out);
size_t seam__utf8_to_table(const seam__single_byte *table, const uint8_t *p, size_t n, uint8_t *out,
                           size_t cap, size_t *n_out);

#endif
