#include "mem/os/registry_lock.h"

#include "mem/os/lock.h"

static seam__lock registry = SEAM__LOCK_INITIALIZER;

void seam__registry_lock(void)
{
    seam__lock_take(&registry);
}

void seam__registry_unlock(void)
{
    seam__lock_leave(&registry);
}
