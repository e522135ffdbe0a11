/* Who takes part in the jobs of the pool. A process has one contender, so that no allocator finds
 * the caches, the heap or the address space as another left them. */
#ifndef SEAM_BENCH_CONTENDERS_H
#define SEAM_BENCH_CONTENDERS_H

#include "bench_buffers.h"

/* Kinds of contenders, to choose from in a set. */
enum {
    KIND_SEAM = 1,
    KIND_RAW = 2,     /* malloc and its replacements: memory without an owner */
    KIND_COUNTED = 4, /* blocks with a reference count */
    KIND_ATOMIC = 8,  /* no memory: the atomic operations that sharing cannot do without */
    KIND_RING = 16,   /* no memory: what handing over costs by itself */
    KIND_STATIC = 32  /* seam, linked into the program */
};

typedef struct pool_contender {
    const char *name;
    unsigned kind;
    const char *preload; /* a library that replaces malloc; NULL: none */
    const char *package; /* Debian's, for the word about what is missing; NULL: always there */
} pool_contender;

#define N_CONTENDERS 11

/* seam first. */
extern const pool_contender bench_contenders[N_CONTENDERS];

/* How many of `n` blocks of `len` bytes live at once in a job: 64 MiB of them at most. */
size_t bench_bounded_live(size_t n, size_t len);

#endif
