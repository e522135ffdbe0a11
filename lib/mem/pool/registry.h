/* The list of all pools of the process, under the registry's lock.
 *
 * fork() makes it needed: a child process has a copy of everything but of the other threads, so no
 * lock may be held and no structure be half changed at that moment. The handler that runs before it
 * takes the lock of the quotas' lists, the registry's, then those of the depots and the sampler of
 * each pool in turn; both processes give
 * them back, and the child takes the blocks that other threads' caches held. That is also the order
 * in which anybody takes these locks. */
#ifndef SEAM_MEM_POOL_REGISTRY_H
#define SEAM_MEM_POOL_REGISTRY_H

#include "base/attributes.h"
#include "mem/pool/pool_private.h"

/* Lists a pool that is ready for use. SEAM_ENOMEM when fork() could not be told of it. */
SEAM__TRY seam_status seam__registry_add(seam_pool *pool);

/* Forgets a pool that nobody can use any more. */
void seam__registry_remove(seam_pool *pool);

/* Calls `fn` for every pool, dying ones included, under the lock. */
void seam__registry_each(void (*fn)(seam_pool *pool));

#endif
