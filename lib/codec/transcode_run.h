/* The kernels that convert from one encoding to another, by their pair. */
#ifndef SEAM_CODEC_TRANSCODE_RUN_H
#define SEAM_CODEC_TRANSCODE_RUN_H

#include <stddef.h>
#include <stdint.h>

/* Converts whole well-formed characters of the `n` bytes at p into `cap` bytes, as many as a kernel can,
 * and returns the bytes that are dealt with. *n_out, always written, is the bytes written. 0 where no
 * kernel knows the pair, or something stands at p that is not for kernels. */
size_t seam__transcode_run(unsigned from, unsigned to, const uint8_t *p, size_t n, uint8_t *out,
                           size_t cap, size_t *n_out);

#endif
