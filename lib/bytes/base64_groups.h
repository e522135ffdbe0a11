/* The fast part of decoding base64, which the one-shot call and the stream share. */
#ifndef SEAM_BYTES_BASE64_GROUPS_H
#define SEAM_BYTES_BASE64_GROUPS_H

#include "kernel/base64_alphabet.h"
#include "seam/view.h"

/* Decodes groups of four digits with white space between digits, as many as the kernels find and as
 * fit `cap`, and moves `in` past them and past white space before a group. Whatever else there is
 * stays in `in`: padding, faults, a group that is not whole. Returns the number of bytes; more of
 * `dst` may have been overwritten. */
size_t seam__base64_decode_spaced(seam_view *in, seam__base64_alphabet alphabet, void *dst,
                                  size_t cap);

#endif
