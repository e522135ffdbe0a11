/* seam/quota.h: a bound on the committed memory of several pools together, and a word of warning
 * before it is reached.
 *
 *     const seam_quota_options bound = {.max_bytes = 1 << 30, .soft_bytes = 900 << 20,
 *                                       .pressure = shed_load, .ctx = server};
 *     seam_quota *quota;
 *     if (seam_quota_create(&bound, &quota) == SEAM_OK) { ... }
 *     const seam_pool_options options = {.quota = quota};
 *
 * A pool has at most one quota, for all its life, beside its own max_bytes. When the bound is in the
 * way of a request, memory that the quota's pools hold but do not use is given up before the request
 * fails with SEAM_ELIMIT.
 * Threads: every call is safe on a shared quota, except that seam_quota_destroy() must be the last
 * call that names it. */
#ifndef SEAM_QUOTA_H
#define SEAM_QUOTA_H

#include "pool.h"

/* All zero: no bound and no mark; the quota only counts. */
typedef struct seam_quota_options {
    uint64_t max_bytes;  /* bound on the sum of its pools' committed bytes; 0 = none */
    uint64_t soft_bytes; /* a mark below it; 0 = none */
    /* Called when a call that commits memory (an allocation, an adoption, making a pool) has
     * brought the sum above soft_bytes: on its thread, before it returns, with no lock of the
     * library held. It may call the library: release, trim; not destroy the pool that the call
     * names. `used` is the sum now. It is called again only after the sum has been at the mark or
     * below. It may fork(). It must return: longjmp() out of it loses the block, or the pool, that the
     * call was about to give. NULL = none. */
    void (*pressure)(void *ctx, uint64_t used);
    void *ctx; /* handed to `pressure` */
    uint64_t reserved_[4];
} seam_quota_options;

SEAM_STATIC_ASSERT(sizeof(void *) != 8 || sizeof(seam_quota_options) == 64);

SEAM_BEGIN_DECLS

/**
 * Make a quota.
 *
 * @param      options  Borrowed for the call; NULL or all zero: it only counts.
 * @param[out] out      Always written; NULL on failure. Owned by the caller: seam_quota_destroy().
 *
 * Returns     SEAM_OK; SEAM_EINVAL when a reserved field is set, or the mark is above the bound;
 *             SEAM_ENOMEM.
 * Threads     Safe.
 * Cost        One mapping of a page.
 */
SEAM_TRY seam_status seam_quota_create(const seam_quota_options *options, seam_quota **out);

/**
 * Give up the right to make pools with a quota. Pools that have it keep it.
 *
 * @param      quota  Set to NULL. A pointer to NULL is fine.
 *
 * Threads     One caller, the last that names the quota. Its pools may be in use.
 * Cost        O(1). The quota's page goes back with the last of its pools.
 */
SEAM_API void seam_quota_destroy(seam_quota **quota);

/**
 * Ask how much the pools of a quota have committed: the sum of `committed` of their statistics.
 *
 * @param      quota  Borrowed.
 *
 * Returns     Bytes.
 * Threads     Safe; a moment's value.
 * Cost        O(1).
 */
SEAM_API uint64_t seam_quota_used(const seam_quota *quota);

SEAM_END_DECLS
#endif
