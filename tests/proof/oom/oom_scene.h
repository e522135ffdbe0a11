/* A call that may run out of memory: what it works on, what it does, and what the chain then holds. The test
 * is test_oom.c; the rows are there and in oom_chain.c. */
#ifndef SEAM_TESTS_OOM_SCENE_H
#define SEAM_TESTS_OOM_SCENE_H

#include "pool_fixture.h"

/* What a call works on. */
typedef struct scene {
    failing_provider provider;
    seam_pool *pool;
    seam_chain chain, other;
    seam_buf a, b;
    struct iovec room;
    int n_given_back;
    uint8_t mine[300];
} scene;

/* `set_up` brings the scene into the state that the call needs; a limit may keep it from that.
 * After a failure `call` is made again, so it must not depend on what it leaves then. */
typedef struct attempt {
    const char *name;
    bool (*set_up)(scene *s);
    seam_status (*call)(scene *s);
    /* What the chain holds before the call, and after it has succeeded. */
    const char *before, *after;
    /* It takes two blocks. When the second cannot be had the pool keeps the memory of the first, free. */
    bool two;
} attempt;

/* Of chains: what copies, moves and puts together. */
extern const attempt oom_of_chains[];
extern const size_t n_oom_of_chains;

static inline bool nothing(scene *s)
{
    (void)s;
    return true;
}

static inline bool done(seam_status r)
{
    must(r == SEAM_OK || r == SEAM_ELIMIT);
    return r == SEAM_OK;
}

static inline bool add_static(scene *s, const char *text)
{
    seam_buf buf = seam_buf_static(seam_view_string(text));

    return done(seam_chain_append(&s->chain, &buf));
}

#endif
