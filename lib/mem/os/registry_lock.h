/* The lock of the registry. It guards the list of all pools of the process (registry.h), and which thread has which
 * cache (thread.h). The order of locks: that of the quotas' lists first, then this one, then
 * those of a pool's depots, of their transfer caches, and of its sampler. */
#ifndef SEAM_MEM_OS_REGISTRY_LOCK_H
#define SEAM_MEM_OS_REGISTRY_LOCK_H

void seam__registry_lock(void);
void seam__registry_unlock(void);

#endif
