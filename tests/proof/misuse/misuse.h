/* Programs that are wrong, one to a row: what each does, where it must be caught, and how. The rows
 * are in misuse_*.c, the test that runs them is test_misuse.c. */
#ifndef SEAM_TESTS_MISUSE_H
#define SEAM_TESTS_MISUSE_H

#include <unistd.h>

#include "pool_fixture.h"

/* The builds that can catch a row. */
typedef enum misuse_needs {
    NEEDS_NOTHING,      /* every build */
    NEEDS_CHECKS,       /* SEAM_CHECKS of 1 or more */
    NEEDS_CHECKS_ALONE, /* the same, and no sanitizer that speaks first */
    NEEDS_CHECKED_TEXT, /* SEAM_CHECKS of 1 or more, in a library built with text */
    NEEDS_CHECKED_ASAN, /* SEAM_CHECKS of 1 or more, and AddressSanitizer */
    NEEDS_ASAN,         /* AddressSanitizer */
    NEEDS_NO_ASAN       /* where it is, it speaks first, and another row expects that */
} misuse_needs;

typedef enum misuse_end {
    ENDS_ABORTED,  /* SIGABRT, the last words being the library's */
    ENDS_FAULTED,  /* by the page that was touched; a sanitizer says so in its own words */
    ENDS_POISONED, /* AddressSanitizer names poisoned bytes */
    ENDS_TOLD      /* it goes on: a report on stderr, or a status, which the row writes there */
} misuse_end;

typedef struct misuse {
    const char *name;
    misuse_needs needs;
    misuse_end ends;
    const char *says;  /* part of what is on stderr; NULL: the end is enough */
    void (*run)(void); /* in a process of its own */
} misuse;

extern const misuse misuse_of_handles[];
extern const size_t n_misuse_of_handles;
extern const misuse misuse_of_bytes[];
extern const size_t n_misuse_of_bytes;
extern const misuse misuse_of_pools[];
extern const size_t n_misuse_of_pools;
extern const misuse misuse_of_streams[];
extern const size_t n_misuse_of_streams;
extern const misuse misuse_of_decoders[];
extern const size_t n_misuse_of_decoders;
extern const misuse misuse_of_parsers[];
extern const size_t n_misuse_of_parsers;
extern const misuse misuse_of_transforms[];
extern const size_t n_misuse_of_transforms;

/* A pool over the system's pages, with these options alone. */
static inline seam_pool *misused_pool(uint32_t flags)
{
    const seam_pool_options options = {.flags = flags};
    seam_pool *pool;

    must(seam_pool_create(&options, &pool) == SEAM_OK);
    return pool;
}

static inline seam_buf misused_buf(uint32_t flags, size_t len)
{
    return counting_buf(misused_pool(flags), len, 0);
}

/* What an assignment would give: a second handle on a reference that is counted once. */
static inline seam_buf copied_handle(const seam_buf *buf)
{
    seam_buf copy;

    memcpy((void *)&copy, buf, sizeof(copy));
    return copy;
}

/* A handle whose reference is gone, on a block that is free. */
static inline seam_buf stale_handle(void)
{
    seam_buf buf = misused_buf(0, 100);
    seam_buf stale = copied_handle(&buf);

    seam_buf_release(&buf);
    return stale;
}

/* A chain of 100 bytes. */
static inline void fill_chain(seam_chain *chain)
{
    seam_pool *pool = misused_pool(0);
    seam_buf buf = counting_buf(pool, 100, 0);

    seam_chain_init(chain, pool);
    must(seam_chain_append(chain, &buf) == SEAM_OK);
}

static inline void start_decoder(seam_decoder *dec)
{
    must(seam_decoder_init(dec, NULL) == SEAM_OK);
}

static inline void tell_status(seam_status status)
{
    const char *name = seam_status_name(status);

    (void)!write(STDERR_FILENO, name, strlen(name));
}

#endif
