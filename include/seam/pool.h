/* seam/pool.h: where the bytes of buffers live: mmap'd arenas outside malloc.
 *
 *     guard | metadata | guard | payload of one size class, committed slab by slab | guard
 *
 * Payload is aligned to 64 bytes; a block costs 16 bytes of metadata, and 64 from 16 KiB up, which no
 * overrun of payload reaches. Size classes run from 64 bytes to 256 KiB, four to a doubling: the class
 * of a length is at most a quarter, or 63 bytes, larger. Larger blocks have mappings of their own, some
 * of which are kept for reuse. Each thread keeps some free blocks of each pool it uses, so that most
 * allocations and releases take no lock; a thread that exits returns them. A program that has
 * AddressSanitizer, or runs under Valgrind, sees free blocks, the slack behind a block, and a redzone
 * after it, whichever way the library was built.
 * Threads: every call is safe on a shared pool, except that seam_pool_destroy() must be the last
 * call that names the pool.
 * Signals: no call that names a pool, allocates or releases is async-signal-safe. A handler that
 * interrupts one of them in its own thread must not call another; a checking build stops there.
 * fork(): the child may use every pool, but for one that another thread was destroying. The bytes of
 * one that another thread was making may stay in the sum of its quota there. See seam_pool_create().
 * dlclose(): a thread that has used a pool comes back to the library when it exits, so the shared library
 * stays loaded: it is linked with `-z nodelete`. Whatever is unloaded and has the static library in it
 * (a plugin) must be linked so as well. */
#ifndef SEAM_POOL_H
#define SEAM_POOL_H

#include "status.h"

/* A source of memory. Made by seam_pool_create(). */
typedef struct seam_pool seam_pool;

/* The metadata of one block: reference count and mode (4 bytes), requested length (4), tag (8). */
typedef struct seam_block seam_block;

/* A bound that several pools share: see quota.h. */
typedef struct seam_quota seam_quota;

/* Each count is exact when no other thread is inside a call on the pool. The two named `_blocks`
 * count blocks, the others bytes. A block that several handles share counts once. */
typedef struct seam_pool_stats {
    uint64_t live_blocks;     /* blocks of the pool's own memory that have a reference */
    uint64_t live_bytes;      /* their class sizes; whole pages of large and guarded ones */
    uint64_t requested_bytes; /* what their callers asked for; never more than live_bytes */
    uint64_t adopted_blocks;  /* adopted blocks that have a reference */
    uint64_t adopted_bytes;   /* the sum of their lengths; never counts against max_bytes */
    uint64_t cached_bytes;    /* class sizes of free blocks, which threads keep or all share */
    uint64_t committed;       /* slabs, large blocks and metadata backed by memory */
    uint64_t committed_peak;  /* the largest value that `committed` has had */
    uint64_t mapped;          /* address space, guards and reserves included */
    uint64_t reserved_[7];
} seam_pool_stats;

SEAM_STATIC_ASSERT(sizeof(seam_pool_stats) == 128);

/* Flags of a pool. */
enum {
    /* One thread, the first that allocates, does everything with the pool's blocks and counts
     * references without atomic operations. Before a block goes to another thread it is promoted:
     * seam_buf_promote(). A checking build aborts when a second thread allocates, shares or releases
     * without that; other builds corrupt the count. Statistics, trim and destroy are for any
     * thread. */
    SEAM_POOL_CONFINED = 1,
    /* For keys and passwords: bytes are zeroed when a block is released, and payload pages are kept
     * out of swap (mlock) and core dumps (MADV_DONTDUMP). Where the system refuses, seam_pool_create()
     * or the allocation that needs more pages returns SEAM_EPERM: see RLIMIT_MEMLOCK. Locked pages go
     * back to the system with a whole arena alone, not slab by slab; a child after fork() has none of
     * the locks. Adopted memory is not touched. */
    SEAM_POOL_SECRET = 2,
    /* Ask for huge pages (MADV_HUGEPAGE): memory is committed by 2 MiB or more. */
    SEAM_POOL_HUGE_PAGES = 4,
    /* For hunting bugs: each block has a mapping of its own and ends, but for its alignment, at an
     * inaccessible page; a release unmaps it. Reading or writing past the end or after the release
     * stops the program; bytes written between the end and the page, or before the start in the
     * block's own pages, are seen at the release. Slow, and at most some 10,000 live blocks on Linux
     * (vm.max_map_count). */
    SEAM_POOL_PASSTHROUGH = 8
};

