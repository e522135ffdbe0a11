/* Long random runs: one thread against a model of every byte and count, and many threads against
 * stamps in their bytes. tests/proof/soak/soak.c has the options. */
#ifndef SEAM_TESTS_SOAK_H
#define SEAM_TESTS_SOAK_H

#include <stdint.h>

/* Each stops the program when something is wrong. `seed` decides what happens, but for the order in
 * which threads run. */

/* In pools of many kinds, while no call for pages, 1 in 100, or every second one fails. */
void soak_model(uint64_t seed, uint64_t n_operations);

/* In one pool, among threads that come and go, hand bufs to each other, trim and walk. */
void soak_threads(uint64_t seed, uint64_t n_operations, unsigned n_threads);

#endif
