/* The parts of `texts`: what is proved of characters by very many strings. */
#ifndef SEAM_TESTS_TEXTS_H
#define SEAM_TESTS_TEXTS_H

#include "share.h"
#include "support.h"

/* A place between two characters of a text, or at an end of it. */
size_t random_cut(seam_view text, prng *rng);

/* Each returns how many results were compared, and ends the process at the first that differs. */
uint64_t all_forms(const share *s);
uint64_t all_marked_starters(const share *s);
uint64_t all_clusters(const share *s);
/* The clusters of another library; 0 where it is not installed. Prints by name where its data differ. */
uint64_t clusters_as_icu(const share *s);
uint64_t clusters_as_unistring(const share *s);

#endif
