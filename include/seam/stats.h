/* seam/stats.h: a pool seen from outside: what each size class holds, and who holds which block.
 *
 *     static bool add(void *ctx, const seam_block_info *block)
 *     {
 *         total_of(ctx, block->tag)->bytes += block->retained;
 *         return true;
 *     }
 *     seam_pool_walk(pool, add, &totals);     // who pins memory
 *
 * Everything here reads and never counts: no reference is taken, no block is kept alive by it.
 * Threads: every call is safe while other threads use the pool. What each number means then is said
 * with the call. */
#ifndef SEAM_STATS_H
#define SEAM_STATS_H

#include "pool.h"
#include "view.h"

/* What a block is. */
typedef enum seam_block_kind {
    SEAM_BLOCK_CLASS,   /* memory of a size class */
    SEAM_BLOCK_ADOPTED, /* memory of the caller: seam_buf_adopt() */
    SEAM_BLOCK_LARGE,   /* memory of more than 256 KiB, in a mapping of its own */
    SEAM_BLOCK_GUARDED  /* memory that ends at an inaccessible page: `guard_every` in pool.h */
} seam_block_kind;

/* One kind of blocks. Counts are in blocks; each is exact when no other thread is inside a call on
 * the pool, and else as old as the call. */
typedef struct seam_class_stats {
    seam_block_kind kind;
    uint32_t reserved0_;
    uint64_t class_bytes; /* 0 for all kinds but the size classes */
    uint64_t live;        /* blocks that have a reference */
    uint64_t cached;      /* free ones that threads keep in their magazines */
    uint64_t free;        /* free ones that wait in the depot, shared by all threads; of guarded
                           * blocks those that rest, without memory */
    uint64_t peak;        /* the most that `live` and `cached` have been together */
    uint64_t hits;        /* requests served by a magazine of the calling thread */
    uint64_t misses;      /* requests that went to the depot */
    uint64_t reserved_[8];
} seam_class_stats;

SEAM_STATIC_ASSERT(sizeof(seam_class_stats) == 128);

/* Who allocated a block. Only samples have it: see `leak_every` in pool.h. */
typedef struct seam_sample {
    uint64_t age_ns;   /* since it was allocated */
    uint64_t thread;   /* that allocated it, by the system's number */
    uint32_t n_tags;   /* tags that have been set on it, 4 at most */
    uint32_t n_frames; /* 0 where the system cannot tell */
    uint64_t tags[4];  /* the newest first */
    void *frames[16];  /* return addresses, innermost first; the first are the library's own */
} seam_sample;

SEAM_STATIC_ASSERT(sizeof(void *) != 8 || sizeof(seam_sample) == 184);

/* A live block, valid for the call that it is handed to. */
typedef struct seam_block_info {
    const void *block; /* tells blocks apart while they live; never to be followed */
    seam_block_kind kind;
    uint32_t refs; /* handles on it */
    /* Bytes that it keeps from other use: its class size, the whole pages of a large or guarded
     * block, or the length of adopted memory. */
    uint64_t retained;
    uint64_t requested; /* what its caller asked for */
    uint64_t tag;
    const seam_sample *sample; /* NULL for most */
    uint64_t reserved_[3];
} seam_block_info;

SEAM_STATIC_ASSERT(sizeof(void *) != 8 || sizeof(seam_block_info) == 72);

/* Looks at one block. Returns false to end the walk. No lock is held: it may use the pool, fork(), or be left
 * by longjmp() or an exception; it must not destroy the pool. */
typedef bool (*seam_walk_fn)(void *ctx, const seam_block_info *block);

/* Takes text that the library writes about a pool, piece by piece. Anything but SEAM_OK ends it. No lock is
 * held: it may use the pool, fork(), or be left by longjmp() or an exception; it must not destroy the pool. */
typedef seam_status (*seam_write_fn)(void *ctx, seam_view text);

/* Is told of one block that outlives the right to allocate. No lock is held: it may release blocks of the pool
 * and fork(); it must not name the pool. It must return: a pool whose end it leaves by longjmp() never ends. */
typedef void (*seam_leak_fn)(void *ctx, const seam_block_info *block);

SEAM_BEGIN_DECLS

/**
 * Read the statistics of one kind of blocks.
 *
 * @param      pool   Borrowed.
 * @param      index  As for seam_pool_class_at(), smallest class first; behind the last class come
 *                    adopted memory, large blocks and guarded blocks.
 * @param[out] out    Always written; all zero when there is no such kind.
 *
 * Returns     True; false when `index` is past the last kind.
 * Threads     Safe; exact when the pool is quiet. `hits` is read last and never below 0.
 * Cost        O(threads), takes two locks in turn. Allocations pay nothing that is shared for it.
 */
SEAM_API bool seam_pool_class_stats(const seam_pool *pool, size_t index, seam_class_stats *out);

/**
 * Look at every live block of a pool.
 *
 * @param      pool  Borrowed.
 * @param      fn    Called for each live block, in no particular order, with its sample if it has
 *                   one.
 * @param      ctx   Handed to `fn`.
 *
 * Returns     True; false when `fn` ended the walk.
 * Threads     Safe. A block that is live from before the walk until after it is seen exactly once.
 *             One that comes or goes meanwhile is seen or not, and when one took the place of
 *             another, the fields may be partly of either. References, lengths and tags are what
 *             they were at some moment of the walk.
 * Cost        O(blocks ever used), 4 KiB of stack. Takes the lock of one kind at a time, for 16 live
 *             blocks; other threads go on with their magazines, and wait when they need the depot of
 *             just that kind. When arenas of the kind are unmapped meanwhile it looks at each that is
 *             left to find its place again.
 */
SEAM_API bool seam_pool_walk(const seam_pool *pool, seam_walk_fn fn, void *ctx);

/**
 * Say who is told of sampled blocks that are still live when the pool is destroyed. Without it they
 * are written to stderr where the environment variable SEAM_LEAKS turned the samples on, then also
 * those that are live when the program ends; nobody is told where `leak_every` did, unless
 * LeakSanitizer is in the program: see seam_pool_destroy(). Destroying a pool with live blocks is
 * legal: whether each is a leak is the caller's to know.
 *
 * @param      pool  Borrowed; it must take samples.
 * @param      fn    Called inside seam_pool_destroy() for each such block. NULL: nobody, and nothing
 *                   is written.
 * @param      ctx   Handed to `fn`.
 *
 * Returns     SEAM_OK; SEAM_ESTATE when the pool takes no samples.
 * Threads     Safe; before the call that destroys.
 * Cost        O(1).
 */
SEAM_TRY seam_status seam_pool_on_leak(seam_pool *pool, seam_leak_fn fn, void *ctx);

SEAM_END_DECLS
#endif
