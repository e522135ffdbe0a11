/* The kernels that convert from one encoding to another, by their pair. */
#ifndef SEAM_CODEC_TRANSCODE_RUN_H
#define SEAM_CODEC_TRANSCODE_RUN_H

#include <stddef.h>
#include <stdint.h>

/* Converts whole well-formed characters of the `n` bytes at p into at most `cap` bytes, as many as
 * a kernel can, and returns the number of bytes read. *n_out, always written, is the number of
 * bytes written. Returns 0 where no kernel converts from `from` to `to`, or where the first
 * character is one that kernels stop at. */
size_t seam__transcode_run(unsigned from, unsigned to, const uint8_t *p, size_t n, uint8_t *out,
                           size_t cap, size_t *n_out);

#endif
