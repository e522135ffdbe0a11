/* The registry: the list of all pools of the process, under the registry's lock.
 *
 * It is needed for fork(). A child process has a copy of everything but the other threads, so at that moment no
 * lock may be held by one of them and no structure may be half changed. The handler that runs before fork() takes
 * all locks, in their order (registry_lock.h); both processes give them back, and the child flushes the caches of
 * the threads that it does not have. */
#ifndef SEAM_MEM_POOL_REGISTRY_H
#define SEAM_MEM_POOL_REGISTRY_H

#include "base/attributes.h"
#include "mem/pool/pool_private.h"

/* Lists a pool that is ready for use: SEAM_OK, or SEAM_ENOMEM when the handlers of fork() could not be set. */
SEAM__TRY seam_status seam__registry_add(seam_pool *pool);

/* Takes a pool that nobody can use any more out of the list. */
void seam__registry_remove(seam_pool *pool);

/* Calls `fn` for every pool, dying ones included, under the lock. */
void seam__registry_each(void (*fn)(seam_pool *pool));

#endif