#define SEAM_POOL_PURGE_NEVER UINT32_MAX

/* All zero means: every default. */
typedef struct seam_pool_options {
    /* Bound on `committed`; 0 = none. Committed memory grows by whole slabs (up to 64 KiB, or
     * one block where that is larger) and by pages of metadata. A request that would exceed it has
     * all memory given back that holds no live block, and fails with SEAM_ELIMIT when that is too
     * little. */
    uint64_t max_bytes;
    uint32_t flags; /* SEAM_POOL_*; an unknown bit is SEAM_EINVAL */
    /* Slabs and arenas without live blocks that have not been needed for this long go back to the
     * system. The pool has no thread of its own: it happens in calls that allocate or release, one
     * to two delays later. A pool that grows by a sixteenth does so after a sixteenth of the delay.
     * 0 = 1000; SEAM_POOL_PURGE_NEVER = only by trim and under a limit. */
    uint32_t purge_delay_ms;
    /* Called once, after the last block of a destroyed pool is gone, on the thread that released
     * it (the one that destroys, when no block is live), with no lock held. `last`, read when
     * nothing was live, is valid for the call. The hook must not touch the pool; it may use others, and
     * fork(). NULL = none. */
    void (*gone)(void *ctx, const seam_pool_stats *last);
    void *ctx; /* handed to `gone` */
    /* Bound on the bytes that the magazines of one thread hold for the pool; 0 = 8 MiB. With less than
     * 64 no thread keeps any, more than 256 MiB is 256 MiB. A thread begins with 64 KiB and is allowed
     * twice as much whenever it misses blocks that it had no room for; once it has 1 MiB, only while it
     * misses one in 50 or more. The magazines of a thread that has not called for `purge_delay_ms`
     * are emptied. */
    uint64_t cache_bytes;
    /* Bound on the bytes of freed blocks over 256 KiB that are kept for reuse. 0 = 16 MiB, and more
     * where blocks have been asked for again within `purge_delay_ms` after they went back, until
     * that much is idle for as long. With 1 such blocks go back to the system at once. */
    uint64_t large_cache_bytes;
    /* Bytes behind each block that may be read, up to 4096: for parsers that load whole vectors.
     * Their content is undefined. Blocks of the pool only, not adopted memory. */
    uint32_t tail_bytes;
    /* Of each block's first byte: a power of two up to the page size; below 64 means 64. Lengths are
     * rounded up to it. */
    uint32_t alignment;
    /* Remember who allocated about one block in this many (1: every one), to find those that are
     * never released: see seam_sample in stats.h. 0 = what the environment variable SEAM_LEAKS says:
     * a number of the same meaning (0: none), 128 for any other word, and nothing is sampled without
     * it. */
    uint64_t leak_every;
    seam_quota *quota; /* kept: it may be destroyed before the pool; NULL = none */
    /* For hunting bugs in production: guard one block in this many, chosen at random (1: every
     * one). It ends at an inaccessible page, but for `tail_bytes` and at most `alignment` - 1 bytes
     * (63 by default), and once released it is inaccessible until 64 other guarded ones have been
     * released, or trim has found none live. What is written between it and its pages' ends is seen
     * at the release. Which block a fault was at: seam_guard_describe() in guard.h.
     * No allocation fails for a guard: a block stays an ordinary one without memory or address
     * space for it (266 MiB for the first), when 960 guarded ones live or hold a quarter of
     * max_bytes or of the quota's bound, and when it has more than 256 KiB. A guarded one holds
     * whole pages and costs some system calls; every other allocation is counted, as with
     * `leak_every`. 0 = none. */
    uint64_t guard_every;
    /* Bound on what the magazines of all threads together hold for the pool; 0 = 32 MiB, or
     * `cache_bytes` where that is more. Never more than an eighth of max_bytes or of the quota's
     * bound. */
    uint64_t cache_total_bytes;
    uint64_t reserved_[5];
} seam_pool_options;

