/* An arena: blocks of one kind in one piece of address space.
 *
 *     guard page | header, entries ... | guard page | payload ... | guard page
 *                ^ a multiple of SEAM__ARENA_ALIGN, so that an entry's address gives the header
 *
 * Everything is reserved as PROT_NONE; entries and payload are committed together, step by step.
 * Block i has entry i and payload [i * stride, i * stride + class_bytes). The depot's lock guards
 * an arena, but for the fields that never change. What is done with arenas is in arena.h. */
#ifndef SEAM_MEM_SLAB_LAYOUT_H
#define SEAM_MEM_SLAB_LAYOUT_H

#include "mem/os/span.h"
#include "mem/slab/block.h"

#define SEAM__ARENA_ALIGN   ((size_t)32 << 20)
#define SEAM__ARENA_PAYLOAD ((size_t)16 << 20)
#define SEAM__SLAB_BYTES    ((size_t)64 << 10)

typedef enum seam__kind {
    SEAM__KIND_SLAB,    /* blocks of one size class */
    SEAM__KIND_ADOPTED, /* entries for adopted memory; no payload */
    SEAM__KIND_LARGE,   /* one block */
    SEAM__KIND_GUARDED  /* blocks of many sizes, far apart: see guard_private.h */
} seam__kind;

/* What hardens a block: what is done when it is handed out and released. A set of flags. */
enum {
    SEAM__WATCHED = 1, /* a redzone lies behind each block, and poison is kept up to date */
    SEAM__SECRET = 2,  /* pages are hidden, bytes zeroed on release */
    SEAM__EDGED = 4,   /* the only block ends at the guard page; what is between is checked */
    SEAM__GUARDED = 8  /* each block ends at a guard page; what is around it is checked */
};

/* What the arenas of a pool have in common. */
typedef struct seam__traits {
    size_t page;
    size_t granule;     /* payload begins at a multiple of it: a page, or a huge one */
    size_t alignment;   /* of each block; at least SEAM__ALIGNMENT, at most a page */
    size_t tail;        /* readable bytes behind each block, part of what is asked for it */
    size_t redzone;     /* bytes behind each block; a multiple of the alignment */
    uint32_t hardening; /* SEAM__WATCHED, SEAM__SECRET */
    bool quarantines;   /* see `n_quarantined` in a layout */
} seam__traits;

#define SEAM__HUGE_PAGE ((size_t)2 << 20)

struct seam__arena;

/* Who wants to know of arenas is told when one has been mapped, and before it is unmapped. If the system
 * refuses to unmap it, it counts as mapped once more. Under the depot's lock, or with an arena that is in
 * no list. */
typedef struct seam__arena_hooks {
    void (*mapped)(struct seam__arena *arena);
    void (*unmapping)(struct seam__arena *arena);
} seam__arena_hooks;

/* What the blocks of an arena are like. */
typedef struct seam__layout {
    seam__kind kind;
    uint32_t hardening; /* SEAM__WATCHED ... */
    uint32_t color;     /* bytes between header and entries, whole lines: those of size classes that
                         * are used in turn lie at different places of a processor's cache */
    size_t entry_bytes; /* 16 or a line, on which no two threads meet; sizeof(seam__guarded) */
    size_t class_bytes; /* 0 for adopted memory and guarded blocks */
    size_t stride;      /* class_bytes and, where overruns are watched for, a redzone */
    size_t n_blocks;    /* at most UINT32_MAX - 1 */
    size_t step;        /* a slab: payload committed at once, whole pages; at least `stride`.
                         * 0: blocks become ready without payload */
    size_t slab_blocks; /* blocks of a slab, none of which reaches into another; 0: some do */
    size_t granule;     /* see seam__traits */
    size_t edge;        /* where an edged block begins */
    size_t
        n_quarantined; /* of watched slabs, the quarantine: so many free blocks serve only when nothing
                           * else does, so that a use after release is seen */
    const seam__arena_hooks *hooks; /* NULL: nobody is told */
} seam__layout;

#define SEAM__SLABS_MAX ((size_t)512)

/* Laws: n_live <= n_carved <= n_ready <= layout.n_blocks; the free list has seam__arena_n_free()
 * entries, all below n_carved with the count 0, none of them in a decommitted slab; n_ready blocks,
 * but for those in the n_decommitted slabs whose memory was given up, are backed by memory. */
