/* Static probes (USDT, provider `seam`) for perf, bpftrace and SystemTap. They stand where a pool
 * asks its depots or the system, or reaches its limit. Where sys/sdt.h was found at build time,
 * each costs a nop and a call on a path that takes a lock or a system call anyway; otherwise they
 * cost nothing.
 *
 *     bpftrace -e 'usdt:libseam.so:seam:limit { printf("%p: %d bytes more\n", arg0, arg1); }'
 *
 * What the magazines of a thread serve passes no probe, but for pools that take samples: with
 * SEAM_LEAKS=1000000000 in the environment every allocation and release is seen. */
#ifndef SEAM_BASE_PROBE_H
#define SEAM_BASE_PROBE_H

#include <stddef.h>

#ifndef SEAM_HAVE_SDT
#define SEAM_HAVE_SDT 0
#endif

/* Each function fires the probe of its name with its arguments in their order. */
#if SEAM_HAVE_SDT
void seam__probe_allocate(const void *pool, const void *block, size_t len);
void seam__probe_release(const void *pool, const void *block);
void seam__probe_slab(const void *pool, const void *arena, size_t bytes);
void seam__probe_purge(const void *pool, const void *arena, size_t bytes);
void seam__probe_unmap(const void *pool, const void *arena, size_t bytes);
void seam__probe_limit(const void *pool, size_t wanted);
#else
static inline void seam__probe_allocate(const void *pool, const void *block, size_t len)
{
    (void)pool;
    (void)block;
    (void)len;
}

static inline void seam__probe_release(const void *pool, const void *block)
{
    (void)pool;
    (void)block;
}

static inline void seam__probe_slab(const void *pool, const void *arena, size_t bytes)
{
    (void)pool;
    (void)arena;
    (void)bytes;
}

static inline void seam__probe_purge(const void *pool, const void *arena, size_t bytes)
{
    (void)pool;
    (void)arena;
    (void)bytes;
}

static inline void seam__probe_unmap(const void *pool, const void *arena, size_t bytes)
{
    (void)pool;
    (void)arena;
    (void)bytes;
}

static inline void seam__probe_limit(const void *pool, size_t wanted)
{
    (void)pool;
    (void)wanted;
}
#endif

#endif
