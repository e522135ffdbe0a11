/* Classifying a text that two vectors hold, one body for every instruction set; its vector functions come
 * from vec_<isa>.h, which is included first. The length of a short text decides no branch, because a CPU
 * predicts branches on lengths badly: zeros stand behind the text. */
#ifndef SEAM_KERNEL_UTF8_PAIR_INL_H
#define SEAM_KERNEL_UTF8_PAIR_INL_H

#include <stddef.h>
#include <stdint.h>

#include "base/bits.h"
#include "kernel/open_start.h"
#include "kernel/utf8_classifier.inl.h"

static inline bool pair_is_ascii(vec_pair v)
{
    return !vec_any_top(vec_or(v.first, v.second));
}

/* The faults of two vectors that zeros precede. */
static inline vec_pair faults_of_pair(const classifier *k, vec_pair v)
{
    return (vec_pair){faults_first(k, v.first),
                      faults(k, v.second, vec_prev_1(v.first, v.second),
                             vec_prev_2(v.first, v.second), vec_prev_3(v.first, v.second))};
}

/* The place of the first byte of a pair that is not 0; PAIR_BYTES when there is none. */
static inline size_t first_of_pair(vec_pair v)
{
    const uint64_t mask = vec_nonzero_mask(v.first) | vec_nonzero_mask(v.second) << VEC_BYTES;

    return mask != 0 ? (size_t)__builtin_ctzll(mask) : PAIR_BYTES;
}

/* The prefix of the `n` bytes of v at p, at most PAIR_BYTES. The zeros behind them make a sequence that is
 * open at the end a fault. */
static inline size_t prefix_of_pair(const uint8_t *p, size_t n, vec_pair v)
{
    const classifier k = classifier_load();

    return seam__open_start(p, seam__min(n, first_of_pair(faults_of_pair(&k, v))));
}

#endif