SEAM_STATIC_ASSERT(sizeof(void *) != 8 || sizeof(seam_pool_options) == 128);

SEAM_BEGIN_DECLS

/**
 * Make a pool.
 *
 * @param      options  Borrowed for the call; NULL or all zero: every default.
 * @param[out] out      Always written; NULL on failure. Owned by the caller: seam_pool_destroy().
 *
 * Returns     SEAM_OK; SEAM_EINVAL when an unknown flag or a reserved field is set, or an option is
 *             out of its range; SEAM_ELIMIT when max_bytes, or what is left of the quota, cannot
 *             hold the pool's own metadata;
 *             SEAM_EPERM when a secret pool's memory may not be locked; SEAM_ENOMEM.
 * Threads     Safe. The first call of a process has fork() take all locks of all pools, and the
 *             child give the other threads' free blocks to all. Blocks those threads held, and at
 *             most one each that it was just taking or giving back, count as live there for ever;
 *             a callback of adopted memory runs once in each process. pthread_atfork() handlers
 *             whose locks are held around calls of this library must be added after this call;
 *             those added before it may not call the library in their prepare part.
 * Cost        One mapping of a few pages. Arenas are mapped when a size class is first used. A
 *             fork() costs two steps for each size class of each pool, in the child one more for
 *             each free block that other threads kept; vfork() and posix_spawn() cost nothing.
 */
SEAM_TRY seam_status seam_pool_create(const seam_pool_options *options, seam_pool **out);

/**
 * Give up the right to allocate from a pool. Live blocks stay valid: release, share, slice and
 * reads are legal on them, and the pool dies with the last one. Until then a checking build stops at
 * every other call that names the pool; later ones fault, or meet whatever came to be there.
 * Blocks that are live here, or when the program ends, are told on stderr with size and tag where
 * LeakSanitizer is in the program, unless ASAN_OPTIONS or LSAN_OPTIONS say detect_leaks=0. With
 * SEAM_LEAKS the samples are, in every program, and with who allocated them: see `leak_every`.
 *
 * @param      pool  Set to NULL. A pointer to NULL is fine. No other thread may be inside a call
 *                   that names the pool.
 *
 * Threads     One caller; blocks of the pool may be released by other threads at the same time.
 * Cost        O(arenas) when no block is live, else O(size classes).
 */
SEAM_API void seam_pool_destroy(seam_pool **pool);

/**
 * Give memory that holds no live block back to the system: the magazines of all threads and the depots
 * are emptied, arenas without live blocks are unmapped, and so are, but for their address
 * space, slabs of 64 KiB at most (or one block) without live blocks. Guarded blocks rest no longer
 * when none is live. Only a thread that is inside a call on the pool at that moment keeps its
 * magazines until its next one. How much it was, seam_pool_stats_get() tells before and after.
 *
 * @param      pool  Borrowed.
 *
 * Threads     Safe.
 * Cost        O(arenas, threads and free blocks), system calls for what goes, and one that interrupts
 *             the process's other threads (membarrier).
 */
SEAM_API void seam_pool_trim(seam_pool *pool);

/**
 * Read a pool's statistics.
 *
 * @param      pool  Borrowed.
 * @param[out] out   Always written.
 *
 * Threads     Safe; exact when the pool is quiet.
 * Cost        O(size classes and threads), takes their locks in turn.
 */
SEAM_API void seam_pool_stats_get(const seam_pool *pool, seam_pool_stats *out);

/**
 * Say what a request for `len` bytes costs in payload, in a pool with default options.
 *
 * @param      len  Byte count.
 *
 * Returns     The size of the class that serves it (from 4096 bytes up one of the next three may
 *             help out with a free block: see seam_buf_retained()); above 256 KiB `len` rounded
 *             up to whole pages; 0 for 0, and for a length that no address space can hold.
 * Threads     Safe.
 * Cost        O(1).
 */
SEAM_API size_t seam_pool_class_size(size_t len);

/**
 * List the size classes.
 *
 * @param      index  Counted from 0, smallest class first.
 *
 * Returns     The class's size in bytes; 0 past the last class.
 * Threads     Safe.
 * Cost        O(1).
 */
SEAM_API size_t seam_pool_class_at(size_t index);

SEAM_END_DECLS
#endif
