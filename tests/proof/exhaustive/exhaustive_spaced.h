/* exhaustive_spaced.h: base64 with white space, by every kernel. */
#ifndef SEAM_TESTS_EXHAUSTIVE_SPACED_H
#define SEAM_TESTS_EXHAUSTIVE_SPACED_H

#include <stddef.h>
#include <stdint.h>

/* The part of one worker of `n_workers`: one text out of every `share`, chosen by the seed. All texts of 1 to 6
 * bytes of 5 kinds, at 32 places around the ends of vectors, amid digits and amid lines of 76, with room for all and
 * with less: as the scalar kernel decodes them, and nothing written behind the result. Returns the calls, all of them
 * right; exits at the first that is not. */
uint64_t exhaustive_spaced(size_t worker, size_t n_workers, size_t share, uint64_t seed);

#endif
