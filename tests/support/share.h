/* Proofs that are run whole by hand and by a share in the suite: `PROGRAM [--share K]`. */
#ifndef SEAM_TESTS_SHARE_H
#define SEAM_TESTS_SHARE_H

#include <stddef.h>
#include <stdint.h>

/* One out of `of`, which ones the seed says; all with a share of 1. */
typedef struct share {
    uint64_t of, seed;
} share;

typedef struct share_part {
    const char *name;
    /* Returns how many results there were, and ends the process at the first that is wrong. */
    uint64_t (*fn)(const share *s);
} share_part;

/* Runs the parts, as the arguments say, and prints the results of each, of which `what` is said. Returns the exit
 * status of the program, which is called `name`. */
int share_run(int argc, char **argv, const char *name, const share_part *parts, size_t n_parts,
              const char *what);

#endif
