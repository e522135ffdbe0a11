#include "base/probe.h"

#if SEAM_HAVE_SDT

/* The macros of the system's header leave their variable part empty. */
#if defined(__clang__)
#pragma clang diagnostic ignored "-Wgnu-zero-variadic-macro-arguments"
#endif
#include <sys/sdt.h>

void seam__probe_allocate(const void *pool, const void *block, size_t len)
{
    DTRACE_PROBE3(seam, allocate, pool, block, len);
}

void seam__probe_release(const void *pool, const void *block)
{
    DTRACE_PROBE2(seam, release, pool, block);
}

void seam__probe_slab(const void *pool, const void *arena, size_t bytes)
{
    DTRACE_PROBE3(seam, slab, pool, arena, bytes);
}

void seam__probe_purge(const void *pool, const void *arena, size_t bytes)
{
    DTRACE_PROBE3(seam, purge, pool, arena, bytes);
}

void seam__probe_unmap(const void *pool, const void *arena, size_t bytes)
{
    DTRACE_PROBE3(seam, unmap, pool, arena, bytes);
}

void seam__probe_limit(const void *pool, size_t wanted)
{
    DTRACE_PROBE2(seam, limit, pool, wanted);
}

#endif
