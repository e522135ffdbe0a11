/* The provider: the one table of functions through which the library asks the system for memory, so that tests can
 * make the n-th call fail. A pool keeps the table that was current when it was made. */
#ifndef SEAM_MEM_OS_PROVIDER_H
#define SEAM_MEM_OS_PROVIDER_H

#include <stdbool.h>
#include <stddef.h>

typedef struct seam__provider {
    /* Reserves `len` bytes of address space, a multiple of the page size. They read and write as
     * zero when `commit`, else every access faults. NULL when there is none. */
    void *(*map)(void *ctx, size_t len, bool commit);
    /* Gives back whole pages of what `map` gave. False when they stay mapped. */
    bool (*unmap)(void *ctx, void *addr, size_t len);
    /* Makes reserved pages readable and writable. False: nothing has changed. */
    bool (*commit)(void *ctx, void *addr, size_t len);
    /* Gives the memory of committed pages back and keeps their addresses: the pages read as zero from then on.
     * False: nothing has changed. */
    bool (*decommit)(void *ctx, void *addr, size_t len);
    /* Makes committed pages inaccessible and, if they are `hidden`, ends that. False: nothing has changed. */
    bool (*protect)(void *ctx, void *addr, size_t len, bool hidden);
    /* Keeps committed pages out of swap and core dumps until they are unmapped or protected. False:
     * the system does not permit it. */
    bool (*hide)(void *ctx, void *addr, size_t len);
    /* Asks for huge pages under reserved ones; advice, which the system may ignore. */
    void (*ask_huge)(void *ctx, void *addr, size_t len);
    void *ctx; /* handed to each of them */
} seam__provider;

/* The system's own: mmap, munmap, mprotect, madvise and mlock. */
extern const seam__provider seam__provider_system;

/* The table that pools made from now on will use. NULL: the system's. For tests. */
void seam__provider_set(const seam__provider *provider);
const seam__provider *seam__provider_get(void);

/* The system's page size in bytes, a power of two. */
size_t seam__page_size(void);

#endif
