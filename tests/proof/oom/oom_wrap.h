/* The system calls for memory as the library makes them, each of which a test can let fail. The
 * linker puts these in their place: --wrap in tests/proof/oom/meson.build. */
#ifndef SEAM_TESTS_OOM_WRAP_H
#define SEAM_TESTS_OOM_WRAP_H

#include <stdbool.h>
#include <stdint.h>

#include "spans.h"

typedef enum oom_call {
    OOM_MMAP,
    OOM_MUNMAP,
    OOM_MPROTECT,
    OOM_MADVISE,
    OOM_MLOCK,
    N_OOM_CALLS
} oom_call;

typedef struct oom_state {
    uint64_t n[N_OOM_CALLS]; /* calls since the start */
    oom_call call;           /* the one that fails ... */
    uint64_t fail_at;        /* at this call, counted from 1; 0 = never */
    bool fail_from;          /* and at all after it */
    uint64_t n_failed;
    uint64_t stayed; /* bytes that failed calls of munmap left behind */
    spans mapped;
} oom_state;

extern oom_state oom;

/* From now on the n-th call fails; 0 = none. Counts and failures start anew. */
void oom_start(oom_call call, uint64_t fail_at, bool fail_from);

#endif
