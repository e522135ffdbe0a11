/* Which pages a test's provider, or its system calls, have given and not taken back. */
#ifndef SEAM_TESTS_SPANS_H
#define SEAM_TESTS_SPANS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/poison.h"
#include "mem/os/provider.h"

enum { SPANS_MAX = 1 << 14 };

typedef struct span {
    uintptr_t from, to;
} span;

/* In no order; no two overlap, and none is empty. */
typedef struct spans {
    span all[SPANS_MAX];
    size_t n;
} spans;

/* The one that [at, at + len) lies in; NULL when it is not all mapped by one call. */
static inline span *spans_find(spans *s, const void *at, size_t len)
{
    const uintptr_t from = (uintptr_t)at;

    for (size_t i = s->n; i-- > 0;) {
        if (s->all[i].from <= from && len <= s->all[i].to - s->all[i].from &&
            from <= s->all[i].to - len)
            return &s->all[i];
    }
    return NULL;
}

static inline void spans_add(spans *s, uintptr_t from, uintptr_t to)
{
    if (from == to)
        return;
    if (s->n == SPANS_MAX)
        abort();
    s->all[s->n++] = (span){from, to};
}

/* Takes [at, at + len) out of the span that has it. */
static inline void spans_cut(spans *s, span *of, const void *at, size_t len)
{
    const span whole = *of;

    *of = s->all[--s->n];
    spans_add(s, whole.from, (uintptr_t)at);
    spans_add(s, (uintptr_t)at + len, whole.to);
}

/* Gives back what the library could not. False when the system does not take it. */
static inline bool spans_return(spans *s)
{
    bool all = true;

    while (s->n > 0) {
        const span last = s->all[--s->n];
        void *at = (void *)last.from;
        const size_t len = last.to - last.from;

        /* The next who has these addresses must not find the poison of free blocks. */
        seam__unpoison(at, len);
        all &= seam__provider_system.unmap(NULL, at, len);
    }
    return all;
}

#endif
