#include "mem/os/provider.h"

#include <stdatomic.h>
#include <sys/mman.h>
#include <unistd.h>

static void *system_map(void *ctx, size_t len, bool commit)
{
    int protection = commit ? PROT_READ | PROT_WRITE : PROT_NONE;
    void *addr;

    (void)ctx;
    addr = mmap(NULL, len, protection, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return addr != MAP_FAILED ? addr : NULL;
}

static bool system_unmap(void *ctx, void *addr, size_t len)
{
    (void)ctx;
    return munmap(addr, len) == 0;
}

static bool system_commit(void *ctx, void *addr, size_t len)
{
    (void)ctx;
    return mprotect(addr, len, PROT_READ | PROT_WRITE) == 0;
}

static bool system_decommit(void *ctx, void *addr, size_t len)
{
    (void)ctx;
    return madvise(addr, len, MADV_DONTNEED) == 0;
}

static bool system_protect(void *ctx, void *addr, size_t len, bool hidden)
{
    (void)ctx;
    if (mprotect(addr, len, PROT_NONE) != 0)
        return false;
    /* The system does not decommit locked pages. */
    if (hidden)
        (void)munlock(addr, len);
    return true;
}

static bool system_hide(void *ctx, void *addr, size_t len)
{
    (void)ctx;
    return mlock(addr, len) == 0 && madvise(addr, len, MADV_DONTDUMP) == 0;
}

static void system_ask_huge(void *ctx, void *addr, size_t len)
{
    (void)ctx;
    (void)madvise(addr, len, MADV_HUGEPAGE);
}

const seam__provider seam__provider_system = {.map = system_map,
                                              .unmap = system_unmap,
                                              .commit = system_commit,
                                              .decommit = system_decommit,
                                              .protect = system_protect,
                                              .hide = system_hide,
                                              .ask_huge = system_ask_huge,
                                              .ctx = NULL};

/* The table that tests have set. NULL: the system's. */
static _Atomic(const seam__provider *) current;

void seam__provider_set(const seam__provider *provider)
{
    /* Release: the table's fields are seen by whoever reads the pointer. */
    atomic_store_explicit(&current, provider, memory_order_release);
}

const seam__provider *seam__provider_get(void)
{
    /* Acquire: pairs with the store above. */
    const seam__provider *provider = atomic_load_explicit(&current, memory_order_acquire);

    return provider != NULL ? provider : &seam__provider_system;
}

size_t seam__page_size(void)
{
    return (size_t)sysconf(_SC_PAGESIZE);
}
