/* The lock of the process: it guards the list of all pools (registry.h), and which thread has which cache
 * (thread.h). Whoever takes several locks takes that of the quotas' lists first, then this one, then
 * those of a pool's depots, of their transfer caches, and of its sampler. */
#ifndef SEAM_MEM_OS_REGISTRY_LOCK_H
#define SEAM_MEM_OS_REGISTRY_LOCK_H

void seam__registry_lock(void);
void seam__registry_unlock(void);

#endif
