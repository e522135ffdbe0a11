/* exhaustive_codec.h: short texts through the codecs that decode, with every set of flags, in every chunking. */
#ifndef SEAM_TESTS_EXHAUSTIVE_CODEC_H
#define SEAM_TESTS_EXHAUSTIVE_CODEC_H

#include <stddef.h>
#include <stdint.h>

#define EXHAUSTIVE_CODEC_LONGEST ((size_t)8)

/* The part of one worker of `n_workers`: one text out of every `share`, chosen by the seed. All texts of 1 to
 * `longest` bytes of 6 kinds, with every set of flags and in every chunking; all of 4 bytes out of 68, with 8
 * sets of flags, whole and in one chunking. Returns the decodes, all of them right; exits at the first that is
 * not. */
uint64_t exhaustive_codec(size_t worker, size_t n_workers, size_t share, uint64_t seed,
                          size_t longest);

#endif
