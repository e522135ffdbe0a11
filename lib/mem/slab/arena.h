/* An arena: blocks of one kind in one piece of address space.
 *
 *     guard page | header, entries ... | guard page | payload ... | guard page
 *                ^ a multiple of SEAM__ARENA_ALIGN, so that an entry's address gives the header
 *
 * All of it is reserved as PROT_NONE. Entries and payload are committed together, a step at a time; a block for
 * which both are there is ready, and one that was ever handed out is carved. Block i has entry i and payload
 * [i * stride, i * stride + class_bytes). The depot's lock guards an arena, but for the fields that never
 * change. */
#ifndef SEAM_MEM_SLAB_ARENA_H
#define SEAM_MEM_SLAB_ARENA_H

#include "mem/os/account.h"
#include "mem/os/span.h"
#include "mem/slab/block.h"
#include "mem/slab/layout.h"

/* Laws, all checked by seam__arena_valid(): n_live <= n_carved <= n_ready <= layout.n_blocks; the free list has
 * seam__arena_n_free() entries, all below n_carved and with the count 0, none in a decommitted slab, and ends
 * with `last_free`; n_decommitted bits of `decommitted` are set; the entries and the payload of ready blocks
 * are committed; `origin` and `pitch` lead from the first entry to the payload. */
typedef struct seam__arena {
    /* The fields that every allocation and release reads share one cache line. */
    seam_pool *pool;  /* set by whoever makes the arena; never changes */
    size_t pitch;     /* of slabs: payload for each byte of entries, else 0; never changes */
    uintptr_t origin; /* see seam__arena_data() */
    uint32_t
        depot_index; /* set by whoever makes the arena; never changes: the place of `depot` in the heap */
    seam__layout layout; /* never changes, but for the lengths of a large block that is free */
    struct seam__depot *depot;               /* set by whoever makes the arena; never changes */
    struct seam__arena *next_all, *prev_all; /* all arenas of the depot */
    uint64_t serial; /* larger than that of every arena that came to the list before */
    struct seam__arena *next_free, *prev_free; /* arenas of the depot that have blocks to offer */
    seam__span span;                           /* all of its address space */
    uint8_t *payload;                          /* of block 0; never changes once that is live */
    size_t meta_ready;                         /* bytes of header and entries that are committed */
    size_t payload_ready;                      /* bytes of payload that are committed */
    size_t edge;                               /* bytes before `payload` that are committed too */
    uint32_t n_ready, n_carved, n_live;
    uint32_t first_free; /* 1 + index of the first free block; 0: there is none */
    uint32_t last_free;  /* 1 + index of the last one; undefined while first_free is 0 */
    uint32_t n_decommitted;
    uint64_t decommitted[SEAM__SLABS_MAX / 64]; /* a bit for each slab */
    _Atomic uint32_t n_shown; /* guarded blocks below this may be read by seam_guard_describe() */
} seam__arena;

SEAM_STATIC_ASSERT(sizeof(seam__arena) <= SEAM__ARENA_HEADER);
/* So that an entry of a whole line does not share that line. */
SEAM_STATIC_ASSERT(SEAM__ARENA_HEADER % SEAM__LINE == 0);

static inline seam__arena *seam__arena_of(const seam_block *block)
{
    return (seam__arena *)((uintptr_t)block & ~(uintptr_t)(SEAM__ARENA_ALIGN - 1));
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

/* The entry of a large block, which has a cache line of its own. The length is here and not in the header,
 * because whoever changes it has just changed the count beside it, and so the header's lines are only read. */
typedef struct seam__large_entry {
    seam_block block;
    _Atomic size_t len; /* requested, in bytes */
} seam__large_entry;

SEAM_STATIC_ASSERT(sizeof(seam__large_entry) <= SEAM__LINE);

static inline seam__large_entry *seam__arena_large_entry(const seam__arena *arena)
{
    return (seam__large_entry *)(void *)seam__arena_entry(arena, 0);
}

static inline size_t seam__arena_large_len(const seam__arena *arena)
{
    /* Relaxed: whoever may write it has the block to itself, and a walk reports what it reads. */
    return atomic_load_explicit(&seam__arena_large_entry(arena)->len, memory_order_relaxed);
}

static inline void seam__arena_set_large_len(seam__arena *arena, size_t len)
{
    atomic_store_explicit(&seam__arena_large_entry(arena)->len, len, memory_order_relaxed);
}

/* The payload of a block of a slab, or of a large one, without a division: `pitch` bytes of payload for each byte of
 * entries. `origin` is where the payload of an entry at the address 0 would begin, modulo 2^64. */
static inline uint8_t *seam__arena_data(const seam__arena *arena, const seam_block *block)
{
    return (uint8_t *)(arena->origin + (uintptr_t)block * arena->pitch);
}

/* Blocks that are carved, not live, and backed by memory. */
static inline size_t seam__arena_n_free(const seam__arena *arena)
{
    return arena->n_carved - arena->n_live - arena->n_decommitted * arena->layout.slab_blocks;
}

/* Says whether nobody has a reference to a block. */
static inline bool seam__arena_is_free(const seam__arena *arena, size_t index)
{
    /* Relaxed: a free block's count is written by nobody. */
    return (atomic_load_explicit(&seam__arena_entry(arena, index)->word, memory_order_relaxed) &
            SEAM__COUNT_MASK) == 0;
}

/* Maps an arena with no block ready and only the header committed: SEAM_OK, SEAM_ELIMIT or SEAM_ENOMEM. */
SEAM__TRY seam_status seam__arena_map(seam__account *account, seam__layout layout,
                                      seam__arena **out);
/* Unmaps an arena. False: the system refused, and the arena is as it was. */
bool seam__arena_unmap(seam__account *account, seam__arena *arena);

/* Takes a block, whose count is 0: a free one, one of a decommitted slab, a new one, or one of the quarantine,
 * whichever there is first. SEAM_OK, SEAM_ELIMIT, SEAM_ENOMEM, or SEAM_FULL when every block is live. */
SEAM__TRY seam_status seam__arena_take(seam__account *account, seam__arena *arena,
                                       seam_block **out);
/* Takes up to `most` blocks that are ready, free ones first and none of the quarantine. Returns how many. */
size_t seam__arena_take_ready(seam__arena *arena, seam_block **out, size_t most);
/* Takes a guarded block: the one that was released first if more than `n_quarantined` are free, else one that
 * was never used. */
SEAM__TRY seam_status seam__arena_take_guarded(seam__account *account, seam__arena *arena,
                                               size_t n_quarantined, seam_block **out);
/* Moves the only block of an edged arena to the end of its pages. It has just been taken for the first time. */
void seam__arena_push_to_edge(seam__arena *arena);
/* Puts a block, whose count is 0, on the free list: at the end if the arena has a quarantine, else in front. */
void seam__arena_put(seam__arena *arena, seam_block *block);

/* Bytes that the account has been charged for the arena. */
size_t seam__arena_committed(const seam__arena *arena);

/* The laws of the struct. O(length of the free list). */
bool seam__arena_valid(const seam__arena *arena);

#endif
