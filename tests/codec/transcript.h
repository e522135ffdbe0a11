/* transcript.h: what a decoder does with some chunks, as one line of text.
 *
 *     transcript("fatal", "41 ff 42 e2 / 82 / .")
 *         "41 !invalid-byte@1+1:ff 42 (e2) / (e282) / ?truncated@3+2:e282"
 *
 * Chunks are separated by slashes; `.` after a chunk, or alone, ends the stream there, `^` alone
 * resets. Each is answered by its output in hex, `!` and `?` for the faults that SEAM_EILSEQ and
 * SEAM_ETRUNC return (reason, offset, length, bytes shown), and in brackets what is held back; or by
 * `-` when there is none of that. */
#ifndef SEAM_TESTS_TRANSCRIPT_H
#define SEAM_TESTS_TRANSCRIPT_H

#include <stdint.h>

#include "seam/decoder.h"

/* Options by name: fatal, skip, lazy, strip, none; the rest are defaults. */
seam_decoder_options options_named(const char *names);
/* The bytes of "e2 82 ac"; returns their number. `out` has room for 64. */
size_t bytes_of_hex(const char *hex, uint8_t out[64]);
/* A decoder with them. */
seam_decoder decoder_named(const char *names);
/* seam_decoder_next(), and what holds of every call of it. */
seam_status ck_next(seam_decoder *dec, seam_view *in, seam_view *text);
/* Is it the bytes of "e2 82 ac"? */
void ck_text(seam_view text, const char *hex);
/* Valid until the next call. */
const char *transcript(const char *options, const char *chunks);
/* The same by the bounded form, with room for `cap` bytes in each call. */
const char *transcript_bounded(const char *options, const char *chunks, size_t cap);

#endif
