/* exhaustive_kernels.h: every short string through the validation of every kernel, and every pair of
 * UTF-16 units to UTF-8. */
#ifndef SEAM_TESTS_EXHAUSTIVE_KERNELS_H
#define SEAM_TESTS_EXHAUSTIVE_KERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The parts of one worker of `n_workers`. Each returns the calls that have been made, all of them
 * right; exits at the first that is not. */

/* Strings of one to three bytes, one out of every `share`: alone and amid ASCII, the position of the
 * first fault and its reason; behind long text, the position. */
uint64_t exhaustive_valid(size_t worker, size_t n_workers, size_t share);
/* All 2^32 strings of four bytes: alone and amid ASCII, the position of the first fault. */
uint64_t exhaustive_fours(size_t worker, size_t n_workers);
/* All 2^32 pairs of little-endian units, amid ASCII, by the kernel that is chosen. */
uint64_t exhaustive_pairs(size_t worker, size_t n_workers);

#endif
