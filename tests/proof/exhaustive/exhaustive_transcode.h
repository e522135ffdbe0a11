/* exhaustive_transcode.h: every string of one to three bytes, and pairs of UTF-16 units, through the
 * transcoders of every kernel. */
#ifndef SEAM_TESTS_EXHAUSTIVE_TRANSCODE_H
#define SEAM_TESTS_EXHAUSTIVE_TRANSCODE_H

#include <stddef.h>
#include <stdint.h>

/* The part of one worker of `n_workers`: one string out of every `share`; pairs: every unit beside
 * units of each kind. Returns the calls that have been made, all of them right; exits at the first
 * that is not. */
uint64_t exhaustive_transcode(size_t worker, size_t n_workers, size_t share);

#endif