typedef struct seam__arena {
    /* What every allocation and release looks at is one line. */
    seam_pool *pool;      /* set by whoever makes the arena; never changes */
    size_t pitch;         /* of slabs: payload for each byte of entries, else 0; never changes */
    uintptr_t origin;     /* see seam__arena_data() */
    uint32_t depot_index; /* set by whoever makes the arena; never changes: its place in the pool */
    seam__layout layout;  /* never changes, but for the lengths of a large block that is free */
    struct seam__depot *depot;                 /* set by whoever makes the arena; never changes */
    struct seam__arena *next_all, *prev_all;   /* all arenas of the depot */
    uint64_t serial;                           /* of its place in that list */
    struct seam__arena *next_free, *prev_free; /* those with a free list that is not empty */
    seam__span span;                           /* all of its address space */
    uint8_t *payload;                          /* of block 0; never changes once it is live */
    size_t meta_ready;                         /* bytes of header and entries that are committed */
    size_t payload_ready;                      /* bytes of payload that are committed */
    size_t edge;                               /* bytes before `payload` that are committed too */
    uint32_t n_ready, n_carved, n_live;
    uint32_t first_free; /* index + 1; 0 = none */
    uint32_t last_free;  /* index + 1, while first_free is not 0 */
    uint32_t n_decommitted;
    uint64_t decommitted[SEAM__SLABS_MAX / 64]; /* a bit for each slab */
    _Atomic uint32_t n_shown; /* guarded blocks that seam_guard_describe() may look at */
} seam__arena;

#define SEAM__ARENA_HEADER ((size_t)320)
SEAM_STATIC_ASSERT(sizeof(seam__arena) <= SEAM__ARENA_HEADER);
/* What has a line has one of its own. */
SEAM_STATIC_ASSERT(SEAM__ARENA_HEADER % 64 == 0);

static inline seam__arena *seam__arena_of(const seam_block *block)
{
    return (seam__arena *)((uintptr_t)block & ~(uintptr_t)(SEAM__ARENA_ALIGN - 1));
}

/* Where the entries of an arena begin, from its address on. */
static inline size_t seam__layout_first_entry(const seam__layout *layout)
{
    return SEAM__ARENA_HEADER + layout->color;
}

static inline seam_block *seam__arena_entry(const seam__arena *arena, size_t index)
{
    uint8_t *entries = (uint8_t *)(uintptr_t)arena + seam__layout_first_entry(&arena->layout);

    return (seam_block *)(void *)(entries + index * arena->layout.entry_bytes);
}

static inline size_t seam__arena_index(const seam__arena *arena, const seam_block *block)
{
    const size_t first = seam__layout_first_entry(&arena->layout);
    const size_t off = (size_t)((uintptr_t)block - (uintptr_t)arena) - first;

    return arena->layout.entry_bytes == sizeof(seam_block) ? off / sizeof(seam_block)
                                                           : off / arena->layout.entry_bytes;
}

/* The entry of a large block, which has a line for itself: whoever changes the length changes the count
 * as well, and the header's lines are only read. */
typedef struct seam__large_entry {
    seam_block block;
    _Atomic size_t len; /* the block's */
} seam__large_entry;

static inline seam__large_entry *seam__arena_large_entry(const seam__arena *arena)
{
    return (seam__large_entry *)(void *)seam__arena_entry(arena, 0);
}

static inline size_t seam__arena_large_len(const seam__arena *arena)
{
    /* Relaxed: as with seam__block_len(). */
    return atomic_load_explicit(&seam__arena_large_entry(arena)->len, memory_order_relaxed);
}

static inline void seam__arena_set_large_len(seam__arena *arena, size_t len)
{
    atomic_store_explicit(&seam__arena_large_entry(arena)->len, len, memory_order_relaxed);
}

/* The payload of a block of a slab, or of a large one. Of an entry at the arena's own address it would be
 * `origin`, modulo the address space. */
static inline uint8_t *seam__arena_data(const seam__arena *arena, const seam_block *block)
{
    return (uint8_t *)(arena->origin + ((uintptr_t)block - (uintptr_t)arena) * arena->pitch);
}

/* Blocks that are carved, not live, and backed by memory. */
static inline size_t seam__arena_n_free(const seam__arena *arena)
{
    return arena->n_carved - arena->n_live - arena->n_decommitted * arena->layout.slab_blocks;
}

/* Whether nobody has a reference to a block. */
static inline bool seam__arena_is_free(const seam__arena *arena, size_t index)
{
    /* Relaxed: a free block's count is written by nobody. */
    return (atomic_load_explicit(&seam__arena_entry(arena, index)->word, memory_order_relaxed) &
            SEAM__COUNT_MASK) == 0;
}

#endif
