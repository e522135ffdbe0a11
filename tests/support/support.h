/* What the tests share: a seeded PRNG, bytes against unreadable pages, a provider whose n-th call
 * fails, and a feeder that cuts input in every way. */
#ifndef SEAM_TESTS_SUPPORT_H
#define SEAM_TESTS_SUPPORT_H

#include <check.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mem/os/provider.h"
#include "seam/seam.h"

/* ---- random numbers: xorshift128+, the same on every machine for the same seed */
typedef struct prng {
    uint64_t s[2];
} prng;

void prng_init(prng *rng, uint64_t seed);
uint64_t prng_next(prng *rng);
/* Uniform in [0, bound); 0 for a bound of 0. */
size_t prng_below(prng *rng, size_t bound);
/* The seed of this run: the environment's SEAM_SEED, else the clock. Printed once, with `what`. */
uint64_t test_seed(const char *what);
/* Bytes that are often near UTF-8: whole characters of every length, cut ones, bad ones, ASCII. */
size_t prng_text(prng *rng, uint8_t *out, size_t len);

/* ---- bytes between two PROT_NONE pages */
typedef struct guarded {
    uint8_t *map; /* the whole mapping */
    size_t map_len;
    uint8_t *first; /* the first accessible byte: one before it faults */
    uint8_t *end;   /* one past the last accessible byte: it faults */
} guarded;

/* `len` accessible bytes at least, rounded up to pages. */
void guarded_init(guarded *g, size_t len);
void guarded_free(guarded *g);
/* Copies `data` so that reading one byte past (before) them faults. */
uint8_t *guarded_at_end(guarded *g, const void *data, size_t len);
uint8_t *guarded_at_start(guarded *g, const void *data, size_t len);

/* ---- a provider that counts its calls and fails some */
typedef struct failing_provider {
    seam__provider table;   /* give its address to seam__provider_set() */
    uint64_t n_calls;       /* calls of map, commit and hide so far */
    uint64_t fail_at;       /* this one fails, counted from 1; 0 = none */
    bool fail_from;         /* and all after it */
    bool fail_unmap;        /* every unmap fails (the pages stay mapped) */
    bool fail_decommit;     /* every decommit fails */
    uint64_t n_decommitted; /* bytes that decommit has taken */
    bool fail_protect;      /* every protect fails */
    bool fail_hide;         /* every hide fails; each is a call that counts */
    uint64_t n_hidden;      /* bytes that were to be hidden */
    uint64_t n_huge;        /* bytes for which huge pages were asked for */
    uint64_t mapped_bytes;  /* what map gave and unmap has not taken back */
} failing_provider;

void failing_provider_init(failing_provider *p);

/* ---- growing bytes for expected output */
typedef struct bytes {
    uint8_t *data;
    size_t len, cap;
} bytes;

void bytes_add(bytes *b, const void *data, size_t len);
void bytes_free(bytes *b);

/* ---- the feeder: calls `fn` with the cuts of [0, len): ascending positions, empty chunks allowed.
 * Whole, per byte, at every pair of cuts (len <= 64), and at `n_random` seeded random cuts. */
typedef void (*feed_fn)(void *ctx, const size_t *cuts, size_t n_cuts);
void feed_every_cut(size_t len, prng *rng, size_t n_random, feed_fn fn, void *ctx);

/* Whether an emulator of another machine runs this program, which the environment's SEAM_EMULATOR
 * says: `tests/run cross`. */
bool is_emulated(void);

/* Runs the cases in fork mode, prints a summary, and returns the exit status for main(). */
int run_suite(Suite *suite);

#endif
